//! A run on the simulator: a world of its own, in virtual time, on the calling thread.

use std::io;
use std::sync::Arc;
use std::time::{Duration, SystemTime};

use aws_credential_types::Credentials;
use aws_smithy_runtime::client::retries::RetryPartition;
use aws_smithy_runtime_api::client::http::SharedHttpClient;
use aws_smithy_runtime_api::client::stalled_stream_protection::StalledStreamProtectionConfig;
use aws_smithy_types::retry::RetryConfig;
use aws_smithy_types::timeout::TimeoutConfig;
use lexdr_deploy::{Clients, System, Thresholds};
use lexdr_scenario::Scenario;
use lexdr_simulator::{Clock, Principal, SimHttpClient, Simulator, builtin_package};

use crate::observe::Watch;
use crate::programs::{InProcess, World};
use crate::recorder::Recorder;
use crate::run::Run;
use crate::{CodeUnderTest, RunError, Target};

/// Time zero of every simulated world: 2026-01-01T00:00:00Z.
const EPOCH: Duration = Duration::from_secs(1_767_225_600);

/// What a simulated run may be told.
pub struct SimOptions {
    /// Seed of everything random: latencies, retries' jitter, ids.
    pub seed: u64,
    /// The functions under test.
    pub code: CodeUnderTest,
}

/// Runs `scenario` and writes its history to `sink`, line by line as it happens. `progress` hears
/// a line for each step.
///
/// # Errors
/// When the run could not be carried out or its history not be written. That an expectation
/// failed is no error: the history tells.
pub fn simulate(
    scenario: &Scenario,
    options: &SimOptions,
    sink: Box<dyn io::Write + Send>,
    progress: &(dyn Fn(&str) + Send + Sync),
) -> Result<(), RunError> {
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_time()
        .start_paused(true)
        .build()
        .map_err(RunError::Runtime)?;
    // The SDK takes jitter, idempotency tokens and invocation ids from this thread's generator.
    fastrand::seed(options.seed);
    runtime.block_on(run(scenario, options, sink, progress))
}

async fn run(
    scenario: &Scenario,
    options: &SimOptions,
    sink: Box<dyn io::Write + Send>,
    progress: &(dyn Fn(&str) + Send + Sync),
) -> Result<(), RunError> {
    let clock = Clock::starting_at(SystemTime::UNIX_EPOCH + EPOCH);
    let system = system(scenario);
    let recorder = Recorder::new(sink);
    let simulator = Simulator::builder(clock, options.seed)
        .regions([system.primary.as_str(), system.secondary.as_str()])
        .alias_propagation(Duration::from_millis(
            scenario.simulator.alias_propagation.0,
        ))
        .observer(Arc::new(Watch::new(recorder.clone(), &system)))
        .build();
    // Programs hold a weak handle: a strong one would keep the simulator, which holds them, alive.
    let world = World {
        http: SharedHttpClient::new(SimHttpClient::new(simulator.downgrade())),
        clock,
    };
    for (name, code) in [
        (HEALTH_CHECK, &options.code.health_check),
        (GET_REGION, &options.code.get_region),
    ] {
        let program = InProcess {
            code: Arc::clone(code),
            world: world.clone(),
        };
        simulator.register_program(name, Arc::new(program));
    }
    let target = target(&world, &simulator, system);
    let done = Run::new(target, scenario.clone(), recorder)
        .carry_out(options.seed, "v1", progress)
        .await;
    simulator.shutdown();
    done
}

/// Names under which the simulator knows the functions' code.
const HEALTH_CHECK: &str = "health-check";
const GET_REGION: &str = "get-region";

fn system(scenario: &Scenario) -> System {
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

fn target(world: &World, simulator: &Simulator, system: System) -> Target {
    let access = |principal: Principal| {
        let keys = simulator.credentials(&principal);
        let credentials = Credentials::new(
            keys.access_key_id,
            keys.secret_access_key,
            keys.session_token,
            None,
            "simulator",
        );
        // The probes have time limits of their own, which cover a stalled stream as well.
        world
            .config(&system.primary, credentials)
            .into_builder()
            .stalled_stream_protection(StalledStreamProtectionConfig::disabled())
            .build()
    };
    // Without a connect timeout here, setting the others would drop the SDK's own of 3.1 s.
    let timeouts = TimeoutConfig::builder()
        .connect_timeout(Duration::from_millis(3_100))
        .operation_attempt_timeout(Duration::from_secs(5))
        .operation_timeout(Duration::from_secs(15))
        .build();
    let operator = access(Principal::Operator)
        .into_builder()
        .timeout_config(timeouts)
        .build();
    // How often Connect's own client tries is not documented: one attempt shows a fault as it is.
    let connect = access(Principal::Service("connect.amazonaws.com".to_owned()))
        .into_builder()
        .retry_config(RetryConfig::disabled())
        .build();
    // A partition by name would be shared by every run of the process.
    let quota = |who: &'static str| Some(RetryPartition::custom(who).build());
    Target {
        name: "sim",
        operator: Clients::new(operator, quota("operator")),
        connect: Clients::new(connect, quota("connect")),
        system,
        schedule_slack: Duration::ZERO,
    }
}
