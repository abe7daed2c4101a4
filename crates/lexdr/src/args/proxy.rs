//! Options of `lexdr proxy`.

use std::net::SocketAddr;
use std::path::PathBuf;

use lexdr_admin::Lifetime;
use lexdr_proxy::Upstream;

#[derive(Debug, clap::Args)]
pub(crate) struct Proxy {
    /// Where requests go: http://HOST:PORT, or `aws` for the endpoint of AWS that each one names by
    /// path prefix, host or signature. TLS needs a build with --features tls.
    #[arg(long, value_name = "URL", required_unless_present = "lambda_extension")]
    pub(crate) upstream: Option<Upstream>,

    /// Where to listen; port 0 is any free one.
    #[arg(long, value_name = "HOST:PORT", default_value = "127.0.0.1:4589")]
    pub(crate) listen: SocketAddr,

    /// Listen for other machines, too, if --listen says so. Whoever can reach the port can send
    /// requests to the upstream and break everybody's.
    #[arg(long)]
    pub(crate) allow_remote: bool,

    /// Rules to begin with: a JSON array, or one rule a line. Others are added and removed with
    /// `lexdr fault --endpoint`.
    #[arg(long, value_name = "FILE", conflicts_with = "lambda_extension")]
    pub(crate) rules: Option<PathBuf>,

    /// How long a rule stays that has no "ttl". None stays longer than a day.
    #[arg(long, value_name = "DURATION", default_value = "1h", value_parser = lifetime)]
    pub(crate) default_ttl: Lifetime,

    /// Sign requests anew, with the key in the environment (AWS_ACCESS_KEY_ID and so on), if they
    /// were signed with it. Upstreams that check signatures need that.
    #[arg(long)]
    pub(crate) resign: bool,

    /// The same with the keys of a file as ~/.aws/credentials is one, each for its own requests.
    #[arg(long, value_name = "FILE")]
    pub(crate) credentials: Option<PathBuf>,

    /// Seed of the draws of faults.
    #[arg(long, default_value_t = 1)]
    pub(crate) seed: u64,

    /// Run as an extension of a Lambda function: upstream `aws`, signed anew, rules from the file
    /// or URL that LEXDR_FAULT_RULES names, none without it.
    #[arg(long)]
    pub(crate) lambda_extension: bool,
}

fn lifetime(text: &str) -> Result<Lifetime, String> {
    let time = humantime::parse_duration(text);
    let time = time.map_err(|_| "write a duration such as 30s, 5m or 1h".to_owned())?;
    Lifetime::limited(time)
}
