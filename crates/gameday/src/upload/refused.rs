//! What S3 says when it does not take an object.

use std::fmt;

use aws_smithy_runtime_api::client::orchestrator::{HttpResponse, OrchestratorError};
use aws_smithy_types::error::metadata::{ErrorMetadata, ProvideErrorMetadata};

/// What came of a request.
pub(super) fn answered(response: &HttpResponse) -> Result<(), OrchestratorError<Refused>> {
    if response.status().is_success() {
        return Ok(());
    }
    let body = response.body().bytes().unwrap_or_default();
    let body = String::from_utf8_lossy(body);
    let mut message = element(&body, "Message").unwrap_or_default();
    if let Some(region) = response.headers().get("x-amz-bucket-region") {
        message.push_str(&format!(
            " (the bucket is in {region}: name that region, with --upload-region or as \
             `upload-region` in `[output]`)"
        ));
    }
    let mut meta = ErrorMetadata::builder().message(message);
    if let Some(code) = element(&body, "Code") {
        meta = meta.code(code);
    }
    let status = response.status().as_u16();
    let meta = meta.build();
    Err(OrchestratorError::operation(Refused { status, meta }))
}

/// The text of an element of XML.
fn element(xml: &str, name: &str) -> Option<String> {
    let (_, rest) = xml.split_once(&format!("<{name}>"))?;
    let (text, _) = rest.split_once(&format!("</{name}>"))?;
    let text = text.replace("&lt;", "<").replace("&gt;", ">");
    let text = text.replace("&quot;", "\"").replace("&apos;", "'");
    Some(text.replace("&amp;", "&"))
}

/// What S3 says when it does not take an object.
#[derive(Debug)]
pub(super) struct Refused {
    status: u16,
    meta: ErrorMetadata,
}

impl fmt::Display for Refused {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "HTTP status {}", self.status)
    }
}

impl std::error::Error for Refused {}

impl ProvideErrorMetadata for Refused {
    fn meta(&self) -> &ErrorMetadata {
        &self.meta
    }
}
