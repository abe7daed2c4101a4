//! What is wrong on the command line, in a scenario or in a history.

use std::fs;

use rstest::rstest;

use super::support::{SHORT, folder, lexdr, text};

#[rstest]
#[case::unknown_option(&["run", "--colour"])]
#[case::unknown_command(&["fly"])]
#[case::unknown_scenario(&["run", "no-such-scenario"])]
#[case::unknown_target(&["run", "--target", "moon"])]
#[case::bad_interval(&["run", "--check-every", "soon"])]
#[case::negative_seed(&["run", "--seed", "-1"])]
#[case::the_same_twice(&["run", "short", "scenarios/short.yaml"])]
fn a_wrong_command_line_is_exit_code_64(#[case] arguments: &[&str]) {
    let folder = folder();
    let done = lexdr(folder.path(), arguments);
    assert_eq!(done.status.code(), Some(64), "{}", text(&done.stderr));
    assert!(
        text(&done.stderr).starts_with("error: "),
        "{}",
        text(&done.stderr)
    );
    assert!(done.stdout.is_empty());
}

#[rstest]
#[case::no_endpoint(&["run", "short", "--target", "localstack"], "LEXDR_LOCALSTACK_ENDPOINT")]
#[case::no_endpoint_to_deploy_to(&["up", "--target", "localstack"], "LEXDR_LOCALSTACK_ENDPOINT")]
#[case::no_packages(
    &["run", "short", "--target", "localstack", "--endpoint", "http://127.0.0.1:9"],
    "cargo xtask package"
)]
#[case::an_endpoint_of_nothing(&["run", "short", "--endpoint", "http://127.0.0.1:9"], "--target localstack")]
#[case::nobody_there(
    &["down", "--target", "localstack", "--endpoint", "http://127.0.0.1:9"],
    "nothing answers there"
)]
#[case::no_url(&["down", "--target", "localstack", "--endpoint", "moon"], "http://HOST:PORT")]
fn a_place_that_cannot_be_used_is_exit_code_64(#[case] arguments: &[&str], #[case] told: &str) {
    let done = lexdr(folder().path(), arguments);
    assert_eq!(done.status.code(), Some(64), "{}", text(&done.stdout));
    assert!(text(&done.stderr).contains(told), "{}", text(&done.stderr));
}

#[rstest]
#[case::unknown_key("check:", "chek:", "did you mean `check`")]
#[case::bad_duration("at: 90s", "at: 90 parsecs", "parsecs")]
#[case::negative_time("at: 90s", "at: -90s", "negative")]
#[case::undo_without_inject("undo: alias-deleted", "undo: alias-gone", "alias-gone")]
#[case::cycle_shorter_than_the_interval("at: 4m 30s", "at: 91s", "interval")]
fn a_wrong_scenario_is_exit_code_65(#[case] right: &str, #[case] wrong: &str, #[case] told: &str) {
    let folder = folder();
    fs::write(
        folder.path().join("scenarios/short.yaml"),
        SHORT.replace(right, wrong),
    )
    .unwrap();
    for command in ["run", "lint"] {
        let done = lexdr(folder.path(), &[command]);
        let printed = text(&done.stderr);
        assert_eq!(done.status.code(), Some(65), "{printed}");
        assert!(
            printed.contains("short.yaml:"),
            "names file and line: {printed}"
        );
        assert!(printed.contains(told), "{printed}");
    }
}

#[rstest]
#[case::truncated(|history: &str| history[..history.len() / 2].to_owned())]
#[case::foreign(|_: &str| "127.0.0.1 - - [10/Oct/2000] \"GET / HTTP/1.0\" 200\n".to_owned())]
#[case::empty(|_: &str| String::new())]
fn a_wrong_history_is_exit_code_65(#[case] spoil: fn(&str) -> String) {
    let folder = folder();
    lexdr(folder.path(), &["run", "--report", "out"]);
    let path = folder.path().join("out/short/history.jsonl");
    let history = fs::read_to_string(&path).unwrap();
    fs::write(&path, spoil(&history)).unwrap();
    let done = lexdr(folder.path(), &["check", "out/short/history.jsonl"]);
    let printed = text(&done.stderr);
    assert_eq!(done.status.code(), Some(65), "{printed}");
    assert!(printed.contains("history.jsonl"), "{printed}");
}

#[test]
fn a_missing_scenario_folder_says_what_to_do() {
    let folder = tempfile::tempdir().unwrap();
    let done = lexdr(folder.path(), &["run"]);
    assert_eq!(done.status.code(), Some(64));
    assert!(
        text(&done.stderr).contains("name scenario files"),
        "{}",
        text(&done.stderr)
    );
}
