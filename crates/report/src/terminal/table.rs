//! All scenarios at a glance.

use super::paint::{Paint, word};
use crate::plain::{fitted, plain};
use crate::summary::{counted, slowest, unserved};
use crate::{Case, overall};

/// Columns for the name; the four fields and the gaps between them add up to 100.
const NAME: usize = 31;
const VERDICT: usize = 7;
const FIGURE: usize = 28;

/// A row for each scenario, and the verdict on all.
#[must_use]
pub fn table(cases: &[Case<'_>], colour: bool) -> String {
    let paint = Paint { colour };
    let name_width = cases
        .iter()
        .map(|case| case.name().chars().count())
        .max()
        .unwrap_or(0);
    let name_width = name_width.clamp("scenario".len(), NAME);
    let row = |name: &str, verdict: &str, failover: &str, unserved: &str| {
        let failover = fitted(failover, FIGURE);
        let unserved = fitted(unserved, FIGURE);
        format!("{name:name_width$}  {verdict}  {failover:FIGURE$}  {unserved}\n")
    };
    let heading = row(
        "scenario",
        &format!("{:VERDICT$}", "verdict"),
        "failover",
        "callers unserved",
    );
    let mut text = paint.bold(heading.trim_end());
    text.push('\n');
    for case in cases {
        let outcome = case.verdict.outcome;
        // Padding goes outside of the colour, which has no width.
        let padding = " ".repeat(VERDICT - word(outcome).len());
        let verdict = format!("{}{padding}", paint.by(outcome, word(outcome)));
        let name = fitted(&plain(&case.name()), name_width);
        text.push_str(&row(
            &name,
            &verdict,
            &slowest(case, "failover.total"),
            &unserved(case),
        ));
    }
    let overall = overall(cases);
    text.push_str(&format!(
        "\n{}  {}\n",
        paint.by(overall, word(overall)),
        counted(cases)
    ));
    text
}
