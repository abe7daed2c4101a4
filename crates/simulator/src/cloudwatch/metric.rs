//! Metrics: what is measured, minute by minute.

use std::collections::BTreeMap;

use serde_json::{Value, json};

pub(super) const MINUTE_MS: i64 = 60_000;

/// How long data is kept. CloudWatch keeps minutes for 15 days; no run is as long as one.
pub(super) const KEPT_MS: i64 = 24 * 60 * MINUTE_MS;

/// What tells one metric from another.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Metric {
    pub(super) namespace: String,
    pub(super) name: String,
    /// By name: the order in which they are given says nothing.
    pub(super) dimensions: BTreeMap<String, String>,
}

impl Metric {
    pub(super) fn dimensions_json(&self) -> Value {
        let dimensions = self.dimensions.iter();
        dimensions
            .map(|(name, value)| json!({ "Name": name, "Value": value }))
            .collect()
    }
}

/// The units of the API. Data of one metric in two units is kept apart.
pub(super) const UNITS: [&str; 27] = [
    "Seconds",
    "Microseconds",
    "Milliseconds",
    "Bytes",
    "Kilobytes",
    "Megabytes",
    "Gigabytes",
    "Terabytes",
    "Bits",
    "Kilobits",
    "Megabits",
    "Gigabits",
    "Terabits",
    "Percent",
    "Count",
    "Bytes/Second",
    "Kilobytes/Second",
    "Megabytes/Second",
    "Gigabytes/Second",
    "Terabytes/Second",
    "Bits/Second",
    "Kilobits/Second",
    "Megabits/Second",
    "Gigabits/Second",
    "Terabits/Second",
    "Count/Second",
    "None",
];

/// Measurements, summed up.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Statistics {
    pub(super) count: f64,
    pub(super) sum: f64,
    pub(super) minimum: f64,
    pub(super) maximum: f64,
}

impl Statistics {
    /// One measurement.
    pub(super) const fn of(value: f64) -> Self {
        Self::repeated(value, 1.0)
    }

    /// The same value, several times.
    pub(super) const fn repeated(value: f64, count: f64) -> Self {
        Self {
            count,
            sum: value * count,
            minimum: value,
            maximum: value,
        }
    }

    pub(super) const fn and(self, other: Self) -> Self {
        Self {
            count: self.count + other.count,
            sum: self.sum + other.sum,
            minimum: self.minimum.min(other.minimum),
            maximum: self.maximum.max(other.maximum),
        }
    }
}

/// What can be asked of measurements.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Statistic {
    SampleCount,
    Average,
    Sum,
    Minimum,
    Maximum,
}

impl Statistic {
    /// With their names in the API.
    pub(super) const ALL: [(&str, Self); 5] = [
        ("SampleCount", Self::SampleCount),
        ("Average", Self::Average),
        ("Sum", Self::Sum),
        ("Minimum", Self::Minimum),
        ("Maximum", Self::Maximum),
    ];

    pub(super) fn named(name: &str) -> Option<Self> {
        let mut all = Self::ALL.into_iter();
        all.find(|(known, _)| *known == name).map(|(_, one)| one)
    }

    pub(super) const fn of(self, statistics: &Statistics) -> f64 {
        match self {
            Self::SampleCount => statistics.count,
            Self::Average => statistics.sum / statistics.count,
            Self::Sum => statistics.sum,
            Self::Minimum => statistics.minimum,
            Self::Maximum => statistics.maximum,
        }
    }
}

/// The data of one metric: by the minute's beginning and the unit.
#[derive(Debug, Default)]
pub(super) struct Series(BTreeMap<(i64, &'static str), Statistics>);

impl Series {
    /// Adds measurements of an instant, and forgets what is too old.
    pub(super) fn add(&mut self, at_ms: i64, unit: &'static str, new: Statistics, now_ms: i64) {
        let oldest = now_ms - KEPT_MS;
        while let Some(first) = self.0.first_entry() {
            if first.key().0 >= oldest {
                break;
            }
            first.remove();
        }
        let minute = floor(at_ms, MINUTE_MS);
        if minute >= oldest {
            let sum = self.0.entry((minute, unit));
            sum.and_modify(|sum| *sum = sum.and(new)).or_insert(new);
        }
    }

    /// When the last measurement was; `None` if all are forgotten.
    pub(super) fn last_ms(&self) -> Option<i64> {
        self.0.last_key_value().map(|((minute, _), _)| *minute)
    }

    /// What was measured from `from_ms` on and before `to_ms`, in one unit or in any.
    pub(super) fn within(
        &self,
        from_ms: i64,
        to_ms: i64,
        unit: Option<&str>,
    ) -> impl Iterator<Item = (i64, &'static str, Statistics)> {
        let minutes = self.0.range((from_ms, "")..(to_ms.max(from_ms), ""));
        minutes
            .filter(move |((_, own), _)| unit.is_none_or(|unit| unit == *own))
            .map(|((minute, unit), statistics)| (*minute, *unit, *statistics))
    }

    /// All of it as one; `None` if nothing was measured.
    pub(super) fn total(&self, from_ms: i64, to_ms: i64, unit: Option<&str>) -> Option<Statistics> {
        self.within(from_ms, to_ms, unit)
            .map(|(.., statistics)| statistics)
            .reduce(Statistics::and)
    }
}

/// The last multiple of `step` that is not after `ms`.
pub(super) const fn floor(ms: i64, step: i64) -> i64 {
    ms - ms.rem_euclid(step)
}

/// Milliseconds as the API writes dates: seconds.
pub(super) fn seconds(ms: i64) -> f64 {
    ms as f64 / 1000.0
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn measurements_of_a_minute_are_one_and_old_minutes_go() {
        let mut series = Series::default();
        series.add(1, "Count", Statistics::of(2.0), 1);
        series.add(59_999, "Count", Statistics::of(4.0), 59_999);
        series.add(59_999, "Bytes", Statistics::of(9.0), 59_999);
        let both = series.total(0, MINUTE_MS, Some("Count")).unwrap();
        assert_eq!(
            (both.count, both.sum, both.minimum, both.maximum),
            (2.0, 6.0, 2.0, 4.0)
        );
        assert_eq!(Statistic::Average.of(&both), 3.0);
        assert_eq!(series.within(0, MINUTE_MS, None).count(), 2);
        let later = KEPT_MS + MINUTE_MS;
        series.add(later, "Count", Statistics::of(1.0), later);
        assert_eq!(series.within(0, i64::MAX, None).count(), 1);
        // Too old when it comes.
        series.add(5, "Count", Statistics::of(1.0), later);
        assert_eq!(series.within(0, i64::MAX, None).count(), 1);
    }
}
