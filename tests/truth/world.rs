//! The state of the world at each instant, and from it the instants that phases lie between.

use std::collections::BTreeMap;

use lexdr_scenario::{Action, Fault, RegionRef, Scenario};

use super::seen::{What, Who};
use super::spans::{Span, absences, merged};

pub(crate) const PRIMARY: &str = "us-east-1";
pub(crate) const SECONDARY: &str = "us-west-2";
pub(super) const ERR: &str = "err";

/// A question that a bot was asked.
pub(super) struct Asked {
    pub(super) sent: i64,
    /// When the bot or the fault was met.
    pub(super) at: i64,
    pub(super) by: Who,
    pub(super) user: String,
    pub(super) region: String,
    pub(super) well: bool,
}

/// A step and what really came of it.
pub(crate) struct Edge {
    pub(crate) label: String,
    pub(crate) inject: bool,
    pub(super) regions: Vec<String>,
    /// From here on the first of its regions is broken, or well again.
    pub(crate) effective: i64,
}

/// What really happened. Times are milliseconds of the run.
pub(crate) struct World {
    /// From when on the item said what.
    pub(super) routes: Vec<(i64, String)>,
    /// When the bot of a region did not answer as it should.
    broken: BTreeMap<String, Vec<Span>>,
    /// When a caller could not be served.
    pub(crate) unserved: Vec<Span>,
    pub(super) asked: Vec<Asked>,
    /// When GetRegion read the table.
    pub(super) reads: Vec<i64>,
    /// When a check began to write, and when the table had it.
    pub(super) writes: Vec<(i64, i64)>,
    pub(crate) edges: Vec<Edge>,
}

impl World {
    /// `zero` is the date at which the run's time is zero.
    pub(crate) fn new(scenario: &Scenario, zero: i64, log: Vec<(i64, What)>) -> Self {
        let delay = i64::try_from(scenario.simulator.alias_propagation.0).unwrap();
        let faults: BTreeMap<&str, &Fault> = scenario
            .timeline
            .iter()
            .filter_map(|step| match &step.action {
                Action::Inject(injection) => Some((injection.label.as_str(), &injection.fault)),
                _ => None,
            })
            .collect();
        // Of each region, when which of its parts went or came: alias, bot, or a fault's label.
        let mut parts: BTreeMap<(String, String), Vec<(i64, bool)>> = BTreeMap::new();
        let mut world = Self {
            routes: Vec::new(),
            broken: BTreeMap::new(),
            unserved: Vec::new(),
            asked: Vec::new(),
            reads: Vec::new(),
            writes: Vec::new(),
            edges: Vec::new(),
        };
        for (date, what) in log {
            let at = date - zero;
            match what {
                What::Step { inject, label } => {
                    let fault = faults[label.as_str()];
                    let regions = regions(fault);
                    if let Fault::Request(_) = fault {
                        for region in &regions {
                            let part = parts.entry((region.clone(), label.clone())).or_default();
                            part.push((at, !inject));
                        }
                    }
                    world.edges.push(Edge {
                        label,
                        inject,
                        regions,
                        effective: at,
                    });
                }
                // The alias works at the runtime some time after it was changed.
                What::Alias { region, there } => {
                    let part = parts.entry((region, "alias".to_owned())).or_default();
                    part.push((at + delay, there));
                }
                What::Bot { region, there } => {
                    let part = parts.entry((region, "bot".to_owned())).or_default();
                    part.push((at, there));
                }
                What::Asked {
                    sent_ms,
                    by,
                    user,
                    region,
                    well,
                } => world.asked.push(Asked {
                    sent: sent_ms - zero,
                    at,
                    by,
                    user,
                    region,
                    well,
                }),
                What::Read { by: Who::GetRegion } => world.reads.push(at),
                What::Read { .. } => {}
                What::Item(_) | What::Looked => {}
                What::Write { taken_ms } => world.writes.push((at, taken_ms - zero)),
                What::Route(value) => {
                    if world.routes.last().is_none_or(|(_, last)| *last != value) {
                        world.routes.push((at, value));
                    }
                }
            }
        }
        for ((region, _), changes) in &parts {
            let spans = world.broken.entry(region.clone()).or_default();
            spans.extend(absences(changes));
        }
        for spans in world.broken.values_mut() {
            *spans = merged(std::mem::take(spans));
        }
        world.unserved = world.unserved_spans();
        world.take_effect(&parts);
        world
    }

    fn is_broken(&self, region: &str, at: i64) -> bool {
        self.broken
            .get(region)
            .is_some_and(|spans| spans.iter().any(|(from, to)| (*from..*to).contains(&at)))
    }

    /// The route at an instant, and when the next one comes.
    pub(super) fn route(&self, at: i64) -> Option<&str> {
        let after = self.routes.partition_point(|(from, _)| *from <= at);
        Some(self.routes[after.checked_sub(1)?].1.as_str())
    }

    fn unserved_spans(&self) -> Vec<Span> {
        let mut instants: Vec<i64> = self.routes.iter().map(|(at, _)| *at).collect();
        instants.extend(
            self.broken
                .values()
                .flatten()
                .flat_map(|span| [span.0, span.1]),
        );
        instants.sort_unstable();
        instants.dedup();
        let ends = instants.iter().skip(1).copied().chain([i64::MAX]);
        let spans = instants.iter().copied().zip(ends).filter(|(from, to)| {
            let lost = |region| region == ERR || self.is_broken(region, *from);
            from < to && self.route(*from).is_some_and(lost)
        });
        merged(spans.collect())
    }

    /// A fault on the wire begins and ends with its step; a change of a bot when the runtime knows.
    fn take_effect(&mut self, parts: &BTreeMap<(String, String), Vec<(i64, bool)>>) {
        for edge in &mut self.edges {
            if parts.keys().any(|(_, part)| *part == edge.label) {
                continue;
            }
            let spans = edge.regions.iter().flat_map(|region| {
                let of = |part: &str| parts.get(&(region.clone(), part.to_owned()));
                let changes = [of("alias"), of("bot")].into_iter().flatten();
                merged(changes.flat_map(|changes| absences(changes)).collect())
            });
            let instants = spans.map(|(from, to)| if edge.inject { from } else { to });
            edge.effective = instants
                .filter(|at| *at >= edge.effective)
                .min()
                .expect("the step did something");
        }
    }

    /// What somebody met that this world does not explain.
    pub(crate) fn contradiction(&self) -> Option<String> {
        // Before time zero a new alias may not have reached the runtime.
        let asked = self.asked.iter().filter(|asked| asked.at > 0);
        asked.into_iter().find_map(|asked| {
            let Asked {
                sent,
                at,
                region,
                well,
                ..
            } = asked;
            // A fault on the wire is met on the way, and within one millisecond the order of
            // things is not known.
            let broken = |at: i64| self.is_broken(region, at);
            let fits = match well {
                true => [sent - 1, *sent, at - 1, *at]
                    .into_iter()
                    .any(|at| !broken(at)),
                false => [sent - 1, *sent, at - 1, *at].into_iter().any(broken),
            };
            let how = if *well { "well" } else { "broken" };
            (!fits).then(|| format!("{region} was found {how} at {at} ms"))
        })
    }
}

fn regions(fault: &Fault) -> Vec<String> {
    let word = match fault {
        Fault::AliasDeleted { region } | Fault::BotDeleted { region } => match region {
            RegionRef::Primary => "primary",
            RegionRef::Secondary => "secondary",
            _ => "both",
        },
        Fault::Request(fault) => fault.region().unwrap_or("both"),
        other => panic!("{} is not drawn", other.name()),
    };
    match word {
        "primary" => vec![PRIMARY.to_owned()],
        "secondary" => vec![SECONDARY.to_owned()],
        _ => vec![PRIMARY.to_owned(), SECONDARY.to_owned()],
    }
}
