//! The forms of names, versions and ids, from the service models.

use lexdr_wire::ServiceError;

use crate::input::invalid;

/// The name of a bot, alias, intent, slot or slot type: `^([0-9a-zA-Z][_-]?){1,100}$`.
pub(super) fn check_name(member: &str, value: &str) -> Result<(), ServiceError> {
    length(member, value, 1, 100)?;
    let mut after_sign = false;
    for c in value.chars() {
        match c {
            c if c.is_ascii_alphanumeric() => after_sign = true,
            '_' | '-' if after_sign => after_sign = false,
            _ => return Err(pattern(member, value, "^([0-9a-zA-Z][_-]?){1,100}$")),
        }
    }
    Ok(())
}

/// The id of a bot, alias, intent, slot or slot type: ten letters and digits.
pub(super) fn check_id(member: &str, value: &str) -> Result<(), ServiceError> {
    length(member, value, 10, 10)?;
    if value.bytes().all(|b| b.is_ascii_alphanumeric()) {
        Ok(())
    } else {
        Err(pattern(member, value, "^[0-9a-zA-Z]+$"))
    }
}

/// A number, as the versions of bots have it.
pub(super) fn check_numbered(member: &str, value: &str) -> Result<u32, ServiceError> {
    length(member, value, 1, 5)?;
    value
        .parse()
        .ok()
        .filter(|number: &u32| number.to_string() == value)
        .ok_or_else(|| pattern(member, value, "^[0-9]+$"))
}

/// `DRAFT` or a number.
pub(super) fn check_version(member: &str, value: &str) -> Result<(), ServiceError> {
    length(member, value, 1, 5)?;
    if value == super::DRAFT || value.bytes().all(|b| b.is_ascii_digit()) {
        Ok(())
    } else {
        Err(pattern(member, value, "^(DRAFT|[0-9]+)$"))
    }
}

/// `DRAFT`: what can be changed.
pub(super) fn check_draft(member: &str, value: &str) -> Result<(), ServiceError> {
    if value == super::DRAFT {
        Ok(())
    } else {
        Err(pattern(member, value, "^DRAFT$"))
    }
}

/// A text of `min` to `max` characters.
pub(super) fn length(
    member: &str,
    value: &str,
    min: usize,
    max: usize,
) -> Result<(), ServiceError> {
    count(member, value, value.chars().count(), min, max)
}

/// As many as `min` to `max`, of `value`.
pub(super) fn count(
    member: &str,
    value: &str,
    found: usize,
    min: usize,
    max: usize,
) -> Result<(), ServiceError> {
    if found < min {
        let rule = format!("Member must have length greater than or equal to {min}");
        return Err(invalid(member, value, &rule));
    }
    if found > max {
        let rule = format!("Member must have length less than or equal to {max}");
        return Err(invalid(member, value, &rule));
    }
    Ok(())
}

/// A number of `min` to `max`.
pub(super) fn within(member: &str, found: i64, min: i64, max: i64) -> Result<(), ServiceError> {
    if (min..=max).contains(&found) {
        return Ok(());
    }
    let rule = format!("Member must have value between {min} and {max}");
    Err(invalid(member, &found.to_string(), &rule))
}

/// One of the words of an enumeration.
pub(super) fn one_of(member: &str, value: &str, words: &[&str]) -> Result<(), ServiceError> {
    if words.contains(&value) {
        return Ok(());
    }
    let rule = format!("Member must satisfy enum value set: [{}]", words.join(", "));
    Err(invalid(member, value, &rule))
}

/// The error for a text of the wrong form.
pub(super) fn pattern(member: &str, value: &str, pattern: &str) -> ServiceError {
    let rule = format!("Member must satisfy regular expression pattern: {pattern}");
    invalid(member, value, &rule)
}

#[cfg(test)]
mod tests {
    use rstest::rstest;

    use super::*;

    #[rstest]
    #[case("OrderFlowers", true)]
    #[case("flower-bot_2", true)]
    #[case("ends_", true)]
    #[case("_begins", false)]
    #[case("two__lines", false)]
    #[case("a b", false)]
    #[case("", false)]
    fn names_are_letters_and_digits_with_single_lines(#[case] value: &str, #[case] good: bool) {
        assert_eq!(check_name("botName", value).is_ok(), good);
    }

    #[rstest]
    #[case("1", true)]
    #[case("12345", true)]
    #[case("123456", false)]
    #[case("01", false)]
    #[case("DRAFT", false)]
    #[case("", false)]
    fn numbered_versions(#[case] value: &str, #[case] good: bool) {
        assert_eq!(check_numbered("botVersion", value).is_ok(), good);
    }
}
