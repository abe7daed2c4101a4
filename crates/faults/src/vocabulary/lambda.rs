//! Faults of Lambda, where health check and GetRegion run.

use super::args::Args;
use super::effects::{self, LATENCY, LOSS, MESSAGE, THROTTLE};
use super::kind::Kind;
use super::param::{
    ANY_REGION, LAMBDA_CALLS, OFTEN, Param,
    Presence::{Default, Required},
    param,
};
use super::spec::{Build, FaultSpec};
use crate::effect::{Effect, FunctionError};
use crate::field::Read;
use crate::services::ServiceName;

const LAMBDA: &[ServiceName] = &[ServiceName::Lambda];

const ERROR: &[Param] = &[
    param("error", Kind::Error(LAMBDA), Required, "The error."),
    MESSAGE,
];

const FUNCTION_ERROR: &[Param] = &[
    param(
        "error-type",
        Kind::Text,
        Default("RuntimeError"),
        "`errorType` of the payload.",
    ),
    param(
        "message",
        Kind::Text,
        Default("the function failed"),
        "`errorMessage` of the payload.",
    ),
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
        services: LAMBDA,
        groups,
        build: Build::One(effect),
    }
}

const PLAIN: &[&[Param]] = &[ANY_REGION, LAMBDA_CALLS, OFTEN];

pub(super) const SPECS: &[FaultSpec] = &[
    one(
        "lambda-error",
        r#"{ "error": "Service", "function": "lexDRGetRegion" }"#,
        &[ANY_REGION, ERROR, LAMBDA_CALLS, OFTEN],
        effects::error,
        "Lambda answers with an error; the function does not run.",
    ),
    one(
        "lambda-throttled",
        r#"{ "rate": "0/s", "function": "lexDRTest" }"#,
        &[ANY_REGION, THROTTLE, LAMBDA_CALLS, OFTEN],
        effects::throttle,
        "Lambda answers calls beyond a rate with its error for that.",
    ),
    one(
        "lambda-latency",
        r#"{ "latency": "3s" }"#,
        &[ANY_REGION, LATENCY, LAMBDA_CALLS, OFTEN],
        effects::latency,
        "Lambda answers late.",
    ),
    one(
        "lambda-hang",
        r#"{ "function": "lexDRGetRegion" }"#,
        PLAIN,
        effects::hang,
        "Lambda takes the connection and never answers.",
    ),
    one(
        "lambda-refused",
        r#"{ "region": "primary" }"#,
        PLAIN,
        effects::refused,
        "Connections to Lambda are refused.",
    ),
    one(
        "lambda-lost-answer",
        r#"{ "function": "lexDRTest" }"#,
        &[ANY_REGION, LOSS, LAMBDA_CALLS, OFTEN],
        effects::lost_answer,
        "The function runs, and its answer is lost.",
    ),
    one(
        "lambda-function-error",
        r#"{ "function": "lexDRGetRegion", "error-type": "KeyError", "message": "'Item'" }"#,
        &[ANY_REGION, FUNCTION_ERROR, LAMBDA_CALLS, OFTEN],
        function_error,
        "The function fails.",
    ),
];

fn function_error(args: &Args<'_>) -> Read<Effect> {
    Ok(Effect::FunctionError(FunctionError {
        error_type: args.text("error-type")?.unwrap_or_default(),
        message: args.text("message")?.unwrap_or_default(),
    }))
}
