//! Starting a scenario of one's own.

use std::fs;

use rstest::rstest;

use super::support::{lexdr, text};

#[test]
fn a_new_scenario_is_complete_and_never_overwrites() {
    let folder = tempfile::tempdir().unwrap();
    let made = lexdr(folder.path(), &["new", "my-first"]);
    assert_eq!(made.status.code(), Some(0), "{}", text(&made.stderr));
    let path = folder.path().join("scenarios/my-first.yaml");
    let starter = fs::read_to_string(&path).unwrap();
    assert!(
        starter.contains("name: my-first\n") && !starter.contains("NAME"),
        "{starter}"
    );
    let run = lexdr(folder.path(), &["run", "my-first"]);
    assert_eq!(
        run.status.code(),
        Some(0),
        "{}{}",
        text(&run.stdout),
        text(&run.stderr)
    );

    fs::write(&path, "mine").unwrap();
    let again = lexdr(folder.path(), &["new", "my-first"]);
    assert_eq!(again.status.code(), Some(64));
    assert!(
        text(&again.stderr).contains("is there already"),
        "{}",
        text(&again.stderr)
    );
    assert_eq!(fs::read_to_string(&path).unwrap(), "mine");
}

#[rstest]
#[case::path("../outside")]
#[case::capital("My-first")]
#[case::hyphen_first("a-")]
#[case::empty("")]
fn a_name_that_is_none_is_exit_code_64(#[case] name: &str) {
    let folder = tempfile::tempdir().unwrap();
    let done = lexdr(folder.path(), &["new", name]);
    assert_eq!(done.status.code(), Some(64));
    assert_eq!(
        fs::read_dir(folder.path()).unwrap().count(),
        0,
        "nothing is written"
    );
}
