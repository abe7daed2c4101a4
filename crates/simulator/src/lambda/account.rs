//! What is there beside the functions themselves: their tags, and the account's limits.

use std::collections::BTreeMap;

use lexdr_wire::{Call, Request, ServiceError};
use serde_json::{Value, json};

use super::api::nothing;
use super::environments::ACCOUNT_CONCURRENCY;
use crate::input::{Input, invalid, queries};
use crate::region::Region;

type Answered = Result<(u16, Value), ServiceError>;
type Tags = BTreeMap<String, String>;

/// Tags of one function at most (Lambda developer guide, "Using tags").
const MOST_TAGS: usize = 50;

/// Limits of an account that nobody has had raised (Lambda developer guide, "Lambda quotas").
const TOTAL_CODE: i64 = 75 << 30;
const UNZIPPED_CODE: i64 = 250 << 20;
const ZIPPED_CODE: i64 = 50 << 20;

/// GetAccountSettings.
pub(super) fn settings(region: &Region) -> Answered {
    let functions = region.lambda.functions();
    let reserved: u32 = functions.values().filter_map(|one| one.reserved).sum();
    let code: usize = functions.values().map(|one| one.shown().code.size).sum();
    let body = json!({
        "AccountLimit": {
            "TotalCodeSize": TOTAL_CODE,
            "CodeSizeUnzipped": UNZIPPED_CODE,
            "CodeSizeZipped": ZIPPED_CODE,
            "ConcurrentExecutions": ACCOUNT_CONCURRENCY,
            "UnreservedConcurrentExecutions": ACCOUNT_CONCURRENCY.saturating_sub(reserved),
        },
        "AccountUsage": { "TotalCodeSize": code, "FunctionCount": functions.len() },
    });
    Ok((200, body))
}

/// ListTags, TagResource and UntagResource, whose path names a function by its ARN.
pub(super) fn tags(region: &Region, call: &Call, request: &Request, now_ms: i64) -> Answered {
    let name = region.lambda.name(call.label("name"))?;
    region.lambda.with(name, now_ms, |function| {
        let tags = &mut function.tags;
        match call.operation.as_str() {
            "TagResource" => {
                add(tags, &Input::parse(request.body())?)?;
                Ok(nothing())
            }
            "UntagResource" => {
                let keys = queries(request, "tagKeys");
                tags.retain(|key, _| !keys.contains(key));
                Ok(nothing())
            }
            _ => Ok((200, json!({ "Tags": tags }))),
        }
    })
}

/// Adds the member `Tags`; all of it, or none if something is wrong with it.
pub(super) fn add(tags: &mut Tags, input: &Input) -> Result<(), ServiceError> {
    let mut all = tags.clone();
    for (key, value) in input.object("Tags")?.into_iter().flatten() {
        let Some(value) = value.as_str() else {
            let constraint = "Member must be a string";
            return Err(invalid("tags", &value.to_string(), constraint));
        };
        all.insert(key.clone(), value.to_owned());
    }
    if all.len() > MOST_TAGS {
        let constraint = format!("Member must have length less than or equal to {MOST_TAGS}");
        return Err(invalid("tags", &format!("{} tags", all.len()), &constraint));
    }
    *tags = all;
    Ok(())
}
