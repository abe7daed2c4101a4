//! What whoever calls may do, and what the dead-man's switch may do.

use lexdr_gameday::permissions::{Need, needed, needed_by_switch};
use rstest::rstest;
use serde_json::{Value, json};

use crate::patient::Patient;

const NIGHT: &str = "lexdrNight";

fn trust(service: &str) -> Value {
    json!({ "Version": "2012-10-17", "Statement": [{
        "Effect": "Allow", "Principal": { "Service": service }, "Action": "sts:AssumeRole",
    }]})
}

fn statement(effect: &str, need: &Need) -> Value {
    json!({ "Effect": effect, "Action": need.action, "Resource": need.resource })
}

fn policy(statements: &[Value]) -> Value {
    json!({ "Version": "2012-10-17", "Statement": statements })
}

/// The tables, for all faults.
#[tokio::test(start_paused = true)]
async fn what_is_needed_is_known_to_the_action() {
    let patient = Patient::new().await;
    let lines = |needs: Vec<Need>| {
        let needs = needs.iter();
        let lines = needs.map(|need| format!("{} {} ({})", need.action, need.resource, need.why));
        lines.collect::<Vec<_>>().join("\n")
    };
    insta::assert_snapshot!("needed", lines(needed(&patient.config)));
    insta::assert_snapshot!("needed_by_switch", lines(needed_by_switch(&patient.config)));
}

#[tokio::test(start_paused = true)]
async fn where_no_fault_is_allowed_nothing_is_needed_that_changes_the_system() {
    let mut patient = Patient::new().await;
    patient.config.allow.faults.clear();
    assert_eq!(needed_by_switch(&patient.config), []);
    let changes = ["Put", "Update", "Create", "Delete", "Enable", "Disable"];
    let needs = needed(&patient.config);
    let changing = needs.iter().filter(|need| {
        let operation = need.action.split_once(':').unwrap().1;
        changes.iter().any(|verb| operation.starts_with(verb))
    });
    let journal = ":table/lexdr-journals";
    let elsewhere: Vec<&Need> = changing
        .filter(|need| !need.resource.ends_with(journal))
        .collect();
    assert_eq!(elsewhere, Vec::<&Need>::new());
}

/// What is said to a role's session whose policy is what is needed, but for one thing.
async fn told(action: &str, effect: &str) -> Vec<String> {
    let mut patient = Box::pin(Patient::new()).await;
    let needs = needed(&patient.config);
    let mut may: Vec<Value> = Vec::new();
    for need in &needs {
        match (need.action == action, effect) {
            (true, "") => {}
            (true, effect) => may.push(statement(effect, need)),
            _ => may.push(statement("Allow", need)),
        }
    }
    let trust = trust("ec2.amazonaws.com");
    patient.make_role(NIGHT, &trust, &policy(&may)).await;
    patient.door.identity = Some("arn:aws:sts::123456789012:assumed-role/lexdrNight/i-1");
    patient.complaints().await
}

#[tokio::test(start_paused = true)]
async fn a_session_that_may_do_what_is_needed_lacks_nothing() {
    assert_eq!(Box::pin(told("", "")).await, [""; 0]);
}

#[rstest]
#[case::lacking("lambda:PutFunctionConcurrency", "")]
#[case::denied("iam:PassRole", "Deny")]
#[tokio::test(start_paused = true)]
async fn what_a_session_may_not_do_is_said_with_what_would_help(
    #[case] action: &str,
    #[case] effect: &str,
) {
    let complaints = Box::pin(told(action, effect)).await;
    let name = format!("session_{}", action.replace(':', "_"));
    insta::assert_snapshot!(name, complaints.join("\n"));
    assert_eq!(complaints.len(), 1);
}

#[tokio::test(start_paused = true)]
async fn who_may_not_ask_is_told_what_was_not_tried() {
    let mut patient = Box::pin(Patient::new()).await;
    patient.door.refused = Some("Action=SimulatePrincipalPolicy");
    let complaints = patient.complaints().await;
    insta::assert_snapshot!("not_asked", complaints.join("\n"));
    assert_eq!(complaints.len(), 2);
}

/// A switch that would not act.
#[rstest]
#[case::no_role("none", 1)]
#[case::a_role_that_is_not_there("lexdrMissing", 1)]
#[case::a_role_for_somebody_else("lexdrOthers", 1)]
#[case::a_role_that_may_not_undo("lexdrWeak", 1)]
#[tokio::test(start_paused = true)]
async fn a_switch_that_would_not_act_is_found(#[case] role: &str, #[case] count: usize) {
    let mut patient = Box::pin(Patient::new()).await;
    let needs = needed_by_switch(&patient.config);
    let all: Vec<Value> = needs.iter().map(|need| statement("Allow", need)).collect();
    let (service, may) = match role {
        "lexdrOthers" => ("lambda.amazonaws.com", all),
        "lexdrWeak" => ("scheduler.amazonaws.com", all[1..].to_vec()),
        _ => ("", all),
    };
    if !service.is_empty() {
        patient
            .make_role(role, &trust(service), &policy(&may))
            .await;
    }
    let arn = format!("arn:aws:iam::123456789012:role/{role}");
    patient.config.switch.role_arn = (role != "none").then_some(arn);
    let complaints = patient.complaints().await;
    insta::assert_snapshot!(format!("switch_{role}"), complaints.join("\n"));
    assert_eq!(complaints.len(), count);
}
