//! A disabled rule stops the checks, whoever runs them.

use lexdr_history::Event;
use rstest::rstest;

use crate::support::{events, run, scenario};

/// EventBridge keeps one minute; ninety seconds are driven by the harness.
#[rstest]
#[case::by_the_rule(60)]
#[case::by_the_harness(90)]
fn no_check_runs_while_the_rule_is_disabled(#[case] every_s: i64) {
    let text = format!(
        "\
name: disabled
summary: The rule is disabled for ten minutes.
check: {{ every: {every_s}s }}
probes: {{ route: 30s, caller: 30s, order: 1m }}
timeline:
  - at: 200s
    inject: {{ rule-disabled: {{}} }}
  - at: 800s
    undo: rule-disabled
  - at: 20m
    end: true
"
    );
    let events = events(&run(&scenario(&text), 1));
    let starts: Vec<i64> = events
        .iter()
        .filter_map(|event| match event {
            Event::Check(check) => Some(check.during.start_ms / 1_000),
            _ => None,
        })
        .collect();
    let before = starts.iter().filter(|start| **start <= 201).count();
    assert_eq!(before as i64, 200 / every_s, "{starts:?}");
    // Enabling a rule starts a new interval.
    let next = starts.iter().find(|start| **start > 201).unwrap();
    let first = 800 + every_s;
    assert!((first..first + 2).contains(next), "{starts:?}");
}
