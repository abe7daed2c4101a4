//! Asking a bot, as far as the generations of Lex do not differ: which calls a question takes, and
//! what their answers say.

use std::future::Future;
use std::time::Duration;

use aws_smithy_types::byte_stream::ByteStream;
use lexdr_route::{Failure, Sent};
use tokio::time::{Instant, timeout_at};

use crate::question::Expected;
use crate::{Evidence, Probe, Question, evidence};

/// Asks Lex to answer `PutSession` in text: speech costs a call to Amazon Polly.
pub(crate) const TEXT: &str = "text/plain; charset=utf-8";

/// The bot said something else than it should.
const WRONG: &str = "wrong answer";

/// The bot answered and said nothing.
const MISSING: &str = "missing answer";

/// Longest wrong answer kept for the log.
const ANSWER_CHARS: usize = 200;

/// The three calls to one alias of a bot. Each is over within its limit, retries and all.
pub(crate) trait Runtime: Sync {
    /// `PutSession`, as far as the headers of the answer.
    fn put_session(
        &self,
        session: &str,
        limit: Duration,
    ) -> impl Future<Output = Result<Opened, Failure>> + Send;

    /// Says `utterance` and gives the message of the answer, if it has one. `sent` is an
    /// interceptor of the call.
    fn say(
        &self,
        session: &str,
        limit: Duration,
        utterance: &str,
        sent: &Sent,
    ) -> impl Future<Output = Result<Option<String>, Failure>> + Send;

    /// `DeleteSession`.
    fn delete_session(
        &self,
        session: &str,
        limit: Duration,
    ) -> impl Future<Output = Result<(), Failure>> + Send;
}

/// The answer to `PutSession`.
pub(crate) struct Opened {
    pub(crate) session_id: Option<String>,
    /// What was not read yet: the SDK is done when the headers are there.
    pub(crate) body: ByteStream,
}

/// Asks `question` within `limit`, retries and all.
pub(crate) async fn ask(
    runtime: &impl Runtime,
    question: &Question,
    session: &str,
    limit: Duration,
) -> Probe {
    match question {
        Question::OpenSession => open(runtime, session, limit).await,
        Question::Say {
            utterance,
            expected,
        } => say(runtime, session, limit, utterance, expected).await,
    }
}

async fn open(runtime: &impl Runtime, session: &str, limit: Duration) -> Probe {
    let ends = Instant::now() + limit;
    match runtime.put_session(session, limit).await {
        Ok(answer) => match timeout_at(ends, opened(answer)).await {
            Ok(probe) => probe,
            Err(_) => Probe::timed_out(),
        },
        Err(failure) => evidence::of(failure),
    }
}

/// Reads a `PutSession` answer to its end. A healthy one names the session it opened.
async fn opened(answer: Opened) -> Probe {
    let has_session = answer.session_id.is_some_and(|id| !id.is_empty());
    let evidence = match answer.body.collect().await {
        Err(_) => Evidence::Down(Failure::Garbled.to_string()),
        Ok(_) if has_session => Evidence::Healthy,
        Ok(_) => Evidence::Down(MISSING.to_owned()),
    };
    answered(evidence, None)
}

/// Says the utterance and compares the answer.
///
/// An attempt whose answer got lost has been heard all the same: it opened the session, and
/// the SDK's next attempt says the same again in the middle of a dialogue, to which another
/// answer is right. So a wrong answer to a repeated utterance is no evidence yet: the session
/// is ended and the bot asked once more, in the time that is left.
async fn say(
    runtime: &impl Runtime,
    session: &str,
    limit: Duration,
    utterance: &str,
    expected: &Expected,
) -> Probe {
    let ends = Instant::now() + limit;
    let sent = Sent::default();
    let answer = runtime.say(session, limit, utterance, &sent).await;
    let probe = judged(answer, expected);
    let answered_wrongly = matches!(
        &probe.evidence,
        Evidence::Down(reason) if reason == WRONG || reason == MISSING
    );
    if !(answered_wrongly && sent.repeated()) {
        return probe;
    }
    let left = || ends.saturating_duration_since(Instant::now());
    // If it cannot be ended, the second answer will be as wrong as the first.
    let _ = runtime.delete_session(session, left() / 2).await;
    if left().is_zero() {
        return probe;
    }
    let answer = runtime
        .say(session, left(), utterance, &Sent::default())
        .await;
    judged(answer, expected)
}

fn judged(answer: Result<Option<String>, Failure>, expected: &Expected) -> Probe {
    match answer {
        Ok(Some(message)) if expected.accepts(&message) => answered(Evidence::Healthy, None),
        Ok(Some(message)) => {
            let message = message.chars().take(ANSWER_CHARS).collect();
            answered(Evidence::Down(WRONG.to_owned()), Some(message))
        }
        Ok(None) => answered(Evidence::Down(MISSING.to_owned()), None),
        Err(failure) => evidence::of(failure),
    }
}

const fn answered(evidence: Evidence, detail: Option<String>) -> Probe {
    Probe {
        evidence,
        session_may_be_open: true,
        detail,
    }
}
