//! What requests carry: bodies of the JSON services, read with errors that name the member, headers
//! and queries.

use lexdr_wire::{Request, ServiceError};
use percent_encoding::percent_decode_str;
use serde_json::{Map, Value};

/// The members of a JSON request.
#[derive(Debug, Default)]
pub(crate) struct Input(Map<String, Value>);

impl Input {
    /// Reads a body; an empty one has no members.
    pub(crate) fn parse(body: &[u8]) -> Result<Self, ServiceError> {
        if body.is_empty() {
            return Ok(Self::default());
        }
        match serde_json::from_slice(body) {
            Ok(Value::Object(members)) => Ok(Self(members)),
            Ok(_) => Err(malformed("the body is no JSON object")),
            Err(error) => Err(malformed(&format!("the body is no JSON: {error}"))),
        }
    }

    /// A member that is neither absent nor null.
    pub(crate) fn get(&self, name: &str) -> Option<&Value> {
        self.0.get(name).filter(|value| !value.is_null())
    }

    pub(crate) fn text(&self, name: &str) -> Result<Option<&str>, ServiceError> {
        let read = |value: &'_ Value| value.is_string();
        self.checked(name, "a string", read)
            .map(|found| found.and_then(Value::as_str))
    }

    pub(crate) fn required(&self, name: &str) -> Result<&str, ServiceError> {
        self.text(name)?.ok_or_else(|| missing(name))
    }

    pub(crate) fn integer(&self, name: &str) -> Result<Option<i64>, ServiceError> {
        self.checked(name, "an integer", Value::is_i64)
            .map(|found| found.and_then(Value::as_i64))
    }

    /// An integer within bounds, `default` if absent.
    pub(crate) fn bounded(
        &self,
        name: &str,
        bounds: std::ops::RangeInclusive<i64>,
    ) -> Result<Option<i64>, ServiceError> {
        let found = self.integer(name)?;
        match found {
            Some(value) if !bounds.contains(&value) => Err(invalid(
                name,
                &value.to_string(),
                &format!(
                    "Member must be between {} and {}, inclusive",
                    bounds.start(),
                    bounds.end()
                ),
            )),
            found => Ok(found),
        }
    }

    pub(crate) fn object(&self, name: &str) -> Result<Option<&Map<String, Value>>, ServiceError> {
        self.checked(name, "an object", Value::is_object)
            .map(|found| found.and_then(Value::as_object))
    }

    pub(crate) fn list(&self, name: &str) -> Result<&[Value], ServiceError> {
        let found = self.checked(name, "a list", Value::is_array)?;
        Ok(found.and_then(Value::as_array).map_or(&[], Vec::as_slice))
    }

    /// Refuses members that the simulator would have to ignore: an answer that looks as if they
    /// had an effect would be a false success.
    pub(crate) fn refuse(&self, operation: &str, names: &[&str]) -> Result<(), ServiceError> {
        for name in names {
            let given = self.get(name).is_some_and(|value| !is_empty(value));
            if given {
                return Err(ServiceError::new(
                    "NotImplementedException",
                    501,
                    format!("the lexdr simulator does not implement {operation} with {name}"),
                ));
            }
        }
        Ok(())
    }

    fn checked(
        &self,
        name: &str,
        kind: &str,
        is: impl Fn(&Value) -> bool,
    ) -> Result<Option<&Value>, ServiceError> {
        match self.get(name) {
            Some(value) if !is(value) => {
                Err(malformed(&format!("member {name} is {value}, not {kind}")))
            }
            found => Ok(found),
        }
    }
}

impl From<Map<String, Value>> for Input {
    fn from(members: Map<String, Value>) -> Self {
        Self(members)
    }
}

/// Whether a value says nothing: `{}`, `[]`, `""`, `false`.
fn is_empty(value: &Value) -> bool {
    match value {
        Value::Object(members) => members.values().all(is_empty),
        Value::Array(list) => list.is_empty(),
        Value::String(text) => text.is_empty(),
        Value::Bool(flag) => !flag,
        Value::Null => true,
        Value::Number(_) => false,
    }
}

fn malformed(message: &str) -> ServiceError {
    ServiceError::new("SerializationException", 400, message)
}

/// A required member is not there, in the words of AWS's request validation.
pub(crate) fn missing(name: &str) -> ServiceError {
    let name = lower_first(name);
    let message = format!(
        "1 validation error detected: Value at '{name}' failed to satisfy constraint: Member must \
         not be null"
    );
    ServiceError::new("ValidationException", 400, message)
}

/// A member breaks a constraint, in the words of AWS's request validation.
pub(crate) fn invalid(name: &str, value: &str, constraint: &str) -> ServiceError {
    let name = lower_first(name);
    let message = format!(
        "1 validation error detected: Value '{value}' at '{name}' failed to satisfy constraint: \
         {constraint}"
    );
    ServiceError::new("ValidationException", 400, message)
}

fn lower_first(name: &str) -> String {
    let mut letters = name.chars();
    letters.next().map_or_else(String::new, |first| {
        first.to_lowercase().chain(letters).collect()
    })
}

/// A header's value, if it is text.
pub(crate) fn header<'r>(request: &'r Request, name: &str) -> Option<&'r str> {
    request.headers().get(name)?.to_str().ok()
}

/// The first value of `key` in the query, decoded.
pub(crate) fn query(request: &Request, key: &str) -> Option<String> {
    queries(request, key).into_iter().next()
}

/// Every value of `key` in the query, decoded, in order.
pub(crate) fn queries(request: &Request, key: &str) -> Vec<String> {
    let pairs = request.uri().query().unwrap_or_default().split('&');
    pairs
        .filter_map(|pair| {
            let (name, value) = pair.split_once('=').unwrap_or((pair, ""));
            (name == key).then(|| percent_decode_str(value).decode_utf8_lossy().into_owned())
        })
        .collect()
}

/// A 2xx answer with a JSON body.
pub(crate) fn json(
    status: u16,
    content_type: &'static str,
    request_id: &str,
    body: &Value,
) -> lexdr_wire::Response {
    json_text(status, content_type, request_id, body.to_string())
}

/// An answer whose body is JSON already.
pub(crate) fn json_text(
    status: u16,
    content_type: &'static str,
    request_id: &str,
    body: impl Into<lexdr_wire::Body>,
) -> lexdr_wire::Response {
    http::Response::builder()
        .status(status)
        .header("content-type", content_type)
        .header("x-amzn-requestid", request_id)
        .body(body.into())
        .expect("status and headers are valid")
}
