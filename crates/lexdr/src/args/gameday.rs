//! Options of what works on an account.

use std::path::PathBuf;

use lexdr_gameday::upload::Destination;

use super::Format;

/// Options of `lexdr gameday`.
#[derive(Debug, clap::Args)]
#[command(
    after_help = "Exit codes: 0 passed, or only planned and nothing forbids it, 1 an expectation \
                  failed, 2 verdict unknown, stopped or not uploaded, 3 refused, 4 something is not put back, \
                  64 usage, 65 bad file."
)]
pub(crate) struct GameDay {
    /// A scenario file, or the name of one in `scenarios/`.
    #[arg(value_name = "SCENARIO")]
    pub(crate) scenario: String,

    #[command(flatten)]
    pub(crate) account: Account,

    /// Do it. Otherwise the plan is printed, and what would forbid it.
    #[arg(long)]
    pub(crate) live: bool,

    /// The account to do it on, to be sure: twelve digits.
    #[arg(long = "account", value_name = "ID")]
    pub(crate) id: Option<String>,

    /// Look for as long as the scenario lasts, and break nothing.
    #[arg(long, conflicts_with = "live")]
    pub(crate) probes_only: bool,

    /// The contact flow that callers follow, instead of the one that the scenario names.
    #[arg(long, value_name = "FILE")]
    pub(crate) flow: Option<PathBuf>,

    /// Seed of the callers' arrivals.
    #[arg(long, default_value_t = 1)]
    pub(crate) seed: u64,

    /// The folder for junit.xml, summary.md, history and verdict; a folder of the run's own beside
    /// its journal if left out.
    #[arg(long, value_name = "DIR")]
    pub(crate) report: Option<PathBuf>,

    /// Put verdict and downtime as metrics of CloudWatch, in namespace LexDR of this region.
    #[arg(long, value_name = "REGION")]
    pub(crate) metrics: Option<String>,

    /// Put history, verdict, reports and journal into a bucket of S3 when it is over, whatever came
    /// of it; instead of where the configuration says.
    #[arg(long, value_name = "s3://BUCKET/PREFIX")]
    pub(crate) upload: Option<Destination>,

    /// The bucket's region; that of the configuration, or of the journal's copy, if left out.
    #[arg(long, value_name = "REGION")]
    pub(crate) upload_region: Option<String>,

    /// What is printed.
    #[arg(long, value_enum, default_value_t = Format::Text)]
    pub(crate) format: Format,
}

/// Options of `lexdr recover`.
#[derive(Debug, clap::Args)]
#[command(
    after_help = "Exit codes: 0 everything is put back, 2 that cannot be told, 3 a run is still \
                  going on, 4 something is not put back, 64 usage, 65 bad file."
)]
pub(crate) struct Recover {
    #[command(flatten)]
    pub(crate) account: Account,

    /// Show what would be undone, and do nothing.
    #[arg(long)]
    pub(crate) dry_run: bool,

    /// Do not wait until the check has brought the route back.
    #[arg(long)]
    pub(crate) no_wait: bool,
}

/// Options of `lexdr doctor`.
#[derive(Debug, clap::Args)]
#[command(
    after_help = "Exit codes: 0 all is well, 1 something has to be mended, 2 something could not be \
                  found out, 64 usage, 65 bad file."
)]
pub(crate) struct Doctor {
    #[command(flatten)]
    pub(crate) account: Account,

    /// Find a deployment, and write a configuration for it to the file of --config.
    #[arg(long)]
    pub(crate) write_config: bool,

    /// The region that callers use as long as it is well, for --write-config.
    #[arg(long, value_name = "REGION", default_value = "us-east-1")]
    pub(crate) primary: String,

    /// The region that callers use when it is not, for --write-config.
    #[arg(long, value_name = "REGION", default_value = "us-west-2")]
    pub(crate) secondary: String,

    /// The health check's function, where --write-config cannot tell.
    #[arg(long, value_name = "NAME")]
    pub(crate) check_function: Option<String>,

    /// The function that Amazon Connect asks, where --write-config cannot tell.
    #[arg(long, value_name = "NAME")]
    pub(crate) region_function: Option<String>,

    /// The rule that runs the health check, where --write-config cannot tell.
    #[arg(long, value_name = "NAME")]
    pub(crate) rule: Option<String>,

    /// What is printed.
    #[arg(long, value_enum, default_value_t = Format::Text)]
    pub(crate) format: Format,
}

/// Which account, and what may be done there.
#[derive(Debug, clap::Args)]
pub(crate) struct Account {
    /// What may be done, and to what.
    #[arg(long, value_name = "FILE", default_value = "lexdr.toml")]
    pub(crate) config: PathBuf,

    /// An endpoint for all services, such as that of `lexdr serve`, instead of AWS.
    #[arg(long, value_name = "URL")]
    pub(crate) endpoint: Option<String>,
}
