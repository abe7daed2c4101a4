//! What a contact flow has to be: JSON in the flow language, with no way that leads nowhere.

use std::collections::BTreeSet;

use lexdr_wire::ServiceError;
use serde_json::{Value, json};

/// The only version of the flow language.
const VERSION: &str = "2019-10-30";

/// # Errors
/// `InvalidContactFlowException` with all that is wrong.
pub(super) fn check(content: &str) -> Result<(), ServiceError> {
    let problems = match serde_json::from_str::<Value>(content) {
        Ok(flow) => problems(&flow),
        Err(error) => vec![format!("Content is not JSON: {error}")],
    };
    if problems.is_empty() {
        return Ok(());
    }
    let listed: Vec<_> = problems
        .iter()
        .map(|problem| json!({ "message": problem }))
        .collect();
    let message = "The flow has problems.";
    let error = ServiceError::new("InvalidContactFlowException", 400, message);
    Err(error.with_member("problems", listed))
}

fn problems(flow: &Value) -> Vec<String> {
    let mut problems = Vec::new();
    if flow["Version"] != VERSION {
        problems.push(format!("Version is {}, not {VERSION}", flow["Version"]));
    }
    let actions = flow["Actions"].as_array().map_or(&[][..], Vec::as_slice);
    if actions.is_empty() {
        problems.push("Actions is missing or empty".to_owned());
    }
    let mut known = BTreeSet::new();
    for action in actions {
        match action["Identifier"].as_str() {
            None => problems.push("an action has no Identifier".to_owned()),
            Some(identifier) if known.insert(identifier) => {}
            Some(identifier) => problems.push(format!("two actions are called {identifier}")),
        }
    }
    let astray = |from: &str, to: &Value| match to.as_str() {
        Some(to) if known.contains(to) => None,
        _ => Some(format!("{from} leads to {to}, which is no action")),
    };
    problems.extend(astray("StartAction", &flow["StartAction"]));
    for action in actions {
        let from = action["Identifier"].as_str().unwrap_or_default();
        let transitions = &action["Transitions"];
        let lists = [&transitions["Conditions"], &transitions["Errors"]];
        let branches = lists.into_iter().filter_map(Value::as_array).flatten();
        let ways = branches.map(|branch| &branch["NextAction"]);
        for way in ways.chain(transitions.get("NextAction")) {
            problems.extend(astray(from, way));
        }
        if !action["Type"].is_string() {
            problems.push(format!("{from} has no Type"));
        }
    }
    problems
}

#[cfg(test)]
mod tests {
    use rstest::rstest;

    use super::*;

    const FLOW: &str = r#"{"Version":"2019-10-30","StartAction":"a","Actions":[
        {"Identifier":"a","Type":"MessageParticipant","Transitions":{"NextAction":"b","Errors":[{"NextAction":"b"}]}},
        {"Identifier":"b","Type":"DisconnectParticipant","Transitions":{}}]}"#;

    #[rstest]
    #[case::right("", "", &[])]
    #[case::version("2019-10-30", "2019-10-31", &["Version is \"2019-10-31\", not 2019-10-30"])]
    #[case::start("\"StartAction\":\"a\"", "\"StartAction\":\"c\"", &["StartAction leads to \"c\", which is no action"])]
    #[case::next("{\"NextAction\":\"b\"}]", "{\"NextAction\":\"c\"}]", &["a leads to \"c\", which is no action"])]
    #[case::twice("\"Identifier\":\"b\"", "\"Identifier\":\"a\"", &["two actions are called a", "a leads to \"b\", which is no action", "a leads to \"b\", which is no action"])]
    #[case::no_type("\"Type\":\"DisconnectParticipant\",", "", &["b has no Type"])]
    #[case::no_json("{\"Version\"", "{Version", &["Content is not JSON: key must be a string at line 1 column 2"])]
    fn problems_are_told(#[case] from: &str, #[case] to: &str, #[case] expected: &[&str]) {
        let flow = FLOW.replacen(from, to, 1);
        let told = check(&flow)
            .err()
            .map(|error| error.members["problems"].clone());
        let told: Vec<_> = told.iter().filter_map(Value::as_array).flatten().collect();
        let told: Vec<_> = told
            .iter()
            .map(|problem| problem["message"].as_str())
            .collect();
        let expected: Vec<_> = expected.iter().copied().map(Some).collect();
        assert_eq!(told, expected);
    }
}
