//! What stands in a posted document beside the rule itself.

use std::time::Duration;

use lexdr_faults::{Millis, RequestFault, Rule};
use serde_json::{Map, Value};

use crate::rules::RuleError;

pub(crate) fn wrong(problem: impl Into<String>) -> RuleError {
    RuleError::Wrong(problem.into())
}

/// A fault as scenario files name it, in the published regions.
pub(crate) fn of_fault(
    fault: &Value,
    mut others: Map<String, Value>,
    now: Duration,
) -> Result<Vec<Rule>, RuleError> {
    let nothing = Value::Object(Map::new());
    let (name, params) = match fault {
        Value::String(name) => (name, &nothing),
        Value::Object(fault) if fault.len() == 1 => {
            let Some(fault) = fault.iter().next() else {
                return Err(wrong("fault: it is empty"));
            };
            fault
        }
        _ => {
            return Err(wrong(
                "fault: expected one fault, such as {\"lex-error\": {\"error\": \"NotFound\"}}",
            ));
        }
    };
    let label = match others.remove("id") {
        None => name.clone(),
        Some(Value::String(id)) => id,
        Some(_) => return Err(wrong("id: expected text")),
    };
    if let Some(key) = others.keys().next() {
        return Err(wrong(format!(
            "{key}: unknown key beside \"fault\"; keys are id, ttl"
        )));
    }
    let fault = RequestFault::parse(name, params)
        .map_err(|error| wrong(format!("fault {name}: {error}")))?;
    Ok(fault.rules(&label, now, |region| {
        let named: &[&str] = match region {
            "primary" => &["us-east-1"],
            "secondary" => &["us-west-2"],
            "both" => &["us-east-1", "us-west-2"],
            _ => &[],
        };
        named.iter().map(|&name| name.to_owned()).collect()
    }))
}

/// Lets a rule's window, whose author counts from now, stand in the time of the fault layer.
pub(crate) fn count_from(rule: &mut Rule, now: Duration) {
    let later = |time: Millis| millis(now + time.duration());
    if let Some(window) = &mut rule.when.window {
        window.from = later(window.from);
        window.to = window.to.map(later);
    }
}

pub(crate) fn time_to_live(ttl: &Value) -> Result<Duration, RuleError> {
    let time = ttl
        .as_str()
        .and_then(|text| humantime::parse_duration(text).ok());
    time.filter(|time| !time.is_zero()).ok_or_else(|| {
        wrong(format!(
            "ttl: {ttl} is not a duration; write one such as \"30s\" or \"5m\""
        ))
    })
}

pub(crate) fn millis(time: Duration) -> Millis {
    Millis(u64::try_from(time.as_millis()).unwrap_or(u64::MAX))
}
