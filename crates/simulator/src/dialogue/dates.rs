//! `AMAZON.DATE`: the days people name, as ISO dates.
//!
//! "Today" is the simulator's day in UTC; the real service uses the region's time zone unless the
//! request names another.

use jiff::civil::{Date, Weekday};
use jiff::tz::TimeZone;
use jiff::{Timestamp, ToSpan};

use super::numbers;

const MONTHS: [&str; 12] = [
    "january",
    "february",
    "march",
    "april",
    "may",
    "june",
    "july",
    "august",
    "september",
    "october",
    "november",
    "december",
];
const ORDINALS: [&str; 10] = [
    "first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth", "tenth",
];

/// The day it is, in UTC.
pub(crate) fn today(now_ms: i64) -> Date {
    Timestamp::from_millisecond(now_ms)
        .unwrap_or(Timestamp::UNIX_EPOCH)
        .to_zoned(TimeZone::UTC)
        .date()
}

/// The day that the words name.
pub(super) fn date(words: &[&str], today: Date) -> Option<Date> {
    match words {
        ["on" | "for" | "by" | "the", rest @ ..] if !rest.is_empty() => date(rest, today),
        ["today" | "tonight" | "now"] => Some(today),
        ["tomorrow"] => today.tomorrow().ok(),
        ["yesterday"] => today.yesterday().ok(),
        ["day", "after", "tomorrow"] => today.checked_add(2.days()).ok(),
        ["in", count @ .., "day" | "days"] => later(count, 1, today),
        ["in", count @ .., "week" | "weeks"] => later(count, 7, today),
        ["this", day] => coming(weekday(day)?, today.yesterday().ok()?),
        ["next" | "coming", day] => coming(weekday(day)?, today),
        [one] => match weekday(one) {
            Some(day) => coming(day, today),
            None => numeric(one, today),
        },
        [a, b] => in_year(a, b, None, today),
        [a, "of", b] => in_year(a, b, None, today),
        [a, b, year] => in_year(a, b, Some(year), today),
        [a, "of", b, year] => in_year(a, b, Some(year), today),
        _ => None,
    }
}

fn later(count: &[&str], days: i64, today: Date) -> Option<Date> {
    let count = match count {
        ["a" | "an"] => 1,
        words => i64::try_from(numbers::number(words)?)
            .ok()
            .filter(|count| *count <= 5000)?,
    };
    today.checked_add((count * days).days()).ok()
}

/// The first such day after `day`.
fn coming(weekday: Weekday, day: Date) -> Option<Date> {
    day.nth_weekday(1, weekday).ok()
}

fn weekday(word: &str) -> Option<Weekday> {
    Some(match word {
        "monday" | "mon" => Weekday::Monday,
        "tuesday" | "tue" => Weekday::Tuesday,
        "wednesday" | "wed" => Weekday::Wednesday,
        "thursday" | "thu" => Weekday::Thursday,
        "friday" | "fri" => Weekday::Friday,
        "saturday" | "sat" => Weekday::Saturday,
        "sunday" | "sun" => Weekday::Sunday,
        _ => return None,
    })
}

/// `2017-01-05`, `1/5/2017`, `1/5/17`, `1/5`.
fn numeric(word: &str, today: Date) -> Option<Date> {
    let iso: Vec<&str> = word.split('-').collect();
    if let [year, month, day] = iso.as_slice() {
        return Date::new(full_year(year)?, month.parse().ok()?, day.parse().ok()?).ok();
    }
    let slashed: Vec<&str> = word.split('/').collect();
    match slashed.as_slice() {
        [month, day] => upcoming(month.parse().ok()?, day.parse().ok()?, today),
        [month, day, year] => {
            let year = if year.len() == 2 {
                2000 + year.parse::<i16>().ok()?
            } else {
                full_year(year)?
            };
            Date::new(year, month.parse().ok()?, day.parse().ok()?).ok()
        }
        _ => None,
    }
}

/// A month and a day in either order.
fn in_year(a: &str, b: &str, year: Option<&str>, today: Date) -> Option<Date> {
    let (month, day) = match (month(a), month(b)) {
        (Some(month), _) => (month, day_of_month(b)?),
        (None, Some(month)) => (month, day_of_month(a)?),
        (None, None) => return None,
    };
    match year {
        Some(year) => Date::new(full_year(year)?, month, day).ok(),
        None => upcoming(month, day, today),
    }
}

/// Without a year, the next such day is meant.
fn upcoming(month: i8, day: i8, today: Date) -> Option<Date> {
    let this_year = Date::new(today.year(), month, day).ok();
    this_year
        .filter(|date| *date >= today)
        .or_else(|| Date::new(today.year().checked_add(1)?, month, day).ok())
}

fn full_year(word: &str) -> Option<i16> {
    word.parse().ok().filter(|_| word.len() == 4)
}

fn month(word: &str) -> Option<i8> {
    let at = MONTHS.iter().position(|month| {
        *month == word || (word.len() >= 3 && word.len() <= 4 && month.starts_with(word))
    })?;
    i8::try_from(at + 1).ok()
}

fn day_of_month(word: &str) -> Option<i8> {
    if let Some(at) = ORDINALS.iter().position(|ordinal| *ordinal == word) {
        return i8::try_from(at + 1).ok();
    }
    let digits = word.trim_end_matches(|c: char| c.is_ascii_alphabetic());
    let suffix = &word[digits.len()..];
    ["", "st", "nd", "rd", "th"]
        .contains(&suffix)
        .then(|| digits.parse().ok())?
}

#[cfg(test)]
mod tests {
    use rstest::rstest;

    use super::*;

    // 2026-01-05 is a Monday.
    #[rstest]
    #[case("today", Some("2026-01-05"))]
    #[case("tomorrow", Some("2026-01-06"))]
    #[case("the day after tomorrow", Some("2026-01-07"))]
    #[case("in 3 days", Some("2026-01-08"))]
    #[case("in a week", Some("2026-01-12"))]
    #[case("friday", Some("2026-01-09"))]
    #[case("on friday", Some("2026-01-09"))]
    #[case("monday", Some("2026-01-12"))]
    #[case("this monday", Some("2026-01-05"))]
    #[case("next monday", Some("2026-01-12"))]
    #[case("2017-01-05", Some("2017-01-05"))]
    #[case("2017-02-30", None)]
    #[case("1/5/2017", Some("2017-01-05"))]
    #[case("1/5", Some("2026-01-05"))]
    #[case("january 5", Some("2026-01-05"))]
    #[case("january 4", Some("2027-01-04"))]
    #[case("jan 6th", Some("2026-01-06"))]
    #[case("the 5th of march", Some("2026-03-05"))]
    #[case("march 5th 2017", Some("2017-03-05"))]
    #[case("5 may 2030", Some("2030-05-05"))]
    #[case("the first of june", Some("2026-06-01"))]
    #[case("january", None)]
    #[case("some flowers", None)]
    #[case("roses", None)]
    #[case("the", None)]
    fn days_are_understood(#[case] said: &str, #[case] expected: Option<&str>) {
        let words: Vec<&str> = said.split(' ').collect();
        let found = date(&words, Date::constant(2026, 1, 5)).map(|date| date.to_string());
        assert_eq!(found.as_deref(), expected);
    }
}
