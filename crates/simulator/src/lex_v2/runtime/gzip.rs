//! Gzip and base64, the form of every header that holds JSON.

use std::io::{Read, Write};

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use flate2::Compression;
use flate2::read::GzDecoder;
use flate2::write::GzEncoder;
use serde_json::Value;

/// A state of this size is none; a header of a few bytes could ask for gigabytes.
const MOST_BYTES: u64 = 1 << 20;

/// A value as a header holds it.
pub(super) fn encoded(value: &Value) -> String {
    // Headers in a process cost nothing, and small ones take longer to compress than to copy.
    let mut packer = GzEncoder::new(Vec::new(), Compression::none());
    let packed = packer
        .write_all(value.to_string().as_bytes())
        .and_then(|()| packer.finish());
    STANDARD.encode(packed.expect("memory takes every write"))
}

/// The value of a header; nothing if it holds none.
pub(super) fn decoded(header: &str) -> Option<Value> {
    let packed = STANDARD.decode(header.trim()).ok()?;
    let mut text = Vec::new();
    let mut unpacker = GzDecoder::new(packed.as_slice()).take(MOST_BYTES + 1);
    let length = unpacker.read_to_end(&mut text).ok()?;
    let fits = u64::try_from(length).is_ok_and(|length| length <= MOST_BYTES);
    fits.then(|| serde_json::from_slice(&text).ok()).flatten()
}

#[cfg(test)]
mod tests {
    use rstest::rstest;
    use serde_json::json;

    use super::*;

    fn packed(text: &[u8]) -> String {
        let mut packer = GzEncoder::new(Vec::new(), Compression::best());
        packer.write_all(text).unwrap();
        STANDARD.encode(packer.finish().unwrap())
    }

    #[test]
    fn values_go_through_a_header_however_they_are_compressed() {
        let value = json!({ "intent": { "slots": { "FlowerType": null } } });
        assert_eq!(decoded(&encoded(&value)), Some(value.clone()));
        assert_eq!(decoded(&packed(value.to_string().as_bytes())), Some(value));
    }

    #[rstest]
    #[case::no_base64("%%%")]
    #[case::no_gzip("e30=")]
    #[case::raw_json("{}")]
    fn what_is_not_packed_is_nothing(#[case] header: &str) {
        assert_eq!(decoded(header), None);
    }

    #[test]
    fn damage_is_noticed() {
        let mut damaged = STANDARD.decode(encoded(&json!("some text"))).unwrap();
        let at = damaged.len() - 10;
        damaged[at] ^= 1;
        assert_eq!(decoded(&STANDARD.encode(damaged)), None);
    }

    #[test]
    fn a_header_that_would_unpack_to_more_than_a_state_can_be_is_nothing() {
        let most = usize::try_from(MOST_BYTES).unwrap();
        let text = |length: usize| format!("\"{}\"", "a".repeat(length - 2));
        assert!(decoded(&packed(text(most).as_bytes())).is_some());
        assert_eq!(decoded(&packed(text(most + 1).as_bytes())), None);
    }
}
