//! The rules as a resource of HTTP.

use http::{HeaderValue, Method, StatusCode, header};
use lexdr_wire::{Body, Request, Response};
use percent_encoding::percent_decode_str;
use serde_json::{Value, json};

use crate::rules::{RuleError, Rules};

const PREFIX: &str = "/_lexdr";

/// What stands under `/_lexdr/` in a path: the name of a resource, and what follows that.
/// `None` for all other paths.
#[must_use]
pub fn is_for(path: &str) -> Option<(&str, &str)> {
    let rest = path.strip_prefix(PREFIX)?;
    if !rest.is_empty() && !rest.starts_with('/') {
        return None;
    }
    let rest = rest.trim_matches('/');
    Some(rest.split_once('/').unwrap_or((rest, "")))
}

/// The answer of `faults`, or of `faults/ID` where `id` is not empty.
#[must_use]
pub fn answer(rules: &Rules, request: &Request, id: &str) -> Response {
    match (request.method(), id) {
        (&Method::GET, "") => reply(StatusCode::OK, &json!({ "faults": rules.list() })),
        (&Method::POST, "") => add(rules, request.body()),
        (&Method::DELETE, "") => reply(StatusCode::OK, &json!({ "ids": rules.clear() })),
        (&Method::DELETE, id) => remove(rules, id),
        (_, "") => not_allowed("GET, POST, DELETE"),
        _ => not_allowed("DELETE"),
    }
}

fn add(rules: &Rules, body: &[u8]) -> Response {
    let document: Value = match serde_json::from_slice(body) {
        Ok(document) => document,
        Err(problem) => {
            return error(
                StatusCode::BAD_REQUEST,
                &format!("the body is no JSON: {problem}"),
            );
        }
    };
    match rules.add(&document) {
        Ok(ids) => reply(StatusCode::CREATED, &json!({ "ids": ids })),
        Err(problem @ RuleError::Wrong(_)) => error(StatusCode::BAD_REQUEST, &problem.to_string()),
        Err(problem @ RuleError::Taken(_)) => error(StatusCode::CONFLICT, &problem.to_string()),
    }
}

fn remove(rules: &Rules, id: &str) -> Response {
    let id = percent_decode_str(id).decode_utf8_lossy();
    let ids = rules.remove(&id);
    if ids.is_empty() {
        let present = match rules.names().as_slice() {
            [] => "there are none".to_owned(),
            ids => format!("there are {}", ids.join(", ")),
        };
        return error(
            StatusCode::NOT_FOUND,
            &format!("there is no rule {id:?}; {present}"),
        );
    }
    reply(StatusCode::OK, &json!({ "ids": ids }))
}

/// 405: this takes `methods`.
#[must_use]
pub fn not_allowed(methods: &'static str) -> Response {
    let mut response = error(
        StatusCode::METHOD_NOT_ALLOWED,
        &format!("this takes {methods}"),
    );
    let methods = HeaderValue::from_static(methods);
    response.headers_mut().insert(header::ALLOW, methods);
    response
}

/// `{"error": message}`.
#[must_use]
pub fn error(status: StatusCode, message: &str) -> Response {
    reply(status, &json!({ "error": message }))
}

/// A JSON document.
#[must_use]
pub fn reply(status: StatusCode, document: &Value) -> Response {
    let mut response = Response::new(Body::from(format!("{document}\n")));
    *response.status_mut() = status;
    let kind = HeaderValue::from_static("application/json");
    response.headers_mut().insert(header::CONTENT_TYPE, kind);
    response
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use bytes::Bytes;
    use lexdr_faults::Faults;

    use super::*;
    use crate::Lifetime;

    fn ask(rules: &Rules, method: Method, id: &str, body: &'static str) -> (u16, Value) {
        let mut request = Request::new(Bytes::from_static(body.as_bytes()));
        *request.method_mut() = method;
        let response = answer(rules, &request, id);
        let body = response.body().bytes().unwrap();
        (
            response.status().as_u16(),
            serde_json::from_slice(body).unwrap(),
        )
    }

    #[test]
    fn rules_come_are_listed_and_go() {
        let lifetime = Lifetime::limited(Duration::from_secs(60)).unwrap();
        let rules = Rules::new(Faults::builder().build(), lifetime);
        let hang = r#"{ "id": "a/b", "effect": "hang" }"#;
        let added = (201, json!({ "ids": ["a/b"] }));
        assert_eq!(ask(&rules, Method::POST, "", hang), added);
        assert_eq!(ask(&rules, Method::POST, "", hang).0, 409);
        assert_eq!(ask(&rules, Method::POST, "", "{").0, 400);
        assert_eq!(ask(&rules, Method::POST, "", "{}").0, 400);
        let (_, listed) = ask(&rules, Method::GET, "", "");
        assert_eq!(listed["faults"][0]["id"], "a/b");
        assert_eq!(listed["faults"][0]["fired"], 0);
        assert_eq!(ask(&rules, Method::DELETE, "c", "").0, 404);
        assert_eq!(ask(&rules, Method::PUT, "", "").0, 405);
        assert_eq!(ask(&rules, Method::GET, "a", "").0, 405);
        let gone = (200, json!({ "ids": ["a/b"] }));
        assert_eq!(ask(&rules, Method::DELETE, "a%2Fb", ""), gone);
        assert_eq!(
            ask(&rules, Method::DELETE, "", ""),
            (200, json!({ "ids": [] }))
        );
    }

    #[test]
    fn paths_of_others_are_not_for_it() {
        assert_eq!(is_for("/_lexdr/faults/a/b"), Some(("faults", "a/b")));
        assert_eq!(is_for("/_lexdr/health/"), Some(("health", "")));
        assert_eq!(is_for("/_lexdr"), Some(("", "")));
        assert_eq!(is_for("/_lexdrx/faults"), None);
        assert_eq!(is_for("/bot"), None);
    }
}
