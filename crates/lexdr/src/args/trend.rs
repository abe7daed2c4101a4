//! Options of `lexdr trend`.

use std::path::PathBuf;

use super::Format;

/// Options of `lexdr trend`.
#[derive(Debug, clap::Args)]
#[command(
    after_help = "Exit codes: 0 no regression, 1 a regression, 64 nothing that can be compared."
)]
pub(crate) struct Trend {
    /// A folder that holds the report folders of past runs, as `run --report DIR/2026-11-23` writes
    /// them.
    #[arg(value_name = "DIR")]
    pub(crate) folder: PathBuf,

    /// Compare the newest run with the median of so many before it.
    #[arg(long, value_name = "N", default_value_t = 10,
          value_parser = clap::value_parser!(u16).range(3..=1_000))]
    pub(crate) last: u16,

    /// A phase is slower if all of its interval lies beyond that median by more than this; beyond it
    /// by less than a second it never is.
    #[arg(long, value_name = "PERCENT", default_value_t = 20,
          value_parser = clap::value_parser!(u32).range(0..=1_000))]
    pub(crate) tolerance: u32,

    /// What is printed.
    #[arg(long, value_enum, default_value_t = Format::Text)]
    pub(crate) format: Format,
}
