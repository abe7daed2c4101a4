//! What only the whole of a file shows.

use lexdr_scenario::Scenario;
use rstest::rstest;

use crate::{errors, shown};

const INJECT: &str = "inject: { alias-deleted: { region: primary } }";

/// A file with this timeline and these expectations, both in flow style, an entry a line.
fn file(timeline: &[&str], expect: &[&str]) -> String {
    let list = |entries: &[&str]| match entries {
        [] => " []".to_owned(),
        entries => entries
            .iter()
            .map(|entry| {
                format!(
                    "
  - {{ {entry} }}"
                )
            })
            .collect(),
    };
    let (timeline, expect) = (list(timeline).replace("INJECT", INJECT), list(expect));
    format!(
        "name: x
summary: x
check: {{ every: 5m }}
timeline:{timeline}
expect:{expect}
"
    )
}

/// A name, a timeline, and expectations.
type Case = (
    &'static str,
    &'static [&'static str],
    &'static [&'static str],
);

const WRONG: &[Case] = &[
    ("no steps", &[], &[]),
    (
        "no end",
        &["at: 12m, INJECT", "at: 30m, undo: alias-deleted"],
        &[],
    ),
    (
        "second end",
        &["at: 12m, end: true", "at: 30m, end: true"],
        &[],
    ),
    (
        "steps after the end",
        &[
            "at: 12m, end: true",
            "at: 30m, INJECT",
            "at: 40m, undo: alias-deleted",
        ],
        &[],
    ),
    (
        "out of order",
        &[
            "at: 30m, INJECT",
            "at: 12m, undo: alias-deleted",
            "at: 60m, end: true",
        ],
        &[],
    ),
    (
        "out of order in checks",
        &[
            "at: 30m, INJECT",
            "at: 5 checks, undo: alias-deleted",
            "at: 60m, end: true",
        ],
        &[],
    ),
    (
        "undo without inject",
        &["at: 12m, undo: alias-deleted", "at: 60m, end: true"],
        &[],
    ),
    (
        "undo before inject",
        &[
            "at: 12m, undo: a",
            "at: 13m, INJECT, as: a",
            "at: 60m, end: true",
        ],
        &[],
    ),
    (
        "undone twice",
        &[
            "at: 12m, INJECT",
            "at: 20m, undo: alias-deleted",
            "at: 30m, undo: alias-deleted",
            "at: 60m, end: true",
        ],
        &[],
    ),
    (
        "undo of a misspelled label",
        &[
            "at: 12m, INJECT",
            "at: 20m, undo: alias-delete",
            "at: 60m, end: true",
        ],
        &[],
    ),
    (
        "undo of another label",
        &[
            "at: 12m, INJECT, as: east",
            "at: 12m, INJECT, as: west",
            "at: 20m, undo: alias-deleted",
            "at: 60m, end: true",
        ],
        &[],
    ),
    (
        "injected twice",
        &[
            "at: 12m, INJECT",
            "at: 20m, INJECT",
            "at: 30m, undo: alias-deleted",
            "at: 60m, end: true",
        ],
        &[],
    ),
    (
        "never undone",
        &["at: 12m, INJECT", "at: 60m, end: true"],
        &[],
    ),
    (
        "cycle too short",
        &[
            "at: 12m, INJECT",
            "at: 16m 59s, undo: alias-deleted",
            "at: 60m, end: true",
        ],
        &[],
    ),
    (
        "no room to recover",
        &[
            "at: 12m, INJECT",
            "at: 41m, undo: alias-deleted",
            "at: 46m 14s, end: true",
        ],
        &["recovers: { to: primary, within: 1 check }"],
    ),
    (
        "recovers to err",
        &[
            "at: 12m, INJECT",
            "at: 41m, undo: alias-deleted",
            "at: 60m, end: true",
        ],
        &["recovers: { to: err, within: 1 check }"],
    ),
    (
        "after no label",
        &[
            "at: 12m, INJECT, as: east",
            "at: 41m, undo: east",
            "at: 60m, end: true",
        ],
        &["flips: { to: secondary, within: 1 check, after: esat }"],
    ),
    (
        "flips without a fault",
        &["at: 60m, end: true"],
        &[
            "flips: { to: secondary, within: 1 check }",
            "recovers: { to: primary, within: 1 check }",
        ],
    ),
];

#[test]
fn a_scenario_that_cannot_hold_is_refused() {
    let cases = WRONG.iter().map(|(name, timeline, expect)| {
        let text = file(timeline, expect);
        ((*name).to_owned(), errors(&text))
    });
    insta::assert_snapshot!(shown(cases));
}

#[rstest]
#[case::end_only(&["at: 60m, end: true"], &[])]
#[case::cycle_of_one_interval(&["at: 12m, INJECT", "at: 17m, undo: alias-deleted", "at: 60m, end: true"], &[])]
#[case::brief(&["at: 12m, INJECT, brief: true", "at: 13m, undo: alias-deleted", "at: 60m, end: true"], &[])]
#[case::again_after_undo(&["at: 12m, INJECT", "at: 20m, undo: alias-deleted", "at: 30m, INJECT", "at: 40m, undo: alias-deleted", "at: 60m, end: true"], &[])]
#[case::at_the_same_instant(&["at: 12m, INJECT, as: a", "at: 12m, INJECT, as: b", "at: 30m, undo: b", "at: 30m, undo: a", "at: 60m, end: true"], &[])]
#[case::just_room_to_recover(&["at: 12m, INJECT", "at: 41m, undo: alias-deleted", "at: 46m 15s, end: true"], &["recovers: { to: primary, within: 1 check }"])]
#[case::short_end_without_recovery(&["at: 12m, INJECT", "at: 41m, undo: alias-deleted", "at: 41m, end: true"], &["flips: { to: secondary, within: 1 check }"])]
fn a_scenario_that_can_hold_is_read(#[case] timeline: &[&str], #[case] expect: &[&str]) {
    let scenario = Scenario::parse("x", &file(timeline, expect)).unwrap_or_else(|e| panic!("{e}"));
    assert_eq!(scenario.timeline.len(), timeline.len());
}

#[test]
fn thresholds_and_propagation_make_a_recovery_longer() {
    let steps = [
        "at: 12m, INJECT",
        "at: 41m, undo: alias-deleted",
        "at: 52m, end: true",
    ];
    let text = file(&steps, &["recovers: { to: primary, within: 2 checks }"]);
    assert!(Scenario::parse("x", &text).is_ok());
    let two = text.replace("every: 5m", "every: 5m, recovery-threshold: 2");
    assert!(Scenario::parse("x", &two).is_ok());
    let slow = two.replace(
        "summary: x",
        "summary: x\nsimulator: { alias-propagation: 46s }",
    );
    let shown = errors(&slow);
    assert!(shown.contains("a recovery may take 11m 1s"), "{shown}");
    let three = text.replace("every: 5m", "every: 5m, recovery-threshold: 3");
    assert!(errors(&three).contains("a recovery may take 15m 15s"));
}

#[test]
fn a_step_that_cannot_be_read_says_nothing_of_the_others() {
    let text = file(
        &[
            "at: 12m, injct: { alias-deleted: { region: primary } }",
            "at: 41m, undo: alias-deleted",
            "at: 60m, end: true",
        ],
        &["flips: { to: secondary, within: 1 check }"],
    );
    let shown = errors(&text);
    assert_eq!(shown.matches("error: ").count(), 1, "{shown}");
}
