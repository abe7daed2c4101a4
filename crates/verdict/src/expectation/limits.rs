//! Counts and shares against their limits.

use crate::{Judged, Outcome};

/// A count that was at least `least` and, if that is known, at most `most_seen`.
pub(super) fn at_most(
    judged: Judged,
    most: u32,
    what: &str,
    least: usize,
    most_seen: Option<usize>,
) -> Judged {
    let limit = usize::try_from(most).unwrap_or(usize::MAX);
    let measured = match most_seen {
        Some(seen) if seen == least => seen.to_string(),
        Some(seen) => format!("{least} .. {seen}"),
        None => format!("{least} or more"),
    };
    let happened = format!("there were {measured}");
    let judged = judged.limit_text(most.to_string()).measured(measured);
    let outcome = if least > limit {
        Outcome::Failed
    } else if most_seen.is_some_and(|seen| seen <= limit) {
        return judged;
    } else {
        Outcome::Unknown
    };
    judged.because(outcome, format!("at most {most} {what}"), happened)
}

/// Thousandths of a percent for people: `99.5 %`.
pub(super) fn percent(thousandths: u64) -> String {
    let text = format!("{}.{:03}", thousandths / 1_000, thousandths % 1_000);
    format!("{} %", text.trim_end_matches('0').trim_end_matches('.'))
}

#[cfg(test)]
mod tests {
    use rstest::rstest;

    use super::*;

    #[rstest]
    #[case(100_000, "100 %")]
    #[case(99_500, "99.5 %")]
    #[case(99_995, "99.995 %")]
    #[case(0, "0 %")]
    #[case(1, "0.001 %")]
    fn a_share_has_no_more_decimals_than_it_needs(#[case] share: u64, #[case] text: &str) {
        assert_eq!(percent(share), text);
    }

    #[rstest]
    #[case::known(3, Some(3), Outcome::Passed)]
    #[case::may_be_more(3, Some(4), Outcome::Unknown)]
    #[case::unbounded(3, None, Outcome::Unknown)]
    #[case::beyond(4, None, Outcome::Failed)]
    fn a_count_is_judged_by_all_it_may_be(
        #[case] least: usize,
        #[case] most: Option<usize>,
        #[case] want: Outcome,
    ) {
        let judged = at_most(Judged::passed("x", "x", "x"), 3, "things", least, most);
        assert_eq!(judged.outcome, want);
    }
}
