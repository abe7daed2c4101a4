//! What it takes to deploy the system with bots of Lex V2, to start it and to remove it.
//!
//! Nobody calls `TagResource` and `TagRole`: AWS wants them allowed to whoever gives tags to what is
//! made.

use super::needs;
use crate::config::Config;

/// On the rule that runs the health check.
const RULE: &[&str] = &[
    "events:DeleteRule",
    "events:DescribeRule",
    "events:EnableRule",
    "events:ListTagsForResource",
    "events:PutRule",
    "events:PutTargets",
    "events:RemoveTargets",
    "events:TagResource",
];

/// On both functions.
const FUNCTIONS: &[&str] = &[
    "lambda:AddPermission",
    "lambda:CreateFunction",
    "lambda:DeleteFunction",
    "lambda:GetFunction",
    "lambda:GetFunctionConfiguration",
    "lambda:ListTags",
    "lambda:TagResource",
    "lambda:UpdateFunctionCode",
    "lambda:UpdateFunctionConfiguration",
];

/// On the functions' role.
const ROLE: &[&str] = &["iam:AttachRolePolicy", "iam:DetachRolePolicy"];

/// On the functions' role and that of the bots.
const ROLES: &[&str] = &[
    "iam:CreateRole",
    "iam:DeleteRole",
    "iam:DeleteRolePolicy",
    "iam:GetRole",
    "iam:PassRole",
    "iam:PutRolePolicy",
    "iam:TagRole",
];

/// On the table that holds the route.
const ROUTE: &[&str] = &[
    "dynamodb:CreateTable",
    "dynamodb:DeleteTable",
    "dynamodb:DescribeTable",
    "dynamodb:ListTagsOfResource",
    "dynamodb:PutItem",
    "dynamodb:TagResource",
];

/// On nothing that has a name or an id already.
const LEX: &[&str] = &["lex:CreateBot", "lex:ListBots"];

/// On the bots and what is in them.
const BOTS: &[&str] = &[
    "lex:BuildBotLocale",
    "lex:CreateBotAlias",
    "lex:CreateBotLocale",
    "lex:CreateBotVersion",
    "lex:CreateIntent",
    "lex:CreateSlot",
    "lex:CreateSlotType",
    "lex:DeleteBot",
    "lex:DeleteBotAlias",
    "lex:DeleteSlot",
    "lex:DescribeBot",
    "lex:DescribeBotAlias",
    "lex:DescribeBotLocale",
    "lex:DescribeBotVersion",
    "lex:DescribeIntent",
    "lex:DescribeSlot",
    "lex:DescribeSlotType",
    "lex:ListBotAliases",
    "lex:ListBotVersions",
    "lex:ListIntents",
    "lex:ListSlotTypes",
    "lex:ListSlots",
    "lex:ListTagsForResource",
    "lex:TagResource",
    "lex:UpdateBot",
    "lex:UpdateBotAlias",
    "lex:UpdateIntent",
    "lex:UpdateSlot",
    "lex:UpdateSlotType",
];

/// Nobody calls these: AWS wants them allowed to whoever deletes a bot.
const WITH_DELETE_BOT: &[&str] = &[
    "lex:DeleteBotChannel",
    "lex:DeleteBotLocale",
    "lex:DeleteBotVersion",
    "lex:DeleteIntent",
    "lex:DeleteSlotType",
];

/// Actions, each with what it acts on.
pub(super) fn needed(config: &Config) -> Vec<(String, String)> {
    let system = &config.system;
    let (account, partition) = (&config.account.id, &config.account.partition);
    let arn = |service: &str, region: &str, rest: &str| {
        format!("arn:{partition}:{service}:{region}:{account}:{rest}")
    };
    let (primary, secondary) = (&system.primary, &system.secondary);
    let function = |name: &str| arn("lambda", primary, &format!("function:{name}"));
    let functions = [&system.check_function, &system.region_function];
    let role = arn("iam", "", &format!("role/{}", system.role));
    let roles = [role.clone(), format!("{role}Lex")];
    let bots = |region: &str| ["bot/*", "bot-alias/*"].map(|what| arn("lex", region, what));
    let bots = [bots(primary), bots(secondary)].concat();
    let rule = arn("events", primary, &format!("rule/{}", system.rule));
    let route = arn("dynamodb", primary, &format!("table/{}", system.table));
    needs(&[
        (RULE, vec![rule]),
        (FUNCTIONS, functions.map(|name| function(name)).to_vec()),
        (ROLE, vec![role]),
        (ROLES, roles.to_vec()),
        (ROUTE, vec![route]),
        (LEX, vec!["*".to_owned()]),
        (BOTS, bots.clone()),
        (WITH_DELETE_BOT, bots),
    ])
}
