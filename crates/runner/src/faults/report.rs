//! What a step did, call by call.

use aws_smithy_runtime_api::client::orchestrator::HttpResponse;
use aws_smithy_runtime_api::client::result::SdkError;
use aws_smithy_types::error::metadata::ProvideErrorMetadata;
use lexdr_deploy::{Failed, failed, why};

/// What a step did, for the history.
#[derive(Debug, Default)]
pub struct Report {
    /// The calls that worked, for people: `DeleteBotAlias us-east-1 OrderFlowers ver_one`.
    pub calls: Vec<String>,
    /// Why the step failed, if it did.
    pub error: Option<String>,
}

impl Report {
    /// Makes a call and notes it if it worked.
    pub(super) async fn call<T, E>(
        &mut self,
        what: impl Into<String>,
        call: impl Future<Output = Result<T, SdkError<E, HttpResponse>>>,
    ) -> Result<T, String>
    where
        E: ProvideErrorMetadata + std::error::Error + 'static,
    {
        let what = what.into();
        let answer = call.await.map_err(|error| told(&what, &failed(error)))?;
        self.calls.push(what);
        Ok(answer)
    }

    /// Makes a call about something which may not be there: one of `codes` says so.
    pub(super) async fn find<T, E>(
        &mut self,
        what: impl Into<String>,
        codes: &[&str],
        call: impl Future<Output = Result<T, SdkError<E, HttpResponse>>>,
    ) -> Result<Option<T>, String>
    where
        E: ProvideErrorMetadata + std::error::Error + 'static,
    {
        self.unless(what.into(), codes, "not there", call).await
    }

    /// Makes a conditional write to a table; nothing if the condition does not hold.
    pub(super) async fn write_if<T, E>(
        &mut self,
        what: impl Into<String>,
        call: impl Future<Output = Result<T, SdkError<E, HttpResponse>>>,
    ) -> Result<Option<T>, String>
    where
        E: ProvideErrorMetadata + std::error::Error + 'static,
    {
        const REFUSED: &[&str] = &["ConditionalCheckFailedException"];
        let remark = "left alone, written since the fault";
        self.unless(what.into(), REFUSED, remark, call).await
    }

    async fn unless<T, E>(
        &mut self,
        what: String,
        codes: &[&str],
        remark: &str,
        call: impl Future<Output = Result<T, SdkError<E, HttpResponse>>>,
    ) -> Result<Option<T>, String>
    where
        E: ProvideErrorMetadata + std::error::Error + 'static,
    {
        match call.await.map_err(failed) {
            Ok(answer) => {
                self.calls.push(what);
                Ok(Some(answer))
            }
            Err(error) if error.code().is_some_and(|code| codes.contains(&code)) => {
                self.calls.push(format!("{what}: {remark}"));
                Ok(None)
            }
            Err(error) => Err(told(&what, &error)),
        }
    }
}

/// The call, then code and message of the service's error.
fn told(call: &str, error: &Failed) -> String {
    format!("{call}: {}", why(error))
}

/// What an undo says when what it reads back is not what was there.
pub(super) fn unless_same<T: PartialEq>(what: &str, now: &T, was: &T) -> Result<(), String> {
    if now == was {
        return Ok(());
    }
    Err(format!("{what} is not what it was before the fault"))
}
