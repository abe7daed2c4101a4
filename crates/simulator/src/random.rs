//! Seeded numbers. Same seed and same order of questions, same answers, on every machine: only
//! integer arithmetic, nothing from the operating system.

use std::sync::atomic::{AtomicU64, Ordering};

/// The increment of SplitMix64 (Steele, Lea, Flood 2014).
const GAMMA: u64 = 0x9e37_79b9_7f4a_7c15;

/// The finalizer of SplitMix64: every bit of the input reaches every bit of the output.
pub(crate) const fn mix(mut x: u64) -> u64 {
    x = (x ^ (x >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    x = (x ^ (x >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    x ^ (x >> 31)
}

/// A number that belongs to `label` under `seed`.
pub(crate) fn derive(seed: u64, label: &str) -> u64 {
    // FNV-1a spreads the label, the finalizer joins it with the seed.
    let hash = label.bytes().fold(0xcbf2_9ce4_8422_2325_u64, |hash, byte| {
        (hash ^ u64::from(byte)).wrapping_mul(0x0000_0100_0000_01b3)
    });
    mix(mix(seed.wrapping_add(GAMMA)) ^ hash)
}

/// A sequence of numbers that many may draw from.
#[derive(Debug)]
pub(crate) struct Stream(AtomicU64);

impl Stream {
    /// The sequence that belongs to `label` under `seed`.
    pub(crate) fn new(seed: u64, label: &str) -> Self {
        Self(AtomicU64::new(derive(seed, label)))
    }

    /// The next number.
    pub(crate) fn next(&self) -> u64 {
        mix(self
            .0
            .fetch_add(GAMMA, Ordering::Relaxed)
            .wrapping_add(GAMMA))
    }

    /// The next identifier, shaped like a random (version 4) UUID.
    pub(crate) fn uuid(&self) -> String {
        uuid(self.next(), self.next())
    }
}

/// Two numbers in the shape of a version 4 UUID.
pub(crate) fn uuid(high: u64, low: u64) -> String {
    format!(
        "{:08x}-{:04x}-4{:03x}-{:04x}-{:012x}",
        high >> 32,
        (high >> 16) & 0xffff,
        high & 0xfff,
        0x8000 | ((low >> 48) & 0x3fff),
        low & 0xffff_ffff_ffff,
    )
}

/// `length` characters of `alphabet` that belong to `label` under `seed`.
pub(crate) fn text(seed: u64, label: &str, alphabet: &[u8], length: usize) -> String {
    let start = derive(seed, label);
    (1..=length as u64)
        .map(|n| {
            let draw = mix(start.wrapping_add(GAMMA.wrapping_mul(n)));
            char::from(alphabet[(draw % alphabet.len() as u64) as usize])
        })
        .collect()
}

/// The characters of AWS access key ids and entity ids.
pub(crate) const BASE32: &[u8] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn identifiers_look_like_version_4_uuids_and_differ() {
        let stream = Stream::new(7, "ids");
        let first = stream.uuid();
        assert_eq!(first.len(), 36);
        assert_eq!(&first[14..15], "4");
        assert!(matches!(&first[19..20], "8" | "9" | "a" | "b"));
        assert_ne!(first, stream.uuid());
        assert_eq!(first, Stream::new(7, "ids").uuid());
        assert_ne!(first, Stream::new(8, "ids").uuid());
    }
}
