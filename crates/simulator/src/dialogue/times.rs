//! `AMAZON.TIME`: the times of day people name, as `HH:MM`.

use super::numbers;

/// The time that the words name. A bare hour that could be before or after noon names none.
pub(super) fn time(words: &[&str]) -> Option<String> {
    match words {
        ["at" | "by" | "around" | "about", rest @ ..] if !rest.is_empty() => time(rest),
        ["noon" | "midday"] => Some("12:00".to_owned()),
        ["midnight"] => Some("00:00".to_owned()),
        // The service's names for parts of the day.
        ["morning"] | ["in", "the", "morning"] => Some("MO".to_owned()),
        ["afternoon"] | ["in", "the", "afternoon"] => Some("AF".to_owned()),
        ["evening"] | ["in", "the", "evening"] => Some("EV".to_owned()),
        ["night"] | ["at", "night"] => Some("NI".to_owned()),
        [rest @ .., "a.m" | "am"] | [rest @ .., "in", "the", "morning"] => half(rest, Some(false)),
        [rest @ .., "p.m" | "pm"] | [rest @ .., "in", "the", "afternoon" | "evening"] => {
            half(rest, Some(true))
        }
        [rest @ .., "at", "night"] => half(rest, Some(true)),
        [one] => match one.strip_suffix("pm").or_else(|| one.strip_suffix("p.m")) {
            Some(rest) => half(&[rest], Some(true)),
            None => match one.strip_suffix("am").or_else(|| one.strip_suffix("a.m")) {
                Some(rest) => half(&[rest], Some(false)),
                None => half(words, None),
            },
        },
        _ => half(words, None),
    }
}

/// A clock time, in the half of the day that is known.
fn half(words: &[&str], after_noon: Option<bool>) -> Option<String> {
    let (hour, minute, has_minutes) = clock(words)?;
    if minute > 59 {
        return None;
    }
    let hour = match after_noon {
        Some(false) if (1..=12).contains(&hour) => hour % 12,
        Some(true) if (1..=12).contains(&hour) => hour % 12 + 12,
        // "18:00 pm" says the same twice.
        Some(true) if (13..24).contains(&hour) => hour,
        None if hour < 24 && (has_minutes || hour == 0 || hour > 12) => hour,
        _ => return None,
    };
    Some(format!("{hour:02}:{minute:02}"))
}

/// Hour and minute, and whether minutes were said.
fn clock(words: &[&str]) -> Option<(u64, u64, bool)> {
    match words {
        ["half", "past", hour @ ..] => Some((numbers::number(hour)?, 30, false)),
        ["quarter", "past", hour @ ..] => Some((numbers::number(hour)?, 15, false)),
        [hour, "o'clock"] => Some((numbers::number(&[*hour])?, 0, false)),
        [one] => match one.split_once([':', '.']) {
            Some((hour, minute)) if minute.len() == 2 => {
                Some((hour.parse().ok()?, minute.parse().ok()?, true))
            }
            Some(_) => None,
            None => Some((numbers::number(words)?, 0, false)),
        },
        [hour, minute @ ..] => {
            let minute = numbers::number(minute).filter(|minute| (10..60).contains(minute))?;
            Some((
                numbers::number(&[*hour]).filter(|hour| *hour < 24)?,
                minute,
                true,
            ))
        }
        [] => None,
    }
}

#[cfg(test)]
mod tests {
    use rstest::rstest;

    use super::*;

    #[rstest]
    #[case("6 pm", Some("18:00"))]
    #[case("6pm", Some("18:00"))]
    #[case("six p.m", Some("18:00"))]
    #[case("at 6:30 pm", Some("18:30"))]
    #[case("6:30pm", Some("18:30"))]
    #[case("six thirty pm", Some("18:30"))]
    #[case("half past six in the evening", Some("18:30"))]
    #[case("6 o'clock pm", Some("18:00"))]
    #[case("12 am", Some("00:00"))]
    #[case("12 pm", Some("12:00"))]
    #[case("9 in the morning", Some("09:00"))]
    #[case("18:00", Some("18:00"))]
    #[case("06:30", Some("06:30"))]
    #[case("18", Some("18:00"))]
    #[case("noon", Some("12:00"))]
    #[case("midnight", Some("00:00"))]
    #[case("in the evening", Some("EV"))]
    #[case("6", None)]
    #[case("25:00", None)]
    #[case("6:75 pm", None)]
    #[case("pm", None)]
    #[case("some flowers", None)]
    fn times_are_understood(#[case] said: &str, #[case] expected: Option<&str>) {
        let words: Vec<&str> = said.split(' ').collect();
        assert_eq!(time(&words).as_deref(), expected);
    }
}
