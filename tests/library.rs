//! Every scenario of the library passes on the simulator.

use std::collections::BTreeSet;
use std::fs;

use lexdr_verdict::Outcome;
use rstest::rstest;

use crate::support::{folder, judged, library, run};

#[rstest]
#[case::healthy("healthy")]
#[case::alias_deleted("alias-deleted")]
#[case::alias_deleted_put_session("alias-deleted-put-session")]
#[case::alias_deleted_in_both_regions("alias-deleted-in-both-regions")]
#[case::alias_deleted_in_secondary("alias-deleted-in-secondary")]
fn passes(#[case] name: &str) {
    let verdict = judged(&run(&library(name), 1));
    let troubles: Vec<_> = verdict
        .expectations
        .iter()
        .chain(&verdict.invariants)
        .filter(|judged| judged.outcome != Outcome::Passed)
        .collect();
    assert_eq!(
        verdict.outcome,
        Outcome::Passed,
        "{}: {troubles:#?}",
        verdict.reason
    );
}

/// A scenario file without a case above would be a file that no test runs.
#[test]
fn every_file_has_a_case_here() {
    let source = include_str!("library.rs");
    let files: BTreeSet<String> = fs::read_dir(folder())
        .unwrap()
        .filter_map(|entry| {
            entry
                .unwrap()
                .path()
                .file_stem()?
                .to_str()
                .map(str::to_owned)
        })
        .collect();
    assert!(files.len() >= 5);
    for name in files {
        assert!(
            source.contains(&format!("(\"{name}\")]")),
            "no case for scenarios/{name}.yaml"
        );
    }
}
