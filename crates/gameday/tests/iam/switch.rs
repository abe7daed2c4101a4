//! The dead-man's switch puts everything back with the permissions of its policy, and no others.

use std::sync::Arc;
use std::time::Duration;

use lexdr_changes::{Options, plan};
use lexdr_deploy::find_bots;
use lexdr_gameday::Engine;
use lexdr_gameday::iam::Policy;
use lexdr_journal::testing::Memory;
use lexdr_journal::{Change, Header, Remote, Switch, Writer};
use lexdr_scenario::Injection;
use lexdr_simulator::Principal;
use rstest::rstest;
use serde_json::{Value, json};
use tokio::time::sleep;

use crate::account::Account;
use crate::runner::{Kind, published};
use crate::{actions, config, pieces, placeholders, without};

/// When it acts, from the injection on.
const DEADLINE: Duration = Duration::from_secs(300);

/// By then it has acted.
const SURELY: Duration = Duration::from_secs(420);

/// Faults that can be in effect at the same time.
fn rounds() -> [Vec<Value>; 2] {
    let variable = |function: &str| {
        json!({ "environment-drift": {
        "function": function, "variable": "TABLE_NAME", "value": "other" } })
    };
    let zero = |function: &str| json!({ "concurrency-zero": { "function": function } });
    [
        vec![
            json!({ "rule-disabled": {} }),
            zero("health-check"),
            zero("get-region"),
            variable("health-check"),
            variable("get-region"),
            json!({ "role-denied": { "service": "lex" } }),
            json!({ "locale-disabled": { "region": "both" } }),
            json!({ "alias-policy-denied": { "region": "both" } }),
        ],
        vec![json!({ "alias-repointed": { "region": "both" } })],
    ]
}

/// What the switch did.
#[derive(Default)]
struct Outcome {
    broken: Vec<String>,
    called: Vec<String>,
    refused: Vec<String>,
}

/// Injects everything, with and without states of somebody else's, and leaves it to the switch.
async fn left_alone(kind: Kind, edit: impl FnOnce(String) -> String) -> Outcome {
    let mut config = config();
    config.system.scratch_alias = kind == Kind::Scratch;
    let (account, mut bots) = Account::with_system(&config).await;
    let trust = Policy::SwitchTrust.document(&config, &[]);
    let policy = published(Policy::Switch, &bots);
    let mut outcome = Outcome::default();
    match kind {
        Kind::Usual => {
            account.role("lexdr-switch", &edit(policy), &trust).await;
        }
        Kind::Scratch => {
            account.role("lexdr-switch", &policy, &trust).await;
            let besides = edit(published(Policy::ScratchAliasSwitch, &bots));
            account.may_besides("lexdr-switch", &besides).await;
            let fault = json!({ "alias-deleted": { "region": "both" } });
            let changes = Box::pin(injected(&account, "gone", &[fault])).await;
            sleep(SURELY).await;
            outcome.broken.extend(account.broken(&changes).await);
            account.put_back(&changes).await;
            sleep(Duration::from_secs(60)).await;
            bots = find_bots(&account.admin, &account.system).await.unwrap();
        }
    }
    for prior in [false, true] {
        if prior {
            account.make_prior_states(&bots).await;
        }
        for (number, faults) in rounds().iter().enumerate() {
            let run = format!("{prior}-{number}");
            let changes = Box::pin(injected(&account, &run, faults)).await;
            sleep(SURELY).await;
            outcome.broken.extend(account.broken(&changes).await);
            account.put_back(&changes).await;
        }
    }
    for seen in account.seen() {
        if !matches!(seen.who, Principal::ScheduleRole { .. }) {
            continue;
        }
        let names = if seen.refused {
            &mut outcome.refused
        } else {
            &mut outcome.called
        };
        names.push(seen.action);
    }
    for names in [&mut outcome.called, &mut outcome.refused] {
        names.sort();
        names.dedup();
    }
    outcome
}

/// The faults in effect, and nobody to take them back.
async fn injected(account: &Account, run: &str, faults: &[Value]) -> Vec<Change> {
    let config = config();
    let header = Header {
        schema: Header::SCHEMA.to_owned(),
        run: run.to_owned(),
        account: config.account.id,
        partition: config.account.partition,
        started_at: account.now(),
        scenario: "drill".to_owned(),
        remote: Some(Remote {
            region: config.journal.region,
            table: config.journal.table,
        }),
        switch: Switch {
            group: config.switch.group,
            prefix: format!("lexdr-{run}-"),
            role: config.switch.role_arn.unwrap(),
        },
    };
    let writer = Writer::begin("memory", Memory::default(), header).unwrap();
    let engine = Engine::begin(&account.admin, writer.boxed(), DEADLINE, Arc::new(|_| {}));
    let mut engine = engine.await.unwrap();
    let deadline = account.now() + i64::try_from(DEADLINE.as_millis()).unwrap();
    let options = Options {
        repoint_to: Some("2".to_owned()),
        ..Options::default()
    };
    let mut all = Vec::new();
    for (number, fault) in faults.iter().enumerate() {
        let injection = json!({ "label": format!("drill-{number}"), "fault": fault });
        let injection: Injection = serde_json::from_value(injection).unwrap();
        let changes = plan(&account.admin, &account.system, &injection, &options);
        let changes = Box::pin(changes).await.unwrap();
        all.extend(changes.iter().cloned());
        let done = engine.inject(&injection.label, injection.fault.name(), changes, deadline);
        let done = Box::pin(done).await;
        assert_eq!(done.problems, Vec::<String>::new());
    }
    all
}

#[tokio::test(start_paused = true)]
async fn the_switch_may_take_everything_back_and_no_more() {
    let called = all_is_back(Kind::Usual).await;
    let published = published(Policy::Switch, &placeholders());
    assert_eq!(called, actions(&published, &[]));
}

#[tokio::test(start_paused = true)]
async fn with_a_scratch_alias_it_may_do_more_and_does_it() {
    let called = all_is_back(Kind::Scratch).await;
    let published = published(Policy::ScratchAliasSwitch, &placeholders());
    let mut needless = actions(&published, &["lex:TagResource"]);
    needless.retain(|action| !called.contains(action));
    assert_eq!(needless, Vec::<String>::new());
}

/// What was called, of which nothing was refused.
async fn all_is_back(kind: Kind) -> Vec<String> {
    let outcome = Box::pin(left_alone(kind, |policy| policy)).await;
    assert_eq!(outcome.refused, Vec::<String>::new());
    assert_eq!(outcome.broken, Vec::<String>::new());
    outcome.called
}

#[rstest]
#[case::usual(Kind::Usual, Policy::Switch)]
#[case::scratch(Kind::Scratch, Policy::ScratchAliasSwitch)]
#[tokio::test(start_paused = true)]
async fn without_any_piece_something_stays_broken(#[case] kind: Kind, #[case] policy: Policy) {
    for piece in pieces(&published(policy, &placeholders())) {
        let mut removed = String::new();
        let edit = |policy: String| {
            let (policy, name) = without(&policy, piece);
            removed = name;
            policy
        };
        let outcome = Box::pin(left_alone(kind, edit)).await;
        assert!(!outcome.refused.is_empty(), "{removed}: nothing needs it");
        assert!(!outcome.broken.is_empty(), "{removed}: not missed");
    }
}
