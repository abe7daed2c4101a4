//! Options of `lexdr sweep`.

use lexdr_sweep::Prices;

use super::Format;

#[derive(Debug, clap::Args)]
pub(crate) struct Sweep {
    /// A scenario file, or the name of one in `scenarios/`.
    pub(crate) scenario: String,

    /// At how many moments of the interval to inject. The first is 1 ms after a check, the last
    /// 1 ms before the next.
    #[arg(long, value_name = "N", default_value_t = 100,
          value_parser = clap::value_parser!(u32).range(1..=100_000))]
    pub(crate) phases: u32,

    /// Seed of everything random.
    #[arg(long, default_value_t = 1)]
    pub(crate) seed: u64,

    /// How far apart callers probe: closer is slower and gives narrower bounds [default: a twentieth
    /// of the interval, at least 5s]
    #[arg(long, value_name = "DURATION")]
    pub(crate) caller_every: Option<String>,

    /// How many calls arrive in a minute.
    #[arg(long, value_name = "CALLS", default_value = "60", value_parser = not_negative)]
    pub(crate) calls_per_minute: f64,

    #[command(flatten)]
    pub(crate) prices: PriceOptions,

    /// What is printed.
    #[arg(long, value_enum, default_value_t = Format::Text)]
    pub(crate) format: Format,
}

/// Prices in US dollars, in place of list prices.
#[derive(Debug, clap::Args)]
pub(crate) struct PriceOptions {
    /// A PostText request [default: 0.00075]
    #[arg(long, value_name = "USD", value_parser = not_negative)]
    price_post_text: Option<f64>,

    /// A million requests to Lambda [default: 0.20]
    #[arg(long, value_name = "USD", value_parser = not_negative)]
    price_lambda_million: Option<f64>,

    /// A GB-second of Lambda [default: 0.0000166667]
    #[arg(long, value_name = "USD", value_parser = not_negative)]
    price_lambda_gb_second: Option<f64>,

    /// Memory of the health check in MB [default: 128]
    #[arg(long, value_name = "MB", value_parser = clap::value_parser!(u32).range(128..=10_240))]
    lambda_memory: Option<u32>,

    /// A million reads from DynamoDB [default: 0.125]
    #[arg(long, value_name = "USD", value_parser = not_negative)]
    price_read_million: Option<f64>,

    /// A million writes to DynamoDB [default: 0.625]
    #[arg(long, value_name = "USD", value_parser = not_negative)]
    price_write_million: Option<f64>,
}

impl PriceOptions {
    /// The list prices, with what was given in their place.
    pub(crate) fn prices(&self) -> Prices {
        let list = Prices::default();
        let million = |given: Option<f64>, list| given.map_or(list, |price| price / 1_000_000.0);
        Prices {
            lex_text_request: self.price_post_text.unwrap_or(list.lex_text_request),
            lambda_request: million(self.price_lambda_million, list.lambda_request),
            lambda_gb_second: self.price_lambda_gb_second.unwrap_or(list.lambda_gb_second),
            lambda_memory_mb: self.lambda_memory.unwrap_or(list.lambda_memory_mb),
            dynamodb_read: million(self.price_read_million, list.dynamodb_read),
            dynamodb_write: million(self.price_write_million, list.dynamodb_write),
        }
    }
}

fn not_negative(text: &str) -> Result<f64, String> {
    match text.parse::<f64>() {
        Ok(number) if number.is_finite() && number >= 0.0 => Ok(number),
        _ => Err("must be a number that is not negative".to_owned()),
    }
}
