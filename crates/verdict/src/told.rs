//! Runs of the health check that nobody saw, as the route item tells of them.
//!
//! On an account a run is known by what it wrote: the item says when the run began that wrote it
//! last, and what that run had found. Each time a look finds another run there than the look
//! before, that run wrote the item between the two. Of a run that wrote nothing nothing is known,
//! nor of one whose write another overwrote before anybody looked.
//!
//! The item's dates are those of the functions' clock, which may be ahead of the run's or behind
//! it. By how much is not measured but narrowed down by all that was seen: by the dates of answers,
//! and by each run, which wrote between two looks and had begun no longer before than its time
//! limit. If no difference of the clocks fits all of it, the item tells nothing.

use lexdr_history::{CheckResult, CheckRun, During, Event, Header, LastCheck, RouteSaw};

use crate::Bounds;
use crate::bounds::millis;
use crate::run::Seen;

/// A run that wrote the item.
#[derive(Debug)]
pub(crate) struct Told {
    /// The first look that found it; the header is line 1.
    pub(crate) line: usize,
    /// Whether it wrote while the harness looked: what the first look finds is older.
    pub(crate) is_new: bool,
    /// From the earliest instant at which it can have begun, or another whose write it overwrote
    /// unseen, to the latest at which it wrote.
    pub(crate) check: CheckRun,
    /// The least time from its beginning to its write.
    pub(crate) wrote_after_ms: i64,
    /// What it wrote of its reasons, if it changed the route.
    pub(crate) changed_because: Option<String>,
}

/// A date is of whole seconds, and a server may make one a second.
const DATE_MS: i64 = 2_000;

/// How far the clocks of two services may be apart. AWS keeps them within milliseconds.
const SERVICES_MS: i64 = 100;

/// A look at the item.
#[derive(Clone, Copy)]
struct Look<'a> {
    line: usize,
    at: Bounds,
    value: Option<&'a str>,
    /// Nothing if the item did not tell.
    told: Option<&'a LastCheck>,
}

/// A look that found another run in the item than the look before.
struct Found<'a> {
    /// Nothing if nobody had looked before.
    before: Option<Look<'a>>,
    after: Look<'a>,
    told: &'a LastCheck,
}

impl Told {
    /// It, at the line that tells of it.
    pub(crate) fn seen(&self) -> Seen<'_, CheckRun> {
        Seen {
            at: Bounds::new(self.check.during.start_ms, self.check.during.end_ms),
            line: self.line,
            what: &self.check,
        }
    }

    /// Every run that a look found, in order of the looks.
    pub(crate) fn all(header: &Header, events: &[Event]) -> Vec<Self> {
        let looks = looks(events);
        let found = found(&looks);
        let Some(ahead) = ahead(&looks, &found, millis(header.check_timeout_ms.0)) else {
            return Vec::new();
        };
        found.iter().map(|found| found.run(header, ahead)).collect()
    }
}

/// How far the functions' clock is ahead of the run's. `None` if nobody can tell.
pub(crate) fn ahead_of(header: &Header, events: &[Event]) -> Option<Bounds> {
    let looks = looks(events);
    ahead(&looks, &found(&looks), millis(header.check_timeout_ms.0))
}

/// Every look that was answered, in order of time.
fn looks(events: &[Event]) -> Vec<Look<'_>> {
    let mut looks: Vec<_> = (2..)
        .zip(events)
        .filter_map(|(line, event)| {
            let Event::Route(probe) = event else {
                return None;
            };
            let value = match &probe.saw {
                RouteSaw::Route { lex_region } => Some(lex_region.as_str()),
                RouteSaw::Missing => None,
                RouteSaw::Unknown { .. } => return None,
            };
            Some(Look {
                line,
                at: Bounds::new(probe.during.start_ms, probe.during.end_ms),
                value,
                told: probe.last_check.as_ref(),
            })
        })
        .collect();
    looks.sort_by_key(|look| look.at.lo_ms);
    looks
}

/// The looks that found another run than the look before.
fn found<'a>(looks: &[Look<'a>]) -> Vec<Found<'a>> {
    let each = 0..looks.len();
    each.filter_map(|at| Found::new(at.checked_sub(1).map(|at| looks[at]), looks[at]))
        .collect()
}

/// As [`ahead_of`], from what was looked at and found.
fn ahead(looks: &[Look<'_>], found: &[Found<'_>], timeout_ms: i64) -> Option<Bounds> {
    let dated = looks.iter().filter_map(|look| {
        let date = look.told?.dated_ms?;
        let least = date
            .saturating_sub(look.at.hi_ms)
            .saturating_sub(SERVICES_MS);
        let most = date
            .saturating_sub(look.at.lo_ms)
            .saturating_add(DATE_MS + SERVICES_MS);
        Some((least, most))
    });
    let written = found.iter().map(|found| {
        let began = found.told.checked_at_ms;
        let least = began.saturating_sub(found.after.at.hi_ms);
        let most = found.before.map_or(i64::MAX, |before| {
            let since = began.saturating_sub(before.at.lo_ms);
            since.saturating_add(timeout_ms).saturating_add(1)
        });
        (least, most)
    });
    let (least, most) = dated
        .chain(written)
        .reduce(|one, other| (one.0.max(other.0), one.1.min(other.1)))?;
    (least <= most).then(|| Bounds::new(least, most))
}

/// A date of the functions' clock, which leaves out what is below a millisecond.
fn by_our_clock(date_ms: i64, ahead: Bounds) -> Bounds {
    Bounds::new(
        date_ms.saturating_sub(ahead.hi_ms),
        date_ms.saturating_add(1).saturating_sub(ahead.lo_ms),
    )
}

impl<'a> Found<'a> {
    fn new(before: Option<Look<'a>>, after: Look<'a>) -> Option<Self> {
        let told = after.told?;
        let found = Self {
            before,
            after,
            told,
        };
        // A run that is older than the one before is the work of a wrong clock, or of a person.
        let newer = found
            .last_ms()
            .is_none_or(|last_ms| told.checked_at_ms > last_ms);
        newer.then_some(found)
    }

    /// When the run began that the look before found.
    fn last_ms(&self) -> Option<i64> {
        Some(self.before?.told?.checked_at_ms)
    }

    /// When the run began that changed the route since the look before: this one, or one before it.
    fn changed_ms(&self) -> Option<i64> {
        let this_ms = self.told.checked_at_ms;
        self.before?;
        self.told.changed_at_ms.filter(|at| {
            let since = self.last_ms().map_or(this_ms, |ms| ms.saturating_add(1));
            (since..=this_ms).contains(at)
        })
    }

    fn run(&self, header: &Header, ahead: Bounds) -> Told {
        let timeout_ms = millis(header.check_timeout_ms.0);
        let began = by_our_clock(self.told.checked_at_ms, ahead);
        let hi_ms = self
            .after
            .at
            .hi_ms
            .min(began.hi_ms.saturating_add(timeout_ms));
        let lo_ms = self.earliest_ms(header, ahead).min(hi_ms);
        let changed = self.changed_ms();
        let reason = self.told.reason.as_deref();
        let said = |region: &str| reason.and_then(|reason| said(reason, region));
        Told {
            line: self.after.line,
            is_new: self.before.is_some(),
            check: CheckRun {
                during: During {
                    start_ms: lo_ms,
                    end_ms: hi_ms,
                },
                attempt: 1,
                result: CheckResult::Returned {
                    lex_region: changed.and(self.after.value).map(str::to_owned),
                    primary: said(&header.primary),
                    secondary: said(&header.secondary),
                },
                trace: None,
            },
            wrote_after_ms: self.before.map_or(0, |before| {
                before.at.lo_ms.saturating_sub(began.hi_ms).max(0)
            }),
            changed_because: changed.and(self.told.reason.clone()),
        }
    }

    /// The earliest instant at which this run can have begun, or another whose write it overwrote
    /// unseen: that one began after the run before, and wrote after the look before.
    fn earliest_ms(&self, header: &Header, ahead: Bounds) -> i64 {
        let Some(before) = self.before else {
            return i64::MIN;
        };
        let first_ms = self.changed_ms().unwrap_or(self.told.checked_at_ms);
        let first = by_our_clock(first_ms, ahead);
        if !self.another_fits(header, before, first_ms) {
            return first.lo_ms;
        }
        let after_last_ms = self
            .last_ms()
            .map_or(i64::MIN, |ms| by_our_clock(ms, ahead).lo_ms);
        let timeout_ms = millis(header.check_timeout_ms.0);
        let after_look_ms = before.at.lo_ms.saturating_sub(timeout_ms);
        after_last_ms.max(after_look_ms).min(first.lo_ms)
    }

    /// Whether another run may have written since the look before, and been overwritten. Two runs
    /// begin an interval apart, but for how late the schedule may be and for the time that each of
    /// them needs to start. Nobody else is taken to invoke the check.
    fn another_fits(&self, header: &Header, before: Look<'_>, first_ms: i64) -> bool {
        let interval_ms = millis(header.scenario.check.every.0);
        let apart_ms = interval_ms.saturating_sub(millis(header.schedule_slack_ms.0));
        let two_ms = apart_ms
            .saturating_mul(2)
            .saturating_sub(millis(header.check_timeout_ms.0));
        let Some(last_ms) = self.last_ms() else {
            return true;
        };
        let unseen_ms = self.after.at.hi_ms.saturating_sub(before.at.lo_ms);
        first_ms.saturating_sub(last_ms) >= two_ms || unseen_ms >= apart_ms
    }
}

/// What a reason says of a region: `us-east-1: timeout; us-west-2: healthy; failure 1 of 2`.
fn said(reason: &str, region: &str) -> Option<String> {
    let of_region = |part: &str| Some(part.strip_prefix(region)?.strip_prefix(": ")?.to_owned());
    reason.split("; ").find_map(of_region)
}

#[cfg(test)]
mod tests {
    use rstest::rstest;

    use super::*;

    #[rstest]
    #[case("us-east-1: healthy", "us-east-1", Some("healthy"))]
    #[case("us-east-1: timeout; us-west-2: healthy", "us-west-2", Some("healthy"))]
    #[case(
        "us-east-1: wrong answer: \"no\"; failure 1 of 2",
        "us-east-1",
        Some("wrong answer: \"no\"")
    )]
    #[case("us-east-1: timeout", "us-west-2", None)]
    #[case("us-east-1: timeout", "us-east", None)]
    #[case("set by hand", "us-east-1", None)]
    fn a_reason_says_what_was_found_in_each_region(
        #[case] reason: &str,
        #[case] region: &str,
        #[case] found: Option<&str>,
    ) {
        assert_eq!(said(reason, region).as_deref(), found);
    }
}
