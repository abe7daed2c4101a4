//! What a turn brings, and how the bot words what it says.

use serde_json::{Map, Value, json};

use super::state::Slots;
use crate::lex_v1::definition::message::{Message, Statement};

/// What the bot says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Said {
    pub(super) text: String,
    /// `PlainText`, `SSML`, `CustomPayload` or `Composite`.
    pub(super) format: String,
    /// The card that text clients show.
    pub(super) card: Option<Value>,
}

/// What a turn brings, beside the state it leaves behind.
#[derive(Debug)]
pub(super) struct Reply {
    pub(super) said: Option<Said>,
    /// The turn chose an intent.
    pub(super) chose_intent: bool,
}

impl Reply {
    pub(super) const fn silent() -> Self {
        Self::saying(None)
    }

    pub(super) const fn saying(said: Option<Said>) -> Self {
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

/// Words a statement. Of several messages Lex takes one at random; here the `round`th (from 0), so
/// that a question asked again is worded anew and two runs are alike. Messages in groups give one
/// each.
pub(super) fn say(
    statement: &Statement,
    round: u32,
    slots: &Slots,
    attributes: &Map<String, Value>,
) -> Option<Said> {
    let fill = |message: &Message| fill_text(&message.content, slots, attributes);
    let card = statement
        .response_card
        .as_deref()
        .and_then(|card| serde_json::from_str(&fill_text(card, slots, attributes)).ok())
        .filter(Value::is_object);
    let grouped: Vec<&Message> = statement
        .messages
        .iter()
        .filter(|message| message.group_number.is_some())
        .collect();
    if grouped.is_empty() {
        let message = pick(&statement.messages.iter().collect::<Vec<_>>(), round)?;
        return Some(Said {
            text: fill(message),
            format: message.content_type.clone(),
            card,
        });
    }
    let mut numbers: Vec<i64> = grouped.iter().filter_map(|m| m.group_number).collect();
    numbers.sort_unstable();
    numbers.dedup();
    let parts: Vec<Value> = numbers
        .iter()
        .filter_map(|number| {
            let group: Vec<&Message> = grouped
                .iter()
                .copied()
                .filter(|m| m.group_number == Some(*number))
                .collect();
            let message = pick(&group, round)?;
            let kind = &message.content_type;
            Some(json!({ "type": kind, "group": number, "value": fill(message) }))
        })
        .collect();
    let text = json!({ "messages": parts }).to_string();
    Some(Said {
        text,
        format: "Composite".to_owned(),
        card,
    })
}

fn pick<'m>(messages: &[&'m Message], round: u32) -> Option<&'m Message> {
    let round = usize::try_from(round).unwrap_or_default();
    messages.get(round % messages.len().max(1)).copied()
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
                slots.value(name)
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

    use super::*;

    fn statement(messages: &[(&str, Option<i64>)]) -> Statement {
        let message = |(text, group): &(&str, Option<i64>)| Message {
            content_type: "PlainText".to_owned(),
            content: (*text).to_owned(),
            group_number: *group,
        };
        Statement {
            messages: messages.iter().map(message).collect(),
            response_card: None,
        }
    }

    #[rstest]
    #[case("The {FlowerType} by {PickupTime}.", "The roses by {PickupTime}.")]
    #[case("{FlowerType}{FlowerType}", "rosesroses")]
    #[case("Hello [name], {unknown}", "Hello Ann, {unknown}")]
    #[case("open { brace [ and bracket", "open { brace [ and bracket")]
    fn values_stand_in_for_their_names(#[case] text: &str, #[case] expected: &str) {
        let mut slots = Slots::default();
        slots.set("FlowerType", Some("roses".to_owned()));
        slots.set("PickupTime", None);
        let attributes = json!({ "name": "Ann" });
        let attributes = attributes.as_object().expect("an object");
        assert_eq!(fill_text(text, &slots, attributes), expected);
    }

    #[test]
    fn a_question_asked_again_takes_the_next_wording() {
        let statement = statement(&[("one", None), ("two", None)]);
        let said = |round| {
            say(&statement, round, &Slots::default(), &Map::new())
                .expect("said")
                .text
        };
        assert_eq!([said(0), said(1), said(2)], ["one", "two", "one"]);
    }

    #[test]
    fn groups_are_said_together() {
        let statement = statement(&[("a", Some(1)), ("b", Some(2)), ("c", Some(2))]);
        let said = say(&statement, 1, &Slots::default(), &Map::new()).expect("said");
        assert_eq!(said.format, "Composite");
        let parts: Value = serde_json::from_str(&said.text).expect("JSON");
        assert_eq!(parts["messages"][0]["value"], "a");
        assert_eq!(parts["messages"][1]["value"], "c");
    }
}
