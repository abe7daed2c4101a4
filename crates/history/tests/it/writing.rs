//! What happens on the way to the file.

use std::cell::RefCell;
use std::io::{self, Write};
use std::rc::Rc;

use lexdr_history::{Event, History, HistoryError, Writer};

use crate::fixture::{events, header};

/// A sink that keeps apart what was written and what was flushed.
#[derive(Default, Clone)]
struct Sink(Rc<RefCell<(Vec<u8>, Vec<usize>)>>);

impl Write for Sink {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.borrow_mut().0.extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        let written = self.0.borrow().0.len();
        self.0.borrow_mut().1.push(written);
        Ok(())
    }
}

#[test]
fn every_line_is_flushed_when_it_is_whole() {
    let sink = Sink::default();
    let mut writer = Writer::new(sink.clone(), &header()).unwrap();
    for event in events() {
        writer.write(&event).unwrap();
    }
    writer.finish(1).unwrap();
    let (bytes, flushes) = &*sink.0.borrow();
    assert_eq!(flushes.len(), events().len() + 2);
    assert!(
        flushes.iter().all(|end| bytes[end - 1] == b'\n'),
        "{flushes:?}"
    );
}

#[test]
fn a_run_that_was_killed_leaves_all_it_saw_and_is_refused() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("history.jsonl");
    let mut writer = Writer::create(&path, &header()).unwrap();
    writer.write(&events()[0]).unwrap();
    drop(writer);
    assert_eq!(std::fs::read_to_string(&path).unwrap().lines().count(), 2);
    let error = History::load(&path).unwrap_err();
    assert!(
        matches!(
            error,
            HistoryError::Truncated {
                line: 2,
                cut: false,
                ..
            }
        ),
        "{error}"
    );
}

#[test]
fn a_finished_file_is_read_and_a_new_run_replaces_it() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("history.jsonl");
    for count in [4, 1] {
        let mut writer = Writer::create(&path, &header()).unwrap();
        for event in &events()[..count] {
            writer.write(event).unwrap();
        }
        writer.finish(9).unwrap();
        let history = History::load(&path).unwrap();
        assert_eq!(history.events.len(), count + 1);
        assert_eq!(history.events.last(), Some(&Event::End { at_ms: 9 }));
    }
}

#[test]
fn the_end_is_written_once_and_last() {
    let mut bytes = Vec::new();
    let mut writer = Writer::new(&mut bytes, &header()).unwrap();
    let error = writer.write(&Event::End { at_ms: 1 }).unwrap_err();
    assert_eq!(error.kind(), io::ErrorKind::InvalidInput);
    writer.finish(2).unwrap();
    assert_eq!(
        History::read("x", bytes.as_slice()).unwrap().events,
        [Event::End { at_ms: 2 }]
    );
}

#[test]
fn a_file_that_cannot_be_created_is_named() {
    let error = Writer::create("no/such/folder/history.jsonl", &header()).unwrap_err();
    assert_eq!(error.kind(), io::ErrorKind::NotFound);
    assert!(
        error
            .to_string()
            .starts_with("cannot write no/such/folder/history.jsonl: "),
        "{error}"
    );
}

/// A sink that takes the header and nothing more.
struct Full(usize);

impl Write for Full {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        if self.0 == 0 {
            return Err(io::Error::from(io::ErrorKind::StorageFull));
        }
        self.0 -= 1;
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

#[test]
fn a_full_disk_is_an_error_of_the_line_it_met() {
    let mut writer = Writer::new(Full(1), &header()).unwrap();
    let error = writer.write(&events()[0]).unwrap_err();
    assert_eq!(error.kind(), io::ErrorKind::StorageFull);
    assert!(Writer::new(Full(0), &header()).is_err());
}
