//! Calls that overlap, or that met another fault than the last one: what they show of an outage.

use lexdr_history::{CallerProbe, During, Ending, Event, StepAction, Write};
use lexdr_verdict::fixture::{Drill, step};
use lexdr_verdict::{Bounds, Verdict, judge};
use rstest::rstest;

const EAST: &str = "us-east-1";
const WEST: &str = "us-west-2";

/// A call that is told its region after 30 ms.
fn call(start_ms: i64, end_ms: i64, region: &str, ending: Ending) -> CallerProbe {
    CallerProbe {
        during: During { start_ms, end_ms },
        call: start_ms.unsigned_abs(),
        order: false,
        region: Some(region.to_owned()),
        source: None,
        answered_ms: Some(start_ms + 30),
        silence_ms: 50,
        ending,
    }
}

fn served(start_ms: i64, region: &str) -> Event {
    Event::Caller(call(start_ms, start_ms + 80, region, Ending::Served))
}

fn lost(start_ms: i64, end_ms: i64, region: &str) -> Event {
    Event::Caller(call(start_ms, end_ms, region, Ending::Apologised))
}

fn verdict(events: &[Event]) -> Verdict {
    judge(&Drill::new("alias-deleted").header(), events)
}

/// An order goes on for three seconds before it meets the fault; meanwhile somebody is served.
#[test]
fn a_long_call_lost_late_begins_the_outage_of_those_after_it() {
    let order = CallerProbe {
        order: true,
        ..call(20_000, 23_000, EAST, Ending::Apologised)
    };
    let verdict = verdict(&[
        served(10_000, EAST),
        Event::Caller(order),
        served(20_500, EAST),
        lost(24_000, 24_080, EAST),
        lost(60_000, 60_080, EAST),
        served(61_000, EAST),
    ]);
    let outages = &verdict.callers.outages;
    assert_eq!(outages.len(), 1);
    // The order may have been lost before the call served meanwhile, so it is in the upper end only.
    assert_eq!(outages[0].lasted, Bounds::new(35_920, 51_080));
    assert_eq!(verdict.callers.lost, Bounds::new(35_920, 51_080));
}

/// Two callers a moment apart: the one who came first is served, the other was quicker.
#[test]
fn a_call_served_while_another_is_lost_does_not_end_the_outage_before_it() {
    let verdict = verdict(&[
        served(10_000, EAST),
        lost(20_000, 20_080, EAST),
        lost(60_000, 60_080, EAST),
        Event::Caller(call(69_990, 70_200, WEST, Ending::Served)),
        lost(70_000, 70_080, EAST),
        served(80_000, WEST),
    ]);
    let outages = &verdict.callers.outages;
    assert_eq!(outages.len(), 1);
    assert_eq!(outages[0].lasted, Bounds::new(39_920, 70_080));
}

/// A hanging call lasts long; what it met, it met when it asked.
#[test]
fn a_hanging_call_does_not_draw_out_the_outage() {
    let verdict = verdict(&[
        served(10_000, EAST),
        lost(20_000, 30_000, EAST),
        lost(50_000, 60_000, EAST),
        served(51_000, WEST),
        served(52_000, WEST),
        served(61_000, WEST),
    ]);
    let outages = &verdict.callers.outages;
    assert_eq!(outages.len(), 1);
    assert_eq!(outages[0].lasted, Bounds::new(20_000, 41_080));
}

#[rstest]
#[case::the_region_it_was_sent_to(EAST, "first")]
#[case::the_region_of_the_last_fault(WEST, "second")]
fn a_lost_call_is_laid_to_a_fault_it_can_have_met(#[case] told: &str, #[case] edge: &str) {
    let verdict = verdict(&[
        step(15_000, StepAction::Inject, "first", EAST),
        step(19_000, StepAction::Inject, "second", WEST),
        served(14_000, EAST),
        lost(20_000, 20_080, told),
        served(30_000, EAST),
    ]);
    assert_eq!(verdict.callers.outages[0].edge.as_deref(), Some(edge));
}

/// The new region serves, fails when nobody calls, and loses the first who does. It could have
/// served from the beginning.
#[test]
fn a_call_lost_in_the_new_region_does_not_show_that_it_never_served() {
    let write = |at_ms, region: &str| {
        Event::Write(Write {
            at_ms,
            lex_region: Some(region.to_owned()),
            reason: None,
        })
    };
    let verdict = verdict(&[
        write(0, EAST),
        served(10_000, EAST),
        step(15_000, StepAction::Inject, "first", EAST),
        write(20_000, WEST),
        step(21_000, StepAction::Inject, "second", WEST),
        lost(25_000, 25_080, WEST),
        step(30_000, StepAction::Undo, "second", WEST),
        served(35_000, WEST),
    ]);
    let switch = verdict
        .phases
        .iter()
        .find(|phase| phase.name == "failover.switch")
        .expect("the route left the region");
    assert_eq!(switch.took, Bounds::new(0, 15_080));
}
