//! What people and programs read, as snapshots: a drill that passes and one that cannot.

use lexdr_report::Case;
use lexdr_runner::CodeUnderTest;
use lexdr_scenario::LexVersion;
use lexdr_verdict::Outcome;

use crate::support::{SHORT, drill, judged, run, run_with, scenario};
use crate::wrong_lambdas::NEVER_FAILS_OVER;

const HISTORY: Option<&str> = Some("report/short/history.jsonl");

#[test]
fn alias_deleted() {
    let verdict = judged(drill(LexVersion::V1));
    let cases = [Case {
        verdict: &verdict,
        history: None,
    }];
    insta::assert_snapshot!(
        "alias-deleted.terminal",
        lexdr_report::terminal(&cases, false)
    );
    insta::assert_snapshot!("alias-deleted.json", lexdr_report::json(&cases));
    insta::assert_snapshot!("alias-deleted.junit", lexdr_report::junit(&cases).unwrap());
    insta::assert_snapshot!("alias-deleted.markdown", lexdr_report::markdown(&cases));
}

#[test]
fn a_check_that_never_fails_over() {
    let code = CodeUnderTest {
        health_check: NEVER_FAILS_OVER.code(),
        ..CodeUnderTest::production()
    };
    let verdict = judged(&run_with(&scenario(SHORT), 1, code));
    assert_eq!(verdict.outcome, Outcome::Failed);
    let cases = [Case {
        verdict: &verdict,
        history: HISTORY,
    }];
    insta::assert_snapshot!(
        "never-fails-over.terminal",
        lexdr_report::terminal(&cases, false)
    );
    insta::assert_snapshot!(
        "never-fails-over.junit",
        lexdr_report::junit(&cases).unwrap()
    );
}

#[test]
fn a_history() {
    let history = String::from_utf8(run(&scenario(SHORT), 1)).unwrap();
    insta::assert_snapshot!("short.history", history);
}
