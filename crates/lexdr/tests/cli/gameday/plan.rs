//! What is planned, and what is refused: nothing of it changes anything.

use rstest::rstest;

use super::drill::{LIVE, Machine, SHORT};
use super::place::Place;
use crate::support::text;

#[test]
fn a_plan_changes_nothing() {
    let place = Place::start();
    let machine = Machine::new(&place);
    let before = place.state();
    let done = machine.gameday(&[]);
    let (plan, said) = (text(&done.stdout), text(&done.stderr));
    assert_eq!(done.status.code(), Some(0), "{said}");
    assert!(
        plan.starts_with("game day  drill  on account 123456789012\n"),
        "{plan}"
    );
    assert!(
        plan.contains("update-bot-alias --region us-east-1"),
        "{plan}"
    );
    assert_eq!(
        said,
        "nothing was done; to do it: --live --account 123456789012\n"
    );
    assert_eq!(place.state(), before);
    assert_eq!(machine.journal(), Vec::<String>::new());
    assert_eq!(place.journals(), Vec::<serde_json::Value>::new());
}

#[rstest]
#[case::an_account_not_meant(&["--live", "--account", "210987654321"], ("", ""), "names account 210987654321, the configuration 123456789012")]
#[case::no_account(&["--live"], ("", ""), "add `--account 123456789012` if that is the one you mean")]
#[case::credentials_of_another(&["--live", "--account", "210987654321"], ("123456789012", "210987654321"), "the credentials are arn:aws:iam::123456789012:user/operator in account 123456789012, not 210987654321")]
#[case::a_fault_not_allowed(&LIVE, ("locale-disabled", "rule-disabled"), "locale-disabled")]
#[case::no_such_alarm(&LIVE, ("lexdr-callers", "nobody-listens"), "there is no alarm nobody-listens in us-east-1")]
#[case::another_interval(&LIVE, ("check-every = \"1m\"", "check-every = \"5m\""), "runs the check every 1m, the configuration says 5m")]
#[case::metrics_elsewhere(&["--metrics", "eu-north-1"], ("", ""), "--metrics names eu-north-1; allowed are us-east-1, us-west-2, eu-west-1; add it to `regions` in `[account]`")]
#[case::a_bucket_elsewhere(&["--probes-only", "--upload-region", "eu-north-1"], ("", ""), "--upload-region names eu-north-1")]
fn what_is_not_meant_is_refused(
    #[case] arguments: &[&str],
    #[case] (from, to): (&str, &str),
    #[case] message: &str,
) {
    let place = Place::start();
    let machine = Machine::new(&place);
    machine.configure(|config| {
        if from.is_empty() {
            config
        } else {
            config.replace(from, to)
        }
    });
    let before = place.state();
    let done = machine.gameday(arguments);
    let said = text(&done.stderr);
    assert!(
        said.starts_with("refused: ") && said.contains(message),
        "{said}"
    );
    assert_eq!(done.status.code(), Some(3), "{said}");
    assert_eq!(place.state(), before);
    assert_eq!(machine.journal(), Vec::<String>::new());
}

#[test]
fn a_fault_that_no_check_can_see_is_refused() {
    let place = Place::start();
    let machine = Machine::new(&place);
    let slow = SHORT.replace(", brief: true", "");
    machine.scenario(
        &slow
            .replace("at: 1s", "at: 70s")
            .replace("at: 2s", "at: 80s"),
    );
    let done = machine.gameday(&LIVE);
    let said = text(&done.stderr);
    assert!(
        said.contains("lasts 1m 10s, and no check is sure to see it"),
        "{said}"
    );
    assert_eq!(done.status.code(), Some(3), "{said}");
}

#[test]
fn what_cannot_be_read_is_no_refusal() {
    let place = Place::start();
    let machine = Machine::new(&place);
    machine.configure(|config| config.replace("[system]", "[sytem]"));
    let done = machine.gameday(&LIVE);
    let said = text(&done.stderr);
    assert!(
        said.contains("lexdr.toml:7:2: error: unknown section"),
        "{said}"
    );
    assert_eq!(done.status.code(), Some(65), "{said}");
}
