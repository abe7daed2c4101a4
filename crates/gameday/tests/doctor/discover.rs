//! A deployment that nobody has described yet.

use lexdr_gameday::config::Config;
use lexdr_gameday::doctor::{DiscoverError, Discovered, Hints, discover};
use rstest::rstest;
use serde_json::json;

use crate::patient::Patient;

async fn discovered(patient: &Patient, hints: &Hints) -> Result<Discovered, DiscoverError> {
    Box::pin(discover(patient.aws(), "us-east-1", "us-west-2", hints)).await
}

#[tokio::test(start_paused = true)]
async fn the_file_says_what_was_found_and_leaves_the_rest_to_a_person() {
    let patient = Patient::new().await;
    let found = discovered(&patient, &Hints::default()).await.unwrap();
    assert_eq!(found.system, patient.config.system);
    assert_eq!(found.notes, [""; 0]);
    let file = found.to_string();
    insta::assert_snapshot!(file);

    let parsed = Config::parse("lexdr.toml", file.as_bytes()).unwrap();
    assert_eq!(parsed.system, found.system);
    assert_eq!(parsed.account, found.account);
    // Nothing can be broken, and nothing would undo it, until a person says so.
    assert_eq!(parsed.allow.faults, [""; 0]);
    assert_eq!(parsed.switch.role_arn, None);
    assert!(!["us-east-1", "us-west-2"].contains(&parsed.journal.region.as_str()));
    assert!(parsed.allow.tables.contain(&parsed.journal.table));
}

#[tokio::test(start_paused = true)]
async fn regions_that_the_function_does_not_know_are_refused() {
    let patient = Patient::new().await;
    let hints = Hints::default();
    let found = Box::pin(discover(patient.aws(), "us-east-1", "eu-west-1", &hints)).await;
    assert_eq!(
        found.unwrap_err().to_string(),
        "SECONDARY_REGION of lexDRTest says us-west-2, not eu-west-1; name the regions that it \
         says, if this is the right function"
    );
}

#[tokio::test(start_paused = true)]
async fn what_a_configuration_cannot_say_is_noted_in_the_file() {
    let patient = Patient::new().await;
    let may = json!({ "Version": "2012-10-17", "Statement": [{
        "Effect": "Allow", "Action": "dynamodb:GetItem", "Resource": "*",
    }]});
    let trust = json!({ "Version": "2012-10-17", "Statement": [{
        "Effect": "Allow",
        "Principal": { "Service": "lambda.amazonaws.com" },
        "Action": "sts:AssumeRole",
    }]});
    patient.make_role("own", &trust, &may).await;
    let lambda = patient.aws().lambda("us-east-1");
    let update = lambda.update_function_configuration();
    let update = update.function_name("lexDRGetRegion");
    let update = update.role("arn:aws:iam::123456789012:role/own").send();
    update.await.unwrap();

    let found = discovered(&patient, &Hints::default()).await.unwrap();
    assert_eq!(
        found.notes,
        ["lexDRGetRegion has another role than lexDRTest: own"]
    );
    let file = found.to_string();
    assert!(
        file.contains("# NOTE: lexDRGetRegion has another role"),
        "{file}"
    );
    let parsed = Config::parse("lexdr.toml", file.as_bytes()).unwrap();
    assert_eq!(parsed.system, found.system);
}

fn named(check: &str, region: &str, rule: &str) -> Hints {
    let hint = |name: &str| (!name.is_empty()).then(|| name.to_owned());
    Hints {
        check_function: hint(check),
        region_function: hint(region),
        rule: hint(rule),
    }
}

#[rstest]
#[case::published(named("lexDRTest", "lexDRGetRegion", "lexHealthCheckRule"), None)]
#[case::no_such_function(
    named("lexCheck", "", ""),
    Some("there is no function lexCheck; name the health check with --check-function")
)]
#[case::another_function(
    named("lexDRGetRegion", "", ""),
    Some(
        "lexDRGetRegion has no variable PRIMARY_REGION; name the function of the health check \
          with --check-function"
    )
)]
#[case::another_rule(
    named("", "", "nightly"),
    Some("no rule in us-east-1 runs lexDRTest on a schedule; make one, such as rate(5 minutes)")
)]
#[tokio::test(start_paused = true)]
async fn hints_are_taken_at_their_word(#[case] hints: Hints, #[case] expected: Option<&str>) {
    let patient = Patient::new().await;
    let found = discovered(&patient, &hints).await;
    let error = found.err().map(|error| error.to_string());
    assert_eq!(error.as_deref(), expected);
}

#[tokio::test(start_paused = true)]
async fn two_rules_with_the_same_target_are_not_guessed_between() {
    let patient = Patient::new().await;
    let events = patient.aws().events("us-east-1");
    let rule = events.put_rule().name("also");
    let rule = rule.schedule_expression("rate(1 hour)").send();
    rule.await.unwrap();
    let targets = events.list_targets_by_rule().rule("lexHealthCheckRule");
    let targets = targets.send().await.unwrap().targets;
    let put = events.put_targets().rule("also").set_targets(targets);
    put.send().await.unwrap();

    let error = discovered(&patient, &Hints::default()).await.unwrap_err();
    assert_eq!(
        error.to_string(),
        "the rule could be any of also, lexHealthCheckRule; name it with --rule"
    );
    let hinted = discovered(&patient, &named("", "", "lexHealthCheckRule")).await;
    assert_eq!(hinted.unwrap().system, patient.config.system);
}
