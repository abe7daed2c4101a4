//! An account with clients of Lex V2, in virtual time and without latencies.

use std::time::{Duration, UNIX_EPOCH};

use aws_credential_types::Credentials;
use aws_sdk_lexmodelsv2::Client;
use aws_smithy_async::rt::sleep::{SharedAsyncSleep, TokioSleep};
use aws_smithy_async::time::SharedTimeSource;
use aws_types::SdkConfig;
use aws_types::region::Region;
use lexdr_simulator::{Clock, Latency, Principal, SimHttpClient, Simulator};

pub(crate) const EAST: &str = "us-east-1";
pub(crate) const WEST: &str = "us-west-2";
pub(crate) const ACCOUNT: &str = "123456789012";
pub(crate) const ROLE: &str = "arn:aws:iam::123456789012:role/lexDRRole";
pub(crate) const LOCALE: &str = "en_US";

/// One AWS account.
pub(crate) struct Account {
    simulator: Simulator,
    clock: Clock,
}

impl Account {
    pub(crate) fn new() -> Self {
        Self::with_delay(Duration::ZERO)
    }

    /// An account where a change of an alias reaches the runtime after `delay`.
    pub(crate) fn with_delay(delay: Duration) -> Self {
        // 2026-01-05, a Monday, at noon.
        let clock = Clock::starting_at(UNIX_EPOCH + Duration::from_secs(1_767_614_400));
        let simulator = Simulator::builder(clock, 1)
            .latency(Latency::none())
            .alias_propagation(delay)
            .build();
        Self { simulator, clock }
    }

    fn config(&self, who: &Principal, region: &'static str) -> SdkConfig {
        let keys = self.simulator.credentials(who);
        let credentials = Credentials::new(
            keys.access_key_id,
            keys.secret_access_key,
            keys.session_token,
            None,
            "test",
        );
        SdkConfig::builder()
            .behavior_version(aws_sdk_lexmodelsv2::config::BehaviorVersion::v2026_01_12())
            .region(Region::from_static(region))
            .credentials_provider(
                aws_credential_types::provider::SharedCredentialsProvider::new(credentials),
            )
            .sleep_impl(SharedAsyncSleep::new(TokioSleep::new()))
            .time_source(SharedTimeSource::new(self.clock))
            .http_client(SimHttpClient::new(self.simulator.clone()))
            .build()
    }

    pub(crate) fn models(&self, region: &'static str) -> Client {
        Client::new(&self.config(&Principal::Operator, region))
    }

    pub(crate) fn runtime_of(
        &self,
        who: &Principal,
        region: &'static str,
    ) -> aws_sdk_lexruntimev2::Client {
        aws_sdk_lexruntimev2::Client::new(&self.config(who, region))
    }

    pub(crate) fn iam(&self) -> aws_sdk_iam::Client {
        aws_sdk_iam::Client::new(&self.config(&Principal::Operator, EAST))
    }
}

/// Lets time pass.
pub(crate) async fn after(seconds: u64) {
    tokio::time::sleep(Duration::from_secs(seconds)).await;
}
