//! Errors of AWS on one line.

use aws_smithy_runtime_api::client::orchestrator::HttpResponse;
use aws_smithy_runtime_api::client::result::SdkError;
use aws_smithy_types::error::metadata::ProvideErrorMetadata;
use lexdr_deploy::{failed, why};

/// What was called and why it failed.
pub(crate) fn said<E>(what: &str, error: SdkError<E, HttpResponse>) -> String
where
    E: ProvideErrorMetadata + std::error::Error + 'static,
{
    format!("{what}: {}", why(&failed(error)))
}
