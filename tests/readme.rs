//! The README shows a real report: this one.

use std::fs;
use std::path::Path;

use lexdr_report::Case;

use crate::support::{judged, library, run};

#[test]
fn the_report_in_the_readme_is_what_a_run_prints() {
    let verdict = judged(&run(&library("alias-deleted"), 1));
    let cases = [Case {
        verdict: &verdict,
        history: None,
    }];
    let report = lexdr_report::terminal(&cases, false);
    let readme = Path::new(env!("CARGO_MANIFEST_DIR")).join("../README.md");
    let readme = fs::read_to_string(readme).expect("there is a README");
    assert!(
        readme.contains(report.trim_end()),
        "README.md does not hold this report; paste it there:\n{report}"
    );
}
