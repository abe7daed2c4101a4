//! Phases and outages of a drill, with and without exact writes.

use lexdr_history::{CheckResult, Event, StepAction};
use lexdr_verdict::fixture::{Drill, INJECT_MS, check, step};
use lexdr_verdict::{Bounds, Verdict, judge};
use rstest::rstest;

fn phase(verdict: &Verdict, name: &str) -> Option<Bounds> {
    verdict
        .phases
        .iter()
        .find(|phase| phase.name == name)
        .map(|phase| phase.took)
}

// The fault takes effect in [720.000, 720.040]; the check at 900.000 takes 300 ms and writes at
// 900.200 exactly; callers start at half seconds and take 80 ms, the first in the secondary
// region is that of 900.500.
#[rstest]
#[case::first_failed("failover.first-failed", Bounds::new(460, 580))]
#[case::detect("failover.detect", Bounds::new(179_960, 180_200))]
#[case::decide("failover.decide", Bounds::new(0, 200))]
#[case::write("failover.write", Bounds::new(0, 200))]
#[case::switch("failover.switch", Bounds::new(0, 380))]
#[case::total("failover.total", Bounds::new(180_160, 180_580))]
#[case::back("failback.total", Bounds::new(240_160, 240_580))]
#[case::outage("outage", Bounds::new(178_920, 181_080))]
fn exact_writes_give_sharp_phases(#[case] name: &str, #[case] took: Bounds) {
    let drill = Drill::new("alias-deleted");
    let verdict = judge(&drill.header(), &drill.events());
    assert_eq!(phase(&verdict, name), Some(took));
}

#[test]
fn without_writes_the_check_that_covers_the_change_sharpens_it() {
    let drill = Drill {
        writes: false,
        telling: false,
        ..Drill::new("alias-deleted")
    };
    let verdict = judge(&drill.header(), &drill.events());
    // Probes alone say [900.000, 901.010]; the check was over at 900.300.
    assert_eq!(
        phase(&verdict, "failover.detect"),
        Some(Bounds::new(179_960, 180_300))
    );
    assert_eq!(phase(&verdict, "failover.write"), Some(Bounds::new(0, 300)));
    assert_eq!(
        phase(&verdict, "failover.total"),
        Some(Bounds::new(179_960, 180_580))
    );
}

#[test]
fn probes_that_do_not_tell_widen_the_bounds() {
    let drill = Drill {
        writes: false,
        telling: false,
        blind: Some((880_000, 1_000_000)),
        ..Drill::new("alias-deleted")
    };
    let verdict = judge(&drill.header(), &drill.events());
    let total = phase(&verdict, "failover.total").expect("the flip was seen");
    // Only the check at 900 s can have flipped it; the first call that tells came at 1000.5.
    assert_eq!(total, Bounds::new(179_960, 280_580));
    let outage = &verdict.callers.outages[0];
    assert_eq!(outage.lasted, Bounds::new(158_920, 281_080));
    assert_eq!(verdict.callers.unknown, 120);
}

// The route may have left and returned if nobody looked for longer than the interval of 300 s: then
// a caller may be served because of that.
#[rstest]
#[case::shorter_than_the_interval(1_199_000, true)]
#[case::longer(1_202_000, false)]
fn who_is_served_after_nobody_looked_for_long_proves_no_switch(
    #[case] blind_until: i64,
    #[case] told: bool,
) {
    let drill = Drill {
        writes: false,
        telling: false,
        blind: Some((880_000, blind_until)),
        ..Drill::new("alias-deleted")
    };
    let verdict = judge(&drill.header(), &drill.events());
    for name in ["failover.switch", "failover.total"] {
        assert_eq!(phase(&verdict, name).is_some(), told, "{name}");
    }
    assert!(phase(&verdict, "failover.write").is_some());
}

#[test]
fn calls_that_do_not_tell_are_no_outage_but_may_have_been_one() {
    let drill = Drill {
        fault: false,
        route: vec![],
        blind: Some((600_000, 602_000)),
        ..Drill::new("healthy")
    };
    let verdict = judge(&drill.header(), &drill.events());
    assert_eq!(verdict.phases, []);
    assert_eq!(verdict.callers.lost, Bounds::new(0, 3_080));
    assert!(!verdict.callers.outages[0].certain);
}

#[test]
fn a_fault_that_the_route_does_not_answer_has_no_phases() {
    let drill = Drill {
        fault: false,
        route: vec![],
        ..Drill::new("alias-deleted-in-secondary")
    };
    let mut events = drill.events();
    events.push(step(
        INJECT_MS,
        StepAction::Inject,
        "alias-deleted",
        "us-west-2",
    ));
    let verdict = judge(&drill.header(), &events);
    assert_eq!(verdict.phases, []);
}

#[test]
fn with_a_threshold_deciding_takes_until_the_check_that_flips() {
    // The check at 900 s sees the fault, that at 1200 s is the second to and flips.
    let drill = Drill {
        route: vec![(1_200_200, "us-west-2"), (2_700_200, "us-east-1")],
        ..Drill::new("x")
    };
    let verdict = judge(&drill.header(), &drill.events());
    assert_eq!(
        phase(&verdict, "failover.detect"),
        Some(Bounds::new(179_960, 180_300))
    );
    assert_eq!(
        phase(&verdict, "failover.decide"),
        Some(Bounds::new(299_700, 300_200))
    );
}

#[test]
fn a_check_under_way_when_the_fault_begins_may_see_it() {
    let drill = Drill {
        fault: true,
        route: vec![(720_030, "us-west-2"), (2_700_200, "us-east-1")],
        ..Drill::new("x")
    };
    let mut events = drill.events();
    events.retain(|event| !matches!(event, Event::Check(_)));
    let result = CheckResult::Returned {
        lex_region: Some("us-west-2".to_owned()),
        primary: Some("NotFoundException".to_owned()),
        secondary: Some("healthy".to_owned()),
    };
    events.push(check(719_900, result));
    let verdict = judge(&drill.header(), &events);
    assert_eq!(phase(&verdict, "failover.detect"), Some(Bounds::new(0, 30)));
}

#[test]
fn the_timeline_tells_what_mattered_and_counts_the_rest() {
    let drill = Drill::new("alias-deleted");
    let verdict = judge(&drill.header(), &drill.events());
    let told: Vec<_> = verdict
        .timeline
        .iter()
        .map(|moment| {
            let what = format!("{:?}", moment.what);
            let name = what.split([' ', '{']).next().unwrap_or_default().to_owned();
            (moment.at.lo_ms, name)
        })
        .collect();
    let expected = [
        (0, "SteadyState"),
        (0, "Checks"),
        (720_000, "Step"),
        (720_500, "Unserved"),
        (900_000, "Check"),
        (900_200, "Route"),
        (900_500, "Served"),
        (1_200_000, "Checks"),
        (2_460_000, "Step"),
        (2_700_000, "Check"),
        (2_700_200, "Route"),
        (2_700_500, "Served"),
        (3_000_000, "Checks"),
        (3_598_000, "SteadyState"),
        (3_600_000, "End"),
    ];
    assert_eq!(told, expected.map(|(at, name)| (at, name.to_owned())));
}

#[test]
fn a_caller_served_after_the_next_change_does_not_count_for_this_one() {
    // In the secondary region only from 1200.200 to 1200.400, where no caller comes, and later.
    let route = vec![
        (1_200_200, "us-west-2"),
        (1_200_400, "err"),
        (2_700_200, "us-west-2"),
        (3_000_200, "us-east-1"),
    ];
    let drill = Drill {
        route,
        ..Drill::new("x")
    };
    let verdict = judge(&drill.header(), &drill.events());
    assert!(phase(&verdict, "failover.write").is_some());
    assert_eq!(phase(&verdict, "failover.total"), None);
}
