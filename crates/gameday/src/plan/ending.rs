//! What ends a fault when nobody does.

use jiff::Timestamp;
use lexdr_journal::Change;
use serde::Serialize;
use serde_json::Value;

/// What ends a fault when nobody does. Of two that teach the same, the lesser one is to be
/// preferred.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Ending {
    /// It expires by itself: whatever breaks, it is over after that.
    Expires,
    /// It stays until the undo, or the dead-man's switch.
    Stays,
}

impl Ending {
    /// Of a fault that makes these changes: it expires if all of them do.
    pub(super) fn of(changes: &[Change]) -> Self {
        let expire = |change: &Change| is_limited(&change.before, &change.after);
        if !changes.is_empty() && changes.iter().all(expire) {
            Self::Expires
        } else {
            Self::Stays
        }
    }
}

/// Whether what comes on top of the state before are statements of a policy that hold until a
/// date, and no others.
fn is_limited(before: &Value, after: &Value) -> bool {
    let (before, after) = (statements(before), statements(after));
    let kept = before.iter().all(|statement| after.contains(statement));
    let mut added = after.iter().filter(|statement| !before.contains(statement));
    let some = added.clone().next().is_some();
    kept && some && added.all(|statement| until(statement).is_some())
}

/// The statements of the policy that a state holds, if it holds one.
fn statements(state: &Value) -> Vec<&Value> {
    let policy = ["document", "policy"]
        .into_iter()
        .find_map(|member| state.get(member));
    match policy.and_then(|policy| policy.get("Statement")) {
        Some(Value::Array(statements)) => statements.iter().collect(),
        Some(statement) => vec![statement],
        None => Vec::new(),
    }
}

/// Until when a statement holds, if it says so: in a text, or in a list of one.
fn until(statement: &Value) -> Option<Timestamp> {
    let limit = statement.pointer("/Condition/DateLessThan/aws:CurrentTime")?;
    let limit = match limit.as_array().map(Vec::as_slice) {
        Some([limit]) => limit,
        _ => limit,
    };
    limit.as_str()?.parse().ok()
}
