//! Which runs are compared, and in which order.

use lexdr_trend::{Begin, Options, Order, Trend};
use serde_json::json;

use crate::{Drill, USUAL, header, run};

#[test]
fn runs_are_put_in_order_by_date_if_all_have_one() {
    let runs = vec![
        USUAL.at("c", "2026-11-01T00:00:03.5Z"),
        USUAL.at("a", "2026-11-01T00:00:04Z"),
        USUAL.at("b", "2026-11-01T02:00:03+02:00"),
    ];
    let order = |runs| {
        let trend = Trend::new(runs, &Options::default());
        let group = &trend.groups[0];
        let names: Vec<_> = group.runs.iter().map(|run| run.run.clone()).collect();
        (group.ordered_by, names.join(" "))
    };
    assert_eq!(order(runs.clone()), (Order::Date, "b c a".to_owned()));
    let undated = run("bb", &USUAL.file(), None);
    let runs = runs.into_iter().chain([undated]).collect();
    assert_eq!(order(runs), (Order::Folder, "a b bb c".to_owned()));
}

/// The clock of every run in virtual time begins on the same day, and which second of it is noise.
#[test]
fn runs_in_virtual_time_are_put_in_order_by_folder() {
    let simulated = Drill {
        target: "sim",
        ..USUAL
    };
    let runs = vec![
        simulated.at("10", "2026-01-01T00:00:03.100Z"),
        simulated.at("9", "2026-01-01T00:00:05.600Z"),
    ];
    let trend = Trend::new(runs, &Options::default());
    let rows = &trend.groups[0].runs;
    assert_eq!((&*rows[0].run, &*rows[1].run), ("9", "10"));
    assert_eq!(rows[0].started_at, None);
}

#[test]
fn only_like_is_compared_with_like() {
    let change = |key: &str, value: &str| {
        let mut file = USUAL.file();
        file[key] = json!(value);
        file
    };
    let begin = |every| Begin::read(&header("2026-11-30T03:00:00Z", every)).ok();
    let runs = vec![
        USUAL.on(1),
        run("2", &change("name", "lex-hang"), begin(300_000)),
        run("3", &change("lex", "v2"), begin(300_000)),
        run("4", &change("target", "aws"), begin(300_000)),
        run("5", &USUAL.file(), begin(60_000)),
    ];
    let trend = Trend::new(runs, &Options::default());
    let groups: Vec<_> = trend.groups.iter().map(|group| group.runs.len()).collect();
    assert_eq!(groups, [1; 5], "{}", trend.text());
}

#[test]
fn a_run_that_does_not_tell_its_interval_goes_with_the_others() {
    let runs = vec![USUAL.on(1), run("nightly-0", &USUAL.file(), None)];
    let trend = Trend::new(runs, &Options::default());
    assert_eq!(trend.groups.len(), 1);
    assert_eq!(trend.groups[0].check_every_ms, Some(300_000));
}
