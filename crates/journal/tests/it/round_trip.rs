//! What is written is what is read.

use lexdr_journal::Record;
use proptest::collection::vec;
use proptest::prelude::*;
use serde_json::{Value, json};

use crate::fixture::{
    concurrency, header, lines, night, opened, read, told, whole_night, written, written_as,
};

#[test]
fn every_record_is_read_as_it_was_written() {
    let bytes = written(&whole_night());
    assert_eq!(lines(&bytes).len(), whole_night().len() + 1);
    let journal = read(&bytes);
    assert_eq!(journal.run(), "night-1");
    assert_eq!(journal.header(), Some(&header("night-1")));
    assert_eq!(journal.ended(), Some(7_000));
    let records: Vec<Record> = journal
        .records()
        .map(|(_, record)| record.clone())
        .collect();
    assert_eq!(records[0], Record::Run(header("night-1")));
    assert_eq!(records[1..], whole_night());
    assert!(journal.records().map(|(number, _)| number).eq(0..14));
    assert_eq!(told(&journal), [""; 0]);
}

#[test]
fn the_lines_for_the_other_copy_are_those_of_the_file() {
    let bytes = written(&night());
    let lines = read(&bytes).lines().unwrap();
    let text: String = lines
        .iter()
        .map(|line| format!("{}\n", line.text()))
        .collect();
    assert_eq!(text.as_bytes(), bytes);
    assert_eq!(lines.last().unwrap().number(), 12);
}

#[test]
fn a_line_looks_like_this() {
    let bytes = written(&[opened(0, concurrency()), crate::fixture::armed(0)]);
    let shown: Vec<String> = lines(&bytes)
        .into_iter()
        .map(|line| String::from_utf8(line).unwrap())
        .collect();
    assert_eq!(
        shown[0],
        "{\"run\":\"night-1\",\"n\":0,\"kind\":\"run\",\"schema\":\"lexdr-journal/1\",\
         \"id\":\"night-1\",\"account\":\"123456789012\",\"partition\":\"aws\",\
         \"started_at\":1000,\"scenario\":\"callers-denied\",\
         \"remote\":{\"region\":\"eu-west-1\",\"table\":\"lexdr-journal\"},\
         \"switch\":{\"group\":\"default\",\"prefix\":\"lexdr-night-1\",\
         \"role\":\"arn:aws:iam::123456789012:role/lexdr-switch\"},\
         \"sum\":\"20440f1269439b56\"}\n"
    );
    assert_eq!(
        shown[2],
        "{\"run\":\"night-1\",\"n\":2,\"kind\":\"armed\",\"id\":0,\"at\":3000,\
         \"schedule\":\"lexdr-night-1-0\",\"region\":\"us-west-2\",\
         \"sum\":\"20058e294bc3c590\"}\n"
    );
}

#[test]
fn a_journal_that_came_by_way_of_windows_is_read() {
    let text = String::from_utf8(written(&night())).unwrap();
    let journal = read(text.replace('\n', "\r\n").as_bytes());
    assert_eq!(journal, read(text.as_bytes()));
}

/// What an API may answer: any JSON but for fractions, which no state here has.
fn state() -> impl Strategy<Value = Value> {
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        any::<i64>().prop_map(Value::from),
        any::<u64>().prop_map(Value::from),
        any::<String>().prop_map(Value::from),
    ];
    leaf.prop_recursive(4, 24, 4, |inner| {
        prop_oneof![
            vec(inner.clone(), 0..4).prop_map(Value::from),
            proptest::collection::btree_map(any::<String>(), inner, 0..4)
                .prop_map(|members| members.into_iter().collect()),
        ]
    })
}

proptest! {
    #[test]
    fn any_change_survives(
        before in state(),
        input in state(),
        run in "[a-z][a-z0-9-]{0,20}",
        label in any::<String>(),
        at in any::<i64>(),
    ) {
        let mut change = concurrency();
        change.before = before;
        change.undo.input = json!({ "Any": input });
        let record = Record::Opened {
            id: 0,
            at,
            label,
            fault: String::new(),
            deadline: at,
            change,
        };
        let bytes = written_as(&run, std::slice::from_ref(&record));
        prop_assert_eq!(lines(&bytes).len(), 2, "a line end inside a line");
        let journal = read(&bytes);
        prop_assert_eq!(journal.records().last(), Some((1, &record)));
        prop_assert_eq!(told(&journal), [""; 0]);
    }
}
