//! When, and for how long.

use jiff::Timestamp;
use lexdr_scenario::{Millis, Span};

use super::{Guard, Refusals, SCHEDULE_SLACK};
use crate::config::Config;
use crate::plan::{Plan, after, date};

/// All of the run lies in one window, with the time of the dead-man's switch.
pub(super) fn window(config: &Config, plan: &Plan, now: Timestamp, refusals: &mut Refusals) {
    let window = &config.window;
    let settled = plan.settled();
    let ends = after(now, settled);
    if ends.is_some_and(|ends| window.holds(now, ends)) {
        return;
    }
    let takes = Span::Ms(settled);
    let why = match ends {
        Some(ends) => format!(
            "from {} to {} is not within the window, {window}",
            date(now),
            date(ends)
        ),
        None => format!("{takes} from now is not within the window, {window}"),
    };
    let how = if settled > window.length() {
        format!(
            "it takes {takes} until nothing can be left of it, longer than the window: make one of \
             the two fit the other"
        )
    } else {
        match window.next(now) {
            Some(opens) => format!("start it at {}, when the next window opens", date(opens)),
            None => "start it within the window".to_owned(),
        }
    };
    refusals.add(Guard::Window, why, how);
}

/// A fault that goes before a check is sure to have seen it proves nothing.
pub(super) fn length(config: &Config, plan: &Plan, refusals: &mut Refusals) {
    let system = &config.system;
    let needed = system.check_every.0 + system.check_timeout.0 + SCHEDULE_SLACK.0;
    for fault in plan.faults.iter().filter(|fault| !fault.brief) {
        let lasts = fault.until.0.saturating_sub(fault.at.0);
        if lasts < needed {
            refusals.add(
                Guard::Length,
                format!(
                    "{} lasts {}, and no check is sure to see it before {}",
                    fault.label,
                    Span::Ms(Millis(lasts)),
                    Span::Ms(Millis(needed)),
                ),
                "undo it later, or write `brief: true` beside the inject if that is meant",
            );
        }
    }
}
