//! Options of `lexdr serve`.

use std::net::SocketAddr;

use clap::ValueEnum;

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
    #[arg(long)]
    pub(crate) empty: bool,

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
