//! From the text of a flow to a [`Flow`], or to everything that is wrong with it.

mod blocks;
mod cursor;
mod identifier;
mod transitions;

use std::collections::BTreeMap;

use serde_json::Value;

use crate::error::{FlowError, MOST_PROBLEMS, Problem, Wrong, shown};
use crate::flow::{Action, Flow, MOST_ACTIONS};
use crate::place::{Place, locate};
use cursor::{At, Found};

/// Larger files are no flow: 250 actions with long prompts take a few hundred KiB.
const MOST_KIB: usize = 1024;

const VERSION: &str = "2019-10-30";

impl Flow {
    /// Reads a flow in flow language 2019-10-30: what `DescribeContactFlow` returns as `Content`
    /// and `CreateContactFlow` takes.
    ///
    /// `source_name` stands before each message, usually the name of the file.
    ///
    /// # Errors
    ///
    /// If the text is not JSON or not a flow, if a rule of the flow language is broken (actions,
    /// identifiers, targets of transitions), or if a block is of a type that cannot be followed. A
    /// flow that is merely unwise is read; see [`crate::lint`].
    pub fn parse(source_name: &str, text: &str) -> Result<Self, FlowError> {
        let fail = |problem| FlowError::new(source_name, vec![problem], 0);
        if text.len() > MOST_KIB * 1024 {
            return Err(fail(Problem {
                place: None,
                wrong: Wrong::TooLarge(MOST_KIB),
            }));
        }
        let text = text.strip_prefix('\u{feff}').unwrap_or(text);
        let root: Value = serde_json::from_str(text).map_err(|error| fail(not_json(&error)))?;
        let mut read = Read::default();
        let start = read.flow(&At::root(&root));
        if let (Some(start), true) = (start, read.found.is_empty()) {
            let Read { actions, index, .. } = read;
            return Ok(Self {
                source_name: source_name.to_owned(),
                actions,
                start,
                index,
            });
        }
        let problem = |found: Found| {
            let whole = found.path.is_empty() && !matches!(found.wrong, Wrong::Missing(_));
            let place = (!whole).then(|| locate(text, &found.path));
            Problem {
                place,
                wrong: found.wrong,
            }
        };
        let left_out = read.found.len().saturating_sub(MOST_PROBLEMS);
        let problems = read
            .found
            .into_iter()
            .take(MOST_PROBLEMS)
            .map(problem)
            .collect();
        Err(FlowError::new(source_name, problems, left_out))
    }
}

fn not_json(error: &serde_json::Error) -> Problem {
    let message = error.to_string();
    let message = message
        .rfind(" at line ")
        .map_or(message.as_str(), |end| &message[..end]);
    let place = Place {
        line: error.line().max(1),
        column: error.column().max(1),
    };
    Problem {
        place: Some(place),
        wrong: Wrong::NotJson(shown(message)),
    }
}

#[derive(Default)]
struct Read {
    actions: Vec<Action>,
    index: BTreeMap<String, usize>,
    found: Vec<Found>,
}

impl Read {
    fn keep<T>(&mut self, result: Result<T, Found>) -> Option<T> {
        result.map_err(|found| self.found.push(found)).ok()
    }

    /// The position of the start action, if all is well that far.
    fn flow(&mut self, root: &At<'_>) -> Option<usize> {
        let head = header(root);
        self.keep(head)?;
        let start = root
            .need("StartAction")
            .and_then(|start| start.str().map(|id| (start, id)));
        let start = self.keep(start);
        let items = root.need("Actions").and_then(|actions| {
            let items = actions.items()?;
            let few = items.len() <= MOST_ACTIONS;
            few.then_some(items).ok_or_else(|| {
                let count = actions.value.as_array().map_or(0, Vec::len);
                actions.wrong(Wrong::TooManyActions(count))
            })
        });
        let items = self.keep(items)?;
        let mut targets = Vec::new();
        for item in &items {
            self.action(item, &mut targets);
        }
        if let Some((at, identifier)) = &start {
            targets.insert(0, transitions::Target::start(at.clone(), identifier));
        }
        for target in targets {
            if !self.index.contains_key(target.to) {
                self.found.push(target.missing());
            }
        }
        start.and_then(|(_, identifier)| self.index.get(identifier).copied())
    }

    fn action<'v>(&mut self, at: &At<'v>, targets: &mut Vec<transitions::Target<'v>>) {
        let Some(identifier) = self.keep(identifier::read(at)) else {
            return;
        };
        // An action is known even if something in it is wrong: those that lead to it are right.
        let position = self.actions.len();
        if self.index.insert(identifier.to_owned(), position).is_some() {
            let why = "stands in the flow twice".to_owned();
            let wrong = Wrong::Identifier {
                identifier: shown(identifier),
                why,
            };
            self.found.push(at.wrong(wrong));
        }
        let block = self.keep(blocks::read(at, identifier));
        let transitions = self.keep(transitions::read(at, identifier, targets));
        if let Some(block) = block {
            self.actions.push(Action {
                identifier: identifier.to_owned(),
                block,
                transitions: transitions.unwrap_or_default(),
            });
        }
    }
}

/// Whether it is a flow in the flow language at all.
fn header(root: &At<'_>) -> Result<(), Found> {
    let members = root.object()?;
    if members.contains_key("modules") && !members.contains_key("Actions") {
        return Err(root.wrong(Wrong::OlderFormat));
    }
    if members.contains_key("ContactFlow") && !members.contains_key("Actions") {
        return Err(root.wrong(Wrong::Described));
    }
    let version = root.need("Version")?;
    match version.str()? {
        VERSION => Ok(()),
        other => Err(version.wrong(Wrong::Version(shown(other)))),
    }
}
