//! What is known of checks that nobody saw, from what the item says of those that wrote it.

use lexdr_history::{Event, Header, LastCheck};
use lexdr_scenario::{CheckerLimits, Detection, Expectation, Fault, Millis, Span};
use lexdr_verdict::fixture::{Drill, SECONDARY};
use lexdr_verdict::{Bounds, Happening, Judged, Outcome, Verdict, judge};
use rstest::rstest;

fn phase(verdict: &Verdict, name: &str) -> Option<Bounds> {
    let mut phases = verdict.phases.iter();
    Some(phases.find(|phase| phase.name == name)?.took)
}

/// The looks between these instants, and what the item told them of the check.
fn looks(
    events: &mut [Event],
    from_ms: i64,
    to_ms: i64,
) -> impl Iterator<Item = &mut Option<LastCheck>> {
    events.iter_mut().filter_map(move |event| match event {
        Event::Route(probe) if (from_ms..to_ms).contains(&probe.during.start_ms) => {
            Some(&mut probe.last_check)
        }
        _ => None,
    })
}

// The check at 900.000 writes at 900.200; the looks before and after it were from 900.000 to
// 900.010 and from 901.000 to 901.010. Each answer is dated with the second in which it was read,
// so of a clock that is 2.5 s ahead it is known to be 1.890 to 4.100 s ahead, and of the check to
// have begun between 898.400 and 900.611. The fault took effect from 720.000 to 720.040.
#[rstest]
#[case::detect("failover.detect", Bounds::new(178_360, 181_010))]
#[case::decide("failover.decide", Bounds::new(0, 2_610))]
#[case::write("failover.write", Bounds::new(0, 2_610))]
#[case::switch("failover.switch", Bounds::new(0, 580))]
#[case::total("failover.total", Bounds::new(179_960, 180_580))]
#[case::back("failback.detect", Bounds::new(238_360, 241_010))]
fn the_item_says_when_the_check_began(#[case] name: &str, #[case] took: Bounds) {
    let (header, events) = Drill::new("x").on_an_account(2_500, true);
    assert_eq!(phase(&judge(&header, &events), name), Some(took));
}

// A check writes within its 15 s, so without a date of any answer its clock is at most 1.010 s
// behind and 15.001 s ahead.
#[rstest]
#[case::ours(0, Bounds::new(164_959, 181_010))]
#[case::ahead(600_000, Bounds::new(164_959, 181_010))]
#[case::behind(-3_600_000, Bounds::new(164_959, 181_010))]
fn without_dates_the_writes_tell_the_clock(#[case] ahead_ms: i64, #[case] detect: Bounds) {
    let (header, events) = Drill::new("x").on_an_account(ahead_ms, false);
    let verdict = judge(&header, &events);
    assert_eq!(phase(&verdict, "failover.detect"), Some(detect));
    assert_eq!(verdict.outcome, Outcome::Passed, "{verdict:#?}");
}

#[test]
fn a_clock_that_nothing_explains_tells_nothing() {
    let (header, mut events) = Drill::new("x").on_an_account(0, true);
    for told in looks(&mut events, 0, i64::MAX).flatten() {
        told.checked_at_ms += 60_000;
    }
    let verdict = judge(&header, &events);
    assert_eq!(phase(&verdict, "failover.detect"), None);
    assert!(phase(&verdict, "failover.total").is_some());
}

// Nobody looked from 880 s on. By 999 s only the check at 900 s can have written, and within 15 s.
// By 1229 s there were two: the first of them may have been there at 864 s already.
#[rstest]
#[case::one_check(999_000, Bounds::new(178_260, 195_511))]
#[case::two_checks(1_229_000, Bounds::new(143_960, 495_511))]
fn a_write_that_nobody_saw_widens_the_bounds(#[case] until_ms: i64, #[case] detect: Bounds) {
    let drill = Drill {
        blind: Some((880_000, until_ms)),
        ..Drill::new("x")
    };
    let (header, events) = drill.on_an_account(2_400, true);
    let verdict = judge(&header, &events);
    assert_eq!(phase(&verdict, "failover.detect"), Some(detect));
}

/// Ticks that may come a minute late tell nothing of how many there were in two minutes.
#[test]
fn a_check_each_minute_may_have_been_overwritten_unseen() {
    let (mut header, events) = Drill::new("x").on_an_account(2_500, true);
    header.scenario.check.every = Millis(60_000);
    let verdict = judge(&header, &events);
    // As early as 15 s before the look of 900.000, which did not see its write.
    let detect = Bounds::new(164_960, 181_010);
    assert_eq!(phase(&verdict, "failover.detect"), Some(detect));
}

/// A route that changed with no check having changed it was changed by a person: the check that
/// comes next has seen the fault, and decided nothing.
#[test]
fn a_hand_in_the_table_is_no_check() {
    let (header, mut events) = Drill::new("x").on_an_account(0, true);
    for told in looks(&mut events, 0, 2_000_000).flatten() {
        told.changed_at_ms = None;
    }
    let verdict = judge(&header, &events);
    assert!(phase(&verdict, "failover.detect").is_some());
    assert_eq!(phase(&verdict, "failover.decide"), None);
    assert!(phase(&verdict, "failback.decide").is_some());
}

#[test]
fn the_timeline_says_why_the_route_changed() {
    let (header, events) = Drill::new("x").on_an_account(0, true);
    let verdict = judge(&header, &events);
    let reasons: Vec<_> = verdict
        .timeline
        .iter()
        .filter_map(|moment| match &moment.what {
            Happening::Route { reason, .. } => reason.as_deref(),
            _ => None,
        })
        .collect();
    let flip = "us-east-1: NotFoundException; us-west-2: healthy";
    assert_eq!(reasons, [flip, "us-east-1: healthy"]);
}

fn judged((header, events): &(Header, Vec<Event>), asked: Expectation) -> Judged {
    let mut header = header.clone();
    header.scenario.expect = vec![asked];
    judge(&header, events).expectations.remove(0)
}

const fn ms(ms: u64) -> Span {
    Span::Ms(Millis(ms))
}

#[rstest]
#[case(CheckerLimits { errors_at_least: Some(1), ..Default::default() })]
#[case(CheckerLimits { errors_at_most: Some(0), ..Default::default() })]
#[case(CheckerLimits { never_times_out: Some(true), ..Default::default() })]
#[case(CheckerLimits { duration_at_most: Some(ms(7_000)), ..Default::default() })]
fn how_runs_ended_is_unknown_and_says_why(
    #[case] limits: CheckerLimits,
    #[values(true, false)] telling: bool,
) {
    let mut run = Drill::new("x").on_an_account(0, true);
    if !telling {
        looks(&mut run.1, 0, i64::MAX).for_each(|told| *told = None);
    }
    let judged = judged(&run, Expectation::Checker(limits));
    assert_eq!(judged.outcome, Outcome::Unknown, "{judged:#?}");
    let happened = judged.why.expect("a reason").happened;
    assert!(happened.contains("not seen"), "{happened}");
    assert_eq!(happened.contains("12 runs wrote"), telling, "{happened}");
}

/// The run that began at 900.000, or up to 611 ms later, had not written by 907.000.
#[rstest]
#[case::it_may_have_been_in_time(6_389, Outcome::Unknown)]
#[case::it_was_not(6_388, Outcome::Failed)]
fn a_write_that_came_too_late_tells_of_a_run_that_took_too_long(
    #[case] limit_ms: u64,
    #[case] want: Outcome,
) {
    let mut run = Drill::new("x").on_an_account(2_500, true);
    let mut before = None;
    for told in looks(&mut run.1, 899_000, 908_000).flatten() {
        let before = before.get_or_insert_with(|| told.clone());
        *told = LastCheck {
            dated_ms: told.dated_ms,
            ..before.clone()
        };
    }
    let limits = CheckerLimits {
        duration_at_most: Some(ms(limit_ms)),
        ..Default::default()
    };
    let judged = judged(&run, Expectation::Checker(limits));
    assert_eq!(judged.outcome, want, "{judged:#?}");
}

/// A run that failed may have seen it first, so it cannot have been too late for certain.
#[rstest]
#[case::in_time(ms(181_010), Outcome::Passed)]
#[case::perhaps(ms(181_009), Outcome::Unknown)]
#[case::hardly(ms(1), Outcome::Unknown)]
fn a_fault_is_detected_at_the_latest_by_the_run_that_wrote_so(
    #[case] within: Span,
    #[case] want: Outcome,
) {
    let run = Drill::new("x").on_an_account(2_500, true);
    let after = None;
    let asked = Expectation::DetectsWithin(Detection { within, after });
    assert_eq!(judged(&run, asked).outcome, want);
}

#[test]
fn that_no_run_wrote_of_a_fault_does_not_say_that_none_saw_it() {
    let drill = Drill {
        kind: Fault::RuleDisabled {},
        route: vec![],
        ..Drill::new("x")
    };
    let (within, after) = (ms(60_000), None);
    let asked = Expectation::DetectsWithin(Detection { within, after });
    let judged = judged(&drill.on_an_account(0, true), asked);
    assert_eq!(judged.outcome, Outcome::Unknown, "{judged:#?}");
}

#[rstest]
#[case(11, Outcome::Failed)]
#[case(12, Outcome::Unknown)]
fn of_the_writes_those_that_were_seen_count(#[case] most: u32, #[case] want: Outcome) {
    let run = Drill::new("x").on_an_account(0, true);
    assert_eq!(judged(&run, Expectation::WritesAtMost(most)).outcome, want);
}

/// Runs that were seen say more than the item, and it is not asked.
#[test]
fn where_runs_are_seen_the_item_has_nothing_to_add() {
    let drill = Drill {
        writes: false,
        ..Drill::new("x")
    };
    let (header, seen) = (drill.header(), drill.events());
    let mut both = seen.clone();
    for told in looks(&mut both, 0, i64::MAX) {
        *told = Some(LastCheck {
            checked_at_ms: 1,
            changed_at_ms: Some(1),
            reason: Some(format!("{SECONDARY}: timeout")),
            dated_ms: None,
        });
    }
    assert_eq!(judge(&header, &both), judge(&header, &seen));
}
