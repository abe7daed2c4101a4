//! Who may do what with alarms, and SimulatePrincipalPolicy, which tells it beforehand.

use aws_sdk_cloudwatch::error::ProvideErrorMetadata;
use aws_sdk_iam::types::{ContextEntry, ContextKeyTypeEnum, PolicyEvaluationDecisionType};
use lexdr_simulator::Principal;
use serde_json::json;

use crate::support::{Account, EAST};

const ROLE: &str = "arn:aws:iam::123456789012:role/r";
const ALARM: &str = "arn:aws:cloudwatch:us-east-1:123456789012:alarm:";

/// Role `r` may set the alarms called `mine-…` in the east, and never `mine-not`.
async fn role(account: &Account) {
    account.role().await;
    let document = json!({ "Version": "2012-10-17", "Statement": [
        { "Effect": "Allow", "Action": "cloudwatch:SetAlarmState", "Resource": format!("{ALARM}mine-*"),
          "Condition": { "StringEquals": { "aws:RequestedRegion": EAST } } },
        { "Effect": "Deny", "Action": "cloudwatch:*", "Resource": format!("{ALARM}mine-not") },
        { "Effect": "Allow", "Action": "cloudwatch:PutMetricData", "Resource": "*" },
    ] });
    let put = account
        .iam()
        .put_role_policy()
        .role_name("r")
        .policy_name("p");
    put.policy_document(document.to_string())
        .send()
        .await
        .unwrap();
}

#[tokio::test(start_paused = true)]
async fn a_function_may_do_what_its_role_may() {
    let account = Account::instant();
    role(&account).await;
    let function = Principal::FunctionRole {
        function: "f".to_owned(),
        role: "r".to_owned(),
    };
    let client = aws_sdk_cloudwatch::Client::new(&account.config_of(&function));
    let set = async |name: &str| {
        let set = client
            .set_alarm_state()
            .alarm_name(name)
            .state_reason("told");
        let set = set.state_value("OK".into()).send().await;
        let error = set.unwrap_err();
        (
            error.code().unwrap_or_default().to_owned(),
            error.to_string(),
        )
    };
    // Allowed, and then there is no such alarm.
    assert_eq!(set("mine-1").await.0, "ResourceNotFound");
    assert_eq!(set("mine-not").await.0, "AccessDenied");
    assert_eq!(set("other").await.0, "AccessDenied");
    let described = client.describe_alarms().send().await.unwrap_err();
    assert_eq!(described.code(), Some("AccessDenied"));
    assert_eq!(described.raw_response().unwrap().status().as_u16(), 403);
    let why = described
        .into_service_error()
        .message()
        .unwrap_or_default()
        .to_owned();
    assert!(
        why.contains("cloudwatch:DescribeAlarms on resource: arn:aws:cloudwatch:"),
        "{why}"
    );
}

#[tokio::test(start_paused = true)]
async fn what_a_role_may_do_can_be_asked() {
    let account = Account::instant();
    role(&account).await;
    let iam = account.iam();
    let ask = || {
        iam.simulate_principal_policy()
            .policy_source_arn(ROLE)
            .action_names("cloudwatch:SetAlarmState")
            .action_names("cloudwatch:PutMetricData")
            .resource_arns(format!("{ALARM}mine-1"))
            .resource_arns(format!("{ALARM}mine-not"))
    };
    let region = |region: &str| {
        ContextEntry::builder()
            .context_key_name("aws:RequestedRegion")
            .context_key_type(ContextKeyTypeEnum::String)
            .context_key_values(region)
            .build()
    };
    use PolicyEvaluationDecisionType::{Allowed, ExplicitDeny, ImplicitDeny};
    for (context, expected) in [
        (
            vec![region(EAST)],
            [Allowed, ExplicitDeny, Allowed, ExplicitDeny],
        ),
        (
            vec![region("us-west-2")],
            [ImplicitDeny, ExplicitDeny, Allowed, ExplicitDeny],
        ),
        // Without the key its condition is not met.
        (vec![], [ImplicitDeny, ExplicitDeny, Allowed, ExplicitDeny]),
    ] {
        let answer = ask()
            .set_context_entries(Some(context))
            .send()
            .await
            .unwrap();
        let results = answer.evaluation_results();
        let decisions: Vec<_> = results
            .iter()
            .map(|one| one.eval_decision().clone())
            .collect();
        assert_eq!(decisions, expected);
        assert_eq!(results[1].eval_action_name(), "cloudwatch:SetAlarmState");
        assert_eq!(
            results[1].eval_resource_name(),
            Some(&*format!("{ALARM}mine-not"))
        );
        assert!(!answer.is_truncated());
    }
}

#[tokio::test(start_paused = true)]
async fn the_operator_may_everything_and_a_role_without_policies_nothing() {
    let account = Account::instant();
    account.role().await;
    let iam = account.iam();
    let decision = async |source: &str| {
        let ask = iam.simulate_principal_policy().policy_source_arn(source);
        let answer = ask.action_names("lambda:InvokeFunction").send().await;
        answer.map(|answer| {
            let result = &answer.evaluation_results()[0];
            assert_eq!(result.eval_resource_name(), Some("*"));
            result.eval_decision().as_str().to_owned()
        })
    };
    assert_eq!(decision(ROLE).await.unwrap(), "implicitDeny");
    let operator = Principal::Operator.arn(account.simulator.account());
    assert_eq!(decision(&operator).await.unwrap(), "allowed");
    let unknown = decision("arn:aws:iam::123456789012:role/none")
        .await
        .unwrap_err();
    assert!(unknown.into_service_error().is_no_such_entity_exception());
    let malformed = iam.simulate_principal_policy().policy_source_arn(ROLE);
    let malformed = malformed.action_names("Invoke").send().await.unwrap_err();
    assert!(malformed.into_service_error().is_invalid_input_exception());
}
