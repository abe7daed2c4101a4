//! A run on the simulator: a world of its own, in virtual time, on the calling thread.

use std::io;
use std::sync::Arc;
use std::time::Duration;

use lexdr_connect_flow::Flow;
use lexdr_scenario::Scenario;

use crate::observe::Watch;
use crate::recorder::Recorder;
use crate::run::Run;
use crate::watchdog::{Limits, guarded};
use crate::world::{SimulatedWorld, system};
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
    let limits = Limits {
        virtual_time: must_be_over(scenario),
        standstill: Limits::STANDSTILL,
    };
    let work = run(scenario, options, sink, progress);
    runtime.block_on(guarded(&scenario.name, limits, work))
}

/// The timeline, and more than deploying, undoing and the longest call can take beside it.
fn must_be_over(scenario: &Scenario) -> Duration {
    let at = |step: &lexdr_scenario::Step| step.at.resolve(scenario.check.every).0;
    let last = scenario.timeline.iter().map(at).max().unwrap_or(0);
    Duration::from_millis(last).saturating_add(Duration::from_secs(3_600))
}

async fn run(
    scenario: &Scenario,
    options: &SimOptions,
    sink: Box<dyn io::Write + Send>,
    progress: &(dyn Fn(&str) + Send + Sync),
) -> Result<(), RunError> {
    let system = system(scenario);
    let recorder = Recorder::new(sink);
    let watch = Arc::new(Watch::new(recorder.clone(), &system));
    let (seed, code) = (options.seed, &options.code);
    let world = SimulatedWorld::observed(&system, scenario, seed, code, Some(watch));
    let target = world.target();
    let deployed =
        lexdr_deploy::up(&target.operator, &target.system, &mut |line| progress(line)).await?;
    let flow = match &options.flow {
        Some(flow) => Arc::new(flow.clone()),
        None => flow::shipped(scenario.probes.flow, &system, &deployed.account)?,
    };
    Run::new(target.clone(), scenario.clone(), recorder, flow, seed)
        .carry_out("v1", progress)
        .await
}
