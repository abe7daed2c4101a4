//! The system from nothing to nothing, by somebody who may do what the operator's policy says.

use std::time::Duration;

use aws_sdk_lexmodelsv2::client::Waiters as _;
use aws_sdk_lexmodelsv2::types::{
    SlotConstraint, SlotValueElicitationSetting, SlotValueResolutionStrategy,
    SlotValueSelectionSetting,
};
use lexdr_deploy::{Clients, DeployError, DeployedBot, OWNER, down_own, start, up};
use lexdr_gameday::iam::Policy;

use crate::account::{Account, Seen, session};
use crate::runner::published;
use crate::{actions, config, pieces, placeholders, without};

const ROLE: &str = "lexdr-operator";

/// What is no call of its own. AWS wants it allowed to whoever gives a role to a function or a bot, or
/// tags to what is made, and to whoever deletes a bot.
const NO_CALL: &[&str] = &[
    "dynamodb:TagResource",
    "events:TagResource",
    "iam:PassRole",
    "iam:TagRole",
    "lambda:TagResource",
    "lex:DeleteBotChannel",
    "lex:DeleteBotLocale",
    "lex:DeleteBotVersion",
    "lex:DeleteIntent",
    "lex:DeleteSlotType",
    "lex:TagResource",
];

const DRAFT: &str = "DRAFT";

/// Makes, brings in line, starts and removes the system, with a tag on all of it.
async fn life(account: &Account, operator: &Clients) -> Result<(), DeployError> {
    let mut system = account.system.clone();
    system.tags.insert(OWNER.to_owned(), "acme".to_owned());
    let system = &system;
    let deployed = Box::pin(up(operator, system, &mut |_| {})).await?;
    for bot in &deployed.bots {
        differ(account, bot).await;
    }
    Box::pin(up(operator, system, &mut |_| {})).await?;
    start(operator, system).await?;
    let left = Box::pin(down_own(operator, system, &mut |_| {})).await?;
    assert_eq!(left, []);
    Ok(())
}

/// Makes a bot differ in everything that can be brought in line without making it again.
async fn differ(account: &Account, bot: &DeployedBot) {
    let lex = account.admin.lex_models_v2(&bot.region);
    let alias = lex.update_bot_alias().bot_id(&bot.bot_id);
    let alias = alias.bot_alias_id(&bot.alias_id).bot_version("1");
    let alias = alias.bot_alias_name(&account.system.alias);
    alias.send().await.unwrap();
    slot_type(&lex, bot).await;
    slots(&lex, bot).await;
    let found = lex.describe_bot().bot_id(&bot.bot_id).send().await.unwrap();
    lex.update_bot()
        .bot_id(&bot.bot_id)
        .set_bot_name(found.bot_name)
        .set_role_arn(found.role_arn)
        .set_data_privacy(found.data_privacy)
        .idle_session_ttl_in_seconds(60)
        .send()
        .await
        .unwrap();
    let updated = lex.wait_until_bot_available().bot_id(&bot.bot_id);
    updated.wait(Duration::from_secs(60)).await.unwrap();
}

/// It takes the listed flowers only.
async fn slot_type(lex: &aws_sdk_lexmodelsv2::Client, bot: &DeployedBot) {
    let listed = lex.list_slot_types().bot_id(&bot.bot_id);
    let listed = listed.bot_version(DRAFT).locale_id("en_US").send();
    let id = listed.await.unwrap().slot_type_summaries()[0]
        .slot_type_id
        .clone();
    let found = lex.describe_slot_type().bot_id(&bot.bot_id);
    let found = found.bot_version(DRAFT).locale_id("en_US");
    let found = found.set_slot_type_id(id.clone()).send().await.unwrap();
    let narrow = SlotValueSelectionSetting::builder()
        .resolution_strategy(SlotValueResolutionStrategy::TopResolution)
        .build()
        .unwrap();
    lex.update_slot_type()
        .bot_id(&bot.bot_id)
        .bot_version(DRAFT)
        .locale_id("en_US")
        .set_slot_type_id(id)
        .set_slot_type_name(found.slot_type_name)
        .set_slot_type_values(found.slot_type_values)
        .value_selection_setting(narrow)
        .send()
        .await
        .unwrap();
}

/// One of them need not be filled, and there is one more.
async fn slots(lex: &aws_sdk_lexmodelsv2::Client, bot: &DeployedBot) {
    let listed = lex.list_intents().bot_id(&bot.bot_id);
    let listed = listed.bot_version(DRAFT).locale_id("en_US").send();
    let intents = listed.await.unwrap().intent_summaries.unwrap();
    let order = intents
        .iter()
        .find(|found| found.intent_name() == Some(lexdr_deploy::INTENT));
    let intent = order.unwrap().intent_id.clone();
    let listed = lex.list_slots().bot_id(&bot.bot_id).bot_version(DRAFT);
    let listed = listed.locale_id("en_US").set_intent_id(intent.clone());
    let slot = listed
        .send()
        .await
        .unwrap()
        .slot_summaries
        .unwrap()
        .remove(0);
    let found = lex.describe_slot().bot_id(&bot.bot_id).bot_version(DRAFT);
    let found = found.locale_id("en_US").set_intent_id(intent.clone());
    let found = found.set_slot_id(slot.slot_id).send().await.unwrap();
    let optional = SlotValueElicitationSetting::builder()
        .slot_constraint(SlotConstraint::Optional)
        .build()
        .unwrap();
    lex.update_slot()
        .bot_id(&bot.bot_id)
        .bot_version(DRAFT)
        .locale_id("en_US")
        .set_intent_id(intent.clone())
        .set_slot_id(found.slot_id)
        .set_slot_name(found.slot_name)
        .set_slot_type_id(found.slot_type_id)
        .value_elicitation_setting(optional.clone())
        .send()
        .await
        .unwrap();
    lex.create_slot()
        .bot_id(&bot.bot_id)
        .bot_version(DRAFT)
        .locale_id("en_US")
        .set_intent_id(intent)
        .slot_name("Greeting")
        .slot_type_id("AMAZON.Date")
        .value_elicitation_setting(optional)
        .send()
        .await
        .unwrap();
}

async fn lived(policy: &str) -> (Result<(), String>, Vec<Seen>) {
    let account = Account::bare();
    let trust = Policy::SwitchTrust.document(&config(), &[]);
    let operator = account.role(ROLE, policy, &trust).await;
    account.seen();
    let lived = Box::pin(life(&account, &operator)).await;
    let who = session(ROLE);
    let seen = account.seen().into_iter().filter(|seen| seen.who == who);
    let seen = seen.filter(|seen| seen.action != "sts:GetCallerIdentity");
    (lived.map_err(|error| error.to_string()), seen.collect())
}

#[tokio::test(start_paused = true)]
async fn the_operator_may_do_what_it_does_and_no_more() {
    let policy = published(Policy::Operator, &placeholders());
    let (result, seen) = Box::pin(lived(&policy)).await;
    assert_eq!(result, Ok(()));
    let refused: Vec<&Seen> = seen.iter().filter(|seen| seen.refused).collect();
    assert!(refused.is_empty(), "{refused:?}");
    let mut called: Vec<String> = seen.into_iter().map(|seen| seen.action).collect();
    called.sort();
    called.dedup();
    assert_eq!(called, actions(&policy, NO_CALL));
}

#[tokio::test(start_paused = true)]
async fn without_any_piece_the_system_cannot_be_deployed_or_removed() {
    let policy = published(Policy::Operator, &placeholders());
    for piece in pieces(&policy) {
        let (policy, removed) = without(&policy, piece);
        let (result, seen) = Box::pin(lived(&policy)).await;
        assert!(result.is_err(), "{removed}: nothing needs it");
        let refused = seen.iter().any(|seen| seen.refused);
        assert!(refused, "{removed}: {result:?}");
    }
}
