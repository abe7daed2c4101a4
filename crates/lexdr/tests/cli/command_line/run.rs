//! Running scenarios: what is printed, what is written.

use std::fs;

use serde_json::Value;

use super::support::{SHORT, folder, lexdr, text};

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

/// Without a word each scenario is run in both generations of Lex, each with a folder of its own.
#[test]
fn both_generations_of_lex_are_run_and_told_apart() {
    let folder = folder();
    let run = |more: &[&str]| {
        let arguments = ["run", "short", "--format", "json", "--report", "out"];
        let done = lexdr(folder.path(), &[&arguments[..], more].concat());
        assert_eq!(done.status.code(), Some(0), "{}", text(&done.stdout));
        let document: Value = serde_json::from_slice(&done.stdout).unwrap();
        let scenarios = document["scenarios"].as_array().unwrap().clone();
        scenarios
            .iter()
            .map(|scenario| {
                assert_eq!(scenario["name"], "short");
                let history = scenario["history"].as_str().unwrap();
                format!("{} {history}", scenario["lex"].as_str().unwrap())
            })
            .collect::<Vec<_>>()
    };
    let both = [
        "v1 out/short/history.jsonl",
        "v2 out/short.v2/history.jsonl",
    ];
    assert_eq!(run(&[]), both);
    assert_eq!(run(&["--lex", "both"]), both);
    assert_eq!(run(&["--lex", "v1"]), ["v1 out/short/history.jsonl"]);
    assert_eq!(run(&["--lex", "v2"]), ["v2 out/short/history.jsonl"]);
    let junit = fs::read_to_string(folder.path().join("out/junit.xml")).unwrap();
    assert!(
        junit.contains(r#"testcase name="short (Lex V2)""#),
        "{junit}"
    );
}

#[test]
fn a_scenario_about_one_generation_is_not_run_in_the_other() {
    let folder = folder();
    let file = folder.path().join("scenarios/short.yaml");
    fs::write(&file, format!("lex: v2\n{SHORT}")).unwrap();
    let done = lexdr(folder.path(), &["run", "short", "--format", "json"]);
    let document: Value = serde_json::from_slice(&done.stdout).unwrap();
    assert_eq!(document["scenarios"].as_array().unwrap().len(), 1);
    assert_eq!(document["scenarios"][0]["lex"], "v2");
    let none = lexdr(folder.path(), &["run", "short", "--lex", "v1"]);
    assert_eq!(none.status.code(), Some(64));
    assert!(
        text(&none.stderr).contains("leave --lex out"),
        "{}",
        text(&none.stderr)
    );
}
