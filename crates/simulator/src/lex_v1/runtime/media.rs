//! The media types of requests and answers.

use lexdr_wire::{Request, ServiceError};

use crate::lex_v1::LexError;
use crate::lex_v1::input::header;

/// What an answer's body holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Output {
    /// Nothing: the message is in a header.
    Text,
    /// Speech as MPEG.
    Mpeg,
    /// Speech as 16-bit little-endian samples.
    Pcm,
}

impl Output {
    pub(super) const fn content_type(self) -> &'static str {
        match self {
            Self::Text => "text/plain;charset=utf-8",
            Self::Mpeg => "audio/mpeg",
            Self::Pcm => "audio/pcm",
        }
    }

    /// What the `Accept` header asks for; speech in MPEG unless it says otherwise.
    pub(super) fn accepted(request: &Request) -> Result<Self, ServiceError> {
        let accept = header(request, "accept").unwrap_or("*/*");
        match media_type(accept).as_str() {
            "text/plain" => Ok(Self::Text),
            "audio/mpeg" | "audio/*" | "*/*" | "" => Ok(Self::Mpeg),
            "audio/pcm" => Ok(Self::Pcm),
            "audio/ogg" => Err(LexError::NotAcceptable.with(
                "the simulator makes no audio/ogg; accept audio/mpeg, audio/pcm or text/plain",
            )),
            _ => Err(LexError::NotAcceptable.with(format!(
                "The accept header '{accept}' does not have a valid value."
            ))),
        }
    }
}

/// The beginnings of the audio types that Lex listens to.
const AUDIO_INPUT: [&str; 4] = [
    "audio/l16",
    "audio/x-l16",
    "audio/lpcm",
    "audio/x-cbr-opus-with-preamble",
];

/// Fails unless the request carries text. Speech is refused: nothing here recognises it.
pub(super) fn check_input(request: &Request) -> Result<(), ServiceError> {
    let given = header(request, "content-type").unwrap_or_default();
    let found = media_type(given);
    if found == "text/plain" {
        return Ok(());
    }
    Err(LexError::UnsupportedMediaType.with(if AUDIO_INPUT.contains(&found.as_str()) {
        format!("the simulator does not recognise speech ('{given}'); send text/plain; charset=utf-8")
    } else {
        format!("The Content-Type header '{given}' does not have a valid value.")
    }))
}

/// The type without its parameters.
fn media_type(value: &str) -> String {
    value
        .split(';')
        .next()
        .unwrap_or_default()
        .trim()
        .to_ascii_lowercase()
}
