//! Every format, on a drill that passes, one that fails and one that does not tell.

use lexdr_history::{Event, Step};
use lexdr_report::{
    Case, exit_code, json, json_scenario, junit, markdown, overall, scenario, table, terminal,
};
use lexdr_scenario::{CallerLimits, Expectation, RouteChange, RouteRef, RouteRule, Span};
use lexdr_verdict::fixture::{Drill, SECONDARY};
use lexdr_verdict::{Outcome, Verdict, judge};
use rstest::rstest;

const ONE_CHECK: Span = Span::MilliChecks(1_000);

fn asking(drill: Drill) -> Drill {
    let change = |to| RouteChange {
        to,
        within: ONE_CHECK,
        after: None,
    };
    let expect = vec![
        Expectation::Flips(change(RouteRef::Secondary)),
        Expectation::Recovers(change(RouteRef::Primary)),
        Expectation::Callers(CallerLimits {
            lost_at_most: Some(ONE_CHECK),
            ..CallerLimits::default()
        }),
        Expectation::Route(RouteRule::Never(RouteRef::Err)),
    ];
    Drill { expect, ..drill }
}

fn judged(drill: &Drill) -> Verdict {
    judge(&drill.header(), &drill.events())
}

fn passing() -> Verdict {
    judged(&asking(Drill::new("alias-deleted")))
}

/// The check never leaves the primary region.
fn failing() -> Verdict {
    judged(&asking(Drill {
        route: vec![],
        writes: false,
        ..Drill::new("never-flips")
    }))
}

/// Nobody could see anything from 14 to 22 minutes, so the flip came some time in between.
fn unknown() -> Verdict {
    let blind = Some((840_000, 1_320_000));
    judged(&asking(Drill {
        writes: false,
        telling: false,
        blind,
        ..Drill::new("blind")
    }))
}

fn case(verdict: &Verdict) -> Case<'_> {
    Case {
        verdict,
        history: Some("out/history.jsonl"),
    }
}

#[rstest]
#[case::passed("passed", passing())]
#[case::failed("failed", failing())]
#[case::unknown("unknown", unknown())]
fn a_scenario_for_people(#[case] name: &str, #[case] verdict: Verdict) {
    assert_eq!(verdict.outcome.as_str(), name);
    insta::assert_snapshot!(format!("terminal-{name}"), scenario(&case(&verdict), false));
}

#[rstest]
#[case::passed("passed", passing())]
#[case::failed("failed", failing())]
#[case::unknown("unknown", unknown())]
fn a_scenario_for_programs(#[case] name: &str, #[case] verdict: Verdict) {
    insta::assert_snapshot!(format!("json-{name}"), json_scenario(&case(&verdict)));
}

#[test]
fn all_scenarios_in_every_format() {
    let verdicts = [passing(), failing(), unknown()];
    let cases: Vec<_> = verdicts.iter().map(case).collect();
    assert_eq!(overall(&cases), Outcome::Failed);
    insta::assert_snapshot!("table", table(&cases, false));
    insta::assert_snapshot!("junit", junit(&cases).expect("xml"));
    insta::assert_snapshot!("markdown", markdown(&cases));
}

#[test]
fn the_document_has_the_shape_that_programs_rely_on() {
    let verdicts = [passing(), unknown()];
    let cases: Vec<_> = verdicts.iter().map(case).collect();
    let document: serde_json::Value = serde_json::from_str(&json(&cases)).expect("json");
    assert_eq!(document["schema"], 1);
    assert_eq!(document["verdict"], "unknown");
    let first = &document["scenarios"][0];
    assert_eq!(first["name"], "alias-deleted");
    assert_eq!(first["verdict"], "passed");
    assert_eq!(first["seed"], 42);
    assert_eq!(first["phases"][1]["name"], "failover.detect");
    assert_eq!(first["phases"][1]["lo_ms"], 179_960);
    assert_eq!(first["phases"][1]["hi_ms"], 180_200);
    assert_eq!(
        first["expectations"][0]["text"],
        "flips to secondary within 1 check"
    );
    assert_eq!(first["expectations"][0]["verdict"], "passed");
    assert_eq!(first["expectations"][0]["limit"], "5m 15.0s");
    assert_eq!(first["expectations"][0]["measured"], "3m 00.1s .. 3m 00.2s");
}

#[rstest]
#[case(Outcome::Passed, 0)]
#[case(Outcome::Failed, 1)]
#[case(Outcome::Unknown, 2)]
fn exit_codes(#[case] outcome: Outcome, #[case] code: u8) {
    assert_eq!(exit_code(outcome), code);
}

#[test]
fn no_scenarios_prove_nothing() {
    assert_eq!(overall(&[]), Outcome::Unknown);
    assert!(terminal(&[], false).contains("0 scenarios"));
    assert!(junit(&[]).expect("xml").contains("tests=\"0\""));
}

#[test]
fn reports_fit_the_terminal_and_do_not_obey_what_they_quote() {
    let hostile = "\u{1b}[2J]]>\u{0}<b>|`@everyone`\n".repeat(50);
    let drill = asking(Drill {
        route: vec![(900_200, SECONDARY)],
        ..Drill::new("hostile")
    });
    let mut events = drill.events();
    for event in &mut events {
        if let Event::Step(Step { error, calls, .. }) = event {
            *error = Some(hostile.clone());
            calls.push(hostile.clone());
        }
    }
    let verdict = judge(&drill.header(), &events);
    let case = Case {
        verdict: &verdict,
        history: None,
    };
    let text = terminal(&[case, case], false);
    assert!(
        text.lines().all(|line| line.chars().count() <= 100),
        "{text}"
    );
    assert!(text.chars().all(|c| c == '\n' || !c.is_control()), "{text}");
    let xml = junit(&[case]).expect("xml");
    assert!(!xml.contains("<b>") && !xml.contains('\u{1b}'), "{xml}");
    let comment = markdown(&[case]);
    assert!(
        !comment.contains("<b>") && !comment.contains('@'),
        "{comment}"
    );
}

#[test]
fn colours_change_nothing_but_colours() {
    let verdict = failing();
    let case = case(&verdict);
    let coloured = terminal(&[case, case], true);
    assert!(coloured.contains("\u{1b}[1;31mFAILED\u{1b}[0m"));
    let mut bare = coloured;
    for code in ["1", "32", "33", "1;31", "0"] {
        bare = bare.replace(&format!("\u{1b}[{code}m"), "");
    }
    assert_eq!(bare, terminal(&[case, case], false));
}
