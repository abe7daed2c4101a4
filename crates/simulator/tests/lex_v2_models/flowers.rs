//! A small bot that takes orders for flowers, made through the SDK.

use std::time::Duration;

use aws_sdk_lexmodelsv2::Client;
use aws_sdk_lexmodelsv2::client::Waiters;
use aws_sdk_lexmodelsv2::operation::create_bot::builders::CreateBotFluentBuilder;
use aws_sdk_lexmodelsv2::operation::create_bot_version::builders::CreateBotVersionFluentBuilder;
use aws_sdk_lexmodelsv2::types::{
    BotAliasLocaleSettings, BotVersionLocaleDetails, DataPrivacy, Message, MessageGroup,
    PlainTextMessage, PromptSpecification, SampleUtterance, SampleValue, SlotConstraint,
    SlotTypeValue, SlotValueElicitationSetting, SlotValueResolutionStrategy,
    SlotValueSelectionSetting,
};

use crate::account::{LOCALE, ROLE};

/// Longer than anything takes.
pub(crate) const ENOUGH: Duration = Duration::from_secs(300);

pub(crate) fn bot(lex: &Client, name: &str) -> CreateBotFluentBuilder {
    lex.create_bot()
        .bot_name(name)
        .role_arn(ROLE)
        .data_privacy(DataPrivacy::builder().child_directed(false).build())
        .idle_session_ttl_in_seconds(600)
}

/// A bot that can be used: its id.
pub(crate) async fn empty_bot(lex: &Client, name: &str) -> String {
    let made = bot(lex, name).send().await.expect("bot");
    let id = made.bot_id.expect("id");
    lex.wait_until_bot_available()
        .bot_id(&id)
        .wait(ENOUGH)
        .await
        .expect("available");
    id
}

/// A locale that can be filled.
pub(crate) async fn empty_locale(lex: &Client, bot: &str) {
    lex.create_bot_locale()
        .bot_id(bot)
        .bot_version("DRAFT")
        .locale_id(LOCALE)
        .nlu_intent_confidence_threshold(0.4)
        .send()
        .await
        .expect("locale");
    lex.wait_until_bot_locale_created()
        .bot_id(bot)
        .bot_version("DRAFT")
        .locale_id(LOCALE)
        .wait(ENOUGH)
        .await
        .expect("created");
}

pub(crate) fn prompt(text: &str) -> PromptSpecification {
    let text = PlainTextMessage::builder().value(text).build();
    let message = Message::builder().plain_text_message(text.expect("complete"));
    let group = MessageGroup::builder().message(message.build()).build();
    PromptSpecification::builder()
        .message_groups(group)
        .max_retries(1)
        .build()
        .expect("complete")
}

pub(crate) fn required(question: Option<&str>) -> SlotValueElicitationSetting {
    SlotValueElicitationSetting::builder()
        .slot_constraint(SlotConstraint::Required)
        .set_prompt_specification(question.map(prompt))
        .build()
        .expect("complete")
}

pub(crate) fn utterance(text: &str) -> SampleUtterance {
    SampleUtterance::builder()
        .utterance(text)
        .build()
        .expect("complete")
}

pub(crate) async fn slot_type(lex: &Client, bot: &str, name: &str) -> String {
    let value = SampleValue::builder().value("roses").build();
    let value = SlotTypeValue::builder().sample_value(value.expect("complete"));
    let selection = SlotValueSelectionSetting::builder()
        .resolution_strategy(SlotValueResolutionStrategy::OriginalValue)
        .build();
    let made = lex
        .create_slot_type()
        .bot_id(bot)
        .bot_version("DRAFT")
        .locale_id(LOCALE)
        .slot_type_name(name)
        .slot_type_values(value.build())
        .value_selection_setting(selection.expect("complete"))
        .send()
        .await
        .expect("slot type");
    made.slot_type_id.expect("id")
}

pub(crate) async fn intent(lex: &Client, bot: &str, name: &str, text: &str) -> String {
    let made = lex
        .create_intent()
        .bot_id(bot)
        .bot_version("DRAFT")
        .locale_id(LOCALE)
        .intent_name(name)
        .sample_utterances(utterance(text))
        .send()
        .await
        .expect("intent");
    made.intent_id.expect("id")
}

pub(crate) async fn slot(
    lex: &Client,
    bot: &str,
    intent: &str,
    of_type: &str,
    question: Option<&str>,
) -> String {
    let made = lex
        .create_slot()
        .bot_id(bot)
        .bot_version("DRAFT")
        .locale_id(LOCALE)
        .intent_id(intent)
        .slot_name("FlowerType")
        .slot_type_id(of_type)
        .value_elicitation_setting(required(question))
        .send()
        .await
        .expect("slot");
    made.slot_id.expect("id")
}

/// Builds the locale, and waits until that is over.
pub(crate) async fn build(lex: &Client, bot: &str) {
    lex.build_bot_locale()
        .bot_id(bot)
        .bot_version("DRAFT")
        .locale_id(LOCALE)
        .send()
        .await
        .expect("build");
    lex.wait_until_bot_locale_built()
        .bot_id(bot)
        .bot_version("DRAFT")
        .locale_id(LOCALE)
        .wait(ENOUGH)
        .await
        .expect("built");
}

pub(crate) fn version_of(lex: &Client, bot: &str, source: &str) -> CreateBotVersionFluentBuilder {
    let details = BotVersionLocaleDetails::builder().source_bot_version(source);
    lex.create_bot_version()
        .bot_id(bot)
        .bot_version_locale_specification(LOCALE, details.build().expect("complete"))
}

/// A version of the draft that can be used: its number.
pub(crate) async fn version(lex: &Client, bot: &str) -> String {
    let made = version_of(lex, bot, "DRAFT").send().await.expect("version");
    let number = made.bot_version.expect("number");
    lex.wait_until_bot_version_available()
        .bot_id(bot)
        .bot_version(&number)
        .wait(ENOUGH)
        .await
        .expect("available");
    number
}

pub(crate) fn locale(enabled: bool) -> BotAliasLocaleSettings {
    BotAliasLocaleSettings::builder().enabled(enabled).build()
}

/// An alias that can be used: its id.
pub(crate) async fn alias(lex: &Client, bot: &str, name: &str, version: &str) -> String {
    let made = lex
        .create_bot_alias()
        .bot_id(bot)
        .bot_alias_name(name)
        .bot_version(version)
        .bot_alias_locale_settings(LOCALE, locale(true))
        .send()
        .await
        .expect("alias");
    let id = made.bot_alias_id.expect("id");
    lex.wait_until_bot_alias_available()
        .bot_id(bot)
        .bot_alias_id(&id)
        .wait(ENOUGH)
        .await
        .expect("available");
    id
}

/// OrderFlowers, its draft built: its id.
pub(crate) async fn built(lex: &Client) -> String {
    let bot = empty_bot(lex, "OrderFlowers").await;
    empty_locale(lex, &bot).await;
    let of_type = slot_type(lex, &bot, "FlowerTypes").await;
    let intent = intent(
        lex,
        &bot,
        "OrderFlowers",
        "I would like to order some flowers",
    )
    .await;
    let question = "What type of flowers would you like to order?";
    slot(lex, &bot, &intent, &of_type, Some(question)).await;
    build(lex, &bot).await;
    bot
}

/// OrderFlowers with version 1 behind alias `live`: the ids of bot and alias.
pub(crate) async fn live(lex: &Client) -> (String, String) {
    let bot = built(lex).await;
    let version = version(lex, &bot).await;
    let alias = alias(lex, &bot, "live", &version).await;
    (bot, alias)
}
