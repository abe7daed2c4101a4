//! The Lambda function `lexDRTest`.

use std::process::ExitCode;
use std::time::{Duration, UNIX_EPOCH};

use lambda_runtime::{Diagnostic, LambdaEvent, Runtime, service_fn};
use lexdr_health_check::{CheckError, HealthCheck, Invocation, Outcome, Settings};
use lexdr_route::startup;
use serde::de::IgnoredAny;

fn main() -> ExitCode {
    match startup::start(|lookup| Settings::from_env(lookup)) {
        Ok(settings) => serve(settings),
        Err(code) => code,
    }
}

#[tokio::main(flavor = "current_thread")]
async fn serve(settings: Settings) -> ExitCode {
    let aws = startup::aws().await;
    let check = HealthCheck::from_aws(settings, &aws, startup::metrics(&aws));
    // The schedule's input says nothing, so it is not read.
    let handler = async |event: LambdaEvent<IgnoredAny>| -> Result<Outcome, Diagnostic> {
        let invocation = Invocation {
            request_id: event.context.request_id,
            deadline: UNIX_EPOCH + Duration::from_millis(event.context.deadline),
            function_arn: Some(event.context.invoked_function_arn),
        };
        check.run(&invocation).await.map_err(diagnostic)
    };
    match Runtime::new(service_fn(handler)).run().await {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            tracing::error!(error = %error, "lost the Runtime API");
            ExitCode::FAILURE
        }
    }
}

fn diagnostic(error: CheckError) -> Diagnostic {
    Diagnostic {
        error_type: error.kind().to_owned(),
        error_message: error.to_string(),
    }
}
