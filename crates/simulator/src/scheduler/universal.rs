//! Universal targets: from the operation and its input to the request that the service gets.

use lexdr_wire::{Protocol, Request, Service};
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};
use serde_json::{Map, Value};

use super::naming::{capital, is_camel, lowered, uncapitalized};
use crate::Credentials;

/// A call to be made.
pub(super) struct Order<'o> {
    pub(super) service: Service,
    pub(super) operation: &'o str,
    pub(super) region: &'o str,
    pub(super) input: Map<String, Value>,
}

/// Parameters that stand in the query although the request has a body.
const IN_QUERY: [&str; 2] = ["ExpectedRevisionId", "Qualifier"];

/// Parameters of Invoke that are headers.
const IN_HEADER: [(&str, &str); 3] = [
    ("ClientContext", "x-amz-client-context"),
    ("InvocationType", "x-amz-invocation-type"),
    ("LogType", "x-amz-log-type"),
];

/// What need not be encoded in a URL (RFC 3986).
const UNRESERVED: &AsciiSet = &NON_ALPHANUMERIC
    .remove(b'-')
    .remove(b'_')
    .remove(b'.')
    .remove(b'~');

fn encoded(text: &str) -> String {
    utf8_percent_encode(text, UNRESERVED).to_string()
}

/// What stands in a request beside host and signature.
#[derive(Default)]
struct Parts {
    method: &'static str,
    path: String,
    query: Vec<(String, String)>,
    headers: Vec<(&'static str, String)>,
    body: String,
}

/// The request, signed with `keys`.
///
/// # Errors
/// What is wrong with the input.
pub(super) fn request(order: Order<'_>, keys: &Credentials) -> Result<Request, String> {
    let (service, region) = (order.service, order.region);
    let parts = match service.protocol() {
        Protocol::RestJson if order.operation == "Invoke" => invoke(order)?,
        Protocol::RestJson => rest(order)?,
        Protocol::AwsJson {
            version,
            target_prefix: prefix,
        }
        | Protocol::RpcCbor {
            version,
            name: prefix,
        } => targeted(order, version, prefix),
        Protocol::Query { .. } => form(order),
        Protocol::RestXml => return Err(format!("{service} is no target here")),
    };
    let query: Vec<String> = parts
        .query
        .iter()
        .map(|(name, value)| format!("{name}={}", encoded(value)))
        .collect();
    let (mark, query) = match query.is_empty() {
        true => ("", String::new()),
        false => ("?", query.join("&")),
    };
    let (host, path) = (service.host(region), &parts.path);
    // Signatures are not verified; the scope says whose it is.
    let (key, name) = (&keys.access_key_id, service.signing_name());
    let signature = format!(
        "AWS4-HMAC-SHA256 Credential={key}/19700101/{region}/{name}/aws4_request, \
         SignedHeaders=host, Signature=0"
    );
    let mut builder = http::Request::builder()
        .method(parts.method)
        .uri(format!("https://{host}{path}{mark}{query}"))
        .header("authorization", signature);
    for (name, value) in parts.headers {
        builder = builder.header(name, value);
    }
    builder
        .body(parts.body.into())
        .map_err(|error| error.to_string())
}

fn targeted(order: Order<'_>, version: &str, prefix: &str) -> Parts {
    Parts {
        method: "POST",
        path: "/".to_owned(),
        headers: vec![
            ("x-amz-target", format!("{prefix}.{}", order.operation)),
            ("content-type", format!("application/x-amz-json-{version}")),
        ],
        body: Value::Object(order.input).to_string(),
        ..Parts::default()
    }
}

fn form(order: Order<'_>) -> Parts {
    let mut pairs = vec![format!("Action={}", order.operation)];
    for (name, value) in &order.input {
        flatten(name, value, &mut pairs);
    }
    Parts {
        method: "POST",
        path: "/".to_owned(),
        headers: vec![(
            "content-type",
            "application/x-www-form-urlencoded".to_owned(),
        )],
        body: pairs.join("&"),
        ..Parts::default()
    }
}

/// `Name=value`, `List.member.1=value`, `Structure.Name=value`.
fn flatten(name: &str, value: &Value, pairs: &mut Vec<String>) {
    match value {
        Value::Null => {}
        Value::Object(members) => {
            for (member, value) in members {
                flatten(&format!("{name}.{member}"), value, pairs);
            }
        }
        Value::Array(values) => {
            for (at, value) in values.iter().enumerate() {
                flatten(&format!("{name}.member.{}", at + 1), value, pairs);
            }
        }
        value => pairs.push(format!("{name}={}", encoded(&plain(value)))),
    }
}

/// A value as it stands in a path, a query or a form.
fn plain(value: &Value) -> String {
    value
        .as_str()
        .map_or_else(|| value.to_string(), str::to_owned)
}

fn rest(mut order: Order<'_>) -> Result<Parts, String> {
    let (method, path) = path(&mut order)?;
    let camel = is_camel(order.service);
    let written = |name: &str| {
        if camel {
            lowered(name)
        } else {
            Ok(name.to_owned())
        }
    };
    let mut parts = Parts {
        method,
        path,
        headers: vec![("content-type", "application/json".to_owned())],
        ..Parts::default()
    };
    let mut body = Map::new();
    for (name, value) in order.input {
        if matches!(method, "GET" | "DELETE") || IN_QUERY.contains(&name.as_str()) {
            let name = written(&name)?;
            let values = match value {
                Value::Array(values) => values,
                value => vec![value],
            };
            let values = values.iter().map(|value| (name.clone(), plain(value)));
            parts.query.extend(values);
        } else {
            let value = if camel {
                uncapitalized(&name, value)?
            } else {
                value
            };
            body.insert(written(&name)?, value);
        }
    }
    if !matches!(method, "GET" | "DELETE") {
        parts.body = Value::Object(body).to_string();
    }
    Ok(parts)
}

/// Invoke has headers and a payload where others have members.
fn invoke(mut order: Order<'_>) -> Result<Parts, String> {
    let (method, path) = path(&mut order)?;
    let mut parts = Parts {
        method,
        path,
        ..Parts::default()
    };
    for (name, value) in order.input {
        let header = IN_HEADER.iter().find(|(member, _)| *member == name);
        match (name.as_str(), header, value) {
            (_, Some((_, header)), value) => parts.headers.push((header, plain(&value))),
            ("Payload", _, Value::String(text)) => parts.body = text,
            ("Qualifier", _, value) => parts.query.push((name, plain(&value))),
            _ => return Err(format!("Invoke takes no such {name}")),
        }
    }
    Ok(parts)
}

/// Method and path; what stands in the path is taken out of the input.
fn path(order: &mut Order<'_>) -> Result<(&'static str, String), String> {
    let (service, operation) = (order.service, order.operation);
    let route = service.rest_route(operation);
    let (method, template) = route.ok_or_else(|| format!("{service} has no {operation}"))?;
    let mut path = String::new();
    for piece in template.split('/').filter(|piece| !piece.is_empty()) {
        path.push('/');
        let label = piece.strip_prefix('{').and_then(|it| it.strip_suffix('}'));
        let Some(label) = label else {
            path.push_str(piece);
            continue;
        };
        let member = match (service, label) {
            (Service::Lambda, "name") => "FunctionName".to_owned(),
            (_, label) => capital(label),
        };
        let value = order.input.remove(&member).map(|value| plain(&value));
        let value = value.filter(|value| !value.is_empty());
        let value = value.ok_or_else(|| format!("{operation} needs {member}"))?;
        path.push_str(&encoded(&value));
    }
    Ok((method, path))
}

#[cfg(test)]
mod tests {
    use lexdr_wire::Call;
    use serde_json::json;

    use super::*;

    fn made(service: Service, operation: &str, input: Value) -> Result<Request, String> {
        let keys = Credentials {
            access_key_id: "ASIA".to_owned(),
            secret_access_key: String::new(),
            session_token: None,
        };
        let order = Order {
            service,
            operation,
            region: "us-west-2",
            input: input.as_object().cloned().unwrap(),
        };
        request(order, &keys)
    }

    #[test]
    fn a_parameter_stands_where_the_api_has_it() {
        let input = json!({
            "BotId": "ABCDEFGHIJ",
            "BotAliasId": "TSTALIASID",
            "BotAliasName": "live",
            "BotAliasLocaleSettings": { "en_US": { "Enabled": true } },
            "SentimentAnalysisSettings": { "DetectSentiment": false },
        });
        let request = made(Service::LexModelsV2, "UpdateBotAlias", input).unwrap();
        let call = Call::of(&request).unwrap();
        assert_eq!(call.operation, "UpdateBotAlias");
        assert_eq!(call.region, "us-west-2");
        assert_eq!(call.label("botAliasId"), "TSTALIASID");
        assert_eq!(call.access_key_id.as_deref(), Some("ASIA"));
        let body: Value = serde_json::from_slice(request.body()).unwrap();
        assert_eq!(
            body,
            json!({
                "botAliasName": "live",
                "botAliasLocaleSettings": { "en_US": { "enabled": true } },
                "sentimentAnalysisSettings": { "detectSentiment": false },
            })
        );
        let arn = "arn:aws:lex:us-west-2:1:bot-alias/ABCDEFGHIJ/TSTALIASID";
        let input = json!({ "ResourceArn": arn, "ExpectedRevisionId": "2", "Policy": "{}" });
        let request = made(Service::LexModelsV2, "UpdateResourcePolicy", input).unwrap();
        assert_eq!(Call::of(&request).unwrap().label("resourceArn"), arn);
        assert_eq!(request.uri().query(), Some("expectedRevisionId=2"));
        assert_eq!(request.body().as_ref(), br#"{"policy":"{}"}"#);
    }

    #[test]
    fn a_form_has_one_line_for_each_value() {
        let input = json!({ "RoleName": "a b", "Tags": [{ "Key": "k", "Value": "v" }] });
        let request = made(Service::Iam, "TagRole", input).unwrap();
        let body = std::str::from_utf8(request.body()).unwrap();
        let expected = "Action=TagRole&RoleName=a%20b&Tags.member.1.Key=k&Tags.member.1.Value=v";
        assert_eq!(body, expected);
    }

    #[test]
    fn what_the_api_does_not_have_is_told() {
        let refused = |service, operation, input| made(service, operation, input).unwrap_err();
        let small = json!({ "BotId": "B", "BotAliasId": "A", "botAliasName": "live" });
        let text = refused(Service::LexModelsV2, "UpdateBotAlias", small);
        assert!(text.contains("botAliasName"), "{text}");
        let bare = refused(Service::Lambda, "DeleteFunctionConcurrency", json!({}));
        assert_eq!(bare, "DeleteFunctionConcurrency needs FunctionName");
    }
}
