//! Faults of DynamoDB, where the route is kept.

use super::args::Args;
use super::effects::{self, LATENCY, LOSS, MESSAGE, THROTTLE};
use super::kind::Kind;
use super::param::{ANY_REGION, OFTEN, Param, Presence::Required, TABLE_CALLS, param};
use super::spec::{Build, FaultSpec};
use crate::effect::Effect;
use crate::field::Read;
use crate::services::ServiceName;

const DYNAMODB: &[ServiceName] = &[ServiceName::Dynamodb];

const ERROR: &[Param] = &[
    param("error", Kind::Error(DYNAMODB), Required, "The error."),
    MESSAGE,
];

const fn one(
    name: &'static str,
    example: &'static str,
    groups: &'static [&'static [Param]],
    effect: fn(&Args<'_>) -> Read<Effect>,
    summary: &'static str,
) -> FaultSpec {
    FaultSpec {
        name,
        summary,
        example,
        services: DYNAMODB,
        groups,
        build: Build::One(effect),
    }
}

const PLAIN: &[&[Param]] = &[ANY_REGION, TABLE_CALLS, OFTEN];

pub(super) const SPECS: &[FaultSpec] = &[
    one(
        "table-error",
        r#"{ "error": "AccessDenied", "operation": "UpdateItem", "table": "lexDR" }"#,
        &[ANY_REGION, ERROR, TABLE_CALLS, OFTEN],
        effects::error,
        "DynamoDB answers with an error.",
    ),
    one(
        "table-throttled",
        r#"{ "rate": "1/s", "burst": 2 }"#,
        &[ANY_REGION, THROTTLE, TABLE_CALLS, OFTEN],
        effects::throttle,
        "DynamoDB answers calls beyond a rate with its error for that.",
    ),
    one(
        "table-latency",
        r#"{ "latency": "2s", "operation": "GetItem" }"#,
        &[ANY_REGION, LATENCY, TABLE_CALLS, OFTEN],
        effects::latency,
        "DynamoDB answers late.",
    ),
    one(
        "table-hang",
        r#"{ "region": "primary", "caller": "checker" }"#,
        PLAIN,
        effects::hang,
        "DynamoDB takes the connection and never answers.",
    ),
    one(
        "table-refused",
        r#"{ "region": "primary" }"#,
        PLAIN,
        effects::refused,
        "Connections to DynamoDB are refused.",
    ),
    one(
        "table-reset",
        r#"{ "first": 1 }"#,
        PLAIN,
        effects::reset,
        "Connections to DynamoDB are reset before an answer.",
    ),
    one(
        "table-black-hole",
        r#"{ "region": "primary" }"#,
        PLAIN,
        effects::black_hole,
        "Attempts to connect to DynamoDB get no answer.",
    ),
    one(
        "table-dns",
        r#"{ "region": "primary" }"#,
        PLAIN,
        effects::dns,
        "The host name of DynamoDB cannot be resolved.",
    ),
    one(
        "table-lost-answer",
        r#"{ "operation": "UpdateItem", "first": 1 }"#,
        &[ANY_REGION, LOSS, TABLE_CALLS, OFTEN],
        effects::lost_answer,
        "DynamoDB acts, and its answer is lost: the writer cannot know whether it wrote.",
    ),
];
