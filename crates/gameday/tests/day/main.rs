//! Whole game days in virtual time: planned, run by the account's own rule, put back, and judged.

mod account;
#[path = "../shared/journals.rs"]
mod journals;

use std::collections::BTreeSet;
use std::time::Duration;

use aws_sdk_cloudwatch::types::Metric;
use lexdr_gameday::guards::{Asked, Guard};
use lexdr_gameday::metrics;
use lexdr_gameday::plan::Ending;
use lexdr_history::Event;
use lexdr_verdict::Outcome;
use tokio::sync::watch;
use tokio::time::{Instant, sleep};

use account::{Account, asked, cloudwatch};

#[tokio::test(start_paused = true)]
async fn a_day_measures_what_it_broke_and_puts_it_back() {
    let account = Account::new("locale-disabled").await;
    let before = account.locales().await;
    let (ended, sink) = account.run(watch::channel(false).1).await;
    let ended = ended.unwrap();
    assert_eq!(ended.problems, Vec::<String>::new());
    assert_eq!(ended.stopped, None);
    assert_eq!(account.locales().await, before);
    assert!(account.is_settled().await);
    let verdict = sink.verdict();
    assert_eq!(verdict.outcome, Outcome::Passed, "{verdict:#?}");
    assert_eq!(verdict.expectations.len(), 7);
    // Nobody saw the checks, but each look at the route found when the last one began.
    for phase in ["detect", "decide", "write"] {
        let took = |kind: &str| {
            let name = format!("{kind}.{phase}");
            let mut phases = verdict.phases.iter();
            phases.find(|phase| phase.name == name).map(|it| it.took)
        };
        for took in [took("failover"), took("failback")] {
            // A minute until the check, and five seconds until the look.
            assert!(
                took.is_some_and(|took| took.hi_ms < 66_000),
                "{phase}: {took:?}"
            );
        }
    }

    let clients = &account.day.clients;
    metrics::put(clients, "us-east-1", &verdict).await.unwrap();
    let listed = cloudwatch(clients).list_metrics().namespace("LexDR");
    let listed = listed.send().await.unwrap().metrics.unwrap_or_default();
    let told = |name: &str| {
        let named = |metric: &&Metric| metric.metric_name() == Some(name);
        listed.iter().filter(named).count()
    };
    assert_eq!((told("Passed"), told("Unknown")), (1, 1));
    let phases: BTreeSet<_> = verdict.phases.iter().map(|phase| &phase.name).collect();
    assert!(!phases.is_empty());
    assert_eq!(told("DowntimeLow"), phases.len());
    assert_eq!(told("DowntimeHigh"), phases.len());
}

#[tokio::test(start_paused = true)]
async fn a_scratch_alias_is_deleted_and_made_again() {
    let account = Account::new("alias-deleted").await;
    let before = account.bots().await;
    let (ended, sink) = account.run(watch::channel(false).1).await;
    assert_eq!(ended.unwrap().problems, Vec::<String>::new());
    assert!(account.is_settled().await);
    let verdict = sink.verdict();
    assert_eq!(verdict.outcome, Outcome::Passed, "{verdict:#?}");
    let after = account.bots().await;
    assert_ne!(after[0].alias_id, before[0].alias_id);
    assert_eq!(after[1], before[1]);
    // The next night finds it by its name.
    let prepared = account.day.prepare(asked()).await.unwrap();
    assert_eq!(prepared.refusals, []);
}

/// The role may not read the table for ten minutes: each check fails loudly, and none of them tells of
/// it in the item.
const BLIND: &str = "\
name: drill
summary: The checks cannot reach the table for ten minutes.
lex: v2
check: { every: 1m, method: send_message }
timeline:
  - { at: 2m, inject: { role-denied: { service: dynamodb } } }
  - { at: 12m, undo: role-denied }
  - { at: 15m, end: true }
expect:
  - checker: { errors-at-least: 9, never-times-out: true, duration-at-most: 14s }
  - checker: { errors-at-most: 0 }
";

#[tokio::test(start_paused = true)]
async fn checks_that_fail_are_counted() {
    let account = Account::drilled(BLIND).await;
    let (ended, sink) = account.run(watch::channel(false).1).await;
    assert_eq!(ended.unwrap().problems, Vec::<String>::new());
    let verdict = sink.verdict();
    let outcomes = verdict.expectations.iter().map(|judged| judged.outcome);
    let outcomes: Vec<_> = outcomes.collect();
    let [good, bad] = [Outcome::Passed, Outcome::Failed];
    assert_eq!(outcomes, [good, good, good, bad], "{verdict:#?}");
}

#[tokio::test(start_paused = true)]
async fn what_is_not_put_back_is_told_before_anything_is_counted() {
    let account = Account::new("locale-disabled").await;
    let somebody = async {
        sleep(Duration::from_secs(240)).await;
        account.describe("somebody else's").await;
    };
    let ((ended, sink), ()) = tokio::join!(account.run(watch::channel(false).1), somebody);
    assert!(!ended.unwrap().problems.is_empty());
    let events = sink.history().events;
    let is_end = |event: &Event| matches!(event, Event::End { .. });
    assert!(events.iter().any(is_end));
    let is_counted = |event: &Event| matches!(event, Event::Counts(_));
    assert!(!events.iter().any(is_counted), "it waited");
}

#[tokio::test(start_paused = true)]
async fn an_alarm_ends_the_day_and_everything_is_put_back() {
    let account = Account::new("locale-disabled").await;
    let before = account.locales().await;
    let clients = &account.day.clients;
    let alarm = async {
        sleep(Duration::from_secs(240)).await;
        assert_ne!(account.locales().await, before);
        let call = cloudwatch(clients)
            .set_alarm_state()
            .alarm_name("calls-lost");
        let call = call.state_value("ALARM".into()).state_reason("the test");
        call.send().await.unwrap();
        Instant::now()
    };
    let (_, interrupted) = watch::channel(false);
    let ((ended, _), alarmed) = tokio::join!(account.run(interrupted), alarm);
    let ended = ended.unwrap();
    assert_eq!(ended.stopped.as_deref(), Some("alarm calls-lost fired"));
    assert_eq!(ended.problems, Vec::<String>::new());
    assert!(
        alarmed.elapsed() < Duration::from_secs(120),
        "{:?}",
        alarmed.elapsed()
    );
    assert_eq!(account.locales().await, before);
    assert!(account.is_settled().await);
}

#[tokio::test(start_paused = true)]
async fn an_interrupt_ends_the_day_and_everything_is_put_back() {
    let account = Account::new("locale-disabled").await;
    let before = account.locales().await;
    let (interrupt, interrupted) = watch::channel(false);
    let hand = async {
        sleep(Duration::from_secs(240)).await;
        assert_ne!(account.locales().await, before);
        interrupt.send_replace(true);
    };
    let ((ended, _), ()) = tokio::join!(account.run(interrupted), hand);
    let ended = ended.unwrap();
    assert_eq!(ended.stopped.as_deref(), Some("interrupted"));
    assert_eq!(ended.problems, Vec::<String>::new());
    assert_eq!(account.locales().await, before);
    assert!(account.is_settled().await);
}

#[tokio::test(start_paused = true)]
async fn a_second_day_is_refused_while_the_first_goes_on() {
    let account = Account::new("locale-disabled").await;
    let second = async {
        // Before the fault: then there would be nothing to break.
        sleep(Duration::from_secs(60)).await;
        account.day.prepare(asked()).await.unwrap().refusals
    };
    let (_, interrupted) = watch::channel(false);
    let ((first, _), second) = tokio::join!(account.run(interrupted), second);
    assert_eq!(first.unwrap().problems, Vec::<String>::new());
    let guards: Vec<_> = second.iter().map(|refusal| refusal.guard).collect();
    assert_eq!(guards, [Guard::OtherRun], "{second:?}");
}

#[tokio::test(start_paused = true)]
async fn planning_changes_nothing_and_says_what_forbids_the_day() {
    let account = Account::new("locale-disabled").await;
    let before = account.locales().await;
    let prepared = account.day.prepare(Asked::default()).await.unwrap();
    let refused: Vec<_> = prepared
        .refusals
        .iter()
        .map(|refusal| refusal.guard)
        .collect();
    assert_eq!(refused, [Guard::Live], "{:?}", prepared.refusals);
    assert_eq!(account.locales().await, before);
    assert!(account.is_settled().await);
}

/// The date in the one statement that denies something, as the day and its switch have it.
fn dates(text: &str) -> BTreeSet<String> {
    let begins = text.split("aws:CurrentTime").skip(1);
    let dates = begins.filter_map(|rest| {
        let from = rest.find("20")?;
        rest[from..]
            .split_once('Z')
            .map(|(date, _)| format!("{date}Z"))
    });
    dates.collect()
}

/// Each second begun counts.
fn whole(ms: i64) -> String {
    let seconds = ms.div_euclid(1_000) + i64::from(ms.rem_euclid(1_000) > 0);
    jiff::Timestamp::from_second(seconds).unwrap().to_string()
}

/// The statement denies until the switch would have undone it: no undo comes later, and if neither
/// comes it is over all the same.
#[tokio::test(start_paused = true)]
async fn a_fault_made_by_a_policy_ends_by_itself_at_the_deadline_of_its_switch() {
    let account = Account::new("alias-policy-denied").await;
    let prepared = account.day.prepare(Asked::default()).await.unwrap();
    let (plan, fault) = (&prepared.plan, &prepared.plan.faults[0]);
    assert_eq!(fault.ending, Ending::Expires);
    let planned = whole(plan.date(fault.deadline).as_millisecond());
    let apply = fault.changes[0].apply.input.to_string();
    assert_eq!(dates(&apply), BTreeSet::from([planned]), "{apply}");
    let told = plan.to_string();
    assert!(
        told.contains("every fault by itself at its deadline"),
        "{told}"
    );

    let (ended, _) = account.run(watch::channel(false).1).await;
    let ended = ended.unwrap();
    assert_eq!(ended.problems, Vec::<String>::new());
    assert!(account.is_settled().await);
    let journal = std::fs::read_to_string(&ended.journal).unwrap();
    let (_, deadline) = journal.split_once("\"deadline\":").unwrap();
    let digits: String = deadline.chars().take_while(char::is_ascii_digit).collect();
    let expected = whole(digits.parse().unwrap());
    assert_eq!(dates(&journal), BTreeSet::from([expected]), "{journal}");
}
