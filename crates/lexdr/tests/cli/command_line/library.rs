//! Choosing scenarios, listing them, reports of several.

use std::fs;
use std::process::Output;

use rstest::rstest;
use serde_json::Value;

use super::support::{lexdr, root, several, text};

#[test]
fn the_library_is_listed_and_clean() {
    let listed = lexdr(&root(), &["list"]);
    assert_eq!(listed.status.code(), Some(0));
    let printed = text(&listed.stdout);
    assert!(
        printed
            .lines()
            .any(|line| line.starts_with("alias-deleted ")),
        "{printed}"
    );
    let linted = lexdr(&root(), &["lint"]);
    assert_eq!(linted.status.code(), Some(0), "{}", text(&linted.stderr));
    let schema = lexdr(&root(), &["schema"]);
    let schema: Value = serde_json::from_slice(&schema.stdout).unwrap();
    assert!(schema["properties"]["timeline"].is_object());
}

/// The names in a JSON report, in its order.
fn ran(done: &Output) -> Vec<String> {
    let document: Value = serde_json::from_slice(&done.stdout)
        .unwrap_or_else(|error| panic!("{error}: {}", text(&done.stderr)));
    document["scenarios"]
        .as_array()
        .unwrap()
        .iter()
        .map(|scenario| scenario["name"].as_str().unwrap().to_owned())
        .collect()
}

#[rstest]
#[case::pattern(&["alias-*"], &["alias-one", "alias-two"])]
#[case::one_character(&["???-one"], &["lex-one"])]
#[case::overlapping_patterns(&["*-one", "alias-*"], &["alias-one", "lex-one", "alias-two"])]
#[case::tag(&["--tag", "drill"], &["alias-one", "lex-one"])]
#[case::tag_of_a_pattern(&["alias-*", "--tag", "drill"], &["alias-one"])]
#[case::either_tag(&["--tag", "drill", "--tag", "slow"], &["alias-one", "alias-two", "lex-one"])]
fn scenarios_are_chosen_by_pattern_and_tag(#[case] chosen: &[&str], #[case] expected: &[&str]) {
    let folder = several();
    let arguments = [&["run", "--lex", "v1", "--format", "json"], chosen].concat();
    let done = lexdr(folder.path(), &arguments);
    assert_eq!(ran(&done), expected, "{}", text(&done.stderr));
}

#[rstest]
#[case::pattern(&["run", "table-*"], "table-*")]
#[case::tag(&["run", "--tag", "moon"], "tags are drill, slow")]
#[case::listed_tag(&["list", "--tag", "moon"], "tags are drill, slow")]
fn a_choice_of_nothing_is_exit_code_64(#[case] arguments: &[&str], #[case] told: &str) {
    let folder = several();
    let done = lexdr(folder.path(), arguments);
    assert_eq!(done.status.code(), Some(64));
    assert!(text(&done.stderr).contains(told), "{}", text(&done.stderr));
}

#[test]
fn fail_fast_reports_nothing_after_the_first_failure() {
    let folder = several();
    let path = folder.path().join("scenarios/alias-two.yaml");
    let strict = fs::read_to_string(&path)
        .unwrap()
        .replace("within: 1 check", "within: 1s");
    fs::write(&path, strict).unwrap();
    let run = ["run", "--lex", "v1", "--format", "json"];
    let all = lexdr(folder.path(), &run);
    assert_eq!(ran(&all), ["alias-one", "alias-two", "lex-one", "short"]);
    let some = lexdr(folder.path(), &[&run[..], &["--fail-fast"]].concat());
    assert_eq!(ran(&some), ["alias-one", "alias-two"]);
    assert_eq!(some.status.code(), Some(1));
    assert!(
        text(&some.stderr).contains("2 not reported"),
        "{}",
        text(&some.stderr)
    );
}

#[test]
fn of_several_only_those_that_did_not_pass_are_told_in_full() {
    let folder = several();
    let brief = text(&lexdr(folder.path(), &["run"]).stdout);
    let full = text(&lexdr(folder.path(), &["run", "--full"]).stdout);
    for name in ["alias-one", "alias-two", "lex-one", "short"] {
        assert!(
            brief.lines().any(|line| line.starts_with(name)),
            "a row for {name}:\n{brief}"
        );
    }
    assert!(
        full.lines().count() > brief.lines().count() + 20,
        "{full}\n---\n{brief}"
    );
}

#[test]
fn the_list_shows_summaries_and_tags() {
    let folder = several();
    let listed = text(&lexdr(folder.path(), &["list"]).stdout);
    assert!(
        listed.contains(
            "alias-one  The alias drill in eight minutes, a check every minute.  [drill]"
        ),
        "{listed}"
    );
    let slow = text(&lexdr(folder.path(), &["list", "--tag", "slow"]).stdout);
    assert_eq!(slow.lines().count(), 1, "{slow}");
}
