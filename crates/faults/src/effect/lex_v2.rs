//! Another answer of a Lex V2 bot, in JSON (RecognizeText).

use serde_json::{Map, Value, json};

use super::{Answer, DialogState};

type Object = Map<String, Value>;

/// Changes a RecognizeText answer.
pub(super) fn text(answer_json: &mut Object, answer: &Answer) {
    match answer {
        Answer::Message(message) => {
            let message = json!([{ "content": message, "contentType": "PlainText" }]);
            answer_json.insert("messages".to_owned(), message);
        }
        Answer::NoMessage => {
            answer_json.remove("messages");
        }
        Answer::NullMessage => {
            answer_json.insert("messages".to_owned(), Value::Null);
        }
        Answer::Intent(name) => {
            intents(answer_json, |intent| {
                intent.insert("name".to_owned(), name.as_str().into());
            });
        }
        Answer::Slot(slot) => intents(answer_json, |intent| {
            let value = json!({
                "shape": "Scalar",
                "value": {
                    "originalValue": slot.value,
                    "interpretedValue": slot.value,
                    "resolvedValues": [slot.value],
                },
            });
            object(intent, "slots").insert(slot.name.clone(), value);
        }),
        Answer::SlotToElicit(slot) => {
            let action = object(object(answer_json, "sessionState"), "dialogAction");
            action.insert("type".to_owned(), "ElicitSlot".into());
            action.insert("slotToElicit".to_owned(), slot.as_str().into());
        }
        Answer::DialogState(state) => dialog_state(answer_json, *state),
        Answer::ReadyForFulfillment => {
            dialog_state(answer_json, DialogState::ReadyForFulfillment);
            answer_json.remove("messages");
        }
        Answer::BotVersion(_) | Answer::Garbage | Answer::Html | Answer::EmptyObject => {}
    }
}

fn dialog_state(answer: &mut Object, state: DialogState) {
    let session = object(answer, "sessionState");
    let action = object(session, "dialogAction");
    if matches!(
        state,
        DialogState::ElicitIntent | DialogState::ConfirmIntent | DialogState::ElicitSlot
    ) {
        action.insert("type".to_owned(), state.as_str().into());
        return;
    }
    action.insert("type".to_owned(), "Close".into());
    action.remove("slotToElicit");
    intents(answer, |intent| {
        intent.insert("state".to_owned(), state.as_str().into());
    });
}

/// The intent of the session and the one that the bot thinks most likely: an answer names it twice.
fn intents(answer: &mut Object, change: impl Fn(&mut Object)) {
    change(object(object(answer, "sessionState"), "intent"));
    let likeliest = answer
        .get_mut("interpretations")
        .and_then(Value::as_array_mut)
        .and_then(|all| all.first_mut())
        .and_then(|first| first.get_mut("intent"))
        .and_then(Value::as_object_mut);
    if let Some(intent) = likeliest {
        change(intent);
    }
}

/// The member of this name, made an object if it is none.
fn object<'a>(parent: &'a mut Object, name: &str) -> &'a mut Object {
    let member = parent.entry(name).or_insert(Value::Null);
    if !member.is_object() {
        *member = Value::Object(Map::new());
    }
    member.as_object_mut().expect("made an object above")
}
