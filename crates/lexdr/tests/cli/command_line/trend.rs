//! Past runs side by side.

use std::fs;
use std::path::Path;

use rstest::rstest;
use serde_json::Value;

use super::support::{folder, lexdr, text};

/// Runs the short drill into a report folder.
fn drill(folder: &Path, report: &str, seed: &str) {
    let arguments = ["run", "short", "--report", report, "--seed", seed];
    let done = lexdr(folder, &arguments);
    assert_eq!(done.status.code(), Some(0), "{}", text(&done.stdout));
}

/// A copy of a run whose callers went unserved, and waited for the other region, ten times as long.
fn made_slower(folder: &Path, from: &str, to: &str) {
    let from = folder.join(from).join("short/verdict.json");
    let mut verdict: Value = serde_json::from_slice(&fs::read(from).unwrap()).unwrap();
    for phase in verdict["phases"].as_array_mut().unwrap() {
        if phase["name"] == "failover.total" {
            for end in ["lo_ms", "hi_ms"] {
                phase[end] = (phase[end].as_i64().unwrap() * 10).into();
            }
        }
    }
    let to = folder.join(to).join("short");
    fs::create_dir_all(&to).unwrap();
    fs::write(to.join("verdict.json"), verdict.to_string()).unwrap();
}

#[test]
fn runs_with_other_seeds_are_no_regression() {
    let folder = folder();
    drill(folder.path(), "runs/release-9", "1");
    drill(folder.path(), "runs/release-10", "2");
    let done = lexdr(folder.path(), &["trend", "runs"]);
    let printed = text(&done.stdout);
    assert_eq!(
        done.status.code(),
        Some(0),
        "{printed}{}",
        text(&done.stderr)
    );
    assert_eq!(text(&done.stderr), "");
    assert!(
        printed.starts_with("no regression; 2 groups, 4 runs"),
        "both generations of Lex are groups of their own:\n{printed}"
    );
    // The clock of the simulator says nothing about when a run was made, so folders do.
    let (nine, ten) = (printed.find("release-9 "), printed.find("release-10 "));
    assert!(nine.is_some() && nine < ten, "{printed}");
    let longest = printed.lines().map(|line| line.chars().count()).max();
    assert!(longest <= Some(100), "{longest:?}:\n{printed}");
}

#[test]
fn a_slower_failover_is_exit_code_1() {
    let folder = folder();
    for (report, seed) in [("runs/1", "1"), ("runs/2", "2"), ("runs/3", "3")] {
        drill(folder.path(), report, seed);
    }
    made_slower(folder.path(), "runs/3", "runs/4");
    let arguments = ["trend", "runs", "--format", "json"];
    let done = lexdr(folder.path(), &arguments);
    assert_eq!(done.status.code(), Some(1), "{}", text(&done.stderr));
    let document: Value = serde_json::from_slice(&done.stdout).unwrap();
    assert_eq!(document["schema"], 1);
    let regressions = document["regressions"].as_array().unwrap();
    assert_eq!(regressions.len(), 1, "{document:#}");
    let of = |key: &str| regressions[0][key].as_str();
    assert_eq!(of("kind"), Some("slower"));
    assert_eq!(
        (of("phase"), of("run")),
        (Some("failover.total"), Some("4"))
    );
    assert!(regressions[0]["newest"]["lo_ms"].as_i64() > regressions[0]["limit_ms"].as_i64());

    let tolerant = lexdr(folder.path(), &["trend", "runs", "--tolerance", "1000"]);
    assert_eq!(
        tolerant.status.code(),
        Some(0),
        "{}",
        text(&tolerant.stdout)
    );
}

#[test]
fn files_of_others_are_named_and_left_out() {
    let folder = folder();
    drill(folder.path(), "runs/1", "1");
    let other = folder.path().join("runs/other/short");
    fs::create_dir_all(&other).unwrap();
    fs::write(other.join("verdict.json"), "{}").unwrap();
    fs::write(folder.path().join("runs/1/short/history.jsonl"), "cut").unwrap();
    let done = lexdr(folder.path(), &["trend", "runs"]);
    assert_eq!(done.status.code(), Some(0), "{}", text(&done.stderr));
    let warned = text(&done.stderr);
    let warnings: Vec<&str> = warned.lines().collect();
    assert_eq!(warnings.len(), 2, "{warned}");
    assert!(warnings[0].starts_with("warning: runs/1/short/history.jsonl: "));
    assert!(warnings[0].ends_with("the run is taken without its date"));
    assert!(warnings[1].starts_with("warning: runs/other/short/verdict.json: "));
    assert!(warnings[1].ends_with("it is left out"));
}

#[rstest]
#[case::not_there(&["trend", "nowhere"], "cannot read nowhere")]
#[case::a_file(&["trend", "scenarios/short.yaml"], "cannot read scenarios/short.yaml")]
#[case::without_runs(&["trend", "scenarios"], "lexdr run --report scenarios/NAME")]
#[case::too_few(&["trend", "scenarios", "--last", "2"], "--last")]
#[case::negative(&["trend", "scenarios", "--tolerance=-1"], "--tolerance")]
fn nothing_to_compare_is_exit_code_64(#[case] arguments: &[&str], #[case] part: &str) {
    let folder = folder();
    let done = lexdr(folder.path(), arguments);
    let said = text(&done.stderr);
    assert_eq!(done.status.code(), Some(64), "{said}");
    assert!(said.contains(part), "{said}");
    assert!(done.stdout.is_empty());
}
