//! The program as its users meet it: what it prints, what it writes, how it exits.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use rstest::rstest;
use serde_json::Value;

/// A drill of eight minutes: short enough to run often, long enough to flip and come back.
const SHORT: &str = "\
name: short
summary: The alias drill in eight minutes, a check every minute.
check: { every: 1m }
probes: { route: 5s, caller: 5s, order: 30s }
timeline:
  - at: 90s
    inject: { alias-deleted: { region: primary } }
  - at: 4m 30s
    undo: alias-deleted
  - at: 8m
    end: true
expect:
  - flips: { to: secondary, within: 1 check }
  - recovers: { to: primary, within: 1 check }
";

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..")
}

fn lexdr(folder: &Path, arguments: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_lexdr"))
        .args(arguments)
        .current_dir(folder)
        .env_remove("NO_COLOR")
        .output()
        .expect("the program starts")
}

fn text(bytes: &[u8]) -> String {
    String::from_utf8(bytes.to_vec()).expect("the program writes UTF-8")
}

/// A folder with the short drill in its `scenarios`.
fn folder() -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    fs::create_dir(folder.path().join("scenarios")).unwrap();
    fs::write(folder.path().join("scenarios/short.yaml"), SHORT).unwrap();
    folder
}

#[test]
fn a_run_without_arguments_runs_the_folder_and_passes() {
    let folder = folder();
    let done = lexdr(folder.path(), &["run"]);
    let printed = text(&done.stdout);
    assert_eq!(
        done.status.code(),
        Some(0),
        "{printed}{}",
        text(&done.stderr)
    );
    assert!(printed.contains("short"), "{printed}");
    assert!(!printed.contains('\u{1b}'), "colours only on a terminal");
}

#[test]
fn json_has_the_documented_shape() {
    let folder = folder();
    let done = lexdr(
        folder.path(),
        &["run", "short", "--format", "json", "--seed", "7"],
    );
    let document: Value = serde_json::from_slice(&done.stdout).unwrap();
    assert_eq!(document["schema"], 1);
    assert_eq!(document["verdict"], "passed");
    let scenario = &document["scenarios"][0];
    assert_eq!(scenario["name"], "short");
    assert_eq!(scenario["verdict"], "passed");
    assert_eq!(scenario["seed"], 7);
    let phase = &scenario["phases"][0];
    assert!(phase["name"].is_string() && phase["lo_ms"].is_i64() && phase["hi_ms"].is_i64());
    let expectation = &scenario["expectations"][0];
    assert_eq!(expectation["text"], "flips to secondary within 1 check");
    assert_eq!(expectation["verdict"], "passed");
    assert!(expectation["limit"].is_string() && expectation["measured"].is_string());
}

#[test]
fn a_report_folder_holds_everything_and_the_history_gives_the_same_verdict() {
    let folder = folder();
    let run = lexdr(
        folder.path(),
        &["run", "--report", "out", "--format", "json"],
    );
    assert_eq!(run.status.code(), Some(0), "{}", text(&run.stderr));
    let out = folder.path().join("out");
    let junit = fs::read_to_string(out.join("junit.xml")).unwrap();
    assert!(junit.contains(r#"testcase name="short""#), "{junit}");
    assert!(
        fs::read_to_string(out.join("summary.md"))
            .unwrap()
            .contains("short")
    );
    let verdict: Value =
        serde_json::from_slice(&fs::read(out.join("short/verdict.json")).unwrap()).unwrap();
    let ran: Value = serde_json::from_slice(&run.stdout).unwrap();
    assert_eq!(ran["scenarios"][0], verdict);

    let check = lexdr(
        folder.path(),
        &["check", "out/short/history.jsonl", "--format", "json"],
    );
    assert_eq!(check.status.code(), Some(0));
    let checked: Value = serde_json::from_slice(&check.stdout).unwrap();
    assert_eq!(checked["scenarios"][0], verdict);
}

#[test]
fn two_processes_write_the_same_history() {
    let folder = folder();
    for out in ["one", "two"] {
        let done = lexdr(folder.path(), &["run", "--report", out, "--seed", "42"]);
        assert_eq!(done.status.code(), Some(0), "{}", text(&done.stderr));
    }
    let history =
        |out: &str| fs::read(folder.path().join(out).join("short/history.jsonl")).unwrap();
    assert_eq!(history("one"), history("two"));
}

#[test]
fn an_expectation_that_fails_is_exit_code_1() {
    let folder = folder();
    let strict = SHORT.replace("within: 1 check", "within: 1s");
    fs::write(folder.path().join("scenarios/short.yaml"), strict).unwrap();
    let done = lexdr(folder.path(), &["run", "--report", "out"]);
    assert_eq!(done.status.code(), Some(1), "{}", text(&done.stdout));
    let junit = fs::read_to_string(folder.path().join("out/junit.xml")).unwrap();
    assert!(junit.contains("<failure"), "{junit}");
    let check = lexdr(folder.path(), &["check", "out/short/history.jsonl"]);
    assert_eq!(check.status.code(), Some(1));
}

#[test]
fn another_interval_scales_the_scenario() {
    let folder = folder();
    let done = lexdr(
        folder.path(),
        &[
            "run",
            "--check-every",
            "3s",
            "--format",
            "json",
            "--report",
            "out",
        ],
    );
    assert_eq!(done.status.code(), Some(0), "{}", text(&done.stdout));
    let history = fs::read_to_string(folder.path().join("out/short/history.jsonl")).unwrap();
    let last: Value = serde_json::from_str(history.lines().last().unwrap()).unwrap();
    let end = last["at_ms"].as_i64().unwrap();
    assert!(
        (24_000..30_000).contains(&end),
        "eight minutes become 24 s, not {end} ms"
    );
}

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
