//! Undoing a fault restores the world as it was, read back through the SDK.
#![expect(
    deprecated,
    reason = "AWS deprecated the crate with Lex V1; these faults are for Lex V1"
)]

use std::collections::BTreeMap;
use std::fmt::Debug;

use aws_sdk_dynamodb::types::AttributeValue;
use lexdr_runner::{CodeUnderTest, SimulatedWorld, Target, inject, undo};
use lexdr_scenario::{DeniedService, Fault, FunctionRef, Injection, RegionRef};
use rstest::rstest;

use crate::support::{SHORT, scenario};

/// Everything that can be read of the system under test, except dates, checksums and revisions.
pub(crate) type World = BTreeMap<String, String>;

fn said<T, E: Debug>(answer: Result<T, E>, show: impl FnOnce(T) -> String) -> String {
    answer.map_or_else(|_| "none".to_owned(), show)
}

async fn bots(target: &Target, world: &mut World) {
    let system = &target.system;
    for region in system.regions() {
        let lex = target.operator.lex_models(region);
        let found = lex
            .get_bot_alias()
            .bot_name(&system.bot)
            .name(&system.alias);
        let alias = said(found.send().await, |alias| {
            format!("{:?} {:?}", alias.bot_version, alias.description)
        });
        world.insert(format!("{region} alias"), alias);
        for version in ["$LATEST", system.alias.as_str()] {
            let found = lex.get_bot().name(&system.bot).version_or_alias(version);
            let bot = said(found.send().await, |bot| {
                format!(
                    "{:?} {:?} {:?} {:?} {:?} {:?} {:?} {:?} {:?}",
                    bot.status,
                    bot.description,
                    bot.intents,
                    bot.clarification_prompt,
                    bot.abort_statement,
                    bot.voice_id,
                    bot.locale,
                    bot.idle_session_ttl_in_seconds,
                    bot.detect_sentiment,
                )
            });
            world.insert(format!("{region} bot {version}"), bot);
        }
        let versions = lex.get_bot_versions().name(&system.bot).send().await;
        let versions = said(versions, |found| {
            let versions = found
                .bots()
                .iter()
                .map(|bot| format!("{:?}", bot.version()));
            versions.collect::<Vec<_>>().join(" ")
        });
        world.insert(format!("{region} versions"), versions);
    }
}

async fn functions(target: &Target, world: &mut World) {
    let system = &target.system;
    let lambda = target.operator.lambda(&system.primary);
    for name in [&system.check_function, &system.region_function] {
        let found = lambda.get_function_configuration().function_name(name);
        let configuration = said(found.send().await, |found| {
            let environment = found.environment.and_then(|found| found.variables);
            let variables: BTreeMap<_, _> = environment.unwrap_or_default().into_iter().collect();
            format!(
                "{variables:?} {:?} {:?} {:?} {:?} {:?}",
                found.code_sha256, found.timeout, found.role, found.state, found.last_update_status
            )
        });
        world.insert(format!("function {name}"), configuration);
        let found = lambda.get_function_concurrency().function_name(name);
        let reserved = said(found.send().await, |found| {
            format!("{:?}", found.reserved_concurrent_executions)
        });
        world.insert(format!("concurrency of {name}"), reserved);
    }
}

async fn table(target: &Target, world: &mut World) {
    let system = &target.system;
    let dynamodb = target.operator.dynamodb(&system.primary);
    let found = dynamodb.describe_table().table_name(&system.table);
    let table = said(found.send().await, |found| {
        let table = found.table.expect("a description");
        format!(
            "{:?} {:?} {:?} {:?}",
            table.key_schema,
            table.attribute_definitions,
            table.table_status,
            table
                .billing_mode_summary
                .and_then(|summary| summary.billing_mode),
        )
    });
    world.insert("table".to_owned(), table);
    let found = dynamodb.scan().table_name(&system.table).send().await;
    let items = said(found, |found| {
        let sorted = |item: &std::collections::HashMap<String, AttributeValue>| {
            format!("{:?}", item.iter().collect::<BTreeMap<_, _>>())
        };
        found
            .items()
            .iter()
            .map(sorted)
            .collect::<Vec<_>>()
            .join(" ")
    });
    world.insert("items".to_owned(), items);
}

async fn role_and_rule(target: &Target, world: &mut World) {
    let system = &target.system;
    let iam = target.operator.iam();
    let names = iam
        .list_role_policies()
        .role_name(&system.role)
        .send()
        .await;
    for name in names.expect("the role is there").policy_names() {
        let found = iam
            .get_role_policy()
            .role_name(&system.role)
            .policy_name(name);
        let document = said(found.send().await, |found| found.policy_document);
        world.insert(format!("policy {name}"), document);
    }
    let attached = iam.list_attached_role_policies().role_name(&system.role);
    let attached = said(attached.send().await, |found| {
        format!("{:?}", found.attached_policies)
    });
    world.insert("attached policies".to_owned(), attached);
    let events = target.operator.events(&system.primary);
    let rule = said(
        events.describe_rule().name(&system.rule).send().await,
        |rule| format!("{:?} {:?}", rule.state, rule.schedule_expression),
    );
    world.insert("rule".to_owned(), rule);
    let targets = events
        .list_targets_by_rule()
        .rule(&system.rule)
        .send()
        .await;
    let targets = said(targets, |found| format!("{:?}", found.targets));
    world.insert("targets".to_owned(), targets);
}

pub(crate) async fn read(target: &Target) -> World {
    let mut world = World::new();
    bots(target, &mut world).await;
    functions(target, &mut world).await;
    table(target, &mut world).await;
    role_and_rule(target, &mut world).await;
    world
}

/// A deployed system in which somebody has reserved concurrency, so that there is a reservation to
/// be put back.
async fn deployed() -> SimulatedWorld {
    let world = SimulatedWorld::new(&scenario(SHORT), 1, &CodeUnderTest::production());
    let target = world.target();
    let deployed = lexdr_deploy::up(&target.operator, &target.system, &mut |_| {}).await;
    deployed.expect("the system is deployed");
    let started = lexdr_deploy::start(&target.operator, &target.system).await;
    started.expect("the rule is enabled");
    let lambda = target.operator.lambda(&target.system.primary);
    let reserved = lambda
        .put_function_concurrency()
        .function_name(&target.system.region_function)
        .reserved_concurrent_executions(7);
    reserved.send().await.expect("concurrency is reserved");
    world
}

pub(crate) fn injection(fault: Fault) -> Injection {
    Injection {
        label: "drill".to_owned(),
        fault,
        brief: false,
        force: false,
    }
}

fn text(value: &str) -> Option<String> {
    Some(value.to_owned())
}

#[rstest]
#[case::alias_deleted(Fault::AliasDeleted { region: RegionRef::Primary }, &["us-east-1 alias"])]
#[case::alias_repointed(
    Fault::AliasRepointed { region: RegionRef::Both },
    &["us-east-1 alias", "us-west-2 alias", "us-east-1 bot ver_one"],
)]
#[case::bot_deleted(
    Fault::BotDeleted { region: RegionRef::Both },
    &["us-east-1 alias", "us-east-1 bot $LATEST", "us-west-2 versions"],
)]
#[case::rule_disabled(Fault::RuleDisabled {}, &["rule"])]
#[case::concurrency_zero(
    Fault::ConcurrencyZero { function: FunctionRef::HealthCheck },
    &["concurrency of lexDRTest"],
)]
#[case::concurrency_zero_where_it_was_reserved(
    Fault::ConcurrencyZero { function: FunctionRef::GetRegion },
    &["concurrency of lexDRGetRegion"],
)]
#[case::environment_drift(
    Fault::EnvironmentDrift {
        function: FunctionRef::HealthCheck,
        variable: "EXPECTED_RESPONSE".to_owned(),
        value: text("Which flowers?"),
    },
    &["function lexDRTest"],
)]
#[case::environment_variable_gone(
    Fault::EnvironmentDrift {
        function: FunctionRef::GetRegion,
        variable: "TABLE_NAME".to_owned(),
        value: None,
    },
    &["function lexDRGetRegion"],
)]
#[case::code_crashes(
    Fault::CodeCrashes { function: FunctionRef::GetRegion },
    &["function lexDRGetRegion"],
)]
#[case::item_missing(Fault::ItemMissing {}, &["items"])]
#[case::item_corrupted(
    Fault::ItemCorrupted { lex_region: "eu-central-1".to_owned() },
    &["items"],
)]
#[case::table_deleted(Fault::TableDeleted {}, &["table", "items"])]
#[case::role_denied(
    Fault::RoleDenied { service: DeniedService::Lex, region: Some(RegionRef::Primary) },
    &["policy lexdr-drill"],
)]
#[tokio::test(start_paused = true)]
async fn restores_the_world(#[case] fault: Fault, #[case] broken: &[&str]) {
    let world = deployed().await;
    let target = world.target();
    let before = read(target).await;
    let (mut applied, report) = inject(target, &injection(fault)).await;
    assert_eq!(report.error, None);
    assert!(!report.calls.is_empty());
    let faulty = read(target).await;
    for what in broken {
        assert_ne!(faulty.get(*what), before.get(*what), "{what} is as before");
    }
    let report = undo(target, &mut applied).await;
    assert_eq!(report.error, None);
    assert!(applied.is_undone());
    assert_eq!(read(target).await, before);
}

/// The health check writes while the fault is in effect: that is newer than what was saved.
#[rstest]
#[case::item_missing(Fault::ItemMissing {})]
#[case::item_corrupted(Fault::ItemCorrupted { lex_region: "junk".to_owned() })]
#[tokio::test(start_paused = true)]
async fn leaves_what_was_written_since(#[case] fault: Fault) {
    let world = deployed().await;
    let target = world.target();
    let (mut applied, _) = inject(target, &injection(fault)).await;
    let system = &target.system;
    let write = target
        .operator
        .dynamodb(&system.primary)
        .update_item()
        .table_name(&system.table)
        .key("connectRegion", AttributeValue::S(system.primary.clone()))
        .update_expression("SET lexRegion = :region")
        .expression_attribute_values(":region", AttributeValue::S(system.secondary.clone()));
    write.send().await.expect("the item is written");
    let written = read(target).await;
    let report = undo(target, &mut applied).await;
    assert_eq!(report.error, None);
    assert_eq!(read(target).await, written);
}

/// What cannot be put back is not taken away, and the step says so.
#[tokio::test(start_paused = true)]
async fn code_of_somebody_else_is_not_touched() {
    let world = deployed().await;
    let mut target = world.target().clone();
    target.system.check_code.push(0);
    let before = read(&target).await;
    let fault = Fault::CodeCrashes {
        function: FunctionRef::HealthCheck,
    };
    let (applied, report) = inject(&target, &injection(fault)).await;
    let error = report.error.expect("the fault is refused");
    assert!(error.contains("not what this run deployed"), "{error}");
    assert!(applied.is_undone());
    assert_eq!(read(&target).await, before);
}

/// Half of a fault comes back with the error, and its undo restores that half.
#[tokio::test(start_paused = true)]
async fn half_a_fault_is_undone() {
    let world = deployed().await;
    let target = world.target();
    let system = &target.system;
    let west = target.operator.lex_models(&system.secondary);
    let gone = west
        .delete_bot_alias()
        .bot_name(&system.bot)
        .name(&system.alias);
    gone.send().await.expect("the alias is deleted");
    let before = read(target).await;
    let fault = Fault::AliasDeleted {
        region: RegionRef::Both,
    };
    let (mut applied, report) = inject(target, &injection(fault)).await;
    let error = report.error.expect("one alias is missing");
    assert!(error.contains("us-west-2"), "{error}");
    assert_ne!(read(target).await, before);
    assert_eq!(undo(target, &mut applied).await.error, None);
    assert_eq!(read(target).await, before);
}
