//! The bot's moves: ask, confirm, fulfil, give up.

use std::collections::BTreeMap;

use super::asking::{self, Reply, Said};
use super::message::{Prompt, Statement};
use super::program::{GiveUp, Intent, Slot};
use super::refusal::Refusal;
use super::state::{Awaiting, Confirmation, End, Slots};
use super::talk::Talk;

impl Talk<'_> {
    /// Goes on with the intent: the next slot, the confirmation, the end.
    pub(crate) fn proceed(&mut self) -> Result<Reply, Refusal> {
        let Some(intent) = self.current() else {
            return Err(Refusal::invalid("there is no intent to go on with"));
        };
        if let Some(hook) = &intent.dialog_hook {
            return Err(Refusal::Hook(hook.clone()));
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
            return Ok(self.ask(Awaiting::Slot(slot.name.clone()), prompt));
        }
        match (self.confirmation(), &intent.confirmation) {
            (Confirmation::None, Some(prompt)) => {
                self.dialogue.asked = 0;
                Ok(self.ask(Awaiting::Confirmation, prompt))
            }
            (Confirmation::Denied, _) => Ok(self.reject(intent)),
            (answered, _) => self.fulfil(intent, answered),
        }
    }

    pub(super) fn fulfil(
        &mut self,
        intent: &Intent,
        confirmation: Confirmation,
    ) -> Result<Reply, Refusal> {
        if let Some(hook) = &intent.fulfilment_hook {
            return Err(Refusal::Hook(hook.clone()));
        }
        let said = intent.closing.as_ref().and_then(|it| self.word(it, 0));
        self.close(End::ReadyForFulfillment, confirmation);
        Ok(Reply::saying(said))
    }

    pub(super) fn reject(&mut self, intent: &Intent) -> Reply {
        let said = intent.rejection.as_ref().and_then(|it| self.word(it, 0));
        self.close(End::Failed, Confirmation::Denied);
        Reply::saying(said)
    }

    /// Stops asking.
    pub(super) fn give_up(&mut self) -> Result<Reply, Refusal> {
        let program = self.program;
        let said = match (&program.give_up, program.fallback()) {
            (GiveUp::Fallback, Some(fallback)) => {
                self.begin(fallback, BTreeMap::new());
                return self.proceed();
            }
            (GiveUp::Fallback, None) => None,
            (GiveUp::Abort(statement), _) => {
                let said = statement.as_ref().and_then(|it| self.word(it, 0));
                if said.is_none() {
                    return Err(Refusal::invalid(
                        "the bot has no usable message for this input",
                    ));
                }
                said
            }
        };
        self.close(End::Failed, self.confirmation());
        Ok(Reply::saying(said))
    }

    fn confirmation(&self) -> Confirmation {
        let intent = self.dialogue.intent.as_ref();
        intent.map_or(Confirmation::None, |active| active.confirmation)
    }

    pub(crate) fn close(&mut self, end: End, confirmation: Confirmation) {
        if let Some(active) = &mut self.dialogue.intent {
            active.confirmation = confirmation;
        }
        self.dialogue.awaiting = Awaiting::Nothing(end);
        self.dialogue.asked = 0;
    }

    pub(super) fn ask(&mut self, awaiting: Awaiting, prompt: &Prompt) -> Reply {
        let said = self.word(&prompt.says, self.dialogue.asked);
        self.dialogue.awaiting = awaiting;
        self.dialogue.asked += 1;
        Reply::saying(said)
    }

    /// Waits for something, saying `message` or else what the prompt says.
    pub(crate) fn elicit(
        &mut self,
        awaiting: Awaiting,
        message: Option<Said>,
        prompt: Option<&Prompt>,
    ) -> Reply {
        self.dialogue.asked = 0;
        match (message, prompt) {
            (None, Some(prompt)) => self.ask(awaiting, prompt),
            (message, _) => {
                self.dialogue.awaiting = awaiting;
                self.dialogue.asked = 1;
                Reply::saying(message)
            }
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
