//! Scenario files, read as people write them.

mod errors;
mod files;
mod generations;
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

/// A file with every key of the tables, and some faults of single requests.
const FULL: &str = "\
name: full
summary: Every key there is.
tags: [one]
lex: v2
bots: replicated
check:
  every: 5m
  method: put_session
  failure-threshold: 2
  recovery-threshold: 3
  timeout: 12s
  alias-by: id
probes: { route: 1s, caller: 500ms, order: 1m, arrivals: poisson, flow: dynamic }
simulator: { alias-propagation: 30s, lex-latency: 120ms }
timeline:
  - at: 12m
    inject: { alias-deleted: { region: primary } }
    as: gone
    brief: false
    force: true
  - { at: 12m, inject: { alias-repointed: { region: secondary } } }
  - { at: 12m, inject: { bot-deleted: { region: both } } }
  - { at: 12m, inject: { locale-disabled: { region: primary } } }
  - { at: 12m, inject: { alias-policy-denied: { region: both } } }
  - { at: 12m, inject: { rule-disabled: {} } }
  - { at: 12m, inject: { concurrency-zero: { function: get-region } } }
  - { at: 12m, inject: { environment-drift: { function: health-check, variable: EXPECTED_RESPONSE, value: Hello } } }
  - { at: 12m, inject: { code-crashes: { function: health-check } } }
  - { at: 12m, inject: { item-missing: {} } }
  - { at: 12m, inject: { item-corrupted: { lex-region: eu-west-1 } } }
  - { at: 12m, inject: { table-deleted: {} } }
  - { at: 12m, inject: { role-denied: { service: dynamodb-update, region: us-east-1 } } }
  - { at: 12m, inject: { lex-throttled: { region: primary, rate: 2/s, burst: 5 } } }
  - { at: 12m, inject: { region-outage: { region: secondary, services: [lex, dynamodb] } } }
  - { at: 12m, inject: { lex-latency: { region: both, latency: { pareto: { median: 200ms, p99: 6s } } } } }
  - { at: 12m, inject: { flapping: { region: primary, on: 5m, off: 150s } } }
  - { at: 41m, undo: gone }
  - { at: 41m, undo: alias-repointed }
  - { at: 41m, undo: bot-deleted }
  - { at: 41m, undo: locale-disabled }
  - { at: 41m, undo: alias-policy-denied }
  - { at: 41m, undo: rule-disabled }
  - { at: 41m, undo: concurrency-zero }
  - { at: 41m, undo: environment-drift }
  - { at: 41m, undo: code-crashes }
  - { at: 41m, undo: item-missing }
  - { at: 41m, undo: item-corrupted }
  - { at: 41m, undo: table-deleted }
  - { at: 41m, undo: role-denied }
  - { at: 41m, undo: lex-throttled }
  - { at: 41m, undo: region-outage }
  - { at: 41m, undo: lex-latency }
  - { at: 41m, undo: flapping }
  - at: 60m
    end: true
expect:
  - flips: { to: secondary, within: 1 check, after: gone }
  - recovers: { to: primary, within: 16m, after: gone }
  - callers: { lost-at-most: 1 check, success-rate: 99.5 %, silence-at-most: 8s, wrong-region-at-most: 0, error-budget: { target: 99.99 %, window: 30d } }
  - checker: { errors-at-least: 1, errors-at-most: 9, never-times-out: true, duration-at-most: 12s }
  - flaps-at-most: 4
  - writes-at-most: 12
  - detects: { within: 1 check, after: gone }
  - phase: { name: failover.total, within: 6m }
  - phase: { name: failover.write, within: 1s }
  - sessions: { left: 0 }
  - route: { never: err }
  - route: { stays: us-east-1 }
  - route: { is: primary }
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
