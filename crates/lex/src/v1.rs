//! The Lex V1 runtime.

use std::error::Error;
use std::time::Duration;

use aws_sdk_lexruntime::Client;
use aws_sdk_lexruntime::config::{Builder, Region, StalledStreamProtectionConfig};
use aws_sdk_lexruntime::error::ProvideErrorMetadata;
use aws_sdk_lexruntime::operation::put_session::PutSessionOutput;
use aws_smithy_runtime_api::client::orchestrator::HttpResponse;
use aws_smithy_runtime_api::client::result::SdkError;
use lexdr_route::{Aws, Failure, Limits, Sent};
use tokio::time::{Instant, timeout_at};

use crate::{Bot, Evidence, Probe, Question, evidence, tolerate_nulls};

/// Asks Lex to answer `PutSession` in text: speech costs a call to Amazon Polly.
const TEXT: &str = "text/plain; charset=utf-8";

/// The bot said something else than it should.
const WRONG: &str = "wrong answer";

/// The bot answered and said nothing.
const MISSING: &str = "missing answer";

/// Longest wrong answer kept for the log.
const ANSWER_CHARS: usize = 200;

/// A bot of Lex V1: an alias in a region.
#[derive(Debug, Clone)]
pub struct V1 {
    client: Client,
    bot: String,
    alias: String,
    question: Question,
}

impl V1 {
    /// The bot of this name and alias in `region`, to be asked `question`.
    #[must_use]
    pub fn new(aws: &Aws, region: &str, bot: &str, alias: &str, question: Question) -> Self {
        // Every call has its own timeouts, which cover a stalled stream as well.
        let mut config = Builder::from(&aws.config)
            .region(Region::new(region.to_owned()))
            .stalled_stream_protection(StalledStreamProtectionConfig::disabled());
        config.set_retry_partition(aws.retry_partition.clone());
        config.set_http_client(aws.config.http_client().map(tolerate_nulls));
        Self {
            client: Client::from_conf(config.build()),
            bot: bot.to_owned(),
            alias: alias.to_owned(),
            question,
        }
    }

    async fn put_session(&self, session: &str, limit: Duration) -> Probe {
        let ends = Instant::now() + limit;
        let sent = Sent::default();
        let answer = self
            .client
            .put_session()
            .bot_name(&self.bot)
            .bot_alias(&self.alias)
            .user_id(session)
            .accept(TEXT)
            .customize()
            .config_override(limited(Limits::probe(limit)))
            .interceptor(sent.clone())
            .send()
            .await;
        match answer {
            // The SDK is done when the headers are there.
            Ok(answer) => match timeout_at(ends, opened(answer)).await {
                Ok(probe) => probe,
                Err(_) => Probe::timed_out(),
            },
            Err(error) => failed(&error, &sent),
        }
    }

    async fn post_text(
        &self,
        session: &str,
        limit: Duration,
        utterance: &str,
        accepts: impl Fn(&str) -> bool,
        sent: &Sent,
    ) -> Probe {
        let answer = self
            .client
            .post_text()
            .bot_name(&self.bot)
            .bot_alias(&self.alias)
            .user_id(session)
            .input_text(utterance)
            .customize()
            .config_override(limited(Limits::probe(limit)))
            .interceptor(sent.clone())
            .send()
            .await;
        match answer {
            Ok(answer) => match answer.message() {
                Some(message) if accepts(message) => answered(Evidence::Healthy, None),
                Some(message) => {
                    let message = message.chars().take(ANSWER_CHARS).collect();
                    answered(Evidence::Down(WRONG.to_owned()), Some(message))
                }
                None => answered(Evidence::Down(MISSING.to_owned()), None),
            },
            Err(error) => failed(&error, sent),
        }
    }

    /// Says the utterance and compares the answer.
    ///
    /// An attempt whose answer got lost has been heard all the same: it opened the session, and
    /// the SDK's next attempt says the same again in the middle of a dialogue, to which another
    /// answer is right. So a wrong answer to a repeated utterance is no evidence yet: the session
    /// is ended and the bot asked once more, in the time that is left.
    async fn say(
        &self,
        session: &str,
        limit: Duration,
        utterance: &str,
        accepts: impl Fn(&str) -> bool,
    ) -> Probe {
        let ends = Instant::now() + limit;
        let sent = Sent::default();
        let probe = self
            .post_text(session, limit, utterance, &accepts, &sent)
            .await;
        let answered_wrongly = matches!(
            &probe.evidence,
            Evidence::Down(reason) if reason == WRONG || reason == MISSING
        );
        if !(answered_wrongly && sent.repeated()) {
            return probe;
        }
        let left = || ends.saturating_duration_since(Instant::now());
        // If it cannot be ended, the second answer will be as wrong as the first.
        let _ = self.forget(session, left() / 2).await;
        if left().is_zero() {
            return probe;
        }
        self.post_text(session, left(), utterance, &accepts, &Sent::default())
            .await
    }
}

/// Reads a `PutSession` answer to its end. A healthy one names the session it opened.
async fn opened(answer: PutSessionOutput) -> Probe {
    let has_session = answer.session_id().is_some_and(|id| !id.is_empty());
    let evidence = match answer.audio_stream.collect().await {
        Err(_) => Evidence::Down(Failure::Garbled.to_string()),
        Ok(_) if has_session => Evidence::Healthy,
        Ok(_) => Evidence::Down(MISSING.to_owned()),
    };
    answered(evidence, None)
}

const fn answered(evidence: Evidence, detail: Option<String>) -> Probe {
    Probe {
        evidence,
        session_may_be_open: true,
        detail,
    }
}

fn failed<E>(error: &SdkError<E, HttpResponse>, sent: &Sent) -> Probe
where
    E: ProvideErrorMetadata + Error + 'static,
{
    evidence::of(Failure::of(error, sent))
}

fn limited(limits: Limits) -> Builder {
    Builder::default()
        .timeout_config(limits.timeouts())
        .retry_config(limits.retries())
}

impl Bot for V1 {
    async fn ask(&self, session: &str, limit: Duration) -> Probe {
        match &self.question {
            Question::OpenSession => self.put_session(session, limit).await,
            Question::Say {
                utterance,
                expected,
            } => {
                self.say(session, limit, utterance, |answer| expected.accepts(answer))
                    .await
            }
        }
    }

    async fn forget(&self, session: &str, limit: Duration) -> Result<(), String> {
        let sent = Sent::default();
        self.client
            .delete_session()
            .bot_name(&self.bot)
            .bot_alias(&self.alias)
            .user_id(session)
            .customize()
            .config_override(limited(Limits::clean_up(limit)))
            .interceptor(sent.clone())
            .send()
            .await
            .map(|_| ())
            .map_err(|error| Failure::of(&error, &sent).to_string())
    }
}
