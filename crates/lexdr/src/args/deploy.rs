//! Options of `lexdr up` and `lexdr down`.

use std::path::PathBuf;

use clap::ValueEnum;

use super::Generation;

#[derive(Debug, clap::Args)]
pub(crate) struct Up {
    #[command(flatten)]
    pub(crate) place: DeployTo,

    /// Where the functions are, as `cargo xtask package` makes them.
    #[arg(long, value_name = "DIR", default_value = "target/lambda")]
    pub(crate) packages: PathBuf,

    /// The name by which the functions reach this machine, if they do not run on it:
    /// host.docker.internal from a container.
    #[arg(long, value_name = "HOST")]
    pub(crate) reached_as: Option<String>,

    /// The check interval.
    #[arg(long, value_name = "DURATION", default_value = "5m")]
    pub(crate) check_every: String,
}

#[derive(Debug, clap::Args)]
pub(crate) struct Down {
    #[command(flatten)]
    pub(crate) place: DeployTo,
}

/// Where to.
#[derive(Debug, clap::Args)]
pub(crate) struct DeployTo {
    /// Where the system under test is to live.
    #[arg(long, value_enum)]
    pub(crate) target: DeployTarget,

    /// The endpoint of target localstack; LEXDR_LOCALSTACK_ENDPOINT if left out.
    #[arg(long, value_name = "URL")]
    pub(crate) endpoint: Option<String>,

    /// Generation of Lex.
    #[arg(long, value_enum, default_value_t = Generation::V1)]
    pub(crate) lex: Generation,

    /// Where Lex is: a running `lexdr serve`.
    #[arg(long, value_name = "URL", default_value = "http://127.0.0.1:4588")]
    pub(crate) lex_endpoint: String,
}

/// Where a system can be deployed to stay.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum DeployTarget {
    /// LocalStack or an endpoint compatible with it.
    Localstack,
}
