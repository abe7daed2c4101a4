//! The bot's moves: ask, confirm, fulfil, give up.

use lexdr_wire::ServiceError;

use super::asking::{self, Reply, Said};
use super::dialogue::Talk;
use super::state::{Awaiting, End, Slots};
use crate::lex_v1::LexError;
use crate::lex_v1::definition::message::{Prompt, Statement};
use crate::lex_v1::definition::program::{Intent, Slot};

impl Talk<'_> {
    /// Goes on with the intent: the next slot, the confirmation, the end.
    pub(super) fn proceed(&mut self) -> Result<Reply, ServiceError> {
        let Some(intent) = self.current() else {
            return Err(LexError::BadRequest.with("there is no intent to go on with"));
        };
        if let Some(hook) = &intent.body.dialog_code_hook {
            return Err(no_code_hooks(&hook.uri));
        }
        let filled = |slot: &&Slot| {
            self.dialogue
                .intent
                .as_ref()
                .is_some_and(|a| a.slots.value(&slot.name).is_some())
        };
        if let Some(slot) = intent
            .slots
            .iter()
            .find(|slot| slot.required && !filled(slot))
            && let Some(prompt) = &slot.prompt
        {
            self.dialogue.asked = 0;
            return self.ask(Awaiting::Slot(slot.name.clone()), prompt);
        }
        match &intent.body.confirmation_prompt {
            Some(prompt) => {
                self.dialogue.asked = 0;
                self.ask(Awaiting::Confirmation, prompt)
            }
            None => self.fulfil(intent, "None"),
        }
    }

    pub(super) fn fulfil(
        &mut self,
        intent: &Intent,
        confirmation: &'static str,
    ) -> Result<Reply, ServiceError> {
        if let Some(hook) = intent
            .body
            .fulfillment_activity
            .as_ref()
            .and_then(|f| f.code_hook.as_ref())
        {
            return Err(no_code_hooks(&hook.uri));
        }
        self.close(End::ReadyForFulfillment, confirmation);
        Ok(Reply::silent())
    }

    pub(super) fn reject(&mut self, intent: &Intent) -> Result<Reply, ServiceError> {
        let statement = intent.body.rejection_statement.as_ref();
        let said = statement.and_then(|statement| self.word(statement, 0));
        self.close(End::Failed, "Denied");
        Ok(Reply::saying(said))
    }

    /// Gives up.
    pub(super) fn abort(&mut self) -> Result<Reply, ServiceError> {
        let said = self
            .program
            .abort
            .as_ref()
            .and_then(|abort| self.word(abort, 0));
        if said.is_none() {
            return Err(LexError::BadRequest.with("the bot has no usable message for this input"));
        }
        let confirmation = self
            .dialogue
            .intent
            .as_ref()
            .map_or("None", |a| a.confirmation);
        self.close(End::Failed, confirmation);
        Ok(Reply::saying(said))
    }

    pub(super) fn close(&mut self, end: End, confirmation: &'static str) {
        if let Some(active) = &mut self.dialogue.intent {
            active.confirmation = confirmation;
        }
        self.dialogue.awaiting = Awaiting::Nothing(end);
        self.dialogue.asked = 0;
    }

    pub(super) fn ask(
        &mut self,
        awaiting: Awaiting,
        prompt: &Prompt,
    ) -> Result<Reply, ServiceError> {
        let said = self.word(&prompt.says, self.dialogue.asked);
        self.dialogue.awaiting = awaiting;
        self.dialogue.asked += 1;
        Ok(Reply::saying(said))
    }

    /// Waits for something, saying `message` or else what the prompt says.
    pub(super) fn elicit(
        &mut self,
        awaiting: Awaiting,
        message: Option<Said>,
        prompt: Option<&Prompt>,
    ) -> Result<Reply, ServiceError> {
        self.dialogue.asked = 0;
        match (message, prompt) {
            (Some(message), _) => {
                self.dialogue.awaiting = awaiting;
                self.dialogue.asked = 1;
                Ok(Reply::saying(Some(message)))
            }
            (None, Some(prompt)) => self.ask(awaiting, prompt),
            (None, None) => Err(LexError::BadRequest.with(format!(
                "there is no message for {}: the request has none, and the bot has no prompt",
                awaiting.action()
            ))),
        }
    }

    fn word(&self, statement: &Statement, round: u32) -> Option<Said> {
        let none = Slots::default();
        let slots = self
            .dialogue
            .intent
            .as_ref()
            .map_or(&none, |active| &active.slots);
        asking::say(statement, round, slots, self.attributes)
    }
}

fn no_code_hooks(uri: &str) -> ServiceError {
    LexError::DependencyFailed.with(format!("Unable to invoke the code hook {uri}"))
}
