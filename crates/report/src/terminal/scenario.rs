//! The report on one scenario.

use lexdr_verdict::{Judged, Outcome, clock, range};

use super::WIDTH;
use super::paint::{Paint, word};
use crate::Case;
use crate::plain::{fitted, plain, wrapped};
use crate::summary::{endings, longest_silence, unserved_in_words};
use crate::tell;

/// Outages listed one by one.
const OUTAGES_LISTED: usize = 5;

/// What a person needs to know of one scenario.
#[must_use]
pub fn scenario(case: &Case<'_>, colour: bool) -> String {
    let mut page = Page {
        paint: Paint { colour },
        text: String::new(),
    };
    page.head(case);
    page.findings(case);
    page.timeline(case);
    page.phases(case);
    page.expectations(case);
    page.invariants(case);
    page.callers(case);
    page.text
}

struct Page {
    paint: Paint,
    text: String,
}

impl Page {
    fn head(&mut self, case: &Case<'_>) {
        let (verdict, about) = (case.verdict, &case.verdict.about);
        let run = format!(
            "  ({}, Lex {}, seed {})",
            about.target, about.lex, about.seed
        );
        let name = fitted(&plain(&about.scenario), WIDTH - "UNKNOWN  ".len());
        let verdict_word = self.paint.by(verdict.outcome, word(verdict.outcome));
        let title = self.paint.bold(&name);
        let used = "UNKNOWN  ".len() + name.chars().count() + run.chars().count();
        let run = if used <= WIDTH {
            plain(&run)
        } else {
            String::new()
        };
        self.line(&format!("{verdict_word}  {title}{run}"));
        self.paragraph(2, "", &verdict.reason);
        if !about.summary.trim().is_empty() {
            self.line("");
            self.paragraph(2, "", &about.summary);
        }
    }

    fn findings(&mut self, case: &Case<'_>) {
        if case.verdict.findings.is_empty() {
            return;
        }
        self.heading("Findings");
        for finding in &case.verdict.findings {
            self.paragraph(2, "- ", &finding.text);
            for line in &finding.log {
                self.paragraph(4, "| ", line);
            }
            if let Some(place) = case.place(&finding.evidence) {
                self.paragraph(4, "see: ", &place);
            }
        }
    }

    fn timeline(&mut self, case: &Case<'_>) {
        self.heading("Timeline");
        for moment in &case.verdict.timeline {
            let time = format!("{}  ", clock(moment.at.lo_ms));
            self.paragraph(2, &time, &tell(moment));
        }
    }

    fn phases(&mut self, case: &Case<'_>) {
        if case.verdict.phases.is_empty() {
            return;
        }
        self.heading("Phases");
        let phases = &case.verdict.phases;
        let columns = |width: usize, text: &str| width.max(text.chars().count());
        let name_width = phases
            .iter()
            .fold(0, |width, phase| columns(width, &phase.name));
        let mut outages = 0;
        for phase in phases {
            if phase.name == "outage" {
                outages += 1;
                if outages > OUTAGES_LISTED {
                    continue;
                }
            }
            let edge = phase.edge.as_deref().map(plain).unwrap_or_default();
            let line = format!(
                "  {:name_width$}  {:<30}  {edge}",
                phase.name,
                range(phase.took)
            );
            self.line(fitted(&line, WIDTH).trim_end());
        }
        if outages > OUTAGES_LISTED {
            self.line(&format!("  {} more outages", outages - OUTAGES_LISTED));
        }
    }

    fn expectations(&mut self, case: &Case<'_>) {
        self.heading("Expectations");
        if case.verdict.expectations.is_empty() {
            self.line("  none");
        }
        for judged in &case.verdict.expectations {
            self.judged(case, judged);
        }
    }

    fn invariants(&mut self, case: &Case<'_>) {
        self.heading("Invariants");
        let all = &case.verdict.invariants;
        let held = all
            .iter()
            .filter(|judged| judged.outcome == Outcome::Passed)
            .count();
        if held == all.len() {
            self.line(&format!("  all {held} hold"));
            return;
        }
        for judged in all
            .iter()
            .filter(|judged| judged.outcome != Outcome::Passed)
        {
            self.judged(case, judged);
        }
        self.line(&format!("  {held} others hold"));
    }

    fn callers(&mut self, case: &Case<'_>) {
        self.heading("Callers");
        let totals = &case.verdict.callers;
        let width = totals.calls.to_string().len();
        self.line(&format!("  {:>width$}  calls", totals.calls));
        for (ending, count) in endings(totals) {
            self.line(&format!("  {count:>width$}  {ending}"));
        }
        if totals.calls == 0 {
            return;
        }
        self.line(&format!("  longest silence {}", longest_silence(totals)));
        self.paragraph(2, "", &unserved_in_words(case));
    }

    fn judged(&mut self, case: &Case<'_>, judged: &Judged) {
        let label = format!("{:<9}", word(judged.outcome));
        let (outcome, start) = (judged.outcome, self.text.len());
        self.paragraph(2, &label, &judged.text);
        let painted = self.paint.by(outcome, word(outcome));
        let end = start + 2 + word(outcome).len();
        self.text.replace_range(start + 2..end, &painted);
        let limit = judged
            .limit
            .as_ref()
            .map(|limit| format!("limit {limit}, "));
        let measured = format!("{}measured {}", limit.unwrap_or_default(), judged.measured);
        self.paragraph(11, "", &measured);
        if let Some(why) = &judged.why {
            self.paragraph(11, "expected: ", &why.expected);
            self.paragraph(11, "happened: ", &why.happened);
            if let Some(place) = case.place(&judged.evidence) {
                self.paragraph(11, "see:      ", &place);
            }
        }
    }

    fn heading(&mut self, text: &str) {
        let painted = self.paint.bold(text);
        self.line("");
        self.line(&painted);
    }

    /// A paragraph whose lines begin under the end of `label`, `indent` columns in.
    fn paragraph(&mut self, indent: usize, label: &str, text: &str) {
        let hang = indent + label.chars().count();
        for (index, line) in wrapped(&plain(text), WIDTH - hang).iter().enumerate() {
            let label = if index == 0 { label } else { "" };
            let width = hang - indent;
            let full = format!("{:indent$}{label:width$}{line}", "");
            self.line(full.trim_end());
        }
    }

    fn line(&mut self, line: &str) {
        self.text.push_str(line);
        self.text.push('\n');
    }
}
