//! What people are told about a single wrong line.

use crate::{GOOD, errors, good_but, shown};

#[test]
fn all_errors_of_a_file_are_shown_at_once_in_order() {
    let text = "\
name: Alias Deleted
summary: 5
check: { evry: 5m, method: sendMessage, failure-threshold: 0 }
probes: { route: 0s }
timeline:
  - at: 12m
    injct: { alias-deleted: { region: primary } }
  - at: -5m
    undo: alias-deleted
  - at: 20
    inject: { alias-delete: { region: primary } }
  - at: 60m
    end: false
expect:
  - flips: { to: secundary, within: 1 chek }
  - recovers: { to: primary }
  - callers:
  - roote: { stays: primary }
";
    insta::assert_snapshot!(errors(text));
}

/// A name, a piece of the good file, and what stands there instead.
const WRONG: &[(&str, &str, &str)] = &[
    ("unknown key", "method: put_session", "methode: put_session"),
    (
        "another word",
        "method: put_session",
        "strategy: put_session",
    ),
    (
        "doubled key",
        "  method: put_session\n",
        "  method: put_session\n  method: send_message\n",
    ),
    ("camel case", "put_session", "putSession"),
    ("unknown method", "put_session", "ping"),
    ("unknown region", "region: primary", "region: us-east"),
    ("misspelled region", "region: primary", "region: primry"),
    ("unknown route", "to: secondary", "to: error"),
    ("both is no route", "to: secondary", "to: both"),
    (
        "fault without settings",
        "{ alias-deleted: { region: primary } }",
        "alias-deleted",
    ),
    ("unknown fault", "alias-deleted", "alias-vanished"),
    ("misspelled fault", "alias-deleted", "bot-delted"),
    ("misspelled fault of requests", "alias-deleted", "lex-eror"),
    ("fault setting missing", "{ region: primary }", "{}"),
    (
        "two actions",
        "    undo: gone",
        "    undo: gone\n    end: true",
    ),
    ("no action", "    undo: gone\n", ""),
    (
        "label without inject",
        "    undo: gone",
        "    undo: gone\n    as: gone",
    ),
    (
        "two expectations",
        "  - callers:",
        "  - route: { never: err }\n    callers:",
    ),
    ("number for text", "Everything a file can say.", "12"),
    ("no summary", "summary: Everything a file can say.\n", ""),
    ("empty summary", "Everything a file can say.", "''"),
    (
        "quoted number",
        "failure-threshold: 1",
        "failure-threshold: '1'",
    ),
    ("truth in capitals", "brief: false", "brief: False"),
    ("yes", "brief: false", "brief: yes"),
    ("check missing", "  every: 5m\n", ""),
    ("interval in checks", "every: 5m", "every: 1 check"),
    ("interval too short", "every: 5m", "every: 999ms"),
    ("interval zero", "every: 5m", "every: 0s"),
    ("probe too close", "caller: 500ms", "caller: 1ms"),
    (
        "threshold zero",
        "recovery-threshold: 1",
        "recovery-threshold: 0",
    ),
    (
        "threshold negative",
        "recovery-threshold: 1",
        "recovery-threshold: -1",
    ),
    (
        "threshold decimal",
        "recovery-threshold: 1",
        "recovery-threshold: 1.5",
    ),
    ("no time to flip", "within: 1 check,", "within: 0s,"),
    ("name with spaces", "name: good", "name: Good Enough"),
    ("name of signs", "name: good", "name: '../..'"),
    ("tags as text", "tags: [one, two-words]", "tags: one"),
    ("bad tag", "two-words", "Two Words"),
    (
        "list for mapping",
        "simulator: { alias-propagation: 30s }",
        "simulator: [30s]",
    ),
    (
        "nothing for mapping",
        "probes: { route: 1s, caller: 500ms, order: 1m }",
        "probes:",
    ),
    ("complex key", "tags:", "? [a, b]\n: 1\ntags:"),
    (
        "request: region",
        "{ alias-deleted: { region: primary } }",
        "{ lex-hang: { region: primry } }",
    ),
    (
        "request: no parameters",
        "{ alias-deleted: { region: primary } }",
        "{ lex-hang: }",
    ),
    (
        "request: missing parameter",
        "{ alias-deleted: { region: primary } }",
        "{ lex-error: { region: primary } }",
    ),
    (
        "request: misspelled parameter",
        "{ alias-deleted: { region: primary } }",
        "{ lex-error: { region: primary, eror: NotFound } }",
    ),
    (
        "request: unknown error",
        "{ alias-deleted: { region: primary } }",
        "{ lex-error: { region: primary, error: NotFoundd } }",
    ),
    (
        "request: number for text",
        "{ alias-deleted: { region: primary } }",
        "{ lex-throttled: { region: primary, rate: 2 } }",
    ),
    (
        "request: item of a list",
        "{ alias-deleted: { region: primary } }",
        "{ region-outage: { region: primary, services: [lex, dynamo] } }",
    ),
    (
        "request: deep inside",
        "{ alias-deleted: { region: primary } }",
        "{ lex-latency: { region: primary, latency: { pareto: { median: 5, p99: 6s } } } }",
    ),
    (
        "request: two effects",
        "{ alias-deleted: { region: primary } }",
        "{ lex-answer: { region: primary, html: true, garbage: true } }",
    ),
    (
        "request: doubled parameter",
        "{ alias-deleted: { region: primary } }",
        "{ lex-hang: { region: primary, region: secondary } }",
    ),
    (
        "two faults",
        "{ alias-deleted: { region: primary } }",
        "{ alias-deleted: { region: primary }, lex-hang: { region: primary } }",
    ),
    ("no fault", "{ alias-deleted: { region: primary } }", "{}"),
    (
        "unknown function",
        "{ alias-deleted: { region: primary } }",
        "{ code-crashes: { function: lexDRTest } }",
    ),
    (
        "unknown service",
        "{ alias-deleted: { region: primary } }",
        "{ role-denied: { service: dynamo } }",
    ),
    (
        "bad variable",
        "{ alias-deleted: { region: primary } }",
        "{ environment-drift: { function: get-region, variable: TABLE-NAME } }",
    ),
    (
        "junk region missing",
        "{ alias-deleted: { region: primary } }",
        "{ item-corrupted: { lexRegion: eu-west-1 } }",
    ),
    (
        "setting of a fault without",
        "{ alias-deleted: { region: primary } }",
        "{ rule-disabled: { region: primary } }",
    ),
    ("callers says nothing", "{ lost-at-most: 1 check }", "{}"),
    (
        "rate without sign",
        "lost-at-most: 1 check",
        "success-rate: 99.5",
    ),
    (
        "rate too high",
        "lost-at-most: 1 check",
        "success-rate: 101 %",
    ),
    ("rate zero", "lost-at-most: 1 check", "success-rate: 0 %"),
    (
        "rate too fine",
        "lost-at-most: 1 check",
        "success-rate: 99.99999 %",
    ),
    (
        "rate of letters",
        "lost-at-most: 1 check",
        "success-rate: all %",
    ),
    (
        "budget without window",
        "lost-at-most: 1 check",
        "error-budget: { target: 99.9 % }",
    ),
    (
        "negative count",
        "lost-at-most: 1 check",
        "wrong-region-at-most: -1",
    ),
    (
        "unknown phase",
        "callers: { lost-at-most: 1 check }",
        "phase: { name: failover.writ, within: 1s }",
    ),
    (
        "impossible errors",
        "callers: { lost-at-most: 1 check }",
        "checker: { errors-at-least: 3, errors-at-most: 2 }",
    ),
    (
        "never is never",
        "callers: { lost-at-most: 1 check }",
        "checker: { never-times-out: false }",
    ),
    (
        "detects another label",
        "callers: { lost-at-most: 1 check }",
        "detects: { within: 1 check, after: gnoe }",
    ),
    ("unknown arrivals", "order: 1m", "arrivals: random"),
    ("unknown flow", "order: 1m", "flow: dynamick"),
];

#[test]
fn a_wrong_line_is_told_what_would_be_right() {
    let cases = WRONG.iter().map(|&(name, from, to)| {
        // The fault stands next to words that resemble it.
        let from = if from == "alias-deleted" {
            "{ alias-deleted"
        } else {
            from
        };
        let to = if from == "{ alias-deleted" {
            format!("{{ {to}")
        } else {
            to.to_owned()
        };
        (name.to_owned(), errors(&good_but(from, &to)))
    });
    insta::assert_snapshot!(shown(cases));
}

#[test]
fn of_a_long_line_the_part_that_matters_is_shown() {
    let long = "word ".repeat(60);
    let text = GOOD.replace("{ every", "{every").replace(
        "simulator: { alias-propagation: 30s }",
        &format!("simulator: {{ alias-propagation: \"{long}\", alias-propagatoin: 30s }} # {long}"),
    );
    insta::assert_snapshot!(errors(&text));
}
