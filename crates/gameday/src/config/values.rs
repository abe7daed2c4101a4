//! Single values as they are written.

use lexdr_scenario::{Millis, duration};

use super::error::quoted;
use super::window::Day;
use crate::upload::Destination;

/// What is wrong with a single value, and what would be right.
pub(super) struct BadValue {
    pub(super) message: String,
    pub(super) help: String,
}

pub(super) type Read<T> = Result<T, BadValue>;

pub(super) fn wrong<T>(message: impl Into<String>, help: impl Into<String>) -> Read<T> {
    Err(BadValue {
        message: message.into(),
        help: help.into(),
    })
}

/// What someone probably meant, if an option is near enough: one letter in four may be wrong.
pub(super) fn nearest<'a>(
    written: &str,
    options: impl IntoIterator<Item = &'a str>,
) -> Option<&'a str> {
    // Longer words are nobody's slip, and comparing them takes time.
    const LONGEST: usize = 64;
    if written.len() < 2 || written.len() > LONGEST {
        return None;
    }
    let written = written.to_ascii_lowercase().replace('_', "-");
    options
        .into_iter()
        .map(|option| (strsim::damerau_levenshtein(&written, option), option))
        .filter(|(distance, option)| *distance <= (option.len() / 4).max(1))
        .min_by_key(|(distance, _)| *distance)
        .map(|(_, option)| option)
}

/// One of a few words.
pub(super) fn one_of<T: Copy>(what: &str, text: &str, options: &[(&'static str, T)]) -> Read<T> {
    if let Some((_, value)) = options.iter().find(|(word, _)| *word == text) {
        return Ok(*value);
    }
    let words = options.iter().map(|(word, _)| *word);
    let meant = nearest(text, words.clone())
        .map(|word| format!("; did you mean {}?", quoted(word)))
        .unwrap_or_default();
    let words: Vec<String> = words.map(quoted).collect();
    wrong(
        format!("unknown {what} {}{meant}", quoted(text)),
        format!("write one of {}", words.join(", ")),
    )
}

/// A version of a bot.
pub(super) fn version(text: &str) -> Read<String> {
    if (1..=5).contains(&text.len()) && text.bytes().all(|b| b.is_ascii_digit()) {
        return Ok(text.to_owned());
    }
    wrong(
        format!("{} is no version of a bot", quoted(text)),
        "write its number, as \"2\"; aliases of faults do not point to DRAFT",
    )
}

/// The name of an environment variable.
pub(super) fn variable(text: &str) -> Read<String> {
    let letter = |b: u8| b.is_ascii_alphanumeric() || b == b'_';
    if text.starts_with(|c: char| c.is_ascii_alphabetic()) && text.bytes().all(letter) {
        return Ok(text.to_owned());
    }
    wrong(
        format!("{} is no name of an environment variable", quoted(text)),
        "write its name alone, as \"LOG_LEVEL\"",
    )
}

/// Twelve digits.
pub(super) fn account(text: &str) -> Read<String> {
    if text.len() == 12 && text.bytes().all(|b| b.is_ascii_digit()) {
        return Ok(text.to_owned());
    }
    wrong(
        format!("{} is not the id of an account", quoted(text)),
        "write its twelve digits in quotes, such as \"123456789012\"; `aws sts \
         get-caller-identity` prints them",
    )
}

/// A partition of AWS.
pub(super) fn partition(text: &str) -> Read<String> {
    let known = ["aws", "aws-cn", "aws-us-gov"].map(|name| (name, name));
    one_of("partition", text, &known).map(str::to_owned)
}

/// Shaped like the name of a region: `us-east-1`, `us-gov-west-1`.
pub(super) fn region(text: &str) -> Read<String> {
    let parts: Vec<&str> = text.split('-').collect();
    let word = |part: &&str| !part.is_empty() && part.bytes().all(|b| b.is_ascii_lowercase());
    let is_region = match parts.split_last() {
        Some((number, words)) => {
            words.len() >= 2
                && words.iter().all(word)
                && !number.is_empty()
                && number.bytes().all(|b| b.is_ascii_digit())
        }
        None => false,
    };
    if is_region {
        return Ok(text.to_owned());
    }
    wrong(
        format!("{} is not the name of a region", quoted(text)),
        "write a name such as \"us-east-1\"",
    )
}

/// The name of something in the account.
pub(super) fn name(text: &str) -> Read<String> {
    let fits = |c: char| c.is_ascii_alphanumeric() || "-_.+=,@".contains(c);
    if !text.is_empty() && text.len() <= 255 && text.chars().all(fits) {
        return Ok(text.to_owned());
    }
    wrong(
        format!("{} is not a name", quoted(text)),
        "write the resource's name, without its ARN",
    )
}

/// A name that is allowed, or the beginning of one followed by `*`.
pub(super) fn pattern(text: &str) -> Read<String> {
    match text.strip_suffix('*') {
        Some("") => wrong(
            "`*` would allow everything there is in the account",
            "write names, or the beginning of names followed by `*`, such as \"lexDR*\"",
        ),
        Some(beginning) => name(beginning).map(|beginning| format!("{beginning}*")),
        None => name(text),
    }
}

/// The name of an alarm: almost anything.
pub(super) fn alarm(text: &str) -> Read<String> {
    if !text.is_empty() && text.len() <= 255 && !text.chars().any(char::is_control) {
        return Ok(text.to_owned());
    }
    wrong(
        format!("{} is not the name of an alarm", quoted(text)),
        "write its name as `aws cloudwatch describe-alarms` prints it",
    )
}

/// A language of Lex: `en_US`.
pub(super) fn locale(text: &str) -> Read<String> {
    let is_locale = text.split_once('_').is_some_and(|(language, country)| {
        language.len() == 2
            && language.bytes().all(|b| b.is_ascii_lowercase())
            && (2..=3).contains(&country.len())
            && country.bytes().all(|b| b.is_ascii_alphanumeric())
    });
    if is_locale {
        return Ok(text.to_owned());
    }
    wrong(
        format!("{} is not a language of a bot", quoted(text)),
        "write it as Lex does, such as \"en_US\"",
    )
}

/// The ARN of a role.
pub(super) fn role_arn(text: &str) -> Read<Option<String>> {
    let parts: Vec<&str> = text.splitn(6, ':').collect();
    if let ["arn", _, "iam", "", account_id, role] = parts.as_slice()
        && account(account_id).is_ok()
        && role
            .strip_prefix("role/")
            .is_some_and(|name| !name.is_empty())
    {
        return Ok(Some(text.to_owned()));
    }
    wrong(
        format!("{} is not the ARN of a role", quoted(text)),
        "write one such as \"arn:aws:iam::123456789012:role/lexdr-switch\"",
    )
}

/// A directory.
pub(super) fn directory(text: &str) -> Read<std::path::PathBuf> {
    if text.is_empty() || text.contains('\0') {
        return wrong("this is not a directory", "leave it out for \".lexdr\"");
    }
    Ok(text.into())
}

/// A place in S3.
pub(super) fn destination(text: &str) -> Read<Destination> {
    let read = text.parse();
    read.or_else(|_| {
        wrong(
            format!("{} is no place in S3", quoted(text)),
            "write the bucket and a prefix, such as \"s3://BUCKET/game-days\"",
        )
    })
}

/// The interval of a rule of EventBridge: whole minutes.
pub(super) fn interval(text: &str) -> Read<Millis> {
    between(text, 60_000, 24 * 3_600_000, "a minute", "24 hours").and_then(|time| {
        if time.0 % 60_000 == 0 {
            return Ok(time);
        }
        wrong(
            format!("{} is not whole minutes", quoted(text)),
            "write the interval of the rule that runs the check, such as \"5m\"",
        )
    })
}

/// A function's time limit: whole seconds.
pub(super) fn timeout(text: &str) -> Read<Millis> {
    between(text, 1_000, 900_000, "a second", "15 minutes").and_then(|time| {
        if time.0 % 1_000 == 0 {
            return Ok(time);
        }
        wrong(
            format!("{} is not whole seconds", quoted(text)),
            "write the time limit of the check's function, such as \"15s\"",
        )
    })
}

/// How long after the planned undo the dead-man's switch acts. EventBridge Scheduler is up to a
/// minute late, and a margin shorter than that would let it act before us.
pub(super) fn margin(text: &str) -> Read<Millis> {
    between(text, 120_000, 3_600_000, "2 minutes", "an hour")
}

/// Until something is counted.
pub(super) fn delay(text: &str) -> Read<Millis> {
    between(text, 0, 900_000, "no time, \"0s\",", "15 minutes")
}

/// Between two probes.
pub(super) fn distance(text: &str) -> Read<Millis> {
    between(text, 1_000, 3_600_000, "a second", "an hour")
}

fn between(text: &str, least: u64, most: u64, least_said: &str, most_said: &str) -> Read<Millis> {
    let time = match duration(text) {
        Ok(time) => time,
        Err(bad) => {
            let said = bad.to_string();
            let (message, help) = said.split_once("; ").unwrap_or((&said, ""));
            return wrong(message, help);
        }
    };
    if (least..=most).contains(&time.0) {
        return Ok(time);
    }
    let which = if time.0 < least { "short" } else { "long" };
    wrong(
        format!("{} is too {which}", quoted(text)),
        format!("write at least {least_said} and at most {most_said}"),
    )
}

/// A day of the week.
pub(super) fn day(text: &str) -> Read<Day> {
    one_of("day", text, &Day::ALL.map(|day| (day.as_str(), day)))
}

/// Minutes after midnight.
pub(super) fn time_of_day(text: &str) -> Read<u16> {
    let two = |part: &str, below: u16| {
        let digits = part.len() == 2 && part.bytes().all(|b| b.is_ascii_digit());
        part.parse::<u16>().ok().filter(|n| digits && *n < below)
    };
    let parts = text.split_once(':');
    let minutes = parts.and_then(|(hour, minute)| Some(two(hour, 24)? * 60 + two(minute, 60)?));
    minutes.map_or_else(
        || {
            wrong(
                format!("{} is not a time of day", quoted(text)),
                "write hours and minutes, such as \"01:00\"",
            )
        },
        Ok,
    )
}

/// The time zone, of which there is one.
pub(super) fn time_zone(text: &str) -> Read<()> {
    if text == "UTC" {
        return Ok(());
    }
    wrong(
        format!("{} is not a time zone this program knows", quoted(text)),
        "write the times in UTC, and \"UTC\" here: it carries no time zone database, and in UTC \
         no hour is left out or comes twice",
    )
}

/// The name of a fault that a game day can do.
pub(super) fn fault(text: &str) -> Read<String> {
    let known = super::FAULTS.map(|name| (name, name));
    let read = one_of("fault of a game day", text, &known).map(str::to_owned);
    read.map_err(|bad| BadValue {
        help: format!("{}: what one call of an API takes back exactly", bad.help),
        ..bad
    })
}
