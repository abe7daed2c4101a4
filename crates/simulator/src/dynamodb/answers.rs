//! What the engine makes up that must be this account's, or the same in every run: ARNs, table
//! ids, creation dates.

use std::borrow::Cow;
use std::collections::BTreeMap;

use dynoxide::streams::{LOCAL_ACCOUNT, LOCAL_REGION};
use serde_json::{Value, json};

use crate::Clock;
use crate::random::{derive, mix, uuid};

/// The tables' own facts.
pub(crate) struct Tables {
    clock: Clock,
    seed: u64,
    region: String,
    /// Beginning of the engine's ARNs, and of this region's.
    engine_arn: String,
    own_arn: String,
    made: u64,
    /// Id and creation date in milliseconds.
    known: BTreeMap<String, (String, i64)>,
}

impl Tables {
    pub(crate) fn new(region: &str, account: &str, clock: Clock, seed: u64) -> Self {
        Self {
            clock,
            seed,
            region: region.to_owned(),
            engine_arn: format!("arn:aws:dynamodb:{LOCAL_REGION}:{LOCAL_ACCOUNT}:"),
            own_arn: format!("arn:aws:dynamodb:{region}:{account}:"),
            made: 0,
            known: BTreeMap::new(),
        }
    }

    /// The request as the engine wants it.
    pub(crate) fn inbound<'b>(&self, operation: &str, body: &'b [u8]) -> Cow<'b, [u8]> {
        if carries_items(operation) {
            return Cow::Borrowed(body);
        }
        match std::str::from_utf8(body) {
            Ok(text) if text.contains(&self.own_arn) => {
                Cow::Owned(text.replace(&self.own_arn, &self.engine_arn).into_bytes())
            }
            _ => Cow::Borrowed(body),
        }
    }

    /// The answer as this account gives it.
    pub(crate) fn outbound(&mut self, operation: &str, mut answer: Value) -> Value {
        if operation == "GetRecords" {
            self.number_records(&mut answer);
        }
        if carries_items(operation) {
            return answer;
        }
        for member in ["TableDescription", "Table"] {
            if let Some(description) = answer.get_mut(member) {
                self.describe(operation, description);
            }
        }
        self.rename_arns(&mut answer);
        answer
    }

    fn describe(&mut self, operation: &str, description: &mut Value) {
        let Some(name) = description["TableName"].as_str().map(str::to_owned) else {
            return;
        };
        if operation == "CreateTable" {
            self.made += 1;
            let start = derive(
                self.seed,
                &format!("table {} of {}", self.made, self.region),
            );
            let id = uuid(start, mix(start));
            self.known.insert(name.clone(), (id, self.clock.now_ms()));
        }
        if let Some((id, created_ms)) = self.known.get(&name) {
            description["TableId"] = json!(id);
            description["CreationDateTime"] = json!(*created_ms as f64 / 1000.0);
        }
        if operation == "DeleteTable" {
            self.known.remove(&name);
        }
    }

    fn rename_arns(&self, value: &mut Value) {
        match value {
            Value::String(text) if text.starts_with(&self.engine_arn) => {
                *text = text.replacen(&self.engine_arn, &self.own_arn, 1);
            }
            Value::Array(list) => list.iter_mut().for_each(|one| self.rename_arns(one)),
            Value::Object(members) => members.values_mut().for_each(|one| self.rename_arns(one)),
            _ => {}
        }
    }

    /// The engine's event ids are random; a stream's sequence numbers are as unique.
    fn number_records(&self, answer: &mut Value) {
        let Some(records) = answer.get_mut("Records").and_then(Value::as_array_mut) else {
            return;
        };
        for record in records {
            let number = record["dynamodb"]["SequenceNumber"]
                .as_str()
                .unwrap_or_default();
            let id = derive(self.seed, &format!("record {number} of {}", self.region));
            record["eventID"] = json!(format!("{id:016x}{:016x}", mix(id)));
            record["awsRegion"] = json!(self.region);
        }
    }
}

/// Operations whose bodies hold items: what looks like an ARN there is somebody's data.
fn carries_items(operation: &str) -> bool {
    operation.ends_with("Item")
        || operation.ends_with("Items")
        || operation.contains("Execute")
        || matches!(operation, "Query" | "Scan" | "SearchVectors" | "GetRecords")
}
