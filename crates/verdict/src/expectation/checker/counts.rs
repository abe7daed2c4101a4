//! The same of runs that were counted and not seen.

use super::super::limits::at_most;
use crate::bounds::millis;
use crate::counted::{Between, Counted};
use crate::{Bounds, Judged, Outcome, duration_exact};

pub(super) fn errors(counted: &Counted<'_>, judged: Judged, least: u32) -> Judged {
    let failed = counted.failed();
    let least_failed = u64::from(least);
    let measured = of_all(failed, counted.runs());
    let judged = judged.measured(measured.clone()).evidence([counted.line]);
    let outcome = match failed {
        Between { least, .. } if least >= least_failed => return judged,
        Between {
            most: Some(most), ..
        } if most < least_failed => Outcome::Failed,
        _ => Outcome::Unknown,
    };
    let expected = format!("at least {least} failed runs, so that an alarm can be raised");
    judged.because(outcome, expected, measured)
}

pub(super) fn no_more_errors(counted: &Counted<'_>, judged: Judged, most: u32) -> Judged {
    let judged = judged.evidence([counted.line]);
    let failed = counted.failed();
    // If there was none, nothing is proved by that none failed.
    let is_some = counted.runs().least > 0 || failed.least > 0;
    if !is_some && failed.most.is_some_and(|failed| failed <= u64::from(most)) {
        return none(judged, counted, &format!("at most {most} failed runs"));
    }
    let count = |number: u64| usize::try_from(number).unwrap_or(usize::MAX);
    at_most(
        judged,
        most,
        "failed runs",
        count(failed.least),
        failed.most.map(count),
    )
}

/// No run takes longer than this. One that is cut off takes as long as it may.
pub(super) fn within(
    counted: &Counted<'_>,
    judged: Judged,
    limit_ms: u64,
    expected: &str,
) -> Judged {
    let mut judged = judged.evidence([counted.line]);
    let longest = counted.longest_ms();
    let least_ms = millis(longest.least);
    let measured = match longest.most.map(millis) {
        Some(most_ms) => {
            judged.measured_ms = Some(Bounds::new(least_ms, most_ms));
            match most_ms == least_ms {
                true => format!("longest {}", duration_exact(most_ms)),
                false => format!(
                    "longest {} .. {}",
                    duration_exact(least_ms),
                    duration_exact(most_ms)
                ),
            }
        }
        None => format!("longest {} or more", duration_exact(least_ms)),
    };
    let happened = format!("of the runs that CloudWatch counted the {measured}");
    let judged = judged.measured(measured);
    let outcome = match longest {
        Between { least, .. } if least > limit_ms => Outcome::Failed,
        Between {
            most: Some(most), ..
        } if most <= limit_ms && counted.runs().least > 0 => return judged,
        Between {
            most: Some(most), ..
        } if most <= limit_ms => return none(judged, counted, expected),
        _ => Outcome::Unknown,
    };
    judged.because(outcome, expected, happened)
}

/// Perhaps there was no run.
fn none(judged: Judged, counted: &Counted<'_>, expected: &str) -> Judged {
    let happened = match counted.runs().most {
        Some(0) => "no check ran",
        _ => "no check ran but at an end of the run or outside it",
    };
    judged
        .measured("no check ran")
        .because(Outcome::Unknown, expected, happened)
}

fn of_all(failed: Between, runs: Between) -> String {
    let said = |number: Between| match number.most {
        Some(most) if most == number.least => most.to_string(),
        Some(most) => format!("{} .. {most}", number.least),
        None => format!("{} or more", number.least),
    };
    format!(
        "{} of {} runs failed, as CloudWatch counted",
        said(failed),
        said(runs)
    )
}
