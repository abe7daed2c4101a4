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

/// A folder with drills of several names and tags.
fn several() -> tempfile::TempDir {
    let folder = folder();
    for (name, tag) in [
        ("alias-one", "drill"),
        ("alias-two", "slow"),
        ("lex-one", "drill"),
    ] {
        let text = SHORT
            .replace("name: short", &format!("name: {name}\ntags: [{tag}]"))
            .replace("{ every: 1m }", "{ every: 1m, method: send_message }");
        fs::write(folder.path().join(format!("scenarios/{name}.yaml")), text).unwrap();
    }
    folder
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
    let arguments = [&["run", "--format", "json"], chosen].concat();
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
    let all = lexdr(folder.path(), &["run", "--format", "json"]);
    assert_eq!(ran(&all), ["alias-one", "alias-two", "lex-one", "short"]);
    let some = lexdr(folder.path(), &["run", "--format", "json", "--fail-fast"]);
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

#[rstest]
#[case::static_form(&["flow"])]
#[case::dynamic_form(&["flow", "--form", "dynamic", "--lex", "v1"])]
fn the_shipped_flow_is_clean_and_callers_can_follow_it(#[case] arguments: &[&str]) {
    let folder = folder();
    let printed = lexdr(folder.path(), arguments);
    assert_eq!(printed.status.code(), Some(0), "{}", text(&printed.stderr));
    fs::write(folder.path().join("flow.json"), &printed.stdout).unwrap();
    let linted = lexdr(folder.path(), &["flow", "lint", "flow.json"]);
    assert_eq!(linted.status.code(), Some(0), "{}", text(&linted.stdout));
    let run = lexdr(folder.path(), &["run", "--flow", "flow.json"]);
    assert_eq!(run.status.code(), Some(0), "{}", text(&run.stdout));
}

#[test]
fn a_flow_that_loses_callers_is_exit_code_1_and_a_broken_one_65() {
    let folder = folder();
    let printed = text(&lexdr(folder.path(), &["flow"]).stdout);
    let mut flow: Value = serde_json::from_str(&printed).unwrap();
    for block in flow["Actions"].as_array_mut().unwrap() {
        if block["Type"] == "InvokeLambdaFunction" {
            block["Transitions"]["Errors"] = Value::Array(Vec::new());
        }
    }
    fs::write(folder.path().join("flow.json"), flow.to_string()).unwrap();
    let linted = lexdr(folder.path(), &["flow", "lint", "flow.json"]);
    assert_eq!(linted.status.code(), Some(1), "{}", text(&linted.stderr));
    assert!(
        text(&linted.stdout).contains("no-error-branch"),
        "{}",
        text(&linted.stdout)
    );
    fs::write(
        folder.path().join("flow.json"),
        &printed[..printed.len() / 2],
    )
    .unwrap();
    for arguments in [
        &["flow", "lint", "flow.json"][..],
        &["run", "--flow", "flow.json"],
        &["flow", "lint", "nowhere.json"],
    ] {
        let done = lexdr(folder.path(), arguments);
        assert_eq!(done.status.code(), Some(65), "{}", text(&done.stdout));
        assert!(
            text(&done.stderr).contains(".json"),
            "{}",
            text(&done.stderr)
        );
    }
}

/// The figures of a phase in a sweep's document.
fn phase<'d>(document: &'d Value, name: &str) -> &'d Value {
    let phases = document["phases"].as_array().unwrap();
    phases
        .iter()
        .find(|phase| phase["name"] == name)
        .unwrap_or_else(|| panic!("no {name} in {document:#}"))
}

#[test]
fn a_sweep_measures_both_extremes_and_agrees_with_theory() {
    let folder = folder();
    let arguments = ["sweep", "short", "--phases", "9", "--format", "json"];
    let done = lexdr(folder.path(), &arguments);
    assert_eq!(done.status.code(), Some(0), "{}", text(&done.stderr));
    let document: Value = serde_json::from_slice(&done.stdout).unwrap();
    assert_eq!(document["samples"], 9);
    assert_eq!(document["without_failover"], 0);
    let total = &phase(&document, "failover.total")["measured"];
    assert_eq!(total["n"], 9);
    let at = |figure: &str, bound: &str| total[figure][bound].as_i64().unwrap();
    // 1 ms after a check callers wait a whole interval. So they do 1 ms before one: deleting an alias
    // takes two calls, and that check is over before they are. The best moment is the one before, an
    // eighth of the interval earlier. Callers come every five seconds, and a call takes a moment.
    assert!(
        at("min", "lo_ms") < 7_500 && at("min", "hi_ms") > 7_300,
        "{total}"
    );
    assert!(
        at("max", "lo_ms") > 55_000 && at("max", "hi_ms") < 68_000,
        "{total}"
    );
    // The middle one of nine that are an eighth apart, beginning with the second.
    assert!(
        at("p50", "lo_ms") < 37_500 && at("p50", "hi_ms") > 37_300,
        "{total}"
    );
    let failback = &phase(&document, "failback.total")["measured"];
    assert_eq!(failback["n"], 9, "the way back is measured as often");

    let again = lexdr(folder.path(), &arguments);
    assert_eq!(
        again.stdout, done.stdout,
        "the same seed gives the same figures"
    );
}

#[test]
fn a_sweep_tells_people_what_it_means() {
    let folder = folder();
    let arguments = [
        "sweep",
        "short",
        "--phases",
        "3",
        "--calls-per-minute",
        "600",
    ];
    let done = lexdr(folder.path(), &arguments);
    assert_eq!(done.status.code(), Some(0), "{}", text(&done.stderr));
    let printed = text(&done.stdout);
    for part in [
        "failover.total (n = 3)",
        "theory",
        "600 calls a minute",
        "99.99 %",
        "PostText",
    ] {
        assert!(printed.contains(part), "{part} in:\n{printed}");
    }
    let longest = printed.lines().map(|line| line.chars().count()).max();
    assert!(longest <= Some(100), "{longest:?}:\n{printed}");
}

#[rstest]
#[case::no_moments(&["sweep", "short", "--phases", "0"])]
#[case::negative_rate(&["sweep", "short", "--calls-per-minute=-1"])]
#[case::callers_at_once(&["sweep", "short", "--caller-every", "0s"])]
#[case::price_in_words(&["sweep", "short", "--price-post-text", "much"])]
#[case::several(&["sweep", "*"])]
#[case::nothing_to_inject(&["sweep", "calm"])]
fn a_sweep_of_nothing_is_exit_code_64(#[case] arguments: &[&str]) {
    let folder = several();
    let calm = "name: calm\nsummary: Nothing is wrong.\ncheck: { every: 1m }\n\
                timeline: [{ at: 5m, end: true }]\n";
    fs::write(folder.path().join("scenarios/calm.yaml"), calm).unwrap();
    let done = lexdr(folder.path(), arguments);
    assert_eq!(done.status.code(), Some(64), "{}", text(&done.stderr));
    assert!(done.stdout.is_empty());
}
