//! `PutSession`: where a client wants a conversation to stand.

use rstest::rstest;
use serde_json::{Value, json};

use crate::bot::{self, Bot, WHICH, message, state};

/// Puts a session; the status, and what `GetSession` shows of it then.
fn put(bot: &Bot, body: &Value) -> (u16, Value) {
    let path = bot.session("caller");
    let (status, text) = bot.door.text("POST", &path, body);
    if status != 200 {
        return (status, serde_json::from_str(&text).expect("JSON"));
    }
    bot.door.raw("GET", &path, &Value::Null)
}

fn order(slots: &Value) -> Value {
    json!({ "name": "OrderFlowers", "slots": slots })
}

fn lilies() -> Value {
    json!({ "FlowerType": { "value": { "interpretedValue": "lilies" } } })
}

#[tokio::test(start_paused = true)]
async fn a_client_can_begin_where_it_likes() {
    let bot = bot::served().await;
    let action = json!({ "type": "ElicitSlot", "slotToElicit": "PickupDate" });
    let state = json!({ "dialogAction": action, "intent": order(&lilies()) });
    let (status, session) = put(&bot, &json!({ "sessionState": state }));
    assert_eq!(status, 200, "{session}");
    assert_eq!(session["sessionState"]["dialogAction"], action);
    let day = "What day do you want the lilies to be picked up?";
    assert_eq!(message(&session), Some(day), "the bot's own prompt");
    let slots = &session["sessionState"]["intent"]["slots"];
    assert_eq!(slots["FlowerType"]["value"]["originalValue"], "lilies");
    assert_eq!(slots["PickupTime"], Value::Null);
    let reply = bot.say("caller", "tomorrow");
    let time = "Pick up the lilies at what time on 2026-01-06?";
    assert_eq!(message(&reply), Some(time));
}

#[tokio::test(start_paused = true)]
async fn a_client_can_ask_in_its_own_words() {
    let bot = bot::served().await;
    let state = json!({
        "dialogAction": { "type": "ConfirmIntent" }, "intent": order(&lilies()),
    });
    let messages = json!([
        { "contentType": "PlainText", "content": "Really, lilies?" },
        { "contentType": "ImageResponseCard", "imageResponseCard": { "title": "Lilies" } },
    ]);
    let (status, session) = put(
        &bot,
        &json!({ "sessionState": state, "messages": messages }),
    );
    assert_eq!(status, 200, "{session}");
    assert_eq!(session["messages"], messages);
    let reply = bot.say("caller", "yes");
    assert_eq!(
        bot::state(&reply),
        ("OrderFlowers", "ReadyForFulfillment", "Close")
    );
}

#[tokio::test(start_paused = true)]
async fn a_client_can_leave_the_next_step_to_lex() {
    let bot = bot::served().await;
    let delegate = |intent: Value| {
        let state = json!({ "dialogAction": { "type": "Delegate" }, "intent": intent });
        let (status, session) = put(&bot, &json!({ "sessionState": state }));
        assert_eq!(status, 200, "{session}");
        session
    };
    let session = delegate(json!({ "name": "OrderFlowers" }));
    assert_eq!(message(&session), Some(WHICH));

    let value = |text: &str| json!({ "value": { "interpretedValue": text } });
    let mut whole = order(&json!({
        "FlowerType": value("lilies"), "PickupDate": value("2026-01-07"), "PickupTime": value("09:00"),
    }));
    let session = delegate(whole.clone());
    assert_eq!(state(&session).2, "ConfirmIntent");

    whole["confirmationState"] = "Confirmed".into();
    assert_eq!(
        state(&delegate(whole.clone())),
        ("OrderFlowers", "ReadyForFulfillment", "Close")
    );
    whole["confirmationState"] = "Denied".into();
    let session = delegate(whole);
    assert_eq!(state(&session), ("OrderFlowers", "Failed", "Close"));
    assert_eq!(message(&session), Some(bot::REJECTION));
}

#[rstest]
#[case("Fulfilled")]
#[case("Failed")]
#[case("ReadyForFulfillment")]
#[tokio::test(start_paused = true)]
async fn a_client_can_end_an_intent(#[case] end: &str) {
    let bot = bot::served().await;
    let intent = json!({ "name": "OrderFlowers", "state": end });
    let wanted = json!({ "dialogAction": { "type": "Close" }, "intent": intent });
    let (status, session) = put(&bot, &json!({ "sessionState": wanted }));
    assert_eq!(status, 200, "{session}");
    assert_eq!(state(&session), ("OrderFlowers", end, "Close"));
}

/// Lex V2 has no clarification prompt, so there is nothing to say and nothing wrong with that.
#[tokio::test(start_paused = true)]
async fn a_client_can_open_a_session_and_nothing_else() {
    let bot = bot::served().await;
    let wanted = json!({ "dialogAction": { "type": "ElicitIntent" } });
    let (status, session) = put(&bot, &json!({ "sessionState": wanted }));
    assert_eq!(status, 200, "{session}");
    assert_eq!(state(&session), ("", "", "ElicitIntent"));
    assert_eq!(session.get("messages"), None);
    assert_eq!(bot.door.open_sessions("caller"), 1);
}

#[rstest]
#[case::nothing(json!({}), 400, "sessionState")]
#[case::no_action(json!({ "sessionState": { "dialogAction": { "type": "Dance" } } }), 400, "Dance")]
#[case::no_intent(json!({ "sessionState": { "dialogAction": { "type": "Delegate" } } }), 400, "Delegate needs an intent")]
#[case::unknown_intent(json!({ "sessionState": { "intent": { "name": "Nobody" } } }), 400, "Nobody")]
#[case::unknown_slot(json!({ "sessionState": { "intent": { "name": "OrderFlowers", "slots": { "Colour": null } } } }), 400, "Colour")]
#[case::no_slot(json!({ "sessionState": { "dialogAction": { "type": "ElicitSlot" }, "intent": { "name": "OrderFlowers" } } }), 400, "slotToElicit")]
#[case::no_end(json!({ "sessionState": { "dialogAction": { "type": "Close" }, "intent": { "name": "OrderFlowers" } } }), 400, "Close")]
#[case::no_state(json!({ "sessionState": { "intent": { "name": "OrderFlowers", "state": "Done" } } }), 400, "Done")]
#[case::attributes(json!({ "sessionState": { "sessionAttributes": { "a": 1 } } }), 400, "sessionAttributes")]
#[case::message(json!({ "sessionState": {}, "messages": [{ "contentType": "Smell", "content": "x" }] }), 400, "contentType")]
#[case::context(json!({ "sessionState": { "activeContexts": [{ "name": "a", "timeToLive": { "timeToLiveInSeconds": 1, "turnsToLive": 1 }, "contextAttributes": {} }] } }), 400, "timeToLive")]
#[case::list(json!({ "sessionState": { "intent": { "name": "OrderFlowers", "slots": { "FlowerType": { "shape": "List" } } } } }), 501, "List")]
#[tokio::test(start_paused = true)]
async fn what_makes_no_sense_is_refused(
    #[case] body: Value,
    #[case] expected: u16,
    #[case] named: &str,
) {
    let bot = bot::served().await;
    let (status, answer) = put(&bot, &body);
    assert_eq!(status, expected, "{answer}");
    let text = answer["message"].as_str().expect("a text");
    assert!(text.contains(named), "{text}");
    assert_eq!(bot.door.open_sessions(""), 0, "nothing was kept");
}
