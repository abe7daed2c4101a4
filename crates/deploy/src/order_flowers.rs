//! The OrderFlowers sample bot of the Lex V1 developer guide (example "bot order flowers", CLI
//! exercise), as parts of SDK requests.

use aws_sdk_lexmodelbuilding::error::BuildError;
use aws_sdk_lexmodelbuilding::types::{
    ContentType, EnumerationValue, FulfillmentActivity, FulfillmentActivityType, Message, Prompt,
    Slot, SlotConstraint, Statement,
};

/// What the health check says to the bot.
pub const SAMPLE_UTTERANCE: &str = "I would like to order some flowers";

/// What a healthy bot answers.
pub const EXPECTED_RESPONSE: &str = "What type of flowers would you like to order?";

/// A complete order, turn by turn: what the caller says and how the bot's answer begins. The last
/// answer has no message: the order is ready for fulfilment.
pub const ORDER: [(&str, Option<&str>); 5] = [
    (SAMPLE_UTTERANCE, Some(EXPECTED_RESPONSE)),
    (
        "roses",
        Some("What day do you want the roses to be picked up?"),
    ),
    ("tomorrow", Some("Pick up the roses at what time on ")),
    (
        "6 pm",
        Some("Okay, your roses will be ready for pickup by 18:00 on "),
    ),
    ("yes", None),
];

/// The intent that callers come for.
pub const INTENT: &str = "OrderFlowers";
pub(crate) const SLOT_TYPE: &str = "FlowerTypes";
pub(crate) const UTTERANCES: [&str; 2] = [
    "I would like to pick up flowers",
    "I would like to order some flowers",
];

/// Times a question is asked before the bot gives up.
const MAX_ATTEMPTS: i32 = 2;

pub(crate) fn flower_types() -> Result<Vec<EnumerationValue>, BuildError> {
    ["tulips", "lilies", "roses"]
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
        .max_attempts(MAX_ATTEMPTS)
        .build()
}

fn statement(text: &str) -> Result<Statement, BuildError> {
    Statement::builder().messages(message(text)?).build()
}

pub(crate) fn slots(slot_type_version: &str) -> Result<Vec<Slot>, BuildError> {
    let slot = |name: &str, priority: i32, question: &str| {
        Ok::<_, BuildError>(
            Slot::builder()
                .name(name)
                .priority(priority)
                .slot_constraint(SlotConstraint::Required)
                .value_elicitation_prompt(prompt(question)?),
        )
    };
    Ok(vec![
        slot("FlowerType", 1, EXPECTED_RESPONSE)?
            .slot_type(SLOT_TYPE)
            .slot_type_version(slot_type_version)
            .sample_utterances("I would like to order {FlowerType}")
            .build()?,
        slot(
            "PickupDate",
            2,
            "What day do you want the {FlowerType} to be picked up?",
        )?
        .slot_type("AMAZON.DATE")
        .build()?,
        slot(
            "PickupTime",
            3,
            "Pick up the {FlowerType} at what time on {PickupDate}?",
        )?
        .slot_type("AMAZON.TIME")
        .build()?,
    ])
}

pub(crate) fn confirmation() -> Result<Prompt, BuildError> {
    // Two blanks before "Does", as published.
    prompt(
        "Okay, your {FlowerType} will be ready for pickup by {PickupTime} on {PickupDate}.  \
         Does this sound okay?",
    )
}

pub(crate) fn rejection() -> Result<Statement, BuildError> {
    statement("Okay, I will not place your order.")
}

pub(crate) fn clarification() -> Result<Prompt, BuildError> {
    prompt("I didn't understand you, what would you like to do?")
}

pub(crate) fn abort() -> Result<Statement, BuildError> {
    statement("Sorry, I'm not able to assist at this time")
}

pub(crate) fn fulfillment() -> Result<FulfillmentActivity, BuildError> {
    FulfillmentActivity::builder()
        .r#type(FulfillmentActivityType::ReturnIntent)
        .build()
}
