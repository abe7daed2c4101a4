//! A summary for a comment on a pull request: what failed first, the figures folded away.

use std::cmp::Reverse;

use lexdr_verdict::{Outcome, range};

use crate::plain::plain;
use crate::summary::{callers, counted, slowest, unserved};
use crate::{Case, overall};

/// Outages listed one by one.
const OUTAGES_LISTED: usize = 5;

/// All scenarios in a table, failures first, then each that did not pass, then the phases.
#[must_use]
pub fn markdown(cases: &[Case<'_>]) -> String {
    let mut cases = cases.to_vec();
    cases.sort_by_key(|case| Reverse(case.verdict.outcome));
    let mut text = format!(
        "## lexdr: {}\n\n{}\n",
        overall(&cases).as_str(),
        counted(&cases)
    );
    table(&mut text, &cases);
    for case in cases
        .iter()
        .filter(|case| case.verdict.outcome != Outcome::Passed)
    {
        troubles(&mut text, case);
    }
    for case in cases.iter().filter(|case| !case.verdict.phases.is_empty()) {
        phases(&mut text, case);
    }
    text
}

fn table(text: &mut String, cases: &[Case<'_>]) {
    text.push_str("\n| Scenario | Verdict | Failover | Failback | Callers unserved |\n");
    text.push_str("|---|---|---|---|---|\n");
    for case in cases {
        text.push_str(&format!(
            "| {} | {} | {} | {} | {} |\n",
            escaped(&case.name()),
            word(case.verdict.outcome),
            slowest(case, "failover.total"),
            slowest(case, "failback.total"),
            unserved(case),
        ));
    }
}

fn troubles(text: &mut String, case: &Case<'_>) {
    let about = &case.verdict.about;
    text.push_str(&format!(
        "\n### {}: {}\n\nTarget {}, Lex {}, seed {}. {}.\n\n",
        escaped(&case.name()),
        case.verdict.outcome.as_str(),
        escaped(&about.target),
        escaped(&about.lex),
        about.seed,
        callers(case),
    ));
    for finding in &case.verdict.findings {
        text.push_str(&format!("- {}\n", escaped(&finding.text)));
        for line in &finding.log {
            text.push_str(&format!("  - log: {}\n", escaped(line)));
        }
    }
    for judged in case.troubles() {
        text.push_str(&format!(
            "- {}: {}\n",
            word(judged.outcome),
            escaped(&judged.text)
        ));
        if let Some(why) = &judged.why {
            text.push_str(&format!("  - expected: {}\n", escaped(&why.expected)));
            text.push_str(&format!("  - happened: {}\n", escaped(&why.happened)));
        }
        if let Some(place) = case.place(&judged.evidence) {
            text.push_str(&format!("  - where: {}\n", escaped(&place)));
        }
    }
}

fn phases(text: &mut String, case: &Case<'_>) {
    text.push_str(&format!(
        "\n<details>\n<summary>Phases of {}</summary>\n\n| Phase | Of | Took |\n|---|---|---|\n",
        escaped(&case.name())
    ));
    let mut outages = 0;
    for phase in &case.verdict.phases {
        if phase.name == "outage" {
            outages += 1;
            if outages > OUTAGES_LISTED {
                continue;
            }
        }
        let edge = phase.edge.as_deref().map(escaped).unwrap_or_default();
        text.push_str(&format!(
            "| {} | {edge} | {} |\n",
            phase.name,
            range(phase.took)
        ));
    }
    if outages > OUTAGES_LISTED {
        text.push_str(&format!(
            "| {} more outages | | |\n",
            outages - OUTAGES_LISTED
        ));
    }
    text.push_str("\n</details>\n");
}

const fn word(outcome: Outcome) -> &'static str {
    match outcome {
        Outcome::Passed => "passed",
        Outcome::Failed => "**failed**",
        Outcome::Unknown => "**unknown**",
    }
}

/// Text that stays text: no markup, no HTML, and no `@name` that would call somebody.
fn escaped(text: &str) -> String {
    let mut safe = String::new();
    for c in plain(text).chars() {
        match c {
            '&' => safe.push_str("&amp;"),
            '<' => safe.push_str("&lt;"),
            '@' => safe.push_str("&#64;"),
            '\\' | '|' | '`' | '*' | '_' | '[' | ']' | '~' | '#' | '!' => {
                safe.push('\\');
                safe.push(c);
            }
            c => safe.push(c),
        }
    }
    safe
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_stays_text() {
        assert_eq!(
            escaped("a|b <img> @lead `x`\n# y"),
            r"a\|b &lt;img> &#64;lead \`x\` \# y"
        );
    }
}
