//! Printing, following and checking contact flows.

use std::fs;

use rstest::rstest;
use serde_json::Value;

use super::support::{folder, lexdr, text};

#[rstest]
#[case::static_form(&["flow"])]
#[case::dynamic_form(&["flow", "--form", "dynamic", "--lex", "v1"])]
#[case::of_lex_v2(&["flow", "--form", "dynamic", "--lex", "v2"])]
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

#[test]
fn the_static_form_of_lex_v2_has_the_aliases_it_is_given() {
    let folder = folder();
    let alias =
        |region: &str| format!("arn:aws:lex:{region}:123456789012:bot-alias/ABCDEFGHI1/KLMNOPQRS2");
    let (east, west) = (alias("us-east-1"), alias("us-west-2"));
    let arguments = ["flow", "--lex", "v2", "--alias-arn", &east];
    let half = lexdr(folder.path(), &arguments);
    assert_eq!(half.status.code(), Some(64));
    let told = text(&half.stderr);
    assert!(told.contains("give --alias-arn for us-west-2"), "{told}");
    let whole = lexdr(
        folder.path(),
        &[&arguments[..], &["--alias-arn", &west]].concat(),
    );
    let printed = text(&whole.stdout);
    assert!(
        printed.contains(&east) && printed.contains(&west),
        "{printed}"
    );
    let wrong = lexdr(
        folder.path(),
        &["flow", "--lex", "v2", "--alias-arn", "ver_one"],
    );
    assert_eq!(wrong.status.code(), Some(64));
}
