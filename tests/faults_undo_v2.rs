//! Undoing a fault restores the world as it was, with bots of Lex V2: ids may be others, and
//! whatever holds one holds the new one.

use std::collections::BTreeMap;

use lexdr_deploy::{DeployedBot, find_bots, is_described_v2};
use lexdr_runner::{CodeUnderTest, SimulatedWorld, Target, inject, undo};
use lexdr_scenario::{AliasBy, DeniedService, Fault, FunctionRef, RegionRef};
use lexdr_wire::LexVersion;
use rstest::rstest;

use crate::faults_undo::{World, injection, read};
use crate::support::{SHORT, scenario};

async fn found(target: &Target) -> Vec<DeployedBot> {
    let found = find_bots(&target.operator, &target.system).await;
    found.expect("bots are listed")
}

async fn policy(target: &Target, bot: &DeployedBot) -> String {
    let lex = target.operator.lex_models_v2(&bot.region);
    let found = lex.describe_resource_policy().resource_arn(&bot.alias_arn);
    match found.send().await {
        Ok(found) => found.policy.unwrap_or_default(),
        Err(_) => "none".to_owned(),
    }
}

async fn alias(target: &Target, bot: &DeployedBot) -> (String, String) {
    let lex = target.operator.lex_models_v2(&bot.region);
    let found = lex.describe_bot_alias().bot_id(&bot.bot_id);
    let found = found.bot_alias_id(&bot.alias_id).send().await;
    let found = found.expect("the alias is there");
    let locales = found.bot_alias_locale_settings.unwrap_or_default();
    let locales: BTreeMap<_, _> = locales.into_iter().collect();
    let version = found.bot_version.unwrap_or_default();
    let said = format!(
        "{version} {:?} {:?} {locales:?}",
        found.description, found.bot_alias_status
    );
    (version, said)
}

async fn bots(target: &Target, world: &mut World) {
    for region in target.system.regions() {
        let lex = target.operator.lex_models_v2(region);
        let listed = lex.list_bots().send().await.expect("bots are listed");
        for bot in listed.bot_summaries() {
            let id = bot.bot_id().expect("an id");
            let versions = lex.list_bot_versions().bot_id(id).send().await;
            let versions = versions.expect("versions are listed");
            let versions: Vec<_> = versions
                .bot_version_summaries()
                .iter()
                .map(|version| format!("{:?}", version.bot_version()))
                .collect();
            world.insert(format!("{region} versions"), versions.join(" "));
            let locales = lex.list_bot_locales().bot_id(id).bot_version("DRAFT");
            let locales = locales.send().await.expect("locales are listed");
            let locales: Vec<_> = locales
                .bot_locale_summaries()
                .iter()
                .map(|locale| format!("{:?} {:?}", locale.locale_id(), locale.bot_locale_status()))
                .collect();
            world.insert(format!("{region} locales"), locales.join(" "));
        }
    }
    for bot in found(target).await {
        let region = &bot.region;
        let (version, said) = alias(target, &bot).await;
        world.insert(format!("{region} alias"), said);
        world.insert(format!("{region} policy"), policy(target, &bot).await);
        let (operator, system) = (&target.operator, &target.system);
        let described = is_described_v2(operator, system, region, &bot.bot_id, &version).await;
        let described = described.expect("the version is read");
        world.insert(format!("{region} is described"), described.to_string());
    }
}

/// The world with ids put as what they are ids of.
async fn seen(target: &Target) -> World {
    let mut world = read(target).await;
    bots(target, &mut world).await;
    for bot in found(target).await {
        for said in world.values_mut() {
            *said = said
                .replace(&bot.bot_id, &format!("the bot in {}", bot.region))
                .replace(&bot.alias_id, &format!("the alias in {}", bot.region));
        }
    }
    world
}

async fn deployed(alias_by: AliasBy) -> SimulatedWorld {
    let mut scenario = scenario(SHORT);
    scenario.lex = Some(LexVersion::V2);
    scenario.check.alias_by = alias_by;
    let world = SimulatedWorld::new(&scenario, 1, &CodeUnderTest::production());
    let target = world.target();
    let deployed = lexdr_deploy::up(&target.operator, &target.system, &mut |_| {}).await;
    deployed.expect("the system is deployed");
    let started = lexdr_deploy::start(&target.operator, &target.system).await;
    started.expect("the rule is enabled");
    world
}

#[rstest]
#[case::alias_deleted(Fault::AliasDeleted { region: RegionRef::Primary }, &["us-east-1 alias"])]
#[case::alias_repointed(
    Fault::AliasRepointed { region: RegionRef::Both },
    &["us-east-1 alias", "us-west-2 versions", "us-west-2 is described"],
)]
#[case::bot_deleted(
    Fault::BotDeleted { region: RegionRef::Both },
    &["us-east-1 alias", "us-east-1 locales", "us-west-2 versions"],
)]
#[case::locale_disabled(Fault::LocaleDisabled { region: RegionRef::Both }, &["us-west-2 alias"])]
#[case::alias_policy_denied(
    Fault::AliasPolicyDenied { region: RegionRef::Both },
    &["us-east-1 policy", "us-west-2 policy"],
)]
#[case::role_denied(
    Fault::RoleDenied { service: DeniedService::Lex, region: Some(RegionRef::Primary) },
    &["policy lexdr-drill"],
)]
#[case::environment_drift(
    Fault::EnvironmentDrift {
        function: FunctionRef::HealthCheck,
        variable: "PRIMARY_BOT_ID".to_owned(),
        value: None,
    },
    &["function lexDRTest"],
)]
#[tokio::test(start_paused = true)]
async fn restores_the_world(#[case] fault: Fault, #[case] broken: &[&str]) {
    let world = deployed(AliasBy::Name).await;
    let target = world.target();
    let before = seen(target).await;
    let (mut applied, report) = inject(target, &injection(fault)).await;
    assert_eq!(report.error, None);
    assert!(!report.calls.is_empty());
    let faulty = seen(target).await;
    for what in broken {
        assert_ne!(faulty.get(*what), before.get(*what), "{what} is as before");
    }
    let report = undo(target, &mut applied).await;
    assert_eq!(report.error, None);
    assert!(applied.is_undone());
    assert_eq!(seen(target).await, before);
}

/// A health check that was told an id is not told the new one: it does not come back.
#[rstest]
#[case::by_name(AliasBy::Name, true)]
#[case::by_id(AliasBy::Id, false)]
#[tokio::test(start_paused = true)]
async fn an_alias_made_again_is_known_by_its_name(#[case] alias_by: AliasBy, #[case] known: bool) {
    let world = deployed(alias_by).await;
    let target = world.target();
    let before = seen(target).await;
    let fault = Fault::AliasDeleted {
        region: RegionRef::Primary,
    };
    let (mut applied, _) = inject(target, &injection(fault)).await;
    let report = undo(target, &mut applied).await;
    assert_eq!(report.error, None);
    let after = seen(target).await;
    let check = "function lexDRTest";
    assert_eq!(after[check] == before[check], known);
    let region = "function lexDRGetRegion";
    assert_eq!(after[region], before[region]);
}

/// What cannot be made again is not taken away, and the step says so.
#[tokio::test(start_paused = true)]
async fn a_bot_with_aliases_of_somebody_else_is_not_deleted() {
    let world = deployed(AliasBy::Name).await;
    let target = world.target();
    let bot = found(target).await.remove(0);
    let lex = target.operator.lex_models_v2(&bot.region);
    let theirs = lex.create_bot_alias().bot_id(&bot.bot_id);
    let theirs = theirs.bot_alias_name("theirs").bot_version("1").send();
    theirs.await.expect("another alias is made");
    let before = seen(target).await;
    let fault = Fault::BotDeleted {
        region: RegionRef::Primary,
    };
    let (applied, report) = inject(target, &injection(fault)).await;
    let error = report.error.expect("the fault is refused");
    assert!(error.contains("theirs"), "{error}");
    assert!(applied.is_undone());
    assert_eq!(seen(target).await, before);
}

/// Statements of somebody else stay in the policy.
#[tokio::test(start_paused = true)]
async fn a_policy_keeps_what_it_said() {
    use aws_sdk_lexmodelsv2::types::{Effect, Principal};

    let world = deployed(AliasBy::Name).await;
    let target = world.target();
    let bot = found(target).await.remove(0);
    let connect = Principal::builder().service("connect.amazonaws.com");
    let lex = target.operator.lex_models_v2(&bot.region);
    let theirs = lex
        .create_resource_policy_statement()
        .resource_arn(&bot.alias_arn)
        .statement_id("connect")
        .effect(Effect::Allow)
        .principal(connect.build())
        .action("lex:StartConversation");
    theirs.send().await.expect("a statement is made");
    let before = policy(target, &bot).await;
    let fault = Fault::AliasPolicyDenied {
        region: RegionRef::Primary,
    };
    let (mut applied, _) = inject(target, &injection(fault)).await;
    assert_ne!(policy(target, &bot).await, before);
    assert_eq!(undo(target, &mut applied).await.error, None);
    assert_eq!(policy(target, &bot).await, before);
}
