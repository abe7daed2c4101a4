//! YAML text as a tree that knows where each part stands.
//!
//! Built from the parser's events and not by a ready-made loader, for what a loader drops: keys
//! given twice, the text of a scalar as it was written, and limits on what a hostile file costs.

use std::collections::BTreeMap;
use std::rc::Rc;

use saphyr_parser::{Event, Parser, ScalarStyle, Span};

use crate::error::{Place, Problem};

/// The deepest nesting read; scenarios need six levels.
const DEEPEST: usize = 32;

/// The most scalars, lists and mappings read; scenarios have about a hundred.
const MOST_NODES: usize = 50_000;

/// A part of a file.
#[derive(Debug)]
pub(crate) struct Node {
    /// Where it begins.
    pub(crate) place: Place,
    /// What it is.
    pub(crate) data: Data,
    /// Levels below it, aliases followed.
    height: usize,
}

/// What a part of a file is.
#[derive(Debug)]
pub(crate) enum Data {
    /// A word or a text; `plain` if without quotes, so that it may be a number or `true`.
    Scalar { text: String, plain: bool },
    /// `- …`
    List(Vec<Rc<Node>>),
    /// `key: …`, in the order and as often as written.
    Map(Vec<(Rc<Node>, Rc<Node>)>),
}

impl Node {
    /// What it is, in words.
    pub(crate) fn kind(&self) -> &'static str {
        match &self.data {
            Data::List(_) => "a list",
            Data::Map(_) => "a mapping",
            Data::Scalar { text, plain: true } => match text.as_str() {
                "" | "~" | "null" | "Null" | "NULL" => "nothing",
                "true" | "false" | "True" | "False" | "TRUE" | "FALSE" => "a truth value",
                text if is_number(text) => "a number",
                _ => "text",
            },
            Data::Scalar { .. } => "text",
        }
    }
}

/// Whether YAML's core schema reads a plain scalar as a number (its exotic forms aside).
pub(crate) fn is_number(text: &str) -> bool {
    let hexadecimal =
        |digits: &str| !digits.is_empty() && digits.bytes().all(|byte| byte.is_ascii_hexdigit());
    text.starts_with(|c: char| c.is_ascii_digit() || "+-.".contains(c))
        && (text.parse::<f64>().is_ok() || text.strip_prefix("0x").is_some_and(hexadecimal))
}

/// A list or mapping of which the end is not yet reached.
struct Open {
    place: Place,
    anchor: usize,
    is_map: bool,
    items: Vec<Rc<Node>>,
    height: usize,
}

#[derive(Default)]
struct Builder {
    open: Vec<Open>,
    anchors: BTreeMap<usize, Rc<Node>>,
    root: Option<Rc<Node>>,
    nodes: usize,
    documents: usize,
}

/// Reads text into a tree; nothing if there is nothing in it but comments.
pub(crate) fn parse(text: &str) -> Result<Option<Rc<Node>>, Problem> {
    let mut builder = Builder::default();
    for event in Parser::new_from_str(text) {
        let (event, span) = event.map_err(|error| {
            let mark = error.marker();
            let place = Place {
                line: mark.line(),
                column: mark.col() + 1,
                width: 1,
            };
            Problem::at(place, format!("not valid YAML: {}", error.info()))
        })?;
        builder.take(event, place_of(span))?;
    }
    Ok(builder.root)
}

fn place_of(span: Span) -> Place {
    let (start, end) = (span.start, span.end);
    let same_line = start.line() == end.line();
    let width = if same_line {
        end.col().saturating_sub(start.col())
    } else {
        1
    };
    Place {
        line: start.line().max(1),
        column: start.col() + 1,
        width: width.max(1),
    }
}

impl Builder {
    fn take(&mut self, event: Event<'_>, place: Place) -> Result<(), Problem> {
        match event {
            Event::Nothing | Event::StreamStart | Event::StreamEnd | Event::DocumentEnd => Ok(()),
            Event::DocumentStart(_) => {
                self.documents += 1;
                if self.documents > 1 {
                    return Err(Problem::at(place, "a second document starts here")
                        .help("one scenario a file: move it to a file of its own"));
                }
                Ok(())
            }
            Event::Alias(id) => match self.anchors.get(&id) {
                Some(node) => {
                    let node = Rc::clone(node);
                    self.add(node, place)
                }
                None => Err(Problem::at(
                    place,
                    "this alias stands inside what it refers to",
                )),
            },
            Event::Scalar(text, style, anchor, tag) => {
                no_tag(tag.is_some(), place)?;
                let plain = style == ScalarStyle::Plain;
                let data = Data::Scalar {
                    text: text.into_owned(),
                    plain,
                };
                self.finish(
                    anchor,
                    Node {
                        place,
                        data,
                        height: 0,
                    },
                )
            }
            Event::SequenceStart(anchor, tag) => {
                no_tag(tag.is_some(), place)?;
                self.enter(place, anchor, false)
            }
            Event::MappingStart(anchor, tag) => {
                no_tag(tag.is_some(), place)?;
                self.enter(place, anchor, true)
            }
            Event::SequenceEnd | Event::MappingEnd => self.leave(),
        }
    }

    fn enter(&mut self, place: Place, anchor: usize, is_map: bool) -> Result<(), Problem> {
        if self.open.len() >= DEEPEST {
            return Err(too_deep(place));
        }
        self.open.push(Open {
            place,
            anchor,
            is_map,
            items: Vec::new(),
            height: 0,
        });
        Ok(())
    }

    fn leave(&mut self) -> Result<(), Problem> {
        let Some(Open {
            place,
            anchor,
            is_map,
            items,
            height,
        }) = self.open.pop()
        else {
            return Ok(());
        };
        // A block list or mapping has no brackets to point at: its first entry stands for it.
        let place = items
            .first()
            .map_or(place, |first| if is_map { first.place } else { place });
        let data = if is_map {
            let mut pairs = Vec::with_capacity(items.len() / 2);
            let mut items = items.into_iter();
            while let (Some(key), Some(value)) = (items.next(), items.next()) {
                pairs.push((key, value));
            }
            Data::Map(pairs)
        } else {
            Data::List(items)
        };
        self.finish(
            anchor,
            Node {
                place,
                data,
                height: height + 1,
            },
        )
    }

    fn finish(&mut self, anchor: usize, node: Node) -> Result<(), Problem> {
        let (place, node) = (node.place, Rc::new(node));
        if anchor > 0 {
            self.anchors.insert(anchor, Rc::clone(&node));
        }
        self.add(node, place)
    }

    fn add(&mut self, node: Rc<Node>, place: Place) -> Result<(), Problem> {
        self.nodes += 1;
        if self.nodes > MOST_NODES {
            return Err(Problem::at(
                place,
                format!("more than {MOST_NODES} values in one file"),
            ));
        }
        if self.open.len() + node.height > DEEPEST {
            return Err(too_deep(place));
        }
        match self.open.last_mut() {
            Some(open) => {
                open.height = open.height.max(node.height);
                open.items.push(node);
            }
            None => self.root = Some(node),
        }
        Ok(())
    }
}

fn too_deep(place: Place) -> Problem {
    Problem::at(place, format!("nested more than {DEEPEST} levels deep"))
}

fn no_tag(tagged: bool, place: Place) -> Result<(), Problem> {
    if tagged {
        return Err(
            Problem::at(place, "a YAML tag (`!…`) has no meaning in a scenario file")
                .help("leave the tag out; text that looks like a number goes in quotes"),
        );
    }
    Ok(())
}
