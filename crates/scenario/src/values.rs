//! Single values as they are written: methods, regions, routes, names, counts.

use crate::error::{listed, quoted};
use crate::suggest::nearest;
use crate::{Method, RegionRef, RouteRef};

/// What is wrong with a single value, and what would be right.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{message}; {help}")]
pub struct BadValue {
    pub(crate) message: String,
    pub(crate) help: String,
}

pub(crate) fn wrong<T>(message: String, help: impl Into<String>) -> Result<T, BadValue> {
    Err(BadValue {
        message,
        help: help.into(),
    })
}

/// A way to ask the bot.
pub(crate) fn method(text: &str) -> Result<Method, BadValue> {
    [Method::SendMessage, Method::PutSession]
        .into_iter()
        .find(|method| method.as_str() == text)
        .map_or_else(
            || one_of("method", text, &["send_message", "put_session"], ""),
            Ok,
        )
}

/// A region by its part, `both`, or by name.
pub(crate) fn region(text: &str) -> Result<RegionRef, BadValue> {
    match text {
        "primary" => Ok(RegionRef::Primary),
        "secondary" => Ok(RegionRef::Secondary),
        "both" => Ok(RegionRef::Both),
        name if is_region_name(name) => Ok(RegionRef::Named(name.to_owned())),
        _ => one_of(
            "region",
            text,
            &["primary", "secondary", "both"],
            REGION_NAME,
        ),
    }
}

/// A route: a region or `err`.
pub(crate) fn route(text: &str) -> Result<RouteRef, BadValue> {
    match text {
        "primary" => Ok(RouteRef::Primary),
        "secondary" => Ok(RouteRef::Secondary),
        "err" => Ok(RouteRef::Err),
        name if is_region_name(name) => Ok(RouteRef::Named(name.to_owned())),
        _ => one_of("route", text, &["primary", "secondary", "err"], REGION_NAME),
    }
}

const REGION_NAME: &str = ", or a region's name such as `us-east-1`";

fn one_of<T>(
    what: &str,
    text: &str,
    options: &[&'static str],
    others: &str,
) -> Result<T, BadValue> {
    let meant = nearest(text, options.iter().copied()).map_or_else(String::new, |meant| {
        format!("; did you mean {}?", quoted(meant))
    });
    let last = if others.is_empty() { "or" } else { "," };
    let options = listed(options.iter().copied(), last).replace(" , ", ", ");
    wrong(
        format!("unknown {what} {}{meant}", quoted(text)),
        format!("write {options}{others}"),
    )
}

/// Shaped like the name of a region: `us-east-1`, `ap-southeast-2`, `us-gov-west-1`.
fn is_region_name(text: &str) -> bool {
    let letters = |part: &str| !part.is_empty() && part.bytes().all(|b| b.is_ascii_lowercase());
    let parts: Vec<&str> = text.split('-').collect();
    let [area, middle @ .., number] = parts.as_slice() else {
        return false;
    };
    area.len() == 2
        && letters(area)
        && !middle.is_empty()
        && middle.iter().all(|part| letters(part))
        && (1..=2).contains(&number.len())
        && number.bytes().all(|b| b.is_ascii_digit())
}

/// Lower-case words joined by hyphens: fit for a file name on every system.
pub(crate) fn name(text: &str) -> Result<String, BadValue> {
    const LONGEST: usize = 80;
    let good = |word: &str| {
        !word.is_empty()
            && word
                .bytes()
                .all(|b| b.is_ascii_lowercase() || b.is_ascii_digit())
    };
    if text.len() <= LONGEST && text.split('-').all(good) {
        return Ok(text.to_owned());
    }
    let better: Vec<String> = text
        .split(|c: char| !c.is_ascii_alphanumeric())
        .filter(|word| !word.is_empty())
        .map(str::to_ascii_lowercase)
        .collect();
    let better = better.join("-");
    wrong(
        format!("{} is not a name", quoted(text)),
        if better.is_empty() || better.len() > LONGEST {
            format!(
                "names are up to {LONGEST} lower-case letters and digits, words joined by hyphens"
            )
        } else {
            format!(
                "names are lower-case words joined by hyphens: {}",
                quoted(&better)
            )
        },
    )
}

/// A whole number from 1.
pub(crate) fn count(text: &str) -> Result<u32, BadValue> {
    const LARGEST: u32 = 1_000;
    match text.parse::<u32>() {
        Ok(count @ 1..=LARGEST) => Ok(count),
        _ => wrong(
            format!("{} is out of range", quoted(text)),
            format!("write a whole number from 1 to {LARGEST}"),
        ),
    }
}

/// The most of anything that a scenario counts.
const MOST: u32 = 1_000_000;

/// A whole number from 0.
pub(crate) fn number(text: &str) -> Result<u32, BadValue> {
    match text.parse::<u32>() {
        Ok(number @ 0..=MOST) => Ok(number),
        _ => wrong(
            format!("{} is out of range", quoted(text)),
            format!("write a whole number from 0 to {MOST}"),
        ),
    }
}

/// One of these words.
pub(crate) fn word(what: &str, words: &[&'static str], text: &str) -> Result<String, BadValue> {
    if words.contains(&text) {
        return Ok(text.to_owned());
    }
    one_of(
        what.split_once(' ').map_or(what, |(_, noun)| noun),
        text,
        words,
        "",
    )
}

/// The name of an environment variable, as Lambda allows it.
pub(crate) fn variable(text: &str) -> Result<String, BadValue> {
    let mut letters = text.chars();
    let good = letters.next().is_some_and(|c| c.is_ascii_alphabetic())
        && letters.clone().next().is_some()
        && letters.all(|c| c.is_ascii_alphanumeric() || c == '_')
        && text.len() <= 100;
    if good {
        return Ok(text.to_owned());
    }
    wrong(
        format!("{} is not the name of a variable", quoted(text)),
        "write letters, digits and `_`, such as `EXPECTED_RESPONSE`",
    )
}

/// A share of a hundred above 0, in thousandths of a percent: `99.5 %` is 99500.
pub(crate) fn percent(text: &str) -> Result<u32, BadValue> {
    let text = text.trim();
    let Some(share) = text.strip_suffix('%').map(str::trim) else {
        return wrong(
            format!("{} is not a percentage", quoted(text)),
            "write it with its sign, such as `99.5 %`",
        );
    };
    let digits = |text: &str| !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit());
    let (whole, part) = share.split_once('.').unwrap_or((share, "0"));
    let part = part.trim_end_matches('0');
    if !digits(whole) || !(part.is_empty() || digits(part)) {
        return wrong(
            format!("{} is not a percentage", quoted(text)),
            "write a number and its sign, such as `99.5 %`",
        );
    }
    if part.len() > 3 {
        return wrong(
            format!("{} is finer than a thousandth of a percent", quoted(text)),
            "write at most three decimals, such as `99.995 %`",
        );
    }
    let thousandths = whole
        .parse::<u32>()
        .ok()
        .and_then(|whole| whole.checked_mul(1_000))
        .zip(format!("{part:0<3}").parse::<u32>().ok())
        .and_then(|(whole, part)| whole.checked_add(part));
    match thousandths {
        Some(share @ 1..=100_000) => Ok(share),
        _ => wrong(
            format!("{} is out of range", quoted(text)),
            "write a percentage above 0 and up to 100, such as `99.5 %`",
        ),
    }
}
