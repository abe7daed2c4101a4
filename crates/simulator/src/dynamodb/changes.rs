//! Which items a call has written.

use std::collections::BTreeMap;

use dynoxide::Database;
use serde_json::{Map, Value, json};

use super::operations;

/// A table and a key in it.
pub(crate) type Changed = (String, Value);

/// What is known before the call is made.
pub(crate) enum Watch {
    /// It writes these, if it succeeds.
    Keys(Vec<Changed>),
    /// It may write anything in these tables, which held these items before.
    Tables(BTreeMap<String, Items>),
}

/// The items of a table by key, both as text.
type Items = BTreeMap<String, String>;

/// Looks at a request before it is carried out. An unreadable one changes nothing.
pub(crate) fn watch(database: &Database, operation: &str, body: &[u8]) -> Watch {
    let reads = || serde_json::from_slice::<Value>(body).unwrap_or_default();
    match operation {
        "PutItem" | "UpdateItem" | "DeleteItem" => {
            let request = reads();
            Watch::Keys(single(database, &request).into_iter().collect())
        }
        "BatchWriteItem" => {
            let request = reads();
            let tables = request["RequestItems"]
                .as_object()
                .cloned()
                .unwrap_or_default();
            let writes = tables.iter().flat_map(|(table, writes)| {
                let writes = writes.as_array().into_iter().flatten();
                writes.filter_map(|write| {
                    let write = write
                        .get("PutRequest")
                        .or_else(|| write.get("DeleteRequest"))?;
                    located(database, table, write)
                })
            });
            Watch::Keys(writes.collect())
        }
        "TransactWriteItems" => {
            let request = reads();
            let writes = request["TransactItems"]
                .as_array()
                .cloned()
                .unwrap_or_default();
            let writes = writes.iter().filter_map(|write| {
                let kinds = ["Put", "Update", "Delete"];
                let write = kinds.into_iter().find_map(|kind| write.get(kind))?;
                single(database, write)
            });
            Watch::Keys(writes.collect())
        }
        // PartiQL hides the keys in its statements: compare the tables before and after.
        "ExecuteStatement" | "ExecuteTransaction" | "BatchExecuteStatement" => {
            let text = reads().to_string().to_ascii_uppercase();
            if ["INSERT ", "UPDATE ", "DELETE "]
                .iter()
                .any(|verb| text.contains(verb))
            {
                Watch::Tables(all_tables(database))
            } else {
                Watch::Keys(Vec::new())
            }
        }
        _ => Watch::Keys(Vec::new()),
    }
}

impl Watch {
    /// What has changed, after the call succeeded with this answer.
    pub(crate) fn changes(self, database: &Database, answer: &Value) -> Vec<Changed> {
        match self {
            Self::Keys(keys) => {
                // A batch may succeed in part.
                let rest = &answer["UnprocessedItems"];
                let rest = rest.as_object().filter(|tables| !tables.is_empty());
                match rest {
                    None => keys,
                    Some(rest) => keys
                        .into_iter()
                        .filter(|(table, key)| !mentions(rest.get(table), key))
                        .collect(),
                }
            }
            Self::Tables(before) => {
                let after = all_tables(database);
                let mut changed = Vec::new();
                for (table, now) in &after {
                    let was = before.get(table).cloned().unwrap_or_default();
                    let keys: std::collections::BTreeSet<&String> =
                        was.keys().chain(now.keys()).collect();
                    for key in keys
                        .into_iter()
                        .filter(|key| was.get(*key) != now.get(*key))
                    {
                        let key = serde_json::from_str(key).unwrap_or_default();
                        changed.push((table.clone(), key));
                    }
                }
                changed
            }
        }
    }
}

fn mentions(writes: Option<&Value>, key: &Value) -> bool {
    let writes = writes.and_then(Value::as_array).into_iter().flatten();
    writes.into_iter().any(|write| {
        write["DeleteRequest"]["Key"] == *key
            || key.as_object().is_some_and(|key| {
                key.iter()
                    .all(|(name, value)| write["PutRequest"]["Item"][name] == *value)
            })
    })
}

fn single(database: &Database, write: &Value) -> Option<Changed> {
    located(database, write["TableName"].as_str()?, write)
}

/// The key of a write, given as `Key` or as part of `Item`.
fn located(database: &Database, table: &str, write: &Value) -> Option<Changed> {
    // A table may be named by its ARN.
    let table = table.rsplit('/').next().unwrap_or(table);
    if let Some(key) = write.get("Key") {
        return Some((table.to_owned(), key.clone()));
    }
    let item = write.get("Item")?.as_object()?;
    Some((table.to_owned(), key_of(item, &key_names(database, table)?)))
}

fn key_of(item: &Map<String, Value>, names: &[String]) -> Value {
    let key: Map<String, Value> = names
        .iter()
        .filter_map(|name| Some((name.clone(), item.get(name)?.clone())))
        .collect();
    Value::Object(key)
}

fn key_names(database: &Database, table: &str) -> Option<Vec<String>> {
    let metadata = database.get_table_metadata(table).ok()??;
    let schema: Value = serde_json::from_str(&metadata.key_schema).ok()?;
    let names = schema.as_array()?.iter();
    Some(
        names
            .filter_map(|key| Some(key["AttributeName"].as_str()?.to_owned()))
            .collect(),
    )
}

fn all_tables(database: &Database) -> BTreeMap<String, Items> {
    let list = operations::run(database, "ListTables", b"{}");
    let Some(Ok(list)) = list else {
        return BTreeMap::new();
    };
    let names = list["TableNames"].as_array().cloned().unwrap_or_default();
    names
        .iter()
        .filter_map(Value::as_str)
        .map(|table| (table.to_owned(), items(database, table)))
        .collect()
}

fn items(database: &Database, table: &str) -> Items {
    let names = key_names(database, table).unwrap_or_default();
    let mut items = Items::new();
    let mut request = json!({ "TableName": table });
    loop {
        let page = operations::run(database, "Scan", request.to_string().as_bytes());
        let Some(Ok(page)) = page else {
            return items;
        };
        let page = super::sorted(page);
        for item in page["Items"].as_array().into_iter().flatten() {
            if let Some(members) = item.as_object() {
                items.insert(key_of(members, &names).to_string(), item.to_string());
            }
        }
        match page.get("LastEvaluatedKey") {
            Some(last) if !last.is_null() => request["ExclusiveStartKey"] = last.clone(),
            _ => return items,
        }
    }
}
