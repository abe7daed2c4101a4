//! A simulated world: an empty account with the functions' code, the fault layers in front of it,
//! and access to it for everybody.

use std::sync::Arc;
use std::time::{Duration, SystemTime};

use aws_credential_types::Credentials;
use aws_smithy_runtime::client::retries::RetryPartition;
use aws_smithy_runtime_api::client::http::SharedHttpClient;
use aws_smithy_types::retry::RetryConfig;
use aws_smithy_types::timeout::TimeoutConfig;
use lexdr_deploy::{Clients, System, Thresholds};
use lexdr_faults::{FaultLayer, Faults};
use lexdr_scenario::Scenario;
use lexdr_simulator::{
    Clock, FunctionError, Latency, Observer, Principal, SimHttpClient, Simulator, builtin_package,
};
use lexdr_wire::Service;
use tokio::sync::watch;
use tower::Layer as _;

use crate::layers::{Layers, classifier, connect};
use crate::observe::Checks;
use crate::programs::{Handler, InProcess, Lambda, Start, World};
use crate::schedule::Schedule;
use crate::target::Insight;
use crate::{CodeUnderTest, Target};

/// Time zero of every simulated world: 2026-01-01T00:00:00Z.
const EPOCH: Duration = Duration::from_secs(1_767_225_600);

/// Names under which the simulator knows the functions' code.
const HEALTH_CHECK: &str = "health-check";
const GET_REGION: &str = "get-region";
const CRASH: &str = "crash";

/// A simulated world. It ends when this is dropped.
pub struct SimulatedWorld {
    target: Target,
    simulator: Simulator,
}

impl SimulatedWorld {
    /// A world in which nothing is deployed yet, set up as `scenario` says. Needs a tokio runtime
    /// with paused time, and starts at its present instant.
    #[must_use]
    pub fn new(scenario: &Scenario, seed: u64, code: &CodeUnderTest) -> Self {
        Self::observed(&system(scenario), scenario, seed, code, None)
    }

    pub(crate) fn observed(
        system: &System,
        scenario: &Scenario,
        seed: u64,
        code: &CodeUnderTest,
        observer: Option<Arc<dyn Observer>>,
    ) -> Self {
        let epoch = SystemTime::UNIX_EPOCH + EPOCH;
        let clock = Clock::starting_at(epoch);
        let (busy, checking) = watch::channel(false);
        let settings = &scenario.simulator;
        let mut latency = Latency::default();
        if let Some(median) = settings.lex_latency {
            let median = Duration::from_millis(median.0);
            latency = latency.service(Service::LexRuntime, median);
        }
        let mut builder = Simulator::builder(clock, seed)
            .regions([system.primary.as_str(), system.secondary.as_str()])
            .alias_propagation(Duration::from_millis(settings.alias_propagation.0))
            .latency(latency)
            .observer(Arc::new(Checks::new(&system.check_function, busy)));
        if let Some(observer) = observer {
            builder = builder.observer(observer);
        }
        let simulator = builder.build();
        let layers = Layers::new(seed, epoch, classifier(&simulator, system));
        let world = world(&simulator, &layers.world, clock);
        let programs: [(&str, &Arc<dyn Lambda>); 3] = [
            (HEALTH_CHECK, &code.health_check),
            (GET_REGION, &code.get_region),
            (CRASH, &(Arc::new(Crash) as Arc<dyn Lambda>)),
        ];
        for (name, code) in programs {
            let program = InProcess {
                code: Arc::clone(code),
                world: world.clone(),
            };
            simulator.register_program(name, Arc::new(program));
        }
        let weak = simulator.downgrade();
        let insight = Insight {
            checking,
            sessions: Arc::new(move |prefix| Some(weak.upgrade()?.open_sessions(prefix))),
        };
        let operator = self::world(&simulator, &layers.operator, clock);
        let access = |world: &World, principal: Principal| {
            let keys = simulator.credentials(&principal);
            let credentials = Credentials::new(
                keys.access_key_id,
                keys.secret_access_key,
                keys.session_token,
                None,
                "simulator",
            );
            world.config(&system.primary, credentials).into_builder()
        };
        // Without a connect timeout here, setting the others would drop the SDK's own of 3.1 s.
        let timeouts = TimeoutConfig::builder()
            .connect_timeout(Duration::from_millis(3_100))
            .operation_attempt_timeout(Duration::from_secs(5))
            .operation_timeout(Duration::from_secs(15))
            .build();
        let operator = access(&operator, Principal::Operator)
            .timeout_config(timeouts)
            .build();
        // Amazon Connect's retries are part of following a flow.
        let connect = access(&world, connect())
            .retry_config(RetryConfig::disabled())
            .build();
        // A partition by name would be shared by every run of the process.
        let quota = |who: &'static str| Some(RetryPartition::custom(who).build());
        let target = Target {
            name: "sim",
            operator: Clients::new(operator, quota("operator")),
            connect: Clients::new(connect, quota("connect")),
            system: system.clone(),
            schedule_slack: Duration::ZERO,
            crash_code: builtin_package(CRASH).to_vec(),
            layers,
            schedule: Schedule::default(),
            insight: Some(insight),
        };
        Self { target, simulator }
    }

    /// Access to the world.
    #[must_use]
    pub const fn target(&self) -> &Target {
        &self.target
    }
}

impl Drop for SimulatedWorld {
    fn drop(&mut self) {
        self.simulator.shutdown();
    }
}

/// The world behind a fault layer. Programs hold a weak handle: a strong one would keep the
/// simulator, which holds them, alive.
fn world(simulator: &Simulator, faults: &Faults, clock: Clock) -> World {
    let door = FaultLayer::new(faults.clone()).layer(simulator.downgrade());
    World {
        http: SharedHttpClient::new(SimHttpClient::new(door)),
        clock,
    }
}

/// The system under test, as a scenario sets it up.
pub(crate) fn system(scenario: &Scenario) -> System {
    let check = &scenario.check;
    System {
        every: Duration::from_millis(check.every.0),
        method: check.method.as_str(),
        thresholds: Thresholds {
            failure: check.failure_threshold,
            recovery: check.recovery_threshold,
        },
        ..System::published(
            builtin_package(HEALTH_CHECK).to_vec(),
            builtin_package(GET_REGION).to_vec(),
        )
    }
}

/// Code that ends as it starts.
struct Crash;

impl Lambda for Crash {
    fn start(&self, _: Start) -> Result<Box<dyn Handler>, FunctionError> {
        Err(FunctionError::new(
            "Runtime.ExitError",
            "Runtime exited with error: exit status 1",
        ))
    }
}
