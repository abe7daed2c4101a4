//! Credentials and caller data never reach a history or a report.

use lexdr_report::Case;

use crate::support::{SHORT, judged, run, scenario};

/// The number synthetic callers call from, and what credentials and signatures look like.
const CANARIES: [&str; 6] = [
    "2065550100",
    "AKIA",
    "ASIA",
    "Signature=",
    "X-Amz-Security-Token",
    "aws4_request",
];

#[test]
fn no_output_holds_credentials_or_numbers() {
    let history = run(&scenario(SHORT), 1);
    let verdict = judged(&history);
    let cases = [Case {
        verdict: &verdict,
        history: None,
    }];
    let outputs = [
        String::from_utf8(history).unwrap(),
        lexdr_report::terminal(&cases, true),
        lexdr_report::json(&cases),
        lexdr_report::junit(&cases).unwrap(),
        lexdr_report::markdown(&cases),
    ];
    for output in outputs {
        for canary in CANARIES {
            assert!(!output.contains(canary), "{canary} in:\n{output}");
        }
    }
}
