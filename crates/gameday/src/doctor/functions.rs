//! The two functions, and how many may run at a time.

use std::collections::HashMap;

use lexdr_journal::{Api, Call};
use lexdr_scenario::{Millis, Span};
use serde_json::json;

use super::{Check, Findings, Patient};
use crate::said::said;

const CHECK: Check = Check::Functions;

/// Fewer runs at a time than this, and callers and checks are in each other's way.
const LEAST_CONCURRENCY: i32 = 10;

/// A function, as far as it matters.
struct Function {
    state: String,
    update: String,
    reason: Option<String>,
    role: String,
    variables: HashMap<String, String>,
    limit: Millis,
}

pub(super) async fn look(patient: &Patient<'_>, findings: &mut Findings) {
    let system = &patient.config.system;
    for name in [&system.check_function, &system.region_function] {
        match read(patient, name).await {
            Ok(found) => judge(patient, name, &found, findings),
            Err(why) => findings.failed(CHECK, &why),
        }
        concurrency(patient, name, findings).await;
    }
}

async fn read(patient: &Patient<'_>, name: &str) -> Result<Function, String> {
    let region = &patient.config.system.primary;
    let call = patient.clients.lambda(region).get_function_configuration();
    let found = call.function_name(name).send().await;
    let what = format!("GetFunctionConfiguration {name} in {region}");
    let found = found.map_err(|error| said(&what, error))?;
    let state = found.state().map_or("?", |state| state.as_str());
    let update = found.last_update_status();
    let update = update.map_or("?", |update| update.as_str());
    let reason = found.state_reason().or(found.last_update_status_reason());
    let role = found.role().and_then(|arn| arn.rsplit('/').next());
    let variables = found.environment().and_then(|all| all.variables());
    let seconds = found.timeout().and_then(|limit| u64::try_from(limit).ok());
    Ok(Function {
        state: state.to_owned(),
        update: update.to_owned(),
        reason: reason.map(str::to_owned),
        role: role.unwrap_or_default().to_owned(),
        variables: variables.cloned().unwrap_or_default(),
        limit: Millis(seconds.unwrap_or_default() * 1_000),
    })
}

fn judge(patient: &Patient<'_>, name: &str, found: &Function, findings: &mut Findings) {
    let system = &patient.config.system;
    let region = &system.primary;
    let seen = format!("function {name} in {region}");
    let (state, update) = (found.state.as_str(), found.update.as_str());
    if (state, update) != ("Active", "Successful") {
        let reason = found.reason.as_ref().map(|reason| format!(": {reason}"));
        let reason = reason.unwrap_or_default();
        let seen = format!("{seen} is {state}, its last update {update}{reason}");
        let mend = format!(
            "wait for it with `aws lambda wait function-updated-v2 --region {region} \
             --function-name {name}`; if it failed, deploy it again"
        );
        return findings.problem(CHECK, seen, mend);
    }
    let mut wanted = vec![("TABLE_NAME", &system.table)];
    if *name == system.check_function {
        wanted.push(("PRIMARY_REGION", &system.primary));
        wanted.push(("SECONDARY_REGION", &system.secondary));
    }
    let mut is = vec![("role", Some(&found.role), &system.role)];
    is.extend(
        wanted
            .into_iter()
            .map(|(variable, wanted)| (variable, found.variables.get(variable), wanted)),
    );
    for (what, is, wanted) in is {
        if is != Some(wanted) {
            let is = is.map_or("not there", String::as_str);
            let seen = format!("{seen}: {what} is {is}, not {wanted} as in the configuration");
            return findings.problem(CHECK, seen, "correct the one of the two that is wrong");
        }
    }
    let (limit, role) = (Span::Ms(found.limit), &system.role);
    let seen = format!("{seen}: {state}, runs at most {limit}, as {role}");
    findings.ok(CHECK, seen);
}

/// Without any reserved it runs as long as the account has some; with 0 it never does.
async fn concurrency(patient: &Patient<'_>, name: &str, findings: &mut Findings) {
    let region = &patient.config.system.primary;
    let call = patient.clients.lambda(region).get_function_concurrency();
    let found = call.function_name(name).send().await;
    let what = format!("GetFunctionConcurrency {name} in {region}");
    match found.map_err(|error| said(&what, error)) {
        Ok(found) if found.reserved_concurrent_executions == Some(0) => {
            let call = Call {
                api: Api::Lambda,
                region: region.clone(),
                operation: "DeleteFunctionConcurrency".to_owned(),
                input: json!({ "FunctionName": name }),
            };
            let seen = format!("function {name} in {region} may not run: 0 are reserved for it");
            findings.problem(CHECK, seen, call.to_string());
        }
        Ok(_) => {}
        // That it is not there has been said.
        Err(why) if why.contains("ResourceNotFoundException") => {}
        Err(why) => findings.failed(CHECK, &why),
    }
}

pub(super) async fn quota(patient: &Patient<'_>, findings: &mut Findings) {
    const CHECK: Check = Check::Quota;
    let region = &patient.config.system.primary;
    let call = patient.clients.lambda(region).get_account_settings();
    let found = call.send().await;
    let what = format!("GetAccountSettings in {region}");
    let limit = match found.map_err(|error| said(&what, error)) {
        Ok(found) => found.account_limit,
        Err(why) => return findings.failed(CHECK, &why),
    };
    let all = limit
        .as_ref()
        .map_or(0, |limit| limit.concurrent_executions);
    let free = limit.and_then(|limit| limit.unreserved_concurrent_executions);
    let free = free.unwrap_or_default();
    let seen = format!("functions in {region}: {free} of {all} may run at a time unreserved");
    if free >= LEAST_CONCURRENCY {
        return findings.ok(CHECK, seen);
    }
    let mend = format!(
        "aws service-quotas request-service-quota-increase --region {region} --service-code \
         lambda --quota-code L-B99A9384 --desired-value 1000"
    );
    findings.problem(CHECK, seen, mend);
}
