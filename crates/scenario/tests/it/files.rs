//! The scenario files of the project, and files on disk.

use std::path::{Path, PathBuf};

use lexdr_scenario::Scenario;

use crate::GOOD;

fn scenarios() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../scenarios")
}

#[test]
fn every_file_among_the_scenarios_is_right_and_asks_something() {
    let mut seen = 0;
    for entry in std::fs::read_dir(scenarios()).unwrap() {
        let path = entry.unwrap().path();
        if path.extension().is_some_and(|e| e == "yaml" || e == "yml") {
            let scenario = Scenario::load(&path).unwrap_or_else(|errors| panic!("{errors}"));
            assert!(
                !scenario.expect.is_empty(),
                "{} asks nothing",
                scenario.name
            );
            seen += 1;
        }
    }
    assert!(seen >= 5, "only {seen} scenario files");
}

/// Writes a file and gives the errors of loading it, its folder left out of them.
fn load_errors(name: &str, bytes: &[u8]) -> String {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join(name);
    std::fs::write(&path, bytes).unwrap();
    let errors = Scenario::load(&path).unwrap_err().to_string();
    errors.replace(
        &format!("{}{}", folder.path().display(), std::path::MAIN_SEPARATOR),
        "",
    )
}

#[test]
fn a_file_bears_the_name_of_its_scenario() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("good.yaml");
    std::fs::write(&path, GOOD).unwrap();
    assert_eq!(Scenario::load(&path).unwrap().name, "good");

    insta::assert_snapshot!(load_errors("other.yaml", GOOD.as_bytes()), @r"
    other.yaml:1:7: error: the scenario is named `good`, its file `other`
     1 | name: good
       |       ^^^^
      = help: give both the same name, so that a report leads to its file
    ");
}

#[test]
fn a_file_that_is_not_there_is_named() {
    let errors = Scenario::load("no/such/file.yaml").unwrap_err();
    assert_eq!(errors.file(), "no/such/file.yaml");
    assert!(
        errors
            .to_string()
            .starts_with("no/such/file.yaml: error: cannot be read: ")
    );
    assert_eq!(errors.problems().len(), 1);
}

#[test]
fn a_folder_is_not_a_file() {
    let errors = Scenario::load(env!("CARGO_MANIFEST_DIR")).unwrap_err();
    assert!(
        errors.to_string().contains("error: cannot be read: "),
        "{errors}"
    );
}

#[test]
fn binary_files_are_refused_with_the_place_of_the_first_bad_byte() {
    insta::assert_snapshot!(load_errors("x.yaml", b"name: x\nsummary: \xff\xfe\n"), @r"
    x.yaml:2:10: error: not text: the bytes here are not UTF-8
     2 | summary:
       |          ^
    ");
}
