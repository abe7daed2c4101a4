//! A resource policy of the alias denies it to the functions' role. Only Lex V2 has that, and
//! callers do not notice: Amazon Connect comes with another role.

use aws_sdk_lexmodelsv2::types::{Effect, Principal};
use lexdr_simulator::BoxFuture;
use serde_json::Value;

use super::report::unless_same;
use super::{Doing, Report, Undo};
use crate::Target;
use crate::faults::lex::v2::Lex;

const MISSING: &[&str] = &["ResourceNotFoundException"];

/// The statement's id. A statement by this name was left by a run that was cut off.
const STATEMENT: &str = "lexdr-denied";

/// What a conversation consists of.
const ACTIONS: [&str; 6] = [
    "lex:DeleteSession",
    "lex:GetSession",
    "lex:PutSession",
    "lex:RecognizeText",
    "lex:RecognizeUtterance",
    "lex:StartConversation",
];

struct Lift {
    region: String,
    arn: String,
    /// The policy as it was, if there was one.
    was: Option<Value>,
}

pub(super) async fn inject(target: &Target, region: &str, doing: &mut Doing) -> Result<(), String> {
    // The alias must be there to have a policy, and is named in an error if it is not.
    Lex::new(target, region).alias(&mut doing.report).await?;
    let bots = lexdr_deploy::find_bots(&target.operator, &target.system);
    let bots = bots.await.map_err(|error| error.to_string())?;
    let bot = bots.into_iter().find(|bot| bot.region == region);
    let arn = bot.map(|bot| bot.alias_arn);
    let arn = arn.ok_or_else(|| format!("there is no bot in {region} to deny"))?;
    let was = policy(target, region, &arn, &mut doing.report).await?;
    if was.as_ref().is_some_and(has_statement) {
        return Err(format!("{arn} has a statement {STATEMENT} already"));
    }
    let role = role_arn(target, &mut doing.report).await?;
    doing.will_undo(Lift {
        region: region.to_owned(),
        arn: arn.clone(),
        was,
    });
    let call = target
        .operator
        .lex_models_v2(region)
        .create_resource_policy_statement()
        .resource_arn(&arn)
        .statement_id(STATEMENT)
        .effect(Effect::Deny)
        .principal(Principal::builder().arn(role).build())
        .set_action(Some(ACTIONS.map(str::to_owned).to_vec()))
        .send();
    let what = format!("CreateResourcePolicyStatement {arn} {STATEMENT}");
    doing.report.call(what, call).await.map(drop)
}

async fn role_arn(target: &Target, report: &mut Report) -> Result<String, String> {
    let role = &target.system.role;
    let call = target.operator.iam().get_role().role_name(role).send();
    let found = report.call(format!("GetRole {role}"), call).await?.role;
    found
        .map(|role| role.arn)
        .ok_or_else(|| format!("GetRole {role}: no role in the answer"))
}

/// The policy, without the order in which Lex tells it.
async fn policy(
    target: &Target,
    region: &str,
    arn: &str,
    report: &mut Report,
) -> Result<Option<Value>, String> {
    let lex = target.operator.lex_models_v2(region);
    let call = lex.describe_resource_policy().resource_arn(arn).send();
    let what = format!("DescribeResourcePolicy {arn}");
    let found = report.find(&what, MISSING, call).await?;
    let text = found.and_then(|found| found.policy);
    text.map(|text| serde_json::from_str(&text))
        .transpose()
        .map_err(|error| format!("{what}: not JSON: {error}"))
}

fn statements(policy: &Value) -> impl Iterator<Item = &Value> {
    policy["Statement"].as_array().into_iter().flatten()
}

fn has_statement(policy: &Value) -> bool {
    statements(policy).any(|statement| statement["Sid"] == STATEMENT)
}

impl Undo for Lift {
    fn undo<'a>(
        &'a self,
        target: &'a Target,
        report: &'a mut Report,
    ) -> BoxFuture<'a, Result<(), String>> {
        Box::pin(async move {
            let (region, arn) = (&self.region, &self.arn);
            let lex = target.operator.lex_models_v2(region);
            let call = lex
                .delete_resource_policy_statement()
                .resource_arn(arn)
                .statement_id(STATEMENT)
                .send();
            let what = format!("DeleteResourcePolicyStatement {arn} {STATEMENT}");
            report.find(what, MISSING, call).await?;
            let mut now = policy(target, region, arn, report).await?;
            // A policy that says nothing is left where there was none.
            if self.was.is_none()
                && now
                    .as_ref()
                    .is_some_and(|now| statements(now).next().is_none())
            {
                let call = lex.delete_resource_policy().resource_arn(arn).send();
                let what = format!("DeleteResourcePolicy {arn}");
                report.find(what, MISSING, call).await?;
                now = policy(target, region, arn, report).await?;
            }
            unless_same(&format!("the policy of {arn}"), &now, &self.was)
        })
    }
}
