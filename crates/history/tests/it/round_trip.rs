//! What is written is what is read.

use lexdr_history::{Event, History};
use proptest::collection::vec;
use proptest::prelude::*;

use crate::fixture::{event, events, header, written};

proptest! {
    #[test]
    fn every_event_is_read_as_it_was_written(events in vec(event(), 0..12), end in any::<i64>()) {
        let mut bytes = Vec::new();
        let mut writer = lexdr_history::Writer::new(&mut bytes, &header()).unwrap();
        for event in &events {
            writer.write(event).unwrap();
        }
        writer.finish(end).unwrap();
        let lines = bytes.iter().filter(|byte| **byte == b'\n').count();
        prop_assert_eq!(lines, events.len() + 2, "one line each");

        let history = History::read("x.jsonl", bytes.as_slice()).unwrap();
        prop_assert_eq!(&history.header, &header());
        let (last, others) = history.events.split_last().unwrap();
        prop_assert_eq!(others, events.as_slice());
        prop_assert_eq!(last, &Event::End { at_ms: end });
    }
}

#[test]
fn a_history_looks_like_this() {
    insta::assert_snapshot!(String::from_utf8(written(&events())).unwrap());
}

#[test]
fn a_history_from_windows_is_read() {
    let text = String::from_utf8(written(&events()))
        .unwrap()
        .replace('\n', "\r\n");
    assert_eq!(
        History::read("x", text.as_bytes()).unwrap().events.len(),
        events().len() + 1
    );
}

#[test]
fn fields_that_a_later_lexdr_adds_to_events_are_passed_over() {
    let text = String::from_utf8(written(&events())).unwrap();
    let text = text.replace(r#""call":722"#, r#""call":722,"mood":"calm""#);
    assert_eq!(
        History::read("x", text.as_bytes()).unwrap().events[..4],
        events()
    );
}
