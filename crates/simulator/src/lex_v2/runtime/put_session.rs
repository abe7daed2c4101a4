//! `PutSession`: a client says where the conversation stands.

use serde_json::Value;

use super::{Context, answers, messages, recognize, texts};
use crate::input::missing;
use crate::lex_v2::answer::Outcome;
use crate::lex_v2::input;

pub(super) fn put(cx: &mut Context<'_>) -> Outcome {
    let output = recognize::output(cx, "responsecontenttype")?;
    let body = input::object(cx.request)?;
    let state = body.get("sessionState").filter(|state| !state.is_null());
    let state: &Value = state.ok_or_else(|| missing("sessionState"))?;
    let message = messages::of_request(body.get("messages"))?;
    let attributes = texts("requestAttributes", body.get("requestAttributes"))?;
    let mut visit = cx.visit()?;
    let next = visit.take(state, cx.now_ms)?;
    let reply = visit.act(next, message, cx.now_ms)?;
    visit.settle(reply, cx.now_ms);
    let answer = answers::headers(&visit, output, attributes.as_ref(), cx.now_ms);
    cx.keep(visit);
    Ok(answer)
}
