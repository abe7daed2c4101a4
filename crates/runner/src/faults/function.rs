//! A function's configuration, as faults read and wait for it.

use aws_sdk_lambda::Client;
use aws_sdk_lambda::operation::get_function_configuration::GetFunctionConfigurationOutput;

use super::Report;
use crate::Target;

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

/// Waits until an update is in effect.
pub(super) async fn settled(target: &Target, function: &str) -> Result<(), String> {
    lexdr_deploy::settled(&target.operator, &target.system, function)
        .await
        .map_err(|error| error.to_string())
}
