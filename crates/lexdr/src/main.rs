//! `lexdr` proves, with numbers, that a multi-region Amazon Lex failover works.

mod access;
mod args;
mod check;
mod deploy;
mod doctor;
mod emulator;
mod exit;
mod fault;
mod flow;
mod gameday;
mod library;
mod lint;
mod memory;
mod new;
mod output;
mod plan;
mod processes;
mod progress;
mod proxy;
mod recover;
mod run;
mod serve;
mod sweep;
mod trend;
mod upload;
mod workers;

use std::process::ExitCode;

use clap::Parser;

use crate::args::{Args, Command};
use crate::exit::Exit;

/// A simulated run is mostly SDK calls, and an SDK call is mostly small allocations.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> ExitCode {
    let args = match Args::try_parse() {
        Ok(args) => args,
        Err(error) => {
            // Help and version come this way too; they are what was asked for.
            let _ = error.print();
            return if error.use_stderr() {
                Exit::Usage.into()
            } else {
                Exit::Passed.into()
            };
        }
    };
    let done = match &args.command {
        Command::Run(options) => run::run(options),
        Command::Check(options) => check::check(options),
        Command::List(options) => library::list(options),
        Command::Lint(options) => lint::lint(options),
        Command::New(options) => new::new(options),
        Command::Sweep(options) => sweep::sweep(options),
        Command::Trend(options) => trend::trend(options),
        Command::Gameday(options) => gameday::gameday(options),
        Command::Doctor(options) => doctor::doctor(options),
        Command::Recover(options) => recover::recover(options),
        Command::Flow(options) => flow::flow(options),
        Command::Serve(options) => serve::serve(options),
        Command::Proxy(options) => proxy::proxy(options),
        Command::Fault(options) => fault::fault(options),
        Command::Up(options) => deploy::up(options),
        Command::Down(options) => deploy::down(options),
        Command::Schema => lint::schema(),
    };
    match done {
        Ok(exit) => exit.into(),
        Err(failure) => {
            eprintln!("{}", failure.message.trim_end());
            failure.exit.into()
        }
    }
}
