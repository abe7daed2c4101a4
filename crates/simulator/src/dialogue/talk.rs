//! What the bot makes of an utterance.

use std::collections::BTreeMap;

use jiff::civil::Date;
use serde_json::{Map, Value};

use super::asking::Reply;
use super::confirm;
use super::contexts::Contexts;
use super::program::{Intent, Program, Slot};
use super::refusal::Refusal;
use super::slots::{self, SlotValue};
use super::state::{Active, Awaiting, Confirmation, Dialogue, Slots};
use super::utterance::{self, Template, Word};

/// The bot in conversation: its program, and where the conversation stands.
pub(crate) struct Talk<'t> {
    pub(crate) program: &'t Program,
    pub(crate) dialogue: &'t mut Dialogue,
    pub(crate) attributes: &'t Map<String, Value>,
    pub(crate) contexts: &'t Contexts,
    /// What `today` means.
    pub(crate) today: Date,
}

impl<'t> Talk<'t> {
    /// Takes a turn of the user.
    pub(crate) fn hear(&mut self, text: &str) -> Result<Reply, Refusal> {
        let said = utterance::words(text);
        let current = self.current();
        match (self.dialogue.awaiting.clone(), current) {
            (Awaiting::Slot(slot), Some(intent)) => self.hear_slot(intent, &slot, &said),
            (Awaiting::Confirmation, Some(intent)) => self.hear_confirmation(intent, &said),
            _ => self.hear_intent(&said),
        }
    }

    pub(super) fn current(&self) -> Option<&'t Intent> {
        self.program.intent(&self.dialogue.intent.as_ref()?.name)
    }

    fn hear_intent(&mut self, said: &[Word]) -> Result<Reply, Refusal> {
        if let Some((intent, values)) = self.intent_of(said) {
            self.begin(intent, values);
            return self.proceed().map(Reply::new_intent);
        }
        if self.dialogue.awaiting != Awaiting::Intent {
            self.dialogue.intent = None;
            self.dialogue.asked = 0;
        }
        if let Some(prompt) = self.program.clarification.as_ref()
            && self.dialogue.asked < prompt.max_attempts
        {
            return Ok(self.ask(Awaiting::Intent, prompt));
        }
        match self.program.fallback() {
            Some(fallback) => {
                self.begin(fallback, BTreeMap::new());
                self.proceed().map(Reply::new_intent)
            }
            None => self.give_up(),
        }
    }

    fn hear_slot(
        &mut self,
        intent: &'t Intent,
        name: &str,
        said: &[Word],
    ) -> Result<Reply, Refusal> {
        let Some(slot) = intent.slot(name) else {
            return self.proceed();
        };
        // The slot's own utterances come before the intents': they are what it is listening for.
        if let Some(values) = self.fit_any(intent, &slot.templates, said) {
            return self.fill(values);
        }
        if let Some(value) = slots::exact(&slot.kind, said, self.today) {
            return self.fill(BTreeMap::from([(slot.name.clone(), value)]));
        }
        match self.intent_of(said) {
            Some((other, values)) if other.name != intent.name => {
                self.begin(other, values);
                return self.proceed().map(Reply::new_intent);
            }
            Some((_, values)) if values.is_empty() => return self.ask_slot_again(slot),
            Some((_, values)) => return self.fill(values),
            None => {}
        }
        match slots::loose(&slot.kind, said, self.today) {
            Some(value) => self.fill(BTreeMap::from([(slot.name.clone(), value)])),
            None => self.ask_slot_again(slot),
        }
    }

    fn ask_slot_again(&mut self, slot: &'t Slot) -> Result<Reply, Refusal> {
        match &slot.prompt {
            Some(prompt) if self.dialogue.asked < prompt.max_attempts => {
                Ok(self.ask(Awaiting::Slot(slot.name.clone()), prompt))
            }
            _ => self.give_up(),
        }
    }

    fn hear_confirmation(&mut self, intent: &'t Intent, said: &[Word]) -> Result<Reply, Refusal> {
        match confirm::understand(said) {
            Some(true) => return self.fulfil(intent, Confirmation::Confirmed),
            Some(false) => return Ok(self.reject(intent)),
            None => {}
        }
        if let Some((other, values)) = self.intent_of(said)
            && other.name != intent.name
        {
            self.begin(other, values);
            return self.proceed().map(Reply::new_intent);
        }
        for slot in &intent.slots {
            if let Some(values) = self.fit_any(intent, &slot.templates, said) {
                return self.fill(values);
            }
        }
        match &intent.confirmation {
            Some(prompt) if self.dialogue.asked < prompt.max_attempts => {
                Ok(self.ask(Awaiting::Confirmation, prompt))
            }
            _ => self.give_up(),
        }
    }

    /// The intent whose utterances fit, and the slot values in them.
    fn intent_of(&self, said: &[Word]) -> Option<(&'t Intent, BTreeMap<String, SlotValue>)> {
        self.program
            .intents
            .iter()
            .filter(|intent| {
                intent
                    .input_contexts
                    .iter()
                    .all(|needed| self.contexts.has(needed))
            })
            .find_map(|intent| Some((intent, self.fit_any(intent, &intent.templates, said)?)))
    }

    fn fit_any(
        &self,
        intent: &Intent,
        templates: &[Template],
        said: &[Word],
    ) -> Option<BTreeMap<String, SlotValue>> {
        let resolve =
            |name: &str, said: &[Word]| slots::spoken(&intent.slot(name)?.kind, said, self.today);
        templates
            .iter()
            .find_map(|template| template.fit(said, &resolve))
    }

    pub(super) fn begin(&mut self, intent: &Intent, values: BTreeMap<String, SlotValue>) {
        let slots = Slots::empty(intent);
        self.dialogue.intent = Some(Active {
            name: intent.name.clone(),
            slots,
            confirmation: Confirmation::None,
        });
        self.set(values);
    }

    fn set(&mut self, values: BTreeMap<String, SlotValue>) {
        if let Some(active) = &mut self.dialogue.intent {
            for (name, value) in values {
                active.slots.set(&name, Some(value));
            }
        }
    }

    fn fill(&mut self, values: BTreeMap<String, SlotValue>) -> Result<Reply, Refusal> {
        self.set(values);
        self.proceed()
    }
}
