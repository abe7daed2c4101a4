//! `RecognizeText` and `RecognizeUtterance`: the user says something.

use lexdr_wire::ServiceError;
use serde_json::Value;

use super::visit::Visit;
use super::{Context, answers, gzip, invalid, texts};
use crate::dialogue::{self, Output};
use crate::input::missing;
use crate::lex_v2::answer::{Answer, Outcome};
use crate::lex_v2::{input, names};

pub(super) fn text(cx: &mut Context<'_>) -> Outcome {
    let body = input::object(cx.request)?;
    let said = match body.get("text") {
        Some(Value::String(said)) => said,
        None | Some(Value::Null) => return Err(missing("text")),
        Some(other) => return Err(invalid(format!("Invalid text {other}"))),
    };
    names::length("text", said, 1, 1024)?;
    let attributes = texts("requestAttributes", body.get("requestAttributes"))?;
    let mut visit = cx.visit()?;
    visit.turn(body.get("sessionState"), said, cx.now_ms)?;
    let body = answers::json_body(&visit, attributes.as_ref(), cx.now_ms);
    cx.keep(visit);
    Ok(Answer::json(200, &body))
}

pub(super) fn utterance(cx: &mut Context<'_>) -> Outcome {
    let content_type = input::header(cx.request, "content-type").unwrap_or_default();
    dialogue::check_input(content_type).map_err(invalid)?;
    let output = output(cx, "response-content-type")?;
    let said =
        std::str::from_utf8(cx.request.body()).map_err(|_| invalid("the text is not UTF-8"))?;
    names::length("inputStream", said, 1, 1024)?;
    let state = encoded_header(cx, "x-amz-lex-session-state")?;
    let attributes = encoded_header(cx, "x-amz-lex-request-attributes")?;
    let attributes = texts("requestAttributes", attributes.as_ref())?;
    let mut visit = cx.visit()?;
    visit.turn(state.as_ref(), said, cx.now_ms)?;
    let answer = answers::utterance(&visit, said, output, attributes.as_ref(), cx.now_ms);
    cx.keep(visit);
    Ok(answer)
}

/// What the answer's body is to hold.
pub(super) fn output(cx: &Context<'_>, header: &str) -> Result<Output, ServiceError> {
    Output::wanted(header, input::header(cx.request, header)).map_err(invalid)
}

/// A header that holds JSON, packed.
fn encoded_header(cx: &Context<'_>, name: &str) -> Result<Option<Value>, ServiceError> {
    input::header(cx.request, name)
        .map(gzip::decoded)
        .map(|value| {
            value.ok_or_else(|| invalid(format!("the header {name} is not base64 of gzip of JSON")))
        })
        .transpose()
}

impl Visit {
    /// Takes a turn of the user. A state that comes with it counts from before it was said.
    fn turn(&mut self, state: Option<&Value>, said: &str, now_ms: i64) -> Result<(), ServiceError> {
        if let Some(state) = state.filter(|state| !state.is_null()) {
            let next = self.take(state, now_ms)?;
            // What the bot would say to that is overtaken by what the user says.
            self.act(next, None, now_ms)?;
        }
        self.hear(said, now_ms)
    }
}
