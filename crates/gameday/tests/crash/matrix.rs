//! Every fault, every step, both ways back.

use std::collections::BTreeMap;
use std::ops::Range;
use std::time::Duration;

use lexdr_changes::{Options, plan};
use lexdr_deploy::Clients;
use lexdr_gameday::{Engine, Left, Unsettled};
use lexdr_journal::{Journal, Writer};
use rstest::rstest;
use serde_json::{Value, json};
use tokio::time::sleep;

use crate::account::{Account, injection, silent};
use crate::dying::{Death, Disk};

/// How long a fault is in effect.
const LASTS: Duration = Duration::from_secs(120);

/// When the dead-man's switch acts, from the injection on.
const DEADLINE: Duration = Duration::from_secs(300);

/// By then it has acted, also if its call had to be made again.
const SURELY: Duration = Duration::from_secs(420);

pub(crate) const PATIENCE: Duration = Duration::from_secs(600);

/// What puts things back after a death.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Way {
    Recovery,
    /// A recovery on another machine, which has only the copy in the table.
    Elsewhere,
    SwitchAlone,
}

/// Seeds to run each step with. One in the usual tests; `LEXDR_CRASH_SEEDS=100` is an hour's work
/// without optimization.
fn seeds() -> Range<u64> {
    let seeds = std::env::var("LEXDR_CRASH_SEEDS").ok();
    1..seeds.map_or(1, |seeds| seeds.parse().unwrap()) + 1
}

/// A game day with one fault, as its process goes.
pub(crate) async fn drill(
    account: &Account,
    clients: &Clients,
    disk: Disk,
    run: &str,
    fault: &Value,
) {
    let writer = Writer::begin("disk", disk, account.header(run)).unwrap();
    let engine = Engine::begin(clients, writer.boxed(), PATIENCE, silent()).await;
    let mut engine = engine.unwrap();
    let injection = injection(fault);
    let options = options();
    let changes = plan(clients, &account.system, &injection, &options).await;
    let deadline = account.now() + i64::try_from(DEADLINE.as_millis()).unwrap();
    let name = injection.fault.name();
    let done = engine
        .inject("drill", name, changes.unwrap(), deadline)
        .await;
    assert_eq!(done.problems, Vec::<String>::new());
    sleep(LASTS).await;
    let done = engine.undo(None).await;
    assert_eq!(done.problems, Vec::<String>::new());
    engine.end().await.unwrap();
}

/// What a recovery finds that has this disk.
pub(crate) fn on_disk(bytes: Vec<u8>) -> Left {
    let mut left = Left::default();
    match Journal::read("disk", &bytes) {
        Ok(journal) if journal.is_settled() => {}
        Ok(_) => {
            let disk = Disk::new(&Death::at(usize::MAX));
            *disk.bytes.lock().unwrap() = bytes.clone();
            let writer = Writer::resume("disk", disk, &bytes).unwrap();
            left.runs.push(Unsettled::of("disk", writer.boxed()));
        }
        // It died in the first line, before anything was done.
        Err(_) => {}
    }
    left
}

/// Recovers, and returns how many runs had something open.
pub(crate) async fn recover(clients: &Clients, mut left: Left) -> usize {
    left.look_in(clients, &Account::remote()).await;
    assert_eq!(left.problems, Vec::<String>::new());
    let found = left.runs.len();
    for run in left.runs {
        let settled = run.settle(clients, PATIENCE, silent()).await;
        assert_eq!(settled.done.problems, Vec::<String>::new());
        assert_eq!(settled.by_hand, Vec::<String>::new());
    }
    found
}

/// Whether the fault is in effect.
async fn is_broken(account: &Account, before: &BTreeMap<String, Value>, fault: &Value) -> bool {
    // Of a fault that is in effect there is no plan.
    let injection = injection(fault);
    let options = options();
    let plan = plan(&account.clients, &account.system, &injection, &options);
    let Ok(changes) = plan.await else {
        return true;
    };
    let states = changes
        .iter()
        .map(|change| (&change.subject, &change.before));
    let mut differ = states.map(|(subject, state)| before.get(&subject.to_string()) != Some(state));
    differ.any(|differs| differs)
}

fn options() -> Options {
    Options {
        // In seventy years: nothing here is to end by itself.
        until_ms: Some(4_000_000_000_000),
        repoint_to: Some("2".to_owned()),
        ..Options::default()
    }
}

#[rstest]
#[case::rule_disabled(json!({ "rule-disabled": {} }))]
#[case::concurrency_zero(json!({ "concurrency-zero": { "function": "get-region" } }))]
#[case::environment_drift(json!({ "environment-drift": {
    "function": "health-check", "variable": "EXPECTED_RESPONSE", "value": "Good-bye" } }))]
#[case::role_denied(json!({ "role-denied": { "service": "lex", "region": "primary" } }))]
#[case::locale_disabled(json!({ "locale-disabled": { "region": "primary" } }))]
#[case::alias_policy_denied(json!({ "alias-policy-denied": { "region": "both" } }))]
#[case::alias_deleted(json!({ "alias-deleted": { "region": "primary" } }))]
#[case::alias_repointed(json!({ "alias-repointed": { "region": "secondary" } }))]
#[tokio::test(start_paused = true)]
async fn a_death_at_any_step_leaves_nothing_broken(#[case] fault: Value) {
    for seed in seeds() {
        let account = Account::new(seed).await;
        account.make_version().await;
        let before = account.everything().await;
        // By way: how often the process died while the fault was in effect.
        let mut broken = BTreeMap::<Way, usize>::new();
        let mut step = 0;
        loop {
            let way = match (step as u64 + seed) % 3 {
                0 => Way::Recovery,
                1 => Way::Elsewhere,
                _ => Way::SwitchAlone,
            };
            let told = format!("seed {seed}, death at step {step}, {way:?}");
            let death = Death::at(step);
            let disk = Disk::new(&death);
            let clients = death.clients(&account.clients);
            let run = format!("run-{step}");
            let lived = death
                .of(drill(&account, &clients, disk.clone(), &run, &fault))
                .await;
            if lived.is_some() {
                assert_eq!(account.everything().await, before, "{told}: it lived");
                assert!(step > 40, "only {step} steps were tried");
                assert!(
                    broken.len() == 3,
                    "nothing was broken when it died: {broken:?}"
                );
                break;
            }
            if is_broken(&account, &before, &fault).await {
                *broken.entry(way).or_default() += 1;
            }
            match way {
                Way::Recovery => {
                    recover(&account.clients, on_disk(disk.bytes())).await;
                }
                Way::Elsewhere => {
                    recover(&account.clients, Left::default()).await;
                }
                Way::SwitchAlone => sleep(SURELY).await,
            }
            assert_eq!(account.everything().await, before, "{told}");
            // Whatever came first, a recovery with everything at hand closes the journal, and
            // changes nothing.
            recover(&account.clients, on_disk(disk.bytes())).await;
            assert_eq!(account.everything().await, before, "{told}, recovered");
            let again = recover(&account.clients, Left::default()).await;
            assert_eq!(again, 0, "{told}: the journal is still open");
            step += 1;
        }
    }
}
