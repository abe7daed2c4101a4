//! The words of OrderFlowers as parts of requests of Lex V1.

use aws_sdk_lexmodelbuilding::error::BuildError;
use aws_sdk_lexmodelbuilding::types::{
    ContentType, EnumerationValue, FulfillmentActivity, FulfillmentActivityType, Message, Prompt,
    Slot, SlotConstraint, Statement,
};

use crate::order_flowers::{
    ABORT, CLARIFICATION, CONFIRMATION, FLOWERS, REJECTION, SLOT_TYPE, SLOTS, TIMES_ASKED, Takes,
};

pub(super) fn flower_types() -> Result<Vec<EnumerationValue>, BuildError> {
    FLOWERS
        .into_iter()
        .map(|flower| EnumerationValue::builder().value(flower).build())
        .collect()
}

fn message(text: &str) -> Result<Message, BuildError> {
    Message::builder()
        .content_type(ContentType::PlainText)
        .content(text)
        .build()
}

fn prompt(text: &str) -> Result<Prompt, BuildError> {
    Prompt::builder()
        .messages(message(text)?)
        .max_attempts(TIMES_ASKED)
        .build()
}

fn statement(text: &str) -> Result<Statement, BuildError> {
    Statement::builder().messages(message(text)?).build()
}

pub(super) fn slots(slot_type_version: &str) -> Result<Vec<Slot>, BuildError> {
    (1..)
        .zip(SLOTS)
        .map(|(priority, words)| {
            let slot = Slot::builder()
                .name(words.name)
                .priority(priority)
                .slot_constraint(SlotConstraint::Required)
                .value_elicitation_prompt(prompt(words.question)?);
            let slot = match words.takes {
                Takes::Flowers => slot
                    .slot_type(SLOT_TYPE)
                    .slot_type_version(slot_type_version),
                Takes::Date => slot.slot_type("AMAZON.DATE"),
                Takes::Time => slot.slot_type("AMAZON.TIME"),
            };
            match words.utterance {
                Some(utterance) => slot.sample_utterances(utterance),
                None => slot,
            }
            .build()
        })
        .collect()
}

pub(super) fn confirmation() -> Result<Prompt, BuildError> {
    prompt(CONFIRMATION)
}

pub(super) fn rejection() -> Result<Statement, BuildError> {
    statement(REJECTION)
}

pub(super) fn clarification() -> Result<Prompt, BuildError> {
    prompt(CLARIFICATION)
}

pub(super) fn abort() -> Result<Statement, BuildError> {
    statement(ABORT)
}

pub(super) fn fulfillment() -> Result<FulfillmentActivity, BuildError> {
    FulfillmentActivity::builder()
        .r#type(FulfillmentActivityType::ReturnIntent)
        .build()
}
