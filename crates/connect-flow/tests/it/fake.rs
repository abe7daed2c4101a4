//! A world for calls: functions and bots that do what a test says, in virtual time.

use std::collections::BTreeMap;
use std::sync::Mutex;
use std::time::{Duration, SystemTime};

use lexdr_connect_flow::shipped::{self, Bot, Params};
use lexdr_connect_flow::{
    BotRef, Call, Contact, DialogState, Flow, Invocation, Invoked, Line, Rules, Script, Turn,
    follow,
};
use serde_json::{Value, json};
use tokio::time::sleep;

pub(crate) const EAST: &str = "us-east-1";
pub(crate) const WEST: &str = "us-west-2";
pub(crate) const APOLOGY: &str = "We cannot take your order now.";

/// What a function or a bot does, and how long it takes.
pub(crate) type Does<T> = (u64, T);

/// A function that answers one attempt after another, the last for ever, and bots by region.
pub(crate) struct Fake {
    attempts: Vec<Does<Invoked>>,
    bots: BTreeMap<&'static str, Does<BotDoes>>,
    pub(crate) asked: Mutex<Vec<Invocation>>,
}

#[derive(Clone, Copy)]
pub(crate) enum BotDoes {
    /// Answers the complete order.
    Well,
    /// Says something else.
    Wrong,
    /// Answers the first turn and then fails.
    FailsLater,
    /// Fails.
    Down,
}

/// What the callers of these tests say, and what they must hear.
pub(crate) const ORDER: [(&str, Option<&str>); 3] = [
    ("I would like to order flowers", Some("What type")),
    ("roses", Some("What day")),
    ("tomorrow", None),
];

impl Fake {
    pub(crate) fn new(attempts: impl IntoIterator<Item = Does<Invoked>>) -> Self {
        let bots = [(EAST, (300, BotDoes::Well)), (WEST, (300, BotDoes::Well))];
        let attempts = attempts.into_iter().collect();
        Self {
            attempts,
            bots: bots.into(),
            asked: Mutex::default(),
        }
    }

    /// The function names this region.
    pub(crate) fn names(region: &str) -> Self {
        Self::new([(100, answer(region))])
    }

    pub(crate) fn bot(mut self, region: &'static str, does: Does<BotDoes>) -> Self {
        self.bots.insert(region, does);
        self
    }

    pub(crate) async fn call(&self, flow: &Flow) -> Call {
        sendable(follow(flow, self, &order(), &Rules::default())).await
    }
}

/// Calls may be made on a runtime of many threads.
fn sendable<T: Send>(call: T) -> T {
    call
}

pub(crate) fn answer(region: &str) -> Invoked {
    let alias_arn = arn(region);
    Invoked::Answer(json!({
        "statusCode": 200, "primaryCode": region, "source": "table", "botAliasArn": alias_arn,
    }))
}

pub(crate) fn arn(region: &str) -> String {
    format!("arn:aws:lex:{region}:123456789012:bot-alias/ABCDEFGHIJ/KLMNOPQRST")
}

pub(crate) fn order() -> Script {
    Script::new(ORDER.map(|(says, expects)| match expects {
        Some(start) => Line::new(says, start),
        None => Line {
            says: says.into(),
            expects: lexdr_connect_flow::Expected::Silence,
        },
    }))
}

impl Contact for Fake {
    async fn invoke(&self, invocation: &Invocation) -> Invoked {
        let attempt = {
            let mut asked = self.asked.lock().unwrap();
            asked.push(invocation.clone());
            asked.len() - 1
        };
        let (millis, invoked) = &self.attempts[attempt.min(self.attempts.len() - 1)];
        sleep(Duration::from_millis(*millis)).await;
        invoked.clone()
    }

    async fn lex_turn(&self, bot: &BotRef, utterance: &str) -> Turn {
        let Some((millis, does)) = self.bots.get(bot.region().unwrap_or_default()) else {
            return Turn::Error("NotFoundException: no such region".into());
        };
        sleep(Duration::from_millis(*millis)).await;
        let turn = ORDER.iter().position(|(says, _)| *says == utterance);
        let (message, dialog_state) = match (does, turn) {
            (BotDoes::Down, _) | (BotDoes::FailsLater, Some(1..)) | (_, None) => {
                return Turn::Error("NotFoundException: There is no alias ver_one".into());
            }
            (BotDoes::Wrong, _) => (
                Some("Sorry, can you please repeat that?"),
                DialogState::Open,
            ),
            (_, Some(0)) => (Some("What type of flowers?"), DialogState::Open),
            (_, Some(1)) => (Some("What day do you want them?"), DialogState::Open),
            (_, Some(_)) => (None, DialogState::ReadyForFulfillment),
        };
        Turn::Reply {
            message: message.map(str::to_owned),
            intent: Some("OrderFlowers".into()),
            dialog_state,
        }
    }

    fn now(&self) -> SystemTime {
        SystemTime::UNIX_EPOCH
    }
}

pub(crate) fn params(version: u8) -> Params {
    let bot = match version {
        1 => Bot::V1 {
            name: "OrderFlowers".into(),
            alias: "ver_one".into(),
        },
        _ => Bot::V2 {
            alias_arns: [EAST, WEST]
                .map(|region| (region.to_owned(), arn(region)))
                .into(),
        },
    };
    Params {
        function_arn: "arn:aws:lambda:us-east-1:123456789012:function:lexDRGetRegion".into(),
        route: EAST.into(),
        regions: vec![EAST.into(), WEST.into()],
        bot,
        intent: "OrderFlowers".into(),
        greeting: "How can I help you?".into(),
        apology: APOLOGY.into(),
    }
}

/// The four flows of the product: both forms, for both versions of Lex.
pub(crate) fn flows() -> Vec<(&'static str, Flow)> {
    let flow = |text: String| parse(&text);
    vec![
        ("static v1", flow(shipped::static_form(&params(1)))),
        ("dynamic v1", flow(shipped::dynamic_form(&params(1)))),
        ("static v2", flow(shipped::static_form(&params(2)))),
        ("dynamic v2", flow(shipped::dynamic_form(&params(2)))),
    ]
}

pub(crate) fn parse(text: &str) -> Flow {
    Flow::parse("flow.json", text).unwrap_or_else(|error| panic!("{error}"))
}

/// A flow of these blocks, the first of which is the start.
pub(crate) fn flow_of(actions: &Value) -> String {
    let start = &actions[0]["Identifier"];
    json!({ "Version": "2019-10-30", "StartAction": start, "Metadata": {}, "Actions": actions })
        .to_string()
}

/// A block with parameters and transitions.
pub(crate) fn block(identifier: &str, kind: &str, parameters: Value, transitions: Value) -> Value {
    json!({
        "Identifier": identifier, "Type": kind,
        "Parameters": parameters, "Transitions": transitions,
    })
}

/// Transitions to a next action and for errors.
pub(crate) fn to(next: &str, errors: &[(&str, &str)]) -> Value {
    let error = |(kind, to): &(&str, &str)| json!({ "NextAction": to, "ErrorType": kind });
    json!({ "NextAction": next, "Errors": errors.iter().map(error).collect::<Vec<_>>() })
}

/// The same with conditions `Equals`.
pub(crate) fn when(conditions: &[(&str, &str)], mut transitions: Value) -> Value {
    let condition = |(operand, to): &(&str, &str)| json!({ "NextAction": to, "Condition": { "Operator": "Equals", "Operands": [operand] } });
    transitions["Conditions"] = conditions.iter().map(condition).collect();
    transitions
}

pub(crate) fn lambda(limit: &str, transitions: Value) -> Value {
    let parameters = json!({
        "LambdaFunctionARN": "lexDRGetRegion",
        "InvocationTimeLimitSeconds": limit,
        "LambdaInvocationAttributes": { "region": "$.AwsRegion" },
    });
    block("ask", "InvokeLambdaFunction", parameters, transitions)
}

pub(crate) fn bot(identifier: &str, region: &str, transitions: Value) -> Value {
    let parameters = json!({
        "Text": "How can I help you?",
        "LexBot": { "Name": "OrderFlowers", "Region": region, "Alias": "ver_one" },
    });
    block(
        identifier,
        "ConnectParticipantWithLexBot",
        parameters,
        transitions,
    )
}

pub(crate) fn sorry() -> Value {
    block(
        "sorry",
        "MessageParticipant",
        json!({ "Text": APOLOGY }),
        to("bye", &[]),
    )
}

pub(crate) fn bye() -> Value {
    block("bye", "DisconnectParticipant", json!({}), json!({}))
}
