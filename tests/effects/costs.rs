//! What a fault of the bot costs a check, and how soon the route leaves: every scenario of the
//! library in which one fault of Lex must make the next check move the route.

use std::sync::OnceLock;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;
use std::time::Duration;

use lexdr_health_check::Plan;
use lexdr_history::{CheckResult, Event, StepAction};
use lexdr_scenario::{
    Action, Arrivals, Check, Expectation, Fault, Injection, Millis, RouteRef, Scenario, Span, Step,
};
use lexdr_verdict::duration_exact;

use super::functions::plan;
use super::table;
use crate::support::{events, folder, run};

const HEADER: [&str; 7] = [
    "Scenario",
    "The check sees",
    "Takes",
    "at most",
    "The route",
    "after",
    "at most",
];
const NUMBERS: [usize; 4] = [2, 3, 5, 6];

/// The published time limit of the check: what the promise "within 1 check" adds to the interval.
const CHECK_TIMEOUT_MS: i64 = 15_000;

/// The costs in Markdown, measured once. Limits that are not kept are a panic.
pub(crate) fn table() -> &'static str {
    static TABLE: OnceLock<String> = OnceLock::new();
    TABLE.get_or_init(|| {
        let costs = costs();
        let healthy = costs.iter().find(|cost| cost.asked == Asked::Nothing);
        let healthy = healthy.expect("a scenario in which nothing is wrong");
        let rows: Vec<_> = costs.iter().map(|cost| cost.cells(healthy)).collect();
        table::markdown(&HEADER, &rows, &NUMBERS)
    })
}

/// Where the route must go.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Asked {
    Nothing,
    Secondary,
    Err,
}

/// What one fault cost.
struct Cost {
    scenario: String,
    asked: Asked,
    /// What the check that moves the route says about the primary region.
    seen: String,
    check_ms: i64,
    /// Where the route went, and how long after the fault.
    flip: Option<(String, i64)>,
    limit_ms: i64,
}

/// The costs of no fault and of all faults by the scenarios' names, measured on all cores.
fn costs() -> Vec<Cost> {
    let scenarios = scenarios();
    let next = AtomicUsize::new(0);
    let cores = thread::available_parallelism().map_or(1, usize::from);
    let work = || {
        let mut done = Vec::new();
        while let Some((scenario, asked)) = scenarios.get(next.fetch_add(1, Ordering::Relaxed)) {
            done.push(Cost::of(scenario, *asked));
        }
        done
    };
    let mut costs: Vec<Cost> = thread::scope(|scope| {
        let workers: Vec<_> = (0..cores).map(|_| scope.spawn(work)).collect();
        workers
            .into_iter()
            .flat_map(|worker| worker.join().expect("no limit is broken"))
            .collect()
    });
    costs.sort_by(|a, b| {
        (a.asked != Asked::Nothing, &a.scenario).cmp(&(b.asked != Asked::Nothing, &b.scenario))
    });
    costs
}

fn scenarios() -> Vec<(Scenario, Asked)> {
    let files = std::fs::read_dir(folder()).expect("there is a library");
    let paths = files.map(|file| file.expect("a file").path());
    let scenarios = paths
        .filter(|path| {
            path.extension()
                .is_some_and(|extension| extension == "yaml")
        })
        .map(|path| Scenario::load(&path).unwrap_or_else(|errors| panic!("{errors}")));
    scenarios
        .filter_map(|scenario| {
            let (asked, fault) = asked(&scenario)?;
            let shortened = up_to_the_flip(&scenario, fault);
            Some((shortened, asked))
        })
        .collect()
}

/// Where the next check must move the route, in a scenario with one fault, of Lex, that does not
/// come and go; and that fault. Also where nothing is wrong at all.
fn asked(scenario: &Scenario) -> Option<(Asked, Option<&Step>)> {
    let is_inject = |step: &&Step| matches!(step.action, Action::Inject(_));
    let mut injects = scenario.timeline.iter().filter(is_inject);
    let (step, None) = (injects.next(), injects.next()) else {
        return None;
    };
    let Some(step) = step else {
        return Some((Asked::Nothing, None));
    };
    let Action::Inject(Injection { fault, .. }) = &step.action else {
        return None;
    };
    let of_lex = match fault {
        Fault::AliasDeleted { .. } | Fault::AliasRepointed { .. } | Fault::BotDeleted { .. } => {
            true
        }
        Fault::Request(fault) => {
            fault.name().starts_with("lex-") || fault.name() == "region-outage"
        }
        _ => false,
    };
    let Check {
        every,
        failure_threshold,
        recovery_threshold,
        ..
    } = scenario.check;
    // With thresholds, other callers or a check that outlasts its interval, a scenario is about
    // something else.
    let plain = (failure_threshold, recovery_threshold) == (1, 1)
        && every.0 > CHECK_TIMEOUT_MS.unsigned_abs()
        && scenario.probes.flow.is_none()
        && scenario.probes.arrivals == Arrivals::default();
    if !(of_lex && plain) {
        return None;
    }
    let asked = scenario
        .expect
        .iter()
        .find_map(|expectation| match expectation {
            Expectation::Flips(change) if change.within == Span::MilliChecks(1_000) => {
                match change.to {
                    RouteRef::Secondary => Some(Asked::Secondary),
                    RouteRef::Err => Some(Asked::Err),
                    _ => None,
                }
            }
            _ => None,
        })?;
    Some((asked, Some(step)))
}

/// The same fault at the same distance from a check, one check before it and as long after it as
/// the flip may take. Checks and writes are observed exactly: few callers will do.
fn up_to_the_flip(scenario: &Scenario, inject: Option<&Step>) -> Scenario {
    let every = scenario.check.every;
    let at = |step: &Step| every.0 + step.at.resolve(every).0 % every.0;
    let end = inject.map_or(every.0, at) + every.0 + CHECK_TIMEOUT_MS.unsigned_abs();
    let inject = inject.map(|step| (at(step), step.action.clone()));
    let steps = inject.into_iter().chain([(end, Action::End(true))]);
    let mut scenario = Scenario {
        timeline: steps
            .map(|(ms, action)| Step {
                at: Span::Ms(Millis(ms)),
                action,
            })
            .collect(),
        ..scenario.clone()
    };
    scenario.probes.caller = Millis(every.0 / 6);
    scenario.probes.order = every;
    scenario.probes.route = every;
    scenario
}

impl Cost {
    fn of(scenario: &Scenario, asked: Asked) -> Self {
        let events = events(&run(scenario, 1));
        let step = |action| {
            events.iter().find_map(|event| match event {
                Event::Step(step) if step.action == action => Some(step.during),
                _ => None,
            })
        };
        let injected = step(StepAction::Inject);
        // The check that moves the route, or any where nothing is wrong.
        let fault_ms = injected.map_or(0, |step| step.end_ms);
        let check = events.iter().find_map(|event| match event {
            Event::Check(check) if check.during.start_ms >= fault_ms => Some(check),
            _ => None,
        });
        let check = check.expect("a check during the fault");
        let CheckResult::Returned {
            primary: Some(seen),
            ..
        } = &check.result
        else {
            panic!("{}: {check:?}", scenario.name);
        };
        let flip = events.iter().find_map(|event| match event {
            Event::Write(write) if injected.is_some() && write.at_ms >= fault_ms => {
                let to = write.lex_region.clone()?;
                (to != "us-east-1").then(|| (to, write.at_ms - fault_ms))
            }
            _ => None,
        });
        let every = i64::try_from(scenario.check.every.0).expect("an interval of this age");
        Self {
            scenario: scenario.name.clone(),
            asked,
            seen: seen.clone(),
            check_ms: check.during.end_ms - check.during.start_ms,
            flip,
            limit_ms: every + CHECK_TIMEOUT_MS,
        }
    }

    /// What a check may take: what it takes when all is well, and for each bot that may hang the
    /// time for asking it and for ending a session there.
    fn budget_ms(&self, healthy: &Self) -> i64 {
        let plan = plan();
        let asking = plan.probe + Plan::GRACE;
        let ending = plan.clean_up + Plan::GRACE;
        let hangs = match self.asked {
            Asked::Nothing => Duration::ZERO,
            Asked::Secondary => asking + ending,
            // The clean-up is done in both regions at once.
            Asked::Err => 2 * asking + ending,
        };
        healthy.check_ms + i64::try_from(hangs.as_millis()).expect("seconds")
    }

    fn cells(&self, healthy: &Self) -> Vec<String> {
        let budget_ms = self.budget_ms(healthy);
        assert!(
            self.check_ms <= budget_ms,
            "{} takes {} ms",
            self.scenario,
            self.check_ms
        );
        let expected = match self.asked {
            Asked::Nothing => None,
            Asked::Secondary => Some("us-west-2"),
            Asked::Err => Some("err"),
        };
        let to = self.flip.as_ref().map(|(to, _)| to.as_str());
        assert_eq!(to, expected, "{}", self.scenario);
        let (to, after) = match &self.flip {
            None => ("stays".to_owned(), [String::new(), String::new()]),
            Some((to, after_ms)) => {
                assert!(
                    *after_ms <= self.limit_ms,
                    "{}: {after_ms} ms",
                    self.scenario
                );
                (to.clone(), [*after_ms, self.limit_ms].map(duration_exact))
            }
        };
        let mut cells = vec![
            self.scenario.clone(),
            self.seen.clone(),
            duration_exact(self.check_ms),
            duration_exact(budget_ms),
            to,
        ];
        cells.extend(after);
        cells
    }
}
