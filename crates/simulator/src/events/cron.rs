//! Cron expressions as EventBridge writes them: six fields, UTC.
//!
//! EventBridge user guide, "Cron expressions reference":
//!
//! | Field | Values | Wildcards |
//! |---|---|---|
//! | Minutes | 0-59 | , - * / |
//! | Hours | 0-23 | , - * / |
//! | Day-of-month | 1-31 | , - * ? / L W |
//! | Month | 1-12 or JAN-DEC | , - * / |
//! | Day-of-week | 1-7 or SUN-SAT | , - * ? L # |
//! | Year | 1970-2199 | , - * / |
//!
//! One of the two day fields must be `?`, and with `#` there can be only one expression in the
//! day-of-week field. General cron libraries number weekdays from Monday, take `?` for `*`, and
//! allow both day fields at once, so this is its own small parser.

use std::collections::BTreeSet;
use std::str::FromStr;

use jiff::ToSpan;
use jiff::civil::{Date, DateTime, Weekday};

pub(crate) use super::field::Invalid;
use super::field::{DAY_OF_WEEK, Field, MONTH};

/// A cron expression.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Cron {
    minutes: BTreeSet<i16>,
    hours: BTreeSet<i16>,
    days: Days,
    months: BTreeSet<i16>,
    years: BTreeSet<i16>,
}

/// Which days of a month.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Days {
    /// Day-of-month field: numbers, `L`, `nW`, `LW`.
    OfMonth {
        days: BTreeSet<i16>,
        last: bool,
        weekdays: BTreeSet<i16>,
        last_weekday: bool,
    },
    /// Day-of-week field: numbers from 1 (Sunday), `nL`.
    OfWeek {
        days: BTreeSet<i16>,
        last: BTreeSet<i16>,
    },
    /// Day-of-week field `d#n`: the nth day d of the month.
    Nth { day: i16, nth: i16 },
}

impl FromStr for Cron {
    type Err = Invalid;

    /// Reads the text between the parentheses of `cron(…)`.
    fn from_str(text: &str) -> Result<Self, Invalid> {
        let fields: Vec<&str> = text.split_whitespace().collect();
        let [minutes, hours, of_month, months, of_week, years] = fields.as_slice() else {
            return Err(Invalid);
        };
        let days = match (*of_month, *of_week) {
            ("?", "?") => return Err(Invalid),
            ("?", of_week) => days_of_week(of_week)?,
            (of_month, "?") => days_of_month(of_month)?,
            _ => return Err(Invalid),
        };
        Ok(Self {
            minutes: Field::numbers(0, 59).parse(minutes)?,
            hours: Field::numbers(0, 23).parse(hours)?,
            days,
            months: MONTH.parse(months)?,
            years: Field::numbers(1970, 2199).parse(years)?,
        })
    }
}

fn days_of_month(text: &str) -> Result<Days, Invalid> {
    let field = Field::numbers(1, 31);
    let (mut days, mut weekdays) = (BTreeSet::new(), BTreeSet::new());
    let (mut last, mut last_weekday) = (false, false);
    for piece in text.split(',') {
        let piece = piece.to_ascii_uppercase();
        match piece.strip_suffix('W') {
            _ if piece == "L" => last = true,
            Some("L") => last_weekday = true,
            Some(day) => {
                weekdays.insert(field.value(day)?);
            }
            None => days.extend(field.piece(&piece)?),
        }
    }
    Ok(Days::OfMonth {
        days,
        last,
        weekdays,
        last_weekday,
    })
}

fn days_of_week(text: &str) -> Result<Days, Invalid> {
    if let Some((day, nth)) = text.split_once('#') {
        let nth = Field::numbers(1, 5).value(nth)?;
        return Ok(Days::Nth {
            day: DAY_OF_WEEK.value(day)?,
            nth,
        });
    }
    let (mut days, mut last) = (BTreeSet::new(), BTreeSet::new());
    for piece in text.split(',') {
        let piece = piece.to_ascii_uppercase();
        match piece.strip_suffix('L') {
            // The last day of the week is Saturday.
            Some("") => {
                days.insert(7);
            }
            Some(day) => {
                last.insert(DAY_OF_WEEK.value(day)?);
            }
            None => days.extend(DAY_OF_WEEK.piece(&piece)?),
        }
    }
    Ok(Days::OfWeek { days, last })
}

impl Days {
    fn contain(&self, date: Date) -> bool {
        let (day, length) = (i16::from(date.day()), i16::from(date.days_in_month()));
        let weekday = i16::from(date.weekday().to_sunday_one_offset());
        match self {
            Self::OfMonth {
                days,
                last,
                weekdays,
                last_weekday,
            } => {
                days.contains(&day)
                    || (*last && day == length)
                    || (*last_weekday && day == nearest_weekday(date, length))
                    || weekdays
                        .iter()
                        .any(|near| *near <= length && day == nearest_weekday(date, *near))
            }
            Self::OfWeek { days, last } => {
                days.contains(&weekday) || (last.contains(&weekday) && day + 7 > length)
            }
            Self::Nth { day: wanted, nth } => weekday == *wanted && (day - 1) / 7 + 1 == *nth,
        }
    }
}

/// The weekday nearest to `day` in the month of `date`; it never leaves the month.
fn nearest_weekday(date: Date, day: i16) -> i16 {
    let length = i16::from(date.days_in_month());
    let day_number = i8::try_from(day).unwrap_or(1);
    let Ok(target) = Date::new(date.year(), date.month(), day_number) else {
        return day;
    };
    match target.weekday() {
        Weekday::Saturday if day == 1 => 3,
        Weekday::Saturday => day - 1,
        Weekday::Sunday if day == length => day - 2,
        Weekday::Sunday => day + 1,
        _ => day,
    }
}

impl Cron {
    /// The first matching minute after `after`; `None` if there is none before the year 2200.
    pub(crate) fn next(&self, after: DateTime) -> Option<DateTime> {
        let start = after.with().second(0).subsec_nanosecond(0).build().ok()?;
        let start = start.checked_add(1.minute()).ok()?;
        let mut date = start.date();
        let mut from = (i16::from(start.hour()), i16::from(start.minute()));
        loop {
            if date.year() > 2199 {
                return None;
            }
            let month = i16::from(date.month());
            if !self.years.contains(&date.year()) {
                date = Date::new(self.years.range(date.year()..).next().copied()?, 1, 1).ok()?;
            } else if !self.months.contains(&month) {
                date = date.first_of_month().checked_add(1.month()).ok()?;
            } else {
                if self.days.contain(date)
                    && let Some((hour, minute)) = self.time(from)
                {
                    return Some(date.at(hour, minute, 0, 0));
                }
                date = date.tomorrow().ok()?;
            }
            from = (0, 0);
        }
    }

    /// The first matching time of day at or after `from`.
    fn time(&self, (hour, minute): (i16, i16)) -> Option<(i8, i8)> {
        let found = self.hours.range(hour..).find_map(|candidate| {
            let from = if *candidate == hour { minute } else { 0 };
            Some((*candidate, *self.minutes.range(from..).next()?))
        })?;
        Some((i8::try_from(found.0).ok()?, i8::try_from(found.1).ok()?))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use rstest::rstest;

    // 2026-01-01 is a Thursday.
    #[rstest]
    #[case("0 10 * * ? *", "2026-01-01T10:00", "2026-01-02T10:00")]
    #[case("15 12 * * ? *", "2026-01-01T12:14:59", "2026-01-01T12:15")]
    #[case("0 18 ? * MON-FRI *", "2026-01-02T18:00", "2026-01-05T18:00")]
    #[case("0 8 1 * ? *", "2026-01-01T08:00", "2026-02-01T08:00")]
    #[case("0/15 * * * ? *", "2026-01-01T00:31", "2026-01-01T00:45")]
    #[case("1/10 * * * ? *", "2026-01-01T00:52", "2026-01-01T01:01")]
    #[case("0/5 8-17 ? * MON-FRI *", "2026-01-02T17:55", "2026-01-05T08:00")]
    #[case("0/30 20-2 ? * 2-6 *", "2026-01-01T03:00", "2026-01-01T20:00")]
    #[case("0 0 L * ? *", "2026-01-31T00:00", "2026-02-28T00:00")]
    #[case("0 0 29 2 ? *", "2026-01-01T00:00", "2028-02-29T00:00")]
    #[case("0 0 3W * ? *", "2026-01-01T00:00", "2026-01-02T00:00")]
    #[case("0 0 1W 8 ? *", "2026-01-01T00:00", "2026-08-03T00:00")]
    #[case("0 0 31W 5 ? *", "2026-01-01T00:00", "2026-05-29T00:00")]
    #[case("0 0 LW 2 ? *", "2026-01-01T00:00", "2026-02-27T00:00")]
    #[case("0 0 ? * 3#2 *", "2026-01-01T00:00", "2026-01-13T00:00")]
    #[case("0 0 ? * 6L *", "2026-01-01T00:00", "2026-01-30T00:00")]
    #[case("0 0 ? * L *", "2026-01-01T00:00", "2026-01-03T00:00")]
    #[case("0 0 ? * SUN *", "2026-01-01T00:00", "2026-01-04T00:00")]
    #[case("0 0 ? * 1 *", "2026-01-01T00:00", "2026-01-04T00:00")]
    #[case("0 0 ? * FRI-MON *", "2026-01-04T00:00", "2026-01-05T00:00")]
    #[case("0 0 1 JAN,jul ? *", "2026-01-01T00:00", "2026-07-01T00:00")]
    #[case("0 0 1 1 ? 2030/5", "2026-01-01T00:00", "2030-01-01T00:00")]
    fn the_next_match_is_what_the_guide_says(
        #[case] expression: &str,
        #[case] after: &str,
        #[case] next: &str,
    ) {
        let cron: Cron = expression.parse().unwrap();
        assert_eq!(
            cron.next(after.parse().unwrap()),
            Some(next.parse().unwrap())
        );
    }

    #[rstest]
    #[case("* * * * * *")]
    #[case("0 10 ? * ? *")]
    #[case("0 10 1 * MON *")]
    #[case("0 10 * * ?")]
    #[case("60 10 * * ? *")]
    #[case("0 24 * * ? *")]
    #[case("0 10 0 * ? *")]
    #[case("0 10 32 * ? *")]
    #[case("0 10 * 13 ? *")]
    #[case("0 10 ? * 0 *")]
    #[case("0 10 ? * 8 *")]
    #[case("0 10 ? * 3#1,6#3 *")]
    #[case("0 10 ? * 3#6 *")]
    #[case("0 10 ? * 2/2 *")]
    #[case("0 10 * * ? 1969")]
    #[case("0 10 * * ? 2200")]
    #[case("0/0 10 * * ? *")]
    #[case("+5 10 * * ? *")]
    #[case("0, 10 * * ? *")]
    #[case("@daily")]
    #[case("")]
    fn expressions_that_break_a_rule_are_refused(#[case] expression: &str) {
        assert_eq!(expression.parse::<Cron>(), Err(Invalid));
    }

    #[test]
    fn a_date_that_never_comes_has_no_next() {
        let never: Cron = "0 0 30 2 ? *".parse().unwrap();
        assert_eq!(never.next("2026-01-01T00:00".parse().unwrap()), None);
        let past: Cron = "0 0 1 1 ? 2020".parse().unwrap();
        assert_eq!(past.next("2026-01-01T00:00".parse().unwrap()), None);
    }
}
