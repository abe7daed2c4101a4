//! The configuration, as people write it.

use std::path::Path;
use std::time::Duration;

use lexdr_deploy::AliasBy;
use lexdr_gameday::config::{Config, ConfigErrors, Output, Probes};
use lexdr_scenario::{LexVersion, Millis};
use rstest::rstest;

use crate::{GOOD, TWO_FAULTS, config, scenario};

fn errors(text: &str) -> ConfigErrors {
    match Config::parse("lexdr.toml", text.as_bytes()) {
        Ok(config) => panic!("read without errors: {config:?}"),
        Err(errors) => errors,
    }
}

/// [`GOOD`] with one piece of text changed.
pub(crate) fn good_but(from: &str, to: &str) -> String {
    assert_eq!(GOOD.matches(from).count(), 1, "{from:?} must stand once");
    GOOD.replace(from, to)
}

#[test]
fn a_good_file_says_what_it_says() {
    insta::assert_json_snapshot!(config());
}

#[test]
fn what_is_left_out_is_usual() {
    let text = good_but("partition = \"aws\"\n", "");
    let text = text.replace("locale = \"en_US\"\nreplicated = false\n", "");
    let text = text.replace("directory = \"runs\"\n", "");
    let text = text.replace("margin = \"4m\"\ngroup = \"lexdr\"\n", "");
    let text = text.replace("timezone = \"UTC\"\n", "");
    let text = text.split("[probes]").next().unwrap();
    let config = Config::parse("lexdr.toml", text.as_bytes()).unwrap();
    assert_eq!(config.account.partition, "aws");
    assert_eq!(config.system.locale, "en_US");
    assert!(!config.system.replicated);
    assert_eq!(config.journal.directory, Path::new(".lexdr"));
    assert_eq!(config.switch.margin, Millis(300_000));
    assert_eq!(config.switch.group, "default");
    assert_eq!(config.probes, Probes::default());
    assert_eq!(config.output, Output::default());
}

#[test]
fn tags_stand_in_one_line_or_in_a_section_of_their_own() {
    let line = good_but(
        "tables = [",
        "tags = { lexdr = \"game-day\", a = \"b\" }\ntables = [",
    );
    let section = good_but(
        "[journal]",
        "[allow.tags]\nlexdr = \"game-day\"\na = \"b\"\n[journal]",
    );
    for text in [line, section] {
        let config = Config::parse("lexdr.toml", text.as_bytes()).unwrap();
        let tags: Vec<_> = config.allow.tags.into_iter().collect();
        let expected = [("a", "b"), ("lexdr", "game-day")];
        assert_eq!(
            tags,
            expected.map(|(key, value)| (key.to_owned(), value.to_owned()))
        );
    }
}

#[test]
fn the_system_has_names_from_the_file_and_the_check_from_the_scenario() {
    let mut check = scenario(TWO_FAULTS).check;
    check.failure_threshold = 3;
    check.alias_by = lexdr_scenario::AliasBy::Id;
    let text = good_but("role = \"lexDRRole\"", "role = \"another\"");
    let config = Config::parse("lexdr.toml", text.as_bytes()).unwrap();
    let system = config.system(&check);
    assert_eq!(system.lex, LexVersion::V2);
    assert_eq!(system.role, "another");
    assert_eq!(system.every, Duration::from_secs(300));
    assert_eq!(system.check_timeout, Duration::from_secs(15));
    assert_eq!(
        (system.thresholds.failure, system.alias_by),
        (3, AliasBy::Id)
    );
    assert!(system.check_code.is_empty());
}

#[test]
fn probes_are_as_far_apart_as_the_file_says() {
    let mut probes = scenario(TWO_FAULTS).probes;
    config().probes.apply(&mut probes);
    let (route, caller, order) = (probes.route, probes.caller, probes.order);
    assert_eq!((route.0, caller.0, order.0), (10_000, 30_000, 120_000));
}

/// A name, a piece of the good file, and what stands there instead.
const WRONG: &[(&str, &str, &str)] = &[
    ("unknown key", "check-every =", "chek-every ="),
    ("another word", "group = \"lexdr\"", "colour = \"red\""),
    ("unknown section", "[alarms]", "[alarm]"),
    (
        "section is a value",
        "[probes]\nroute = \"10s\"\ncaller = \"30s\"\norder = \"2m\"",
        "",
    ),
    (
        "no place in S3",
        "upload = \"s3://lexdr-runs/game-days\"",
        "upload = \"lexdr-runs\"",
    ),
    (
        "uploads to a region of nobody",
        "upload-region = \"us-west-2\"",
        "upload-region = \"eu-west-1\"",
    ),
    ("key missing", "rule = \"lexHealthCheckRule\"\n", ""),
    (
        "doubled key",
        "to = \"05:00\"",
        "to = \"05:00\"\nto = \"06:00\"",
    ),
    ("no toml", "from = \"01:00\"", "from: 01:00"),
    ("text not closed", "to = \"05:00\"", "to = \"05:00"),
    (
        "account as a number",
        "id = \"123456789012\"",
        "id = 123456789012",
    ),
    (
        "account too short",
        "id = \"123456789012\"",
        "id = \"12345\"",
    ),
    (
        "unknown partition",
        "partition = \"aws\"",
        "partition = \"aws-gov\"",
    ),
    (
        "region misspelt",
        "secondary = \"us-west-2\"",
        "secondary = \"us-west2\"",
    ),
    (
        "regions no list",
        "regions = [\"us-east-1\", \"us-west-2\", \"us-east-2\"]",
        "regions = \"us-east-1\"",
    ),
    ("region of a list", "\"us-east-2\"]", "2]"),
    (
        "primary not allowed",
        "primary = \"us-east-1\"",
        "primary = \"eu-west-1\"",
    ),
    (
        "journal not allowed",
        "region = \"us-east-2\"",
        "region = \"eu-west-1\"",
    ),
    (
        "one region twice",
        "secondary = \"us-west-2\"",
        "secondary = \"us-east-1\"",
    ),
    (
        "name is an ARN",
        "role = \"lexDRRole\"",
        "role = \"arn:aws:iam::123456789012:role/lexDRRole\"",
    ),
    (
        "replicated in words",
        "replicated = false",
        "replicated = \"no\"",
    ),
    (
        "scratch alias of a replica",
        "replicated = false",
        "replicated = true\nscratch-alias = true",
    ),
    (
        "locale of the web",
        "locale = \"en_US\"",
        "locale = \"en-us\"",
    ),
    (
        "interval without unit",
        "check-every = \"5m\"",
        "check-every = \"5\"",
    ),
    (
        "interval no rule has",
        "check-every = \"5m\"",
        "check-every = \"90s\"",
    ),
    (
        "time limit too long",
        "check-timeout = \"15s\"",
        "check-timeout = \"5m\"",
    ),
    (
        "everything allowed",
        "bots = [\"Order*\"]",
        "bots = [\"*\"]",
    ),
    (
        "star in the middle",
        "bots = [\"Order*\"]",
        "bots = [\"Or*der\"]",
    ),
    (
        "tags are a list",
        "roles = [\"lexDRRole\"]",
        "roles = []\ntags = [\"game-day\"]",
    ),
    ("no tag", "roles = [\"lexDRRole\"]", "roles = []\ntags = {}"),
    (
        "tag that nobody can set",
        "roles = [\"lexDRRole\"]",
        "roles = []\ntags = { \"aws:cloudformation:stack-name\" = \"lex\" }",
    ),
    (
        "tag that is a number",
        "roles = [\"lexDRRole\"]",
        "roles = []\ntags = { lexdr = 1 }",
    ),
    (
        "tag with a space and one without a value",
        "roles = [\"lexDRRole\"]",
        "roles = []\ntags = { \"game day\" = \"yes\", lexdr = \"\" }",
    ),
    (
        "fault misspelt",
        "\"rule-disabled\", ",
        "\"rule-disable\", ",
    ),
    (
        "fault without an undo",
        "\"rule-disabled\", ",
        "\"alias-deleted\", ",
    ),
    ("margin too short", "margin = \"4m\"", "margin = \"30s\""),
    (
        "role of another account",
        "arn:aws:iam::123456789012:role",
        "arn:aws:iam::210987654321:role",
    ),
    (
        "role by name",
        "role-arn = \"arn:aws:iam::123456789012:role/lexdr-switch\"",
        "role-arn = \"lexdr-switch\"",
    ),
    (
        "day misspelt",
        "\"tue\", \"mon\", \"thu\"",
        "\"tues\", \"Montag\"",
    ),
    ("no day", "\"tue\", \"mon\", \"thu\"", ""),
    ("hour there is none", "from = \"01:00\"", "from = \"25:00\""),
    ("time as in TOML", "from = \"01:00\"", "from = 01:00:00"),
    ("window without length", "to = \"05:00\"", "to = \"01:00\""),
    (
        "time zone",
        "timezone = \"UTC\"",
        "timezone = \"Europe/Berlin\"",
    ),
    (
        "no alarm",
        "names = [\"callers unserved\", \"lex-errors\"]",
        "names = []",
    ),
    ("orders without callers", "order = \"2m\"", "order = \"5s\""),
    ("probe too often", "caller = \"30s\"", "caller = \"10ms\""),
    (
        "secret key",
        "replicated = false",
        "aws_secret_access_key = \"wJalrXUtnFEMIK7MDENG\"",
    ),
    (
        "secret in a section of its own",
        "[alarms]",
        "[credentials]\nkey = \"wJalrXUtnFEMIK7MDENG\"\n[alarms]",
    ),
    (
        "key id as a value",
        "group = \"lexdr\"",
        "group = \"AKIAIOSFODNN7EXAMPLE\"",
    ),
    (
        "secret in a broken line",
        "group = \"lexdr\"",
        "session-token = \"wJalrXUtnFEMIK7MDENG",
    ),
];

#[test]
fn each_slip_is_shown_with_its_place_and_what_would_be_right() {
    let shown: String = WRONG
        .iter()
        // A section that is a value has to come before all sections.
        .map(|(name, from, to)| match *name {
            "section is a value" => (name, format!("probes = 5\n{}", good_but(from, to))),
            _ => (name, good_but(from, to)),
        })
        .map(|(name, text)| format!("## {name}\n{}\n\n", errors(&text)))
        .collect();
    insta::assert_snapshot!(shown);
}

#[test]
fn all_errors_of_a_file_are_shown_at_once_in_order() {
    let text = "\
[acount]
id = \"123456789012\"
[system]
primary = \"us-east-1\"
bot = 5
[window]
days = [\"mon\", \"freitag\"]
from = \"1:00\"
";
    insta::assert_snapshot!(errors(text));
}

#[test]
fn no_credential_is_ever_shown() {
    for (_, from, to) in WRONG {
        if !to.contains("wJalrXUtnFEMIK7MDENG") && !to.contains("AKIA") {
            continue;
        }
        let errors = errors(&good_but(from, to));
        let shown = format!("{errors} {errors:?}");
        assert!(
            !shown.contains("wJalr") && !shown.contains("AKIA"),
            "{shown}"
        );
        assert!(
            shown.contains("credential") || shown.contains("unknown section"),
            "{shown}"
        );
    }
}

#[test]
fn a_file_that_cannot_be_read_is_named() {
    let directory = tempfile::tempdir().unwrap();
    let path = directory.path().join("lexdr.toml");
    let missing = Config::load(&path).unwrap_err().to_string();
    assert!(
        missing.contains("lexdr.toml: error: cannot be read"),
        "{missing}"
    );

    std::fs::write(&path, b"id = \"\xff\"").unwrap();
    let binary = Config::load(&path).unwrap_err().to_string();
    assert!(
        binary.contains("is not UTF-8 text from byte 6 on"),
        "{binary}"
    );

    std::fs::write(&path, GOOD).unwrap();
    assert_eq!(Config::load(&path).unwrap(), config());
}

#[rstest]
#[case("OrderFlowers", true)]
#[case("Order", true)]
#[case("PreOrder", false)]
#[case("order", false)]
fn names_are_exact_or_begin_alike(#[case] name: &str, #[case] allowed: bool) {
    assert_eq!(config().allow.bots.contain(name), allowed);
    assert!(!config().allow.functions.contain("lexDRTest2"));
}
