//! Where in a bot something is: a locale of a version.

use aws_sdk_lexmodelsv2::Client;
use aws_sdk_lexmodelsv2::error::BuildError;

use crate::DeployError;

/// The version that can be changed.
pub(super) const DRAFT: &str = "DRAFT";

/// Describing says so of what is not there.
pub(super) const MISSING: &[&str] = &["ResourceNotFoundException"];

/// Lex says so while another change is under way.
pub(super) const BUSY: &str = "ConflictException";

/// A locale of a version of a bot.
#[derive(Debug, Clone)]
pub(super) struct Place {
    pub(super) lex: Client,
    pub(super) bot_id: String,
    pub(super) version: String,
    pub(super) locale: String,
    /// What is being done, for errors and progress: `bot OrderFlowers in us-east-1`.
    pub(super) step: String,
}

impl Place {
    /// The same locale in another version.
    pub(super) fn at(&self, version: &str) -> Self {
        Self {
            version: version.to_owned(),
            ..self.clone()
        }
    }
}

pub(super) fn incomplete(step: &str) -> impl FnOnce(BuildError) -> DeployError {
    move |error| DeployError::new(step, error.to_string())
}

pub(super) fn absent(step: &str, what: &str) -> impl FnOnce() -> DeployError {
    move || DeployError::new(step, format!("no {what} in the answer"))
}
