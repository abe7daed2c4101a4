//! Calls that make something with tags: they demand beside their own action that of tagging
//! (service authorization reference, "Dependent actions").

use lexdr_wire::{Call, Service};
use serde_json::Value;

use crate::iam::query::Form;

/// The action of tagging, if the call makes something with tags.
pub(super) fn with(call: &Call, body: &[u8]) -> Option<&'static str> {
    let (action, members): (_, &[&str]) = match (call.service, call.operation.as_str()) {
        (Service::DynamoDb, "CreateTable") => ("dynamodb:TagResource", &["Tags"]),
        (Service::Events, "PutRule") => ("events:TagResource", &["Tags"]),
        (Service::Lambda, "CreateFunction") => ("lambda:TagResource", &["Tags"]),
        (Service::Connect, "CreateInstance" | "CreateContactFlow") => {
            ("connect:TagResource", &["Tags"])
        }
        (Service::LexModelsV2, "CreateBot") => {
            ("lex:TagResource", &["botTags", "testBotAliasTags"])
        }
        (Service::LexModelsV2, "CreateBotAlias") => ("lex:TagResource", &["tags"]),
        (Service::Iam, "CreateRole") => {
            let tags = Form::parse(body).tags();
            return (!tags.is_empty()).then_some("iam:TagRole");
        }
        _ => return None,
    };
    let body: Value = serde_json::from_slice(body).ok()?;
    let given = members.iter().any(|member| match &body[*member] {
        Value::Array(tags) => !tags.is_empty(),
        Value::Object(tags) => !tags.is_empty(),
        _ => false,
    });
    given.then_some(action)
}
