//! Checksums and session ids: unlike one another, the same in every run.

use jiff::Timestamp;

/// Makes ids from a region and a count.
#[derive(Debug)]
pub(super) struct Ids {
    region: u64,
    count: u64,
}

impl Ids {
    pub(super) fn new(region: &str) -> Self {
        // FNV-1a: std's hasher may change between releases of Rust.
        let region = region
            .bytes()
            .fold(0xcbf2_9ce4_8422_2325_u64, |hash, byte| {
                (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3)
            });
        Self { region, count: 0 }
    }

    /// SplitMix64 of the next count.
    fn next(&mut self) -> u64 {
        self.count += 1;
        let mut z = self
            .region
            .wrapping_add(self.count.wrapping_mul(0x9e37_79b9_7f4a_7c15));
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }

    /// A checksum: five groups of hexadecimal digits, as Lex shows them.
    pub(super) fn checksum(&mut self) -> String {
        let (high, low) = (self.next(), self.next());
        format!(
            "{:08x}-{:04x}-{:04x}-{:04x}-{:012x}",
            high >> 32,
            (high >> 16) & 0xffff,
            high & 0xffff,
            low >> 48,
            low & 0xffff_ffff_ffff
        )
    }

    /// A session id: the instant of its start and eight letters.
    pub(super) fn session(&mut self, now_ms: i64) -> String {
        let mut bits = self.next();
        let letters: String = (0..8)
            .map(|_| {
                let letter = char::from(b'a' + u8::try_from(bits % 26).unwrap_or_default());
                bits /= 26;
                letter
            })
            .collect();
        let start = Timestamp::from_millisecond(now_ms).unwrap_or(Timestamp::UNIX_EPOCH);
        format!("{start:.3}-{letters}")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_differ_within_a_region_and_between_regions_but_not_between_runs() {
        let mut east = Ids::new("us-east-1");
        let (first, second) = (east.checksum(), east.checksum());
        assert_ne!(first, second);
        assert_ne!(first, Ids::new("us-west-2").checksum());
        assert_eq!(first, Ids::new("us-east-1").checksum());
        assert_eq!(first.len(), 36);
    }

    #[test]
    fn a_session_id_shows_when_it_began() {
        let id = Ids::new("us-east-1").session(1_494_360_160_133);
        assert!(id.starts_with("2017-05-09T20:02:40.133Z-"), "{id}");
        assert_eq!(id.len(), "2017-05-09T20:02:40.133Z-abcdefgh".len());
    }
}
