//! Every interval of a verdict beside the truth.

use std::sync::Arc;

use aws_smithy_types::DateTime;
use aws_smithy_types::date_time::Format;
use lexdr_history::{CallerProbe, Ending, Event, Header, History};
use lexdr_runner::{CodeUnderTest, SimOptions, simulate_witnessed};
use lexdr_scenario::Scenario;
use lexdr_verdict::{Bounds, Outage, Phase, Verdict, judge};

use super::item::{Look, looks, tell};
use super::points::Points;
use super::seen::Log;
use super::spans::{Span, merged};
use super::world::{Edge, World};
use crate::support::Memory;

/// What is left out of a history, so that intervals that exact knowledge makes narrow are also
/// seen as probes alone make them.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Without {
    Nothing,
    /// When the table had a write is known to the simulator only.
    Writes,
    /// Somebody else's check, of whose runs nothing is known.
    WritesAndChecks,
    /// As on an account: of our check is known what it wrote into the item.
    AllButTheItem,
}

impl Without {
    pub(crate) const ALL: [Self; 4] = [
        Self::Nothing,
        Self::Writes,
        Self::WritesAndChecks,
        Self::AllButTheItem,
    ];

    fn keeps(self, event: &Event) -> bool {
        match event {
            Event::Write(_) => self == Self::Nothing,
            Event::Check(_) => matches!(self, Self::Nothing | Self::Writes),
            _ => true,
        }
    }
}

/// An interval and what it should contain.
#[derive(Debug, Clone)]
pub(crate) struct Measured {
    pub(crate) name: String,
    pub(crate) took: Bounds,
    /// How long it really took, in each sense that its name has.
    pub(crate) truths_ms: Vec<i64>,
    /// The period of the probe that bounds it.
    pub(crate) period_ms: u64,
}

impl Measured {
    fn holds(&self) -> bool {
        let inside = self.took.lo_ms..=self.took.hi_ms;
        self.truths_ms.iter().all(|truth| inside.contains(truth))
    }

    /// In periods of the probe that bounds it.
    pub(crate) fn width(&self) -> f64 {
        (self.took.hi_ms - self.took.lo_ms) as f64 / self.period_ms as f64
    }

    /// What is wrong with it.
    pub(crate) fn miss(&self) -> Option<String> {
        (!self.holds()).then(|| {
            let (name, lo, hi) = (&self.name, self.took.lo_ms, self.took.hi_ms);
            let truths = &self.truths_ms;
            format!("{name} is said to be {lo} .. {hi} ms and is {truths:?} ms")
        })
    }
}

/// A run, and what really happened in it.
pub(crate) struct Ran {
    pub(crate) header: Header,
    pub(crate) events: Vec<Event>,
    pub(crate) world: World,
    looks: Vec<Look>,
}

impl Ran {
    pub(crate) fn new(yaml: &str, seed: u64) -> Result<Self, String> {
        let scenario = Scenario::parse("random.yaml", yaml).map_err(|errors| errors.to_string())?;
        let log = Arc::new(Log::default());
        let memory = Memory::default();
        let options = SimOptions {
            seed,
            code: CodeUnderTest::production(),
            flow: None,
        };
        let progress = |line: &str| log.progress(line);
        let (sink, witness) = (Box::new(memory.clone()), Some(log.witness()));
        simulate_witnessed(&scenario, &options, sink, &progress, witness)
            .map_err(|error| error.to_string())?;
        let History { header, events } = History::read("history.jsonl", &memory.take()[..])
            .map_err(|error| error.to_string())?;
        let zero = DateTime::from_str(&header.started_at, Format::DateTime)
            .map_err(|error| error.to_string())?
            .to_millis()
            .map_err(|error| error.to_string())?;
        let log = log.take();
        let looks = looks(&log, zero, seed);
        let world = World::new(&scenario, zero, log);
        if let Some(why) = world.contradiction() {
            return Err(format!("the test is wrong: {why}"));
        }
        Ok(Self {
            header,
            events,
            world,
            looks,
        })
    }

    /// Every interval of the verdict on what is left of the history.
    pub(crate) fn measured(&self, without: Without) -> Result<Vec<Measured>, String> {
        let kept = self.events.iter().filter(|event| without.keeps(event));
        let mut events: Vec<Event> = kept.cloned().collect();
        if without == Without::AllButTheItem {
            tell(&mut events, &self.looks, self.header.seed);
        }
        let verdict = judge(&self.header, &events);
        let mut truths = Vec::new();
        for edge in &self.world.edges {
            let kind = if edge.inject {
                "failover."
            } else {
                "failback."
            };
            let of = |phase: &&Phase| {
                phase.name.starts_with(kind) && phase.edge.as_ref() == Some(&edge.label)
            };
            let phases: Vec<&Phase> = verdict.phases.iter().filter(of).collect();
            truths.extend(self.of_edge(edge, &phases)?);
        }
        let of_edges = |phase: &&Phase| phase.name != "outage";
        if truths.len() != verdict.phases.iter().filter(of_edges).count() {
            return Err("a phase is of no step of the run".to_owned());
        }
        truths.extend(self.outages(&verdict, &events)?);
        Ok(truths)
    }

    fn measure(&self, name: &str, took: Bounds, truths_ms: Vec<i64>) -> Measured {
        let probes = &self.header.scenario.probes;
        let period = match name.rsplit('.').next() {
            Some("detect" | "decide" | "write") => probes.route,
            _ => probes.caller,
        };
        Measured {
            name: name.to_owned(),
            took,
            truths_ms,
            period_ms: period.0,
        }
    }

    /// The phases of an edge beside the truth. A fault in two regions may call for two changes of
    /// the route; then all phases must be about the same one.
    fn of_edge(&self, edge: &Edge, phases: &[&Phase]) -> Result<Vec<Measured>, String> {
        let points = self.world.points(edge);
        let mut candidates = points
            .iter()
            .map(|points| self.beside(edge, phases, Some(points)));
        let first = candidates
            .next()
            .unwrap_or_else(|| self.beside(edge, phases, None));
        let right = |truths: &Result<Vec<Measured>, String>| {
            truths
                .as_ref()
                .is_ok_and(|truths| truths.iter().all(Measured::holds))
        };
        if right(&first) {
            return first;
        }
        candidates.find(right).unwrap_or(first)
    }

    fn beside(
        &self,
        edge: &Edge,
        phases: &[&Phase],
        points: Option<&Points>,
    ) -> Result<Vec<Measured>, String> {
        let mut truths = Vec::new();
        for phase in phases {
            let found = self.durations(edge, &phase.name, points);
            if found.is_empty() {
                return Err(format!("{} of {} never was", phase.name, edge.label));
            }
            truths.push(self.measure(&phase.name, phase.took, found));
        }
        Ok(truths)
    }

    /// How long a phase really took, in each sense that its name has; nothing if it was not.
    fn durations(&self, edge: &Edge, name: &str, points: Option<&Points>) -> Vec<i64> {
        let from = Some(edge.effective);
        let seen = points.and_then(|points| points.seen);
        let decided = points.and_then(|points| points.decided);
        let written = points.map(|points| points.written);
        // When callers could be served, and when the first was: there may be none in between.
        let servable = points.and_then(|points| points.servable);
        let served = points.and_then(|points| points.served);
        let spans = match name.split_once('.').map_or(name, |(_, name)| name) {
            "first-failed" => vec![(from, self.world.lost(edge.effective))],
            "detect" => vec![(from, seen)],
            "decide" => vec![(seen, decided)],
            "write" => vec![(decided, written)],
            "switch" => vec![(written, servable), (written, served)],
            "total" => vec![(from, servable), (from, served)],
            _ => Vec::new(),
        };
        let durations = spans.into_iter().filter_map(|(from, to)| Some(to? - from?));
        durations.collect()
    }

    fn outages(&self, verdict: &Verdict, events: &[Event]) -> Result<Vec<Measured>, String> {
        let mut truths = Vec::new();
        let mut all = Vec::new();
        for outage in verdict
            .callers
            .outages
            .iter()
            .filter(|outage| outage.certain)
        {
            let mut hull: Option<Span> = None;
            for call in lost_in(outage, events) {
                let during = (call.during.start_ms, call.during.end_ms);
                let span = self.world.span_of(call.call, during).ok_or_else(|| {
                    format!("call {} was lost while the path was whole", call.call)
                })?;
                // What lasts beyond the run is known to its end.
                let span = (span.0, span.1.min(verdict.about.duration_ms));
                hull = Some(hull.map_or(span, |hull| (hull.0.min(span.0), hull.1.max(span.1))));
            }
            let (from, to) = hull.ok_or("an outage without a lost call")?;
            all.push((from, to));
            truths.push(self.measure("outage", outage.lasted, vec![to - from]));
        }
        if !all.is_empty() {
            let lost = merged(all).iter().map(|(from, to)| to - from).sum();
            truths.push(self.measure("lost", verdict.callers.lost, vec![lost]));
        }
        Ok(truths)
    }
}

/// The calls of an outage that are known to have been lost.
fn lost_in<'e>(outage: &Outage, events: &'e [Event]) -> impl Iterator<Item = &'e CallerProbe> {
    // The header is line 1.
    let at = |line: usize| match &events[line - 2] {
        Event::Caller(call) => call.during.start_ms,
        other => panic!("{other:?} is no call"),
    };
    let span = at(outage.first_line)..=at(outage.last_line);
    events.iter().filter_map(move |event| match event {
        Event::Caller(call)
            if span.contains(&call.during.start_ms)
                && !matches!(call.ending, Ending::Served | Ending::Unknown { .. }) =>
        {
            Some(call)
        }
        _ => None,
    })
}
