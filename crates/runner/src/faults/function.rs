//! A function's configuration, as faults read, change and wait for it.

use std::collections::HashMap;

use aws_sdk_lambda::Client;
use aws_sdk_lambda::operation::get_function_configuration::GetFunctionConfigurationOutput;
use aws_sdk_lambda::types::Environment;

use super::Report;
use crate::Target;

pub(super) type Variables = HashMap<String, String>;

/// Lambda in the region where the functions live.
pub(super) fn lambda(target: &Target) -> Client {
    target.operator.lambda(&target.system.primary)
}

/// A call, for people.
pub(super) fn told(target: &Target, operation: &str, function: &str) -> String {
    format!("{operation} {} {function}", target.system.primary)
}

pub(super) async fn configuration(
    target: &Target,
    function: &str,
    report: &mut Report,
) -> Result<GetFunctionConfigurationOutput, String> {
    let call = lambda(target).get_function_configuration();
    let call = call.function_name(function).send();
    let what = told(target, "GetFunctionConfiguration", function);
    report.call(what, call).await
}

/// The environment.
pub(super) async fn variables(
    target: &Target,
    function: &str,
    report: &mut Report,
) -> Result<Variables, String> {
    let found = configuration(target, function, report).await?;
    let variables = found.environment.and_then(|found| found.variables);
    Ok(variables.unwrap_or_default())
}

/// Replaces the environment, and waits until that is in effect. Values may be secrets of
/// somebody's: `why` says enough of them.
pub(super) async fn set_variables(
    target: &Target,
    function: &str,
    why: &str,
    variables: Variables,
    report: &mut Report,
) -> Result<(), String> {
    let environment = Environment::builder()
        .set_variables(Some(variables))
        .build();
    let call = lambda(target)
        .update_function_configuration()
        .function_name(function)
        .environment(environment)
        .send();
    let what = told(target, "UpdateFunctionConfiguration", function);
    report
        .call(format!("{what} environment: {why}"), call)
        .await?;
    settled(target, function).await
}

/// Waits until an update is in effect.
pub(super) async fn settled(target: &Target, function: &str) -> Result<(), String> {
    lexdr_deploy::settled(&target.operator, &target.system, function)
        .await
        .map_err(|error| error.to_string())
}
