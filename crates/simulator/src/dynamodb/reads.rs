//! Answers to GetItem, remembered until something may have changed.
//!
//! The route is read at every call and written once in a check interval. What the engine would
//! answer to the same request is the same until another kind of request has reached it.

use std::collections::BTreeMap;

use bytes::Bytes;

/// More different requests than this are not worth remembering.
const MOST: usize = 64;

/// Remembered answers by request body.
#[derive(Default)]
pub(crate) struct Reads {
    answers: BTreeMap<Bytes, Bytes>,
    /// Items may expire between two reads, without a request.
    expiring: bool,
}

impl Reads {
    /// The answer to this request, if it is remembered.
    pub(crate) fn get(&self, operation: &str, request: &Bytes) -> Option<Bytes> {
        if operation != "GetItem" {
            return None;
        }
        self.answers.get(request).cloned()
    }

    /// Remembers a GetItem; forgets everything at whatever may change an item.
    pub(crate) fn saw(&mut self, operation: &str, request: &Bytes, answer: &Bytes) {
        match operation {
            "GetItem" if !self.expiring && self.answers.len() < MOST => {
                self.answers.insert(request.clone(), answer.clone());
            }
            "GetItem" | "Query" | "Scan" | "BatchGetItem" | "TransactGetItems"
            | "DescribeTable" | "ListTables" => {}
            "UpdateTimeToLive" => {
                self.expiring = true;
                self.answers.clear();
            }
            _ => self.answers.clear(),
        }
    }

    /// Forgets everything: a request failed, and may have changed something before it did.
    pub(crate) fn forget(&mut self) {
        self.answers.clear();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_answer_is_remembered_until_something_may_have_changed() {
        let (request, answer) = (Bytes::from("{1}"), Bytes::from("{2}"));
        for (operation, remembered) in [
            ("Query", true),
            ("GetItem", true),
            ("UpdateItem", false),
            ("ExecuteStatement", false),
            ("DeleteTable", false),
        ] {
            let mut reads = Reads::default();
            reads.saw("GetItem", &request, &answer);
            assert_eq!(reads.get("GetItem", &request).as_ref(), Some(&answer));
            assert_eq!(reads.get("DeleteItem", &request), None);
            reads.saw(operation, &Bytes::new(), &answer);
            assert_eq!(
                reads.get("GetItem", &request).is_some(),
                remembered,
                "{operation}"
            );
        }
    }

    #[test]
    fn nothing_is_remembered_where_items_expire_or_a_request_failed() {
        let body = Bytes::from("{}");
        let mut reads = Reads::default();
        reads.saw("GetItem", &body, &body);
        reads.forget();
        assert_eq!(reads.get("GetItem", &body), None);
        reads.saw("UpdateTimeToLive", &body, &body);
        reads.saw("GetItem", &body, &body);
        assert_eq!(reads.get("GetItem", &body), None);
    }
}
