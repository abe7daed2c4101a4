//! Options of `lexdr serve`.

use std::net::SocketAddr;

use clap::ValueEnum;

use super::Generation;

#[derive(Debug, clap::Args)]
pub(crate) struct Serve {
    /// Where to listen; port 0 is any free one.
    #[arg(long, value_name = "HOST:PORT", default_value = "127.0.0.1:4588")]
    pub(crate) listen: SocketAddr,

    /// Listen for other machines, too, if --listen says so. Whoever can reach the port has the
    /// simulated account to himself.
    #[arg(long)]
    pub(crate) allow_remote: bool,

    /// Print the variables that send the AWS SDKs here, for `eval`, and exit.
    #[arg(long)]
    pub(crate) print_env: bool,

    /// Seed of identifiers, keys and the draws of faults.
    #[arg(long, default_value_t = 1)]
    pub(crate) seed: u64,

    /// Begin with an empty account, instead of one with the bot OrderFlowers in both regions.
    #[arg(long, conflicts_with = "system")]
    pub(crate) empty: bool,

    /// Begin with the whole system under test, which runs: bots, table, functions, and the rule
    /// that runs the check. For game days there are the table lexdr-journals in eu-west-1, the role
    /// lexdr-switch and the alarm lexdr-callers as well.
    #[arg(long)]
    pub(crate) system: bool,

    /// How often the rule of --system runs the check: whole minutes.
    #[arg(
        long,
        value_name = "DURATION",
        default_value = "1m",
        requires = "system"
    )]
    pub(crate) check_every: String,

    /// Generation of Lex of --system.
    #[arg(long, value_enum, default_value_t = Generation::V2, requires = "system")]
    pub(crate) lex: Generation,

    /// How long calls take.
    #[arg(long, value_enum, default_value_t = LatencyName::None)]
    pub(crate) latency: LatencyName,
}

/// How long calls take.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum LatencyName {
    /// No longer than this computer needs.
    None,
    /// As in the simulated runs: milliseconds to tens of them.
    Simulated,
}
