//! Speech: silence, for about as long as saying the text would take.

use bytes::Bytes;

use super::asking::Said;
use super::media::Output;

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

/// The body of an answer.
pub(super) fn body(said: Option<&Said>, output: Output) -> Bytes {
    let Some(said) = said else {
        return Bytes::new();
    };
    let seconds = (said.text.chars().count() / CHARS_PER_SECOND + 1).min(MOST_SECONDS);
    match output {
        Output::Text => Bytes::new(),
        Output::Pcm => Bytes::from(vec![0; seconds * PCM_RATE * 2]),
        Output::Mpeg => {
            let mut frame = [0; FRAME_LENGTH];
            frame[..FRAME_HEADER.len()].copy_from_slice(&FRAME_HEADER);
            Bytes::from(frame.repeat(seconds * FRAMES_PER_SECOND))
        }
    }
}
