//! The state that comes with what a user says.

use serde_json::{Value, json};

use crate::bot::{self, Bot, WANT, message, state};

fn say(bot: &Bot, text: &str, state: &Value) -> Value {
    let path = format!("{}/text", bot.session("caller"));
    let body = json!({
        "text": text, "sessionState": state, "requestAttributes": { "channel": "test" },
    });
    let (status, reply) = bot.door.raw("POST", &path, &body);
    assert_eq!(status, 200, "{reply}");
    reply
}

#[tokio::test(start_paused = true)]
async fn the_state_counts_before_the_words() {
    let bot = bot::served().await;
    let asked = json!({
        "dialogAction": { "type": "ElicitSlot", "slotToElicit": "FlowerType" },
        "intent": { "name": "OrderFlowers" },
    });
    let reply = say(&bot, "tulips", &asked);
    let day = "What day do you want the tulips to be picked up?";
    assert_eq!(message(&reply), Some(day));
}

#[tokio::test(start_paused = true)]
async fn delegated_words_answer_what_lex_would_ask() {
    let bot = bot::served().await;
    let roses = json!({ "FlowerType": { "value": { "interpretedValue": "roses" } } });
    let asked = json!({
        "dialogAction": { "type": "Delegate" },
        "intent": { "name": "OrderFlowers", "slots": roses },
    });
    let reply = say(&bot, "tomorrow", &asked);
    let time = "Pick up the roses at what time on 2026-01-06?";
    assert_eq!(message(&reply), Some(time));
}

#[tokio::test(start_paused = true)]
async fn a_client_can_begin_anew() {
    let bot = bot::served().await;
    bot.say("caller", WANT);
    let reply = say(
        &bot,
        "roses",
        &json!({ "dialogAction": { "type": "ElicitIntent" } }),
    );
    assert_eq!(state(&reply).0, "FallbackIntent");
}

#[tokio::test(start_paused = true)]
async fn attributes_and_request_ids_come_back() {
    let bot = bot::served().await;
    let given = json!({
        "sessionAttributes": { "lang": "en" }, "originatingRequestId": "request-of-mine",
    });
    let reply = say(&bot, WANT, &given);
    assert_eq!(reply["requestAttributes"], json!({ "channel": "test" }));
    assert_eq!(
        reply["sessionState"]["originatingRequestId"],
        "request-of-mine"
    );
    // Session attributes stay until they are replaced, request attributes do not.
    let reply = bot.say("caller", "roses");
    assert_eq!(
        reply["sessionState"]["sessionAttributes"],
        json!({ "lang": "en" })
    );
    assert_eq!(reply.get("requestAttributes"), None);
}

#[tokio::test(start_paused = true)]
async fn contexts_live_for_their_turns() {
    let bot = bot::served().await;
    let context = json!({
        "name": "order_1",
        "timeToLive": { "timeToLiveInSeconds": 90, "turnsToLive": 2 },
        "contextAttributes": { "FlowerType": "roses" },
    });
    let reply = say(&bot, WANT, &json!({ "activeContexts": [context] }));
    let active = &reply["sessionState"]["activeContexts"][0];
    assert_eq!(active["name"], "order_1");
    assert_eq!(active["timeToLive"]["turnsToLive"], 1);
    assert_eq!(
        active["contextAttributes"],
        json!({ "FlowerType": "roses" })
    );
    bot.say("caller", "roses");
    let reply = bot.say("caller", "tomorrow");
    assert_eq!(reply["sessionState"]["activeContexts"], json!([]));
}

#[tokio::test(start_paused = true)]
async fn a_refused_turn_leaves_the_session_as_it_was() {
    let bot = bot::served().await;
    bot.say("caller", WANT);
    let path = format!("{}/text", bot.session("caller"));
    let state = json!({
        "sessionAttributes": { "lang": "en" }, "intent": { "name": "Nobody" },
    });
    let body = json!({ "text": "roses", "sessionState": state });
    let (status, _) = bot.door.raw("POST", &path, &body);
    assert_eq!(status, 400);
    let reply = bot.say("caller", "roses");
    let day = "What day do you want the roses to be picked up?";
    assert_eq!(message(&reply), Some(day));
    assert_eq!(reply["sessionState"]["sessionAttributes"], json!({}));
}
