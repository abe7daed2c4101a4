//! When a game day may be.

use jiff::Timestamp;
use lexdr_gameday::config::{Config, Day};
use lexdr_scenario::Millis;
use rstest::rstest;

use crate::config;
use crate::config::good_but;

#[rstest]
#[case::within("2026-11-24T01:00:00Z", "2026-11-24T05:00:00Z", true)]
#[case::too_early("2026-11-24T00:59:59.999Z", "2026-11-24T02:00:00Z", false)]
#[case::too_long("2026-11-24T04:00:00Z", "2026-11-24T05:00:00.001Z", false)]
#[case::wednesday("2026-11-25T02:00:00Z", "2026-11-25T03:00:00Z", false)]
#[case::thursday("2026-11-26T02:00:00Z", "2026-11-26T03:00:00Z", true)]
#[case::from_window_to_window("2026-11-23T02:00:00Z", "2026-11-24T02:00:00Z", false)]
fn a_window_holds_what_lies_in_it(#[case] from: &str, #[case] to: &str, #[case] holds: bool) {
    let [from, to] = [from, to].map(|text| text.parse::<Timestamp>().unwrap());
    assert_eq!(config().window.holds(from, to), holds);
}

#[rstest]
#[case::late("2026-11-24T23:30:00Z", true)]
#[case::after_midnight("2026-11-25T03:00:00Z", true)]
#[case::the_day_before("2026-11-24T03:00:00Z", false)]
#[case::sunday_night("2026-11-30T00:30:00Z", false)]
fn a_window_may_pass_midnight(#[case] from: &str, #[case] holds: bool) {
    let text = good_but("from = \"01:00\"", "from = \"23:00\"");
    let text = text.replace("\"tue\", \"mon\", \"thu\"", "\"tue\"");
    let window = Config::parse("lexdr.toml", text.as_bytes()).unwrap().window;
    assert_eq!(window.days, [Day::Tue]);
    assert_eq!(window.length(), Millis(6 * 3_600_000));
    let from: Timestamp = from.parse().unwrap();
    let to = from
        .checked_add(jiff::SignedDuration::from_mins(30))
        .unwrap();
    assert_eq!(window.holds(from, to), holds);
}

#[rstest]
#[case("2026-11-24T00:10:00Z", "2026-11-24T01:00:00Z")]
#[case("2026-11-24T01:00:00Z", "2026-11-26T01:00:00Z")]
#[case("2026-11-26T09:00:00Z", "2026-11-30T01:00:00Z")]
fn the_next_window_is_known(#[case] after: &str, #[case] opens: &str) {
    let next = config().window.next(after.parse().unwrap()).unwrap();
    assert_eq!(next.to_string(), opens);
}
