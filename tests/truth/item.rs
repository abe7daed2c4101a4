//! What the item would have told the harness of the checks, had it been on an account.

use lexdr_history::{Event, LastCheck, RouteSaw};

use super::seen::{Item, What};

/// When the harness read the item, and what it told.
pub(crate) type Look = (i64, LastCheck);

/// Every look of a run, by an account's clock that is ahead of the run's or behind it, and not
/// always dates its answers.
pub(crate) fn looks(log: &[(i64, What)], zero: i64, seed: u64) -> Vec<Look> {
    let ahead = i64::try_from(seed % 1_000).unwrap() * 7_919 % 9_000 - 4_500;
    let dated = !seed.is_multiple_of(3);
    let mut item = Item::default();
    let mut looks = Vec::new();
    for (date, what) in log {
        match what {
            What::Item(now) => item = now.clone(),
            What::Looked => {
                let Some(checked_at) = item.checked_at else {
                    continue;
                };
                let told = LastCheck {
                    checked_at_ms: checked_at + ahead - zero,
                    changed_at_ms: item.changed_at.map(|at| at + ahead - zero),
                    reason: item.reason.clone(),
                    dated_ms: dated.then(|| (date + ahead).div_euclid(1_000) * 1_000 - zero),
                };
                looks.push((date - zero, told));
            }
            _ => {}
        }
    }
    looks
}

/// Writes into the route probes what they would have been told. In every second run only each fourth
/// look was answered: then the route may change, and change again, before anybody looks.
pub(crate) fn tell(events: &mut [Event], looks: &[Look], seed: u64) {
    let mut number = 0;
    for event in events {
        if let Event::Route(probe) = event {
            number += 1;
            if seed.is_multiple_of(2) && number % 4 != 0 {
                let why = "no answer".to_owned();
                probe.saw = RouteSaw::Unknown { why };
                continue;
            }
            let during = probe.during.start_ms..=probe.during.end_ms;
            let look = looks.iter().find(|(at, _)| during.contains(at));
            probe.last_check = look.map(|(_, told)| told.clone());
        }
    }
}
