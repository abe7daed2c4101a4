//! The services a rule can name, and their operations.

use lexdr_wire::Service;
use serde::Serialize;

use crate::field::{Field, Read};

/// A service, or a family of services, as rules name it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum ServiceName {
    /// The runtimes of Lex V1 and V2.
    Lex,
    /// The runtime of Lex V1.
    LexV1,
    /// The runtime of Lex V2.
    LexV2,
    /// Model building of Lex V1 and models of Lex V2.
    LexModels,
    /// DynamoDB.
    Dynamodb,
    /// Lambda.
    Lambda,
    /// EventBridge.
    Events,
    /// IAM.
    Iam,
    /// STS.
    Sts,
}

impl ServiceName {
    /// Every name, with its meaning.
    pub(crate) const WORDS: [(&'static str, Self); 9] = [
        ("lex", Self::Lex),
        ("lex-v1", Self::LexV1),
        ("lex-v2", Self::LexV2),
        ("lex-models", Self::LexModels),
        ("dynamodb", Self::Dynamodb),
        ("lambda", Self::Lambda),
        ("events", Self::Events),
        ("iam", Self::Iam),
        ("sts", Self::Sts),
    ];

    pub(crate) fn read(field: &Field<'_>) -> Read<Self> {
        field.word(&Self::WORDS)
    }

    /// The name in rules.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Lex => "lex",
            Self::LexV1 => "lex-v1",
            Self::LexV2 => "lex-v2",
            Self::LexModels => "lex-models",
            Self::Dynamodb => "dynamodb",
            Self::Lambda => "lambda",
            Self::Events => "events",
            Self::Iam => "iam",
            Self::Sts => "sts",
        }
    }

    /// The services meant.
    #[must_use]
    pub const fn services(self) -> &'static [Service] {
        match self {
            Self::Lex => &[Service::LexRuntime, Service::LexRuntimeV2],
            Self::LexV1 => &[Service::LexRuntime],
            Self::LexV2 => &[Service::LexRuntimeV2],
            Self::LexModels => &[Service::LexModels, Service::LexModelsV2],
            Self::Dynamodb => &[Service::DynamoDb],
            Self::Lambda => &[Service::Lambda],
            Self::Events => &[Service::Events],
            Self::Iam => &[Service::Iam],
            Self::Sts => &[Service::Sts],
        }
    }
}

/// The service as people call it.
pub(crate) const fn spoken(service: Service) -> &'static str {
    match service {
        Service::LexRuntime => "Lex V1",
        Service::LexModels => "Lex V1 model building",
        Service::LexRuntimeV2 => "Lex V2",
        Service::LexModelsV2 => "Lex V2 models",
        Service::DynamoDb => "DynamoDB",
        Service::Lambda => "Lambda",
        Service::Events => "EventBridge",
        Service::Iam => "IAM",
        Service::Sts => "STS",
        Service::CloudWatch => "CloudWatch",
        Service::Scheduler => "EventBridge Scheduler",
        Service::S3 => "S3",
        Service::Connect => "Amazon Connect",
    }
}

/// The operations of a service that a rule can name. A misspelt one would make a rule that never
/// fires, so the list is closed.
pub(crate) fn operations(service: Service) -> Vec<&'static str> {
    let named: &[&str] = match service {
        Service::DynamoDb => DYNAMODB,
        Service::Events => EVENTS,
        Service::Iam => IAM,
        Service::Sts => STS,
        Service::LexRuntime
        | Service::LexModels
        | Service::LexRuntimeV2
        | Service::LexModelsV2
        | Service::Lambda
        | Service::Scheduler
        | Service::CloudWatch
        | Service::S3
        | Service::Connect => &[],
    };
    let mut all: Vec<&str> = service
        .rest_operations()
        .chain(named.iter().copied())
        .collect();
    all.sort_unstable();
    all.dedup();
    all
}

#[rustfmt::skip]
const DYNAMODB: &[&str] = &[
    "BatchExecuteStatement", "BatchGetItem", "BatchWriteItem", "CreateBackup", "CreateGlobalTable",
    "CreateTable", "DeleteBackup", "DeleteItem", "DeleteResourcePolicy", "DeleteTable",
    "DescribeBackup", "DescribeContinuousBackups", "DescribeEndpoints", "DescribeExport",
    "DescribeGlobalTable", "DescribeImport", "DescribeLimits", "DescribeTable",
    "DescribeTimeToLive", "ExecuteStatement", "ExecuteTransaction", "GetItem", "GetResourcePolicy",
    "ListBackups", "ListGlobalTables", "ListTables", "ListTagsOfResource", "PutItem",
    "PutResourcePolicy", "Query", "RestoreTableFromBackup", "RestoreTableToPointInTime", "Scan",
    "TagResource", "TransactGetItems", "TransactWriteItems", "UntagResource",
    "UpdateContinuousBackups", "UpdateGlobalTable", "UpdateItem", "UpdateTable",
    "UpdateTimeToLive",
];

#[rustfmt::skip]
const EVENTS: &[&str] = &[
    "DeleteRule", "DescribeRule", "DisableRule", "EnableRule", "ListRuleNamesByTarget",
    "ListRules", "ListTagsForResource", "ListTargetsByRule", "PutEvents", "PutRule", "PutTargets",
    "RemoveTargets", "TagResource", "TestEventPattern", "UntagResource",
];

#[rustfmt::skip]
const IAM: &[&str] = &[
    "AttachRolePolicy", "CreatePolicy", "CreateRole", "DeletePolicy", "DeleteRole",
    "DeleteRolePolicy", "DetachRolePolicy", "GetPolicy", "GetPolicyVersion", "GetRole",
    "GetRolePolicy", "ListAttachedRolePolicies", "ListRolePolicies", "ListRoles", "ListRoleTags",
    "PutRolePolicy", "SimulatePrincipalPolicy", "TagRole", "UntagRole", "UpdateAssumeRolePolicy",
    "UpdateRole",
];

#[rustfmt::skip]
const STS: &[&str] = &[
    "AssumeRole", "AssumeRoleWithSAML", "AssumeRoleWithWebIdentity", "DecodeAuthorizationMessage",
    "GetAccessKeyInfo", "GetCallerIdentity", "GetFederationToken", "GetSessionToken",
];
