//! What people are told of a file that is not as it was written, and what is still trusted.

use lexdr_journal::{Header, How, Journal, Record, State};

use crate::fixture::{
    closed, concurrency, header, lines, night, opened, read, states, told, whole_night, written,
    written_as,
};

const UNDONE: State = State::Closed(How::Undone);

/// The night with one line changed by this.
fn with_line(number: usize, change: impl Fn(&mut [u8])) -> Vec<u8> {
    let mut lines = lines(&written(&whole_night()));
    change(&mut lines[number]);
    lines.concat()
}

fn flip(line: &mut [u8]) {
    let at = line.len() / 2;
    line[at] ^= 0x10;
}

#[test]
fn a_damaged_line_costs_what_it_says_and_nothing_else() {
    // The record that closed change 1 is line 9.
    let journal = read(&with_line(8, flip));
    assert_eq!(states(&journal), [UNDONE, State::Disarmed, State::Left]);
    assert_eq!(
        told(&journal),
        ["line 9: record 8 is damaged; look for the other copy of the journal"]
    );
    assert!(!journal.is_settled(), "a change is open");
}

#[test]
fn a_damaged_opening_is_told_and_its_change_is_not_made_up() {
    let journal = read(&with_line(4, flip));
    assert_eq!(states(&journal), [UNDONE, State::Left]);
    assert_eq!(
        told(&journal),
        [
            "line 5: record 4 is damaged; it seems to open a change: look for the other copy of \
             the journal, or read the line and undo the change by hand"
        ]
    );
    // The change that the line opened was closed before the run was over.
    assert!(journal.is_settled());
}

#[test]
fn a_damaged_opening_in_a_run_without_end_is_left_to_do() {
    let mut lines = lines(&written(&night()[..6]));
    flip(&mut lines[4]);
    let journal = read(&lines.concat());
    assert_eq!(
        told(&journal),
        [
            "line 5: record 4 is damaged; it seems to open a change: look for the other copy of \
             the journal, or read the line and undo the change by hand",
            "change 1 is applied, and the record that opened it is lost; look for the other copy \
             of the journal"
        ]
    );
    assert!(!journal.is_settled());
}

#[test]
fn a_problem_alone_keeps_a_run_from_being_settled() {
    let mut lines = lines(&written(&[opened(0, concurrency()), closed(0), closed(0)]));
    flip(&mut lines[1]);
    let journal = read(&lines.concat());
    assert_eq!(journal.open().count(), 0);
    assert!(!journal.is_settled(), "{:?}", told(&journal));
}

#[test]
fn a_missing_line_is_not_taken_for_a_damaged_one() {
    let all = lines(&written(&whole_night()));
    let without = |gone: std::ops::Range<usize>| {
        let mut lines = all.clone();
        lines.drain(gone);
        read(&lines.concat())
    };
    assert_eq!(
        told(&without(2..3)),
        ["record 2 is missing; look for the other copy of the journal"]
    );
    assert_eq!(
        told(&without(2..4)),
        ["records 2 to 3 are missing; look for the other copy of the journal"]
    );
    let headless = without(0..1);
    assert_eq!(headless.header(), None);
    assert_eq!(headless.run(), "night-1");
    assert_eq!(states(&headless), [UNDONE, UNDONE, State::Left]);
    assert_eq!(
        told(&headless),
        ["record 0 is missing; look for the other copy of the journal"]
    );
}

#[test]
fn each_damaged_line_is_known_by_its_place() {
    let mut all = lines(&written(&whole_night()));
    for number in [2, 3, 6, 9] {
        flip(&mut all[number]);
    }
    // Those taken over from another copy stand behind later ones.
    all.swap(7, 8);
    let told = told(&read(&all.concat()));
    let starts = [
        "line 3: record 2 is damaged;",
        "line 4: record 3 is damaged;",
        "line 7: record 6 is damaged;",
        "line 10: record 9 is damaged;",
        "line 9 has record 7, out of order",
    ];
    assert_eq!(told.len(), starts.len(), "{told:?}");
    for (told, start) in told.iter().zip(starts) {
        assert!(told.starts_with(start), "{told}");
    }
}

#[test]
fn a_line_too_many_is_not_taken_for_a_record() {
    let mut lines = lines(&written(&whole_night()));
    lines.insert(3, b"not a line of this journal\n".to_vec());
    assert_eq!(
        told(&read(&lines.concat())),
        ["line 4: damaged, or no record at all; look for the other copy of the journal"]
    );
}

#[test]
fn a_record_twice_and_records_out_of_order_are_no_loss() {
    let mut all = lines(&written(&whole_night()));
    let untouched = read(&all.concat());
    all.insert(5, all[2].clone());
    all.swap(8, 9);
    let journal = read(&all.concat());
    assert!(journal.entries().eq(untouched.entries()));
    assert!(journal.is_settled());
    assert_eq!(
        told(&journal),
        [
            "line 6 has record 2 once more",
            "line 10 has record 7, out of order"
        ]
    );
}

#[test]
fn two_journals_in_one_file_are_told_apart() {
    let other = lines(&written_as("night-2", &[opened(0, concurrency())]));
    let mut mixed = lines(&written(&whole_night()));
    mixed.insert(3, other[1].clone());
    let journal = read(&mixed.concat());
    assert_eq!(states(&journal), [UNDONE, UNDONE, State::Left]);
    let mixed_in = "of run night-2; two journals are mixed in this file: recover each from a \
                    file of its own";
    assert_eq!(told(&journal), [format!("line 4: {mixed_in}")]);

    let behind = [written(&whole_night()), other.concat()].concat();
    let journal = read(&behind);
    assert_eq!(
        told(&journal),
        [
            format!("line 15: {mixed_in}"),
            format!("line 16: {mixed_in}")
        ]
    );
    assert!(!journal.is_settled(), "its change may be open");
}

#[test]
fn a_damaged_last_line_is_a_note() {
    let mut bytes = written(&night());
    let journal = read(&bytes);
    let length = bytes.len();
    bytes[length - 5] ^= 1;
    let damaged = read(&bytes);
    assert_eq!(
        told(&damaged),
        [
            "line 13, the last, is damaged; if the machine went down while it was written, its \
             step was not taken"
        ]
    );
    assert_eq!(states(&damaged), [State::Disarmed, UNDONE, State::Left]);
    assert_eq!(states(&journal), [UNDONE, UNDONE, State::Left]);
    assert_eq!(
        told(&read(&bytes[..length - 9])),
        ["line 13, the last, was cut off while it was written; its step was not taken"]
    );
}

#[test]
fn a_second_change_under_one_id_is_told() {
    let local = written(&[opened(0, concurrency())]);
    let remote = lines(&written(&[opened(0, crate::fixture::environment())]));
    let journal = read(&[local, remote[1].clone()].concat());
    assert_eq!(
        told(&journal),
        [
            "a second change was opened as 0; read its line and undo it by hand",
            "line 3 has record 1, out of order"
        ]
    );
}

#[test]
fn a_file_that_is_no_journal_is_told_apart() {
    let told = |bytes: &[u8]| Journal::read("x.jsonl", bytes).unwrap_err().to_string();
    let unbegun = "x.jsonl: ends before its first line does, so nothing was opened in it; once \
                   you know that no run is starting, delete it";
    assert_eq!(told(b""), unbegun);
    assert_eq!(told(&[0; 4096]), unbegun);
    assert_eq!(told(&written(&[])[..50]), unbegun);

    let foreign = "x.jsonl: not a journal of lexdr; move it out of the folder of the journals";
    assert_eq!(told(b"\n"), foreign);
    assert_eq!(told(b"{\"schema\":\"lexdr.history/1\"}\n"), foreign);
    assert_eq!(told(b"It was a dark and stormy night.\n"), foreign);

    let mut lines = lines(&written(&night()));
    lines.iter_mut().for_each(|line| flip(line));
    assert_eq!(
        told(&lines.concat()),
        "x.jsonl: a journal of which no line is whole; recover from its other copy, and compare \
         the account by hand with what the lines still show"
    );
    let mut later = header("night-1");
    later.schema = "lexdr-journal/2".to_owned();
    let memory = lexdr_journal::testing::Memory::new();
    lexdr_journal::Writer::begin("memory", memory.clone(), later).unwrap();
    assert_eq!(
        told(&memory.bytes()),
        format!(
            "x.jsonl:1: the journal has schema `lexdr-journal/2`, and this lexdr reads `{}`; \
             recover with the lexdr that wrote it",
            Header::SCHEMA
        )
    );
}

#[test]
fn records_are_told_in_words() {
    let words: Vec<String> = whole_night().iter().map(Record::to_string).collect();
    assert_eq!(
        words,
        [
            "change 0 opened: concurrency-zero: reserved concurrency of lexDRTest in us-east-1",
            "change 0 armed: schedule lexdr-night-1-0 in us-west-2",
            "change 0 applied",
            "change 1 opened: concurrency-zero: environment of lexDRTest in us-east-1",
            "change 1 armed: schedule lexdr-night-1-1 in us-west-2",
            "change 1 applied",
            "change 1 disarmed",
            "change 1 closed: undone",
            "change 2 opened: concurrency-zero: reserved concurrency of lexDRTest in us-east-1",
            "change 2 left alone: the reservation is 7",
            "change 0 disarmed",
            "change 0 closed: undone",
            "ended",
        ]
    );
}
