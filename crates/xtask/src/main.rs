//! Chores of this workspace: `cargo xtask package` builds the Lambdas' deployment packages.

mod archive;
mod glibc;
mod package;

use std::path::PathBuf;
use std::process::ExitCode;

use clap::{Parser, Subcommand};

#[derive(Parser)]
#[command(name = "cargo xtask", about = "Chores of this workspace")]
struct Arguments {
    #[command(subcommand)]
    task: Task,
}

#[derive(Subcommand)]
enum Task {
    /// Builds both Lambdas for provided.al2023 and packs each as a zip with a `bootstrap`
    Package {
        /// Where the packages go
        #[arg(long, value_name = "DIR", default_value = "target/lambda")]
        out: PathBuf,
        /// What they are built for; aarch64-unknown-linux-gnu needs its Rust target and linker
        #[arg(
            long,
            value_name = "TRIPLE",
            default_value = "x86_64-unknown-linux-gnu"
        )]
        target: String,
    },
}

fn main() -> ExitCode {
    let Task::Package { out, target } = Arguments::parse().task;
    match package::package(&out, &target) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("error: {error:#}");
            ExitCode::FAILURE
        }
    }
}
