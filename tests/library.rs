//! Every scenario of the library passes on the simulator.

use std::collections::BTreeSet;
use std::fs;
use std::path::PathBuf;

use lexdr_scenario::{LexVersion, Scenario};
use lexdr_verdict::Outcome;
use rstest::rstest;

use crate::support::{DRILL, drill, folder, judged, run};

/// The first line of every file: editors find the schema by it.
const EDITOR_HINT: &str = "# yaml-language-server: $schema=schema.json\n";

/// In both generations of Lex, as far as a scenario is not about one of them.
#[rstest]
fn passes(
    #[files("../scenarios/*.yaml")] file: PathBuf,
    #[values(LexVersion::V1, LexVersion::V2)] lex: LexVersion,
) {
    let scenario = Scenario::load(&file).unwrap_or_else(|errors| panic!("{errors}"));
    let Some(scenario) = scenario.for_generation(lex) else {
        assert!(scenario.lex.is_some_and(|own| own != lex));
        return;
    };
    let verdict = match scenario.name.as_str() {
        DRILL => judged(drill(lex)),
        _ => judged(&run(&scenario, 1)),
    };
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

#[rstest]
fn is_named_after_its_file_and_teaches_something(#[files("../scenarios/*.yaml")] file: PathBuf) {
    let text = fs::read_to_string(&file).unwrap();
    let scenario = Scenario::load(&file).unwrap_or_else(|errors| panic!("{errors}"));
    assert_eq!(
        file.file_stem().and_then(|stem| stem.to_str()),
        Some(scenario.name.as_str())
    );
    assert!(text.starts_with(EDITOR_HINT), "the editor hint comes first");
    assert!(!scenario.tags.is_empty(), "it can be selected by a tag");
    assert!(!scenario.expect.is_empty(), "it expects something");
    assert!(
        !scenario.summary.contains('\n') && scenario.summary.len() <= 120,
        "the summary is one line"
    );
}

#[test]
fn there_are_many_and_no_two_teach_the_same() {
    let mut summaries = BTreeSet::new();
    let mut count = 0;
    for entry in fs::read_dir(folder()).unwrap() {
        let path = entry.unwrap().path();
        if path
            .extension()
            .is_some_and(|extension| extension == "yaml")
        {
            let scenario = Scenario::load(&path).unwrap_or_else(|errors| panic!("{errors}"));
            assert!(summaries.insert(scenario.summary), "{}", scenario.name);
            count += 1;
        }
    }
    assert!(count >= 40, "{count} scenarios");
}

/// Written with `lexdr schema > scenarios/schema.json`.
#[test]
fn the_schema_beside_the_files_is_the_one_that_is_printed() {
    let file = fs::read_to_string(folder().join("schema.json")).unwrap();
    assert!(
        file == format!("{:#}\n", lexdr_scenario::schema()),
        "scenarios/schema.json is out of date; write it with `lexdr schema`"
    );
}
