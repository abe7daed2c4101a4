//! The IAM documents of the published design.

use serde_json::{Value, json};

/// Who may take the functions' role: Lambda.
pub(crate) fn trust_policy() -> Value {
    json!({
        "Version": "2012-10-17",
        "Statement": [{
            "Effect": "Allow",
            "Principal": { "Service": "lambda.amazonaws.com" },
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
            "Resource": format!("arn:aws:dynamodb:{region}:{account}:table/{table}"),
        }],
    })
}

/// Name of the inline policy with [`table_policy`].
pub(crate) const TABLE_POLICY_NAME: &str = "DynamoDBReadWrite";

/// The AWS managed policies of the role: logs, and talking to bots.
pub(crate) const MANAGED_POLICIES: [&str; 2] = [
    "arn:aws:iam::aws:policy/service-role/AWSLambdaBasicExecutionRole",
    "arn:aws:iam::aws:policy/AmazonLexRunBotsOnly",
];
