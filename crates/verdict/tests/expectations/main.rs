//! What scenarios ask, on drills that keep it, break it, or leave it open.

mod callers;
mod checks;
mod counts;
mod flips;
mod phases;
mod route;

use lexdr_history::Event;
use lexdr_scenario::{CallerLimits, CheckerLimits, Expectation, Millis, Span};
use lexdr_verdict::fixture::Drill;
use lexdr_verdict::{Judged, Outcome, judge};

const ONE_CHECK: Span = Span::MilliChecks(1_000);

fn ms(ms: u64) -> Span {
    Span::Ms(Millis(ms))
}

/// The judgement of one expectation on a drill.
fn judged(drill: &Drill, asked: Expectation) -> Judged {
    judged_of(drill, asked, |_| ())
}

/// The judgement of one expectation on a drill, its events changed before.
fn judged_of(drill: &Drill, asked: Expectation, change: impl FnOnce(&mut Vec<Event>)) -> Judged {
    let drill = Drill {
        expect: vec![asked],
        ..drill.clone()
    };
    let mut events = drill.events();
    change(&mut events);
    let mut judged = judge(&drill.header(), &events).expectations;
    assert_eq!(judged.len(), 1);
    let judged = judged.remove(0);
    assert_eq!(judged.why.is_none(), judged.outcome == Outcome::Passed);
    judged
}

fn healthy() -> Drill {
    Drill {
        fault: false,
        route: vec![],
        ..Drill::new("healthy")
    }
}

fn why() -> String {
    "because".to_owned()
}

#[test]
fn every_limit_is_judged_for_itself() {
    let drill = Drill {
        expect: vec![
            Expectation::Callers(CallerLimits {
                lost_at_most: Some(ONE_CHECK),
                success_rate: Some(99_000),
                ..CallerLimits::default()
            }),
            Expectation::Checker(CheckerLimits {
                errors_at_most: Some(0),
                never_times_out: Some(true),
                ..CheckerLimits::default()
            }),
        ],
        ..Drill::new("x")
    };
    let outcomes: Vec<_> = judge(&drill.header(), &drill.events())
        .expectations
        .into_iter()
        .map(|judged| judged.outcome)
        .collect();
    use Outcome::{Failed, Passed};
    assert_eq!(outcomes, [Passed, Failed, Passed, Passed]);
}
