//! `GetSession` and `DeleteSession`.

use lexdr_wire::ServiceError;
use serde_json::json;

use super::{Context, answers};
use crate::lex_v2::LexV2Error;
use crate::lex_v2::answer::{Answer, Outcome};

pub(super) fn get(cx: &mut Context<'_>) -> Outcome {
    let (key, program) = cx.address()?;
    // Looking at a session does not renew it: nothing was said.
    let session = cx
        .sessions
        .live(&key, cx.now_ms)
        .ok_or_else(|| missing(&key.id))?;
    let body = answers::session_body(&key.id, session, &program, cx.now_ms);
    Ok(Answer::json(200, &body))
}

pub(super) fn delete(cx: &mut Context<'_>) -> Outcome {
    let (key, _) = cx.address()?;
    cx.sessions
        .end(&key, cx.now_ms)
        .ok_or_else(|| missing(&key.id))?;
    let body = json!({
        "botId": cx.call.label("botId"),
        "botAliasId": cx.call.label("botAliasId"),
        "localeId": cx.call.label("localeId"),
        "sessionId": key.id,
    });
    Ok(Answer::json(200, &body))
}

fn missing(session: &str) -> ServiceError {
    LexV2Error::ResourceNotFound.with(format!("There is no session {session}."))
}
