//! Options of `lexdr up` and `lexdr down`.

use std::path::PathBuf;

use clap::ValueEnum;

use super::Generation;

/// Options of `lexdr up`.
#[derive(Debug, clap::Args)]
#[command(
    after_help = "Exit codes: 0 deployed, or only planned and nothing forbids it, 2 it went wrong on \
                  the way and another `up` goes on from there, 3 refused, 64 usage."
)]
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

    /// With target aws, a tag of all that is made, beside lexdr=PREFIX; may be given several times.
    #[arg(long = "tag", value_name = "KEY=VALUE")]
    pub(crate) tags: Vec<String>,

    /// With target aws, nobody calls the alias but the check and drills: no function is told its id, so
    /// that game days may delete it.
    #[arg(long)]
    pub(crate) scratch_alias: bool,

    /// With target aws, write the configuration of game days on this deployment to a new file.
    #[arg(long, value_name = "FILE")]
    pub(crate) config: Option<PathBuf>,
}

/// Options of `lexdr down`.
#[derive(Debug, clap::Args)]
#[command(
    after_help = "Exit codes: 0 removed, or only looked, 2 it went wrong on the way and another \
                  `down` goes on from there, 3 refused, 4 something has a name of the deployment \
                  and is not its own: it is left, 64 usage."
)]
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

    /// The endpoint of target localstack, LEXDR_LOCALSTACK_ENDPOINT if left out; with target aws an
    /// endpoint for all services, such as that of `lexdr serve`, instead of AWS.
    #[arg(long, value_name = "URL")]
    pub(crate) endpoint: Option<String>,

    /// Generation of Lex [default: v1 on localstack, v2 on aws, which has no other any more].
    #[arg(long, value_enum)]
    pub(crate) lex: Option<Generation>,

    /// With target localstack, where Lex is: a running `lexdr serve` [default:
    /// http://127.0.0.1:4588].
    #[arg(long, value_name = "URL")]
    pub(crate) lex_endpoint: Option<String>,

    #[command(flatten)]
    pub(crate) own: OwnStack,
}

/// A deployment of its own on an account.
#[derive(Debug, clap::Args)]
pub(crate) struct OwnStack {
    /// With target aws, the beginning of each name, and the value of the tag that says whose it all
    /// is.
    #[arg(long, value_name = "NAME")]
    pub(crate) prefix: Option<String>,

    /// With target aws, do it. Otherwise it is only said what would be done.
    #[arg(long)]
    pub(crate) live: bool,

    /// The account to do it on, to be sure: twelve digits.
    #[arg(long = "account", value_name = "ID")]
    pub(crate) id: Option<String>,

    /// With target aws, the region that callers use as long as it is well [default: us-east-1].
    #[arg(long, value_name = "REGION")]
    pub(crate) primary: Option<String>,

    /// With target aws, the region that callers use when it is not [default: us-west-2].
    #[arg(long, value_name = "REGION")]
    pub(crate) secondary: Option<String>,

    /// With target aws, the instance of Amazon Connect, in the primary region, that it is connected
    /// to: by calls if lexdr is built with the feature `connect`, else the steps are printed.
    #[arg(long, value_name = "ID")]
    pub(crate) connect_instance: Option<String>,
}

/// Where a system can be deployed to stay.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum DeployTarget {
    /// LocalStack or an endpoint compatible with it.
    Localstack,
    /// An account, where it has names and tags of its own.
    Aws,
}
