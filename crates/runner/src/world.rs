//! A simulated world: an empty account with the functions' code, the fault layers in front of it,
//! and access to it for everybody.

use std::sync::Arc;
use std::time::Duration;

use aws_credential_types::Credentials;
use aws_smithy_runtime::client::retries::RetryPartition;
use aws_smithy_runtime_api::client::http::SharedHttpClient;
use aws_smithy_runtime_api::client::stalled_stream_protection::StalledStreamProtectionConfig;
use aws_smithy_types::retry::RetryConfig;
use aws_smithy_types::timeout::TimeoutConfig;
use lexdr_deploy::{AliasBy, Clients, System, Thresholds};
use lexdr_faults::{FaultLayer, FaultService, Faults};
use lexdr_scenario::{self as scenario, Scenario};
use lexdr_simulator::{
    Builder, Clock, FunctionError, Observer, Principal, SimHttpClient, Simulator, builtin_package,
};
use lexdr_wire::Service;
use tokio::sync::watch;
use tower::Layer as _;

use crate::backend::Backend;
use crate::emulator::Upstream;
use crate::layers::{Layers, classifier, connect};
use crate::observe::{Checks, Watch};
use crate::programs::{Handler, InProcess, Lambda, Start, World};
use crate::schedule::Schedule;
use crate::simulate::Witness;
use crate::tap::Tap;
use crate::target::Insight;
use crate::tempo::Tempo;
use crate::{CodeUnderTest, Target};

/// Names under which the simulator knows the functions' code.
pub(crate) const HEALTH_CHECK: &str = "health-check";
pub(crate) const GET_REGION: &str = "get-region";
const CRASH: &str = "crash";

/// What a world is made with.
pub(crate) struct Making<'a> {
    pub(crate) system: &'a System,
    pub(crate) scenario: &'a Scenario,
    pub(crate) seed: u64,
    pub(crate) code: &'a CodeUnderTest,
    pub(crate) tempo: Tempo,
    /// Who records what the simulator shows.
    pub(crate) watch: Option<Arc<Watch>>,
    /// Who else is told.
    pub(crate) witness: Option<Witness>,
    /// What serves everything but Lex, if it is not the simulator.
    pub(crate) upstream: Option<Upstream>,
}

/// A simulated world. It ends when this is dropped.
pub struct SimulatedWorld {
    backend: Backend,
    target: Target,
    simulator: Simulator,
}

impl SimulatedWorld {
    /// A world in which nothing is deployed yet, set up as `scenario` says. Needs a tokio runtime
    /// with paused time, and starts at its present instant.
    #[must_use]
    pub fn new(scenario: &Scenario, seed: u64, code: &CodeUnderTest) -> Self {
        Self::make(Making {
            system: &system(scenario),
            scenario,
            seed,
            code,
            tempo: Tempo::Virtual,
            watch: None,
            witness: None,
            upstream: None,
        })
    }

    pub(crate) fn make(making: Making<'_>) -> Self {
        let Making {
            system,
            scenario,
            seed,
            code,
            tempo,
            watch,
            witness,
            upstream,
        } = making;
        let epoch = tempo.epoch();
        let clock = Clock::starting_at(epoch);
        let (busy, checking) = watch::channel(false);
        let settings = &scenario.simulator;
        let mut latency = tempo.latency();
        if let Some(median) = settings.lex_latency {
            let median = Duration::from_millis(median.0);
            for runtime in [Service::LexRuntime, Service::LexRuntimeV2] {
                latency = latency.service(runtime, median);
            }
        }
        let builder = Simulator::builder(clock, seed)
            .regions([system.primary.as_str(), system.secondary.as_str()])
            .alias_propagation(Duration::from_millis(settings.alias_propagation.0))
            .latency(latency)
            .function_settling(tempo.settling())
            .observer(Arc::new(Checks::new(&system.check_function, busy)));
        let (inside, wire) = witness.map(|witness| (witness.world, witness.wire)).unzip();
        let calls = watch.as_deref().map(Watch::calls).unwrap_or_default();
        let observer = watch.map(|watch| watch as Arc<dyn Observer>);
        let simulator = [observer, inside]
            .into_iter()
            .flatten()
            .fold(builder, Builder::observer)
            .build();
        let backend = match upstream {
            None => Backend::Simulator(simulator.downgrade()),
            Some(upstream) => Backend::Emulator(simulator.downgrade(), Box::new(upstream)),
        };
        let layers = Layers::new(seed, epoch, classifier(&simulator, system), wire);
        let world = world(&backend, &layers.world, clock);
        let tap = Tap::new(door(&backend, &layers.world), clock, calls, |_| true);
        let checkers = World {
            http: SharedHttpClient::new(SimHttpClient::new(tap)),
            clock,
        };
        let programs: [(&str, &Arc<dyn Lambda>, &World); 3] = [
            (HEALTH_CHECK, &code.health_check, &checkers),
            (GET_REGION, &code.get_region, &world),
            (CRASH, &(Arc::new(Crash) as Arc<dyn Lambda>), &world),
        ];
        for (name, code, world) in programs {
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
        let operator = self::world(&backend, &layers.operator, clock);
        let access = |world: &World, principal: Principal| {
            let keys = simulator.credentials(&principal);
            let credentials = Credentials::new(
                keys.access_key_id,
                keys.secret_access_key,
                keys.session_token,
                None,
                "simulator",
            );
            // Answers are small and every call has a time limit of its own.
            world
                .config(&system.primary, credentials)
                .into_builder()
                .stalled_stream_protection(StalledStreamProtectionConfig::disabled())
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
            schedule_slack: tempo.schedule_slack(),
            crash_code: builtin_package(CRASH).to_vec(),
            layers,
            schedule: Schedule::default(),
            checks: None,
            insight: Some(insight),
        };
        Self {
            backend,
            target,
            simulator,
        }
    }

    /// What answers, behind the faults that the system under test meets.
    pub(crate) fn door(&self) -> FaultService<Backend> {
        door(&self.backend, &self.target.layers.world)
    }

    /// Access to the world, to be told otherwise.
    pub(crate) const fn target_mut(&mut self) -> &mut Target {
        &mut self.target
    }

    pub(crate) const fn simulator(&self) -> &Simulator {
        &self.simulator
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

/// What answers, behind a fault layer. Its handle on the simulator is a weak one: programs hold
/// it, and the simulator holds them.
fn door(backend: &Backend, faults: &Faults) -> FaultService<Backend> {
    FaultLayer::new(faults.clone()).layer(backend.clone())
}

/// Access to what answers, behind a fault layer.
fn world(backend: &Backend, faults: &Faults, clock: Clock) -> World {
    World {
        http: SharedHttpClient::new(SimHttpClient::new(door(backend, faults))),
        clock,
    }
}

/// The system under test, as a scenario sets it up.
pub(crate) fn system(scenario: &Scenario) -> System {
    let check = &scenario.check;
    System {
        lex: scenario.generation(),
        alias_by: match check.alias_by {
            scenario::AliasBy::Name => AliasBy::Name,
            scenario::AliasBy::Id => AliasBy::Id,
        },
        replicated: scenario.bots == scenario::Bots::Replicated,
        every: Duration::from_millis(check.every.0),
        check_timeout: Duration::from_millis(check.timeout.0),
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
