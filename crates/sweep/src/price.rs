//! What checking costs.

use lexdr_scenario::{Method, Millis};
use serde::Serialize;

/// List prices in US dollars, us-east-1, without any free tier. The defaults are those of the
/// public price pages of Amazon Lex, AWS Lambda (x86) and Amazon DynamoDB (on demand).
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct Prices {
    /// A text request to Lex (`PostText`). `PutSession` is free.
    pub lex_text_request: f64,
    /// An invocation of a Lambda function.
    pub lambda_request: f64,
    /// A GB-second of a Lambda function.
    pub lambda_gb_second: f64,
    /// The memory of the health check, in MB.
    pub lambda_memory_mb: u32,
    /// A strongly consistent read of the item (one read unit).
    pub dynamodb_read: f64,
    /// A write of the item (one write unit).
    pub dynamodb_write: f64,
}

impl Default for Prices {
    fn default() -> Self {
        Self {
            lex_text_request: 0.000_75,
            lambda_request: 0.000_000_20,
            lambda_gb_second: 0.000_016_666_7,
            lambda_memory_mb: 128,
            dynamodb_read: 0.000_000_125,
            dynamodb_write: 0.000_000_625,
        }
    }
}

impl Prices {
    /// One check of a healthy primary region: one question, one read, one write.
    #[must_use]
    pub fn check(&self, method: Method, took: Millis) -> f64 {
        let lex = match method {
            Method::SendMessage => self.lex_text_request,
            Method::PutSession => 0.0,
        };
        let gigabytes = f64::from(self.lambda_memory_mb) / 1024.0;
        let seconds = took.0 as f64 / 1000.0;
        lex + self.lambda_request
            + self.lambda_gb_second * gigabytes * seconds
            + self.dynamodb_read
            + self.dynamodb_write
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lex_is_nearly_all_of_it() {
        let prices = Prices::default();
        let talking = prices.check(Method::SendMessage, Millis(200));
        assert!((0.000_75..0.000_76).contains(&talking), "{talking}");
        let opening = prices.check(Method::PutSession, Millis(200));
        assert!((0.000_001..0.000_002).contains(&opening), "{opening}");
    }
}
