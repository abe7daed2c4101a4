//! Documents of rules.

use lexdr_wire::BoxFuture;
use std::time::Duration;

use bytes::Bytes;
use http::Uri;
use http_body_util::{BodyExt, Empty, Limited};
use serde_json::Value;

use crate::client::client;
use crate::options::Times;

/// The longest document, and the longest time to wait for it. A function cannot start before.
const LONGEST: usize = 1024 * 1024;
const PATIENCE: Duration = Duration::from_secs(3);

/// Why there are no rules to be had. The text says what would be right.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{name}: {problem}")]
pub struct SourceError {
    /// The file or URL, with the line where that is known.
    pub name: String,
    /// What is wrong.
    pub problem: String,
}

/// The rules of a file, or of a URL (`http://…`): a JSON array, or one rule a line. They are not
/// checked yet.
///
/// # Errors
/// When there is no such document or it is no JSON.
pub fn read_rules<'a>(source: &'a str) -> BoxFuture<'a, Result<Vec<Value>, SourceError>> {
    Box::pin(async move {
        let fail = |problem: String| SourceError {
            name: source.to_owned(),
            problem,
        };
        let text = if source.contains("://") {
            fetch(source).await.map_err(fail)?
        } else {
            std::fs::read_to_string(source)
                .map_err(|error| fail(format!("cannot be read: {error}")))?
        };
        parse(source, &text)
    })
}

fn parse(source: &str, text: &str) -> Result<Vec<Value>, SourceError> {
    match serde_json::from_str(text) {
        Ok(Value::Array(rules)) => return Ok(rules),
        Ok(rule) => return Ok(vec![rule]),
        // One document that is broken has a better place to tell than its first line.
        Err(error) if text.trim_start().starts_with('[') => {
            return Err(SourceError {
                name: format!("{source}:{}:{}", error.line(), error.column()),
                problem: format!("no JSON: {error}"),
            });
        }
        Err(_) => {}
    }
    let lines = text.lines().enumerate();
    let lines = lines.filter(|(_, line)| !line.trim().is_empty());
    lines
        .map(|(at, line)| {
            serde_json::from_str(line).map_err(|error| SourceError {
                name: format!("{source}:{}:{}", at + 1, error.column()),
                problem: format!("no JSON: {error}; write a JSON array, or one rule a line"),
            })
        })
        .collect()
}

async fn fetch(url: &str) -> Result<String, String> {
    let uri: Uri = url.parse().map_err(|error| format!("no URL: {error}"))?;
    if uri.scheme_str() != Some("http") && !cfg!(feature = "tls") {
        return Err("this program was built without TLS; build it with --features tls".to_owned());
    }
    let client = client::<Empty<Bytes>>(&Times::USUAL).map_err(|error| error.to_string())?;
    let fetched = async {
        let answer = client.get(uri).await.map_err(|error| error.to_string())?;
        if !answer.status().is_success() {
            return Err(format!("answered {}", answer.status()));
        }
        let body = Limited::new(answer.into_body(), LONGEST).collect().await;
        let body = body.map_err(|error| error.to_string())?.to_bytes();
        String::from_utf8(body.into()).map_err(|_| "is no text".to_owned())
    };
    tokio::time::timeout(PATIENCE, fetched)
        .await
        .unwrap_or_else(|_| Err(format!("no answer within {} s", PATIENCE.as_secs())))
}

#[cfg(test)]
mod tests {
    use rstest::rstest;

    use super::*;

    #[rstest]
    #[case::array("[{\"id\": \"a\"},\n {\"id\": \"b\"}]", 2)]
    #[case::one("{\n \"id\": \"a\"\n}", 1)]
    #[case::lines("{\"id\": \"a\"}\n\n{\"id\": \"b\"}\n", 2)]
    #[case::none("", 0)]
    fn rules_stand_in_a_list_or_in_lines(#[case] text: &str, #[case] count: usize) {
        assert_eq!(parse("f", text).unwrap().len(), count);
    }

    #[rstest]
    #[case::line("{\"id\": \"a\"}\n{\"id\": }", "f:2:")]
    #[case::array("[{\"id\": \"a\"},\n {\"id\": }]", "f:2:")]
    fn mistakes_are_told_with_their_place(#[case] text: &str, #[case] place: &str) {
        let error = parse("f", text).unwrap_err().to_string();
        assert!(error.starts_with(place), "{error}");
    }

    #[tokio::test]
    async fn what_is_not_there_is_told() {
        let error = read_rules("/nowhere/rules.json").await.unwrap_err();
        assert!(
            error
                .to_string()
                .contains("/nowhere/rules.json: cannot be read")
        );
    }
}
