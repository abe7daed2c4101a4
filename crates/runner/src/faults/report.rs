//! What a step did, call by call.

use aws_smithy_types::error::display::DisplayErrorContext;
use aws_smithy_types::error::metadata::ProvideErrorMetadata;

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
        call: impl Future<Output = Result<T, E>>,
    ) -> Result<T, String>
    where
        E: ProvideErrorMetadata + std::error::Error,
    {
        let what = what.into();
        let answer = call.await.map_err(|error| told(&what, &error))?;
        self.calls.push(what);
        Ok(answer)
    }

    /// Makes a call about something which may not be there: one of `codes` says so.
    pub(super) async fn find<T, E>(
        &mut self,
        what: impl Into<String>,
        codes: &[&str],
        call: impl Future<Output = Result<T, E>>,
    ) -> Result<Option<T>, String>
    where
        E: ProvideErrorMetadata + std::error::Error,
    {
        self.unless(what.into(), codes, "not there", call).await
    }

    /// Makes a conditional write to a table; nothing if the condition does not hold.
    pub(super) async fn write_if<T, E>(
        &mut self,
        what: impl Into<String>,
        call: impl Future<Output = Result<T, E>>,
    ) -> Result<Option<T>, String>
    where
        E: ProvideErrorMetadata + std::error::Error,
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
        call: impl Future<Output = Result<T, E>>,
    ) -> Result<Option<T>, String>
    where
        E: ProvideErrorMetadata + std::error::Error,
    {
        match call.await {
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
fn told<E>(call: &str, error: &E) -> String
where
    E: ProvideErrorMetadata + std::error::Error,
{
    match (error.code(), error.message()) {
        (Some(code), Some(message)) => format!("{call}: {code}: {message}"),
        (Some(code), None) => format!("{call}: {code}"),
        _ => format!("{call}: {}", DisplayErrorContext(error)),
    }
}

/// What an undo says when what it reads back is not what was there.
pub(super) fn unless_same<T: PartialEq>(what: &str, now: &T, was: &T) -> Result<(), String> {
    if now == was {
        return Ok(());
    }
    Err(format!("{what} is not what it was before the fault"))
}
