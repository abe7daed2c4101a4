//! One run: deploy, verify the steady state, follow the timeline while probing, verify again.

use std::sync::Arc;
use std::time::{Duration, SystemTime};

use lexdr_deploy::{Clients, Driver};
use lexdr_history::{
    CallerProbe, Ending, Event, Header, RouteProbe, RouteSaw, SteadyState, StepAction, When,
};
use lexdr_scenario::{Action, Millis, Scenario, Step};
use tokio::sync::watch;
use tokio::task::JoinSet;
use tokio::time::Instant;

use crate::caller::{Called, Connect};
use crate::faults::{self, Applied, Report};
use crate::recorder::Recorder;
use crate::{RunError, Target, route_probe, schedule};

/// The complete order of the steady state is call number 0.
const STEADY_CALL: u64 = 0;

pub(crate) struct Run {
    target: Target,
    scenario: Scenario,
    recorder: Recorder,
    dynamodb: aws_sdk_dynamodb::Client,
    connect: Connect,
}

impl Run {
    pub(crate) fn new(target: Target, scenario: Scenario, recorder: Recorder) -> Self {
        let dynamodb = target.operator.dynamodb(&target.system.primary);
        let connect = Connect::new(&target);
        Self {
            target,
            scenario,
            recorder,
            dynamodb,
            connect,
        }
    }

    /// Carries the run out. `lex` and `seed` go into the history's header.
    pub(crate) async fn carry_out(
        self,
        seed: u64,
        lex: &str,
        progress: &(dyn Fn(&str) + Send + Sync),
    ) -> Result<(), RunError> {
        let target = &self.target;
        lexdr_deploy::up(&target.operator, &target.system, &mut |line| progress(line)).await?;
        let driver = lexdr_deploy::start(&target.operator, &target.system).await?;
        let zero = target.now();
        let origin = Instant::now();
        self.recorder.start(&self.header(seed, lex, zero), zero)?;

        let run = Arc::new(self);
        if run.steady_state(When::Before).await {
            let (stop, stopped) = watch::channel(false);
            let mut loops = JoinSet::new();
            loops.spawn(Arc::clone(&run).probe_route(origin, stopped.clone()));
            loops.spawn(Arc::clone(&run).probe_callers(origin, stopped.clone()));
            if driver == Driver::Caller {
                loops.spawn(schedule::drive(run.target.clone(), origin, stopped));
            }
            run.follow_timeline(origin, progress).await;
            // The receivers live in the loops; they are still there.
            let _ = stop.send(true);
            while loops.join_next().await.is_some() {}
            run.steady_state(When::After).await;
        }
        run.recorder.finish(run.target.now())
    }

    fn header(&self, seed: u64, lex: &str, zero: SystemTime) -> Header {
        let system = &self.target.system;
        let ms = |d: Duration| Millis(u64::try_from(d.as_millis()).unwrap_or(u64::MAX));
        Header {
            schema: Header::SCHEMA.to_owned(),
            lexdr: env!("CARGO_PKG_VERSION").to_owned(),
            scenario: self.scenario.clone(),
            seed,
            target: self.target.name.to_owned(),
            lex: lex.to_owned(),
            primary: system.primary.clone(),
            secondary: system.secondary.clone(),
            check_timeout_ms: ms(system.check_timeout),
            schedule_slack_ms: ms(self.target.schedule_slack),
            started_at: aws_smithy_types::DateTime::from(zero)
                .fmt(aws_smithy_types::date_time::Format::DateTime)
                .unwrap_or_default(),
        }
    }

    /// Route = primary, and a caller gets a complete order there.
    async fn steady_state(&self, when: When) -> bool {
        let start = self.target.now();
        let primary = &self.target.system.primary;
        let saw = route_probe::look(&self.dynamodb, &self.target.system).await;
        let problem = match saw {
            RouteSaw::Route { lex_region } if lex_region == *primary => {
                let called = self.connect.call(&self.target, STEADY_CALL, true).await;
                problem_of(&called, primary)
            }
            RouteSaw::Route { lex_region } => Some(format!("the route is {lex_region}")),
            RouteSaw::Missing => Some("there is no route item".to_owned()),
            RouteSaw::Unknown { why } => Some(format!("the route cannot be read: {why}")),
        };
        let end = self.target.now();
        let healthy = problem.is_none();
        self.recorder.record(move |clock| {
            Event::SteadyState(SteadyState {
                during: clock.during(start, end),
                when,
                problem,
            })
        });
        healthy
    }

    async fn probe_route(self: Arc<Self>, origin: Instant, stopped: watch::Receiver<bool>) {
        let every = period(self.scenario.probes.route);
        on_every_tick(origin, every, stopped, |_| {
            let run = Arc::clone(&self);
            async move {
                let start = run.target.now();
                let saw = route_probe::look(&run.dynamodb, &run.target.system).await;
                let end = run.target.now();
                run.recorder.record(move |clock| {
                    Event::Route(RouteProbe {
                        during: clock.during(start, end),
                        saw,
                    })
                });
            }
        })
        .await;
    }

    async fn probe_callers(self: Arc<Self>, origin: Instant, stopped: watch::Receiver<bool>) {
        let probes = &self.scenario.probes;
        let every = period(probes.caller);
        let orders_every = probes.order.0.div_ceil(probes.caller.0.max(1)).max(1);
        on_every_tick(origin, every, stopped, |call| {
            let run = Arc::clone(&self);
            async move {
                let order = call % orders_every == 0;
                let start = run.target.now();
                let called = run.connect.call(&run.target, call, order).await;
                let end = run.target.now();
                run.recorder.record(move |clock| {
                    Event::Caller(CallerProbe {
                        during: clock.during(start, end),
                        call,
                        order,
                        region: called.region,
                        source: called.source,
                        answered_ms: called.answered.map(|at| clock.ms(at)),
                        ending: called.ending,
                    })
                });
            }
        })
        .await;
    }

    /// Does each step at its time. Whatever is still in effect at the end is undone.
    async fn follow_timeline(&self, origin: Instant, progress: &(dyn Fn(&str) + Send + Sync)) {
        let clients = &self.target.operator;
        let mut applied: Vec<Applied> = Vec::new();
        for Step { at, action } in &self.scenario.timeline {
            let at = at.resolve(self.scenario.check.every);
            tokio::time::sleep_until(origin + Duration::from_millis(at.0)).await;
            if self.recorder.failed() {
                break;
            }
            match action {
                Action::Inject(injection) => {
                    progress(&format!("inject {}", injection.label));
                    let start = self.target.now();
                    let (fault, report) =
                        faults::inject(clients, &self.target.system, injection).await;
                    self.record_step(start, StepAction::Inject, &fault, report);
                    applied.push(fault);
                }
                Action::Undo(label) => {
                    let Some(found) = applied.iter().position(|fault| fault.label == *label) else {
                        continue;
                    };
                    progress(&format!("undo {label}"));
                    self.take_back(clients, applied.remove(found)).await;
                }
                Action::End(_) => break,
            }
        }
        while let Some(fault) = applied.pop() {
            self.take_back(clients, fault).await;
        }
    }

    async fn take_back(&self, clients: &Clients, mut fault: Applied) {
        let start = self.target.now();
        let report = faults::undo(clients, &self.target.system, &mut fault).await;
        self.record_step(start, StepAction::Undo, &fault, report);
    }

    fn record_step(&self, start: SystemTime, action: StepAction, fault: &Applied, report: Report) {
        let end = self.target.now();
        let (label, name, regions) = (fault.label.clone(), fault.fault, fault.regions.clone());
        self.recorder.record(move |clock| {
            Event::Step(lexdr_history::Step {
                during: clock.during(start, end),
                action,
                label,
                fault: name.to_owned(),
                regions,
                calls: report.calls,
                error: report.error,
            })
        });
    }
}

fn problem_of(called: &Called, primary: &str) -> Option<String> {
    match &called.ending {
        Ending::Served if called.region.as_deref() == Some(primary) => None,
        Ending::Served => Some(format!(
            "callers are sent to {}",
            called.region.as_deref().unwrap_or("nowhere")
        )),
        Ending::Apologised => Some("callers hear an apology".to_owned()),
        Ending::Failed { why } | Ending::Unknown { why } => Some(format!("a call failed: {why}")),
    }
}

fn period(every: Millis) -> Duration {
    Duration::from_millis(every.0.max(1))
}

/// Starts `act` at `origin + n × every` for n = 1, 2, … until told to stop, then waits for those
/// still under way. A slow one does not delay the next.
async fn on_every_tick<F>(
    origin: Instant,
    every: Duration,
    mut stopped: watch::Receiver<bool>,
    act: impl Fn(u64) -> F,
) where
    F: Future<Output = ()> + Send + 'static,
{
    let mut under_way = JoinSet::new();
    let mut ticks = tokio::time::interval_at(origin + every, every);
    for n in 1.. {
        tokio::select! {
            biased;
            _ = stopped.changed() => break,
            _ = ticks.tick() => {}
        }
        while under_way.try_join_next().is_some() {}
        under_way.spawn(act(n));
    }
    while under_way.join_next().await.is_some() {}
}
