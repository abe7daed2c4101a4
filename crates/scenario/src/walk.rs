//! The tree of a file, held against the table of keys.
//!
//! Everything that can be said about a part of the file without knowing the rest is said here:
//! unknown, doubled and missing keys, wrong types, values out of range.

use std::collections::{BTreeMap, BTreeSet};

use crate::error::{Place, Problem, listed, quoted};
use crate::json;
use crate::keys::{Choice, Key, Presence, Table, Value};
use crate::parsed::{Fields, Item, List, Parsed};
use crate::scalar::{fits, found, scalar};
use crate::suggest::nearest;
use crate::tree::{Data, Node};
use crate::values::BadValue;

/// Keys that are in no table.
#[derive(Debug, Default)]
struct Unknown {
    any: bool,
    /// What they were probably meant to be.
    meant: BTreeSet<&'static str>,
}

/// A walk over a file; it goes on after a problem and collects them.
#[derive(Debug, Default)]
pub(crate) struct Walk {
    pub(crate) problems: Vec<Problem>,
}

impl Walk {
    /// Reads a mapping. Keys with problems are left out of the result.
    pub(crate) fn fields(&mut self, node: &Node, table: &'static Table) -> Option<Fields> {
        let Data::Map(pairs) = &node.data else {
            let expected = if table.name == "scenario" {
                "a scenario"
            } else {
                "a mapping"
            };
            self.problems.push(
                Problem::at(
                    node.place,
                    format!("expected {expected}, found {}", node.kind()),
                )
                .help(keys_of(table, "key")),
            );
            return None;
        };
        let mut fields = Fields::default();
        let mut seen: BTreeMap<&'static str, Place> = BTreeMap::new();
        let mut unknown = Unknown::default();
        for (key_node, value_node) in pairs {
            let Data::Scalar { text, .. } = &key_node.data else {
                let message = format!("expected a key, found {}", key_node.kind());
                self.problems
                    .push(Problem::at(key_node.place, message).help(keys_of(table, "key")));
                continue;
            };
            let Some(key) = table.key(text) else {
                unknown.any = true;
                unknown
                    .meant
                    .extend(self.unknown_key(key_node.place, text, table));
                continue;
            };
            if let Some(first) = seen.insert(key.name, key_node.place) {
                let message = format!("key {} given twice", quoted(key.name));
                self.problems.push(
                    Problem::at(key_node.place, message)
                        .help(format!("the first stands on line {}", first.line)),
                );
                seen.insert(key.name, first);
                continue;
            }
            if let Some(item) = self.value(value_node, key_node.place, key, &key.value) {
                fields.entries.insert(key.name, item);
            }
        }
        self.presence(node.place, table, &seen, &unknown);
        Some(fields)
    }

    fn unknown_key(
        &mut self,
        place: Place,
        text: &str,
        table: &'static Table,
    ) -> Option<&'static str> {
        let meant = nearest(text, table.names());
        let hint = meant.map_or_else(String::new, |meant| {
            format!("; did you mean {}?", quoted(meant))
        });
        let kind = match table.choice {
            Choice::OneFault => "fault",
            _ => "key",
        };
        // There are too many faults to list them to someone who only misspelled one.
        let help = match meant.and_then(|meant| table.key(meant)) {
            Some(key) if table.choice == Choice::OneFault => example(key),
            _ => keys_of(table, kind),
        };
        self.problems
            .push(Problem::at(place, format!("unknown {kind} {}{hint}", quoted(text))).help(help));
        meant
    }

    /// Holds the keys there are against those there must be. A key that was only misspelled has
    /// been spoken of already.
    fn presence(
        &mut self,
        place: Place,
        table: &'static Table,
        seen: &BTreeMap<&'static str, Place>,
        unknown: &Unknown,
    ) {
        for key in table.keys() {
            match (key.presence, seen.get(key.name)) {
                (Presence::Required, None) if !unknown.meant.contains(key.name) => {
                    self.problems.push(
                        Problem::at(place, format!("missing key {}", quoted(key.name)))
                            .help(format!("for example `{}: {}`", key.name, key.example)),
                    )
                }
                (Presence::With(other), Some(place))
                    if !seen.contains_key(other) && !unknown.meant.contains(other) =>
                {
                    self.problems.push(Problem::at(
                        *place,
                        format!("key {} goes with {} only", quoted(key.name), quoted(other)),
                    ));
                }
                _ => {}
            }
        }
        if table.choice == Choice::Some && seen.is_empty() && !unknown.any {
            self.problems.push(
                Problem::at(place, format!("{} says nothing", quoted(table.name)))
                    .help(format!("at least one of {}", listed(table.names(), "and"))),
            );
        }
        let one_of = table.one_of();
        if one_of.is_empty() {
            return;
        }
        let mut found: Vec<(Place, &str)> = one_of
            .iter()
            .filter_map(|name| seen.get(name).map(|place| (*place, *name)))
            .collect();
        found.sort_unstable();
        match found.as_slice() {
            // An unknown key stands where the one should.
            [] if unknown.any => {}
            [] => {
                let expected = match table.choice {
                    Choice::OneFault => "a fault".to_owned(),
                    _ => format!("one of {}", listed(one_of.iter().copied(), "and")),
                };
                self.problems.push(
                    Problem::at(place, format!("expected {expected}")).help(example_of(table)),
                );
            }
            [_] => {}
            [(_, first), others @ ..] => {
                for (place, name) in others {
                    self.problems.push(
                        Problem::at(
                            *place,
                            format!("both {} and {}", quoted(first), quoted(name)),
                        )
                        .help("one only; give the other an entry of its own in the list"),
                    );
                }
            }
        }
    }

    /// Reads what stands behind a key, or an element of a list that does.
    fn value(
        &mut self,
        node: &Node,
        key_place: Place,
        key: &'static Key,
        expected: &'static Value,
    ) -> Option<Item> {
        // What is not there cannot be pointed at; its key can.
        let place = if node.kind() == "nothing" {
            key_place
        } else {
            node.place
        };
        let before = self.problems.len();
        let value = match (expected, &node.data) {
            (Value::Map(table), Data::Map(_)) => self.fields(node, table).map(Parsed::Map),
            (Value::List { of, empty }, Data::List(nodes)) => {
                if nodes.is_empty() && !empty {
                    self.problems.push(
                        Problem::at(place, format!("{} is empty", quoted(key.name)))
                            .help(format!("for example `{}: {}`", key.name, key.example)),
                    );
                }
                Some(Parsed::List(self.list(nodes, key, of)))
            }
            (Value::Request(spec), _) => match json::request(spec, node, place) {
                Ok(fault) => Some(Parsed::Request(fault)),
                Err(problem) => {
                    self.problems.push(problem);
                    None
                }
            },
            (_, Data::Scalar { text, .. }) if fits(expected, node.kind()) => {
                match scalar(expected, text) {
                    Ok(value) => value,
                    Err(BadValue { message, help }) => {
                        self.problems.push(Problem::at(place, message).help(help));
                        None
                    }
                }
            }
            _ => None,
        };
        if value.is_none() && self.problems.len() == before {
            let what = quoted(key.name);
            self.problems.push(
                Problem::at(
                    place,
                    format!(
                        "{what}: expected {}, found {}",
                        expected.expected(),
                        found(node)
                    ),
                )
                .help(format!("for example `{}: {}`", key.name, key.example)),
            );
        }
        value.map(|value| Item { place, value })
    }

    fn list(&mut self, nodes: &[std::rc::Rc<Node>], key: &'static Key, of: &'static Value) -> List {
        let mut list = List {
            items: Vec::with_capacity(nodes.len()),
            complete: true,
        };
        for node in nodes {
            let before = self.problems.len();
            let item = self.value(node, node.place, key, of);
            match item {
                Some(item) if self.problems.len() == before => list.items.push(item),
                _ => list.complete = false,
            }
        }
        list
    }
}

fn example_of(table: &'static Table) -> String {
    let first = table.one_of().first().and_then(|name| table.key(name));
    first.map_or_else(String::new, example)
}

fn example(key: &Key) -> String {
    format!("for example `{}: {}`", key.name, key.example)
}

/// The keys that can stand in a mapping, in words.
fn keys_of(table: &'static Table, kind: &str) -> String {
    match table.names().next() {
        Some(_) => format!("{kind}s here: {}", listed(table.names(), "and")),
        None => "no keys here: write `{}`".to_owned(),
    }
}
