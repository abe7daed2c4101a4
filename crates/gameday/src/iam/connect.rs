//! What it takes to connect the system to an instance of Amazon Connect and to take it out.

use super::needs;
use crate::config::Config;

/// The instance, in the published files.
const INSTANCE: &str = "INSTANCE";

/// On the instance.
const ON_IT: &[&str] = &[
    "connect:AssociateBot",
    "connect:AssociateLambdaFunction",
    "connect:DescribeInstance",
    "connect:DisassociateBot",
    "connect:DisassociateLambdaFunction",
    "connect:ListBots",
    "connect:ListContactFlows",
    "connect:ListLambdaFunctions",
];

/// On its contact flows.
const FLOWS: &[&str] = &[
    "connect:CreateContactFlow",
    "connect:DeleteContactFlow",
    "connect:DescribeContactFlow",
    "connect:TagResource",
    "connect:UpdateContactFlowContent",
];

/// Nobody calls these: Amazon Connect wants them allowed to whoever associates a bot, and changes
/// the alias' policy and its own role ("Required permissions for using custom IAM policies", Amazon
/// Connect administrator guide).
const WITH_BOTS: &[&str] = &[
    "lex:CreateResourcePolicy",
    "lex:DeleteResourcePolicy",
    "lex:DescribeBotAlias",
    "lex:UpdateResourcePolicy",
];
const WITH_EITHER: &[&str] = &["iam:PutRolePolicy"];

/// The same for functions.
const WITH_FUNCTIONS: &[&str] = &["lambda:AddPermission", "lambda:RemovePermission"];

/// Actions, each with what it acts on.
pub(super) fn needed(config: &Config) -> Vec<(String, String)> {
    let system = &config.system;
    let (account, partition) = (&config.account.id, &config.account.partition);
    let arn = |service: &str, region: &str, rest: &str| {
        format!("arn:{partition}:{service}:{region}:{account}:{rest}")
    };
    let instance = arn("connect", &system.primary, &format!("instance/{INSTANCE}"));
    let role = "role/aws-service-role/connect.amazonaws.com/AWSServiceRoleForAmazonConnect*";
    let function = format!("function:{}", system.region_function);
    let regions = [&system.primary, &system.secondary];
    let aliases = regions.map(|region| arn("lex", region, "bot-alias/*"));
    needs(&[
        (ON_IT, vec![instance.clone()]),
        (FLOWS, vec![format!("{instance}/contact-flow/*")]),
        (WITH_BOTS, aliases.to_vec()),
        (
            WITH_FUNCTIONS,
            vec![arn("lambda", &system.primary, &function)],
        ),
        (WITH_EITHER, vec![arn("iam", "", role)]),
    ])
}
