//! A deployment of its own on an account, beside the system that is there.

use std::fs;
use std::path::Path;
use std::process::Output;

use rstest::rstest;
use serde_json::{Value, json};
use tempfile::TempDir;

use super::support::{lexdr, text};
use crate::gameday::place::Place;

/// An instance of Amazon Connect that the steps are printed for; with the feature `connect` they
/// are done, and there is none of this id.
const INSTANCE: Option<&str> = if cfg!(feature = "connect") {
    None
} else {
    Some("1234-abcd")
};

pub(super) const LIVE: [&str; 3] = ["--live", "--account", "123456789012"];

/// A folder with two packages that have nothing in them: nobody runs them.
pub(super) fn packages() -> TempDir {
    packages_of(0)
}

/// As [`packages`], with so many bytes before the end of each.
fn packages_of(bytes: usize) -> TempDir {
    let folder = tempfile::tempdir().unwrap();
    let package = [&vec![0; bytes][..], b"PK\x05\x06", &[0; 18]].concat();
    for name in ["health-check.zip", "get-region.zip"] {
        fs::write(folder.path().join(name), &package).unwrap();
    }
    folder
}

/// `lexdr up` or `lexdr down` of the deployment acme on the account at this place.
pub(super) fn acme(place: &Place, folder: &Path, command: &str, arguments: &[&str]) -> Output {
    let mut all = vec![command, "--target", "aws", "--prefix", "acme"];
    all.extend(["--endpoint", place.endpoint()]);
    if command == "up" {
        all.extend(["--packages", "."]);
    }
    all.extend(arguments);
    lexdr(folder, &all)
}

/// The names of what there is.
fn names(place: &Place) -> Value {
    let call = |of: &str, target| place.call(&format!("us-east-1/{of}"), target, &json!({}));
    let lambda = place.json("GET /us-east-1/lambda/2015-03-31/functions", "");
    let functions = lambda["Functions"].as_array().unwrap();
    let functions: Vec<&Value> = functions.iter().map(|one| &one["FunctionName"]).collect();
    let rules = call("events", "AWSEvents.ListRules");
    let rules: Vec<&Value> = rules["Rules"]
        .as_array()
        .unwrap()
        .iter()
        .map(|one| &one["Name"])
        .collect();
    let bots = |region| {
        let found = place.json(&format!("POST /{region}/models-v2-lex/bots/"), "{}");
        let found = found["botSummaries"].as_array().unwrap().iter();
        found
            .map(|one| one["botName"].clone())
            .collect::<Vec<Value>>()
    };
    json!({
        "tables": call("dynamodb", "DynamoDB_20120810.ListTables")["TableNames"],
        "functions": functions,
        "rules": rules,
        "bots": [bots("us-east-1"), bots("us-west-2")],
    })
}

#[test]
fn without_a_word_that_it_is_meant_nothing_is_done() {
    let (place, folder) = (Place::start(), packages());
    let before = names(&place);
    let plan = acme(&place, folder.path(), "up", &["--tag", "team=voice"]);
    let (shown, said) = (text(&plan.stdout), text(&plan.stderr));
    assert_eq!(plan.status.code(), Some(0), "{said}");
    for line in [
        "deployment acme on account 123456789012, us-east-1 and us-west-2\n",
        "  tags: lexdr=acme, team=voice\n",
        "  bot acme-OrderFlowers in us-west-2: to be made\n",
        "  function acme-lexDRTest in us-east-1: to be made\n",
    ] {
        assert!(shown.contains(line), "{line}{shown}");
    }
    assert_eq!(
        said,
        "nothing was done; to do it: --live --account 123456789012\n"
    );
    for (arguments, why) in [
        (&["--live"][..], "add `--account 123456789012`"),
        (
            &["--live", "--account", "210987654321"],
            "in account 123456789012, not 210987654321",
        ),
    ] {
        for command in ["up", "down"] {
            let done = acme(&place, folder.path(), command, arguments);
            let said = text(&done.stderr);
            assert!(said.starts_with("refused: account: "), "{said}");
            assert!(said.contains(why), "{said}");
            assert_eq!(done.status.code(), Some(3), "{said}");
        }
    }
    assert_eq!(names(&place), before);
}

#[test]
fn it_is_made_connected_configured_and_removed() {
    // As long as packages are, which is longer than other requests.
    let (place, folder) = (Place::start(), packages_of(6_500_000));
    let before = names(&place);
    let live =
        |command, more: &[&str]| acme(&place, folder.path(), command, &[&LIVE[..], more].concat());
    let mut more = vec!["--config", "acme.toml"];
    if let Some(id) = INSTANCE {
        more.extend(["--connect-instance", id]);
    }
    let made = live("up", &more);
    let shown = text(&made.stdout);
    assert_eq!(made.status.code(), Some(0), "{}", text(&made.stderr));
    let of_connect = |command: &str| {
        let id = INSTANCE.unwrap_or("INSTANCE_ID");
        let begin = format!("  aws connect {command} --region us-east-1 --instance-id {id} ");
        shown.matches(&begin).count()
    };
    assert_eq!(of_connect("associate-bot"), 2, "{shown}");
    assert_eq!(of_connect("associate-lambda-function"), 1, "{shown}");
    assert_eq!(of_connect("create-contact-flow"), 1, "{shown}");
    // The flow is printed by the line that says so.
    let flow = shown.lines().find_map(|line| line.strip_prefix("  lexdr "));
    let (flow, _) = flow.unwrap().split_once(" > acme-flow.json").unwrap();
    let printed = lexdr(folder.path(), &flow.split(' ').collect::<Vec<_>>());
    let printed = text(&printed.stdout);
    assert!(
        printed.contains(":function:acme-lexDRGetRegion"),
        "{printed}"
    );
    let config = fs::read_to_string(folder.path().join("acme.toml")).unwrap();
    assert!(
        config.contains("rule = \"acme-lexHealthCheckRule\"\n"),
        "{config}"
    );

    let with_it = names(&place);
    assert_ne!(with_it, before);
    let again = live("up", &[]);
    assert_eq!(again.status.code(), Some(0), "{}", text(&again.stderr));
    assert_eq!(names(&place), with_it);
    let written = live("up", &more);
    assert_eq!(written.status.code(), Some(64));
    let said = text(&written.stderr);
    assert!(said.contains("acme.toml is there already"), "{said}");

    let removed = live("down", &[]);
    let shown = text(&removed.stdout);
    assert_eq!(removed.status.code(), Some(0), "{}", text(&removed.stderr));
    assert_eq!(
        shown.matches("aws connect disassociate-bot ").count(),
        2,
        "{shown}"
    );
    assert_eq!(names(&place), before);
}

#[test]
fn no_function_is_told_the_id_of_a_scratch_alias() {
    let (place, folder) = (Place::start(), packages());
    let variables = |function: &str| {
        let path = format!("/us-east-1/lambda/2015-03-31/functions/{function}/configuration");
        place.json(&format!("GET {path}"), "")["Environment"]["Variables"].clone()
    };
    let up = |more: &[&str]| acme(&place, folder.path(), "up", &[&LIVE[..], more].concat());
    assert_eq!(up(&[]).status.code(), Some(0));
    assert!(variables("acme-lexDRGetRegion")["BOT_ALIAS_ARNS"].is_string());
    let made = up(&["--scratch-alias", "--config", "acme.toml"]);
    assert_eq!(made.status.code(), Some(0), "{}", text(&made.stderr));
    let shown = text(&made.stdout);
    assert!(!shown.contains("aws connect"), "nobody calls it: {shown}");
    assert_eq!(
        variables("acme-lexDRGetRegion")["BOT_ALIAS_ARNS"],
        json!(null)
    );
    assert_eq!(variables("acme-lexDRTest")["PRIMARY_BOT_ALIAS"], "ver_one");
    let config = fs::read_to_string(folder.path().join("acme.toml")).unwrap();
    assert!(config.contains("\nscratch-alias = true\n"), "{config}");
    assert!(config.contains("\n# [\"alias-deleted\", "), "{config}");
}

#[test]
fn what_is_not_its_own_is_left() {
    let (place, folder) = (Place::start(), packages());
    let before = names(&place);
    let live = |command| acme(&place, folder.path(), command, &LIVE);
    let rule = json!({ "Name": "acme-lexHealthCheckRule", "ScheduleExpression": "rate(1 day)" });
    place.call("us-east-1/events", "AWSEvents.PutRule", &rule);
    let refused = live("up");
    let said = text(&refused.stderr);
    assert_eq!(
        said,
        "refused: rule acme-lexHealthCheckRule in us-east-1 is there without the tag lexdr=acme; \
         remove it, or choose another --prefix\n"
    );
    assert_eq!(refused.status.code(), Some(3));
    let left = live("down");
    let said = text(&left.stderr);
    let told =
        "left: rule acme-lexHealthCheckRule in us-east-1 is there without the tag lexdr=acme";
    assert!(said.contains(told), "{said}");
    assert_eq!(left.status.code(), Some(4), "{said}");
    let mut with_rule = before;
    with_rule["rules"]
        .as_array_mut()
        .unwrap()
        .insert(0, rule["Name"].clone());
    assert_eq!(names(&place), with_rule);
}

#[rstest]
#[case::no_prefix(&["up", "--target", "aws"], "needs a --prefix")]
#[case::no_such_prefix(&["down", "--target", "aws", "--prefix", "a_b"], "cannot begin a name")]
#[case::lex_v1(&["up", "--target", "aws", "--prefix", "acme", "--lex", "v1"], "Lex V1 any more")]
#[case::one_region(
    &["up", "--target", "aws", "--prefix", "acme", "--primary", "us-west-2"],
    "are both us-west-2"
)]
#[case::no_minutes(
    &["up", "--target", "aws", "--prefix", "acme", "--check-every", "90s"],
    "runs every so many minutes"
)]
#[case::no_packages(
    &["up", "--target", "aws", "--prefix", "acme", "--live", "--packages", "nowhere"],
    "cargo xtask package"
)]
#[case::an_emulator_with_a_prefix(
    &["down", "--target", "localstack", "--prefix", "acme"],
    "go with --target aws"
)]
#[case::an_emulator_with_tags(
    &["up", "--target", "localstack", "--tag", "team=voice"],
    "go with --target aws"
)]
#[case::an_emulator_with_a_scratch_alias(
    &["up", "--target", "localstack", "--scratch-alias"],
    "go with --target aws"
)]
#[case::a_scratch_alias_that_is_called(
    &["up", "--target", "aws", "--prefix", "acme", "--scratch-alias", "--connect-instance", "1"],
    "--connect-instance does not go with it"
)]
fn what_does_not_go_together_is_exit_code_64(#[case] arguments: &[&str], #[case] told: &str) {
    let folder = tempfile::tempdir().unwrap();
    let done = lexdr(folder.path(), arguments);
    let said = text(&done.stderr);
    assert!(said.contains(told), "{said}");
    assert_eq!(done.status.code(), Some(64), "{said}");
}
