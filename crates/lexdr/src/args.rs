//! The command line.

mod deploy;
mod fault;
mod flow;
mod gameday;
mod proxy;
mod serve;
mod sweep;
mod trend;

use std::path::PathBuf;

use clap::{Parser, Subcommand, ValueEnum};
use lexdr_scenario::LexVersion;

pub(crate) use deploy::{DeployTarget, DeployTo, Down, OwnStack, Up};
pub(crate) use fault::{Fault, FaultCommand};
pub(crate) use flow::{Flow, FlowCommand, FlowLint, Form};
pub(crate) use gameday::{Doctor, GameDay, Recover};
pub(crate) use proxy::Proxy;
pub(crate) use serve::{LatencyName, Serve};
pub(crate) use sweep::Sweep;
pub(crate) use trend::Trend;

/// Proves, with numbers, that a multi-region Amazon Lex failover works.
#[derive(Debug, Parser)]
#[command(
    version,
    after_help = "Exit codes: 0 all passed, 1 an expectation failed or a phase regressed, 2 verdict \
                  unknown, 3 refused as unsafe, 4 a fault could not be undone, 64 usage, 65 bad \
                  file."
)]
pub(crate) struct Args {
    #[command(subcommand)]
    pub(crate) command: Command,
}

#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    /// Run scenarios and judge them.
    Run(Run),
    /// Judge a recorded run again, from its history alone.
    Check(Check),
    /// List the scenarios with what each teaches.
    List(List),
    /// Check scenario files without running them.
    Lint(Lint),
    /// Write a commented scenario file to start from.
    New(New),
    /// Inject a scenario's fault at many moments of the check interval and print the distributions.
    Sweep(Sweep),
    /// Show the phases over past runs, and what became worse in the newest.
    Trend(Trend),
    /// Run a scenario on a real account, guarded, and put everything back; only plans unless told.
    Gameday(GameDay),
    /// Say whether a game day could begin on an account, and what would have to be mended.
    Doctor(Doctor),
    /// Undo whatever an interrupted game day has left.
    Recover(Recover),
    /// Print the contact flow of the design, or check one of your own.
    Flow(Flow),
    /// Serve the simulator on a port, for any AWS SDK and the AWS CLI, until interrupted.
    Serve(Serve),
    /// Pass requests on to any AWS endpoint and inject faults on the way, until interrupted.
    Proxy(Proxy),
    /// Add, list and remove the faults of a running `lexdr serve` or `lexdr proxy`.
    Fault(Fault),
    /// Deploy the system under test to an account or an emulator of AWS, to stay.
    Up(Up),
    /// Remove what `up` has deployed.
    Down(Down),
    /// Print the JSON schema of scenario files, for editors.
    Schema,
}

#[derive(Debug, clap::Args)]
pub(crate) struct Run {
    /// Scenario files, or names of files in `scenarios/`, with `*` and `?` for other characters;
    /// all of those if none is given.
    #[arg(value_name = "SCENARIO")]
    pub(crate) scenarios: Vec<String>,

    /// Only scenarios with this tag; given more than once, with any of them.
    #[arg(long, value_name = "TAG")]
    pub(crate) tag: Vec<String>,

    /// Begin nothing new once a scenario has not passed, and report none after it.
    #[arg(long)]
    pub(crate) fail_fast: bool,

    /// Report on each scenario in full, not only on those that did not pass.
    #[arg(long)]
    pub(crate) full: bool,

    /// The contact flow that callers follow, instead of the one that the scenario names.
    #[arg(long, value_name = "FILE")]
    pub(crate) flow: Option<PathBuf>,

    /// Where the system under test lives.
    #[arg(long, value_enum, default_value_t = TargetName::Sim)]
    pub(crate) target: TargetName,

    /// The endpoint of target localstack; LEXDR_LOCALSTACK_ENDPOINT if left out.
    #[arg(long, value_name = "URL")]
    pub(crate) endpoint: Option<String>,

    /// Where target localstack finds the functions, as `cargo xtask package` makes them.
    #[arg(long, value_name = "DIR", default_value = "target/lambda")]
    pub(crate) packages: PathBuf,

    /// The name by which functions in target localstack reach this machine, if they do not run on
    /// it: host.docker.internal from a container.
    #[arg(long, value_name = "HOST")]
    pub(crate) reached_as: Option<String>,

    /// Let the rule of target localstack run the checks, at intervals of whole minutes, instead of
    /// running them from here.
    #[arg(long)]
    pub(crate) own_rule: bool,

    /// The generations of Lex to run each scenario in, as far as it is not about one of them
    /// [default: both on the simulator, else v1].
    #[arg(long, value_enum)]
    pub(crate) lex: Option<Generations>,

    /// Seed of everything random: the same scenario, seed and code give the same history.
    #[arg(long, default_value_t = 1)]
    pub(crate) seed: u64,

    /// Another check interval; all times of the scenarios scale with it.
    #[arg(long, value_name = "DURATION")]
    pub(crate) check_every: Option<String>,

    /// The health check to test: a command that speaks the Lambda Runtime API, split as a shell
    /// does and run without one. The run then takes as long as the clock on the wall says.
    #[arg(long, value_name = "CMD")]
    pub(crate) health_check_cmd: Option<String>,

    /// The same for GetRegion. A function for which no command is given is lexdr's own.
    #[arg(long, value_name = "CMD")]
    pub(crate) get_region_cmd: Option<String>,

    /// Write junit.xml, summary.md and each scenario's history and verdict into this folder.
    #[arg(long, value_name = "DIR")]
    pub(crate) report: Option<PathBuf>,

    /// What is printed.
    #[arg(long, value_enum, default_value_t = Format::Text)]
    pub(crate) format: Format,
}

#[derive(Debug, clap::Args)]
pub(crate) struct Check {
    /// A `history.jsonl` that a run has written.
    pub(crate) history: PathBuf,

    /// What is printed.
    #[arg(long, value_enum, default_value_t = Format::Text)]
    pub(crate) format: Format,
}

#[derive(Debug, clap::Args)]
pub(crate) struct List {
    /// Only scenarios with this tag; given more than once, with any of them.
    #[arg(long, value_name = "TAG")]
    pub(crate) tag: Vec<String>,

    /// The folder with the scenario files.
    #[arg(long, value_name = "DIR", default_value = crate::library::FOLDER)]
    pub(crate) scenarios: PathBuf,
}

#[derive(Debug, clap::Args)]
pub(crate) struct Lint {
    /// Scenario files, or names of files in `scenarios/`, with `*` and `?` for other characters;
    /// all of those if none is given.
    #[arg(value_name = "SCENARIO")]
    pub(crate) scenarios: Vec<String>,
}

#[derive(Debug, clap::Args)]
pub(crate) struct New {
    /// Name of the scenario: small letters, digits and hyphens.
    pub(crate) name: String,

    /// The folder to write it to.
    #[arg(long, value_name = "DIR", default_value = crate::library::FOLDER)]
    pub(crate) scenarios: PathBuf,
}

/// A generation of Lex.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum Generation {
    /// Bots and aliases go by name.
    V1,
    /// Bots and aliases go by id.
    V2,
}

impl From<Generation> for LexVersion {
    fn from(generation: Generation) -> Self {
        match generation {
            Generation::V1 => Self::V1,
            Generation::V2 => Self::V2,
        }
    }
}

/// Generations of Lex.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum Generations {
    /// Lex V1: bots and aliases go by name.
    V1,
    /// Lex V2: bots and aliases go by id.
    V2,
    /// One after the other.
    Both,
    /// The one a scenario is about; V1 if it says nothing.
    #[value(skip)]
    Own,
}

/// Where the system under test lives.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum TargetName {
    /// The embedded simulator, in virtual time.
    Sim,
    /// LocalStack or an endpoint compatible with it; Lex is the simulator's.
    Localstack,
}

/// What is printed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum Format {
    /// A report for people.
    Text,
    /// One JSON document for programs.
    Json,
}
