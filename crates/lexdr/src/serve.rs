//! `lexdr serve`: the simulator on a port.

use std::io::Write;
use std::net::SocketAddr;

use lexdr_serve::{Options, Serve as Server, StartError, State, Timing, endpoint_variables};

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
    let stop = stop().map_err(|error| Failure::unknown(format!("cannot take signals: {error}")))?;
    let server = Server::start(Options {
        listen: options.listen,
        seed: options.seed,
        state: if options.empty {
            State::Empty
        } else {
            State::OrderFlowers
        },
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
