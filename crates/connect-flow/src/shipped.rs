//! The flow of the published design, ready to be imported.
//!
//! The "Flower DR Flow" itself was never published as a file; the post describes it: invoke
//! lexDRGetRegion, branch on its answer, connect the bot of that region. There are two ways to
//! write that. [`static_form`] has a bot block for each region. [`dynamic_form`] has one bot block
//! that takes the region, or for Amazon Lex V2 the ARN of the alias, from the answer.
//!
//! In both, every error branch leads to an apology and then hangs up, and so does every answer that
//! is not one of the regions, `err` among them. Answers are taken as JSON, because lexDRGetRegion
//! returns the number 200 as `statusCode`, which `STRING_MAP` may or may not allow.

use std::collections::BTreeMap;

use serde::Serialize;
use serde_json::{Value, json};

use crate::flow::{NO_MATCHING_CONDITION, NO_MATCHING_ERROR};
use crate::follow::lambda::LONGEST_SECONDS;

/// What differs between installations.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Params {
    /// The ARN of lexDRGetRegion.
    pub function_arn: String,
    /// The key of the route, passed to the function as `region`: by convention the primary region.
    pub route: String,
    /// The regions that have a bot, the primary first.
    pub regions: Vec<String>,
    /// The bot.
    pub bot: Bot,
    /// The intent that callers come for.
    pub intent: String,
    /// What callers hear before they speak.
    pub greeting: String,
    /// What callers hear when they cannot be served.
    pub apology: String,
}

/// The bot, which is the same in all regions.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Bot {
    /// Amazon Lex V1: the same name and alias everywhere.
    V1 {
        /// The bot.
        name: String,
        /// Its alias.
        alias: String,
    },
    /// Amazon Lex V2: the ARN of the alias, by region. The dynamic form does not read them: it
    /// takes the ARN from `$.External.botAliasArn`.
    V2 {
        /// Region to ARN. A region without one gets no branch in the static form.
        alias_arns: BTreeMap<String, String>,
    },
}

/// The flow with a bot block for each region.
#[must_use]
pub fn static_form(params: &Params) -> String {
    let mut bots = Vec::new();
    for region in &params.regions {
        let bot = match &params.bot {
            Bot::V1 { name, alias } => Some(lex_bot(name, region, alias)),
            Bot::V2 { alias_arns } => alias_arns.get(region).map(|arn| lex_v2_bot(arn)),
        };
        bots.extend(bot.map(|bot| (region.clone(), format!("bot-{region}"), bot)));
    }
    let branches = bots
        .iter()
        .map(|(region, block, _)| (region.clone(), block.clone()))
        .collect();
    let blocks = bots
        .into_iter()
        .map(|(_, block, bot)| talk(params, block, bot))
        .collect();
    flow(params, branches, blocks)
}

/// The flow with one bot block, whose region comes from the answer.
#[must_use]
pub fn dynamic_form(params: &Params) -> String {
    let bot = match &params.bot {
        Bot::V1 { name, alias } => lex_bot(name, "$.External.primaryCode", alias),
        Bot::V2 { .. } => lex_v2_bot("$.External.botAliasArn"),
    };
    let branch = |region: &String| (region.clone(), "bot".to_owned());
    let branches = params.regions.iter().map(branch).collect();
    flow(params, branches, vec![talk(params, "bot".to_owned(), bot)])
}

/// The order of members in which the console writes a flow.
#[derive(Serialize)]
#[serde(rename_all = "PascalCase")]
struct Document {
    version: &'static str,
    start_action: &'static str,
    metadata: Value,
    actions: Vec<Block>,
}

#[derive(Serialize)]
#[serde(rename_all = "PascalCase")]
struct Block {
    identifier: String,
    #[serde(rename = "Type")]
    kind: &'static str,
    parameters: Value,
    transitions: Transitions,
}

#[derive(Serialize, Default)]
#[serde(rename_all = "PascalCase")]
struct Transitions {
    #[serde(skip_serializing_if = "Option::is_none")]
    next_action: Option<String>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    conditions: Vec<Value>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    errors: Vec<Value>,
}

const ASK: &str = "get-region";
const PICK: &str = "pick-region";
const SORRY: &str = "sorry";
const GOODBYE: &str = "goodbye";

impl Transitions {
    fn to(next: &str, errors: &[(&str, &str)]) -> Self {
        let error = |(kind, to): &(&str, &str)| json!({ "NextAction": to, "ErrorType": kind });
        Self {
            next_action: Some(next.to_owned()),
            conditions: Vec::new(),
            errors: errors.iter().map(error).collect(),
        }
    }

    fn on(mut self, operand: &str, to: &str) -> Self {
        let condition = json!({ "Operator": "Equals", "Operands": [operand] });
        self.conditions
            .push(json!({ "NextAction": to, "Condition": condition }));
        self
    }
}

fn flow(params: &Params, branches: Vec<(String, String)>, bots: Vec<Block>) -> String {
    let ask = Block {
        identifier: ASK.to_owned(),
        kind: "InvokeLambdaFunction",
        parameters: json!({
            "LambdaFunctionARN": params.function_arn,
            "InvocationTimeLimitSeconds": LONGEST_SECONDS.to_string(),
            "LambdaInvocationAttributes": { "region": params.route },
            "ResponseValidation": { "ResponseType": "JSON" },
        }),
        transitions: Transitions::to(PICK, &[(NO_MATCHING_ERROR, SORRY)]),
    };
    let mut ways = Transitions::to(SORRY, &[(NO_MATCHING_CONDITION, SORRY)]);
    for (region, block) in &branches {
        ways = ways.on(region, block);
    }
    let pick = Block {
        identifier: PICK.to_owned(),
        kind: "Compare",
        parameters: json!({ "ComparisonValue": "$.External.primaryCode" }),
        transitions: ways,
    };
    let sorry = Block {
        identifier: SORRY.to_owned(),
        kind: "MessageParticipant",
        parameters: json!({ "Text": params.apology }),
        transitions: Transitions::to(GOODBYE, &[(NO_MATCHING_ERROR, GOODBYE)]),
    };
    let goodbye = Block {
        identifier: GOODBYE.to_owned(),
        kind: "DisconnectParticipant",
        parameters: json!({}),
        transitions: Transitions::default(),
    };
    let actions: Vec<_> = [ask, pick]
        .into_iter()
        .chain(bots)
        .chain([sorry, goodbye])
        .collect();
    let document = Document {
        version: "2019-10-30",
        start_action: ASK,
        metadata: metadata(&actions),
        actions,
    };
    let text = serde_json::to_string_pretty(&document);
    text.expect("text, lists and objects with text keys are JSON") + "\n"
}

/// Where the console draws the blocks: in a row.
fn metadata(actions: &[Block]) -> Value {
    let position = |column: usize| json!({ "x": 40 + column * 260, "y": 40 });
    let block = |(column, action): (usize, &Block)| {
        (
            action.identifier.clone(),
            json!({ "position": position(column + 1) }),
        )
    };
    let blocks: serde_json::Map<_, _> = actions.iter().enumerate().map(block).collect();
    json!({ "entryPointPosition": position(0), "ActionMetadata": blocks })
}

fn talk(params: &Params, identifier: String, mut parameters: Value) -> Block {
    parameters["Text"] = Value::String(params.greeting.clone());
    let errors = [(NO_MATCHING_ERROR, SORRY), (NO_MATCHING_CONDITION, SORRY)];
    Block {
        identifier,
        kind: "ConnectParticipantWithLexBot",
        parameters,
        transitions: Transitions::to(SORRY, &errors).on(&params.intent, GOODBYE),
    }
}

fn lex_bot(name: &str, region: &str, alias: &str) -> Value {
    json!({ "LexBot": { "Name": name, "Region": region, "Alias": alias } })
}

fn lex_v2_bot(alias_arn: &str) -> Value {
    json!({ "LexV2Bot": { "AliasArn": alias_arn } })
}
