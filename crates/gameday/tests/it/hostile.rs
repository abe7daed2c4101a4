//! Configurations that nobody wrote in good faith: an error with its place, and soon.

use lexdr_gameday::config::Config;
use proptest::collection::vec;
use proptest::prelude::*;
use proptest::sample::Index;

use crate::{GOOD, TWO_FAULTS, locale_disabled, planned, role_denied};

const SIGNS: &str = " \t\n\r[]{}=.,#\"'\\-_:+0a7TZ\u{feff}é";

/// Whether a file is read. What is not has errors, which name the file and a line that it has.
fn is_read(bytes: &[u8]) -> bool {
    let Err(errors) = Config::parse("lexdr.toml", bytes) else {
        return true;
    };
    assert!(!errors.problems().is_empty());
    let told = errors.to_string();
    let place = told
        .strip_prefix("lexdr.toml:")
        .expect("the file comes first");
    let line = place.split(':').next().unwrap_or_default().trim();
    if let Ok(line) = line.parse::<usize>() {
        let lines = String::from_utf8_lossy(bytes).split('\n').count();
        assert!((1..=lines + 1).contains(&line), "{told}");
    }
    false
}

/// A stream of numbers that is the same each time.
struct Numbers(u64);

impl Numbers {
    fn below(&mut self, bound: usize) -> usize {
        self.0 = self
            .0
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1);
        usize::try_from(self.0 >> 33).unwrap() % bound
    }
}

#[test]
fn no_bytes_panic() {
    const PIECES: [&[u8]; 9] = [
        b"\"",
        b"[",
        b"]",
        b"=",
        b"\n",
        b"\xf0\x9f\x8c\xb9",
        b"\xff",
        b"'''",
        b"\r\n\t\0",
    ];
    let mut numbers = Numbers(1);
    let mut refused = 0;
    for round in 0..3_000 {
        let mut bytes = GOOD.as_bytes().to_vec();
        for _ in 0..=numbers.below(6) {
            let at = numbers.below(bytes.len() + 1);
            match numbers.below(4) {
                0 => bytes.truncate(at),
                1 => drop(bytes.drain(at..(at + numbers.below(40)).min(bytes.len()).max(at))),
                2 => {
                    let piece = PIECES[numbers.below(PIECES.len())];
                    bytes.splice(at..at, piece.iter().copied());
                }
                _ => bytes.insert(at, u8::try_from(numbers.below(256)).unwrap()),
            }
        }
        if round % 10 == 0 {
            bytes = (0..numbers.below(400))
                .map(|_| u8::try_from(numbers.below(256)).unwrap())
                .collect();
        }
        refused += usize::from(!is_read(&bytes));
    }
    assert!(refused > 1_000, "only {refused} were wrong");
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(500))]

    #[test]
    fn arbitrary_signs_never_panic(
        signs in vec(prop::sample::select(SIGNS.chars().collect::<Vec<_>>()), 0..80)
    ) {
        is_read(signs.into_iter().collect::<String>().as_bytes());
    }

    /// A file that is read still makes a plan, or is told why not.
    #[test]
    fn swapped_lines_never_panic(swaps in vec((any::<Index>(), any::<Index>()), 1..8)) {
        let mut lines: Vec<&str> = GOOD.split_inclusive('\n').collect();
        for (a, b) in swaps {
            let (a, b) = (a.index(lines.len()), b.index(lines.len()));
            lines.swap(a, b);
        }
        let text = lines.concat();
        is_read(text.as_bytes());
        if let Ok(config) = Config::parse("lexdr.toml", text.as_bytes()) {
            let changes = vec![vec![locale_disabled("us-east-1")], vec![role_denied(None)]];
            let _ = planned(TWO_FAULTS, &config, changes);
        }
    }
}

#[test]
fn every_truncation_of_a_file_is_refused_or_complete() {
    for end in 0..GOOD.len() {
        is_read(&GOOD.as_bytes()[..end]);
    }
}
