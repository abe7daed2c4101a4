//! A simulated account in which no call takes any time, behind a fault layer that counts.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, SystemTime};

use aws_credential_types::Credentials;
use aws_smithy_async::rt::sleep::{SharedAsyncSleep, TokioSleep};
use aws_smithy_async::time::SharedTimeSource;
use aws_smithy_runtime::client::retries::RetryPartition;
use aws_smithy_runtime_api::client::behavior_version::BehaviorVersion;
use aws_types::SdkConfig;
use aws_types::region::Region;
use aws_types::sdk_config::SharedCredentialsProvider;
use bytes::Bytes;
use lexdr_deploy::System;
use lexdr_faults::{Effect, FaultLayer, Faults, Rule};
use lexdr_simulator::{
    BoxFuture, Clock, Environment, FunctionError, Instance, Invocation, Latency, Principal,
    Program, SimHttpClient, Simulator, builtin_package,
};
use lexdr_verdict::duration_exact;
use lexdr_wire::Request;
use tokio::time::Instant;
use tower::{Layer as _, ServiceExt as _};

use super::calls::Call;
use super::cases::Case;
use super::clients::Clients;
use super::functions::Functions;

const SEED: u64 = 1;

/// Whatever has not answered by then never will.
const FOR_EVER: Duration = Duration::from_secs(3_600);

pub(super) struct World {
    simulator: Simulator,
    system: System,
    faults: Faults,
    /// Requests that reached the fault layer.
    requests: Arc<AtomicU64>,
    config: SdkConfig,
}

/// What one fault makes of one call.
pub(super) struct Row {
    /// As the functions make the call, and what they take the outcome for; if they make it.
    pub(super) ours: Option<(Measured<String>, String)>,
    /// With the SDK's own settings.
    pub(super) defaults: Measured<String>,
}

/// A call that was made.
pub(super) struct Measured<T> {
    /// Nothing if it hangs.
    answer: Option<T>,
    requests: u64,
    took: Duration,
}

impl Measured<String> {
    /// What the SDK reports, how many attempts there were, and how long it took.
    pub(super) fn cells(self) -> [String; 3] {
        let took = i64::try_from(self.took.as_millis()).expect("less than an hour");
        match self.answer {
            Some(reported) => [reported, self.requests.to_string(), duration_exact(took)],
            None => [
                "nothing".into(),
                self.requests.to_string(),
                "for ever".into(),
            ],
        }
    }
}

impl World {
    /// With the published system in it.
    pub(super) async fn new() -> Self {
        fastrand::seed(SEED);
        let epoch = SystemTime::UNIX_EPOCH + Duration::from_secs(1_767_225_600);
        let clock = Clock::starting_at(epoch);
        let simulator = Simulator::builder(clock, SEED)
            .latency(Latency::none())
            .build();
        simulator.register_program("quiet", Arc::new(Quiet));
        let faults = Faults::builder().seed(SEED).epoch(epoch).build();
        let requests = Arc::new(AtomicU64::new(0));
        let counter = Arc::clone(&requests);
        let door = FaultLayer::new(faults.clone())
            .layer(simulator.clone())
            .map_request(move |request: Request| {
                counter.fetch_add(1, Ordering::Relaxed);
                request
            });
        let keys = simulator.credentials(&Principal::Operator);
        let keys = Credentials::new(
            keys.access_key_id,
            keys.secret_access_key,
            None,
            None,
            "test",
        );
        let package = || builtin_package("quiet").to_vec();
        let system = System::published(package(), package());
        let config = SdkConfig::builder()
            .behavior_version(BehaviorVersion::v2026_01_12())
            .region(Region::new(system.primary.clone()))
            .credentials_provider(SharedCredentialsProvider::new(keys))
            .http_client(SimHttpClient::new(door))
            .sleep_impl(SharedAsyncSleep::new(TokioSleep::new()))
            .time_source(SharedTimeSource::new(clock))
            .build();
        let quota = RetryPartition::custom("operator").build();
        let operator = lexdr_deploy::Clients::new(config.clone(), Some(quota));
        let deployed = lexdr_deploy::up(&operator, &system, &mut |_| {}).await;
        deployed.expect("the system is deployed");
        Self {
            simulator,
            system,
            faults,
            requests,
            config,
        }
    }

    /// Makes a call in all three ways with a fault in force.
    pub(super) async fn row(&self, case: &Case, call: Call) -> Row {
        let [ours_id, own_id, default_id, spent_id] =
            ["ours", "own", "default", "spent"].map(|way| name(&case.name, call, way));
        let prepare = Clients::defaults(&self.config);
        if call == Call::DeleteSession {
            // There has to be a session to end.
            for id in [&ours_id, &own_id, &default_id] {
                let opened = prepare.make(Call::PutSession, &self.system, id).await;
                assert_eq!(opened, "ok");
            }
        }
        self.inject(case, call);
        let throttled = |effect: &Effect| matches!(effect, Effect::Throttle(_));
        if case.effects.iter().any(throttled) {
            // The first call is within the rate.
            prepare.make(call, &self.system, &spent_id).await;
        }
        let ours = Clients::ours(&self.config);
        let as_ours = self.measured(ours.make(call, &self.system, &ours_id)).await;
        let functions = Functions::new(&self.config, &self.system);
        let own = self.measured(functions.make(call, &own_id)).await;
        let defaults = Clients::defaults(&self.config);
        let defaults = defaults.make(call, &self.system, &default_id);
        let defaults = self.measured(defaults).await;
        self.faults.clear();

        let ours = own.answer.flatten().map(|says| {
            // Otherwise the settings in the table are not those of production.
            assert_eq!(
                (as_ours.requests, as_ours.took),
                (own.requests, own.took),
                "{} on {call:?}",
                case.name
            );
            (as_ours, says)
        });
        Row { ours, defaults }
    }

    fn inject(&self, case: &Case, call: Call) {
        for (nth, effect) in case.effects.iter().enumerate() {
            let mut rule = Rule::new(name(&case.name, call, &nth.to_string()), effect.clone());
            rule.matches.operation = vec![call.name().to_owned()];
            self.faults.add(rule).expect("the rule makes sense");
        }
    }

    /// The same randomness for every call, so that no row depends on those before it.
    async fn measured<T>(&self, call: impl Future<Output = T>) -> Measured<T> {
        fastrand::seed(SEED);
        let (before, began) = (self.requests.load(Ordering::Relaxed), Instant::now());
        let answer = tokio::time::timeout(FOR_EVER, call).await.ok();
        Measured {
            answer,
            requests: self.requests.load(Ordering::Relaxed) - before,
            took: began.elapsed(),
        }
    }
}

impl Drop for World {
    fn drop(&mut self) {
        self.simulator.shutdown();
    }
}

/// A name fit for a session, a key and a rule.
fn name(case: &str, call: Call, way: &str) -> String {
    let case: String = case
        .chars()
        .map(|c| if c.is_ascii_alphanumeric() { c } else { '-' })
        .collect();
    format!("{}-{case}-{way}", call.name())
}

/// A function that answers at once.
struct Quiet;

impl Program for Quiet {
    fn start(
        &self,
        _: Environment,
    ) -> BoxFuture<'static, Result<Box<dyn Instance>, FunctionError>> {
        Box::pin(async { Ok(Box::new(Self) as Box<dyn Instance>) })
    }
}

impl Instance for Quiet {
    fn invoke<'a>(&'a mut self, _: Invocation) -> BoxFuture<'a, Result<Bytes, FunctionError>> {
        Box::pin(async { Ok(Bytes::from_static(b"{}")) })
    }
}
