//! A run on an account that has a life of its own: the system is deployed and its rule runs the
//! checks. Nothing is made there and nothing removed; faults are in the hands of whoever can answer
//! for them.

use lexdr_wire::BoxFuture;
use std::io;
use std::sync::Arc;
use std::time::Duration;

use lexdr_connect_flow::Flow;
use lexdr_deploy::{Clients, Deployed, System};
use lexdr_scenario::Scenario;
use tokio::sync::watch;

use crate::counts::Counting;
use crate::hands::Hands;
use crate::layers::Layers;
use crate::recorder::Recorder;
use crate::run::{Run, Settling};
use crate::schedule::Schedule;
use crate::{RunError, Target, flow};

/// How late the rate of a rule may tick.
const RULE_SLACK: Duration = Duration::from_secs(60);

/// The system is there; nobody has to wait for it.
const SETTLED: Settling = Settling {
    calls: 1,
    pause: Duration::ZERO,
};

/// What a run on an account is told.
pub struct AccountOptions {
    /// Access to the account.
    pub clients: Clients,
    /// What is deployed there.
    pub system: System,
    /// With which ids.
    pub deployed: Deployed,
    /// Who injects and undoes.
    pub hands: Arc<dyn Hands>,
    /// Who counts the runs of the check, if somebody does.
    pub counting: Option<Arc<dyn Counting>>,
    /// Becomes true when the run has to end before its time. What is in effect is undone then.
    pub stop: watch::Receiver<bool>,
    /// Seed of the callers.
    pub seed: u64,
    /// The contact flow that callers follow; the shipped one that the scenario chooses if left
    /// out.
    pub flow: Option<Flow>,
}

/// Runs `scenario` on the account as it is, and writes its history to `sink` as
/// [`simulate`](crate::simulate) does. When it returns, the hands were asked to undo everything.
///
/// # Errors
/// When the run could not be carried out or its history not be written.
pub fn account<'a>(
    scenario: &'a Scenario,
    options: AccountOptions,
    sink: Box<dyn io::Write + Send>,
    progress: &'a (dyn Fn(&str) + Send + Sync),
) -> BoxFuture<'a, Result<(), RunError>> {
    Box::pin(async move {
        let stop = options.stop.clone();
        let hands = Arc::clone(&options.hands);
        let counting = options.counting.clone();
        let mut run = run(scenario, &options, sink)?;
        run.hands = hands;
        run.stop = Some(stop);
        run.counting = counting;
        run.ends_on_failure = true;
        run.carry_out(SETTLED, progress).await
    })
}

/// Whether the system is well now: the route is the primary region, and a caller is served there.
///
/// # Errors
/// What is wrong.
pub fn steady<'a>(
    scenario: &'a Scenario,
    options: &'a AccountOptions,
) -> BoxFuture<'a, Result<(), String>> {
    Box::pin(async move {
        let run =
            run(scenario, options, Box::new(io::sink())).map_err(|error| error.to_string())?;
        run.problem().await.map_or(Ok(()), Err)
    })
}

fn run(
    scenario: &Scenario,
    options: &AccountOptions,
    sink: Box<dyn io::Write + Send>,
) -> Result<Run, RunError> {
    let AccountOptions {
        clients,
        system,
        deployed,
        flow,
        seed,
        ..
    } = options;
    let target = Target {
        name: "aws",
        operator: clients.clone(),
        connect: clients.clone(),
        system: system.clone(),
        schedule_slack: RULE_SLACK,
        crash_code: Vec::new(),
        layers: Layers::none(),
        schedule: Schedule::default(),
        checks: None,
        insight: None,
    };
    let flow = match flow {
        Some(flow) => Arc::new(flow.clone()),
        None => flow::shipped(scenario.probes.flow, system, deployed)?,
    };
    let mut run = Run::new(target, scenario.clone(), Recorder::new(sink), flow, *seed);
    run.scheduled = true;
    Ok(run)
}
