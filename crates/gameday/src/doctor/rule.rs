//! The rule that runs the check.

use lexdr_journal::{Api, Call};
use serde_json::json;

use super::standing::judge;
use super::{Check, Findings, Patient};
use crate::guards::{Guard, Refusal};
use crate::said::said;

const CHECK: Check = Check::Rule;

pub(super) async fn look(patient: &Patient<'_>, refusals: &[Refusal], findings: &mut Findings) {
    let system = &patient.config.system;
    let facts = &patient.facts;
    let (name, region) = (&system.rule, &system.primary);
    judge(
        (CHECK, &[Guard::Check]),
        refusals,
        &[facts.rule.as_ref().err()],
        || {
            let schedule = facts.rule.as_ref().map_or("", |rule| &rule.schedule);
            format!("rule {name} in {region}: {schedule}, enabled")
        },
        findings,
    );
    // What else there is to say of a rule that is not there has been said.
    if facts.rule.is_ok() {
        target(patient, findings).await;
    }
}

/// The rule has to run the function that the configuration calls the check.
async fn target(patient: &Patient<'_>, findings: &mut Findings) {
    let system = &patient.config.system;
    let (name, region, function) = (&system.rule, &system.primary, &system.check_function);
    let call = patient.clients.events(region).list_targets_by_rule();
    let found = call.rule(name).send().await;
    let what = format!("ListTargetsByRule {name} in {region}");
    let targets = match found.map_err(|error| said(&what, error)) {
        Ok(found) => found.targets.unwrap_or_default(),
        Err(why) => return findings.failed(CHECK, &why),
    };
    let account = &patient.config.account;
    let (partition, id) = (&account.partition, &account.id);
    let arn = format!("arn:{partition}:lambda:{region}:{id}:function:{function}");
    // It may name an alias of the function.
    let alias = format!("{arn}:");
    let is_check = |target: &str| target == arn || target.starts_with(&alias);
    if targets.iter().any(|target| is_check(target.arn())) {
        let seen = format!("rule {name} in {region} runs {function}");
        return findings.ok(CHECK, seen);
    }
    let call = Call {
        api: Api::Events,
        region: region.clone(),
        operation: "PutTargets".to_owned(),
        input: json!({
            "Rule": name,
            "Targets": [{ "Id": "lexdr-check", "Arn": arn, "Input": "{}" }],
        }),
    };
    let seen = format!("rule {name} in {region} does not run {function}");
    findings.problem(CHECK, seen, call.to_string());
}
