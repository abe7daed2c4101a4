//! What every fault on the wire makes of a call, through the real SDK: two tables.
//!
//! The first has each effect and each named error, with what the SDK reports, how often it tried
//! and how long that took: with the settings of the production functions, and with the SDK's own.
//! The second, which the README shows, has what a fault of the primary region costs a whole check.

mod calls;
mod cases;
mod clients;
pub(crate) mod costs;
mod functions;
mod reported;
mod table;
mod world;

use std::collections::BTreeSet;

use lexdr_faults::Rule;
use serde_json::json;

use calls::Call;
use cases::Case;
use world::{Row, World};

const HEADER: [&str; 9] = [
    "fault",
    "call",
    "as the functions call it",
    "tries",
    "takes",
    "the function says",
    "with the SDK's defaults",
    "tries",
    "takes",
];

/// Columns that hold numbers.
const NUMBERS: [usize; 4] = [3, 4, 7, 8];

#[tokio::test(start_paused = true)]
async fn every_fault_through_the_sdk() {
    let world = World::new().await;
    let mut rows = Vec::new();
    for call in Call::ALL {
        for case in cases::of(call) {
            rows.push((case.name.clone(), call, world.row(&case, call).await));
        }
    }
    rows.sort_by(|a, b| (&a.0, a.1).cmp(&(&b.0, b.1)));
    let cells: Vec<Vec<String>> = rows
        .into_iter()
        .map(|(fault, call, row)| cells(fault, call, row))
        .collect();
    insta::assert_snapshot!("effects", table::plain(&HEADER, &cells, &NUMBERS));
}

fn cells(fault: String, call: Call, row: Row) -> Vec<String> {
    let mut cells = vec![fault, call.name().to_owned()];
    match row.ours {
        Some((ours, says)) => {
            cells.extend(ours.cells());
            cells.push(says);
        }
        // The functions make no such call.
        None => cells.extend(["-", "", "", ""].map(str::to_owned)),
    }
    cells.extend(row.defaults.cells());
    cells
}

/// The limits themselves are checked where the table is made.
#[test]
fn a_failing_primary_is_left_within_one_check_and_a_hang_costs_no_more_than_its_budget() {
    insta::assert_snapshot!("costs", costs::table());
}

/// The rows come from the rules' own vocabulary, so that nothing new in it can be left out.
#[test]
fn every_effect_has_a_row() {
    let cases: Vec<Case> = Call::ALL.into_iter().flat_map(cases::of).collect();
    let driven: BTreeSet<&str> = cases
        .iter()
        .flat_map(|case| &case.effects)
        .map(|effect| effect.name())
        .collect();
    let known = cases::known(&json!({ "effect": "?" }));
    assert_eq!(driven, known.iter().map(String::as_str).collect());

    // What scenario files can name is made of the same effects.
    for spec in lexdr_faults::vocabulary::specs() {
        let params = serde_json::from_str(spec.example).expect("an example is JSON");
        let fault = lexdr_faults::RequestFault::parse(spec.name, &params).expect(spec.name);
        let rules: Vec<Rule> = fault.rules("drill", std::time::Duration::ZERO, |_| {
            vec!["us-east-1".to_owned()]
        });
        for rule in rules {
            assert!(driven.contains(rule.effect.name()), "{}", spec.name);
        }
    }
}
