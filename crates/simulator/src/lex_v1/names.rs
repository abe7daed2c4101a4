//! The forms of names, versions and ids, from the service models.

use lexdr_wire::ServiceError;

use super::LexError;

/// What a name names; the lengths differ.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Name {
    Bot,
    Alias,
    Intent,
    SlotType,
}

impl Name {
    const fn bounds(self) -> (usize, usize) {
        match self {
            Self::Bot => (2, 50),
            Self::Alias | Self::Intent | Self::SlotType => (1, 100),
        }
    }

    /// Checks `value`, which the request calls `member`.
    pub(super) fn check(self, member: &str, value: &str) -> Result<(), ServiceError> {
        let (min, max) = self.bounds();
        length(member, value, min, max)?;
        if is_word(value) {
            Ok(())
        } else {
            Err(pattern(member, value, "^([A-Za-z]_?)+$"))
        }
    }
}

/// `^([A-Za-z]_?)+$`: letters, with single underscores behind them.
pub(super) fn is_word(value: &str) -> bool {
    let mut after_letter = false;
    for c in value.chars() {
        match c {
            c if c.is_ascii_alphabetic() => after_letter = true,
            '_' if after_letter => after_letter = false,
            _ => return false,
        }
    }
    !value.is_empty()
}

/// The name of a slot: `^([A-Za-z](-|_|.)?)+$`, where the unescaped dot of the service model lets any
/// character stand between letters, but not two.
pub(super) fn check_slot_name(value: &str) -> Result<(), ServiceError> {
    length("slots.name", value, 1, 100)?;
    let mut after_letter = false;
    for c in value.chars() {
        if !c.is_ascii_alphabetic() && !after_letter {
            return Err(pattern("slots.name", value, "^([A-Za-z](-|_|.)?)+$"));
        }
        after_letter = c.is_ascii_alphabetic();
    }
    Ok(())
}

/// The number in a version, written as Lex writes it: without leading zeros.
pub(super) fn number(version: &str) -> Option<u32> {
    let number: u32 = version.parse().ok()?;
    (number.to_string() == version).then_some(number)
}

/// `$LATEST` or a number.
pub(super) fn check_version(member: &str, value: &str) -> Result<(), ServiceError> {
    if value == super::LATEST || value.bytes().all(|b| b.is_ascii_digit()) {
        length(member, value, 1, 64)
    } else {
        Err(pattern(member, value, "\\$LATEST|[0-9]+"))
    }
}

/// A number: `$LATEST` cannot be deleted on its own.
pub(super) fn check_numbered(member: &str, value: &str) -> Result<u32, ServiceError> {
    number(value).ok_or_else(|| pattern(member, value, "[0-9]+"))
}

/// The user of a session: 2 to 100 of `[0-9a-zA-Z._:-]`. No SDK checks this.
pub(super) fn check_user_id(value: &str) -> Result<(), ServiceError> {
    length("userId", value, 2, 100)?;
    if value
        .bytes()
        .all(|b| b.is_ascii_alphanumeric() || b"._:-".contains(&b))
    {
        Ok(())
    } else {
        Err(pattern("userId", value, "[0-9a-zA-Z._:-]+"))
    }
}

/// A text of `min` to `max` characters.
pub(super) fn length(
    member: &str,
    value: &str,
    min: usize,
    max: usize,
) -> Result<(), ServiceError> {
    let found = value.chars().count();
    if found < min {
        let rule = format!("Member must have length greater than or equal to {min}");
        return Err(constraint(member, value, &rule));
    }
    if found > max {
        let rule = format!("Member must have length less than or equal to {max}");
        return Err(constraint(member, value, &rule));
    }
    Ok(())
}

fn pattern(member: &str, value: &str, pattern: &str) -> ServiceError {
    constraint(
        member,
        value,
        &format!("Member must satisfy regular expression pattern: {pattern}"),
    )
}

/// The text that AWS services answer a broken constraint with.
pub(super) fn constraint(member: &str, value: &str, rule: &str) -> ServiceError {
    LexError::BadRequest.with(format!(
        "1 validation error detected: Value '{value}' at '{member}' failed to satisfy \
         constraint: {rule}"
    ))
}

#[cfg(test)]
mod tests {
    use rstest::rstest;

    use super::*;

    #[rstest]
    #[case("OrderFlowers", true)]
    #[case("ver_one", true)]
    #[case("ver_", true)]
    #[case("_ver", false)]
    #[case("ver__one", false)]
    #[case("ver1", false)]
    #[case("", false)]
    fn words_are_letters_with_single_underscores(#[case] value: &str, #[case] expected: bool) {
        assert_eq!(is_word(value), expected);
    }

    #[rstest]
    #[case("t", false)]
    #[case("test", true)]
    #[case("lexdr-check:2026.01", true)]
    #[case("with blank", false)]
    fn user_ids_have_a_form(#[case] value: &str, #[case] expected: bool) {
        assert_eq!(check_user_id(value).is_ok(), expected);
    }

    #[rstest]
    #[case("$LATEST", true)]
    #[case("12", true)]
    #[case("", false)]
    #[case("latest", false)]
    #[case("1a", false)]
    fn versions_are_latest_or_digits(#[case] value: &str, #[case] expected: bool) {
        assert_eq!(check_version("version", value).is_ok(), expected);
    }
}
