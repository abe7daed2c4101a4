//! How long a phase may take.

use lexdr_scenario::{Expectation, PhaseLimit, Span};
use lexdr_verdict::Outcome;
use lexdr_verdict::fixture::Drill;
use rstest::rstest;

use crate::{ONE_CHECK, healthy, judged, ms};

// failover.write is [0, 200] ms, failback.total [240.160, 240.580] s.
#[rstest]
#[case::kept("failover.write", ms(200), Outcome::Passed)]
#[case::may_be_more("failover.write", ms(100), Outcome::Unknown)]
#[case::broken("failback.total", ms(240_000), Outcome::Failed)]
#[case::first_failed("failover.first-failed", ms(580), Outcome::Passed)]
#[case::in_checks("failback.total", ONE_CHECK, Outcome::Passed)]
fn a_phase_is_held_to_its_limit(#[case] name: &str, #[case] within: Span, #[case] want: Outcome) {
    let asked = Expectation::Phase(PhaseLimit {
        name: name.to_owned(),
        within,
    });
    let judged = judged(&Drill::new("x"), asked);
    assert_eq!(judged.outcome, want, "{judged:#?}");
}

#[rstest]
#[case::a_phase("failover.total", Outcome::Unknown)]
#[case::an_outage("outage", Outcome::Passed)]
fn what_did_not_happen_was_not_slow_only_if_it_should_not_have(
    #[case] name: &str,
    #[case] want: Outcome,
) {
    let asked = Expectation::Phase(PhaseLimit {
        name: name.to_owned(),
        within: ms(1),
    });
    assert_eq!(judged(&healthy(), asked).outcome, want);
}
