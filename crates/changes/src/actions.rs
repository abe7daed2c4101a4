//! Which permissions a fault takes.

use lexdr_scenario::Fault;

/// Actions of IAM. Asking whose credentials one has, which comes before faults of bots, needs none.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Actions {
    /// To plan the fault, and to read back what is there after it and after its undo.
    pub plan: &'static [&'static str],
    /// To apply it.
    pub apply: &'static [&'static str],
    /// To take it back: all that the dead-man's switch needs.
    pub undo: &'static [&'static str],
}

const RULE: Actions = Actions {
    plan: &["events:DescribeRule"],
    apply: &["events:DisableRule"],
    undo: &["events:EnableRule"],
};

const CONCURRENCY: Actions = Actions {
    plan: &["lambda:GetFunctionConcurrency"],
    apply: &["lambda:PutFunctionConcurrency"],
    undo: &[
        "lambda:DeleteFunctionConcurrency",
        "lambda:PutFunctionConcurrency",
    ],
};

const ENVIRONMENT: Actions = Actions {
    plan: &["lambda:GetFunctionConfiguration"],
    apply: &["lambda:UpdateFunctionConfiguration"],
    undo: &["lambda:UpdateFunctionConfiguration"],
};

const ROLE_POLICY: Actions = Actions {
    plan: &["iam:GetRolePolicy"],
    apply: &["iam:PutRolePolicy"],
    undo: &["iam:DeleteRolePolicy"],
};

const LOCALE: Actions = Actions {
    plan: &["lex:DescribeBotAlias", "lex:ListBotAliases", "lex:ListBots"],
    apply: &["lex:UpdateBotAlias"],
    undo: &["lex:UpdateBotAlias"],
};

const VERSION: Actions = Actions {
    plan: &[
        "lex:DescribeBotAlias",
        "lex:DescribeBotVersion",
        "lex:ListBotAliases",
        "lex:ListBots",
    ],
    ..LOCALE
};

/// What is made with tags demands leave to tag.
const SCRATCH_ALIAS: Actions = Actions {
    plan: &[
        "lambda:GetFunctionConfiguration",
        "lex:DescribeBotAlias",
        "lex:DescribeResourcePolicy",
        "lex:ListBotAliases",
        "lex:ListBots",
        "lex:ListTagsForResource",
    ],
    apply: &["lex:DeleteBotAlias"],
    undo: &["lex:CreateBotAlias", "lex:TagResource"],
};

const ALIAS_POLICY: Actions = Actions {
    plan: &[
        "iam:GetRole",
        "lex:DescribeResourcePolicy",
        "lex:ListBotAliases",
        "lex:ListBots",
    ],
    apply: &["lex:CreateResourcePolicy", "lex:UpdateResourcePolicy"],
    undo: &["lex:DeleteResourcePolicy", "lex:UpdateResourcePolicy"],
};

/// The permissions that a fault takes; none if it is not for real accounts.
#[must_use]
pub const fn actions(fault: &Fault) -> Option<Actions> {
    match fault {
        Fault::RuleDisabled {} => Some(RULE),
        Fault::ConcurrencyZero { .. } => Some(CONCURRENCY),
        Fault::EnvironmentDrift { .. } => Some(ENVIRONMENT),
        Fault::RoleDenied { .. } => Some(ROLE_POLICY),
        Fault::LocaleDisabled { .. } => Some(LOCALE),
        Fault::AliasRepointed { .. } => Some(VERSION),
        Fault::AliasPolicyDenied { .. } => Some(ALIAS_POLICY),
        Fault::AliasDeleted { .. } => Some(SCRATCH_ALIAS),
        Fault::BotDeleted { .. }
        | Fault::CodeCrashes { .. }
        | Fault::ItemMissing {}
        | Fault::ItemCorrupted { .. }
        | Fault::TableDeleted {}
        | Fault::Request(_) => None,
    }
}
