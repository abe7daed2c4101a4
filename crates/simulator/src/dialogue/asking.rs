//! What a turn brings, and how the bot words what it says.

use serde_json::{Map, Value};

use super::message::{Message, Part, Statement};
use super::state::Slots;

/// What the bot says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Said {
    /// Never empty.
    pub(crate) parts: Vec<SaidPart>,
    /// The card that text clients show.
    pub(crate) card: Option<Value>,
}

/// A message, its values filled in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct SaidPart {
    pub(crate) group: Option<i64>,
    pub(crate) format: String,
    pub(crate) text: String,
}

/// What a turn brings, beside the state it leaves behind.
#[derive(Debug)]
pub(crate) struct Reply {
    pub(crate) said: Option<Said>,
    /// The turn chose an intent.
    pub(crate) chose_intent: bool,
}

impl Reply {
    pub(crate) const fn silent() -> Self {
        Self::saying(None)
    }

    pub(crate) const fn saying(said: Option<Said>) -> Self {
        Self {
            said,
            chose_intent: false,
        }
    }

    pub(super) fn new_intent(mut self) -> Self {
        self.chose_intent = true;
        self
    }
}

/// Words a statement. Of several wordings Lex takes one at random; here the `round`th (from 0), so
/// that a question asked again is worded anew and two runs are alike.
pub(super) fn say(
    statement: &Statement,
    round: u32,
    slots: &Slots,
    attributes: &Map<String, Value>,
) -> Option<Said> {
    let part = |part: &Part| {
        let message = pick(&part.wordings, round)?;
        Some(SaidPart {
            group: part.group,
            format: message.format.clone(),
            text: fill_text(&message.text, slots, attributes),
        })
    };
    let parts: Vec<SaidPart> = statement.parts.iter().filter_map(part).collect();
    if parts.is_empty() {
        return None;
    }
    let card = statement
        .card
        .as_deref()
        .and_then(|card| serde_json::from_str(&fill_text(card, slots, attributes)).ok())
        .filter(Value::is_object);
    Some(Said { parts, card })
}

fn pick(wordings: &[Message], round: u32) -> Option<&Message> {
    let round = usize::try_from(round).unwrap_or_default();
    wordings.get(round % wordings.len().max(1))
}

/// Puts slot values in place of `{Slot}` and session attributes in place of `[attribute]`. What has
/// no value stays as it is.
fn fill_text(text: &str, slots: &Slots, attributes: &Map<String, Value>) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find(['{', '[']) {
        let (before, from) = rest.split_at(at);
        out.push_str(before);
        let close = if from.starts_with('{') { '}' } else { ']' };
        let value = from[1..].split_once(close).and_then(|(name, behind)| {
            let value = if close == '}' {
                slots.value(name).map(|value| value.interpreted.as_str())
            } else {
                attributes.get(name).and_then(Value::as_str)
            };
            Some((value?, behind))
        });
        if let Some((value, behind)) = value {
            out.push_str(value);
            rest = behind;
        } else {
            out.push_str(&from[..1]);
            rest = &from[1..];
        }
    }
    out.push_str(rest);
    out
}

#[cfg(test)]
mod tests {
    use rstest::rstest;
    use serde_json::json;

    use super::*;
    use crate::dialogue::slots::SlotValue;

    fn part(group: Option<i64>, texts: &[&str]) -> Part {
        let wording = |text: &&str| Message {
            format: "PlainText".to_owned(),
            text: (*text).to_owned(),
        };
        Part {
            group,
            wordings: texts.iter().map(wording).collect(),
        }
    }

    fn said(parts: &[Part], round: u32) -> Option<Vec<String>> {
        let statement = Statement {
            parts: parts.to_vec(),
            card: None,
        };
        let said = say(&statement, round, &Slots::default(), &Map::new())?;
        Some(said.parts.into_iter().map(|part| part.text).collect())
    }

    #[rstest]
    #[case("The {FlowerType} by {PickupTime}.", "The roses by {PickupTime}.")]
    #[case("{FlowerType}{FlowerType}", "rosesroses")]
    #[case("Hello [name], {unknown}", "Hello Ann, {unknown}")]
    #[case("open { brace [ and bracket", "open { brace [ and bracket")]
    fn values_stand_in_for_their_names(#[case] text: &str, #[case] expected: &str) {
        let mut slots = Slots::default();
        slots.set("FlowerType", Some(SlotValue::of_text("roses")));
        slots.set("PickupTime", None);
        let attributes = json!({ "name": "Ann" });
        let attributes = attributes.as_object().expect("an object");
        assert_eq!(fill_text(text, &slots, attributes), expected);
    }

    #[test]
    fn a_question_asked_again_takes_the_next_wording() {
        let parts = [part(None, &["one", "two"])];
        let text = |round| said(&parts, round).expect("said").concat();
        assert_eq!([text(0), text(1), text(2)], ["one", "two", "one"]);
    }

    #[test]
    fn parts_are_said_together() {
        let parts = [part(Some(1), &["a"]), part(Some(2), &["b", "c"])];
        assert_eq!(said(&parts, 1).expect("said"), ["a", "c"]);
    }

    #[test]
    fn a_statement_without_words_says_nothing() {
        assert_eq!(said(&[part(None, &[])], 0), None);
    }
}
