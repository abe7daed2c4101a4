//! What is particular about bots of Lex V2: ids, states, and versions that nobody counts for one.

use std::collections::BTreeMap;
use std::time::Duration;

use aws_sdk_lexmodelsv2::types::{SlotValueResolutionStrategy, SlotValueSelectionSetting};
use lexdr_deploy::{
    AliasBy, Clients, DeployedBot, System, bots, down, find_bots, is_described_v2, up,
};
use lexdr_wire::LexVersion;
use rstest::rstest;

use crate::inventory::{Found, inventory};
use crate::{account, system};

const DRAFT: &str = "DRAFT";

async fn variables(clients: &Clients, function: &str) -> BTreeMap<String, String> {
    let lambda = clients.lambda("us-east-1");
    let found = lambda.get_function_configuration().function_name(function);
    let found = found.send().await.unwrap();
    let variables = found.environment.unwrap().variables.unwrap();
    variables.into_iter().collect()
}

#[rstest]
#[case::by_name(AliasBy::Name)]
#[case::by_id(AliasBy::Id)]
#[tokio::test(start_paused = true)]
async fn the_functions_are_told_the_ids(#[case] alias_by: AliasBy) {
    let (_simulator, clients) = account();
    let system = System {
        alias_by,
        ..system(LexVersion::V2)
    };
    let deployed = up(&clients, &system, &mut |_| {}).await.unwrap();
    let [east, west] = deployed.bots.as_slice() else {
        panic!("{:?}", deployed.bots)
    };
    assert_ne!(east.bot_id, west.bot_id);
    let alias = |bot: &DeployedBot| match alias_by {
        AliasBy::Name => "ver_one".to_owned(),
        AliasBy::Id => bot.alias_id.clone(),
    };
    let check = variables(&clients, &system.check_function).await;
    for (name, value) in [
        ("LEX_VERSION", "v2".to_owned()),
        ("LOCALE_ID", "en_US".to_owned()),
        ("PRIMARY_BOT_ID", east.bot_id.clone()),
        ("PRIMARY_BOT_ALIAS", alias(east)),
        ("SECONDARY_BOT_ID", west.bot_id.clone()),
        ("SECONDARY_BOT_ALIAS", alias(west)),
    ] {
        assert_eq!(check[name], value, "{name}");
    }
    assert!(!check.contains_key("BOTNAME") && !check.contains_key("BOT_ALIAS"));
    let region = variables(&clients, &system.region_function).await;
    let arns = [east, west].map(|bot| {
        let arn = format!(
            "arn:aws:lex:{}:123456789012:bot-alias/{}/{}",
            bot.region, bot.bot_id, bot.alias_id
        );
        assert_eq!(bot.alias_arn, arn);
        arn
    });
    assert_eq!(region["BOT_ALIAS_ARNS"], arns.join(","));
}

#[tokio::test(start_paused = true)]
async fn bots_are_found_by_their_names() {
    let (_simulator, clients) = account();
    let system = system(LexVersion::V2);
    assert_eq!(find_bots(&clients, &system).await.unwrap(), []);
    let made = bots(&clients, &system, &mut |_| {}).await.unwrap();
    assert_eq!(find_bots(&clients, &system).await.unwrap(), made);
    delete_alias(&clients, &made[0]).await;
    // It is listed as long as it is being deleted.
    tokio::time::sleep(Duration::from_secs(60)).await;
    assert_eq!(find_bots(&clients, &system).await.unwrap(), made[1..]);
    let again = bots(&clients, &system, &mut |_| {}).await.unwrap();
    assert_eq!(again[0].bot_id, made[0].bot_id);
    assert_ne!(again[0].alias_id, made[0].alias_id);
}

async fn delete_alias(clients: &Clients, bot: &DeployedBot) {
    let lex = clients.lex_models_v2(&bot.region);
    let gone = lex.delete_bot_alias().bot_id(&bot.bot_id);
    let gone = gone.bot_alias_id(&bot.alias_id).send();
    gone.await.unwrap();
}

#[tokio::test(start_paused = true)]
async fn waits_are_told() {
    let (_simulator, clients) = account();
    let mut told = Vec::new();
    let mut progress = |line: &str| told.push(line.to_owned());
    let system = system(LexVersion::V2);
    bots(&clients, &system, &mut progress).await.unwrap();
    for line in [
        "bot OrderFlowers in us-east-1: Creating",
        "bot OrderFlowers in us-east-1: Available",
        "bot OrderFlowers in us-west-2: building locale en_US: Building",
        "bot OrderFlowers in us-west-2: building locale en_US: Built",
        "alias ver_one of bot OrderFlowers in us-west-2: Available",
    ] {
        assert!(told.iter().any(|told| told == line), "{line}: {told:#?}");
    }
}

/// Makes the slot type accept the listed flowers only.
async fn narrow(clients: &Clients, bot: &DeployedBot) {
    let lex = clients.lex_models_v2(&bot.region);
    let listed = lex.list_slot_types().bot_id(&bot.bot_id);
    let listed = listed.bot_version(DRAFT).locale_id("en_US").send();
    let id = listed.await.unwrap().slot_type_summaries()[0]
        .slot_type_id
        .clone();
    let found = lex
        .describe_slot_type()
        .bot_id(&bot.bot_id)
        .bot_version(DRAFT)
        .locale_id("en_US")
        .set_slot_type_id(id.clone());
    let found = found.send().await.unwrap();
    let listed_only = SlotValueSelectionSetting::builder()
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
        .value_selection_setting(listed_only)
        .send()
        .await
        .unwrap();
}

#[tokio::test(start_paused = true)]
async fn a_draft_that_differs_is_brought_in_line() {
    let (_simulator, clients) = account();
    let system = system(LexVersion::V2);
    let made = bots(&clients, &system, &mut |_| {}).await.unwrap();
    let once = inventory(&clients, &system).await;
    let described = async || {
        let described = is_described_v2(&clients, &system, "us-east-1", &made[0].bot_id, DRAFT);
        described.await.unwrap()
    };
    assert!(described().await);
    narrow(&clients, &made[0]).await;
    assert!(!described().await);
    assert_eq!(
        bots(&clients, &system, &mut |_| {}).await.unwrap(),
        made,
        "the bot and its alias are the same"
    );
    assert!(described().await);
    // What the alias stands for was right all the time.
    assert_eq!(inventory(&clients, &system).await, once);
}

#[tokio::test(start_paused = true)]
async fn an_alias_that_serves_something_else_is_brought_in_line() {
    let (_simulator, clients) = account();
    let system = system(LexVersion::V2);
    let made = bots(&clients, &system, &mut |_| {}).await.unwrap();
    let once = inventory(&clients, &system).await;
    let lex = clients.lex_models_v2("us-east-1");
    let bare = lex.update_bot_alias().bot_id(&made[0].bot_id);
    let bare = bare
        .bot_alias_id(&made[0].alias_id)
        .bot_alias_name(&system.alias)
        .bot_version("1");
    bare.send().await.unwrap();
    assert_ne!(inventory(&clients, &system).await, once);
    bots(&clients, &system, &mut |_| {}).await.unwrap();
    assert_eq!(inventory(&clients, &system).await, once);
}

/// The lines without the number of versions: one that was being made when `up` was cut off may
/// stay beside the one that is used.
fn but_versions(found: Found) -> Found {
    let plain = |(thing, line): (String, String)| {
        let line = match line.split_once(", ") {
            Some((state, _)) if thing.starts_with("bot ") => state.to_owned(),
            Some((_, locales)) if thing.starts_with("alias ") => locales.to_owned(),
            _ => line,
        };
        (thing, line)
    };
    found.into_iter().map(plain).collect()
}

#[tokio::test(start_paused = true)]
async fn what_was_cut_off_goes_on() {
    let system = system(LexVersion::V2);
    let (_simulator, clients) = account();
    bots(&clients, &system, &mut |_| {}).await.unwrap();
    let whole = but_versions(inventory(&clients, &system).await);
    for half_seconds in 0..80 {
        let (_simulator, clients) = account();
        let after = Duration::from_millis(500 * half_seconds + 250);
        let mut quiet = |_: &str| {};
        let cut_off = tokio::time::timeout(after, bots(&clients, &system, &mut quiet)).await;
        bots(&clients, &system, &mut |_| {})
            .await
            .unwrap_or_else(|error| panic!("cut off after {after:?}: {error}"));
        let found = but_versions(inventory(&clients, &system).await);
        assert_eq!(found, whole, "cut off after {after:?}");
        if cut_off.is_ok() {
            return;
        }
    }
    panic!("making the bots took longer than what was tried");
}

#[tokio::test(start_paused = true)]
async fn a_build_that_fails_tells_why() {
    let (_simulator, clients) = account();
    let system = system(LexVersion::V2);
    let made = bots(&clients, &system, &mut |_| {}).await.unwrap();
    let lex = clients.lex_models_v2("us-east-1");
    // An intent of somebody's, with a slot that asks nothing.
    let intent = lex.create_intent().bot_id(&made[0].bot_id);
    let intent = intent
        .bot_version(DRAFT)
        .locale_id("en_US")
        .intent_name("Complain");
    let intent = intent.send().await.unwrap().intent_id;
    let silent = aws_sdk_lexmodelsv2::types::SlotValueElicitationSetting::builder()
        .slot_constraint(aws_sdk_lexmodelsv2::types::SlotConstraint::Required)
        .build()
        .unwrap();
    lex.create_slot()
        .bot_id(&made[0].bot_id)
        .bot_version(DRAFT)
        .locale_id("en_US")
        .set_intent_id(intent)
        .slot_name("About")
        .slot_type_id("AMAZON.Date")
        .value_elicitation_setting(silent)
        .send()
        .await
        .unwrap();
    let error = bots(&clients, &system, &mut |_| {}).await.unwrap_err();
    assert_eq!(
        error.step,
        "bot OrderFlowers in us-east-1: building locale en_US"
    );
    assert!(error.cause.starts_with("failed: "), "{error}");
    assert!(error.cause.contains("About"), "{error}");
}

#[tokio::test(start_paused = true)]
async fn aliases_of_somebody_else_are_not_removed() {
    let (_simulator, clients) = account();
    let system = system(LexVersion::V2);
    let made = bots(&clients, &system, &mut |_| {}).await.unwrap();
    let lex = clients.lex_models_v2("us-east-1");
    let theirs = lex.create_bot_alias().bot_id(&made[0].bot_id);
    let theirs = theirs.bot_alias_name("theirs").bot_version("1").send();
    theirs.await.unwrap();
    let error = down(&clients, &system, &mut |_| {}).await.unwrap_err();
    let told = "removing bot OrderFlowers in us-east-1: the bot has other aliases: theirs; \
                delete them first";
    assert_eq!(error.to_string(), told);
}
