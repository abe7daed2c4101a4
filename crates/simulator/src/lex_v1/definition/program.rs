//! From one version of each definition to the program that the dialogue runs on.

use std::collections::BTreeMap;

use super::bot::BotBody;
use super::intent::{IntentBody, OutputContext, SlotBody};
use super::message::{Prompt, Statement};
use super::slot_type::SlotTypeBody;
use crate::dialogue::{
    GiveUp, Intent, KnownValue, OutputContext as Context, Program, Slot, SlotKind, Template,
};

/// The intents and slot types a bot version refers to, found by the caller.
pub(in crate::lex_v1) struct Parts<'p> {
    pub(in crate::lex_v1) intents: Vec<(&'p str, &'p IntentBody)>,
    /// By name and version.
    pub(in crate::lex_v1) slot_types: BTreeMap<(&'p str, &'p str), &'p SlotTypeBody>,
}

impl Parts<'_> {
    /// The program of a bot that is made of these.
    pub(in crate::lex_v1) fn program(&self, bot: &BotBody) -> Program {
        Program {
            idle_ttl_ms: bot.idle_ttl_seconds() * 1000,
            clarification: bot.clarification_prompt.as_ref().map(Prompt::compile),
            give_up: GiveUp::Abort(bot.abort_statement.as_ref().map(Statement::compile)),
            tells_confidence: bot.enable_model_improvements.unwrap_or(false),
            intents: self
                .intents
                .iter()
                .map(|(name, body)| self.intent(name, body))
                .collect(),
        }
    }

    fn intent(&self, name: &str, body: &IntentBody) -> Intent {
        let mut slots: Vec<&SlotBody> = body.slots.iter().collect();
        // By priority, then as defined.
        slots.sort_by_key(|slot| slot.priority.unwrap_or_default());
        let fulfilment = body.fulfillment_activity.as_ref();
        Intent {
            name: name.to_owned(),
            is_fallback: body.parent_intent_signature.as_deref() == Some("AMAZON.FallbackIntent"),
            templates: templates(&body.sample_utterances),
            slots: slots.into_iter().map(|slot| self.slot(slot)).collect(),
            confirmation: body.confirmation_prompt.as_ref().map(Prompt::compile),
            rejection: body.rejection_statement.as_ref().map(Statement::compile),
            // A conclusion statement follows a function only, and that ends in a refusal here.
            closing: None,
            dialog_hook: body.dialog_code_hook.as_ref().map(|hook| hook.uri.clone()),
            fulfilment_hook: fulfilment
                .and_then(|fulfilment| fulfilment.code_hook.as_ref())
                .map(|hook| hook.uri.clone()),
            input_contexts: body
                .input_contexts
                .iter()
                .map(|context| context.name.clone())
                .collect(),
            output_contexts: body
                .output_contexts
                .iter()
                .map(OutputContext::compile)
                .collect(),
        }
    }

    fn slot(&self, body: &SlotBody) -> Slot {
        let slot_type = body.slot_type.as_deref().unwrap_or_default();
        let version = body.slot_type_version.as_deref().unwrap_or_default();
        let kind = match self.slot_types.get(&(slot_type, version)) {
            Some(custom) => SlotKind::Custom {
                values: custom
                    .enumeration_values
                    .iter()
                    .map(|known| {
                        let synonyms = known.synonyms.iter().map(String::as_str);
                        KnownValue::new(&known.value, synonyms)
                    })
                    .collect(),
                top_resolution: custom.resolves_to_top(),
            },
            None => SlotKind::built_in(slot_type),
        };
        Slot {
            name: body.name.clone(),
            required: body.slot_constraint == "Required",
            prompt: body.value_elicitation_prompt.as_ref().map(Prompt::compile),
            templates: templates(&body.sample_utterances),
            kind,
        }
    }
}

impl OutputContext {
    fn compile(&self) -> Context {
        Context {
            name: self.name.clone(),
            seconds: self.time_to_live_in_seconds,
            turns: self.turns_to_live,
        }
    }
}

fn templates(utterances: &[String]) -> Vec<Template> {
    utterances.iter().map(|text| Template::new(text)).collect()
}
