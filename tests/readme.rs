//! The README shows a real report and real costs: these.

use std::fs;
use std::path::Path;

use lexdr_report::Case;
use lexdr_scenario::LexVersion;

use crate::effects::costs;
use crate::support::{drill, judged};

fn readme() -> String {
    let readme = Path::new(env!("CARGO_MANIFEST_DIR")).join("../README.md");
    fs::read_to_string(readme).expect("there is a README")
}

#[test]
fn the_report_in_the_readme_is_what_a_run_prints() {
    let verdict = judged(drill(LexVersion::V1));
    let cases = [Case {
        verdict: &verdict,
        history: None,
    }];
    let report = lexdr_report::terminal(&cases, false);
    assert!(
        readme().contains(report.trim_end()),
        "README.md does not hold this report; paste it there:\n{report}"
    );
}

#[test]
fn the_costs_in_the_readme_are_those_measured() {
    let table = costs::table();
    assert!(
        readme().contains(table),
        "README.md does not hold this table; paste it there:\n{table}"
    );
}
