//! One fault at many moments.

use std::fs;

use rstest::rstest;
use serde_json::Value;

use super::support::{folder, lexdr, several, text};

/// The figures of a phase in a sweep's document.
fn phase<'d>(document: &'d Value, name: &str) -> &'d Value {
    let phases = document["phases"].as_array().unwrap();
    phases
        .iter()
        .find(|phase| phase["name"] == name)
        .unwrap_or_else(|| panic!("no {name} in {document:#}"))
}

#[test]
fn a_sweep_measures_both_extremes_and_agrees_with_theory() {
    let folder = folder();
    let arguments = ["sweep", "short", "--phases", "9", "--format", "json"];
    let done = lexdr(folder.path(), &arguments);
    assert_eq!(done.status.code(), Some(0), "{}", text(&done.stderr));
    let document: Value = serde_json::from_slice(&done.stdout).unwrap();
    assert_eq!(document["samples"], 9);
    assert_eq!(document["without_failover"], 0);
    let total = &phase(&document, "failover.total")["measured"];
    assert_eq!(total["n"], 9);
    let at = |figure: &str, bound: &str| total[figure][bound].as_i64().unwrap();
    // 1 ms after a check callers wait a whole interval. So they do 1 ms before one: deleting an alias
    // takes two calls, and that check is over before they are. The best moment is the one before, an
    // eighth of the interval earlier. Callers come every five seconds, and a call takes a moment.
    assert!(
        at("min", "lo_ms") < 7_500 && at("min", "hi_ms") > 7_300,
        "{total}"
    );
    assert!(
        at("max", "lo_ms") > 55_000 && at("max", "hi_ms") < 68_000,
        "{total}"
    );
    // The middle one of nine that are an eighth apart, beginning with the second.
    assert!(
        at("p50", "lo_ms") < 37_500 && at("p50", "hi_ms") > 37_300,
        "{total}"
    );
    let failback = &phase(&document, "failback.total")["measured"];
    assert_eq!(failback["n"], 9, "the way back is measured as often");

    let again = lexdr(folder.path(), &arguments);
    assert_eq!(
        again.stdout, done.stdout,
        "the same seed gives the same figures"
    );
}

#[test]
fn a_sweep_tells_people_what_it_means() {
    let folder = folder();
    let arguments = [
        "sweep",
        "short",
        "--phases",
        "3",
        "--calls-per-minute",
        "600",
    ];
    let done = lexdr(folder.path(), &arguments);
    assert_eq!(done.status.code(), Some(0), "{}", text(&done.stderr));
    let printed = text(&done.stdout);
    for part in [
        "failover.total (n = 3)",
        "theory",
        "600 calls a minute",
        "99.99 %",
        "PostText",
    ] {
        assert!(printed.contains(part), "{part} in:\n{printed}");
    }
    let longest = printed.lines().map(|line| line.chars().count()).max();
    assert!(longest <= Some(100), "{longest:?}:\n{printed}");
}

#[rstest]
#[case::no_moments(&["sweep", "short", "--phases", "0"])]
#[case::negative_rate(&["sweep", "short", "--calls-per-minute=-1"])]
#[case::callers_at_once(&["sweep", "short", "--caller-every", "0s"])]
#[case::price_in_words(&["sweep", "short", "--price-post-text", "much"])]
#[case::several(&["sweep", "*"])]
#[case::nothing_to_inject(&["sweep", "calm"])]
fn a_sweep_of_nothing_is_exit_code_64(#[case] arguments: &[&str]) {
    let folder = several();
    let calm = "name: calm\nsummary: Nothing is wrong.\ncheck: { every: 1m }\n\
                timeline: [{ at: 5m, end: true }]\n";
    fs::write(folder.path().join("scenarios/calm.yaml"), calm).unwrap();
    let done = lexdr(folder.path(), arguments);
    assert_eq!(done.status.code(), Some(64), "{}", text(&done.stderr));
    assert!(done.stdout.is_empty());
}
