//! The distributions of all phases.

use std::collections::BTreeMap;

use lexdr_scenario::{Millis, PHASES, Scenario};
use lexdr_verdict::Bounds;
use serde::Serialize;

use crate::meaning::{lost_calls, spent};
use crate::{Distribution, Meaning, Prices, Sample, Spent, Theory};

/// All outages of a repetition together: what its callers lost.
const LOST: &str = "lost";

/// A phase over all repetitions.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct PhaseSummary {
    /// As in a verdict; `lost` is all outages of a repetition together.
    pub name: String,
    /// What was measured.
    pub measured: Distribution,
    /// What theory predicts, for the phases that wait for a check.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub theory: Option<Theory>,
    /// Every duration, in order of the offsets.
    #[serde(skip)]
    pub durations: Vec<Bounds>,
}

/// What the repetitions of a scenario say together.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Sweep {
    /// Version of this document.
    pub schema: u32,
    /// The scenario.
    pub scenario: String,
    /// The interval, which every offset lies in.
    pub interval: Millis,
    /// How far callers are apart: the bounds cannot be narrower.
    pub caller_every: Millis,
    /// How many times the scenario was repeated.
    pub samples: usize,
    /// In how many of these the route never left the faulty region.
    pub without_failover: usize,
    /// What the check that moves the route takes, in the median.
    pub check: Millis,
    /// Phases in the order in which they happen, then `lost`.
    pub phases: Vec<PhaseSummary>,
    /// Calls lost at the median and at worst, by what was measured; upper bounds.
    pub calls_lost: (f64, f64),
    /// The error budgets that these spend.
    pub spent: Vec<Spent>,
    /// What other intervals would lose and cost.
    pub meaning: Meaning,
}

impl Sweep {
    /// Sums up the samples of a scenario. `checks_ms` is what the checks took that moved the route.
    #[must_use]
    pub fn new(
        scenario: &Scenario,
        caller_every: Millis,
        samples: &[Sample],
        checks_ms: &[u64],
        calls_per_minute: f64,
        prices: Prices,
    ) -> Self {
        let check = median(checks_ms);
        let interval = scenario.check.every;
        let theory = |checks| Theory {
            interval,
            checks,
            check,
        };
        let (leave, come) = (
            scenario.check.failure_threshold,
            scenario.check.recovery_threshold,
        );
        let mut durations: BTreeMap<&str, Vec<Bounds>> = BTreeMap::new();
        for sample in samples {
            for phase in &sample.phases {
                durations.entry(&phase.name).or_default().push(phase.took);
            }
        }
        let lost: Vec<_> = samples.iter().map(|sample| sample.lost).collect();
        let lost_summary = Distribution::of(&lost);
        durations.insert(LOST, lost);
        let phases = PHASES
            .iter()
            .copied()
            .chain([LOST])
            .filter_map(|name| {
                let durations = durations.remove(name)?;
                let theory = match name {
                    "failover.detect" | "failback.detect" => Some(theory(1)),
                    "failover.total" => Some(theory(leave)),
                    "failback.total" => Some(theory(come)),
                    _ => None,
                };
                Some(PhaseSummary {
                    name: name.to_owned(),
                    measured: Distribution::of(&durations)?,
                    theory,
                    durations,
                })
            })
            .collect();
        let upper = |pick: fn(&Distribution) -> Bounds| {
            let hi = lost_summary.as_ref().map_or(0, |lost| pick(lost).hi_ms);
            Millis(u64::try_from(hi).unwrap_or(0))
        };
        let (typical, worst) = (upper(|lost| lost.p50), upper(|lost| lost.max));
        let failed_over = |sample: &&Sample| {
            let moved = |name: &str| sample.phases.iter().any(|phase| phase.name == name);
            moved("failover.write") || moved("failover.total")
        };
        Self {
            schema: 1,
            scenario: scenario.name.clone(),
            interval,
            caller_every,
            samples: samples.len(),
            without_failover: samples.len() - samples.iter().filter(failed_over).count(),
            check,
            phases,
            calls_lost: (
                lost_calls(typical, calls_per_minute),
                lost_calls(worst, calls_per_minute),
            ),
            spent: spent(typical, worst),
            meaning: Meaning::new(
                theory(leave),
                scenario.check.method,
                calls_per_minute,
                prices,
            ),
        }
    }

    /// As one JSON document.
    #[must_use]
    pub fn json(&self) -> String {
        let document = serde_json::to_string_pretty(self);
        document.expect("figures, texts and lists are JSON") + "\n"
    }
}

fn median(values: &[u64]) -> Millis {
    let mut values = values.to_vec();
    values.sort_unstable();
    Millis(values.get(values.len() / 2).copied().unwrap_or(0))
}
