//! Scenario files, read as people write them.

mod errors;
mod files;
mod hostile;
mod json;
mod keys;
mod lint;
mod times;

use lexdr_scenario::Scenario;

/// A file in which nothing is wrong, with every kind of step and expectation.
const GOOD: &str = "\
name: good
summary: Everything a file can say.
tags: [one, two-words]
check:
  every: 5m
  method: put_session
  failure-threshold: 1
  recovery-threshold: 1
probes: { route: 1s, caller: 500ms, order: 1m }
simulator: { alias-propagation: 30s }
timeline:
  - at: 12m
    inject: { alias-deleted: { region: primary } }
    as: gone
    brief: false
  - at: 4.5 checks
    undo: gone
  - at: 60m
    end: true
expect:
  - flips: { to: secondary, within: 1 check, after: gone }
  - recovers: { to: primary, within: 6m, after: gone }
  - callers: { lost-at-most: 1 check }
  - route: { never: err }
  - route: { stays: us-east-1 }
";

/// The errors of a text, as shown to people.
fn errors(text: &str) -> String {
    match Scenario::parse("bad.yaml", text) {
        Ok(scenario) => panic!("read without errors: {scenario:?}"),
        Err(errors) => errors.to_string(),
    }
}

/// [`GOOD`] with one piece of text changed.
fn good_but(from: &str, to: &str) -> String {
    assert_eq!(
        GOOD.matches(from).count(),
        1,
        "{from:?} must stand once in the good file"
    );
    GOOD.replace(from, to)
}

/// Many cases and their errors as one text, so that a reader sees them side by side.
fn shown(cases: impl Iterator<Item = (String, String)>) -> String {
    cases
        .map(|(name, errors)| format!("## {name}\n{errors}\n\n"))
        .collect()
}
