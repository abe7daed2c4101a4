//! Values as they may be seen in a log.

use std::fmt;

use serde_json::Value;

/// A value for `Debug`: what environment variables hold, and what is named like a credential,
/// shows as `***`.
pub(crate) struct Masked<'a>(pub(crate) &'a Value);

impl fmt::Debug for Masked<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", masked(self.0))
    }
}

/// Parts of names whose values nobody should read, in lower case.
const SECRET: [&str; 5] = ["accesskey", "credential", "password", "secret", "token"];

fn masked(value: &Value) -> Value {
    match value {
        Value::Array(values) => values.iter().map(masked).collect(),
        Value::Object(members) => {
            let members = members.iter().map(|(name, value)| {
                let plain = name.to_ascii_lowercase().replace(['_', '-'], "");
                let secret = plain == "variables" || SECRET.iter().any(|part| plain.contains(part));
                let value = if secret { hidden(value) } else { masked(value) };
                (name.clone(), value)
            });
            Value::Object(members.collect())
        }
        value => value.clone(),
    }
}

/// The shape of a value and its names, and nothing else of it.
fn hidden(value: &Value) -> Value {
    match value {
        Value::Null => Value::Null,
        Value::Array(values) => values.iter().map(hidden).collect(),
        Value::Object(members) => {
            let members = members.iter();
            Value::Object(
                members
                    .map(|(name, value)| (name.clone(), hidden(value)))
                    .collect(),
            )
        }
        _ => Value::from("***"),
    }
}
