//! What a locale of a bot says, read with the calls that describe it.

use aws_sdk_lexmodelsv2::operation::describe_intent::DescribeIntentOutput;
use aws_sdk_lexmodelsv2::operation::describe_slot::DescribeSlotOutput;
use aws_sdk_lexmodelsv2::operation::describe_slot_type::DescribeSlotTypeOutput;

use super::flowers;
use super::place::Place;
use crate::DeployError;
use crate::boxed::boxed;
use crate::error::at;
use crate::order_flowers::{INTENT, SLOT_TYPE, SLOTS, SlotWords};

/// OrderFlowers as far as it is there. Intents and slot types by other names are nobody's concern.
pub(super) struct Contents {
    pub(super) slot_type: Option<DescribeSlotTypeOutput>,
    pub(super) intent: Option<DescribeIntentOutput>,
    pub(super) slots: Vec<DescribeSlotOutput>,
}

impl Contents {
    pub(super) async fn read(place: &Place) -> Result<Self, DeployError> {
        let intent = boxed(|| intent(place)).await?;
        let slots = match intent.as_ref().and_then(|intent| intent.intent_id()) {
            Some(id) => boxed(|| slots(place, id)).await?,
            None => Vec::new(),
        };
        Ok(Self {
            slot_type: boxed(|| slot_type(place)).await?,
            intent,
            slots,
        })
    }

    pub(super) fn slot(&self, name: &str) -> Option<&DescribeSlotOutput> {
        self.slots
            .iter()
            .find(|slot| slot.slot_name() == Some(name))
    }

    fn slot_type_id(&self) -> Option<&str> {
        self.slot_type.as_ref()?.slot_type_id()
    }

    pub(super) fn has_slot_type(&self) -> bool {
        self.slot_type.as_ref().is_some_and(|found| {
            flowers::is_slot_type(found.slot_type_values(), found.value_selection_setting())
        })
    }

    pub(super) fn has_slot(&self, words: SlotWords) -> bool {
        self.slot(words.name).is_some_and(|found| {
            let of_type = self.slot_type_id().is_some_and(|flowers| {
                found.slot_type_id() == Some(flowers::slot_type_of(words, flowers))
            });
            of_type && flowers::is_elicitation(found.value_elicitation_setting(), words)
        })
    }

    /// The intent with its questions in their order, but not what the questions are.
    pub(super) fn has_intent(&self) -> bool {
        let asked: Option<Vec<_>> = SLOTS
            .iter()
            .map(|words| self.slot(words.name)?.slot_id())
            .collect();
        self.intent.as_ref().is_some_and(|found| {
            let mut priorities: Vec<_> = found.slot_priorities().iter().collect();
            priorities.sort_by_key(|found| found.priority());
            let order: Vec<_> = priorities.iter().map(|found| found.slot_id()).collect();
            asked.is_some_and(|asked| asked == order)
                && flowers::is_intent(
                    found.sample_utterances(),
                    found.intent_confirmation_setting(),
                )
        })
    }

    /// Whether a caller who wants flowers hears what is described.
    pub(super) fn is_order_flowers(&self) -> bool {
        self.slots.len() == SLOTS.len()
            && self.has_slot_type()
            && self.has_intent()
            && SLOTS.into_iter().all(|words| self.has_slot(words))
    }
}

async fn slot_type(place: &Place) -> Result<Option<DescribeSlotTypeOutput>, DeployError> {
    let step = format!("{}: slot type {SLOT_TYPE}", place.step);
    let mut pages = place
        .lex
        .list_slot_types()
        .bot_id(&place.bot_id)
        .bot_version(&place.version)
        .locale_id(&place.locale)
        .into_paginator()
        .send();
    while let Some(page) = pages.next().await {
        let page = page.map_err(at(&step))?;
        let found = page
            .slot_type_summaries()
            .iter()
            .find(|found| found.slot_type_name() == Some(SLOT_TYPE));
        if let Some(id) = found.and_then(|found| found.slot_type_id()) {
            let found = place
                .lex
                .describe_slot_type()
                .bot_id(&place.bot_id)
                .bot_version(&place.version)
                .locale_id(&place.locale)
                .slot_type_id(id)
                .send();
            return found.await.map(Some).map_err(at(&step));
        }
    }
    Ok(None)
}

async fn intent(place: &Place) -> Result<Option<DescribeIntentOutput>, DeployError> {
    let step = format!("{}: intent {INTENT}", place.step);
    let mut pages = place
        .lex
        .list_intents()
        .bot_id(&place.bot_id)
        .bot_version(&place.version)
        .locale_id(&place.locale)
        .into_paginator()
        .send();
    while let Some(page) = pages.next().await {
        let page = page.map_err(at(&step))?;
        let found = page
            .intent_summaries()
            .iter()
            .find(|found| found.intent_name() == Some(INTENT));
        if let Some(id) = found.and_then(|found| found.intent_id()) {
            let found = place
                .lex
                .describe_intent()
                .bot_id(&place.bot_id)
                .bot_version(&place.version)
                .locale_id(&place.locale)
                .intent_id(id)
                .send();
            return found.await.map(Some).map_err(at(&step));
        }
    }
    Ok(None)
}

async fn slots(place: &Place, intent_id: &str) -> Result<Vec<DescribeSlotOutput>, DeployError> {
    let step = format!("{}: slots of intent {INTENT}", place.step);
    let mut pages = place
        .lex
        .list_slots()
        .bot_id(&place.bot_id)
        .bot_version(&place.version)
        .locale_id(&place.locale)
        .intent_id(intent_id)
        .into_paginator()
        .send();
    let mut slots = Vec::new();
    while let Some(page) = pages.next().await {
        let page = page.map_err(at(&step))?;
        for slot in page.slot_summaries() {
            let found = place
                .lex
                .describe_slot()
                .bot_id(&place.bot_id)
                .bot_version(&place.version)
                .locale_id(&place.locale)
                .intent_id(intent_id)
                .set_slot_id(slot.slot_id.clone())
                .send();
            slots.push(found.await.map_err(at(&step))?);
        }
    }
    Ok(slots)
}
