//! The sample bot OrderFlowers in Lex V2, with the words it has in Lex V1.

use std::time::Duration;

use serde_json::{Value, json};

use crate::door::Door;

pub(crate) const WANT: &str = "I would like to order some flowers";
pub(crate) const WHICH: &str = "What type of flowers would you like to order?";
pub(crate) const REJECTION: &str = "Okay, I will not place your order.";

/// The alias that every bot has, for its draft.
pub(crate) const TEST_ALIAS: &str = "TSTALIASID";

/// A bot behind an alias.
#[derive(Debug, Clone)]
pub(crate) struct Bot {
    pub(crate) door: Door,
    pub(crate) id: String,
    pub(crate) alias: String,
}

impl Bot {
    /// The path of a session, as seen through the alias in locale `en_US`.
    pub(crate) fn session(&self, session: &str) -> String {
        self.session_at(&self.alias, "en_US", session)
    }

    pub(crate) fn session_at(&self, alias: &str, locale: &str, session: &str) -> String {
        let id = &self.id;
        format!("/bots/{id}/botAliases/{alias}/botLocales/{locale}/sessions/{session}")
    }

    /// A turn of a conversation, whatever it is answered with.
    pub(crate) fn ask(&self, session: &str, text: &str) -> (u16, Value) {
        let path = format!("{}/text", self.session(session));
        self.door.raw("POST", &path, &json!({ "text": text }))
    }

    /// A turn of a conversation.
    pub(crate) fn say(&self, session: &str, text: &str) -> Value {
        let (status, body) = self.ask(session, text);
        assert_eq!(status, 200, "{body}");
        body
    }

    /// A call of the models API for this bot.
    pub(crate) fn models(&self, method: &str, path: &str, body: &Value) -> Value {
        models(
            &self.door,
            method,
            &format!("/bots/{}{path}", self.id),
            body,
        )
    }

    /// Makes another alias, as soon as it can be used.
    pub(crate) async fn alias(&self, name: &str, version: &str, locales: &Value) -> String {
        let alias = json!({
            "botAliasName": name, "botVersion": version, "botAliasLocaleSettings": locales,
        });
        let made = self.models("PUT", "/botaliases/", &alias);
        let id = text(&made, "botAliasId");
        let path = format!("/bots/{}/botaliases/{id}/", self.id);
        until(&self.door, &path, "botAliasStatus", "Available").await;
        id
    }

    /// Points the alias to a version.
    pub(crate) fn point(&self, version: &str) {
        let alias = json!({
            "botAliasName": "ver_one", "botVersion": version, "botAliasLocaleSettings": enabled(),
        });
        self.models("PUT", &format!("/botaliases/{}/", self.alias), &alias);
    }

    /// Builds the locale of the draft.
    pub(crate) async fn build(&self, locale: &str) {
        let path = format!("/bots/{}/botversions/DRAFT/botlocales/{locale}/", self.id);
        models(&self.door, "POST", &path, &Value::Null);
        until(&self.door, &path, "botLocaleStatus", "Built").await;
    }

    /// Makes a version of the draft.
    pub(crate) async fn version(&self) -> String {
        let locales = json!({ "en_US": { "sourceBotVersion": "DRAFT" } });
        let wanted = json!({ "botVersionLocaleSpecification": locales });
        let made = self.models("PUT", "/botversions/", &wanted);
        let version = text(&made, "botVersion");
        let path = format!("/bots/{}/botversions/{version}/", self.id);
        until(&self.door, &path, "botStatus", "Available").await;
        version
    }
}

/// The locale settings of an alias that answers.
pub(crate) fn enabled() -> Value {
    json!({ "en_US": { "enabled": true } })
}

/// Where an answer leaves the conversation: the intent, its state, and the next action.
pub(crate) fn state(reply: &Value) -> (&str, &str, &str) {
    let state = &reply["sessionState"];
    let intent = &state["intent"];
    (
        intent["name"].as_str().unwrap_or_default(),
        intent["state"].as_str().unwrap_or_default(),
        state["dialogAction"]["type"].as_str().expect("an action"),
    )
}

/// What an answer says, if anything.
pub(crate) fn message(reply: &Value) -> Option<&str> {
    reply.get("messages")?[0]["content"].as_str()
}

fn text(answer: &Value, member: &str) -> String {
    answer[member].as_str().expect(member).to_owned()
}

fn models(door: &Door, method: &str, path: &str, body: &Value) -> Value {
    let (status, answer) = door.models(method, path, body);
    assert!(status < 300, "{method} {path}: {status} {answer}");
    answer
}

/// Lets time pass until a resource is in a state.
async fn until(door: &Door, path: &str, member: &str, state: &str) {
    for _ in 0..120 {
        let (status, body) = door.models("GET", path, &Value::Null);
        if status == 200 && body[member] == state {
            return;
        }
        tokio::time::advance(Duration::from_secs(1)).await;
    }
    panic!("{path} never gets {state}");
}

fn groups(text: &str) -> Value {
    json!([{ "message": { "plainTextMessage": { "value": text } } }])
}

fn prompt(text: &str) -> Value {
    json!({ "messageGroups": groups(text), "maxRetries": 1 })
}

/// What a slot asks, and the sentences it listens for.
fn elicitation(question: &str, samples: &[&str]) -> Value {
    let samples: Vec<Value> = samples
        .iter()
        .map(|sample| json!({ "utterance": sample }))
        .collect();
    json!({
        "slotConstraint": "Required",
        "promptSpecification": prompt(question),
        "sampleUtterances": samples,
    })
}

/// The path of a locale of the draft.
fn draft(locale: &str) -> String {
    format!("/botversions/DRAFT/botlocales/{locale}")
}

/// A bot with an empty locale `en_US`.
async fn empty(delay: Duration) -> Bot {
    let door = Door::new(delay);
    let wanted = json!({
        "botName": "OrderFlowers",
        "roleArn": "arn:aws:iam::123456789012:role/lexDRRole",
        "dataPrivacy": { "childDirected": false },
        "idleSessionTTLInSeconds": 600,
    });
    let made = models(&door, "PUT", "/bots/", &wanted);
    let bot = Bot {
        id: text(&made, "botId"),
        alias: TEST_ALIAS.to_owned(),
        door,
    };
    let path = format!("/bots/{}/", bot.id);
    until(&bot.door, &path, "botStatus", "Available").await;
    bot.locale("en_US").await;
    bot
}

impl Bot {
    pub(crate) async fn locale(&self, locale: &str) {
        let wanted = json!({ "localeId": locale, "nluIntentConfidenceThreshold": 0.4 });
        self.models("PUT", "/botversions/DRAFT/botlocales/", &wanted);
        let path = format!("/bots/{}{}/", self.id, draft(locale));
        until(&self.door, &path, "botLocaleStatus", "NotBuilt").await;
    }

    /// Adds an intent to the draft.
    pub(crate) fn intent(&self, intent: &Value) -> String {
        let path = format!("{}/intents/", draft("en_US"));
        text(&self.models("PUT", &path, intent), "intentId")
    }
}

/// OrderFlowers as a draft that was never built.
pub(crate) async fn drafted(delay: Duration) -> Bot {
    let bot = empty(delay).await;
    let values: Vec<Value> = ["tulips", "lilies", "roses"]
        .iter()
        .map(|value| json!({ "sampleValue": { "value": value } }))
        .collect();
    let slot_type = json!({
        "slotTypeName": "FlowerTypes",
        "slotTypeValues": values,
        "valueSelectionSetting": { "resolutionStrategy": "OriginalValue" },
    });
    let path = format!("{}/slottypes/", draft("en_US"));
    let flowers = text(&bot.models("PUT", &path, &slot_type), "slotTypeId");
    let mut intent = json!({
        "intentName": "OrderFlowers",
        "sampleUtterances": [
            { "utterance": "I would like to pick up flowers" }, { "utterance": WANT },
        ],
        "intentConfirmationSetting": {
            "promptSpecification": prompt(
                "Okay, your {FlowerType} will be ready for pickup by {PickupTime} on {PickupDate}.  \
                 Does this sound okay?",
            ),
            "declinationResponse": { "messageGroups": groups(REJECTION) },
        },
    });
    let id = bot.intent(&intent);
    let path = format!("{}/intents/{id}/", draft("en_US"));
    let order = ["I would like to order {FlowerType}"];
    // Not in the order in which they are asked for.
    let slots = [
        (
            3,
            "PickupTime",
            "AMAZON.Time",
            "Pick up the {FlowerType} at what time on {PickupDate}?",
            &[][..],
        ),
        (1, "FlowerType", &flowers, WHICH, &order[..]),
        (
            2,
            "PickupDate",
            "AMAZON.Date",
            "What day do you want the {FlowerType} to be picked up?",
            &[][..],
        ),
    ];
    let priorities: Vec<Value> = slots
        .into_iter()
        .map(|(priority, name, slot_type, question, samples)| {
            let slot = json!({
                "slotName": name,
                "slotTypeId": slot_type,
                "valueElicitationSetting": elicitation(question, samples),
            });
            let made = bot.models("PUT", &format!("{path}slots/"), &slot);
            json!({ "priority": priority, "slotId": text(&made, "slotId") })
        })
        .collect();
    intent["slotPriorities"] = priorities.into();
    bot.models("PUT", &path, &intent);
    bot
}

/// OrderFlowers behind alias `ver_one`, which reaches the runtime after `delay`.
pub(crate) async fn defined(delay: Duration) -> Bot {
    let mut bot = drafted(delay).await;
    bot.build("en_US").await;
    assert_eq!(bot.version().await, "1");
    bot.alias = bot.alias("ver_one", "1", &enabled()).await;
    bot
}

/// OrderFlowers behind alias `ver_one`, which the runtime sees at once.
pub(crate) async fn served() -> Bot {
    defined(Duration::ZERO).await
}

/// OrderFlowers with a second version, which knows one intent more: it understands "help".
pub(crate) async fn two_versions(delay: Duration) -> Bot {
    let bot = defined(delay).await;
    bot.intent(&json!({ "intentName": "Help", "sampleUtterances": [{ "utterance": "help" }] }));
    bot.build("en_US").await;
    assert_eq!(bot.version().await, "2");
    bot
}
