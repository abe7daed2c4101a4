//! Every operation of the engine, from JSON to JSON.

use dynoxide::{Database, DynoxideError};
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::Value;

/// Runs an operation; `None` if the engine has none of that name.
pub(crate) fn run(
    db: &Database,
    operation: &str,
    body: &[u8],
) -> Option<Result<Value, DynoxideError>> {
    let answer = match operation {
        "BatchExecuteStatement" => with(body, |request| db.batch_execute_statement(request)),
        "BatchGetItem" => with(body, |request| db.batch_get_item(request)),
        "BatchWriteItem" => with(body, |request| db.batch_write_item(request)),
        "CreateTable" => with(body, |request| db.create_table(request)),
        "DeleteItem" => with(body, |request| db.delete_item(request)),
        "DeleteTable" => with(body, |request| db.delete_table(request)),
        "DescribeStream" => with(body, |request| db.describe_stream(request)),
        "DescribeTable" => with(body, |request| db.describe_table(request)),
        "DescribeTimeToLive" => with(body, |request| db.describe_time_to_live(request)),
        "ExecuteStatement" => with(body, |request| db.execute_statement(request)),
        "ExecuteTransaction" => with(body, |request| db.execute_transaction(request)),
        "GetItem" => with(body, |request| db.get_item(request)),
        "GetRecords" => with(body, |request| db.get_records(request)),
        "GetShardIterator" => with(body, |request| db.get_shard_iterator(request)),
        "ListStreams" => with(body, |request| db.list_streams(request)),
        "ListTables" => with(body, |request| db.list_tables(request)),
        "ListTagsOfResource" => with(body, |request| db.list_tags_of_resource(request)),
        "PutItem" => with(body, |request| db.put_item(request)),
        "Query" => with(body, |request| db.query(request)),
        "Scan" => with(body, |request| db.scan(request)),
        "SearchVectors" => with(body, |request| db.search_vectors(request)),
        "TagResource" => with(body, |request| db.tag_resource(request)),
        "TransactGetItems" => with(body, |request| db.transact_get_items(request)),
        "TransactWriteItems" => with(body, |request| db.transact_write_items(request)),
        "UntagResource" => with(body, |request| db.untag_resource(request)),
        "UpdateItem" => with(body, |request| db.update_item(request)),
        "UpdateTable" => with(body, |request| db.update_table(request)),
        "UpdateTimeToLive" => with(body, |request| db.update_time_to_live(request)),
        _ => return None,
    };
    Some(answer.map_err(|error| untagged(operation, error)))
}

fn with<Q: DeserializeOwned, A: Serialize>(
    body: &[u8],
    act: impl FnOnce(Q) -> Result<A, DynoxideError>,
) -> Result<Value, DynoxideError> {
    let request = serde_json::from_slice(body).map_err(|error| unreadable(&error.to_string()))?;
    let answer = act(request)?;
    serde_json::to_value(&answer)
        .map_err(|error| DynoxideError::InternalServerError(error.to_string()))
}

/// The engine's readers put the class of the error before its text; its own HTTP server, which
/// is not linked here, sorts them in the same way.
fn unreadable(message: &str) -> DynoxideError {
    let text = |rest: &str| match rest.rfind(" at line ") {
        Some(at) => rest[..at].to_owned(),
        None => rest.to_owned(),
    };
    if let Some(rest) = message.strip_prefix("SERIALIZATION_AS_READ:") {
        DynoxideError::SerializationException(rest.to_owned())
    } else if let Some(rest) = message.strip_prefix("VALIDATION_AS_READ:") {
        DynoxideError::ValidationException(rest.to_owned())
    } else if let Some(rest) = message.strip_prefix("SERIALIZATION:") {
        DynoxideError::SerializationException(text(rest))
    } else if let Some(rest) = message.strip_prefix("VALIDATION_REQUEST:") {
        DynoxideError::EnvelopedValidation(text(rest))
    } else if let Some(rest) = message.strip_prefix("VALIDATION:") {
        DynoxideError::ValidationException(text(rest))
    } else if [
        "missing field",
        "unknown variant",
        "invalid type: null",
        "AttributeValue",
    ]
    .iter()
    .any(|part| message.contains(part))
    {
        DynoxideError::ValidationException(text(message))
    } else {
        DynoxideError::SerializationException(text(message))
    }
}

/// Single-item writes wrap some validation errors in an envelope, other operations do not.
fn untagged(operation: &str, error: DynoxideError) -> DynoxideError {
    const ENVELOPE: &str = "1 validation error detected: ";
    match error {
        DynoxideError::EnvelopedValidation(message) => {
            let enveloped = matches!(operation, "PutItem" | "UpdateItem" | "DeleteItem")
                && !message.starts_with(ENVELOPE);
            let envelope = if enveloped { ENVELOPE } else { "" };
            DynoxideError::ValidationException(format!("{envelope}{message}"))
        }
        other => other,
    }
}
