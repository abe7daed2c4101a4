//! From words to slot values.
//!
//! Three strictnesses. [`exact`]: the words are a value and nothing else. [`spoken`]: the words stand
//! where a sample utterance has the slot. [`loose`]: the words are an answer to the slot's question,
//! so a value may stand among others, and an enumeration that keeps original values takes new ones,
//! as Lex does with values similar to the known.

use jiff::civil::Date;

use super::{dates, numbers, times};
use crate::lex_v1::definition::program::{KnownValue, SlotKind};
use crate::lex_v1::definition::utterance::{self, Word};

/// The real service judges by a model whether an unknown text is similar to the known values. Here
/// it is if it has up to three words of letters, which is what names of things look like.
const MOST_NEW_WORDS: usize = 3;

/// A longer text is not searched for values inside it.
const MOST_SEARCHED_WORDS: usize = 24;

/// The value that the words are.
pub(super) fn exact(kind: &SlotKind, said: &[Word], today: Date) -> Option<String> {
    match kind {
        SlotKind::BuiltIn(name) => formed(name, said, today),
        SlotKind::Custom {
            values,
            top_resolution,
        } => {
            let known = values.iter().find(|known| is_spoken(known, said))?;
            Some(chosen(known, said, *top_resolution))
        }
    }
}

/// The value of words in the place of a slot in a sample utterance.
pub(super) fn spoken(kind: &SlotKind, said: &[Word], today: Date) -> Option<String> {
    match kind {
        SlotKind::BuiltIn(name) if has_form(name) => exact(kind, said, today),
        _ => loose(kind, said, today),
    }
}

/// The value in an answer to the slot's question.
pub(super) fn loose(kind: &SlotKind, said: &[Word], today: Date) -> Option<String> {
    if said.len() <= MOST_SEARCHED_WORDS
        && let Some(value) = within(kind, said, today)
    {
        return Some(value);
    }
    match kind {
        SlotKind::Custom {
            top_resolution: false,
            ..
        } if looks_like_a_name(said) => Some(utterance::written(said)),
        SlotKind::BuiltIn(name) if !has_form(name) && !said.is_empty() => {
            Some(utterance::written(said))
        }
        _ => None,
    }
}

/// The longest run of words that is a value.
fn within(kind: &SlotKind, said: &[Word], today: Date) -> Option<String> {
    (1..=said.len())
        .rev()
        .find_map(|length| said.windows(length).find_map(|run| exact(kind, run, today)))
}

fn is_spoken(known: &KnownValue, said: &[Word]) -> bool {
    known.spoken.iter().any(|spoken| {
        spoken.len() == said.len() && spoken.iter().zip(said).all(|(a, b)| a.plain == b.plain)
    })
}

fn chosen(known: &KnownValue, said: &[Word], top_resolution: bool) -> String {
    if top_resolution {
        known.value.clone()
    } else {
        utterance::written(said)
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
    use crate::lex_v1::definition::utterance::words;

    fn flowers(top_resolution: bool) -> SlotKind {
        let known = |value: &str, synonyms: &[&str]| KnownValue {
            value: value.to_owned(),
            spoken: std::iter::once(&value)
                .chain(synonyms)
                .map(|text| words(text))
                .collect(),
        };
        let values = vec![known("roses", &["red roses"]), known("tulips", &[])];
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
        let value = |top_resolution| loose(&flowers(top_resolution), &words(said), today);
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
        assert_eq!(found.as_deref(), expected);
    }
}
