//! A trend for people: what became worse first, then each group.

use lexdr_verdict::{Outcome, duration_exact};

use crate::{Change, Compared, Group, Kind, Order, Regression, Row, Took, Trend};

/// What a table shows of what did not happen.
const NOTHING: &str = "-";

/// The widest a cell is; durations of hours fit.
const WIDEST: usize = 30;

impl Trend {
    /// A summary, then two tables for each group: its runs, and the phases of the newest one beside
    /// those of the runs before.
    #[must_use]
    pub fn text(&self) -> String {
        let mut text = self.summary();
        for group in &self.groups {
            text.push_str(&format!("\n{}\n", plain(&heading(group))));
            text.push_str(&self.runs(group));
            text.push_str(&phases(group));
        }
        text
    }

    fn summary(&self) -> String {
        let runs = self.groups.iter().map(|group| group.runs.len()).sum();
        let found = match self.regressions.len() {
            0 => "no regression".to_owned(),
            count => counted(count, "regression"),
        };
        let mut text = format!(
            "{found}; {}, {}; the newest run of each group beside the last {} before it\n",
            counted(self.groups.len(), "group"),
            counted(runs, "run"),
            self.last
        );
        let mut last = None;
        for regression in &self.regressions {
            let whose = plain(&whose(regression));
            if last.as_ref() != Some(&whose) {
                text.push_str(&format!("\n{whose}\n"));
            }
            text.push_str(&format!("  {}\n", plain(&told(&regression.kind))));
            last = Some(whose);
        }
        text
    }

    fn runs(&self, group: &Group) -> String {
        let shown = group
            .newest(&self.options())
            .map_or(0, |(_, e)| e.len() + 1);
        let left_out = group.runs.len() - shown;
        let made = match group.ordered_by {
            Order::Date => "date",
            Order::Folder => "run",
        };
        let mut table = vec![vec![
            made.to_owned(),
            "verdict".to_owned(),
            "failover.total".to_owned(),
            "failback.total".to_owned(),
            "unserved, all outages".to_owned(),
        ]];
        table.extend(group.runs[left_out..].iter().map(|row| {
            vec![
                name(group.ordered_by, row),
                word(row.verdict).to_owned(),
                figure(row.failover_total),
                figure(row.failback_total),
                figure(row.unserved),
            ]
        }));
        let mut text = aligned(&table);
        if left_out > 0 {
            text.push_str(&format!(
                "  {} before these not shown\n",
                counted(left_out, "run")
            ));
        }
        text
    }
}

fn phases(group: &Group) -> String {
    if group.phases.is_empty() {
        return String::new();
    }
    let mut edges: Vec<_> = group
        .phases
        .iter()
        .filter_map(|p| p.edge.as_ref())
        .collect();
    edges.dedup();
    // Where there is one fault it need not be named.
    let several = edges.len() > 1;
    let row = |phase: &Compared| {
        let edge = phase.edge.clone().filter(|_| several);
        let mut row = vec![
            phase.name.clone(),
            figure(phase.median),
            figure(phase.newest),
            said(phase),
        ];
        if several {
            row.insert(1, edge.unwrap_or_default());
        }
        row
    };
    let mut heading = vec![
        "phase".to_owned(),
        "median before".to_owned(),
        "newest".to_owned(),
        String::new(),
    ];
    if several {
        heading.insert(1, "fault".to_owned());
    }
    let mut table = vec![heading];
    table.extend(group.phases.iter().map(row));
    format!("\n{}", aligned(&table))
}

fn said(phase: &Compared) -> String {
    match phase.change {
        Change::TooFewRuns => format!("{} ({})", phase.change.word(), phase.earlier),
        _ => phase.change.word().to_owned(),
    }
}

fn heading(group: &Group) -> String {
    let every = group.check_every_ms.map_or_else(String::new, every);
    format!(
        "{}  ({}, Lex {}{every})",
        group.scenario, group.target, group.lex
    )
}

fn every(ms: u64) -> String {
    let ms = i64::try_from(ms).unwrap_or(i64::MAX);
    format!(", a check every {}", duration_exact(ms).replace(".0s", "s"))
}

fn whose(regression: &Regression) -> String {
    let Regression {
        scenario,
        lex,
        target,
        run,
        ..
    } = regression;
    format!("{scenario}  ({target}, Lex {lex}), newest run {run}")
}

fn told(kind: &Kind) -> String {
    match kind {
        Kind::Verdict { passed, of, newest } => {
            format!("{}; {passed} of {of} before it passed", word(*newest))
        }
        Kind::Slower {
            phase,
            edge,
            limit_ms,
            newest,
            ..
        } => {
            let edge = edge.as_ref().map(|edge| format!(" of {edge}"));
            format!(
                "SLOWER: {phase}{}, {}, limit {}",
                edge.unwrap_or_default(),
                figure(*newest),
                limit_ms.map_or_else(|| NOTHING.to_owned(), duration_exact),
            )
        }
    }
}

fn name(order: Order, row: &Row) -> String {
    match (order, &row.started_at) {
        // To the minute, UTC.
        (Order::Date, Some(date)) => date.chars().take(16).collect::<String>().replace('T', " "),
        _ => row.run.clone(),
    }
}

fn figure(took: Option<Took>) -> String {
    took.map_or_else(|| NOTHING.to_owned(), Took::text)
}

const fn word(outcome: Outcome) -> &'static str {
    match outcome {
        Outcome::Passed => "passed",
        Outcome::Failed => "FAILED",
        Outcome::Unknown => "unknown",
    }
}

fn counted(count: usize, noun: &str) -> String {
    let ending = if count == 1 { "" } else { "s" };
    format!("{count} {noun}{ending}")
}

/// Lines with cells below one another, each column as wide as it must be.
fn aligned(table: &[Vec<String>]) -> String {
    let cells: Vec<Vec<String>> = table
        .iter()
        .map(|row| row.iter().map(|cell| fitted(&plain(cell))).collect())
        .collect();
    let columns = cells.iter().map(Vec::len).max().unwrap_or(0);
    let width = |column: usize| {
        let cells = cells.iter().filter_map(|row| row.get(column));
        cells.map(|cell| cell.chars().count()).max().unwrap_or(0)
    };
    let widths: Vec<usize> = (0..columns).map(width).collect();
    let mut text = String::new();
    for row in &cells {
        let mut line = String::new();
        for (cell, width) in row.iter().zip(&widths) {
            line.push_str(&format!("  {cell:width$}"));
        }
        text.push_str(line.trim_end());
        text.push('\n');
    }
    text
}

/// A cell that is not too wide; what tells runs apart is at the end of their names.
fn fitted(text: &str) -> String {
    let length = text.chars().count();
    if length <= WIDEST {
        return text.to_owned();
    }
    let kept = text.chars().skip(length - WIDEST + 1);
    std::iter::once('…').chain(kept).collect()
}

/// One line without control characters, nor those that turn the direction of writing: names come
/// from files that anybody may have written.
pub(crate) fn plain(text: &str) -> String {
    let harmless = |c: char| match c {
        c if c.is_control() => ' ',
        '\u{200e}' | '\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2066}'..='\u{2069}' => ' ',
        c => c,
    };
    text.chars().map(harmless).collect()
}
