//! Making a function, and bringing one in line.

use std::collections::HashMap;
use std::time::Duration;

use aws_sdk_lambda::Client;
use aws_sdk_lambda::config::timeout::TimeoutConfig;
use aws_sdk_lambda::config::{Builder, Config};
use aws_sdk_lambda::error::ProvideErrorMetadata;
use aws_sdk_lambda::primitives::Blob;
use aws_sdk_lambda::types::{Environment, FunctionCode, Runtime};

use super::{Function, POLLS, settled};
use crate::error::at;
use crate::{DeployError, System, tags};

/// For one try to hand a package over: many megabytes, perhaps on a slow line.
const UPLOAD: Duration = Duration::from_secs(180);

/// Time enough for a package.
fn patient() -> Builder {
    let timeouts = TimeoutConfig::builder()
        .operation_attempt_timeout(UPLOAD)
        .operation_timeout(UPLOAD * 3);
    Config::builder().timeout_config(timeouts.build())
}

fn environment(function: &Function<'_>) -> Environment {
    let variables: HashMap<String, String> = function
        .variables
        .iter()
        .map(|(k, v)| ((*k).to_owned(), v.clone()))
        .chain(function.more.iter().cloned())
        .collect();
    Environment::builder()
        .set_variables(Some(variables))
        .build()
}

/// Whole seconds, as Lambda counts limits.
fn seconds(timeout: Duration) -> i32 {
    i32::try_from(timeout.as_secs()).unwrap_or(i32::MAX)
}

/// Makes the function.
pub(super) async fn create(
    lambda: &Client,
    function: &Function<'_>,
    system: &System,
    role_arn: &str,
    step: &str,
) -> Result<(), DeployError> {
    for attempt in 1.. {
        let code_zip = FunctionCode::builder()
            .zip_file(Blob::new(function.code))
            .build();
        let answer = lambda
            .create_function()
            .function_name(function.name)
            .runtime(Runtime::from("provided.al2023"))
            .handler("bootstrap")
            .role(role_arn)
            .timeout(seconds(function.timeout))
            .environment(environment(function))
            .code(code_zip)
            .set_tags(tags::map(system))
            .customize()
            .config_override(patient())
            .send()
            .await;
        match answer {
            Ok(_) => return Ok(()),
            // "The role defined for the function cannot be assumed by Lambda", for some seconds
            // after the role was made.
            Err(error)
                if error.code() == Some("InvalidParameterValueException")
                    && error
                        .message()
                        .is_some_and(|text| text.contains("cannot be assumed"))
                    && attempt < POLLS =>
            {
                tokio::time::sleep(Duration::from_secs(1)).await;
            }
            Err(error) => return Err(at(step)(error)),
        }
    }
    Ok(())
}

/// Brings the function in line.
pub(super) async fn update(
    lambda: &Client,
    function: &Function<'_>,
    role_arn: &str,
    step: &str,
) -> Result<(), DeployError> {
    lambda
        .update_function_configuration()
        .function_name(function.name)
        .role(role_arn)
        .timeout(seconds(function.timeout))
        .environment(environment(function))
        .send()
        .await
        .map_err(at(step))?;
    settled(lambda, function.name, step).await?;
    lambda
        .update_function_code()
        .function_name(function.name)
        .zip_file(Blob::new(function.code))
        .customize()
        .config_override(patient())
        .send()
        .await
        .map_err(at(step))?;
    Ok(())
}
