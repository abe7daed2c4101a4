//! What a check returns.

use serde::Serialize;

/// The answer of `lexDRTest`. The first two fields are those of the published function.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Outcome {
    /// 200.
    pub status_code: u16,
    /// `Success`.
    pub body: &'static str,
    /// The route as the item has it now.
    pub lex_region: String,
    /// `healthy`, or why the primary region's bot is not.
    pub primary: String,
    /// The same for the secondary region, if it was asked.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub secondary: Option<String>,
    /// Whether this check changed the route.
    pub changed: bool,
    /// Whether a newer check had written the item already, and this one left it alone.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub superseded: bool,
    /// What the item says the reason is.
    pub reason: String,
}
