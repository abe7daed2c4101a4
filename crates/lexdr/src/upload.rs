//! Puts what a game day has left into a bucket.

use lexdr_gameday::GameDay;
use lexdr_gameday::upload::{File, upload};

use crate::args;
use crate::exit::Exit;
use crate::serve;

/// Puts these files of a run where the options or the configuration say, if they say so. What could
/// not be put makes a run that passed one that was not carried out; nothing worse is made better.
pub(crate) async fn after(
    day: &GameDay,
    options: &args::GameDay,
    run: &str,
    files: &[File],
    exit: Exit,
) -> Exit {
    let output = &day.config.output;
    let Some(to) = options.upload.as_ref().or(output.upload.as_ref()) else {
        return exit;
    };
    let region = options.upload_region.as_ref();
    let region = region.or(output.upload_region.as_ref());
    let region = region.unwrap_or(&day.config.journal.region);
    let putting = upload(&day.clients, to, region, run, files);
    let put = tokio::select! {
        put = putting => put,
        () = impatient() => Err("interrupted".to_owned()),
    };
    match put {
        Ok(()) => {
            eprintln!("uploaded to {to}/{run}/");
            exit
        }
        Err(why) => {
            eprintln!("not everything was uploaded to {to}/{run}/: {why}");
            match exit {
                Exit::Passed => Exit::Unknown,
                exit => exit,
            }
        }
    }
}

/// Somebody does not want to wait.
async fn impatient() {
    match serve::stop() {
        Ok(stop) => stop.await,
        Err(_) => std::future::pending().await,
    }
}
