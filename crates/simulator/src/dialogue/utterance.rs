//! What a person says, and the templates it is held against.

use std::collections::{BTreeMap, BTreeSet};

/// A word as written and as compared.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Word {
    pub(crate) written: String,
    pub(crate) plain: String,
}

/// The words of a text. Punctuation around a word is dropped, within one it stays (`6:30`).
pub(crate) fn words(text: &str) -> Vec<Word> {
    text.split_whitespace()
        .filter_map(|piece| {
            let written = piece.trim_matches(|c: char| !c.is_alphanumeric());
            let plain = written.to_lowercase().replace('\u{2019}', "'");
            (!plain.is_empty()).then(|| Word {
                written: written.to_owned(),
                plain,
            })
        })
        .collect()
}

/// The words, as written, with single blanks between them.
pub(crate) fn written(words: &[Word]) -> String {
    words
        .iter()
        .map(|word| word.written.as_str())
        .collect::<Vec<_>>()
        .join(" ")
}

/// The slots an utterance names in braces.
pub(crate) fn slots_of(utterance: &str) -> Vec<&str> {
    let pieces = utterance.split('{').skip(1);
    pieces
        .filter_map(|piece| piece.split_once('}').map(|(slot, _)| slot.trim()))
        .collect()
}

#[derive(Debug, Clone, PartialEq, Eq)]
enum Part {
    Word(String),
    Slot(String),
}

/// A sample utterance: words, and slots in braces that stand for one word or more.
#[derive(Debug, Clone)]
pub(crate) struct Template(Vec<Part>);

impl Template {
    pub(crate) fn new(utterance: &str) -> Self {
        let mut parts = Vec::new();
        let mut literal = |text: &str| {
            parts.extend(words(text).into_iter().map(|word| Part::Word(word.plain)));
            parts.len()
        };
        let mut slots = Vec::new();
        let mut rest = utterance;
        while let Some((before, after)) = rest.split_once('{') {
            let Some((slot, behind)) = after.split_once('}') else {
                break;
            };
            slots.push((literal(before), slot.trim().to_owned()));
            rest = behind;
        }
        literal(rest);
        // From the back, so that the positions noted before stay true.
        for (at, slot) in slots.into_iter().rev() {
            parts.insert(at, Part::Slot(slot));
        }
        Self(parts)
    }

    /// The values of its slots if `said` fits, where `resolve` turns words into the value of a slot
    /// or refuses them. Slots take as few words as they can.
    pub(crate) fn fit<V>(
        &self,
        said: &[Word],
        resolve: &dyn Fn(&str, &[Word]) -> Option<V>,
    ) -> Option<BTreeMap<String, V>> {
        let mut search = Search {
            parts: &self.0,
            said,
            resolve,
            dead: BTreeSet::new(),
            values: BTreeMap::new(),
        };
        search.fits(0, 0).then_some(search.values)
    }
}

struct Search<'s, V> {
    parts: &'s [Part],
    said: &'s [Word],
    resolve: &'s dyn Fn(&str, &[Word]) -> Option<V>,
    /// Positions known to lead nowhere, which keeps the search polynomial for any input.
    dead: BTreeSet<(usize, usize)>,
    values: BTreeMap<String, V>,
}

impl<V> Search<'_, V> {
    /// Whether the parts from `part` on fit the words from `word` on.
    fn fits(&mut self, part: usize, word: usize) -> bool {
        let Some(first) = self.parts.get(part) else {
            return word == self.said.len();
        };
        if self.dead.contains(&(part, word)) {
            return false;
        }
        let fits = match first {
            Part::Word(expected) => {
                self.said
                    .get(word)
                    .is_some_and(|heard| heard.plain == *expected)
                    && self.fits(part + 1, word + 1)
            }
            Part::Slot(slot) => (word + 1..=self.said.len()).any(|end| {
                let Some(value) = (self.resolve)(slot, &self.said[word..end]) else {
                    return false;
                };
                if !self.fits(part + 1, end) {
                    return false;
                }
                self.values.insert(slot.clone(), value);
                true
            }),
        };
        if !fits {
            self.dead.insert((part, word));
        }
        fits
    }
}

#[cfg(test)]
mod tests {
    use rstest::rstest;

    use super::*;

    fn anything(_slot: &str, said: &[Word]) -> Option<String> {
        Some(written(said))
    }

    #[rstest]
    #[case(
        "I would like to order some flowers",
        "i would like to ORDER some flowers!",
        Some("")
    )]
    #[case("I would like to order some flowers", "I would like to order", None)]
    #[case(
        "I would like to order {F}",
        "I would like to order some Flowers.",
        Some("F=some Flowers")
    )]
    #[case("{F}, please", "Roses please", Some("F=Roses"))]
    #[case(
        "{F} on {D}",
        "red roses on next friday",
        Some("D=next friday F=red roses")
    )]
    #[case("{F} on {D}", "red roses on", None)]
    #[case("order {F}", "order", None)]
    fn templates_fit(#[case] template: &str, #[case] said: &str, #[case] expected: Option<&str>) {
        let found = Template::new(template).fit(&words(said), &anything);
        let shown = found.map(|values| {
            values
                .iter()
                .map(|(k, v)| format!("{k}={v}"))
                .collect::<Vec<_>>()
                .join(" ")
        });
        assert_eq!(shown.as_deref(), expected);
    }

    #[test]
    fn a_refused_value_lets_the_template_look_further() {
        let template = Template::new("{A} {B}");
        let resolve =
            |slot: &str, said: &[Word]| (slot == "B" || said.len() == 2).then(|| written(said));
        let values = template
            .fit(&words("one two three"), &resolve)
            .expect("fits");
        assert_eq!(values["A"], "one two");
        assert_eq!(values["B"], "three");
    }

    #[test]
    fn many_slots_and_many_words_stay_cheap() {
        let asked = std::cell::Cell::new(0);
        let resolve = |_: &str, said: &[Word]| {
            asked.set(asked.get() + 1);
            Some(written(said))
        };
        let said = words(&"a ".repeat(60));
        let fitted = Template::new("{A} {B} {C} {D} {E} {F} end").fit(&said, &resolve);
        assert_eq!(fitted, None);
        // Six slots, each from any of 60 words to any later one; not one of the 60^6 ways to share.
        assert!(asked.get() <= 6 * 60 * 60, "resolved {} times", asked.get());
    }
}
