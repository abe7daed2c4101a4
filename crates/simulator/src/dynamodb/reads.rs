//! What GetItem has answered since the last change.
//!
//! The engine compiles its SQL anew for every call, and a run reads one item thousands of times
//! between two writes of it: the same question gets the same answer until something is written.

use std::collections::BTreeMap;

use bytes::Bytes;

/// More different questions than this between two changes are not remembered.
const MOST: usize = 64;

/// Answers of GetItem by request body.
#[derive(Default)]
pub(crate) struct Reads(BTreeMap<Bytes, Bytes>);

impl Reads {
    /// The answer, if the question has been asked since the last change. A call that may change
    /// anything forgets all answers before it is carried out, so that a failure in the middle of
    /// it leaves none behind.
    pub(crate) fn known(&mut self, operation: &str, body: &Bytes) -> Option<Bytes> {
        match operation {
            "GetItem" => return self.0.get(body).cloned(),
            // What observers and callers read most beside items; nothing else is worth a row.
            "BatchGetItem" | "DescribeTable" | "ListTables" | "Query" | "Scan" => {}
            _ => self.0.clear(),
        }
        None
    }

    /// Keeps a successful answer.
    pub(crate) fn answered(&mut self, operation: &str, body: &Bytes, answer: &Bytes) {
        if operation == "GetItem" && self.0.len() < MOST {
            self.0.insert(body.clone(), answer.clone());
        }
    }
}
