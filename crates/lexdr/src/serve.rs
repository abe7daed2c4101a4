//! `lexdr serve`: the simulator on a port.

use std::io::Write;
use std::net::SocketAddr;
use std::time::Duration;

use lexdr_runner::CodeUnderTest;
use lexdr_serve::{
    Code, Deployment, Functions, Options, Serve as Server, StartError, State, Timing,
    endpoint_variables,
};

use crate::args::{LatencyName, Serve};
use crate::exit::{Exit, Failure};

pub(crate) fn serve(options: &Serve) -> Result<Exit, Failure> {
    let remote = !options.listen.ip().is_loopback();
    refuse_strangers(options.listen, options.allow_remote)?;
    if options.print_env {
        return print_env(options.listen);
    }
    if remote {
        eprintln!(
            "warning: whoever reaches {} can do everything to the simulated account",
            options.listen
        );
    }
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .enable_all()
        .build()
        .map_err(|error| Failure::unknown(format!("cannot start: {error}")))?;
    runtime.block_on(run(options))
}

/// Keeps other machines out unless they are meant.
pub(crate) fn refuse_strangers(listen: SocketAddr, allowed: bool) -> Result<(), Failure> {
    if allowed || listen.ip().is_loopback() {
        return Ok(());
    }
    Err(Failure::usage(format!(
        "--listen {listen} lets other machines in; say --allow-remote if that is meant, or listen \
         on 127.0.0.1"
    )))
}

async fn run(options: &Serve) -> Result<Exit, Failure> {
    let deployment = deployment(options)?;
    let stop = stop().map_err(|error| Failure::unknown(format!("cannot take signals: {error}")))?;
    let server = Server::start(Options {
        listen: options.listen,
        seed: options.seed,
        state: match options {
            Serve { empty: true, .. } => State::Empty,
            Serve { system: true, .. } => State::System,
            _ => State::OrderFlowers,
        },
        deployment: Some(deployment),
        timing: match options.latency {
            LatencyName::None => Timing::Instant,
            LatencyName::Simulated => Timing::Simulated,
        },
        ..Options::default()
    })
    .await
    .map_err(|error| match error {
        StartError::Bind(error) => Failure::usage(error),
        error => Failure::unknown(error),
    })?;
    let mut out = std::io::stdout();
    // Whoever reads this has the port; who has gone away does not need it.
    let _ = writeln!(out, "listening on http://{}", server.address());
    let _ = out.flush();
    server.serve(stop).await;
    Ok(Exit::Passed)
}

/// The system under test with lexdr's own Lambdas, should the account be to have it.
fn deployment(options: &Serve) -> Result<Deployment, Failure> {
    Ok(Deployment {
        lex: options.lex.into(),
        check_every: whole_minutes(&options.check_every)?,
        code: Code::new(|http, clock| {
            let [health_check, get_region] = CodeUnderTest::production().programs(&http, clock);
            Functions {
                health_check,
                get_region,
            }
        }),
    })
}

/// A check interval that a rule of EventBridge can keep.
pub(crate) fn whole_minutes(asked: &str) -> Result<Duration, Failure> {
    let wrong = |problem: &dyn std::fmt::Display| {
        Failure::usage(format!("--check-every {asked:?}: {problem}"))
    };
    let every = lexdr_scenario::interval(asked).map_err(|problem| wrong(&problem))?;
    let every = Duration::from_millis(every.0);
    if every.is_zero() || !every.as_millis().is_multiple_of(60_000) {
        return Err(wrong(
            &"a rule of EventBridge runs every so many minutes; say 1m or 5m",
        ));
    }
    Ok(every)
}

/// Resolves when somebody wants the program to end.
#[cfg(unix)]
pub(crate) fn stop() -> std::io::Result<impl Future<Output = ()>> {
    use tokio::signal::unix::{SignalKind, signal};

    let (mut interrupt, mut terminate) = (
        signal(SignalKind::interrupt())?,
        signal(SignalKind::terminate())?,
    );
    Ok(async move {
        tokio::select! {
            _ = interrupt.recv() => {}
            _ = terminate.recv() => {}
        }
    })
}

#[cfg(not(unix))]
pub(crate) fn stop() -> std::io::Result<impl Future<Output = ()>> {
    Ok(async {
        let _ = tokio::signal::ctrl_c().await;
    })
}

fn print_env(address: SocketAddr) -> Result<Exit, Failure> {
    if address.port() == 0 {
        return Err(Failure::usage(
            "--print-env needs the port that the server will have; say --listen HOST:PORT",
        ));
    }
    for (name, value) in endpoint_variables(address) {
        println!("export {name}={value}");
    }
    Ok(Exit::Passed)
}
