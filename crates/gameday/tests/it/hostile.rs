//! Configurations that nobody wrote in good faith: an error with its place, and soon.

use lexdr_gameday::config::Config;
use proptest::collection::vec;
use proptest::prelude::*;
use proptest::sample::Index;

use crate::{GOOD, TWO_FAULTS, locale_disabled, planned, role_denied};

const SIGNS: &str = " \t\n\r[]{}=.,#\"'\\-_:+0a7TZ\u{feff}é";

/// What is read has no errors; what is not names the file and a line that it has.
fn read(bytes: &[u8]) {
    let Err(errors) = Config::parse("lexdr.toml", bytes) else {
        return;
    };
    let told = errors.to_string();
    let place = told
        .strip_prefix("lexdr.toml:")
        .expect("the file comes first");
    let line = place.split(':').next().unwrap_or_default().trim();
    if let Ok(line) = line.parse::<usize>() {
        let lines = String::from_utf8_lossy(bytes).split('\n').count();
        assert!((1..=lines + 1).contains(&line), "{told}");
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(500))]

    #[test]
    fn arbitrary_bytes_never_panic(bytes in vec(any::<u8>(), 0..400)) {
        read(&bytes);
    }

    #[test]
    fn arbitrary_signs_never_panic(
        signs in vec(prop::sample::select(SIGNS.chars().collect::<Vec<_>>()), 0..80)
    ) {
        read(signs.into_iter().collect::<String>().as_bytes());
    }

    #[test]
    fn mutated_files_never_panic(
        mutations in vec((any::<Index>(), 0..4_u8, any::<u8>(), any::<Index>()), 1..6)
    ) {
        let mut bytes = GOOD.as_bytes().to_vec();
        for (place, kind, byte, other) in mutations {
            let at = place.index(bytes.len());
            match kind {
                0 => bytes[at] = byte,
                1 => { bytes.remove(at); }
                2 => bytes.insert(at, byte % 128),
                _ => {
                    let to = other.index(bytes.len());
                    bytes.swap(at, to);
                }
            }
        }
        read(&bytes);
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
        read(text.as_bytes());
        if let Ok(config) = Config::parse("lexdr.toml", text.as_bytes()) {
            let changes = vec![vec![locale_disabled("us-east-1")], vec![role_denied(None)]];
            let _ = planned(TWO_FAULTS, &config, changes);
        }
    }
}

#[test]
fn every_truncation_of_a_file_is_refused_or_complete() {
    for end in 0..GOOD.len() {
        read(&GOOD.as_bytes()[..end]);
    }
}
