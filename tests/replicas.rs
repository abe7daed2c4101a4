//! A bot with a replica in the other region: what reaches it only if that is meant, and that both
//! regions are as before when it is undone.

use lexdr_deploy::{DeployedBot, find_bots, is_described_v2};
use lexdr_runner::{CodeUnderTest, SimulatedWorld, Target, inject, refusal, undo};
use lexdr_scenario::{Bots, Fault, Injection, LexVersion, RegionRef, Scenario};
use rstest::rstest;

use crate::faults_undo::{World, injection, read};
use crate::support::{SHORT, library, scenario};

const REGIONS: [&str; 2] = ["us-east-1", "us-west-2"];

/// The short drill, on a replicated bot.
fn drill() -> Scenario {
    let mut scenario = scenario(SHORT);
    scenario.lex = Some(LexVersion::V2);
    scenario.bots = Bots::Replicated;
    scenario
}

async fn deployed() -> SimulatedWorld {
    let world = SimulatedWorld::new(&drill(), 1, &CodeUnderTest::production());
    let target = world.target();
    let deployed = lexdr_deploy::up(&target.operator, &target.system, &mut |_| {}).await;
    deployed.expect("the system is deployed");
    let started = lexdr_deploy::start(&target.operator, &target.system).await;
    started.expect("the rule is enabled");
    world
}

fn meant(fault: Fault) -> Injection {
    Injection {
        force: true,
        ..injection(fault)
    }
}

/// What callers of an alias reach in its region.
async fn served(target: &Target, bot: &DeployedBot) -> String {
    let (operator, system, region) = (&target.operator, &target.system, &bot.region);
    let lex = operator.lex_models_v2(region);
    let found = lex.describe_bot_alias().bot_id(&bot.bot_id);
    let found = found.bot_alias_id(&bot.alias_id).send().await;
    let found = found.expect("the alias is there");
    let version = found.bot_version.unwrap_or_default();
    let locales = found.bot_alias_locale_settings.unwrap_or_default();
    let mut enabled: Vec<_> = locales.iter().filter(|(_, said)| said.enabled()).collect();
    enabled.sort_by_key(|(locale, _)| locale.as_str());
    let described = is_described_v2(operator, system, region, &bot.bot_id, &version).await;
    let described = described.expect("the version is read");
    let listed = lex.list_bot_versions().bot_id(&bot.bot_id).send().await;
    let listed = listed.expect("versions are listed");
    let versions = listed.bot_version_summaries().iter();
    let versions: Vec<_> = versions.filter_map(|found| found.bot_version()).collect();
    format!("{version} {enabled:?}, described: {described}, of {versions:?}")
}

/// The world with ids put as what they are ids of. They are the same in both regions.
async fn seen(target: &Target) -> World {
    let mut world = read(target).await;
    let bots = find_bots(&target.operator, &target.system).await;
    for bot in bots.expect("bots are listed") {
        world.insert(format!("{} alias", bot.region), served(target, &bot).await);
        for said in world.values_mut() {
            *said = said
                .replace(&bot.bot_id, "the bot")
                .replace(&bot.alias_id, "the alias");
        }
    }
    world
}

#[rstest]
#[case::alias_deleted(Fault::AliasDeleted { region: RegionRef::Primary })]
#[case::alias_repointed(Fault::AliasRepointed { region: RegionRef::Primary })]
#[case::bot_deleted(Fault::BotDeleted { region: RegionRef::Named("us-east-1".to_owned()) })]
#[case::locale_disabled(Fault::LocaleDisabled { region: RegionRef::Primary })]
#[tokio::test(start_paused = true)]
async fn what_is_meant_breaks_both_regions_and_is_undone_in_both(#[case] fault: Fault) {
    let world = deployed().await;
    let target = world.target();
    let before = seen(target).await;
    for region in REGIONS {
        let said = &before[&format!("{region} alias")];
        assert!(said.contains("described: true"), "{region}: {said}");
    }
    let (mut applied, report) = inject(target, &meant(fault)).await;
    assert_eq!(report.error, None);
    assert_eq!(applied.regions, REGIONS);
    // The replica has followed when the step is over: callers are not told a time before it.
    let faulty = seen(target).await;
    for region in REGIONS {
        let alias = format!("{region} alias");
        assert_ne!(faulty.get(&alias), before.get(&alias), "{alias}");
    }
    let report = undo(target, &mut applied).await;
    assert_eq!(report.error, None);
    assert!(applied.is_undone());
    assert_eq!(seen(target).await, before);
}

/// Without `force` nothing is called and nothing changed, and the step says what to do.
#[rstest]
#[case::alias_deleted(Fault::AliasDeleted { region: RegionRef::Primary })]
#[case::alias_repointed(Fault::AliasRepointed { region: RegionRef::Primary })]
#[case::bot_deleted(Fault::BotDeleted { region: RegionRef::Primary })]
#[case::locale_disabled(Fault::LocaleDisabled { region: RegionRef::Primary })]
#[tokio::test(start_paused = true)]
async fn what_is_not_meant_is_refused_before_anything_is_done(#[case] fault: Fault) {
    let world = deployed().await;
    let target = world.target();
    let before = seen(target).await;
    let (applied, report) = inject(target, &injection(fault)).await;
    let error = report.error.expect("the fault is refused");
    assert!(error.contains("would break both regions"), "{error}");
    assert!(error.contains("write `force: true`"), "{error}");
    assert_eq!(report.calls, [""; 0]);
    assert!(applied.is_undone());
    assert_eq!(seen(target).await, before);
}

#[rstest]
#[case::secondary(RegionRef::Secondary)]
#[case::both(RegionRef::Both)]
#[case::by_its_name(RegionRef::Named("us-west-2".to_owned()))]
#[tokio::test(start_paused = true)]
async fn a_replica_is_not_changed_where_it_is(#[case] region: RegionRef) {
    let world = deployed().await;
    let target = world.target();
    let (applied, report) = inject(target, &meant(Fault::AliasDeleted { region })).await;
    let error = report.error.expect("the fault is refused");
    assert!(error.contains("which can only be read"), "{error}");
    assert_eq!(report.calls, [""; 0]);
    assert!(applied.is_undone());
}

/// The policy of an alias goes by its ARN: it stays in its region.
#[tokio::test(start_paused = true)]
async fn a_policy_is_of_one_region() {
    let world = deployed().await;
    let target = world.target();
    let fault = Fault::AliasPolicyDenied {
        region: RegionRef::Primary,
    };
    let (mut applied, report) = inject(target, &injection(fault)).await;
    assert_eq!(report.error, None);
    assert_eq!(applied.regions, ["us-east-1"]);
    let bots = find_bots(&target.operator, &target.system).await;
    let mut policies = Vec::new();
    for bot in bots.expect("bots are listed") {
        let lex = target.operator.lex_models_v2(&bot.region);
        let policy = lex.describe_resource_policy().resource_arn(&bot.alias_arn);
        policies.push(policy.send().await.is_ok());
    }
    assert_eq!(policies, [true, false]);
    assert_eq!(undo(target, &mut applied).await.error, None);
}

#[test]
fn a_scenario_is_refused_unless_the_replica_is_meant_or_out_of_reach() {
    let told = refusal(&drill()).expect("the drill deletes the alias");
    assert!(
        told.starts_with("at 1m 30s: alias-deleted changes"),
        "{told}"
    );
    let mut separate = drill();
    separate.bots = Bots::Separate;
    assert_eq!(refusal(&separate), None);
    for name in ["replicated-alias-repointed", "replicated-region-outage"] {
        assert_eq!(refusal(&library(name)), None, "{name}");
    }
}
