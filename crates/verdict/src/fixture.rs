//! Hand-made histories, for tests of verdicts and of what is made of them.
//!
//! A [`Drill`] is a story of one hour: a check every 5 minutes from zero on, a route probe at each
//! full second, a caller half a second later, a fault in `us-east-1` from 12 to 41 minutes. What
//! the route does in the meantime is up to the test.

use lexdr_history::{
    CallerProbe, CheckResult, CheckRun, During, Ending, Event, Header, RouteProbe, RouteSaw,
    SteadyState, Step, StepAction, When, Write,
};
use lexdr_scenario::{
    Action, AliasBy, Bots, Check, Expectation, Fault, Injection, Method, Millis, Probes, RegionRef,
    Scenario, Simulated, Span,
};

mod account;

/// The primary region.
pub const PRIMARY: &str = "us-east-1";
/// The secondary region.
pub const SECONDARY: &str = "us-west-2";
/// When the fault is injected.
pub const INJECT_MS: i64 = 720_000;
/// When it is undone.
pub const UNDO_MS: i64 = 2_460_000;
/// The end of the run.
pub const END_MS: i64 = 3_600_000;
const SECOND_MS: i64 = 1_000;
const STEP_TAKES_MS: i64 = 40;
const CHECK_EVERY_MS: i64 = 300_000;
const CHECK_TAKES_MS: i64 = 300;
/// A route probe reads the item this long after it began, and ends as long after that.
const PROBE_HALF_MS: i64 = 5;

/// One hour with a fault in the primary region.
#[derive(Debug, Clone)]
pub struct Drill {
    /// Name of the scenario.
    pub name: &'static str,
    /// What it asks.
    pub expect: Vec<Expectation>,
    /// Whether there is a fault at all.
    pub fault: bool,
    /// Which. Only of a fault of the bot do callers and checks of the drill know.
    pub kind: Fault,
    /// The route from an instant on; before the first it is the primary region.
    pub route: Vec<(i64, &'static str)>,
    /// Whether the history has exact writes.
    pub writes: bool,
    /// Whether the check says what it found, as ours does.
    pub telling: bool,
    /// Between these instants no probe and no caller told anything.
    pub blind: Option<(i64, i64)>,
}

impl Drill {
    /// The drill as it should go: flipped by the check at 15 minutes, back by that at 45.
    #[must_use]
    pub fn new(name: &'static str) -> Self {
        Self {
            name,
            expect: Vec::new(),
            fault: true,
            kind: Fault::AliasDeleted {
                region: RegionRef::Primary,
            },
            route: vec![(900_200, SECONDARY), (2_700_200, PRIMARY)],
            writes: true,
            telling: true,
            blind: None,
        }
    }

    /// The header of the history.
    #[must_use]
    pub fn header(&self) -> Header {
        let label = self.kind.name().to_owned();
        let at = |ms: i64, action| lexdr_scenario::Step {
            at: Span::Ms(Millis(ms.unsigned_abs())),
            action,
        };
        let fault = self.kind.clone();
        let mut timeline = Vec::new();
        if self.fault {
            let injection = Injection {
                label: label.clone(),
                fault,
                brief: false,
                force: false,
            };
            timeline.push(at(INJECT_MS, Action::Inject(injection)));
            timeline.push(at(UNDO_MS, Action::Undo(label)));
        }
        timeline.push(at(END_MS, Action::End(true)));
        Header {
            schema: Header::SCHEMA.to_owned(),
            lexdr: "0.1.0".to_owned(),
            scenario: Scenario {
                name: self.name.to_owned(),
                summary: "Alias ver_one is deleted in the primary region, later re-created."
                    .to_owned(),
                tags: Vec::new(),
                lex: None,
                bots: Bots::Separate,
                check: Check {
                    every: Millis(CHECK_EVERY_MS.unsigned_abs()),
                    method: Method::SendMessage,
                    failure_threshold: 1,
                    recovery_threshold: 1,
                    timeout: Check::TIMEOUT,
                    alias_by: AliasBy::Name,
                },
                probes: Probes::default(),
                simulator: Simulated::default(),
                timeline,
                expect: self.expect.clone(),
            },
            seed: 42,
            target: "sim".to_owned(),
            lex: "v1".to_owned(),
            primary: PRIMARY.to_owned(),
            secondary: SECONDARY.to_owned(),
            check_timeout_ms: Millis(15_000),
            schedule_slack_ms: Millis(0),
            started_at: "2026-01-01T00:00:00.000Z".to_owned(),
        }
    }

    /// The events of the history, in order of their ends.
    #[must_use]
    pub fn events(&self) -> Vec<Event> {
        let mut events = vec![steady(0, When::Before)];
        if self.fault {
            events.push(self.step(INJECT_MS, StepAction::Inject));
            events.push(self.step(UNDO_MS, StepAction::Undo));
        }
        events.push(steady(END_MS - 2 * SECOND_MS, When::After));
        for start in steps(0, END_MS, CHECK_EVERY_MS) {
            events.push(check(start, self.check_result(start)));
        }
        if self.writes {
            let write = |(at_ms, to): &(i64, &str)| {
                let reason = if *to == PRIMARY {
                    "healthy"
                } else {
                    "NotFoundException"
                };
                Event::Write(Write {
                    at_ms: *at_ms,
                    lex_region: Some((*to).to_owned()),
                    reason: Some(reason.to_owned()),
                })
            };
            events.extend(self.route.iter().map(write));
        }
        for start in steps(0, END_MS, SECOND_MS) {
            events.push(self.route_probe(start));
        }
        for (call, start) in (1..).zip(steps(SECOND_MS / 2, END_MS, SECOND_MS)) {
            events.push(self.caller(call, start));
        }
        events.push(Event::Sessions {
            at_ms: END_MS,
            left: 0,
        });
        events.sort_by_key(end_ms);
        events.push(Event::End { at_ms: END_MS });
        events
    }

    fn step(&self, start: i64, action: StepAction) -> Event {
        let name = self.kind.name();
        let mut event = step(start, action, name, PRIMARY);
        if let Event::Step(step) = &mut event {
            step.fault = name.to_owned();
            step.regions = match self.kind.region() {
                Some(RegionRef::Primary) => vec![PRIMARY.to_owned()],
                Some(RegionRef::Secondary) => vec![SECONDARY.to_owned()],
                Some(RegionRef::Both) => vec![PRIMARY.to_owned(), SECONDARY.to_owned()],
                Some(RegionRef::Named(name)) => vec![name],
                None => Vec::new(),
            };
        }
        event
    }

    fn route_at(&self, ms: i64) -> &'static str {
        self.route
            .iter()
            .rev()
            .find(|(from, _)| *from <= ms)
            .map_or(PRIMARY, |(_, to)| to)
    }

    fn faulty_at(&self, ms: i64) -> bool {
        self.fault
            && matches!(self.kind, Fault::AliasDeleted { .. })
            && (INJECT_MS..UNDO_MS).contains(&ms)
    }

    fn blind_at(&self, ms: i64) -> bool {
        self.blind
            .is_some_and(|(from, to)| (from..to).contains(&ms))
    }

    fn check_result(&self, start: i64) -> CheckResult {
        let faulty = self.faulty_at(start);
        let told = |text: &str| self.telling.then(|| text.to_owned());
        CheckResult::Returned {
            lex_region: told(self.route_at(start + CHECK_TAKES_MS)),
            primary: told(if faulty {
                "NotFoundException"
            } else {
                "healthy"
            }),
            secondary: if faulty { told("healthy") } else { None },
        }
    }

    fn route_probe(&self, start: i64) -> Event {
        let saw = if self.blind_at(start) {
            RouteSaw::Unknown {
                why: "timeout".to_owned(),
            }
        } else {
            RouteSaw::Route {
                lex_region: self.route_at(start + PROBE_HALF_MS).to_owned(),
            }
        };
        Event::Route(RouteProbe {
            during: during(start, 2 * PROBE_HALF_MS),
            saw,
            last_check: None,
        })
    }

    fn caller(&self, call: u64, start: i64) -> Event {
        let region = self.route_at(start + 20);
        let ending = if self.blind_at(start) {
            Ending::Unknown {
                why: "no answer in 8s".to_owned(),
            }
        } else if region == "err" {
            Ending::Apologised
        } else if region == PRIMARY && self.faulty_at(start) {
            Ending::Dropped {
                why: "NotFoundException: There is no alias ver_one".to_owned(),
            }
        } else {
            Ending::Served
        };
        Event::Caller(CallerProbe {
            during: during(start, 80),
            call,
            order: false,
            region: Some(region.to_owned()),
            source: None,
            answered_ms: Some(start + 30),
            silence_ms: 50,
            ending,
        })
    }
}

/// A step that takes 40 ms.
#[must_use]
pub fn step(start: i64, action: StepAction, label: &str, region: &str) -> Event {
    let operation = match action {
        StepAction::Inject => "DeleteBotAlias",
        StepAction::Undo => "PutBotAlias",
    };
    Event::Step(Step {
        during: during(start, STEP_TAKES_MS),
        action,
        label: label.to_owned(),
        fault: "alias-deleted".to_owned(),
        regions: vec![region.to_owned()],
        calls: vec![format!("{operation} {region} OrderFlowers ver_one")],
        error: None,
    })
}

/// A check that takes 300 ms.
#[must_use]
pub fn check(start: i64, result: CheckResult) -> Event {
    Event::Check(CheckRun {
        during: during(start, CHECK_TAKES_MS),
        attempt: 1,
        result,
        trace: None,
    })
}

fn steady(start: i64, when: When) -> Event {
    Event::SteadyState(SteadyState {
        during: during(start, 100),
        when,
        problem: None,
    })
}

fn during(start_ms: i64, takes_ms: i64) -> During {
    During {
        start_ms,
        end_ms: start_ms + takes_ms,
    }
}

fn steps(from: i64, to: i64, every: i64) -> impl Iterator<Item = i64> {
    std::iter::successors(Some(from), move |at| Some(at + every)).take_while(move |at| *at < to)
}

fn end_ms(event: &Event) -> i64 {
    match event {
        Event::Step(e) => e.during.end_ms,
        Event::SteadyState(e) => e.during.end_ms,
        Event::Route(e) => e.during.end_ms,
        Event::Caller(e) => e.during.end_ms,
        Event::Check(e) => e.during.end_ms,
        Event::Write(e) => e.at_ms,
        Event::Counts(e) => e.during.end_ms,
        Event::Sessions { at_ms, .. } | Event::End { at_ms } => *at_ms,
    }
}
