//! What is a regression and what is not.

use lexdr_trend::{Begin, Change, Kind, Options, Trend};
use rstest::rstest;
use serde_json::json;

use crate::{Drill, USUAL, change, header, run, slower, trend};

/// The median of the upper ends is 181.1 s: 20 % more is 217.32 s.
#[rstest]
#[case::the_same(USUAL.failover, Change::AsBefore)]
#[case::beyond_the_limit((217_321, 218_000), Change::Slower)]
#[case::on_the_limit((217_320, 300_000), Change::AsBefore)]
#[case::a_probe_that_did_not_see_it((100_000, 500_000), Change::AsBefore)]
#[case::below_the_limit((100_000, 143_919), Change::Faster)]
#[case::on_the_lower_limit((100_000, 143_920), Change::AsBefore)]
fn a_phase_is_worse_if_all_of_its_interval_is(
    #[case] (lo_ms, hi_ms): (i64, i64),
    #[case] expected: Change,
) {
    let trend = trend(&[USUAL, USUAL, USUAL, Drill::with_failover(lo_ms, hi_ms)]);
    assert_eq!(
        change(&trend, "failover.total"),
        expected,
        "{}",
        trend.text()
    );
    let is_slower = expected == Change::Slower;
    assert_eq!(slower(&trend).contains(&"failover.total"), is_slower);
    assert_eq!(change(&trend, "failback.total"), Change::AsBefore);
}

/// Ten times as long, and still less than a second: no caller notices.
#[rstest]
#[case((90, 100), (1_090, 1_100), Change::AsBefore)]
#[case((90, 100), (1_101, 1_200), Change::Slower)]
#[case((1_101, 1_200), (90, 100), Change::Faster)]
#[case((1_101, 1_200), (101, 102), Change::AsBefore)]
fn a_short_phase_has_a_second_of_room(
    #[case] before: (i64, i64),
    #[case] newest: (i64, i64),
    #[case] expected: Change,
) {
    let before = Drill::with_failover(before.0, before.1);
    let newest = Drill::with_failover(newest.0, newest.1);
    let trend = trend(&[before, before, before, newest]);
    assert_eq!(
        change(&trend, "failover.total"),
        expected,
        "{}",
        trend.text()
    );
}

#[test]
fn one_slow_night_among_the_earlier_does_not_hide_the_next() {
    let slow = Drill::with_failover(479_900, 481_100);
    let trend = trend(&[USUAL, slow, USUAL, USUAL, slow]);
    assert_eq!(slower(&trend), ["failover.total", "unserved"]);
}

#[test]
fn only_the_last_runs_count() {
    let slow = Drill::with_failover(479_900, 481_100);
    let drills = [USUAL, USUAL, USUAL, USUAL, slow, slow, slow, slow];
    let runs = || drills.iter().zip(1..).map(|(drill, day)| drill.on(day));
    let of_last = |last| {
        let options = Options {
            last,
            ..Options::default()
        };
        Trend::new(runs().collect(), &options).regressions.len()
    };
    assert_eq!(of_last(3), 0, "that slow is how it is now");
    assert_eq!(of_last(10), 2, "failover.total and unserved");
}

#[test]
fn the_tolerance_is_what_was_asked_for() {
    let runs = || {
        let slow = Drill::with_failover(250_000, 251_000);
        let drills = [USUAL, USUAL, USUAL, slow];
        drills
            .into_iter()
            .zip(1..)
            .map(|(drill, day)| drill.on(day))
    };
    let with = |tolerance_percent| {
        let options = Options {
            tolerance_percent,
            ..Options::default()
        };
        Trend::new(runs().collect(), &options).regressions.len()
    };
    assert_eq!((with(20), with(50)), (2, 0));
}

#[rstest]
#[case(1)]
#[case(2)]
fn of_few_runs_nothing_is_said(#[case] before: usize) {
    let mut drills = vec![USUAL; before];
    drills.push(Drill::with_failover(900_000, 900_100));
    let trend = trend(&drills);
    assert_eq!(trend.regressions, []);
    assert_eq!(change(&trend, "failover.total"), Change::TooFewRuns);
    assert!(trend.text().contains(&format!("too few runs ({before})")));
}

#[rstest]
#[case::failed(&["passed", "failed"], Some((1, 1)))]
#[case::unknown(&["passed", "unknown"], Some((1, 1)))]
#[case::for_the_second_night(&["passed", "passed", "passed", "failed", "failed"], Some((3, 4)))]
#[case::passed_only_before(&["failed", "failed", "failed", "passed", "failed"], Some((1, 4)))]
#[case::never_passed(&["failed", "unknown", "failed"], None)]
#[case::that_is_how_it_is(&["passed", "passed", "failed", "failed", "failed"], None)]
#[case::put_right(&["failed", "passed"], None)]
#[case::the_first(&["failed"], None)]
fn a_scenario_that_no_longer_passes_is_a_regression(
    #[case] verdicts: &[&'static str],
    #[case] expected: Option<(usize, usize)>,
) {
    let drills: Vec<Drill> = verdicts.iter().copied().map(Drill::judged).collect();
    let trend = trend(&drills);
    let found = trend.regressions.first().map(|found| match found.kind {
        Kind::Verdict { passed, of, .. } => (passed, of),
        Kind::Slower { .. } => panic!("{}", trend.text()),
    });
    assert_eq!(found, expected, "{}", trend.text());
}

/// It lasted at least as long as was seen, so it can be slower and never faster.
#[test]
fn an_outage_that_did_not_end_has_no_upper_bound() {
    let open = |lo_ms, hi_ms| Drill {
        open: true,
        ..Drill::with_failover(lo_ms, hi_ms)
    };
    let short = trend(&[USUAL, USUAL, USUAL, open(10, 20)]);
    assert_eq!(change(&short, "unserved"), Change::AsBefore);
    assert!(short.text().contains("at least 0.010s"), "{}", short.text());
    let long = trend(&[USUAL, USUAL, USUAL, open(900_000, 900_100)]);
    assert_eq!(change(&long, "unserved"), Change::Slower);
    let before = open(10, 20);
    let after = trend(&[before, before, before, USUAL]);
    assert_eq!(change(&after, "unserved"), Change::AsBefore);
}

/// With a fault that hits some calls only, when the first caller is lost is chance.
#[test]
fn a_fault_that_is_felt_later_is_no_regression() {
    let late = Drill {
        first_failed: (153_000, 153_100),
        ..USUAL
    };
    let trend = trend(&[USUAL, USUAL, USUAL, late]);
    assert_eq!(trend.regressions, []);
    assert!(!trend.text().contains("first-failed"), "{}", trend.text());
}

#[test]
fn a_phase_that_did_not_happen_is_said_to_be_missing() {
    let mut file = USUAL.file();
    file["phases"] = json!([]);
    let begin = Begin::read(&header("2026-11-30T03:00:00Z", 300_000)).unwrap();
    let runs = vec![
        USUAL.on(1),
        USUAL.on(2),
        USUAL.on(3),
        run("last", &file, Some(begin)),
    ];
    let trend = Trend::new(runs, &Options::default());
    assert_eq!(change(&trend, "failover.total"), Change::NotThisTime);
    assert_eq!(trend.regressions, []);
}
