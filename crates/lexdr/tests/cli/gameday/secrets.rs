//! Credentials are in nothing that a game day writes.

use std::fs;
use std::path::Path;

use super::drill::{KEYS, LIVE, Machine};
use super::place::Place;
use crate::support::text;

#[test]
fn credentials_are_told_to_nobody() {
    let place = Place::start();
    let machine = Machine::new(&place);
    let upload = ["--upload", "s3://lexdr-game-days/nights"];
    let done = machine.gameday(&[&LIVE[..], &upload].concat());
    let (out, said) = (text(&done.stdout), text(&done.stderr));
    assert_eq!(done.status.code(), Some(0), "{out}{said}");
    assert!(
        out.contains("\npassed  drill  (aws, Lex v2, seed 1)\n"),
        "{out}"
    );
    let recovered = machine.recover(&[]);
    assert_eq!(recovered.status.code(), Some(0));

    // The journal and its copy, history, verdict, junit.xml, summary.md.
    let mut written = Vec::new();
    read(&machine.path().join("journals"), &mut written);
    assert_eq!(written.len(), 5, "{written:?}");
    let mut uploaded = objects(&place);
    uploaded.sort();
    written.sort();
    assert_eq!(uploaded, written);
    let table = place.journals();
    assert!(
        table.len() == 1 && table[0]["lines"]["L"].is_array(),
        "{table:?}"
    );
    written.extend(table.iter().map(ToString::to_string));
    // A bucket that is not there makes nothing of a run that passed.
    let refused = machine.gameday(&["--probes-only", "--upload", "s3://nobodys-bucket"]);
    let said = text(&refused.stderr);
    assert_eq!(refused.status.code(), Some(2), "{said}");
    assert!(said.contains("NoSuchBucket"), "{said}");
    let all = [&done, &recovered, &refused];
    written.extend(all.map(|done| text(&done.stdout)));
    written.extend(all.map(|done| text(&done.stderr)));
    for (name, value) in KEYS {
        for text in &written {
            assert!(!text.contains(value), "{name} stands in {text}");
        }
    }
}

/// What stands in all objects that game days have put.
fn objects(place: &Place) -> Vec<String> {
    const BUCKET: &str = "/eu-west-1/s3/lexdr-game-days";
    let get = |path: &str| {
        let (status, body) = place.exchange(&format!("GET {BUCKET}{path}"));
        assert_eq!(status, 200, "{body}");
        body
    };
    let list = get("?list-type=2&prefix=nights/");
    let keys = list.split("<Key>").skip(1);
    let keys = keys.map(|rest| rest.split('<').next().unwrap());
    keys.map(|key| get(&format!("/{key}"))).collect()
}

/// What stands in all files of a folder.
fn read(folder: &Path, texts: &mut Vec<String>) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            read(&path, texts);
        } else {
            texts.push(fs::read_to_string(&path).unwrap());
        }
    }
}
