//! Signals: the first undoes everything and ends with a report, the second does not wait for that.

use serde_json::json;

use super::drill::{Machine, Running, SHORT};
use super::place::Place;
use crate::support::{text, until};

/// A run whose fault is in effect, and would be for long.
fn in_effect(machine: &Machine) -> Running {
    machine.scenario(
        &SHORT
            .replace("at: 1s", "at: 60s")
            .replace("at: 2s", "at: 90s"),
    );
    let mut run = machine.begin();
    until("the fault is in effect", || {
        assert!(!run.is_over(), "{}", run.said());
        machine.journal().len() == 4
    });
    run
}

#[test]
fn an_interrupt_undoes_everything_and_ends_with_a_report() {
    let place = Place::start();
    let machine = Machine::new(&place);
    let before = place.state();
    let mut run = in_effect(&machine);
    run.interrupt();
    let code = run.code();
    let said = run.said();
    assert!(
        said.contains("stopped before its time: interrupted"),
        "{said}"
    );
    // What was not waited for is not known; nothing had failed.
    assert_eq!(code, Some(2), "{said}");
    assert_eq!(place.state(), before);
    assert!(
        machine
            .journal()
            .last()
            .unwrap()
            .contains(r#""kind":"ended""#)
    );
    let mut reports: Vec<String> = files(&machine);
    reports.retain(|path| !path.ends_with(".jsonl"));
    for report in ["junit.xml", "summary.md", "drill/verdict.json"] {
        assert!(
            reports.iter().any(|path| path.ends_with(report)),
            "{reports:?}"
        );
    }
    let again = machine.recover(&["--no-wait"]);
    assert_eq!(text(&again.stdout), "no run has left anything\n");
}

#[test]
fn a_second_interrupt_names_the_way_back() {
    let place = Place::start();
    let machine = Machine::new(&place);
    let before = place.state();
    let mut run = in_effect(&machine);
    place.fault(&json!({
        "matches": { "operation": "UpdateBotAlias" },
        "effect": "hang",
    }));
    run.interrupt();
    until("the undo is held", || place.fired() > 0);
    run.interrupt();
    assert_eq!(run.code(), Some(4));
    let (said, endpoint) = (run.said(), place.endpoint());
    let way = format!("lexdr recover --config lexdr.toml --endpoint {endpoint}\n");
    assert!(said.ends_with(&way), "{said}");
    assert_ne!(place.state(), before);
    place.clear();
    place.lease_ends();
    let done = machine.recover(&["--no-wait"]);
    assert_eq!(done.status.code(), Some(0), "{}", text(&done.stderr));
    assert_eq!(place.state(), before);
}

/// The paths of all files below the journals.
fn files(machine: &Machine) -> Vec<String> {
    let mut folders = vec![machine.path().join("journals")];
    let mut files = Vec::new();
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
            } else {
                files.push(path.display().to_string());
            }
        }
    }
    files
}
