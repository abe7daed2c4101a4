//! What happens on the way to the disk.

use std::io;

use lexdr_journal::testing::{Failure, Memory};
use lexdr_journal::{Record, Storage, WriteError, Writer};
use rstest::rstest;

use crate::fixture::{
    applied, armed, closed, concurrency, header, opened, read, told, whole_night, written,
};

/// Remembers what it was asked, in order.
#[derive(Default)]
struct Asked(Vec<String>);

impl Storage for &mut Asked {
    fn append(&mut self, bytes: &[u8]) -> io::Result<()> {
        let lines = bytes.iter().filter(|byte| **byte == b'\n').count();
        let whole = bytes.ends_with(b"\n");
        self.0.push(format!("{lines} line, whole: {whole}"));
        Ok(())
    }

    fn sync(&mut self) -> io::Result<()> {
        self.0.push("sync".to_owned());
        Ok(())
    }

    fn cut(&mut self, length: u64) -> io::Result<()> {
        self.0.push(format!("cut at {length}"));
        Ok(())
    }
}

#[test]
fn each_line_is_handed_over_in_one_piece_and_synced() {
    let mut asked = Asked::default();
    let mut writer = Writer::begin("memory", &mut asked, header("night-1")).unwrap();
    writer.append(opened(0, concurrency())).unwrap();
    writer.append(armed(0)).unwrap();
    assert_eq!(asked.0, ["1 line, whole: true", "sync"].repeat(3));
}

#[rstest]
fn a_record_that_failed_does_not_count_and_the_next_one_follows_what_does(
    #[values(Failure::Full, Failure::Torn, Failure::Unsynced)] failure: Failure,
) {
    let night = whole_night();
    for failing in 0..night.len() {
        let memory = Memory::new();
        let mut writer = Writer::begin("memory", memory.clone(), header("night-1")).unwrap();
        for record in &night[..failing] {
            writer.append(record.clone()).unwrap();
        }
        memory.fail(0, failure);
        let before = writer.journal().clone();
        let error = writer.append(night[failing].clone()).unwrap_err();
        assert!(matches!(error, WriteError::Failed { .. }), "{error}");
        assert!(writer.is_broken());
        assert_eq!(writer.journal(), &before, "the record does not count");

        // What is there now, or after a loss of power, says no more than was safe, but for a
        // line that was written and whose fate is open.
        assert_eq!(read(&memory.durable()), before);
        let after = memory.journal().unwrap();
        assert_eq!(after.problems(), []);
        let more = after.records().count() - before.records().count();
        assert_eq!(more, usize::from(failure == Failure::Unsynced));

        // The next record cuts off the rest. An id that failed is not used again.
        let id = writer.next_id();
        writer.append(opened(id, concurrency())).unwrap();
        assert!(!writer.is_broken());
        let opening = matches!(night[failing], Record::Opened { .. });
        assert_eq!(id, before.entries().count() as u32 + u32::from(opening));
        let journal = memory.journal().unwrap();
        assert_eq!(told(&journal), [""; 0]);
        assert_eq!(&journal, writer.journal());
        assert_eq!(memory.durable(), memory.bytes());
    }
}

#[test]
fn nothing_is_written_behind_a_line_that_cannot_be_cut_off() {
    let memory = Memory::new().failing(2, Failure::Gone);
    let mut writer = Writer::begin("night-1.jsonl", memory.clone(), header("night-1")).unwrap();
    writer.append(opened(0, concurrency())).unwrap();
    assert_eq!(
        writer.append(armed(0)).unwrap_err().to_string(),
        "night-1.jsonl: cannot be written: the disk is gone"
    );
    let left = memory.bytes();
    for _ in 0..2 {
        assert_eq!(
            writer.append(applied(0)).unwrap_err().to_string(),
            "night-1.jsonl: nothing more can be written: an earlier record failed (the disk is \
             gone), and what there is of it cannot be cut off: the disk is gone"
        );
    }
    assert_eq!(memory.bytes(), left);
    assert_eq!(memory.journal().unwrap().entries().count(), 1);
}

#[test]
fn a_journal_that_cannot_begin_is_none() {
    for failure in [Failure::Full, Failure::Torn, Failure::Gone] {
        let memory = Memory::new().failing(0, failure);
        Writer::begin("memory", memory.clone(), header("night-1")).unwrap_err();
        assert!(
            matches!(
                memory.journal().unwrap_err(),
                lexdr_journal::JournalError::Unbegun { .. }
            ),
            "{failure:?}"
        );
    }
}

#[test]
fn a_record_that_does_not_fit_is_refused_and_harms_nothing() {
    let memory = Memory::new();
    let mut writer = Writer::begin("x.jsonl", memory.clone(), header("night-1")).unwrap();
    writer.append(opened(0, concurrency())).unwrap();
    let before = memory.bytes();
    let mut refused = |record| writer.append(record).unwrap_err().to_string();
    assert_eq!(
        refused(opened(0, concurrency())),
        "x.jsonl: the record `change 0 opened: concurrency-zero: reserved concurrency of \
         lexDRTest in us-east-1` was not written: the id of the next change is 1"
    );
    assert_eq!(
        refused(applied(1)),
        "x.jsonl: the record `change 1 applied` was not written: change 1 was never opened"
    );
    assert_eq!(
        refused(Record::Ended { at: 1 }),
        "x.jsonl: the record `ended` was not written: change 0 is still opened"
    );
    assert_eq!(
        refused(Record::Run(header("night-1"))),
        "x.jsonl: the record `run night-1 of callers-denied` was not written: the header is \
         written by beginning a journal"
    );
    assert_eq!(memory.bytes(), before);
    assert!(!writer.is_broken());
    writer.append(closed(0)).unwrap();
    writer.append(Record::Ended { at: 1 }).unwrap();
}

#[test]
fn a_damaged_last_line_stays_for_a_person_and_its_number_is_not_used_again() {
    let mut bytes = written(&[opened(0, concurrency()), armed(0), applied(0)]);
    let length = bytes.len();
    bytes[length - 30] ^= 1;
    let mut memory = Memory::new();
    memory.append(&bytes).unwrap();
    let mut writer = Writer::resume("memory", memory.clone(), &bytes).unwrap();
    assert_eq!(writer.append(closed(0)).unwrap().number(), 4);
    let journal = memory.journal().unwrap();
    assert_eq!(
        told(&journal),
        ["line 4: record 3 is damaged; look for the other copy of the journal"]
    );
    assert!(!journal.is_settled());
    writer.append(Record::Ended { at: 1 }).unwrap();
    assert!(memory.journal().unwrap().is_settled());
    assert!(writer.journal().is_settled());
}

#[test]
fn what_a_dead_process_wrote_is_synced_before_it_is_built_upon() {
    let bytes = written(&[opened(0, concurrency())]);
    let mut memory = Memory::new();
    memory.append(&bytes).unwrap();
    assert!(memory.durable().is_empty());
    Writer::resume("memory", memory.clone(), &bytes).unwrap();
    assert_eq!(memory.durable(), bytes);
}

#[rstest]
#[case::torn(20)]
#[case::without_its_end(1)]
fn a_mended_journal_is_cut_where_it_ends_now(#[case] missing: usize) {
    let mut bytes = written(&[opened(0, concurrency()), armed(0)]);
    bytes.truncate(bytes.len() - missing);
    let mut memory = Memory::new();
    memory.append(&bytes).unwrap();
    let mut writer = Writer::resume("memory", memory.clone(), &bytes).unwrap();
    memory.fail(0, Failure::Torn);
    writer.append(applied(0)).unwrap_err();
    writer.append(closed(0)).unwrap();
    let journal = memory.journal().unwrap();
    assert_eq!(told(&journal), [""; 0]);
    assert!(journal.records().eq(writer.journal().records()));
}
