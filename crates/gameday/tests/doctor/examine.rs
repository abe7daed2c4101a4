//! An account that is well.

use lexdr_gameday::doctor::{Check, Findings, Verdict};

use crate::patient::Patient;

#[tokio::test(start_paused = true)]
async fn of_an_account_that_is_well_there_is_nothing_but_good_to_say() {
    let patient = Patient::new().await;
    let findings = patient.examine().await;
    insta::assert_snapshot!(findings);
    assert_eq!(findings.verdict(), Verdict::Ok);
}

#[tokio::test(start_paused = true)]
async fn an_examination_changes_nothing() {
    let patient = Patient::new().await;
    let before = Box::pin(patient.account.everything()).await;
    patient.examine().await;
    assert_eq!(Box::pin(patient.account.everything()).await, before);
}

#[tokio::test(start_paused = true)]
async fn programs_get_the_same_as_people() {
    let mut patient = Patient::new().await;
    patient.steady = Err("no caller is served".to_owned());
    let findings = patient.examine().await;
    let json = serde_json::to_value(&findings).unwrap();
    assert_eq!(json["schema"], 1);
    assert_eq!(json["verdict"], "problem");
    let listed = json["findings"].as_array().unwrap();
    assert_eq!(listed.len(), findings.iter().count());
    insta::assert_json_snapshot!(listed.last().unwrap());
}

#[tokio::test(start_paused = true)]
async fn whether_callers_are_served_is_not_said_unless_somebody_has_looked() {
    let patient = Patient::new().await;
    let clients = patient.clients();
    let findings = Box::pin(lexdr_gameday::doctor::examine(
        &clients,
        &patient.config,
        None,
    ))
    .await;
    assert!(findings.iter().all(|one| one.check != Check::SteadyState));
    assert_eq!(findings.verdict(), Verdict::Ok);
}

#[test]
fn nothing_found_is_not_well() {
    assert_eq!(Findings::default().verdict(), Verdict::Unknown);
}
