//! The role of the dead-man's switch. Nothing but this examination notices before the worst case
//! that it cannot act.

use lexdr_deploy::boxed;
use lexdr_journal::{Api, Call};
use serde_json::{Value, json};

use super::ask::{Answer, ask, concrete};
use super::lacking::{Who, lacking, policy};
use super::standing::judge;
use super::{Check, Findings, Patient};
use crate::guards::{Guard, Refusal};
use crate::permissions::needed_by_switch;
use crate::said::said;

const CHECK: Check = Check::Switch;

/// The policy that lets it make the undo calls.
const POLICY: &str = "lexdr-undo";

/// Who acts when a schedule is due.
pub(super) const SCHEDULER: &str = "scheduler.amazonaws.com";

pub(super) async fn look(patient: &Patient<'_>, refusals: &[Refusal], findings: &mut Findings) {
    let Some(arn) = &patient.config.switch.role_arn else {
        return judge(
            (CHECK, &[Guard::Switch]),
            refusals,
            &[],
            String::new,
            findings,
        );
    };
    let name = arn.rsplit('/').next().unwrap_or_default();
    let found = patient.clients.iam().get_role().role_name(name).send();
    let found = found
        .await
        .map_err(|error| said(&format!("GetRole {name}"), error));
    let role = match found {
        Ok(found) => found.role,
        Err(why) if why.contains("NoSuchEntity") => None,
        Err(why) => return findings.failed(CHECK, &why),
    };
    let Some(role) = role.filter(|role| role.arn() == arn) else {
        let seen = format!("there is no role {arn} for the dead-man's switch");
        return findings.problem(CHECK, seen, create(patient, name));
    };
    let trust = role.assume_role_policy_document().unwrap_or_default();
    if !trusts(&decoded(trust)) {
        let input = json!({ "RoleName": name, "PolicyDocument": trust_policy().to_string() });
        let mend = call(patient, "UpdateAssumeRolePolicy", input).to_string();
        let seen = format!("role {name}: {SCHEDULER} may not assume it, so that no switch acts");
        return findings.problem(CHECK, seen, mend);
    }
    let all = needed_by_switch(patient.config);
    let needs = concrete(patient, &all);
    let who = Who {
        source: arn,
        said: &format!("role {name}"),
        policy: (POLICY, &all),
    };
    match boxed(|| ask(patient.clients, arn, &needs)).await {
        Ok(answers) if answers.iter().all(|answer| *answer == Answer::Yes) => {
            let count = needs.len();
            let seen =
                format!("role {name}: {SCHEDULER} may assume it and make all {count} undo calls");
            findings.ok(CHECK, seen);
        }
        Ok(answers) => lacking(patient, CHECK, &who, &needs, &answers, findings),
        Err(why) => {
            let seen = format!("whether role {name} may make the undo calls is not known: {why}");
            let mend = "allow iam:SimulatePrincipalPolicy, or let somebody ask who may";
            findings.unknown(CHECK, seen, mend);
        }
    }
}

fn call(patient: &Patient<'_>, operation: &str, input: Value) -> Call {
    Call {
        api: Api::Iam,
        region: patient.config.system.primary.clone(),
        operation: operation.to_owned(),
        input,
    }
}

/// Two calls: the role, and what it may do.
fn create(patient: &Patient<'_>, name: &str) -> String {
    let trust = trust_policy().to_string();
    let role = json!({ "RoleName": name, "AssumeRolePolicyDocument": trust });
    let role = call(patient, "CreateRole", role);
    let needs = needed_by_switch(patient.config);
    if needs.is_empty() {
        return role.to_string();
    }
    let may = json!({
        "RoleName": name,
        "PolicyName": POLICY,
        "PolicyDocument": policy(&needs).to_string(),
    });
    format!("{role} && {}", call(patient, "PutRolePolicy", may))
}

fn trust_policy() -> Value {
    json!({ "Version": "2012-10-17", "Statement": [{
        "Effect": "Allow",
        "Principal": { "Service": SCHEDULER },
        "Action": "sts:AssumeRole",
    }]})
}

/// Whether a trust policy lets EventBridge Scheduler assume its role.
fn trusts(document: &str) -> bool {
    let document: Value = serde_json::from_str(document).unwrap_or_default();
    let says = |value: &Value, wanted: &[&str]| {
        each(value).any(|value| value.as_str().is_some_and(|text| wanted.contains(&text)))
    };
    each(&document["Statement"]).any(|statement| {
        statement["Effect"] == "Allow"
            && says(&statement["Principal"]["Service"], &[SCHEDULER])
            && says(&statement["Action"], &["sts:AssumeRole", "sts:*", "*"])
    })
}

/// One value, or each of several.
fn each(value: &Value) -> impl Iterator<Item = &Value> {
    match value {
        Value::Array(values) => values.as_slice(),
        value => std::slice::from_ref(value),
    }
    .iter()
}

/// IAM gives documents percent-encoded, as they stand in a URL.
fn decoded(document: &str) -> String {
    let mut pieces = document.split('%');
    let mut bytes = pieces.next().unwrap_or_default().as_bytes().to_vec();
    for piece in pieces {
        let digits = piece.get(..2);
        match digits.and_then(|digits| u8::from_str_radix(digits, 16).ok()) {
            Some(byte) => {
                bytes.push(byte);
                bytes.extend_from_slice(&piece.as_bytes()[2..]);
            }
            None => {
                bytes.push(b'%');
                bytes.extend_from_slice(piece.as_bytes());
            }
        }
    }
    String::from_utf8_lossy(&bytes).into_owned()
}

#[cfg(test)]
mod tests {
    use rstest::rstest;

    use super::{decoded, trusts};

    #[rstest]
    #[case(r#"{"Statement":{"Effect":"Allow","Principal":{"Service":"scheduler.amazonaws.com"},"Action":"sts:AssumeRole"}}"#, true)]
    #[case(r#"{"Statement":[{"Effect":"Allow","Principal":{"Service":["lambda.amazonaws.com","scheduler.amazonaws.com"]},"Action":["sts:AssumeRole"]}]}"#, true)]
    #[case(r#"{"Statement":[{"Effect":"Allow","Principal":{"Service":"lambda.amazonaws.com"},"Action":"sts:AssumeRole"}]}"#, false)]
    #[case(r#"{"Statement":[{"Effect":"Deny","Principal":{"Service":"scheduler.amazonaws.com"},"Action":"sts:AssumeRole"}]}"#, false)]
    #[case("", false)]
    fn a_trust_policy_lets_the_scheduler_in_or_not(#[case] document: &str, #[case] expected: bool) {
        assert_eq!(trusts(document), expected);
    }

    #[rstest]
    #[case("%7B%22a%22%3A%201%7D", "{\"a\": 1}")]
    #[case("plain", "plain")]
    #[case("100%", "100%")]
    #[case("%C3%A9", "é")]
    fn documents_are_decoded(#[case] encoded: &str, #[case] expected: &str) {
        assert_eq!(decoded(encoded), expected);
    }
}
