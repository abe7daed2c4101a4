//! Calls that failed, whichever call it was.

use std::fmt;

use aws_smithy_runtime_api::client::orchestrator::HttpResponse;
use aws_smithy_runtime_api::client::result::SdkError;
use aws_smithy_types::error::ErrorMetadata;
use aws_smithy_types::error::display::DisplayErrorContext;
use aws_smithy_types::error::metadata::ProvideErrorMetadata;

/// Why a call failed.
///
/// The SDK has an error type for each of its operations. What is told of an error needs none of
/// them, and is compiled once instead of a hundred times with this one.
pub type Failed = SdkError<Said, HttpResponse>;

/// What a service said.
#[derive(Debug)]
pub struct Said {
    meta: ErrorMetadata,
    /// In the words of the SDK, where the service gave no code.
    text: String,
}

impl fmt::Display for Said {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text)
    }
}

impl std::error::Error for Said {}

impl ProvideErrorMetadata for Said {
    fn meta(&self) -> &ErrorMetadata {
        &self.meta
    }
}

/// Forgets of which operation an error is.
pub fn failed<E>(error: SdkError<E, HttpResponse>) -> Failed
where
    E: ProvideErrorMetadata + std::error::Error + 'static,
{
    error.map_service_error(|error| said(error.meta(), &error))
}

fn said(meta: &ErrorMetadata, error: &(dyn std::error::Error + 'static)) -> Said {
    let text = match meta.code() {
        Some(_) => String::new(),
        None => DisplayErrorContext(error).to_string(),
    };
    Said {
        meta: meta.clone(),
        text,
    }
}

/// Code and message of the service's error, or what kept it from answering.
#[must_use]
pub fn why(error: &Failed) -> String {
    match (error.code(), error.message()) {
        (Some(code), Some(message)) => format!("{code}: {message}"),
        (Some(code), None) => code.to_owned(),
        _ => DisplayErrorContext(error).to_string(),
    }
}
