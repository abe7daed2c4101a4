//! The rule: every evidence on both sides, from every route.

use lexdr_health_check::{Current, Decision, Next, Place, Side, Thresholds, decide};
use lexdr_lex::Evidence;
use rstest::rstest;

const P: Place = Place::At(Side::Primary);
const S: Place = Place::At(Side::Secondary);
const ERR: Place = Place::Nowhere;

fn evidence(letter: char) -> Option<Evidence> {
    match letter {
        'h' => Some(Evidence::Healthy),
        'd' => Some(Evidence::Down("timeout".into())),
        'n' => Some(Evidence::NoEvidence("AccessDeniedException".into())),
        _ => None,
    }
}

fn go(place: Place, failures: u32, recoveries: u32) -> Decision {
    Decision::Write(Next {
        place,
        failures,
        recoveries,
    })
}

fn hold(side: Side) -> Decision {
    Decision::Hold(side, "AccessDeniedException".into())
}

/// `evidence` is primary then secondary: h healthy, d down, n none, - not asked.
fn decided(
    place: Place,
    (failures, recoveries): (u32, u32),
    letters: &str,
    (failure, recovery): (u32, u32),
) -> Decision {
    let mut letters = letters.chars().map(evidence);
    let primary = letters
        .next()
        .flatten()
        .expect("the primary is always asked");
    let secondary = letters.next().flatten();
    let current = Current {
        place,
        failures,
        recoveries,
    };
    decide(
        current,
        &primary,
        secondary.as_ref(),
        Thresholds { failure, recovery },
    )
}

#[rstest]
// Thresholds of 1: the published behaviour.
#[case(P, "h-", go(P, 0, 0))]
#[case(S, "h-", go(P, 0, 0))]
#[case(ERR, "h-", go(P, 0, 0))]
#[case(P, "d-", Decision::AskSecondary)]
#[case(S, "d-", Decision::AskSecondary)]
#[case(ERR, "d-", Decision::AskSecondary)]
#[case(P, "dh", go(S, 0, 0))]
#[case(S, "dh", go(S, 0, 0))]
#[case(ERR, "dh", go(S, 0, 0))]
#[case(P, "dd", go(ERR, 0, 0))]
#[case(S, "dd", go(ERR, 0, 0))]
#[case(ERR, "dd", go(ERR, 0, 0))]
// No evidence moves nobody.
#[case(P, "n-", hold(Side::Primary))]
#[case(S, "n-", hold(Side::Primary))]
#[case(ERR, "n-", hold(Side::Primary))]
#[case(P, "nh", hold(Side::Primary))]
#[case(S, "nd", hold(Side::Primary))]
#[case(P, "dn", hold(Side::Secondary))]
#[case(S, "dn", hold(Side::Secondary))]
#[case(ERR, "dn", hold(Side::Secondary))]
// What is not needed does not hold.
#[case(P, "hn", go(P, 0, 0))]
#[case(S, "hn", go(P, 0, 0))]
fn with_thresholds_of_one(
    #[case] place: Place,
    #[case] evidence: &str,
    #[case] decision: Decision,
) {
    assert_eq!(decided(place, (0, 0), evidence, (1, 1)), decision);
}

#[rstest]
// Leaving the primary takes three checks in a row.
#[case(P, (0, 0), "dh", go(P, 1, 0))]
#[case(P, (1, 0), "dh", go(P, 2, 0))]
#[case(P, (2, 0), "dh", go(S, 0, 0))]
#[case(P, (2, 0), "h-", go(P, 0, 0))]
#[case(P, (0, 0), "dd", go(P, 1, 0))]
#[case(P, (2, 0), "dd", go(ERR, 0, 0))]
#[case(P, (0, 0), "dn", go(P, 1, 0))]
#[case(P, (2, 0), "dn", hold(Side::Secondary))]
#[case(P, (0, 0), "d-", Decision::AskSecondary)]
#[case(P, (1, 0), "n-", hold(Side::Primary))]
// Leaving the secondary for nothing takes three as well.
#[case(S, (0, 0), "dd", go(S, 1, 0))]
#[case(S, (2, 0), "dd", go(ERR, 0, 0))]
#[case(S, (2, 1), "dh", go(S, 0, 0))]
// Returning to the primary takes two; the secondary is watched meanwhile.
#[case(S, (0, 0), "h-", Decision::AskSecondary)]
#[case(S, (0, 0), "hh", go(S, 0, 1))]
#[case(S, (2, 0), "hh", go(S, 0, 1))]
#[case(S, (0, 1), "h-", go(P, 0, 0))]
#[case(S, (0, 0), "hd", go(P, 0, 0))]
#[case(S, (0, 0), "hn", hold(Side::Secondary))]
// From err there is nothing to wait for.
#[case(ERR, (0, 0), "h-", go(P, 0, 0))]
#[case(ERR, (0, 0), "dh", go(S, 0, 0))]
#[case(ERR, (9, 9), "dd", go(ERR, 0, 0))]
// Counts a person put there do no harm.
#[case(P, (u32::MAX, u32::MAX), "dh", go(S, 0, 0))]
#[case(S, (u32::MAX, u32::MAX), "h-", go(P, 0, 0))]
fn with_three_failures_and_two_recoveries(
    #[case] place: Place,
    #[case] counts: (u32, u32),
    #[case] evidence: &str,
    #[case] decision: Decision,
) {
    assert_eq!(decided(place, counts, evidence, (3, 2)), decision);
}

#[rstest]
#[case(Some("us-east-1"), P)]
#[case(Some("us-west-2"), S)]
#[case(Some("err"), ERR)]
#[case(Some("eu-west-1"), ERR)]
#[case(Some(""), ERR)]
#[case(None, ERR)]
fn a_route_that_makes_no_sense_points_nowhere(#[case] route: Option<&str>, #[case] place: Place) {
    let item = lexdr_route::Item {
        lex_region: route.map(str::to_owned),
        failures: 4,
        ..lexdr_route::Item::default()
    };
    let current = Current::of(Some(&item), "us-east-1", "us-west-2");
    assert_eq!(
        current,
        Current {
            place,
            failures: 4,
            recoveries: 0
        }
    );
    assert_eq!(Current::of(None, "us-east-1", "us-west-2").place, ERR);
}
