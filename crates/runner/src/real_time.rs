//! A run on the simulator by the clock on the wall, with functions that may be processes.
//!
//! The world is the same as in virtual time; the simulator also answers on a loopback port, where
//! processes reach it through the same faults. A check that EventBridge cannot run (more often
//! than once a minute) is run by the harness, in virtual time as well.

use std::io;
use std::sync::Arc;
use std::time::Duration;

use lexdr_connect_flow::Flow;
use lexdr_faults::CallerKind;
use lexdr_lambda_process::{Command, ProcessProgram};
use lexdr_scenario::{Millis, Scenario};
use lexdr_simulator::{Credentials, Principal};
use tokio::signal::unix::{SignalKind, signal};
use tokio::time::Instant;

use crate::door::Door;
use crate::layers::classifier;
use crate::observe::Watch;
use crate::recorder::Recorder;
use crate::run::Settling;
use crate::simulate::{Drill, must_be_over};
use crate::tap::Tap;
use crate::tempo::Tempo;
use crate::world::{GET_REGION, HEALTH_CHECK, Making, SimulatedWorld, system};
use crate::{CodeUnderTest, RunError};

/// Reads of the route are no closer than this. In real time they cost something.
const CLOSEST_ROUTE_PROBES: Millis = Millis(20);

/// Calls are no closer than this. While the functions hang, as many processes are there as calls
/// begin in eight seconds.
const CLOSEST_CALLERS: Millis = Millis(200);

/// How often a new bot is tried, and for how long after a change of an alias has reached it. A
/// process has to start in that time.
const SETTLING_PAUSE: Duration = Duration::from_millis(250);
const SETTLING: Duration = Duration::from_secs(10);

/// What a run in real time may be told.
#[derive(Debug, Default)]
pub struct RealTimeOptions {
    /// Seed of everything random that is not up to the machine: ids, faults, callers.
    pub seed: u64,
    /// The health check, as a program that speaks the Lambda Runtime API; that of this workspace,
    /// in process, if left out.
    pub health_check: Option<Command>,
    /// GetRegion, the same.
    pub get_region: Option<Command>,
    /// The contact flow that callers follow; the shipped one that the scenario chooses if left
    /// out.
    pub flow: Option<Flow>,
}

/// How long a scenario lasts.
#[must_use]
pub fn lasts(scenario: &Scenario) -> Duration {
    let ends = scenario.timeline.iter();
    let last = ends
        .map(|step| step.at.resolve(scenario.check.every).0)
        .max();
    Duration::from_millis(last.unwrap_or(0))
}

/// The scenario as [`real_time`] runs it: probes are no closer than a machine can make them.
pub(crate) fn as_run_in_real_time(scenario: &Scenario) -> Scenario {
    let mut scenario = scenario.clone();
    let probes = &mut scenario.probes;
    probes.route = probes.route.max(CLOSEST_ROUTE_PROBES);
    probes.caller = probes.caller.max(CLOSEST_CALLERS);
    probes.order = probes.order.max(probes.caller);
    scenario
}

/// Runs `scenario` as it is by the clock on the wall, and writes its history to `sink` as
/// [`simulate`](crate::simulate) does. No process is left when it returns; an interrupt
/// (SIGINT, SIGTERM) ends the run with [`RunError::Interrupted`].
///
/// # Errors
/// When the run could not be carried out or its history not be written.
pub fn real_time(
    scenario: &Scenario,
    options: &RealTimeOptions,
    sink: Box<dyn io::Write + Send>,
    progress: &(dyn Fn(&str) + Send + Sync),
) -> Result<(), RunError> {
    let scenario = &as_run_in_real_time(scenario);
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .map_err(RunError::Runtime)?;
    let done = runtime.block_on(async {
        let began = Instant::now();
        tokio::select! {
            biased;
            interrupted = interrupted() => Err(interrupted),
            done = tokio::time::timeout(
                must_be_over(scenario),
                run(scenario, options, sink, progress),
            ) => done.unwrap_or_else(|_| Err(RunError::Stuck {
                scenario: scenario.name.clone(),
                what: "the run should be over by now".to_owned(),
                at: began.elapsed(),
            })),
        }
    });
    // Ends what the simulator had running, and the processes with it.
    drop(runtime);
    done
}

pub(crate) async fn interrupted() -> RunError {
    let listen = || {
        let interrupt = signal(SignalKind::interrupt())?;
        Ok((interrupt, signal(SignalKind::terminate())?))
    };
    match listen() {
        Ok((mut interrupt, mut terminate)) => tokio::select! {
            _ = interrupt.recv() => RunError::Interrupted,
            _ = terminate.recv() => RunError::Interrupted,
        },
        Err(error) => RunError::Runtime(error),
    }
}

async fn run(
    scenario: &Scenario,
    options: &RealTimeOptions,
    sink: Box<dyn io::Write + Send>,
    progress: &(dyn Fn(&str) + Send + Sync),
) -> Result<(), RunError> {
    let system = system(scenario);
    let recorder = Recorder::new(sink);
    let watch = Arc::new(Watch::new(recorder.clone(), &system));
    let port = Door::new().await?;
    let world = SimulatedWorld::make(Making {
        system: &system,
        scenario,
        seed: options.seed,
        code: &CodeUnderTest::production(),
        tempo: Tempo::Real,
        watch: Some(Arc::clone(&watch)),
        witness: None,
        upstream: None,
    });
    let simulator = world.simulator();
    // As functions settle at once in real time, so do bots: a build would last as long as the drill.
    simulator.set_instant_bots(true);
    let endpoint = port.endpoint();
    for (name, command) in [
        (HEALTH_CHECK, &options.health_check),
        (GET_REGION, &options.get_region),
    ] {
        let Some(command) = command else { continue };
        let program = ProcessProgram::new(command.clone());
        let program = program.with_variables([("AWS_ENDPOINT_URL", endpoint.as_str())]);
        simulator.register_program(name, Arc::new(program));
    }
    let session = |function: &str| {
        simulator.credentials(&Principal::FunctionRole {
            function: function.to_owned(),
            role: system.role.clone(),
        })
    };
    let sessions = [&system.check_function, &system.region_function].map(|name| session(name));
    watch.keep_logs(sessions.into_iter().flat_map(secrets).collect());
    let kind = classifier(simulator, &system);
    let way = Tap::new(
        world.door(),
        simulator.clock(),
        watch.calls(),
        move |call| kind(call) == CallerKind::Checker,
    );
    let open = port.open(way);
    let drill = Drill {
        scenario,
        flow: options.flow.as_ref(),
        recorder,
        seed: options.seed,
        settling: settling(scenario),
    };
    let done = drill.carry_out(&world, progress).await;
    drop(open);
    done
}

fn secrets(credentials: Credentials) -> impl Iterator<Item = String> {
    let Credentials {
        access_key_id,
        secret_access_key,
        session_token,
    } = credentials;
    [access_key_id, secret_access_key]
        .into_iter()
        .chain(session_token)
}

pub(crate) fn settling(scenario: &Scenario) -> Settling {
    let propagation = Duration::from_millis(scenario.simulator.alias_propagation.0);
    let pause = SETTLING_PAUSE;
    let calls = (propagation + SETTLING).as_millis() / pause.as_millis();
    Settling {
        calls: u64::try_from(calls).unwrap_or(u64::MAX),
        pause,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const DRILL: &str = "name: drill\nsummary: A drill.\ncheck: { every: 5m, method: send_message }\n\
                         timeline:\n  - at: 10m\n    end: true\n";

    #[test]
    fn probes_keep_their_distance_however_short_the_interval() {
        let drill = Scenario::parse("drill.yaml", DRILL).unwrap();
        let probes = as_run_in_real_time(&drill).probes;
        assert_eq!(probes, drill.probes);
        let quick = as_run_in_real_time(&drill.scaled_to(Millis(1_000)));
        assert_eq!(quick.probes.route, CLOSEST_ROUTE_PROBES);
        assert_eq!(quick.probes.caller, CLOSEST_CALLERS);
        assert_eq!(lasts(&quick), Duration::from_secs(2));
    }
}
