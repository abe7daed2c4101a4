//! The words of OrderFlowers as parts of requests of Lex V2, and whether an answer says the same.
//!
//! Lex answers more than it was told: it fills in how a prompt may be interrupted and what each
//! attempt accepts. So an answer is compared by its words, not member by member.

use aws_sdk_lexmodelsv2::error::BuildError;
use aws_sdk_lexmodelsv2::types::{
    IntentConfirmationSetting, Message, MessageGroup, PlainTextMessage, PromptSpecification,
    ResponseSpecification, SampleUtterance, SampleValue, SlotConstraint, SlotPriority,
    SlotTypeValue, SlotValueElicitationSetting, SlotValueResolutionStrategy,
    SlotValueSelectionSetting,
};

use crate::order_flowers::{
    CONFIRMATION, FLOWERS, REJECTION, SlotWords, TIMES_ASKED, Takes, UTTERANCES,
};

/// Lex V2 counts the times a question is asked again.
const MAX_RETRIES: i32 = TIMES_ASKED - 1;

fn message(text: &str) -> Result<MessageGroup, BuildError> {
    let text = PlainTextMessage::builder().value(text).build()?;
    let message = Message::builder().plain_text_message(text).build();
    Ok(MessageGroup::builder().message(message).build())
}

fn prompt(text: &str) -> Result<PromptSpecification, BuildError> {
    PromptSpecification::builder()
        .message_groups(message(text)?)
        .max_retries(MAX_RETRIES)
        .build()
}

fn utterance(text: &str) -> Result<SampleUtterance, BuildError> {
    SampleUtterance::builder().utterance(text).build()
}

fn speaks(groups: &[MessageGroup], wanted: &str) -> bool {
    let [group] = groups else { return false };
    let text = group.message().and_then(Message::plain_text_message);
    group.variations().is_empty() && text.is_some_and(|text| text.value() == wanted)
}

fn asks(prompt: Option<&PromptSpecification>, wanted: &str) -> bool {
    prompt.is_some_and(|prompt| {
        prompt.max_retries() == MAX_RETRIES && speaks(prompt.message_groups(), wanted)
    })
}

fn hears(utterances: &[SampleUtterance], wanted: &[&str]) -> bool {
    let heard = utterances.iter().map(SampleUtterance::utterance);
    heard.eq(wanted.iter().copied())
}

pub(super) fn flower_types() -> Result<Vec<SlotTypeValue>, BuildError> {
    FLOWERS
        .into_iter()
        .map(|flower| {
            let value = SampleValue::builder().value(flower).build()?;
            Ok(SlotTypeValue::builder().sample_value(value).build())
        })
        .collect()
}

/// Flowers that are not in the list are taken too, as Lex V1 takes them.
pub(super) fn any_flower() -> Result<SlotValueSelectionSetting, BuildError> {
    SlotValueSelectionSetting::builder()
        .resolution_strategy(SlotValueResolutionStrategy::OriginalValue)
        .build()
}

pub(super) fn is_slot_type(
    values: &[SlotTypeValue],
    selection: Option<&SlotValueSelectionSetting>,
) -> bool {
    let plain = values.iter().all(|value| value.synonyms().is_empty());
    let names = values.iter().filter_map(|value| value.sample_value());
    plain
        && names.map(SampleValue::value).eq(FLOWERS)
        && selection.is_some_and(|selection| {
            *selection.resolution_strategy() == SlotValueResolutionStrategy::OriginalValue
        })
}

/// The type of a slot; the one of the flowers goes by the id that Lex has given it.
pub(super) const fn slot_type_of(words: SlotWords, flowers: &str) -> &str {
    match words.takes {
        Takes::Flowers => flowers,
        Takes::Date => "AMAZON.Date",
        Takes::Time => "AMAZON.Time",
    }
}

pub(super) fn elicitation(words: SlotWords) -> Result<SlotValueElicitationSetting, BuildError> {
    let utterances: Result<Vec<_>, _> = words.utterance.into_iter().map(utterance).collect();
    SlotValueElicitationSetting::builder()
        .slot_constraint(SlotConstraint::Required)
        .prompt_specification(prompt(words.question)?)
        .set_sample_utterances(Some(utterances?).filter(|found| !found.is_empty()))
        .build()
}

pub(super) fn is_elicitation(
    setting: Option<&SlotValueElicitationSetting>,
    words: SlotWords,
) -> bool {
    setting.is_some_and(|setting| {
        *setting.slot_constraint() == SlotConstraint::Required
            && asks(setting.prompt_specification(), words.question)
            && hears(setting.sample_utterances(), words.utterance.as_slice())
    })
}

pub(super) fn utterances() -> Result<Vec<SampleUtterance>, BuildError> {
    UTTERANCES.into_iter().map(utterance).collect()
}

pub(super) fn confirmation() -> Result<IntentConfirmationSetting, BuildError> {
    let declination = ResponseSpecification::builder()
        .message_groups(message(REJECTION)?)
        .build()?;
    Ok(IntentConfirmationSetting::builder()
        .prompt_specification(prompt(CONFIRMATION)?)
        .declination_response(declination)
        .build())
}

pub(super) fn is_intent(
    utterances: &[SampleUtterance],
    confirmation: Option<&IntentConfirmationSetting>,
) -> bool {
    hears(utterances, &UTTERANCES)
        && confirmation.is_some_and(|setting| {
            let declined = setting.declination_response();
            setting.active() != Some(false)
                && asks(setting.prompt_specification(), CONFIRMATION)
                && declined.is_some_and(|said| speaks(said.message_groups(), REJECTION))
        })
}

/// Slots in the order in which the bot asks.
pub(super) fn priorities<'i>(
    ids: impl IntoIterator<Item = &'i str>,
) -> Result<Vec<SlotPriority>, BuildError> {
    (1..)
        .zip(ids)
        .map(|(priority, id)| {
            SlotPriority::builder()
                .priority(priority)
                .slot_id(id)
                .build()
        })
        .collect()
}
