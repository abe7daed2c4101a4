//! One thing broken at a time: exactly that is found, with what mends it.

use std::time::Duration;

use aws_sdk_dynamodb::types::{
    AttributeDefinition, AttributeValue, BillingMode, KeySchemaElement, KeyType,
    ProvisionedThroughput, ScalarAttributeType,
};
use lexdr_gameday::TableLock;
use lexdr_gameday::config::Names;
use lexdr_journal::{Record, Remote, Writer};
use rstest::rstest;
use serde_json::json;

use crate::account::Account;
use crate::patient::Patient;

/// What is broken.
#[derive(Debug, Clone, Copy)]
enum Broken {
    AlarmFires,
    AlarmGone,
    AliasGone,
    CheckLate,
    CheckTimeUnknown,
    ClockBehind,
    FunctionBarred,
    FunctionElsewhere,
    FunctionGone,
    JournalBesideFaults,
    JournalKey,
    JournalProvisioned,
    LocaleOff,
    LockHeld,
    OtherAccount,
    RootUser,
    TableNotAllowed,
    RouteElsewhere,
    RouteGone,
    RuleOff,
    RuleRare,
    RuleTarget,
    RunOpen,
    Unsteady,
}

impl Broken {
    async fn inflict(self, patient: &mut Patient) {
        let (primary, elsewhere) = ("us-east-1", Account::remote());
        let minutes = |minutes: u64| Some(Duration::from_secs(60 * minutes));
        match self {
            Self::AlarmFires => patient.set_alarm("ALARM").await,
            Self::AlarmGone => patient.delete_alarm().await,
            Self::AliasGone => patient.config.system.alias = "ver_two".to_owned(),
            Self::CheckLate => patient.put_route(primary, minutes(11)).await,
            Self::CheckTimeUnknown => patient.put_route(primary, None).await,
            Self::ClockBehind => patient.door.ahead = 90,
            Self::FunctionBarred => {
                let fault = json!({ "concurrency-zero": { "function": "health-check" } });
                patient.inject(&fault).await;
            }
            Self::FunctionElsewhere => {
                let drift = json!({
                    "function": "get-region", "variable": "TABLE_NAME", "value": "lexDR2",
                });
                patient.inject(&json!({ "environment-drift": drift })).await;
            }
            Self::FunctionGone => {
                patient.config.system.region_function = "lexDRGetRegion2".to_owned();
            }
            Self::JournalBesideFaults => {
                make_table(patient, "us-west-2", &elsewhere.table, "id", true).await;
                patient.config.journal.region = "us-west-2".to_owned();
            }
            Self::JournalKey => {
                make_table(patient, &elsewhere.region, "lexdr-journals2", "run", true).await;
                patient.config.journal.table = "lexdr-journals2".to_owned();
            }
            Self::JournalProvisioned => {
                make_table(patient, &elsewhere.region, "lexdr-journals2", "id", false).await;
                patient.config.journal.table = "lexdr-journals2".to_owned();
            }
            Self::LocaleOff => {
                let fault = json!({ "locale-disabled": { "region": "secondary" } });
                patient.inject(&fault).await;
            }
            Self::LockHeld => {
                let lock = TableLock::new(patient.aws(), &elsewhere, "nightly", "ann@laptop");
                assert!(lock.hold().await.unwrap());
            }
            Self::OtherAccount => patient.config.account.id = "210987654321".to_owned(),
            Self::TableNotAllowed => patient.config.allow.tables = Names::default(),
            Self::RootUser => {
                patient.door.identity = Some("arn:aws:iam::123456789012:root");
            }
            Self::RouteElsewhere => patient.put_route("us-west-2", minutes(0)).await,
            Self::RouteGone => {
                let call = patient.aws().dynamodb(primary).delete_item();
                let key = AttributeValue::S(primary.to_owned());
                let call = call.table_name("lexDR").key("connectRegion", key);
                call.send().await.unwrap();
            }
            Self::RuleOff => patient.inject(&json!({ "rule-disabled": {} })).await,
            Self::RuleRare => {
                let rule = patient.aws().events(primary).put_rule();
                let rule = rule.name("lexHealthCheckRule");
                let rule = rule.schedule_expression("rate(10 minutes)").send();
                rule.await.unwrap();
            }
            Self::RuleTarget => {
                let rule = patient.aws().events(primary).remove_targets();
                let targets = patient.aws().events(primary).list_targets_by_rule();
                let targets = targets.rule("lexHealthCheckRule").send().await.unwrap();
                let id = targets.targets()[0].id();
                let rule = rule.rule("lexHealthCheckRule").ids(id).send();
                rule.await.unwrap();
            }
            Self::RunOpen => open_run(patient).await,
            Self::Unsteady => patient.steady = Err("the bot does not answer".to_owned()),
        }
    }
}

async fn make_table(patient: &Patient, region: &str, name: &str, key: &str, on_demand: bool) {
    let hash = KeySchemaElement::builder().attribute_name(key);
    let text = AttributeDefinition::builder().attribute_name(key);
    let call = patient.aws().dynamodb(region).create_table();
    let call = call
        .table_name(name)
        .key_schema(hash.key_type(KeyType::Hash).build().unwrap())
        .attribute_definitions(text.attribute_type(ScalarAttributeType::S).build().unwrap());
    let few = ProvisionedThroughput::builder();
    let few = few.read_capacity_units(1).write_capacity_units(1);
    let call = if on_demand {
        call.billing_mode(BillingMode::PayPerRequest)
    } else {
        call.billing_mode(BillingMode::Provisioned)
            .provisioned_throughput(few.build().unwrap())
    };
    call.send().await.unwrap();
}

/// A run that has died with a fault in effect. Its copy is gone.
async fn open_run(patient: &Patient) {
    let change = patient.change(&json!({ "rule-disabled": {} })).await;
    let header = patient.account.header("monday");
    let mut writer = Writer::create(patient.directory.path(), header).unwrap();
    let at = patient.account.now();
    let opened = Record::Opened {
        id: writer.next_id(),
        at,
        label: "quiet".to_owned(),
        fault: "rule-disabled".to_owned(),
        deadline: at + 60_000,
        change,
    };
    writer.append(opened).unwrap();
}

#[rstest]
#[case(Broken::AlarmFires, 1)]
#[case(Broken::AlarmGone, 1)]
#[case(Broken::AliasGone, 2)]
#[case(Broken::CheckLate, 1)]
#[case(Broken::CheckTimeUnknown, 1)]
#[case(Broken::ClockBehind, 1)]
#[case(Broken::FunctionBarred, 1)]
#[case(Broken::FunctionElsewhere, 1)]
#[case(Broken::FunctionGone, 1)]
#[case(Broken::JournalBesideFaults, 1)]
#[case(Broken::JournalKey, 2)]
#[case(Broken::JournalProvisioned, 1)]
#[case(Broken::LocaleOff, 1)]
#[case(Broken::LockHeld, 1)]
#[case(Broken::OtherAccount, 1)]
#[case(Broken::RootUser, 1)]
#[case(Broken::TableNotAllowed, 1)]
#[case(Broken::RouteElsewhere, 1)]
#[case(Broken::RouteGone, 1)]
#[case(Broken::RuleOff, 1)]
#[case(Broken::RuleRare, 1)]
#[case(Broken::RuleTarget, 1)]
#[case(Broken::RunOpen, 1)]
#[case(Broken::Unsteady, 1)]
#[tokio::test(start_paused = true)]
async fn what_is_broken_is_found_and_nothing_else(#[case] broken: Broken, #[case] count: usize) {
    let mut patient = Box::pin(Patient::new()).await;
    Box::pin(broken.inflict(&mut patient)).await;
    let complaints = patient.complaints().await;
    insta::assert_snapshot!(format!("{broken:?}"), complaints.join("\n"));
    assert_eq!(complaints.len(), count);
}

#[tokio::test(start_paused = true)]
async fn a_journal_without_a_table_says_how_to_make_one_that_will_do() {
    let mut patient = Box::pin(Patient::new()).await;
    let Remote { region, .. } = Account::remote();
    patient.config.journal.table = "lexdr-journals2".to_owned();
    let complaints = patient.complaints().await.join("\n");
    let mend = format!(
        "aws dynamodb create-table --region {region} --table-name lexdr-journals2 --billing-mode \
         PAY_PER_REQUEST --attribute-definitions AttributeName=id,AttributeType=S --key-schema \
         AttributeName=id,KeyType=HASH"
    );
    assert!(complaints.contains(&mend), "{complaints}");
}
