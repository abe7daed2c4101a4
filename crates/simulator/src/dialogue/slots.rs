//! From words to slot values.
//!
//! Three strictnesses. [`exact`]: the words are a value and nothing else. [`spoken`]: the words stand
//! where a sample utterance has the slot. [`loose`]: the words are an answer to the slot's question,
//! so a value may stand among others, and an enumeration that keeps original values takes new ones,
//! as Lex does with values similar to the known.

use jiff::civil::Date;

use super::program::{KnownValue, SlotKind};
use super::utterance::{self, Word};
use super::{dates, numbers, times};

/// What a slot holds.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct SlotValue {
    /// What the user said.
    pub(crate) original: String,
    /// What it counts as.
    pub(crate) interpreted: String,
    /// The values of the slot's type that it may mean, the likeliest first.
    pub(crate) resolved: Vec<String>,
}

impl SlotValue {
    /// A value that is taken as it is.
    pub(crate) fn of_text(text: &str) -> Self {
        Self {
            original: text.to_owned(),
            interpreted: text.to_owned(),
            resolved: Vec::new(),
        }
    }

    fn of_words(said: &[Word], interpreted: String) -> Self {
        Self {
            original: utterance::written(said),
            resolved: vec![interpreted.clone()],
            interpreted,
        }
    }
}

/// The real service judges by a model whether an unknown text is similar to the known values. Here
/// it is if it has up to three words of letters, which is what names of things look like.
const MOST_NEW_WORDS: usize = 3;

/// A longer text is not searched for values inside it.
const MOST_SEARCHED_WORDS: usize = 24;

/// The value that the words are.
pub(super) fn exact(kind: &SlotKind, said: &[Word], today: Date) -> Option<SlotValue> {
    match kind {
        SlotKind::BuiltIn(name) => {
            formed(name, said, today).map(|value| SlotValue::of_words(said, value))
        }
        SlotKind::Custom {
            values,
            top_resolution,
        } => {
            let known = values.iter().find(|known| known.is_spoken(said))?;
            Some(chosen(known, said, *top_resolution))
        }
    }
}

/// The value of words in the place of a slot in a sample utterance.
pub(super) fn spoken(kind: &SlotKind, said: &[Word], today: Date) -> Option<SlotValue> {
    match kind {
        SlotKind::BuiltIn(name) if has_form(name) => exact(kind, said, today),
        _ => loose(kind, said, today),
    }
}

/// The value in an answer to the slot's question.
pub(super) fn loose(kind: &SlotKind, said: &[Word], today: Date) -> Option<SlotValue> {
    if said.len() <= MOST_SEARCHED_WORDS
        && let Some(value) = within(kind, said, today)
    {
        return Some(value);
    }
    match kind {
        SlotKind::Custom {
            top_resolution: false,
            ..
        } if looks_like_a_name(said) => Some(SlotValue::of_text(&utterance::written(said))),
        SlotKind::BuiltIn(name) if !has_form(name) && !said.is_empty() => {
            Some(SlotValue::of_words(said, utterance::written(said)))
        }
        _ => None,
    }
}

/// The longest run of words that is a value.
fn within(kind: &SlotKind, said: &[Word], today: Date) -> Option<SlotValue> {
    (1..=said.len())
        .rev()
        .find_map(|length| said.windows(length).find_map(|run| exact(kind, run, today)))
}

fn chosen(known: &KnownValue, said: &[Word], top_resolution: bool) -> SlotValue {
    let original = utterance::written(said);
    SlotValue {
        interpreted: if top_resolution {
            known.value.clone()
        } else {
            original.clone()
        },
        original,
        resolved: vec![known.value.clone()],
    }
}

fn looks_like_a_name(said: &[Word]) -> bool {
    let of_letters = |word: &Word| {
        word.plain
            .chars()
            .all(|c| c.is_alphabetic() || c == '\'' || c == '-')
    };
    (1..=MOST_NEW_WORDS).contains(&said.len()) && said.iter().all(of_letters)
}

/// Whether values of a built-in type have a form to hold them against. Values of the others (cities,
/// names, sports) are taken as they are said.
fn has_form(name: &str) -> bool {
    ["DATE", "TIME", "NUMBER", "FOUR_DIGIT_NUMBER"].contains(&name)
}

fn formed(name: &str, said: &[Word], today: Date) -> Option<String> {
    let plain: Vec<&str> = said.iter().map(|word| word.plain.as_str()).collect();
    match name {
        "DATE" => dates::date(&plain, today).map(|date| date.to_string()),
        "TIME" => times::time(&plain),
        "NUMBER" => numbers::number(&plain).map(|number| number.to_string()),
        "FOUR_DIGIT_NUMBER" => match plain.as_slice() {
            [digits] if digits.len() == 4 && digits.bytes().all(|b| b.is_ascii_digit()) => {
                Some((*digits).to_owned())
            }
            _ => None,
        },
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use rstest::rstest;

    use super::*;
    use crate::dialogue::utterance::words;

    fn flowers(top_resolution: bool) -> SlotKind {
        let values = vec![
            KnownValue::new("roses", ["red roses"]),
            KnownValue::new("tulips", []),
        ];
        SlotKind::Custom {
            values,
            top_resolution,
        }
    }

    #[rstest]
    #[case("roses", Some("roses"), Some("roses"))]
    #[case("Red Roses", Some("Red Roses"), Some("roses"))]
    #[case("I'd like tulips please", Some("tulips"), Some("tulips"))]
    #[case("Jasmine", Some("Jasmine"), None)]
    #[case("some flowers", Some("some flowers"), None)]
    #[case("I would like to pick up flowers", None, None)]
    #[case("12", None, None)]
    #[case("", None, None)]
    fn enumerations_expand_unless_they_resolve(
        #[case] said: &str,
        #[case] original: Option<&str>,
        #[case] top: Option<&str>,
    ) {
        let today = Date::constant(2026, 1, 5);
        let value = |top_resolution| {
            let value = loose(&flowers(top_resolution), &words(said), today)?;
            Some(value.interpreted)
        };
        assert_eq!(value(false).as_deref(), original);
        assert_eq!(value(true).as_deref(), top);
    }

    #[rstest]
    #[case("DATE", "tomorrow please", Some("2026-01-06"))]
    #[case("DATE", "next year maybe", None)]
    #[case("TIME", "around 6 pm, thanks", Some("18:00"))]
    #[case("NUMBER", "twenty-five", Some("25"))]
    #[case("FOUR_DIGIT_NUMBER", "1234", Some("1234"))]
    #[case("FOUR_DIGIT_NUMBER", "12345", None)]
    #[case("US_CITY", "New York", Some("New York"))]
    fn built_in_types_have_forms(
        #[case] name: &str,
        #[case] said: &str,
        #[case] expected: Option<&str>,
    ) {
        let kind = SlotKind::BuiltIn(name.to_owned());
        let found = loose(&kind, &words(said), Date::constant(2026, 1, 5));
        let found = found.map(|value| value.interpreted);
        assert_eq!(found.as_deref(), expected);
    }
    #[rstest]
    #[case::entry("roses", &["roses"])]
    #[case::synonym("red roses", &["roses"])]
    #[case::new("Jasmine", &[])]
    fn a_value_tells_what_was_said_and_what_it_may_mean(
        #[case] said: &str,
        #[case] resolved: &[&str],
    ) {
        let today = Date::constant(2026, 1, 5);
        let value = loose(&flowers(false), &words(said), today).expect("a value");
        assert_eq!(value.original, said);
        assert_eq!(value.resolved, resolved);
    }
}
