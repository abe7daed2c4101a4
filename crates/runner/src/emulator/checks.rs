//! Runs of the health check that the harness starts itself and waits for, where nobody else can
//! see them.

use std::fmt;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use aws_sdk_lambda::error::{ProvideErrorMetadata as _, SdkError};
use aws_sdk_lambda::operation::invoke::{InvokeError, InvokeOutput};
use aws_sdk_lambda::primitives::Blob;
use aws_sdk_lambda::types::{InvocationType, LogType};
use aws_smithy_types::retry::RetryConfig;
use aws_smithy_types::timeout::TimeoutConfig;
use lexdr_history::{CheckResult, CheckRun, Event};
use lexdr_simulator::InvocationResult;
use serde_json::Value;
use tokio::sync::watch;

use crate::Target;
use crate::observe::check_result;
use crate::recorder::Recorder;

/// How much longer than the function may take an answer is waited for: a cold start, and the way.
const PATIENCE: Duration = Duration::from_secs(15);

/// Runs of the health check that the harness starts and watches. Clones share what they see.
#[derive(Clone)]
pub struct WatchedChecks {
    recorder: Recorder,
    running: Arc<AtomicUsize>,
    busy: watch::Sender<bool>,
}

impl fmt::Debug for WatchedChecks {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("WatchedChecks")
            .field("running", &self.running)
            .finish_non_exhaustive()
    }
}

impl WatchedChecks {
    /// Records to `recorder`, and tells `busy` whether a run is under way.
    pub(crate) fn new(recorder: Recorder, busy: watch::Sender<bool>) -> Self {
        Self {
            recorder,
            running: Arc::default(),
            busy,
        }
    }

    /// One run of the health check, from its invocation to its answer.
    pub(crate) async fn run(&self, target: &Target) {
        self.running.fetch_add(1, Ordering::SeqCst);
        self.busy.send_replace(true);
        let start = target.now();
        let result = invoke(target).await;
        let end = target.now();
        self.recorder.record(move |clock| {
            Event::Check(CheckRun {
                during: clock.during(start, end),
                attempt: 1,
                result,
                trace: None,
            })
        });
        let others = self.running.fetch_sub(1, Ordering::SeqCst) > 1;
        self.busy.send_replace(others);
    }
}

async fn invoke(target: &Target) -> CheckResult {
    let limit = target.system.check_timeout + PATIENCE;
    let timeouts = TimeoutConfig::builder()
        .operation_attempt_timeout(limit)
        .operation_timeout(limit)
        .build();
    let patient = aws_sdk_lambda::config::Builder::new()
        .timeout_config(timeouts)
        .retry_config(RetryConfig::disabled());
    let answer = target
        .operator
        .lambda(&target.system.primary)
        .invoke()
        .function_name(&target.system.check_function)
        .invocation_type(InvocationType::RequestResponse)
        .log_type(LogType::None)
        .payload(Blob::new("{}"))
        .customize()
        .config_override(patient)
        .send()
        .await;
    match answer {
        Ok(answer) => answered(answer),
        Err(error) => refused(&error),
    }
}

fn answered(answer: InvokeOutput) -> CheckResult {
    let payload = answer.payload.map(Blob::into_inner).unwrap_or_default();
    if answer.function_error.is_none() {
        return check_result(&InvocationResult::Returned(&payload.into()));
    }
    let said: Value = serde_json::from_slice(&payload).unwrap_or_default();
    let text = |key: &str| said[key].as_str().unwrap_or_default().to_owned();
    let (kind, message) = (text("errorType"), text("errorMessage"));
    // "Task timed out after 15.00 seconds", which the message says and the type does not always.
    if message.contains("Task timed out") || kind == "Sandbox.Timedout" {
        return CheckResult::TimedOut;
    }
    CheckResult::Failed {
        error: format!("{kind}: {message}"),
    }
}

fn refused(error: &SdkError<InvokeError>) -> CheckResult {
    let what = match error.code() {
        Some(code) => code.to_owned(),
        None => "no answer from Lambda".to_owned(),
    };
    CheckResult::Refused { error: what }
}

#[cfg(test)]
mod tests {
    use rstest::rstest;

    use super::*;

    #[rstest]
    #[case::said(None, r#"{"statusCode":200,"lexRegion":"us-west-2","primary":"NotFoundException"}"#,
        CheckResult::Returned { lex_region: Some("us-west-2".into()), primary: Some("NotFoundException".into()), secondary: None })]
    #[case::raised(Some("Unhandled"), r#"{"errorType":"KeyError","errorMessage":"'slots'"}"#,
        CheckResult::Failed { error: "KeyError: 'slots'".into() })]
    #[case::cut_off(
        Some("Unhandled"),
        r#"{"errorMessage":"2026-01-01 Task timed out after 15.00 seconds"}"#,
        CheckResult::TimedOut
    )]
    fn answers_are_told_apart(
        #[case] error: Option<&str>,
        #[case] payload: &str,
        #[case] expected: CheckResult,
    ) {
        let answer = InvokeOutput::builder()
            .set_function_error(error.map(str::to_owned))
            .payload(Blob::new(payload))
            .build();
        assert_eq!(answered(answer), expected);
    }
}
