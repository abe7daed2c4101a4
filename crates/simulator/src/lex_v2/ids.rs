//! Ids of resources: unlike one another, the same in every run.

use crate::random::Stream;

const LETTERS: &[u8; 26] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZ";
const SIGNS: &[u8; 36] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789";

/// How long the ids of bots, aliases, intents, slots and slot types are.
const LENGTH: usize = 10;

/// Makes ids from an account, a region and a count.
#[derive(Debug)]
pub(super) struct Ids(Stream);

impl Ids {
    pub(super) fn new(region: &str, account: &str) -> Self {
        Self(Stream::new(0, &format!("Lex V2 of {account} in {region}")))
    }

    /// The id of a resource. It begins with a letter and has a digit, which no name of a Lex V1 bot
    /// has: on a port that all Lex APIs share, that tells their paths apart.
    pub(super) fn resource(&self) -> String {
        let mut bits = self.0.next();
        let mut pick = |from: &[u8]| {
            let sign = from[(bits % from.len() as u64) as usize];
            bits /= from.len() as u64;
            char::from(sign)
        };
        let first = pick(LETTERS);
        let digit = pick(b"0123456789");
        let rest: String = (2..LENGTH).map(|_| pick(SIGNS)).collect();
        let (before, behind) = rest.split_at(LENGTH / 2 - 1);
        format!("{first}{before}{digit}{behind}")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_differ_within_a_region_and_between_regions_but_not_between_runs() {
        let east = Ids::new("us-east-1", "1");
        let (first, second) = (east.resource(), east.resource());
        assert_ne!(first, second);
        assert_ne!(first, Ids::new("us-west-2", "1").resource());
        assert_eq!(first, Ids::new("us-east-1", "1").resource());
    }

    #[test]
    fn every_id_has_ten_signs_and_a_digit() {
        let ids = Ids::new("us-east-1", "1");
        for _ in 0..1000 {
            let id = ids.resource();
            assert_eq!(id.len(), LENGTH, "{id}");
            assert!(id.bytes().any(|sign| sign.is_ascii_digit()), "{id}");
            assert!(id.bytes().all(|sign| SIGNS.contains(&sign)), "{id}");
        }
    }
}
