//! The Lex V1 runtime.

use std::time::Duration;

use aws_sdk_lexruntime::Client;
use aws_sdk_lexruntime::config::Builder;
use lexdr_route::{Aws, Failure, Limits, Sent};

use crate::conversation::{self, Opened, Runtime, TEXT};
use crate::{Bot, Probe, Question, client};

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
        let aws = client::in_region(aws, region);
        let mut config = Builder::from(&aws.config);
        config.set_retry_partition(aws.retry_partition);
        Self {
            client: Client::from_conf(config.build()),
            bot: bot.to_owned(),
            alias: alias.to_owned(),
            question,
        }
    }
}

fn limited(limits: Limits) -> Builder {
    Builder::default()
        .timeout_config(limits.timeouts())
        .retry_config(limits.retries())
}

impl Runtime for V1 {
    async fn put_session(&self, session: &str, limit: Duration) -> Result<Opened, Failure> {
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
            .await
            .map_err(|error| Failure::of(&error, &sent))?;
        Ok(Opened {
            session_id: answer.session_id,
            body: answer.audio_stream,
        })
    }

    async fn say(
        &self,
        session: &str,
        limit: Duration,
        utterance: &str,
        sent: &Sent,
    ) -> Result<Option<String>, Failure> {
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
            .await
            .map_err(|error| Failure::of(&error, sent))?;
        Ok(answer.message)
    }

    async fn delete_session(&self, session: &str, limit: Duration) -> Result<(), Failure> {
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
            .map_err(|error| Failure::of(&error, &sent))
    }
}

impl Bot for V1 {
    async fn ask(&self, session: &str, limit: Duration) -> Probe {
        conversation::ask(self, &self.question, session, limit).await
    }

    async fn forget(&self, session: &str, limit: Duration) -> Result<(), String> {
        let ended = self.delete_session(session, limit).await;
        ended.map_err(|failure| failure.to_string())
    }
}
