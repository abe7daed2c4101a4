//! JUnit XML for CI servers.
//!
//! A scenario is a test case. One that failed is a failure; one whose verdict is unknown is an
//! error of type `unknown`, because it did not fail and yet must not pass. Times are those of
//! the run's own clock; there is no date, so the same verdicts give the same file.

use std::time::Duration;

use lexdr_verdict::Outcome;
use quick_junit::{NonSuccessKind, Report, TestCase, TestCaseStatus, TestSuite};
use thiserror::Error;

use crate::Case;
use crate::plain::plain;
use crate::summary::callers;

/// The report could not be written as XML.
#[derive(Debug, Error)]
#[error("cannot write junit xml")]
pub struct JunitError(#[from] quick_junit::SerializeError);

/// A test case for each scenario.
///
/// # Errors
///
/// If the XML writer refuses a text; control characters, which XML cannot hold, are taken out
/// before.
pub fn junit(cases: &[Case<'_>]) -> Result<String, JunitError> {
    let mut suite = TestSuite::new("lexdr");
    suite.add_test_cases(cases.iter().map(test_case));
    let total = cases
        .iter()
        .fold(Duration::ZERO, |sum, case| sum.saturating_add(took(case)));
    suite.set_time(total);
    let mut report = Report::new("lexdr");
    report.set_time(total);
    report.add_test_suite(suite);
    Ok(report.to_string()?)
}

fn test_case(case: &Case<'_>) -> TestCase {
    let verdict = case.verdict;
    let status = match verdict.outcome {
        Outcome::Passed => TestCaseStatus::success(),
        Outcome::Failed => unsuccessful(case, NonSuccessKind::Failure),
        Outcome::Unknown => unsuccessful(case, NonSuccessKind::Error),
    };
    let mut test = TestCase::new(plain(&case.name()), status);
    test.set_classname(format!("lexdr.{}", plain(&verdict.about.target)));
    test.set_time(took(case));
    test.set_system_out(callers(case));
    test
}

fn unsuccessful(case: &Case<'_>, kind: NonSuccessKind) -> TestCaseStatus {
    let mut status = TestCaseStatus::non_success(kind);
    status.set_type(case.verdict.outcome.as_str());
    status.set_message(plain(&case.verdict.reason));
    status.set_description(description(case));
    status
}

fn description(case: &Case<'_>) -> String {
    let mut text = String::new();
    for finding in &case.verdict.findings {
        text.push_str(&format!("\n{}\n", plain(&finding.text)));
        for line in &finding.log {
            text.push_str(&format!("  | {}\n", plain(line)));
        }
    }
    for judged in case.troubles() {
        let Some(why) = &judged.why else { continue };
        text.push_str(&format!(
            "\n{}: {}\n  expected: {}\n  happened: {}\n",
            judged.outcome.as_str(),
            plain(&judged.text),
            plain(&why.expected),
            plain(&why.happened)
        ));
        if let Some(place) = case.place(&judged.evidence) {
            text.push_str(&format!("  where:    {}\n", plain(&place)));
        }
    }
    text
}

fn took(case: &Case<'_>) -> Duration {
    Duration::from_millis(case.verdict.about.duration_ms.unsigned_abs())
}
