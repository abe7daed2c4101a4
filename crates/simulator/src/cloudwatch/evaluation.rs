//! What state an alarm's data puts it into.
//!
//! The rules are those of the CloudWatch user guide, "Configuring how CloudWatch alarms treat missing
//! data". Each whole minute the latest periods are looked at, two more than the alarm needs, as in
//! the guide's example with five data points for three periods. As many as it needs of those that
//! have data count, the latest first; only if there are too few are missing ones treated as the alarm
//! says. So an alarm on a metric that falls silent changes two minutes after its last datum counted.

use super::metric::{Series, Statistic};

/// How many periods beyond those that the alarm needs are looked at for data.
const EXTRA: usize = 2;

/// The state of an alarm.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum AlarmState {
    Ok,
    Alarm,
    InsufficientData,
}

impl AlarmState {
    /// With their names in the API.
    pub(super) const ALL: [(&str, Self); 3] = [
        ("OK", Self::Ok),
        ("ALARM", Self::Alarm),
        ("INSUFFICIENT_DATA", Self::InsufficientData),
    ];

    pub(super) const fn as_str(self) -> &'static str {
        match self {
            Self::Ok => "OK",
            Self::Alarm => "ALARM",
            Self::InsufficientData => "INSUFFICIENT_DATA",
        }
    }
}

/// What missing data is taken for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Missing {
    Breaching,
    NotBreaching,
    Ignore,
    Unknown,
}

impl Missing {
    /// With their names in the API.
    pub(super) const ALL: [(&str, Self); 4] = [
        ("breaching", Self::Breaching),
        ("notBreaching", Self::NotBreaching),
        ("ignore", Self::Ignore),
        ("missing", Self::Unknown),
    ];
}

/// How data is compared with the threshold.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Comparison {
    GreaterOrEqual,
    Greater,
    Less,
    LessOrEqual,
}

impl Comparison {
    /// With their names in the API.
    pub(super) const ALL: [(&str, Self); 4] = [
        ("GreaterThanOrEqualToThreshold", Self::GreaterOrEqual),
        ("GreaterThanThreshold", Self::Greater),
        ("LessThanThreshold", Self::Less),
        ("LessThanOrEqualToThreshold", Self::LessOrEqual),
    ];

    fn breached(self, value: f64, threshold: f64) -> bool {
        match self {
            Self::GreaterOrEqual => value >= threshold,
            Self::Greater => value > threshold,
            Self::Less => value < threshold,
            Self::LessOrEqual => value <= threshold,
        }
    }

    const fn spoken(self) -> &'static str {
        match self {
            Self::GreaterOrEqual => "greater than or equal to",
            Self::Greater => "greater than",
            Self::Less => "less than",
            Self::LessOrEqual => "less than or equal to",
        }
    }
}

/// By what an alarm judges.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Judgement {
    pub(super) statistic: Statistic,
    pub(super) unit: Option<&'static str>,
    pub(super) period_ms: i64,
    /// How many periods are evaluated.
    pub(super) periods: usize,
    /// How many of them have to breach.
    pub(super) to_alarm: usize,
    pub(super) comparison: Comparison,
    pub(super) threshold: f64,
    pub(super) missing: Missing,
}

/// The datum of a period: when it began, its value.
type Point = (i64, f64);

impl Judgement {
    /// The state at an instant, and why; `None` if the alarm stays as it is.
    pub(super) fn at(&self, now_ms: i64, series: Option<&Series>) -> Option<(AlarmState, String)> {
        let period = |age: usize| {
            let ages = i64::try_from(age).unwrap_or(i64::MAX);
            let from_ms = now_ms - self.period_ms * (ages + 1);
            let data = series?.total(from_ms, from_ms + self.period_ms, self.unit)?;
            Some((from_ms, self.statistic.of(&data)))
        };
        // The latest first.
        let points: Vec<Option<Point>> = (0..self.periods + EXTRA).map(period).collect();
        self.judge(&points)
    }

    fn judge(&self, points: &[Option<Point>]) -> Option<(AlarmState, String)> {
        let breached = |point: &Point| self.comparison.breached(point.1, self.threshold);
        let real: Vec<Point> = points
            .iter()
            .flatten()
            .take(self.periods)
            .copied()
            .collect();
        let breaching = real.iter().filter(|point| breached(point)).count();
        let (filled, good) = (self.periods - real.len(), real.len() - breaching);
        let (breaching, good) = match self.missing {
            Missing::Breaching => (breaching + filled, good),
            Missing::NotBreaching => (breaching, good + filled),
            Missing::Ignore | Missing::Unknown => (breaching, good),
        };
        if breaching >= self.to_alarm {
            return Some((AlarmState::Alarm, self.crossed(&real, filled, true)));
        }
        if good > 0 {
            return Some((AlarmState::Ok, self.crossed(&real, filled, false)));
        }
        if self.missing == Missing::Ignore {
            return None;
        }
        if real.is_empty() {
            let reason = format!("Insufficient Data: {} unknown.", were(self.periods));
            return Some((AlarmState::InsufficientData, reason));
        }
        // Everything known breaches, but it is too little. That is an alarm once the oldest of it is
        // as old as an alarm needs.
        let mut latest = points.iter().take(self.periods);
        let oldest = latest.rposition(Option::is_some).map_or(0, |age| age + 1);
        (oldest >= self.to_alarm).then(|| (AlarmState::Alarm, self.crossed(&real, filled, true)))
    }

    /// The reason, in CloudWatch's words.
    fn crossed(&self, real: &[Point], filled: usize, alarm: bool) -> String {
        let threshold = self.threshold;
        let treated = match self.missing {
            Missing::Breaching => "Breaching",
            _ => "NonBreaching",
        };
        if real.is_empty() {
            return format!(
                "Threshold Crossed: no datapoints were received for {} and {} treated as [{treated}].",
                counted(filled, "period"),
                counted(filled, "missing datapoint") + if filled == 1 { " was" } else { " were" },
            );
        }
        let breached = |point: &&Point| self.comparison.breached(point.1, threshold);
        let shown: Vec<&Point> = real
            .iter()
            .filter(|point| breached(point) == alarm)
            .collect();
        let values: Vec<String> = shown.iter().map(|(ms, value)| point(*ms, *value)).collect();
        let (was, not) = match (shown.len(), alarm) {
            (1, true) => ("was", ""),
            (1, false) => ("was", "not "),
            (_, true) => ("were", ""),
            (_, false) => ("were", "not "),
        };
        let (needed, way) = if alarm {
            (self.to_alarm, "OK -> ALARM")
        } else {
            (self.periods - self.to_alarm + 1, "ALARM -> OK")
        };
        format!(
            "Threshold Crossed: {} out of the last {} datapoints [{}] {was} {not}{} the threshold \
             ({threshold:?}) (minimum {} for {way} transition).",
            shown.len(),
            self.periods,
            values.join(", "),
            self.comparison.spoken(),
            counted(needed, "datapoint"),
        )
    }
}

fn counted(count: usize, what: &str) -> String {
    let plural = if count == 1 { "" } else { "s" };
    format!("{count} {what}{plural}")
}

fn were(count: usize) -> String {
    let datapoints = counted(count, "datapoint");
    format!("{datapoints} {}", if count == 1 { "was" } else { "were" })
}

/// `5.0 (01/01/26 00:00:00)`.
fn point(ms: i64, value: f64) -> String {
    let date = jiff::Timestamp::from_millisecond(ms).unwrap_or_default();
    format!("{value:?} ({})", date.strftime("%d/%m/%y %H:%M:%S"))
}

#[cfg(test)]
mod tests {
    use rstest::rstest;

    use super::*;

    /// Five periods in the guide's notation, the latest last: `0` is fine, `X` breaches.
    fn judged(periods: &str, needs: (usize, usize), missing: Missing) -> String {
        let judgement = Judgement {
            statistic: Statistic::Sum,
            unit: None,
            period_ms: 60_000,
            periods: needs.1,
            to_alarm: needs.0,
            comparison: Comparison::Greater,
            threshold: 0.0,
            missing,
        };
        let signs = periods.split(' ').rev();
        let points: Vec<Option<Point>> = signs
            .map(|sign| match sign {
                "X" => Some((0, 1.0)),
                "0" => Some((0, 0.0)),
                _ => None,
            })
            .collect();
        let state = judgement.judge(&points).map(|(state, _)| state.as_str());
        state.unwrap_or("retained").to_owned()
    }

    // The two tables of the guide, row by row: missing, ignore, breaching, notBreaching.
    #[rstest]
    #[case("0 - X - X", (3, 3), ["OK", "OK", "OK", "OK"])]
    #[case("- - - - 0", (3, 3), ["OK", "OK", "OK", "OK"])]
    #[case("- - - - -", (3, 3), ["INSUFFICIENT_DATA", "retained", "ALARM", "OK"])]
    #[case("0 X X - X", (3, 3), ["ALARM", "ALARM", "ALARM", "ALARM"])]
    #[case("- - X - -", (3, 3), ["ALARM", "retained", "ALARM", "OK"])]
    #[case("0 - X - X", (2, 3), ["ALARM", "ALARM", "ALARM", "ALARM"])]
    #[case("0 0 X 0 X", (2, 3), ["ALARM", "ALARM", "ALARM", "ALARM"])]
    #[case("0 - X - -", (2, 3), ["OK", "OK", "ALARM", "OK"])]
    #[case("- - - - 0", (2, 3), ["OK", "OK", "ALARM", "OK"])]
    #[case("- - - X -", (2, 3), ["ALARM", "retained", "ALARM", "OK"])]
    fn missing_data_is_treated_as_the_guide_says(
        #[case] periods: &str,
        #[case] needs: (usize, usize),
        #[case] expected: [&str; 4],
    ) {
        let ways = [
            Missing::Unknown,
            Missing::Ignore,
            Missing::Breaching,
            Missing::NotBreaching,
        ];
        let judged = ways.map(|missing| judged(periods, needs, missing));
        assert_eq!(judged, expected.map(str::to_owned), "{periods}");
    }

    #[test]
    fn one_breach_that_is_too_young_changes_nothing_yet() {
        assert_eq!(judged("- - - - X", (2, 3), Missing::Unknown), "retained");
        // And one that is older than the periods of the alarm does not make one.
        assert_eq!(judged("X - - - -", (2, 3), Missing::Unknown), "retained");
    }
}
