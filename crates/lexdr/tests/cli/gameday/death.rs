//! A run that is killed with SIGKILL before any of the calls that change something leaves nothing
//! broken.
//!
//! A rule of the fault layer holds the one call, so the process stands still at a step that is
//! known, whatever the machine does besides. Before each call that changes the account stands a line
//! of the journal, and after each line a call that writes the line's copy: a death at each call is
//! one after each line, in the file alone and in both places.

use std::collections::BTreeSet;
use std::thread;

use serde_json::{Value, json};

use super::drill::{LIVE, Machine};
use super::place::Place;
use crate::support::{text, until};

/// The calls of a run that change something.
const CHANGING: [&str; 6] = [
    "CreateSchedule",
    "DeleteItem",
    "DeleteSchedule",
    "PutItem",
    "UpdateBotAlias",
    "UpdateItem",
];

/// How many of them a run makes: it takes the lock, writes seven lines, sets the switch, breaks the
/// bot, repairs it, looks for the switch and removes it, and gives the lock back.
const CALLS: usize = 14;

/// What a recovery has.
#[derive(Debug, Clone, Copy)]
enum Way {
    Everything,
    /// It is on another machine: the file is gone.
    TableAlone,
}

/// Runs until the call, and dies there. How many lines the journal had, and whether the fault was
/// in effect; nothing if the run ended before.
fn die(place: &Place, machine: &Machine, call: usize, before: &Value) -> Option<(usize, bool)> {
    place.fault(&json!({
        "matches": { "operation": CHANGING, "caller": "operator" },
        "when": { "after": call, "first": 1 },
        "effect": "hang",
    }));
    let mut run = machine.begin();
    let mut over = false;
    until("the call is held", || {
        over = run.is_over();
        over || place.fired() == 1
    });
    if over {
        assert_eq!(run.code(), Some(0), "{}", run.said());
        place.clear();
        return None;
    }
    run.kill();
    place.clear();
    let broken = aliases(&place.state()) != aliases(before);
    Some((machine.journal().len(), broken))
}

/// The state without the schedules, which are there while a fault is.
fn aliases(state: &Value) -> Value {
    let mut state = state.clone();
    let members = state.as_object_mut().unwrap();
    members.retain(|name, _| !name.starts_with("schedules"));
    state
}

fn is_put_back(place: &Place, machine: &Machine, before: &Value, told: &str) {
    place.lease_ends();
    let done = machine.recover(&[]);
    let (out, said) = (text(&done.stdout), text(&done.stderr));
    assert_eq!(done.status.code(), Some(0), "{told}: {out}{said}");
    assert_eq!(place.state(), *before, "{told}: {out}{said}");
    for item in place.journals() {
        assert_eq!(item["settled"]["BOOL"], true, "{told}: {item}");
    }
    let again = machine.recover(&["--no-wait"]);
    assert_eq!(text(&again.stdout), "no run has left anything\n", "{told}");
}

/// A run that died at this call, and the way back: how many lines its journal had, and whether it
/// left something broken.
fn at(call: usize, way: Way) -> Option<(usize, bool)> {
    let place = Place::start();
    let machine = Machine::new(&place);
    let before = place.state();
    let (lines, broken) = die(&place, &machine, call, &before)?;
    if let Way::TableAlone = way
        && lines > 0
    {
        machine.forget();
    }
    let told = format!("death at call {call}, {way:?}");
    is_put_back(&place, &machine, &before, &told);
    Some((lines, broken))
}

#[test]
fn a_death_at_any_call_leaves_nothing_broken() {
    // Each of them waits more than it works.
    thread::scope(|scope| {
        for way in [Way::Everything, Way::TableAlone] {
            let begin = |call| scope.spawn(move || at(call, way));
            let runs: Vec<_> = (0..=CALLS).map(begin).collect();
            scope.spawn(move || {
                let deaths = runs.into_iter().map(|run| run.join().unwrap());
                are_all_there_are(&deaths.collect::<Vec<_>>());
            });
        }
    });
}

fn are_all_there_are(deaths: &[Option<(usize, bool)>]) {
    assert_eq!(deaths[CALLS], None, "there are more calls");
    let died = || deaths.iter().flatten();
    assert_eq!(died().count(), CALLS, "{deaths:?}");
    // After each line: run, opened, armed, applied, disarmed, closed, ended; and before them.
    let lines: BTreeSet<usize> = died().map(|(lines, _)| *lines).collect();
    assert_eq!(lines, BTreeSet::from_iter(0..=7));
    // While the fault is in effect: before the copy of the line that says so, and before the undo.
    let broken = died().filter(|(_, broken)| *broken).count();
    assert_eq!(broken, 2, "{deaths:?}");
}

fn refused(machine: &Machine) -> String {
    let done = machine.gameday(&LIVE);
    let said = text(&done.stderr);
    assert_eq!(done.status.code(), Some(3), "{said}");
    said.to_owned()
}

/// Before somebody has put things back nobody may begin again.
#[test]
fn what_a_dead_run_has_left_keeps_the_next_from_beginning() {
    let place = Place::start();
    let machine = Machine::new(&place);
    let before = place.state();
    // It died before it changed anything: there is a plan.
    let died = die(&place, &machine, 5, &before);
    assert_eq!(died, Some((3, false)));
    let said = refused(&machine);
    let (lock, journal) = ("refused: other-run: ", "refused: open-journal: ");
    assert!(said.contains(lock) && said.contains(journal), "{said}");
    is_put_back(&place, &machine, &before, "nothing changed");

    let died = die(&place, &machine, 6, &before);
    assert_eq!(died.map(|(_, broken)| broken), Some(true));
    let said = refused(&machine);
    assert!(said.ends_with(" is on\n"), "{said}");
    place.lease_ends();
    let said = refused(&machine);
    assert!(said.ends_with(": run `lexdr recover`\n"), "{said}");
    // To look does no harm.
    let shown = machine.recover(&["--dry-run"]);
    let shown = text(&shown.stdout);
    assert!(
        shown.contains("aws lexv2-models update-bot-alias"),
        "{shown}"
    );
    assert_ne!(aliases(&place.state()), aliases(&before));
    is_put_back(&place, &machine, &before, "at last");
}
