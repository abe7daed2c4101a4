//! Lengths of time as they are written: durations and counts of checks.

use std::time::Duration;

use crate::error::quoted;
use crate::suggest::nearest;
use crate::tree::is_number;
use crate::values::{BadValue, wrong};
use crate::{Millis, Span};

/// The longest time a scenario may speak of. It keeps sums of times far from overflow, and
/// humantime's `M` (a month) from being taken for minutes.
const LONGEST: Millis = Millis(30 * 24 * 60 * 60 * 1_000);

/// The most checks a scenario may count.
const MOST_CHECKS: u64 = 100_000;

/// The shortest interval between two checks.
pub(crate) const SHORTEST_INTERVAL: Millis = Millis(1_000);

/// Reads an interval between two checks: a [`duration`] of at least one second.
///
/// # Errors
///
/// As [`duration`], and if it is shorter.
pub fn interval(text: &str) -> Result<Millis, BadValue> {
    at_least(duration(text)?, SHORTEST_INTERVAL, text)
}

/// Refuses a time that is too short.
pub(crate) fn at_least(time: Millis, least: Millis, text: &str) -> Result<Millis, BadValue> {
    if time < least {
        return wrong(
            format!("{} is too short", quoted(text)),
            format!("at least {}", Span::Ms(least)),
        );
    }
    Ok(time)
}

/// Reads a fixed length of time (`90s`, `5m`, `1h 30m`), as scenario files do.
///
/// # Errors
///
/// If the text is no duration, is negative, has no unit, is finer than a millisecond or longer
/// than 30 days.
pub fn duration(text: &str) -> Result<Millis, BadValue> {
    let text = text.trim();
    if let Some(rest) = text.strip_prefix('-') {
        let shown = quoted(text);
        return wrong(
            format!("{shown} is negative"),
            if rest.starts_with(|c: char| c.is_ascii_digit()) {
                format!(
                    "times count from the start of the run; did you mean {}?",
                    quoted(rest)
                )
            } else {
                "write a duration such as `90s` or `5m`".to_owned()
            },
        );
    }
    if is_number(text) {
        return wrong(
            format!("{} has no unit", quoted(text)),
            format!(
                "write {}, or another of ms, s, m, h",
                quoted(&format!("{text}s"))
            ),
        );
    }
    if text.ends_with("check") || text.ends_with("checks") {
        return wrong(
            format!(
                "{} is a count of checks, and only a fixed duration can stand here",
                quoted(text)
            ),
            "write a duration such as `90s` or `5m`",
        );
    }
    let length = humantime::parse_duration(text).or_else(|error| bad_duration(text, &error))?;
    if length.subsec_nanos() % 1_000_000 != 0 {
        return wrong(
            format!("{} is finer than a millisecond", quoted(text)),
            "times are whole milliseconds, such as `250ms`",
        );
    }
    if length > Duration::from_millis(LONGEST.0) {
        return wrong(
            format!("{} is longer than 30 days", quoted(text)),
            "`m` is minutes, `M` is months",
        );
    }
    // At most 30 days, so it fits.
    Ok(Millis(
        u64::try_from(length.as_millis()).unwrap_or(LONGEST.0),
    ))
}

/// A function's time limit. Lambda takes whole seconds up to 15 minutes, and a check needs more than
/// one.
pub(crate) fn timeout(text: &str) -> Result<Millis, BadValue> {
    let limit = duration(text)?;
    if limit.0 % 1_000 != 0 || !(2_000..=900_000).contains(&limit.0) {
        return wrong(
            format!("{} is not a time limit for the check", quoted(text)),
            "write whole seconds from `2s` to `15m`",
        );
    }
    Ok(limit)
}

fn bad_duration<T>(text: &str, error: &humantime::DurationError) -> Result<T, BadValue> {
    let shown = quoted(text);
    match error {
        humantime::DurationError::UnknownUnit { unit, .. } if !unit.is_empty() => {
            let meant = nearest(unit, ["seconds", "minutes", "hours", "days", "checks"]);
            let hint = meant.map(|unit| format!("did you mean {}? ", quoted(unit)));
            wrong(
                format!("{shown} has the unknown unit {}", quoted(unit)),
                format!("{}units are ms, s, m, h and d", hint.unwrap_or_default()),
            )
        }
        humantime::DurationError::NumberOverflow => wrong(
            format!("{shown} is too large or too fine"),
            "write a duration such as `5m`",
        ),
        _ => wrong(
            format!("{shown} is not a duration"),
            "write a duration such as `90s`, `5m` or `1h 30m`",
        ),
    }
}

/// A fixed length of time or a count of checks.
pub(crate) fn span(text: &str) -> Result<Span, BadValue> {
    let text = text.trim();
    let Some(count) = text
        .strip_suffix("checks")
        .or_else(|| text.strip_suffix("check"))
    else {
        return duration(text).map(Span::Ms);
    };
    let count = count.trim();
    if let Some(rest) = text.strip_prefix('-') {
        let help = format!("times are not; did you mean {}?", quoted(rest));
        return wrong(format!("{} is negative", quoted(text)), help);
    }
    let (whole, part) = count.split_once('.').unwrap_or((count, "0"));
    let digits = |text: &str| !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit());
    if !digits(whole) || !digits(part) {
        return wrong(
            format!("{} does not count checks with a number", quoted(text)),
            "write `1 check`, `2 checks` or `2.5 checks`",
        );
    }
    let part = part.trim_end_matches('0');
    if part.len() > 3 {
        return wrong(
            format!("{} is finer than a thousandth of a check", quoted(text)),
            "write at most three decimals, such as `2.125 checks`",
        );
    }
    match (whole.parse::<u64>(), format!("{part:0<3}").parse::<u64>()) {
        (Ok(whole), Ok(part)) if whole < MOST_CHECKS => Ok(Span::MilliChecks(whole * 1_000 + part)),
        _ => wrong(
            format!("{} is too many", quoted(text)),
            format!("a scenario counts fewer than {MOST_CHECKS} checks"),
        ),
    }
}
