//! The account itself: what `lexdr serve --system` runs.

use rstest::rstest;
use serde_json::json;

use super::place::Place;
use crate::support::{lexdr, text};

#[rstest]
#[case::v1(&["--lex", "v1"])]
#[case::v2(&[])]
fn the_functions_are_those_of_this_program(#[case] arguments: &[&str]) {
    let place = Place::with(arguments);
    let check = place.invoke("lexDRTest");
    assert_eq!(check["lexRegion"], "us-east-1", "{check}");
    let answer = place.invoke("lexDRGetRegion");
    assert_eq!(answer["primaryCode"], "us-east-1", "{answer}");
}

/// The check meets the faults of everybody's calls, and moves the route as it would anywhere.
#[test]
fn the_check_moves_the_route_when_the_bot_is_away() {
    let place = Place::start();
    place.fault(&json!({
        "matches": { "service": "lex", "region": "us-east-1", "caller": "checker" },
        "effect": "refused",
    }));
    let check = place.invoke("lexDRTest");
    assert_eq!(check["lexRegion"], "us-west-2", "{check}");
    let answer = place.invoke("lexDRGetRegion");
    assert_eq!(answer["primaryCode"], "us-west-2", "{answer}");
}

#[rstest]
#[case::no_whole_minutes(&["--system", "--check-every", "90s"], "a rule of EventBridge runs every so many minutes")]
#[case::without_a_system(&["--check-every", "1m"], "--system")]
#[case::both(&["--system", "--empty"], "cannot be used with")]
fn what_cannot_be_is_said(#[case] arguments: &[&str], #[case] message: &str) {
    let done = lexdr(&["serve", "--listen", "127.0.0.1:0"])
        .args(arguments)
        .output()
        .expect("the program starts");
    let said = text(&done.stderr);
    assert!(said.contains(message), "{said}");
    assert_eq!(done.status.code(), Some(64), "{said}");
}
