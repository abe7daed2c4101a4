//! Files that are not whole, not ours, or not files of anything.

use lexdr_history::{History, HistoryError};
use proptest::collection::vec;
use proptest::prelude::*;

use crate::fixture::{events, header, written};

#[test]
fn a_history_cut_at_any_byte_is_refused_unless_only_its_line_end_is_gone() {
    let bytes = written(&events());
    let first_line = bytes.iter().position(|byte| *byte == b'\n').unwrap();
    for end in 0..bytes.len() - 1 {
        let error = History::read("x.jsonl", &bytes[..end]).expect_err("a cut history was read");
        assert!(error.to_string().starts_with("x.jsonl:"), "{error}");
        // Once enough of the header is there to know it by, the cut is what is told.
        if end > first_line {
            assert!(
                matches!(error, HistoryError::Truncated { .. }),
                "{end}: {error}"
            );
        }
    }
    let whole = History::read("x.jsonl", bytes.as_slice()).unwrap();
    assert_eq!(
        History::read("x.jsonl", &bytes[..bytes.len() - 1]).unwrap(),
        whole
    );
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2_000))]

    #[test]
    fn arbitrary_bytes_are_refused(bytes in vec(any::<u8>(), 0..300)) {
        let error = History::read("x", bytes.as_slice()).unwrap_err();
        prop_assert!(!error.to_string().chars().any(char::is_control), "{}", error);
    }

    #[test]
    fn arbitrary_lines_after_a_header_are_refused(bytes in vec(any::<u8>(), 0..300)) {
        let mut file = serde_json::to_vec(&header()).unwrap();
        file.push(b'\n');
        file.extend(bytes);
        let error = History::read("x", file.as_slice()).unwrap_err();
        prop_assert!(!error.to_string().chars().any(char::is_control), "{}", error);
    }

    #[test]
    fn changed_bytes_never_panic(
        changes in vec((any::<prop::sample::Index>(), any::<u8>()), 1..5)
    ) {
        let mut bytes = written(&events());
        for (place, byte) in changes {
            let at = place.index(bytes.len());
            bytes[at] = byte;
        }
        if let Ok(history) = History::read("x", bytes.as_slice()) {
            let ends = matches!(history.events.last(), Some(lexdr_history::Event::End { .. }));
            prop_assert!(ends);
        }
    }
}

/// Bytes without end and without line ends.
struct Endless;

impl std::io::Read for Endless {
    fn read(&mut self, bytes: &mut [u8]) -> std::io::Result<usize> {
        bytes.fill(b'x');
        Ok(bytes.len())
    }
}

#[test]
fn a_line_without_end_does_not_fill_the_memory() {
    let error = History::read("x", std::io::BufReader::new(Endless)).unwrap_err();
    assert!(matches!(error, HistoryError::Foreign { .. }), "{error}");

    let mut line = serde_json::to_vec(&header()).unwrap();
    line.push(b'\n');
    let source = std::io::Read::chain(line.as_slice(), Endless);
    let error = History::read("x", std::io::BufReader::new(source)).unwrap_err();
    assert!(
        matches!(error, HistoryError::Malformed { line: 2, .. }),
        "{error}"
    );
}

#[test]
fn json_nested_without_end_is_refused() {
    let mut file = serde_json::to_vec(&header()).unwrap();
    file.push(b'\n');
    file.extend(br#"{"event":"write","at_ms":"#);
    file.extend(vec![b'['; 1_000_000]);
    file.push(b'\n');
    assert!(History::read("x", file.as_slice()).is_err());
    assert!(History::read("x", vec![b'{'; 1_000_000].as_slice()).is_err());
    assert!(History::read("x", vec![b'['; 1_000_000].as_slice()).is_err());
}

#[test]
fn a_tab_does_not_reach_the_message() {
    let error = History::read("x", "!\t!".as_bytes())
        .unwrap_err()
        .to_string();
    assert!(error.contains("`! !`"), "{error}");
}
