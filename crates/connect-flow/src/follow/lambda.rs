//! The block that invokes a function.
//!
//! "If your Lambda invocation gets throttled, the request is retried. It is also retried if a
//! general service failure (500 error) happens. When a Lambda invocation returns an error, Amazon
//! Connect retries up to three times, for maximum until timeout specified. At that point, the
//! contact is routed down the Error branch." ("Flow block in Amazon Connect: AWS Lambda function")
//!
//! Taken here as three attempts in all, whatever they failed of, and the block's time limit over
//! all of them together. An attempt that does not end in time has used up the limit.

use std::time::Duration;

use serde_json::{Map, Value};
use tokio::time::{Instant, sleep, timeout};

use super::Walk;
use super::branch::Came;
use crate::block::{InvokeLambda, ResponseType};
use crate::contact::{self, Contact, Invocation, Invoked};
use crate::error::shown;
use crate::flow::NO_MATCHING_ERROR;

/// The longest time limit of a block ("InvokeLambdaFunction": "no larger than 8").
pub(crate) const LONGEST_SECONDS: u32 = 8;

const MOST_ATTEMPTS: u32 = 3;

/// "The size of the returned data must be less than 32 KB of UTF-8 data" ("Create a Lambda
/// function and invoke it in a flow").
const LARGEST_ANSWER: usize = 32 * 1024;

impl<C: Contact> Walk<'_, C> {
    pub(super) async fn invoke(&mut self, block: &InvokeLambda) -> Came {
        let answer = match self.attempts(block).await {
            Ok(answer) => valid(answer, block.response, self.rules.strict_string_map),
            Err(why) => Err(why),
        };
        match answer {
            Ok(answer) => {
                self.data.external = answer;
                self.answered.get_or_insert(self.record.after());
                Came::Through
            }
            Err(why) => {
                self.data.external = Value::Null;
                self.note(&why);
                Came::Error(NO_MATCHING_ERROR)
            }
        }
    }

    async fn attempts(&mut self, block: &InvokeLambda) -> Result<Value, String> {
        let parameters = self.data.map(&block.attributes);
        let mut invocation = Invocation {
            function_arn: self.data.text(&block.function_arn),
            event: contact::event(self.data.contact, &self.data.attributes, &parameters),
            parameters,
            limit: Duration::ZERO,
        };
        if invocation.function_arn.is_empty() {
            return Err("the function's name is empty".to_owned());
        }
        let limit = Duration::from_secs(block.limit_seconds.min(LONGEST_SECONDS).into());
        let late = || format!("no answer within {} s", limit.as_secs());
        let deadline = Instant::now() + limit;
        let mut attempt = 1;
        loop {
            invocation.limit = deadline.saturating_duration_since(Instant::now());
            let invoked = timeout(invocation.limit, self.connect.invoke(&invocation)).await;
            let why = match invoked {
                Ok(Invoked::Answer(answer)) => return Ok(answer),
                Ok(Invoked::FunctionError(text)) => format!("function error: {}", shown(&text)),
                Ok(Invoked::Throttled) => "throttled".to_owned(),
                Ok(Invoked::ServiceError) => "service error".to_owned(),
                Ok(Invoked::TimedOut) | Err(_) => return Err(late()),
            };
            self.note(&format!("attempt {attempt}: {why}"));
            if attempt == MOST_ATTEMPTS {
                return Err(format!("given up after {attempt} attempts"));
            }
            attempt += 1;
            let left = deadline.saturating_duration_since(Instant::now());
            if left <= self.rules.retry_pause {
                sleep(left).await;
                return Err(late());
            }
            sleep(self.rules.retry_pause).await;
        }
    }
}

/// The answer as the flow can look it up, or why it takes the error branch.
fn valid(answer: Value, response: ResponseType, strict: bool) -> Result<Value, String> {
    let bytes = answer.to_string().len();
    if bytes > LARGEST_ANSWER {
        return Err(format!(
            "the answer has {bytes} bytes, {LARGEST_ANSWER} are allowed"
        ));
    }
    match (response, answer) {
        (ResponseType::Json, answer) => Ok(answer),
        (ResponseType::StringMap, Value::Object(members)) => string_map(members, strict),
        (ResponseType::StringMap, _) => Err("the answer is no object, as STRING_MAP wants".into()),
    }
}

fn string_map(members: Map<String, Value>, strict: bool) -> Result<Value, String> {
    let text = |(key, value): (String, Value)| match value {
        Value::String(_) => Ok((key, value)),
        Value::Number(_) | Value::Bool(_) if !strict => {
            let text = value.to_string();
            Ok((key, Value::String(text)))
        }
        _ => Err(format!(
            "`{}` of the answer is no text, as STRING_MAP wants",
            shown(&key)
        )),
    };
    members
        .into_iter()
        .map(text)
        .collect::<Result<_, _>>()
        .map(Value::Object)
}

#[cfg(test)]
mod tests {
    use rstest::rstest;
    use serde_json::json;

    use super::*;

    const PUBLISHED: &str = r#"{"statusCode": 200, "primaryCode": "us-east-1"}"#;

    #[rstest]
    #[case::published(
        PUBLISHED,
        false,
        Some(r#"{"statusCode": "200", "primaryCode": "us-east-1"}"#)
    )]
    #[case::published_strictly(PUBLISHED, true, None)]
    #[case::texts_strictly(r#"{"a": "b"}"#, true, Some(r#"{"a": "b"}"#))]
    #[case::boolean(r#"{"a": true}"#, false, Some(r#"{"a": "true"}"#))]
    #[case::null(r#"{"a": null}"#, false, None)]
    #[case::nested(r#"{"a": {}}"#, false, None)]
    #[case::list(r#"["a"]"#, false, None)]
    #[case::word(r#""us-east-1""#, false, None)]
    fn a_string_map_is_flat_text(
        #[case] answer: &str,
        #[case] strict: bool,
        #[case] read: Option<&str>,
    ) {
        let json = |text: &str| serde_json::from_str::<Value>(text).expect("JSON");
        let answer = valid(json(answer), ResponseType::StringMap, strict);
        assert_eq!(answer.ok(), read.map(json));
    }

    #[test]
    fn json_may_be_anything_up_to_its_size() {
        let answer = json!([{"a": [null]}]);
        assert_eq!(valid(answer.clone(), ResponseType::Json, true), Ok(answer));
        // The quotation marks count.
        let text = |length| Value::String("x".repeat(length));
        assert!(valid(text(LARGEST_ANSWER - 2), ResponseType::Json, false).is_ok());
        assert!(valid(text(LARGEST_ANSWER - 1), ResponseType::Json, false).is_err());
    }
}
