//! The calls of the Lex V2 runtime.

use std::time::Duration;

use aws_sdk_lexruntimev2::Client;
use aws_sdk_lexruntimev2::config::Builder;
use aws_sdk_lexruntimev2::error::BuildError;
use aws_sdk_lexruntimev2::types::{
    DialogAction, DialogActionType, MessageContentType, SessionState,
};
use lexdr_route::{Aws, Failure, Limits, Sent};

use crate::conversation::{Opened, Runtime, TEXT};

/// A client of the runtime in `region` that `aws` is for.
pub(super) fn client(aws: &Aws) -> Client {
    let mut config = Builder::from(&aws.config);
    config.set_retry_partition(aws.retry_partition.clone());
    Client::from_conf(config.build())
}

/// One alias of a bot, by its id.
pub(super) struct At<'a> {
    pub(super) client: &'a Client,
    pub(super) bot: &'a str,
    pub(super) alias_id: &'a str,
    pub(super) locale: &'a str,
}

/// The state of a session in which the bot waits for what the caller wants.
fn waiting() -> Result<SessionState, BuildError> {
    let action = DialogAction::builder().r#type(DialogActionType::ElicitIntent);
    Ok(SessionState::builder()
        .dialog_action(action.build()?)
        .build())
}

fn limited(limits: Limits) -> Builder {
    Builder::default()
        .timeout_config(limits.timeouts())
        .retry_config(limits.retries())
}

impl Runtime for At<'_> {
    async fn put_session(&self, session: &str, limit: Duration) -> Result<Opened, Failure> {
        let sent = Sent::default();
        let answer = self
            .client
            .put_session()
            .bot_id(self.bot)
            .bot_alias_id(self.alias_id)
            .locale_id(self.locale)
            .session_id(session)
            .set_session_state(waiting().ok())
            .response_content_type(TEXT)
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
            .recognize_text()
            .bot_id(self.bot)
            .bot_alias_id(self.alias_id)
            .locale_id(self.locale)
            .session_id(session)
            .text(utterance)
            .customize()
            .config_override(limited(Limits::probe(limit)))
            .interceptor(sent.clone())
            .send()
            .await
            .map_err(|error| Failure::of(&error, sent))?;
        // An answer can have several messages, of which those in SSML and for cards are the same
        // in another form.
        let plain = answer
            .messages
            .into_iter()
            .flatten()
            .find(|message| message.content_type == MessageContentType::PlainText);
        Ok(plain.and_then(|message| message.content))
    }

    async fn delete_session(&self, session: &str, limit: Duration) -> Result<(), Failure> {
        let sent = Sent::default();
        self.client
            .delete_session()
            .bot_id(self.bot)
            .bot_alias_id(self.alias_id)
            .locale_id(self.locale)
            .session_id(session)
            .customize()
            .config_override(limited(Limits::clean_up(limit)))
            .interceptor(sent.clone())
            .send()
            .await
            .map(|_| ())
            .map_err(|error| Failure::of(&error, &sent))
    }
}
