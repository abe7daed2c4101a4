//! Where AWS clients come from, and how long their calls may take.

use std::time::{Duration, SystemTime};

use aws_sdk_dynamodb::config::Region;
use aws_smithy_async::time::SharedTimeSource;
use aws_smithy_runtime::client::retries::RetryPartition;
use aws_smithy_runtime_api::client::stalled_stream_protection::StalledStreamProtectionConfig;
use aws_smithy_types::retry::RetryConfig;
use aws_smithy_types::timeout::TimeoutConfig;
use aws_types::SdkConfig;

/// Everything an AWS client is made of: credentials, HTTP client, clock, sleep, endpoints.
///
/// The binaries fill it from the Lambda environment ([`crate::startup::aws`]); whoever runs the
/// same code elsewhere passes another HTTP client and clock.
#[derive(Debug, Clone)]
pub struct Aws {
    /// Shared configuration. Its region is where table `lexDR` lives; its time source is the clock
    /// of everything.
    pub config: SdkConfig,
    /// Whose retry quota the clients draw on. By default the SDK keeps one quota per service and
    /// region for the whole process, which ties otherwise independent users together.
    pub retry_partition: Option<RetryPartition>,
}

impl Aws {
    /// With a retry quota as the caller sees fit later.
    #[must_use]
    pub const fn new(config: SdkConfig) -> Self {
        Self {
            config,
            retry_partition: None,
        }
    }

    /// The clock of everything; the system's if the configuration names none.
    #[must_use]
    pub fn clock(&self) -> SharedTimeSource {
        self.config.time_source().unwrap_or_default()
    }

    /// Now, by that clock.
    #[must_use]
    pub fn now(&self) -> SystemTime {
        self.clock().now()
    }

    /// The same with a retry quota of its own if none was chosen.
    #[must_use]
    pub fn with_default_partition(mut self, partition: RetryPartition) -> Self {
        self.retry_partition.get_or_insert(partition);
        self
    }

    /// A DynamoDB client for the region of the configuration, or another one. Its calls carry
    /// their own [`Limits`].
    #[must_use]
    pub fn dynamodb(&self, region: Option<&str>) -> aws_sdk_dynamodb::Client {
        let mut config = aws_sdk_dynamodb::config::Builder::from(&self.config)
            .stalled_stream_protection(StalledStreamProtectionConfig::disabled());
        if let Some(region) = region {
            config = config.region(Region::new(region.to_owned()));
        }
        config.set_retry_partition(self.retry_partition.clone());
        aws_sdk_dynamodb::Client::from_conf(config.build())
    }
}

/// How long one call may take, retries and all.
///
/// The SDK has no timeout of its own beyond the one for connecting: a server that accepts and
/// never answers holds a call for ever. So every call gets a limit, and every attempt a part of it
/// that leaves room for at least one more attempt.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Limits {
    /// From the call to its result.
    pub total: Duration,
    /// Each attempt.
    pub attempt: Duration,
    /// Most attempts.
    pub attempts: u32,
    /// The longest pause before the second attempt; it doubles for the third.
    pub first_backoff: Duration,
}

impl Limits {
    /// A question to a bot. The first attempt gets the larger part, because it also decides how
    /// slow a healthy bot may be; after one that hangs, over a third is left for another. Quick
    /// errors are tried three times.
    #[must_use]
    pub fn probe(total: Duration) -> Self {
        Self {
            total,
            attempt: total.mul_f64(0.60),
            attempts: 3,
            first_backoff: total.mul_f64(0.05),
        }
    }

    /// A read or write of the item. Three attempts that hang fit.
    #[must_use]
    pub fn table(total: Duration) -> Self {
        Self {
            total,
            attempt: total.mul_f64(0.30),
            attempts: 3,
            first_backoff: total.mul_f64(0.03),
        }
    }

    /// Looking something up before the work itself. Two attempts that hang fit; quick errors are
    /// tried three times.
    #[must_use]
    pub fn look_up(total: Duration) -> Self {
        Self {
            total,
            attempt: total.mul_f64(0.45),
            attempts: 3,
            first_backoff: total.mul_f64(0.05),
        }
    }

    /// Cleaning up, which nothing depends on. Two attempts that hang fit.
    #[must_use]
    pub fn clean_up(total: Duration) -> Self {
        Self {
            total,
            attempt: total.mul_f64(0.45),
            attempts: 2,
            first_backoff: total.mul_f64(0.07),
        }
    }

    /// As the SDK wants it. Connect and read timeouts stay as the client has them: the HTTP client
    /// keeps one connection pool for each pair of them.
    #[must_use]
    pub fn timeouts(&self) -> TimeoutConfig {
        TimeoutConfig::builder()
            .operation_timeout(self.total)
            .operation_attempt_timeout(self.attempt)
            .build()
    }

    /// As the SDK wants it.
    #[must_use]
    pub fn retries(&self) -> RetryConfig {
        RetryConfig::standard()
            .with_max_attempts(self.attempts)
            .with_initial_backoff(self.first_backoff)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_hanging_attempt_always_leaves_room_for_another() {
        for total in [Duration::from_millis(300), Duration::from_millis(4_200)] {
            let probe = Limits::probe(total);
            assert!(probe.attempt + probe.first_backoff < total.mul_f64(0.66));
            let table = Limits::table(total);
            assert!(table.attempt * 3 + table.first_backoff * 3 < total);
            let look_up = Limits::look_up(total);
            assert!(look_up.attempt * 2 + look_up.first_backoff < total);
            let clean_up = Limits::clean_up(total);
            assert!(clean_up.attempt * 2 + clean_up.first_backoff < total);
        }
    }
}
