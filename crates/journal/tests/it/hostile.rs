//! Files that were cut, damaged or made up.

use lexdr_journal::testing::Memory;
use lexdr_journal::{Journal, JournalError, Note, Record, State, Storage as _, Trouble, Writer};
use proptest::collection::vec;
use proptest::prelude::*;
use proptest::sample::Index;
use sha2::{Digest as _, Sha256};

use crate::fixture::{closed, lines, night, read, told, whole_night, written};

/// Closes and ends whatever a journal has open, as a recovery does.
fn recovered(bytes: &[u8]) -> Memory {
    let mut memory = Memory::new();
    memory.append(bytes).unwrap();
    let mut writer = Writer::resume("memory", memory.clone(), bytes).unwrap();
    let open: Vec<u32> = writer.journal().open().map(|entry| entry.id).collect();
    for id in open {
        writer.append(closed(id)).unwrap();
    }
    writer.append(Record::Ended { at: 9_000 }).unwrap();
    assert_eq!(writer.journal().open().count(), 0);
    memory
}

#[test]
fn a_journal_cut_at_any_byte_is_what_its_whole_lines_say_and_can_be_recovered() {
    let bytes = written(&whole_night());
    let lines = lines(&bytes);
    for end in 0..=bytes.len() {
        let cut = &bytes[..end];
        let mut whole = Vec::new();
        let mut rest = end;
        for line in &lines {
            // A line without its end proves by its checksum that it is whole.
            if rest < line.len() - 1 {
                break;
            }
            rest = rest.saturating_sub(line.len());
            whole.extend_from_slice(line);
        }
        if whole.is_empty() {
            let error = Journal::read("x", cut).unwrap_err();
            assert!(matches!(error, JournalError::Unbegun { .. }), "{error}");
            continue;
        }
        let journal = read(cut);
        let expected = read(&whole);
        assert!(journal.entries().eq(expected.entries()), "cut at {end}");
        assert_eq!(journal.ended(), expected.ended());
        assert_eq!(journal.problems(), []);
        let noted = match journal.notes() {
            [] => end == whole.len(),
            [Note::Unended { .. }] => end + 1 == whole.len(),
            [Note::Torn { .. }] => end > whole.len(),
            _ => false,
        };
        assert!(noted, "cut at {end}: {:?}", journal.notes());

        let journal = recovered(cut).journal().unwrap();
        assert!(journal.is_settled(), "cut at {end}: {:?}", told(&journal));
        assert_eq!(told(&journal), [""; 0], "cut at {end}");
    }
}

/// Something that happens to a file.
#[derive(Debug, Clone)]
enum Mishap {
    Change(Index, u8),
    Insert(Index, Vec<u8>),
    Remove(Index, usize),
    DropLine(Index),
    RepeatLine(Index, Index),
    SwapLines(Index, Index),
    Cut(Index),
}

fn mishap() -> impl Strategy<Value = Mishap> {
    let at = any::<Index>;
    prop_oneof![
        (at(), any::<u8>()).prop_map(|(at, byte)| Mishap::Change(at, byte)),
        (at(), vec(any::<u8>(), 1..20)).prop_map(|(at, bytes)| Mishap::Insert(at, bytes)),
        (at(), 1..200_usize).prop_map(|(at, count)| Mishap::Remove(at, count)),
        at().prop_map(Mishap::DropLine),
        (at(), at()).prop_map(|(from, to)| Mishap::RepeatLine(from, to)),
        (at(), at()).prop_map(|(one, other)| Mishap::SwapLines(one, other)),
        at().prop_map(Mishap::Cut),
    ]
}

impl Mishap {
    fn happen(self, bytes: &mut Vec<u8>) {
        if bytes.is_empty() {
            return;
        }
        let length = bytes.len();
        let mut all = lines(bytes);
        match self {
            Self::Change(at, byte) => bytes[at.index(length)] = byte,
            Self::Insert(at, more) => {
                let at = at.index(length);
                bytes.splice(at..at, more);
            }
            Self::Remove(at, count) => {
                let at = at.index(length);
                bytes.drain(at..length.min(at + count));
            }
            Self::DropLine(at) => {
                all.remove(at.index(all.len()));
                *bytes = all.concat();
            }
            Self::RepeatLine(from, to) => {
                let line = all[from.index(all.len())].clone();
                all.insert(to.index(all.len()), line);
                *bytes = all.concat();
            }
            Self::SwapLines(one, other) => {
                let count = all.len();
                all.swap(one.index(count), other.index(count));
                *bytes = all.concat();
            }
            Self::Cut(at) => bytes.truncate(at.index(length)),
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(3_000))]

    #[test]
    fn arbitrary_bytes_are_refused(bytes in vec(any::<u8>(), 0..300)) {
        let error = Journal::read("x", &bytes).unwrap_err();
        prop_assert!(!error.to_string().chars().any(char::is_control), "{}", error);
    }

    #[test]
    fn nothing_is_made_up_and_nothing_is_lost_in_silence(
        steps in 0..=13_usize,
        mishaps in vec(mishap(), 1..6),
    ) {
        let original = written(&whole_night()[..steps]);
        let known = read(&original);
        let mut bytes = original.clone();
        for mishap in mishaps {
            mishap.happen(&mut bytes);
        }
        let Ok(journal) = Journal::read("x", &bytes) else {
            return Ok(());
        };
        let intact = |record: &Record| {
            let position = known.records().position(|(_, known)| known == record);
            let line = &lines(&original)[position.expect("a record that was never written")];
            let text = &line[..line.len() - 1];
            bytes.windows(text.len()).any(|part| part == text)
        };
        for (_, record) in journal.records() {
            prop_assert!(intact(record), "{} was not there", record);
        }
        for entry in journal.entries() {
            prop_assert_eq!(&entry.change, &known.entry(entry.id).unwrap().change);
            if matches!(entry.state, State::Closed(_)) {
                prop_assert!(intact(&closed(entry.id)));
            }
        }
        // Every number up to the last that can be read is accounted for.
        let numbers: Vec<u32> = journal.records().map(|(number, _)| number).collect();
        for number in 0..numbers.last().copied().unwrap_or(0) {
            let told = journal.problems().iter().any(|problem| match problem.trouble {
                Trouble::Damaged { number: damaged, .. } => damaged == Some(number),
                Trouble::Missing { first, last } => (first..=last).contains(&number),
                _ => false,
            });
            prop_assert_ne!(numbers.contains(&number), told, "record {}", number);
        }
        // And each line that is no record is told of, but for the last.
        let whole = lines(&bytes).iter().filter(|line| intact_line(line, &original)).count();
        let strange = lines(&bytes).len() - whole;
        prop_assert!(journal.problems().len() + journal.notes().len() >= strange);
    }

    #[test]
    fn a_damaged_journal_can_be_recovered(mishaps in vec(mishap(), 1..6)) {
        let mut bytes = written(&night()[..6]);
        for mishap in mishaps {
            mishap.happen(&mut bytes);
        }
        let Ok(journal) = Journal::read("x", &bytes) else {
            return Ok(());
        };
        let after = recovered(&bytes).journal().unwrap();
        prop_assert_eq!(after.open().count(), 0);
        prop_assert!(after.entries().count() >= journal.entries().count());
        prop_assert!(after.is_settled(), "{:?}", told(&after));
    }
}

fn intact_line(line: &[u8], original: &[u8]) -> bool {
    let text = |line: &[u8]| line.trim_ascii_end().to_vec();
    lines(original)
        .iter()
        .any(|known| text(known) == text(line))
}

/// A line that was written by somebody who knows how, and not by this crate.
fn forged(json: &str) -> Vec<u8> {
    let digest = Sha256::digest(json.as_bytes());
    let sum: String = digest[..8]
        .iter()
        .map(|byte| format!("{byte:02x}"))
        .collect();
    let open = &json[..json.len() - 1];
    format!("{open},\"sum\":\"{sum}\"}}\n").into_bytes()
}

#[test]
fn a_checksum_is_what_the_format_says() {
    let lines = lines(&written(&night()));
    let text = String::from_utf8(lines[2].clone()).unwrap();
    let (json, _) = text.split_once(",\"sum\"").unwrap();
    assert_eq!(forged(&format!("{json}}}")), lines[2]);
}

#[test]
fn records_of_a_later_lexdr_are_told_and_the_others_read() {
    let mut all = lines(&written(&night()[..2]));
    all.push(forged(
        r#"{"run":"night-1","n":3,"kind":"paused","id":0,"at":1}"#,
    ));
    all.push(forged(
        r#"{"run":"night-1","n":4,"kind":"applied","id":0,"at":1,"mood":"calm"}"#,
    ));
    let journal = read(&all.concat());
    assert_eq!(journal.entry(0).unwrap().state, State::Applied);
    assert_eq!(
        told(&journal),
        [
            "line 4: record 3 is of a kind that is not known here; recover with the lexdr that \
             wrote it"
        ]
    );
}

#[test]
fn a_number_beyond_all_others_is_told_as_one_gap() {
    let mut bytes = written(&night()[..2]);
    bytes.extend(forged(
        r#"{"run":"night-1","n":4294967295,"kind":"applied","id":4294967295,"at":1}"#,
    ));
    let journal = read(&bytes);
    assert_eq!(
        told(&journal),
        [
            "records 3 to 4294967294 are missing; look for the other copy of the journal",
            "change 4294967295 is applied, and the record that opened it is lost; look for the \
             other copy of the journal"
        ]
    );
    let mut memory = Memory::new();
    memory.append(&bytes).unwrap();
    let mut writer = Writer::resume("memory", memory, &bytes).unwrap();
    let error = writer.append(closed(0)).unwrap_err().to_string();
    assert!(error.contains("its numbers are used up"), "{error}");
}

#[test]
fn a_name_from_the_file_reaches_no_terminal_as_it_is() {
    let mut bytes = written(&night()[..2]);
    bytes.extend(forged(
        r#"{"run":"\u001b[31m","n":3,"kind":"ended","at":1}"#,
    ));
    let told = told(&read(&bytes)).concat();
    assert!(!told.chars().any(char::is_control), "{told:?}");
}

#[test]
fn json_nested_without_end_is_damage() {
    let mut bytes = written(&night()[..2]);
    let nested = "[".repeat(500_000);
    bytes.extend(forged(&format!(
        r#"{{"run":"night-1","n":3,"kind":{nested}}}"#
    )));
    bytes.extend(forged(r#"{"run":"night-1","n":4,"kind":"ended","at":1}"#));
    let journal = read(&bytes);
    assert_eq!(
        told(&journal),
        ["line 4: record 3 is damaged; look for the other copy of the journal"]
    );
}
