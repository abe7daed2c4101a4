//! The account that game days are rehearsed on.

use std::sync::atomic::{AtomicUsize, Ordering};

use serde_json::{Value, json};

use crate::support::Listening;

/// What changes although nobody has changed it.
const DATES: [&str; 6] = [
    "creationDateTime",
    "lastUpdatedDateTime",
    "botAliasHistoryEvents",
    "LastModified",
    "RevisionId",
    "revisionId",
];

/// An account with the system in it; it ends with this.
pub(crate) struct Place {
    server: Listening,
    faults: AtomicUsize,
}

impl Place {
    pub(crate) fn start() -> Self {
        Self::with(&[])
    }

    pub(crate) fn with(arguments: &[&str]) -> Self {
        Self {
            server: Listening::simulator(&[&["--system"], arguments].concat()),
            faults: AtomicUsize::new(0),
        }
    }

    pub(crate) fn endpoint(&self) -> &str {
        &self.server.endpoint
    }

    /// Status and body.
    pub(crate) fn exchange(&self, request: &str) -> (u16, String) {
        self.server.exchange(request, "", "")
    }

    /// The JSON of an answer that has to be a good one.
    pub(crate) fn json(&self, request: &str, body: &str) -> Value {
        let (status, answer) = self.server.exchange(request, "", body);
        assert!((200..300).contains(&status), "{request}: {status} {answer}");
        serde_json::from_str(&answer).unwrap_or_default()
    }

    /// The answer to an operation of an API whose calls name theirs in a header.
    pub(crate) fn call(&self, place: &str, target: &str, input: &Value) -> Value {
        let headers =
            format!("x-amz-target: {target}\r\ncontent-type: application/x-amz-json-1.0\r\n");
        let (status, answer) =
            self.server
                .exchange(&format!("POST /{place}/"), &headers, &input.to_string());
        assert_eq!(status, 200, "{target}: {answer}");
        serde_json::from_str(&answer).unwrap()
    }

    /// What the function answers, and whether that is an error.
    pub(crate) fn invoke(&self, function: &str) -> Value {
        let path = format!("/us-east-1/lambda/2015-03-31/functions/{function}/invocations");
        self.json(&format!("POST {path}"), "{}")
    }

    /// Adds a rule of the fault layer under a name of its own: what has fired under a name is
    /// counted over all rules that had it.
    pub(crate) fn fault(&self, rule: &Value) {
        let mut rule = rule.clone();
        let nth = self.faults.fetch_add(1, Ordering::Relaxed);
        rule["id"] = json!(format!("rule-{nth}"));
        self.json("POST /_lexdr/faults", &rule.to_string());
    }

    pub(crate) fn clear(&self) {
        let (status, answer) = self.exchange("DELETE /_lexdr/faults");
        assert_eq!(status, 200, "{answer}");
    }

    /// How often the only rule has fired.
    pub(crate) fn fired(&self) -> u64 {
        let rules = self.json("GET /_lexdr/faults", "");
        rules["faults"][0]["fired"].as_u64().unwrap()
    }

    /// Everything in the table of journals: journals, and the lock.
    pub(crate) fn journals(&self) -> Vec<Value> {
        let scan = json!({ "TableName": "lexdr-journals", "ConsistentRead": true });
        let found = self.call("eu-west-1/dynamodb", "DynamoDB_20120810.Scan", &scan);
        found["Items"].as_array().unwrap().clone()
    }

    /// Takes away the lock of a run that died, as time would.
    pub(crate) fn lease_ends(&self) {
        let lock = json!({ "TableName": "lexdr-journals", "Key": { "id": { "S": "lock" } } });
        let target = "DynamoDB_20120810.DeleteItem";
        self.call("eu-west-1/dynamodb", target, &lock);
    }

    /// The state of what faults change, and of what undoes them.
    pub(crate) fn state(&self) -> Value {
        let mut state = json!({});
        for region in ["us-east-1", "us-west-2"] {
            let models = format!("/{region}/models-v2-lex");
            let bots = self.json(&format!("POST {models}/bots/"), "{}");
            let bot = text(&bots["botSummaries"][0]["botId"]);
            let aliases = format!("{models}/bots/{bot}/botaliases/");
            let listed = self.json(&format!("POST {aliases}"), "{}");
            for alias in listed["botAliasSummaries"].as_array().unwrap() {
                let id = text(&alias["botAliasId"]);
                let found = self.json(&format!("GET {aliases}{id}/"), "");
                state[format!("alias {id} in {region}")] = found;
            }
            let schedules = self.json(&format!("GET /{region}/scheduler/schedules"), "");
            state[format!("schedules in {region}")] = schedules;
        }
        for function in ["lexDRTest", "lexDRGetRegion"] {
            let path = format!("functions/{function}");
            let settings = format!("/us-east-1/lambda/2015-03-31/{path}/configuration");
            state[function] = self.json(&format!("GET {settings}"), "");
            let reserved = format!("/us-east-1/lambda/2019-09-30/{path}/concurrency");
            state[format!("{function} reserved")] = self.json(&format!("GET {reserved}"), "");
        }
        let rule = json!({ "Name": "lexHealthCheckRule" });
        let rule = self.call("us-east-1/events", "AWSEvents.DescribeRule", &rule);
        state["rule"] = rule;
        without_dates(&mut state);
        state
    }
}

fn text(value: &Value) -> &str {
    value.as_str().unwrap_or_else(|| panic!("no text: {value}"))
}

fn without_dates(value: &mut Value) {
    match value {
        Value::Object(members) => {
            members.retain(|name, _| !DATES.contains(&name.as_str()));
            members.values_mut().for_each(without_dates);
        }
        Value::Array(items) => items.iter_mut().for_each(without_dates),
        _ => {}
    }
}
