//! A run on the simulator: a world of its own, in virtual time, on the calling thread.

use std::io;
use std::sync::Arc;
use std::time::Duration;

use lexdr_connect_flow::Flow;
use lexdr_faults::Audit;
use lexdr_scenario::Scenario;
use lexdr_simulator::Observer;

use crate::observe::Watch;
use crate::recorder::Recorder;
use crate::run::{Run, Settling};
use crate::tempo::Tempo;
use crate::watchdog::{Limits, guarded};
use crate::world::{Making, SimulatedWorld, system};
use crate::{CodeUnderTest, RunError, flow};

/// What a simulated run may be told.
pub struct SimOptions {
    /// Seed of everything random: latencies, retries' jitter, ids, faults, callers.
    pub seed: u64,
    /// The functions under test.
    pub code: CodeUnderTest,
    /// The contact flow that callers follow; the shipped one that the scenario chooses if left
    /// out.
    pub flow: Option<Flow>,
}

/// Who watches a run from inside. A history holds only what a harness can know; what is told here
/// is what really happens, for a test to hold the one against the other.
#[derive(Clone)]
pub struct Witness {
    /// Is told what the simulator does.
    pub world: Arc<dyn Observer>,
    /// Is told which calls of callers and functions meet a fault on the wire.
    pub wire: Arc<dyn Audit>,
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
    simulate_witnessed(scenario, options, sink, progress, None)
}

/// As [`simulate`], with somebody who watches from inside.
///
/// # Errors
/// Those of [`simulate`].
pub fn simulate_witnessed(
    scenario: &Scenario,
    options: &SimOptions,
    sink: Box<dyn io::Write + Send>,
    progress: &(dyn Fn(&str) + Send + Sync),
    witness: Option<Witness>,
) -> Result<(), RunError> {
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_time()
        .start_paused(true)
        .build()
        .map_err(RunError::Runtime)?;
    draw_no_ids_for_logs();
    // The SDK takes jitter, idempotency tokens and invocation ids from this thread's generator.
    fastrand::seed(options.seed);
    let limits = Limits {
        virtual_time: must_be_over(scenario),
        standstill: Limits::STANDSTILL,
    };
    let work = run(scenario, options, sink, progress, witness);
    runtime.block_on(guarded(&scenario.name, limits, work))
}

/// Each operation of the SDK draws an id for its span, if somebody may be logging. Where `tracing`
/// is built with its feature `log`, as something of a workspace may want it, that is so until the
/// process has its first subscriber, which the first function brings along: whether an operation
/// draws would depend on what runs beside it, or ran before.
fn draw_no_ids_for_logs() {
    tracing::dispatcher::with_default(&tracing::Dispatch::none(), || {});
}

/// The timeline, and more than deploying, undoing and the longest call can take beside it.
pub(crate) fn must_be_over(scenario: &Scenario) -> Duration {
    let at = |step: &lexdr_scenario::Step| step.at.resolve(scenario.check.every).0;
    let last = scenario.timeline.iter().map(at).max().unwrap_or(0);
    Duration::from_millis(last).saturating_add(Duration::from_secs(3_600))
}

async fn run(
    scenario: &Scenario,
    options: &SimOptions,
    sink: Box<dyn io::Write + Send>,
    progress: &(dyn Fn(&str) + Send + Sync),
    witness: Option<Witness>,
) -> Result<(), RunError> {
    let system = system(scenario);
    let recorder = Recorder::new(sink);
    let watch = Arc::new(Watch::new(recorder.clone(), &system));
    let seed = options.seed;
    let world = SimulatedWorld::make(Making {
        system: &system,
        scenario,
        seed,
        code: &options.code,
        tempo: Tempo::Virtual,
        watch: Some(watch),
        witness,
        upstream: None,
    });
    let run = Drill {
        scenario,
        flow: options.flow.as_ref(),
        recorder,
        seed,
        settling: Settling::UNHURRIED,
    };
    run.carry_out(&world, progress).await
}

/// A run in a world that is made.
pub(crate) struct Drill<'a> {
    pub(crate) scenario: &'a Scenario,
    pub(crate) flow: Option<&'a Flow>,
    pub(crate) recorder: Recorder,
    pub(crate) seed: u64,
    pub(crate) settling: Settling,
}

impl Drill<'_> {
    /// Deploys the system under test, and then follows the scenario.
    pub(crate) async fn carry_out(
        self,
        world: &SimulatedWorld,
        progress: &(dyn Fn(&str) + Send + Sync),
    ) -> Result<(), RunError> {
        let (target, scenario) = (world.target(), self.scenario);
        let deployed =
            lexdr_deploy::up(&target.operator, &target.system, &mut |line| progress(line)).await?;
        let flow = match self.flow {
            Some(flow) => Arc::new(flow.clone()),
            None => flow::shipped(scenario.probes.flow, &target.system, &deployed)?,
        };
        let (target, scenario) = (target.clone(), scenario.clone());
        Run::new(target, scenario, self.recorder, flow, self.seed)
            .carry_out(self.settling, progress)
            .await
    }
}
