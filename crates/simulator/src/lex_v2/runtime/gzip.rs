//! Gzip and base64, the form of every header that holds JSON.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use serde_json::Value;

use super::inflate::inflate;

/// Magic, deflate, no flags, no time, no hints, unknown system.
const HEADER: [u8; 10] = [0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 255];

/// The flags of what may stand between header and data.
const HEADER_CHECK: u8 = 1 << 1;
const EXTRA: u8 = 1 << 2;
const NAME: u8 = 1 << 3;
const COMMENT: u8 = 1 << 4;

/// A state of this size is none; a header of a few bytes could ask for gigabytes.
const MOST_BYTES: usize = 1 << 20;

/// A value as a header holds it.
pub(super) fn encoded(value: &Value) -> String {
    STANDARD.encode(pack(value.to_string().as_bytes()))
}

/// The value of a header; nothing if it holds none.
pub(super) fn decoded(header: &str) -> Option<Value> {
    let packed = STANDARD.decode(header.trim()).ok()?;
    serde_json::from_slice(&unpack(&packed)?).ok()
}

/// Gzip without compression: every reader takes it, and headers in a process cost nothing.
fn pack(data: &[u8]) -> Vec<u8> {
    let mut out = HEADER.to_vec();
    let blocks = data.len().div_ceil(usize::from(u16::MAX)).max(1);
    for number in 0..blocks {
        let from = number * usize::from(u16::MAX);
        let block = &data[from..data.len().min(from + usize::from(u16::MAX))];
        let length = u16::try_from(block.len()).unwrap_or(u16::MAX);
        out.push(u8::from(number + 1 == blocks));
        out.extend(length.to_le_bytes());
        out.extend((!length).to_le_bytes());
        out.extend(block);
    }
    out.extend(crc32(data).to_le_bytes());
    out.extend(size(data).to_le_bytes());
    out
}

fn unpack(packed: &[u8]) -> Option<Vec<u8>> {
    let [0x1f, 0x8b, 8, flags, ..] = *packed else {
        return None;
    };
    let mut rest = packed.get(HEADER.len()..)?;
    if flags & EXTRA != 0 {
        let (length, behind) = rest.split_first_chunk::<2>()?;
        rest = behind.get(usize::from(u16::from_le_bytes(*length))..)?;
    }
    for text in [NAME, COMMENT] {
        if flags & text != 0 {
            let end = rest.iter().position(|byte| *byte == 0)?;
            rest = &rest[end + 1..];
        }
    }
    if flags & HEADER_CHECK != 0 {
        rest = rest.get(2..)?;
    }
    let (data, behind) = inflate(rest, MOST_BYTES)?;
    let (check, behind) = behind.split_first_chunk::<4>()?;
    let (length, _) = behind.split_first_chunk::<4>()?;
    let whole =
        u32::from_le_bytes(*check) == crc32(&data) && u32::from_le_bytes(*length) == size(&data);
    whole.then_some(data)
}

/// The size as the trailer has it, which counts up to 4 GiB.
fn size(data: &[u8]) -> u32 {
    u32::try_from(data.len() as u64 & u64::from(u32::MAX)).unwrap_or_default()
}

fn crc32(data: &[u8]) -> u32 {
    !data.iter().fold(u32::MAX, |crc, byte| {
        (0..8).fold(crc ^ u32::from(*byte), |crc, _| {
            (crc >> 1) ^ (0xedb8_8320 & (crc & 1).wrapping_neg())
        })
    })
}

#[cfg(test)]
mod tests {
    use rstest::rstest;
    use serde_json::json;

    use super::*;

    #[rstest]
    #[case::nothing(0)]
    #[case::little(11)]
    #[case::one_block(65_535)]
    #[case::two_blocks(65_536)]
    fn what_was_packed_unpacks(#[case] length: usize) {
        let data: Vec<u8> = (0..length).map(|at| (at % 251) as u8).collect();
        assert_eq!(unpack(&pack(&data)), Some(data));
    }

    #[test]
    fn the_check_is_the_one_of_gzip() {
        // The check value of CRC-32/ISO-HDLC.
        assert_eq!(crc32(b"123456789"), 0xcbf4_3926);
    }

    #[test]
    fn values_go_through_a_header() {
        let value = json!({ "intent": { "slots": { "FlowerType": null } } });
        assert_eq!(decoded(&encoded(&value)), Some(value));
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
        let mut packed = pack(b"some text");
        let at = packed.len() - 10;
        packed[at] ^= 1;
        assert_eq!(unpack(&packed), None);
    }
}
