//! `GetSession` and `DeleteSession`.

use lexdr_wire::ServiceError;
use serde_json::json;

use super::{Context, answers, summary};
use crate::lex_v1::LexError;
use crate::lex_v1::answer::{Answer, Outcome};
use crate::lex_v1::input;

pub(super) fn get(cx: &mut Context<'_>) -> Outcome {
    let label = input::query(cx.request, "checkpointLabelFilter");
    if let Some(label) = &label {
        summary::check_label(label)?;
    }
    let (key, _) = cx.address()?;
    // Looking at a session does not renew it: nothing was said.
    let session = cx
        .sessions
        .live(&key, cx.now_ms)
        .ok_or_else(|| missing(&key.id))?;
    Ok(Answer::json(
        200,
        &answers::session_body(session, label.as_deref(), cx.now_ms),
    ))
}

pub(super) fn delete(cx: &mut Context<'_>) -> Outcome {
    let (key, _) = cx.address()?;
    let session = cx
        .sessions
        .end(&key, cx.now_ms)
        .ok_or_else(|| missing(&key.id))?;
    let body = json!({
        "botName": key.place,
        "botAlias": cx.call.label("botAlias"),
        "userId": key.id,
        "sessionId": session.id,
    });
    Ok(Answer::json(200, &body))
}

fn missing(user: &str) -> ServiceError {
    LexError::NotFound.with(format!("There is no session for user {user}."))
}
