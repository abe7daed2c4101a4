//! A night with three changes, and ways to write it down.

use lexdr_journal::testing::Memory;
use lexdr_journal::{
    Api, Call, Change, Header, How, Journal, Record, Remote, State, Subject, Switch, Writer,
};
use serde_json::{Value, json};

pub(crate) const RUN: &str = "night-1";

pub(crate) fn header(run: &str) -> Header {
    Header {
        schema: Header::SCHEMA.to_owned(),
        run: run.to_owned(),
        account: "123456789012".to_owned(),
        partition: "aws".to_owned(),
        started_at: 1_000,
        scenario: "callers-denied".to_owned(),
        remote: Some(Remote {
            region: "eu-west-1".to_owned(),
            table: "lexdr-journal".to_owned(),
        }),
        switch: Switch {
            group: "default".to_owned(),
            prefix: format!("lexdr-{run}"),
            role: "arn:aws:iam::123456789012:role/lexdr-switch".to_owned(),
        },
    }
}

pub(crate) fn call(operation: &str, input: Value) -> Call {
    Call {
        api: Api::Lambda,
        region: "us-east-1".to_owned(),
        operation: operation.to_owned(),
        input,
    }
}

/// A reservation of no runs at all.
pub(crate) fn concurrency() -> Change {
    let region = "us-east-1".to_owned();
    let function = "lexDRTest".to_owned();
    Change {
        subject: Subject::Concurrency { region, function },
        before: json!({ "reserved": null }),
        after: json!({ "reserved": 0 }),
        apply: call(
            "PutFunctionConcurrency",
            json!({ "FunctionName": "lexDRTest", "ReservedConcurrentExecutions": 0 }),
        ),
        undo: call(
            "DeleteFunctionConcurrency",
            json!({ "FunctionName": "lexDRTest" }),
        ),
    }
}

/// Another bot's name in the environment, beside something that nobody should read.
pub(crate) fn environment() -> Change {
    let variables = |bot: &str| json!({ "BOTNAME": bot, "API_KEY": "hunter2" });
    let update = |bot: &str| {
        call(
            "UpdateFunctionConfiguration",
            json!({ "FunctionName": "lexDRTest", "Environment": { "Variables": variables(bot) } }),
        )
    };
    let region = "us-east-1".to_owned();
    let function = "lexDRTest".to_owned();
    Change {
        subject: Subject::Environment { region, function },
        before: json!({ "variables": variables("OrderFlowers") }),
        after: json!({ "variables": variables("NoSuchBot") }),
        apply: update("NoSuchBot"),
        undo: update("OrderFlowers"),
    }
}

pub(crate) fn opened(id: u32, change: Change) -> Record {
    Record::Opened {
        id,
        at: 2_000,
        label: format!("fault-{id}"),
        fault: "concurrency-zero".to_owned(),
        deadline: 900_000,
        change,
    }
}

pub(crate) fn armed(id: u32) -> Record {
    Record::Armed {
        id,
        at: 3_000,
        schedule: format!("lexdr-night-1-{id}"),
        region: "us-west-2".to_owned(),
    }
}

pub(crate) fn applied(id: u32) -> Record {
    Record::Applied { id, at: 4_000 }
}

pub(crate) fn disarmed(id: u32) -> Record {
    Record::Disarmed { id, at: 5_000 }
}

pub(crate) fn closed(id: u32) -> Record {
    let how = How::Undone;
    Record::Closed { id, at: 6_000, how }
}

pub(crate) fn left(id: u32) -> Record {
    let why = "the reservation is 7".to_owned();
    Record::Left { id, at: 6_000, why }
}

/// A night that went well, but for its header and its end.
pub(crate) fn night() -> Vec<Record> {
    vec![
        opened(0, concurrency()),
        armed(0),
        applied(0),
        opened(1, environment()),
        armed(1),
        applied(1),
        disarmed(1),
        closed(1),
        opened(2, concurrency()),
        left(2),
        disarmed(0),
        closed(0),
    ]
}

/// The night and its end.
pub(crate) fn whole_night() -> Vec<Record> {
    let mut records = night();
    records.push(Record::Ended { at: 7_000 });
    records
}

pub(crate) fn written_as(run: &str, records: &[Record]) -> Vec<u8> {
    let memory = Memory::new();
    let mut writer = Writer::begin("memory", memory.clone(), header(run)).unwrap();
    for record in records {
        writer.append(record.clone()).unwrap();
    }
    memory.bytes()
}

/// The file of a run that got as far as these records.
pub(crate) fn written(records: &[Record]) -> Vec<u8> {
    written_as(RUN, records)
}

pub(crate) fn read(bytes: &[u8]) -> Journal {
    Journal::read("x.jsonl", bytes).unwrap()
}

/// A file's lines with their ends.
pub(crate) fn lines(bytes: &[u8]) -> Vec<Vec<u8>> {
    let lines = bytes.split_inclusive(|byte| *byte == b'\n');
    lines.map(<[u8]>::to_vec).collect()
}

pub(crate) fn states(journal: &Journal) -> Vec<State> {
    journal.entries().map(|entry| entry.state).collect()
}

/// What is told of a file: its problems, then its notes.
pub(crate) fn told(journal: &Journal) -> Vec<String> {
    let problems = journal.problems().iter().map(ToString::to_string);
    let notes = journal.notes().iter().map(ToString::to_string);
    problems.chain(notes).collect()
}
