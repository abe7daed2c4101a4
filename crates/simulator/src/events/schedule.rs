//! Schedule expressions: `rate(5 minutes)`, `cron(0 10 * * ? *)`.

use std::str::FromStr;
use std::time::{Duration, SystemTime};

use jiff::Timestamp;
use jiff::tz::TimeZone;

use super::cron::{Cron, Invalid};

/// When a rule ticks.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Schedule {
    /// In equal steps from the instant of creation or enabling.
    Rate(Duration),
    /// By the calendar, in UTC.
    Cron(Box<Cron>),
}

impl FromStr for Schedule {
    type Err = Invalid;

    fn from_str(text: &str) -> Result<Self, Invalid> {
        let inner = |name: &str| {
            let rest = text.trim().strip_prefix(name)?;
            rest.strip_prefix('(')?.strip_suffix(')')
        };
        if let Some(rate) = inner("rate") {
            return rate_of(rate).map(Self::Rate);
        }
        let cron = inner("cron").ok_or(Invalid)?.parse()?;
        Ok(Self::Cron(Box::new(cron)))
    }
}

/// A value and a unit; the unit is singular for 1 and plural otherwise (EventBridge user guide,
/// "Rate expressions reference").
fn rate_of(text: &str) -> Result<Duration, Invalid> {
    let mut words = text.split_whitespace();
    let (Some(value), Some(unit), None) = (words.next(), words.next(), words.next()) else {
        return Err(Invalid);
    };
    if !value.bytes().all(|c| c.is_ascii_digit()) {
        return Err(Invalid);
    }
    let value: u32 = value.parse().map_err(|_| Invalid)?;
    let seconds: u64 = match (value, unit) {
        (0, _) => return Err(Invalid),
        (1, "minute") | (2.., "minutes") => 60,
        (1, "hour") | (2.., "hours") => 60 * 60,
        (1, "day") | (2.., "days") => 24 * 60 * 60,
        _ => return Err(Invalid),
    };
    Ok(Duration::from_secs(seconds * u64::from(value)))
}

impl Schedule {
    /// The first tick after `after`, of a rule that was enabled at `since`.
    pub(crate) fn next(&self, since: SystemTime, after: SystemTime) -> Option<SystemTime> {
        match self {
            Self::Rate(every) => {
                let past = after.duration_since(since).unwrap_or(Duration::ZERO);
                let ticks = u32::try_from(past.as_nanos() / every.as_nanos() + 1).ok()?;
                since.checked_add(every.checked_mul(ticks)?)
            }
            Self::Cron(cron) => {
                let after = TimeZone::UTC.to_datetime(Timestamp::try_from(after).ok()?);
                let next = TimeZone::UTC.to_timestamp(cron.next(after)?).ok()?;
                Some(next.into())
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use rstest::rstest;

    #[rstest]
    #[case("rate(1 minute)", Some(60))]
    #[case("rate(5 minutes)", Some(300))]
    #[case("rate(1 hour)", Some(3600))]
    #[case("rate(2 days)", Some(172_800))]
    #[case("rate(1 minutes)", None)]
    #[case("rate(5 minute)", None)]
    #[case("rate(0 minutes)", None)]
    #[case("rate(30 seconds)", None)]
    #[case("rate(-5 minutes)", None)]
    #[case("rate(1.5 hours)", None)]
    #[case("rate(5minutes)", None)]
    #[case("rate(5 minutes", None)]
    #[case("every 5 minutes", None)]
    #[case("", None)]
    fn rates_are_a_positive_number_with_its_unit(#[case] text: &str, #[case] seconds: Option<u64>) {
        let expected = seconds
            .map(|s| Schedule::Rate(Duration::from_secs(s)))
            .ok_or(Invalid);
        assert_eq!(text.parse::<Schedule>(), expected);
    }

    #[test]
    fn ticks_are_counted_from_the_enabling() {
        let schedule: Schedule = "rate(5 minutes)".parse().unwrap();
        let since = SystemTime::UNIX_EPOCH + Duration::from_secs(17);
        let at = |s| since + Duration::from_secs(s);
        assert_eq!(schedule.next(since, since), Some(at(300)));
        assert_eq!(schedule.next(since, at(299)), Some(at(300)));
        assert_eq!(schedule.next(since, at(300)), Some(at(600)));
    }

    #[test]
    fn cron_ticks_by_the_calendar() {
        let schedule: Schedule = "cron(0 0 1 1 ? *)".parse().unwrap();
        let day = Duration::from_secs(24 * 60 * 60);
        let epoch = SystemTime::UNIX_EPOCH;
        assert_eq!(schedule.next(epoch, epoch + day), Some(epoch + day * 365));
    }
}
