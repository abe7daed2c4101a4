//! The IAM documents of the published design, and those that a bot of Lex V2 needs beside them.

use lexdr_wire::partition;
use serde_json::{Value, json};

/// Who may take the functions' role.
pub(crate) const LAMBDA: &str = "lambda.amazonaws.com";

/// Who may take the bots' role.
pub(crate) const LEX_V2: &str = "lexv2.amazonaws.com";

/// A role for one service.
pub(crate) fn trust_policy(service: &str) -> Value {
    json!({
        "Version": "2012-10-17",
        "Statement": [{
            "Effect": "Allow",
            "Principal": { "Service": service },
            "Action": "sts:AssumeRole",
        }],
    })
}

/// `DynamoDBReadWrite`: the two calls the functions make on the table, and nothing else.
pub(crate) fn table_policy(region: &str, account: &str, table: &str) -> Value {
    json!({
        "Version": "2012-10-17",
        "Statement": [{
            "Effect": "Allow",
            "Action": ["dynamodb:GetItem", "dynamodb:UpdateItem"],
            "Resource": arn("dynamodb", region, account, &format!("table/{table}")),
        }],
    })
}

/// Name of the inline policy with [`table_policy`].
pub(crate) const TABLE_POLICY_NAME: &str = "DynamoDBReadWrite";

/// The functions look up the alias of a bot of Lex V2 by its name, which no managed policy allows
/// without allowing much more.
pub(crate) fn bots_policy(arns: Vec<String>) -> Value {
    json!({
        "Version": "2012-10-17",
        "Statement": [{
            "Effect": "Allow",
            "Action": "lex:ListBotAliases",
            "Resource": arns,
        }],
    })
}

/// Name of the inline policy with [`bots_policy`].
pub(crate) const BOTS_POLICY_NAME: &str = "LexListBotAliases";

/// What a bot of Lex V2 does itself: it speaks.
pub(crate) fn voice_policy() -> Value {
    json!({
        "Version": "2012-10-17",
        "Statement": [{
            "Effect": "Allow",
            "Action": "polly:SynthesizeSpeech",
            "Resource": "*",
        }],
    })
}

/// Name of the inline policy with [`voice_policy`].
pub(crate) const VOICE_POLICY_NAME: &str = "PollySpeech";

/// A bot of Lex V2, as policies name it.
pub(crate) fn bot_arn(region: &str, account: &str, bot_id: &str) -> String {
    arn("lex", region, account, &format!("bot/{bot_id}"))
}

/// The ARN by which Amazon Connect calls an alias of a bot of Lex V2.
pub(crate) fn alias_arn(region: &str, account: &str, bot_id: &str, alias_id: &str) -> String {
    let alias = format!("bot-alias/{bot_id}/{alias_id}");
    arn("lex", region, account, &alias)
}

/// The ARN of a function.
#[must_use]
pub fn function_arn(region: &str, account: &str, name: &str) -> String {
    arn("lambda", region, account, &format!("function:{name}"))
}

fn arn(service: &str, region: &str, account: &str, resource: &str) -> String {
    let partition = partition(region);
    format!("arn:{partition}:{service}:{region}:{account}:{resource}")
}

/// The AWS managed policies of the role: logs, and talking to bots.
pub(crate) fn managed_policies(region: &str) -> [String; 2] {
    let policy = |name: &str| format!("arn:{}:iam::aws:policy/{name}", partition(region));
    [
        policy("service-role/AWSLambdaBasicExecutionRole"),
        policy("AmazonLexRunBotsOnly"),
    ]
}
