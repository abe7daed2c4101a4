//! Speech: silence, for about as long as saying the text would take.

use bytes::Bytes;

/// Polly's voices say about 15 characters a second.
const CHARS_PER_SECOND: usize = 15;

/// A message is 1,024 characters at most, but slot values can make it longer.
const MOST_SECONDS: usize = 120;

/// Samples a second of `audio/pcm` answers.
const PCM_RATE: usize = 16_000;

/// Frames a second of the MPEG stream: 1152 samples each, at 32 kHz.
const FRAMES_PER_SECOND: usize = 28;

/// An MPEG-1 layer III frame at 32 kbit/s and 32 kHz, mono, is 144 bytes long; with nothing behind
/// its header it is silent.
const FRAME_LENGTH: usize = 144;
const FRAME_HEADER: [u8; 4] = [0xff, 0xfb, 0x18, 0xc4];

/// The beginnings of the audio types that Lex listens to.
const AUDIO_INPUT: [&str; 4] = [
    "audio/l16",
    "audio/x-l16",
    "audio/lpcm",
    "audio/x-cbr-opus-with-preamble",
];

/// What an answer's body holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Output {
    /// Nothing: the message is in a header.
    Text,
    /// Speech as MPEG.
    Mpeg,
    /// Speech as 16-bit little-endian samples.
    Pcm,
}

impl Output {
    pub(crate) const fn content_type(self) -> &'static str {
        match self {
            Self::Text => "text/plain;charset=utf-8",
            Self::Mpeg => "audio/mpeg",
            Self::Pcm => "audio/pcm",
        }
    }

    /// What a header asks for; speech in MPEG unless it says otherwise. Otherwise why it cannot be.
    pub(crate) fn wanted(header: &str, value: Option<&str>) -> Result<Self, String> {
        let value = value.unwrap_or("*/*");
        match media_type(value).as_str() {
            "text/plain" => Ok(Self::Text),
            "audio/mpeg" | "audio/*" | "*/*" | "" => Ok(Self::Mpeg),
            "audio/pcm" => Ok(Self::Pcm),
            "audio/ogg" => Err(
                "the simulator makes no audio/ogg; accept audio/mpeg, audio/pcm or text/plain"
                    .to_owned(),
            ),
            _ => Err(format!(
                "The {header} header '{value}' does not have a valid value."
            )),
        }
    }

    /// The body of an answer that says `text`.
    pub(crate) fn body(self, text: Option<&str>) -> Bytes {
        let Some(text) = text else {
            return Bytes::new();
        };
        let seconds = (text.chars().count() / CHARS_PER_SECOND + 1).min(MOST_SECONDS);
        match self {
            Self::Text => Bytes::new(),
            Self::Pcm => Bytes::from(vec![0; seconds * PCM_RATE * 2]),
            Self::Mpeg => {
                let mut frame = [0; FRAME_LENGTH];
                frame[..FRAME_HEADER.len()].copy_from_slice(&FRAME_HEADER);
                Bytes::from(frame.repeat(seconds * FRAMES_PER_SECOND))
            }
        }
    }
}

/// Fails unless a request of this type carries text. Speech is refused: nothing here recognises it.
pub(crate) fn check_input(content_type: &str) -> Result<(), String> {
    let found = media_type(content_type);
    if found == "text/plain" {
        return Ok(());
    }
    Err(if AUDIO_INPUT.contains(&found.as_str()) {
        format!(
            "the simulator does not recognise speech ('{content_type}'); send text/plain; charset=utf-8"
        )
    } else {
        format!("The Content-Type header '{content_type}' does not have a valid value.")
    })
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
