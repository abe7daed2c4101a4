//! A history sorted by what its events are, each with its line.

use std::collections::BTreeMap;

use lexdr_history::{
    CallerProbe, CheckRun, During, Event, Header, RouteProbe, RouteSaw, SteadyState, Step,
    StepAction, Write,
};
use lexdr_scenario::Span;

use crate::Bounds;
use crate::bounds::millis;
use crate::counted::Counted;
use crate::faulty::over_ms;
use crate::told::{self, Told};
use crate::touch::{Item, Touch};

/// An event, when it was, and where it stands in the history.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Seen<'a, T> {
    /// From its start to its end.
    pub(crate) at: Bounds,
    /// 1-based; the header is line 1.
    pub(crate) line: usize,
    /// The event.
    pub(crate) what: &'a T,
}

/// Everything the rest of this crate looks at; each list in order of starts, whatever the order
/// in the history was.
#[derive(Debug)]
pub(crate) struct Run<'a> {
    pub(crate) header: &'a Header,
    pub(crate) steps: Vec<Seen<'a, Step>>,
    pub(crate) steady: Vec<Seen<'a, SteadyState>>,
    pub(crate) probes: Vec<Seen<'a, RouteProbe>>,
    pub(crate) callers: Vec<Seen<'a, CallerProbe>>,
    /// Runs of the health check that were seen.
    pub(crate) checks: Vec<Seen<'a, CheckRun>>,
    /// Runs that the item told of.
    pub(crate) told: &'a [Told],
    /// The runs that phases are taken from: those that were seen, or else those told of.
    pub(crate) runs: Vec<Seen<'a, CheckRun>>,
    pub(crate) writes: Vec<Seen<'a, Write>>,
    /// Sessions left open, as last counted, and the line that says so.
    pub(crate) sessions: Option<(u32, usize)>,
    /// What was counted of the checks, where nobody sees them.
    pub(crate) counted: Option<Counted<'a>>,
    /// What the fault of each step may touch, by its line.
    touches: BTreeMap<usize, Touch>,
    /// Line of the event that ends the history, if it is there.
    pub(crate) end_line: Option<usize>,
    /// The last instant of which the history tells.
    pub(crate) end_ms: i64,
}

impl<'a> Run<'a> {
    pub(crate) fn new(header: &'a Header, events: &'a [Event], told: &'a [Told]) -> Self {
        let mut run = Self {
            header,
            steps: Vec::new(),
            steady: Vec::new(),
            probes: Vec::new(),
            callers: Vec::new(),
            checks: Vec::new(),
            told,
            runs: Vec::new(),
            writes: Vec::new(),
            sessions: None,
            counted: None,
            touches: BTreeMap::new(),
            end_line: None,
            end_ms: 0,
        };
        let mut counts = None;
        for (index, event) in events.iter().enumerate() {
            let line = index + 2;
            let end = match event {
                Event::Step(e) => {
                    run.touches.insert(line, Touch::of(header, e));
                    push(&mut run.steps, line, e.during, e)
                }
                Event::SteadyState(e) => push(&mut run.steady, line, e.during, e),
                Event::Route(e) => push(&mut run.probes, line, e.during, e),
                Event::Caller(e) => push(&mut run.callers, line, e.during, e),
                Event::Check(e) => push(&mut run.checks, line, e.during, e),
                Event::Write(e) => {
                    let during = During {
                        start_ms: e.at_ms,
                        end_ms: e.at_ms,
                    };
                    push(&mut run.writes, line, during, e)
                }
                Event::Sessions { at_ms, left } => {
                    run.sessions = Some((*left, line));
                    *at_ms
                }
                // Counted when all was over, in minutes that may end later.
                Event::Counts(e) => {
                    counts = Some((e, line));
                    run.end_ms
                }
                Event::End { at_ms } => {
                    run.end_line = Some(line);
                    *at_ms
                }
            };
            run.end_ms = run.end_ms.max(end);
        }
        run.counted = counts.map(|(what, line)| {
            let ahead = told::ahead_of(header, events);
            Counted::new(what, line, run.end_ms, ahead)
        });
        run.steps.sort_by_key(|seen| seen.at.lo_ms);
        run.steady.sort_by_key(|seen| seen.at.lo_ms);
        run.probes.sort_by_key(|seen| seen.at.lo_ms);
        run.callers.sort_by_key(|seen| seen.at.lo_ms);
        run.checks.sort_by_key(|seen| seen.at.lo_ms);
        run.writes.sort_by_key(|seen| seen.at.lo_ms);
        run.runs = if run.checks.is_empty() {
            told.iter().map(Told::seen).collect()
        } else {
            run.checks.clone()
        };
        run.runs.sort_by_key(|seen| seen.at.lo_ms);
        run
    }

    /// What was counted of the checks, if nobody saw one.
    pub(crate) fn counted(&self) -> Option<&Counted<'a>> {
        self.counted.as_ref().filter(|_| self.checks_are_unseen())
    }

    /// Whether runs of the health check can have gone unseen, because nobody saw one but in what
    /// it wrote. In the simulator none that there is can.
    pub(crate) fn checks_are_unseen(&self) -> bool {
        self.checks.is_empty() && self.header.target != "sim"
    }

    /// When a step took effect: from its start to its end and, for changes of an alias in the
    /// simulator, the time in which they reach the runtime.
    pub(crate) fn effective(&self, step: &Seen<'_, Step>) -> Bounds {
        let propagation_ms = match self.touch(step) {
            Some(touch) if !touch.propagates => 0,
            _ => self.propagation_ms(),
        };
        Bounds::new(step.at.lo_ms, step.at.hi_ms.saturating_add(propagation_ms))
    }

    fn touch(&self, step: &Seen<'_, Step>) -> Option<&Touch> {
        self.touches.get(&step.line)
    }

    /// Whether what a step's fault may touch is like this.
    pub(crate) fn touches(&self, step: &Seen<'_, Step>, is: impl FnOnce(&Touch) -> bool) -> bool {
        self.touch(step).is_none_or(is)
    }

    /// The spans in which a fault that touches things like this may have been there, from the
    /// start of its inject to the end of its undo and `after_ms` more.
    pub(crate) fn spans(&self, after_ms: i64, is: impl Fn(&Touch) -> bool) -> Vec<Bounds> {
        self.steps_that(StepAction::Inject)
            .filter(|step| self.touches(step, &is))
            .map(|step| {
                let over_ms = over_ms(self, step).saturating_add(after_ms);
                Bounds::new(step.at.lo_ms, over_ms)
            })
            .collect()
    }

    /// Whether something at this time may have been done to the item by a step itself, and not
    /// by a check.
    pub(crate) fn by_a_step(&self, at: Bounds) -> bool {
        self.item_steps().any(|step| step.at.overlaps(at))
    }

    /// Steps that write the item themselves.
    pub(crate) fn item_steps(&self) -> impl Iterator<Item = &Seen<'a, Step>> {
        self.steps.iter().filter(|step| {
            self.touch(step)
                .is_some_and(|touch| matches!(touch.item, Item::Written(_)))
        })
    }

    fn propagation_ms(&self) -> i64 {
        match self.header.target.as_str() {
            "sim" => millis(self.header.scenario.simulator.alias_propagation.0),
            _ => 0,
        }
    }

    /// The exact limit a span stands for. A count of checks means that many intervals, plus the
    /// time the check may take, plus how late the schedule may fire; a duration means itself.
    pub(crate) fn limit_ms(&self, span: Span) -> u64 {
        let resolved = span.resolve(self.header.scenario.check.every).0;
        match span {
            Span::Ms(_) => resolved,
            Span::MilliChecks(_) => resolved
                .saturating_add(self.header.check_timeout_ms.0)
                .saturating_add(self.header.schedule_slack_ms.0),
        }
    }

    /// The limit of this many whole checks.
    pub(crate) fn checks_ms(&self, count: u32) -> u64 {
        self.limit_ms(Span::MilliChecks(u64::from(count).saturating_mul(1_000)))
    }

    /// The check interval.
    pub(crate) fn interval_ms(&self) -> i64 {
        millis(self.header.scenario.check.every.0)
    }

    /// Steps that did this.
    pub(crate) fn steps_that(&self, action: StepAction) -> impl Iterator<Item = &Seen<'a, Step>> {
        self.steps
            .iter()
            .filter(move |step| step.what.action == action)
    }

    /// How many route probes did not tell.
    pub(crate) fn blind_probes(&self) -> usize {
        self.probes
            .iter()
            .filter(|p| matches!(p.what.saw, RouteSaw::Unknown { .. }))
            .count()
    }
}

fn push<'a, T>(list: &mut Vec<Seen<'a, T>>, line: usize, during: During, what: &'a T) -> i64 {
    let at = Bounds::new(during.start_ms, during.end_ms);
    list.push(Seen { at, line, what });
    at.hi_ms
}
