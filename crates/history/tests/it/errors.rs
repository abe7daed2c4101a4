//! What people are told of a file that cannot be judged.

use lexdr_history::History;

use crate::fixture::{events, written};

fn good() -> String {
    String::from_utf8(written(&events())).unwrap()
}

/// The good history with one piece of text changed.
fn good_but(from: &str, to: &str) -> Vec<u8> {
    let good = good();
    assert!(
        good.contains(from),
        "{from:?} must stand in the good history"
    );
    good.replacen(from, to, 1).into_bytes()
}

fn without_line(number: usize) -> Vec<u8> {
    let good = good();
    let lines = good.split_inclusive('\n').enumerate();
    lines
        .filter(|(index, _)| index + 1 != number)
        .flat_map(|(_, line)| line.bytes())
        .collect()
}

#[test]
fn a_file_that_cannot_be_judged_is_told_apart() {
    let all = good();
    let cases: Vec<(&str, Vec<u8>)> = vec![
        ("empty", Vec::new()),
        ("an empty line", b"\n".to_vec()),
        ("a scenario", b"name: alias-deleted\nsummary: x\n".to_vec()),
        (
            "a report",
            br#"{"schema":1,"verdict":"passed","scenarios":[]}"#.to_vec(),
        ),
        (
            "a verdict over several lines",
            b"{\n  \"name\": \"x\"\n}\n".to_vec(),
        ),
        (
            "JSON of something else",
            b"{\"schema\":\"other/1\"}\n".to_vec(),
        ),
        ("a list", b"[1,2]\n".to_vec()),
        ("a JUnit report", b"<?xml version=\"1.0\"?>\n".to_vec()),
        ("a web page", b"<!DOCTYPE html>\n".to_vec()),
        ("gzip", vec![0x1f, 0x8b, 8, 0]),
        ("zip", b"PK\x03\x04".to_vec()),
        ("binary", vec![0xff, 0xfe, 0, 1]),
        ("binary that is text to UTF-8", vec![1, 2, 3, 0]),
        (
            "prose",
            b"It was a dark and stormy night; the rain fell in torrents.\n".to_vec(),
        ),
        ("no header", without_line(1)),
        (
            "a later version",
            good_but("lexdr.history/1", "lexdr.history/2"),
        ),
        (
            "a version that is none",
            good_but("lexdr.history/1", "lexdr.history/one\\u001b[31m"),
        ),
        ("a header without a seed", good_but("\"seed\":7,", "")),
        (
            "a header with more",
            good_but("\"seed\":7,", "\"seed\":7,\"mood\":1,"),
        ),
        ("a header cut off", all.as_bytes()[..200].to_vec()),
        (
            "a header alone",
            all.as_bytes()[..=all.find('\n').unwrap()].to_vec(),
        ),
        ("no end", without_line(6)),
        (
            "the last line cut off",
            all.as_bytes()[..all.len() - 5].to_vec(),
        ),
        ("twice the same", [all.as_bytes(), all.as_bytes()].concat()),
        ("a line after the end", [all.as_bytes(), b"\n"].concat()),
        (
            "an empty line in the middle",
            good_but("\n{\"event\":\"caller\"", "\n\n{\"event\":\"caller\""),
        ),
        (
            "a line cut off in the middle",
            good_but(",\"call\":722", "\n,\"call\":722"),
        ),
        (
            "an unknown event",
            good_but("\"event\":\"caller\"", "\"event\":\"dragon\""),
        ),
        (
            "an event without a name",
            good_but("{\"event\":\"caller\",", "{"),
        ),
        (
            "an event without its time",
            good_but("\"start_ms\":721000,", ""),
        ),
        (
            "text for a number",
            good_but("\"call\":722", "\"call\":\"many\""),
        ),
        ("not JSON", good_but("\"call\":722", "\"call\":seven")),
        (
            "over before it began",
            good_but("\"start_ms\":722000", "\"start_ms\":722011"),
        ),
    ];
    let shown: String = cases
        .iter()
        .map(
            |(name, bytes)| match History::read("history.jsonl", bytes.as_slice()) {
                Ok(_) => panic!("{name} was read"),
                Err(error) => format!("## {name}\n{error}\n\n"),
            },
        )
        .collect();
    insta::assert_snapshot!(shown);
}

#[test]
fn a_file_that_is_not_there_is_named() {
    let error = History::load("no/such/history.jsonl")
        .unwrap_err()
        .to_string();
    assert!(
        error.starts_with("no/such/history.jsonl: cannot be read: "),
        "{error}"
    );
    let error = History::load(env!("CARGO_MANIFEST_DIR"))
        .unwrap_err()
        .to_string();
    assert!(error.contains(": cannot be read: "), "{error}");
}
