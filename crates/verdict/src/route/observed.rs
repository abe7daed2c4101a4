//! The route as it was observed: every write if writes were recorded, else what probes and checks
//! bracket.

use lexdr_history::{CheckResult, RouteSaw};

use super::{Change, Route, Sighting, Value};
use crate::Bounds;
use crate::run::Run;

impl<'a> Route<'a> {
    pub(crate) fn new(run: &Run<'a>) -> Self {
        let probes: Vec<_> = run
            .probes
            .iter()
            .filter_map(|probe| {
                let value = match &probe.what.saw {
                    RouteSaw::Route { lex_region } => Some(lex_region.as_str()),
                    RouteSaw::Missing => None,
                    RouteSaw::Unknown { .. } => return None,
                };
                Some(Sighting {
                    value,
                    at: probe.at,
                    line: probe.line,
                })
            })
            .collect();
        let writes: Vec<_> = run
            .writes
            .iter()
            .map(|write| Sighting {
                value: write.what.lex_region.as_deref(),
                at: write.at,
                line: write.line,
            })
            .collect();
        let exact = !writes.is_empty();
        let mut changes = Vec::new();
        let first;
        let known_until_ms;
        if exact {
            let before = probes.partition_point(|probe| probe.at.lo_ms < writes[0].at.lo_ms);
            first = Some(unchanged_before(&probes[..before]).unwrap_or(writes[0]));
            known_until_ms = run.end_ms;
            let mut current = first.and_then(|sighting| sighting.value);
            for write in &writes {
                if write.value != current {
                    let (at, line) = (write.at, write.line);
                    changes.push(Change {
                        from: current,
                        to: write.value,
                        at,
                        line,
                    });
                    current = write.value;
                }
            }
        } else {
            first = probes.first().copied();
            known_until_ms = probes.last().map_or(0, |probe| probe.at.lo_ms);
            for pair in probes.windows(2) {
                if pair[0].value != pair[1].value {
                    let bracket = Bounds::new(pair[0].at.lo_ms, pair[1].at.hi_ms);
                    let (from, to) = (pair[0].value, pair[1].value);
                    let at = tightened(run, bracket, to);
                    changes.push(Change {
                        from,
                        to,
                        at,
                        line: pair[1].line,
                    });
                }
            }
        }
        let mut sightings = probes;
        sightings.extend(writes);
        sightings.sort_by_key(|sighting| sighting.at.lo_ms);
        Self {
            sightings,
            first,
            changes,
            exact,
            known_until_ms,
        }
    }
}

/// The earliest of the probes from which on all saw the same: before the first write nothing
/// changes.
fn unchanged_before<'a>(probes: &[Sighting<'a>]) -> Option<Sighting<'a>> {
    let last = probes.last()?;
    probes
        .iter()
        .rev()
        .take_while(|probe| probe.value == last.value)
        .last()
        .copied()
}

/// Only a check writes the route, or a step whose fault is in the item itself, so a change lies
/// within the runs and those steps that overlap its bracket, if the runs were seen; where a check
/// says it decided on the new route, and no step may have written it, within that one.
fn tightened(run: &Run<'_>, bracket: Bounds, to: Value<'_>) -> Bounds {
    let overlapping: Vec<_> = run
        .checks
        .iter()
        .filter(|check| check.at.overlaps(bracket))
        .collect();
    let mut runs = run.runs.iter().filter(|check| check.at.overlaps(bracket));
    let decided = runs.find(|check| match &check.what.result {
        CheckResult::Returned { lex_region, .. } => {
            lex_region.is_some() && lex_region.as_deref() == to
        }
        _ => false,
    });
    let steps = || run.item_steps().filter(|step| step.at.overlaps(bracket));
    let hull = match decided {
        Some(check) if steps().next().is_none() => Some(check.at),
        _ => overlapping
            .iter()
            .map(|check| check.at)
            .chain(steps().map(|step| step.at))
            .reduce(|a, b| Bounds::new(a.lo_ms.min(b.lo_ms), a.hi_ms.max(b.hi_ms))),
    };
    hull.map_or(bracket, |hull| {
        Bounds::new(bracket.lo_ms.max(hull.lo_ms), bracket.hi_ms.min(hull.hi_ms))
    })
}
