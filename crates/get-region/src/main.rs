//! The Lambda function `lexDRGetRegion`.

use std::process::ExitCode;
use std::time::{Duration, UNIX_EPOCH};

use lambda_runtime::{Diagnostic, LambdaEvent, Runtime, service_fn};
use lexdr_get_region::{Answer, GetRegion, Request, Settings};
use lexdr_route::startup;

fn main() -> ExitCode {
    match startup::start(|lookup| Settings::from_env(lookup)) {
        Ok(settings) => serve(settings),
        Err(code) => code,
    }
}

#[tokio::main(flavor = "current_thread")]
async fn serve(settings: Settings) -> ExitCode {
    let aws = startup::aws().await;
    let get_region = GetRegion::from_aws(settings, &aws, startup::metrics(&aws));
    let handler = async |event: LambdaEvent<Request>| -> Result<Answer, Diagnostic> {
        let deadline = UNIX_EPOCH + Duration::from_millis(event.context.deadline);
        Ok(get_region.answer(&event.payload, deadline).await)
    };
    match Runtime::new(service_fn(handler)).run().await {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            tracing::error!(error = %error, "lost the Runtime API");
            ExitCode::FAILURE
        }
    }
}
