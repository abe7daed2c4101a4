//! The media types of requests and answers.

use lexdr_wire::{Request, ServiceError};

use crate::dialogue::{self, Output};
use crate::lex_v1::LexError;
use crate::lex_v1::input::header;

/// What the `Accept` header asks for.
pub(super) fn accepted(request: &Request) -> Result<Output, ServiceError> {
    Output::wanted("accept", header(request, "accept"))
        .map_err(|why| LexError::NotAcceptable.with(why))
}

/// Fails unless the request carries text.
pub(super) fn check_input(request: &Request) -> Result<(), ServiceError> {
    dialogue::check_input(header(request, "content-type").unwrap_or_default())
        .map_err(|why| LexError::UnsupportedMediaType.with(why))
}
