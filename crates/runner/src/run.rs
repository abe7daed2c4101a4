//! One run: verify the steady state, follow the timeline while probing, verify again.

use std::sync::Arc;
use std::time::{Duration, SystemTime};

use lexdr_connect_flow::Flow;
use lexdr_deploy::Driver;
use lexdr_history::{CallerProbe, Ending, Event, Header, RouteProbe, RouteSaw, SteadyState, When};
use lexdr_scenario::{Millis, Scenario};
use tokio::sync::watch;
use tokio::task::JoinSet;
use tokio::time::Instant;

use crate::arrivals::{Gaps, at_each};
use crate::connect::{Called, Connect};
use crate::counts::Counting;
use crate::hands::{Hands, Own};
use crate::recorder::Recorder;
use crate::{RunError, Target, route_probe, schedule};

/// The complete order of the steady state is call number 0.
const STEADY_CALL: u64 = 0;

/// Calls that only find out whether the bot answers yet. They are numbered out of the way of the
/// others, because a call's number is its session at the bot.
const FIRST_SETTLING_CALL: u64 = 900_000_000;

/// How long callers may take to reach the bot after it was made.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Settling {
    /// Calls made to find out, at most.
    pub(crate) calls: u64,
    /// The time between two of them.
    pub(crate) pause: Duration,
}

impl Settling {
    /// "A few minutes", says the Lex guide of the time a change of an alias takes; ten are waited
    /// for.
    pub(crate) const UNHURRIED: Self = Self {
        calls: 120,
        pause: Duration::from_secs(5),
    };
}

pub(crate) struct Run {
    pub(crate) target: Target,
    pub(crate) scenario: Scenario,
    pub(crate) recorder: Recorder,
    dynamodb: aws_sdk_dynamodb::Client,
    /// Who injects and undoes.
    pub(crate) hands: Arc<dyn Hands>,
    /// Says when the run has to end before its time.
    pub(crate) stop: Option<watch::Receiver<bool>>,
    /// Who counts the runs of the check where they are not seen.
    pub(crate) counting: Option<Arc<dyn Counting>>,
    /// Whether a fault that could not be injected ends the run.
    pub(crate) ends_on_failure: bool,
    /// Whether the schedule runs already.
    pub(crate) scheduled: bool,
    connect: Connect,
    seed: u64,
}

impl Run {
    pub(crate) fn new(
        target: Target,
        scenario: Scenario,
        recorder: Recorder,
        flow: Arc<Flow>,
        seed: u64,
    ) -> Self {
        let dynamodb = target.operator.dynamodb(&target.system.primary);
        let connect = Connect::new(&target, flow);
        Self {
            hands: Arc::new(Own::new(&target)),
            stop: None,
            counting: None,
            ends_on_failure: false,
            scheduled: false,
            target,
            scenario,
            recorder,
            dynamodb,
            connect,
            seed,
        }
    }

    /// Carries the run out on a system that is deployed.
    pub(crate) async fn carry_out(
        self,
        settling: Settling,
        progress: &(dyn Fn(&str) + Send + Sync),
    ) -> Result<(), RunError> {
        self.settle(settling, progress).await;
        let driver = match self.target.checks {
            Some(_) => Driver::Caller,
            None if self.scheduled => Driver::Rule,
            None => lexdr_deploy::start(&self.target.operator, &self.target.system).await?,
        };
        let zero = whole_ms(self.target.now());
        let origin = Instant::now();
        self.recorder.start(&self.header(zero), zero)?;

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
            run.count_sessions().await;
            run.steady_state(When::After).await;
        }
        let end = run.target.now();
        run.count_runs(zero, end, progress).await;
        run.recorder.finish(end)
    }

    fn header(&self, zero: SystemTime) -> Header {
        let system = &self.target.system;
        let ms = |d: Duration| Millis(u64::try_from(d.as_millis()).unwrap_or(u64::MAX));
        Header {
            schema: Header::SCHEMA.to_owned(),
            lexdr: env!("CARGO_PKG_VERSION").to_owned(),
            scenario: self.scenario.clone(),
            seed: self.seed,
            target: self.target.name.to_owned(),
            lex: system.lex.as_str().to_owned(),
            primary: system.primary.clone(),
            secondary: system.secondary.clone(),
            check_timeout_ms: ms(system.check_timeout),
            schedule_slack_ms: ms(self.target.schedule_slack),
            started_at: aws_smithy_types::DateTime::from(zero)
                .fmt(aws_smithy_types::date_time::Format::DateTime)
                .unwrap_or_default(),
        }
    }

    /// Waits until callers reach the bot: a new alias is not known to the runtime everywhere at
    /// once. If they never do, the steady state will say so.
    async fn settle(&self, settling: Settling, progress: &(dyn Fn(&str) + Send + Sync)) {
        for call in FIRST_SETTLING_CALL..FIRST_SETTLING_CALL + settling.calls {
            if self.connect.call(call, false).await.ending == Ending::Served {
                return;
            }
            progress("waiting until the bot answers callers");
            tokio::time::sleep(settling.pause).await;
        }
    }

    async fn steady_state(&self, when: When) -> bool {
        let start = self.target.now();
        let problem = self.problem().await;
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

    /// What is wrong with the system now. Well is: the route is the primary region, and a caller
    /// gets a complete order there.
    pub(crate) async fn problem(&self) -> Option<String> {
        let primary = &self.target.system.primary;
        match route_probe::look(&self.dynamodb, &self.target.system)
            .await
            .saw
        {
            RouteSaw::Route { lex_region } if lex_region == *primary => {
                problem_of(&self.connect.call(STEADY_CALL, true).await, primary)
            }
            RouteSaw::Route { lex_region } => Some(format!("the route is {lex_region}")),
            RouteSaw::Missing => Some("there is no route item".to_owned()),
            RouteSaw::Unknown { why } => Some(format!("the route cannot be read: {why}")),
        }
    }

    async fn probe_route(self: Arc<Self>, origin: Instant, stopped: watch::Receiver<bool>) {
        let gaps = Gaps::constant(self.scenario.probes.route);
        at_each(origin, gaps, stopped, |_| {
            let run = Arc::clone(&self);
            async move {
                let start = run.target.now();
                let look = route_probe::look(&run.dynamodb, &run.target.system).await;
                let end = run.target.now();
                // Where its runs are seen the item has nothing to add.
                let unseen = run.target.checks_are_unseen();
                run.recorder.record(move |clock| {
                    Event::Route(RouteProbe {
                        during: clock.during(start, end),
                        last_check: unseen.then(|| look.last_check(clock)).flatten(),
                        saw: look.saw,
                    })
                });
            }
        })
        .await;
    }

    async fn probe_callers(self: Arc<Self>, origin: Instant, stopped: watch::Receiver<bool>) {
        let probes = &self.scenario.probes;
        let orders_every = probes.order.0.div_ceil(probes.caller.0.max(1)).max(1);
        let gaps = Gaps::of_callers(probes, self.seed);
        at_each(origin, gaps, stopped, |call| {
            let run = Arc::clone(&self);
            async move {
                let order = call % orders_every == 0;
                let start = run.target.now();
                let called = run.connect.call(call, order).await;
                let end = run.target.now();
                run.recorder.record(move |clock| {
                    Event::Caller(CallerProbe {
                        during: clock.during(start, end),
                        call,
                        order,
                        region: called.region,
                        source: called.source,
                        answered_ms: called.answered.map(|at| clock.ms(at)),
                        silence_ms: called.silence_ms,
                        ending: called.ending,
                    })
                });
            }
        })
        .await;
    }
}

/// The date without what is less than a millisecond: histories have no smaller unit.
fn whole_ms(date: SystemTime) -> SystemTime {
    let since = date
        .duration_since(SystemTime::UNIX_EPOCH)
        .unwrap_or_default();
    date - Duration::from_nanos(u64::from(since.subsec_nanos()) % 1_000_000)
}

fn problem_of(called: &Called, primary: &str) -> Option<String> {
    let problem = match &called.ending {
        Ending::Served if called.region.as_deref() == Some(primary) => None,
        Ending::Served => Some(format!(
            "callers are sent to {}",
            called.region.as_deref().unwrap_or("nowhere")
        )),
        Ending::Apologised => Some("callers hear an apology".to_owned()),
        Ending::WrongRegion { why }
        | Ending::DeadAir { why }
        | Ending::Dropped { why }
        | Ending::Unknown { why } => Some(format!("a call failed: {why}")),
    }?;
    Some(match &called.function_error {
        Some(error) => format!("{problem}; GetRegion failed: {error}"),
        None => problem,
    })
}
