//! A plan in words, for whoever is on call.

use std::fmt::{self, Write as _};

use jiff::Timestamp;
use lexdr_scenario::{Millis, Span};

use super::{Ending, Plan, PlannedFault};

/// Lines of words are at most this wide. Lines to be pasted are as long as they are.
const WIDTH: usize = 96;

/// Width of the column with names or times.
const COLUMN: usize = 10;

/// What happens at an instant.
struct Step<'p> {
    at: Millis,
    /// Of two at the same instant the lesser one comes first.
    order: u8,
    fault: Option<&'p PlannedFault>,
}

const INJECT: u8 = 1;
const UNDO: u8 = 0;
const SWITCH: u8 = 2;
const END: u8 = 3;

impl fmt::Display for Plan {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(
            f,
            "game day  {}  on account {}",
            self.scenario, self.account
        )?;
        writeln!(f)?;
        paragraph(f, 2, "", &self.summary)?;
        writeln!(f)?;
        self.head(f)?;
        writeln!(f, "\nSteps")?;
        for step in self.steps() {
            self.step(f, &step)?;
        }
        writeln!(f)?;
        paragraph(
            f,
            2,
            "",
            "If this machine is lost in the middle, nothing need be done: the dead-man's switch \
             undoes the rest. To be faster, run `lexdr recover` on any machine, or paste the undo \
             lines above, in their order. Each may be made twice, and where nothing was changed.",
        )
    }
}

impl Plan {
    fn head(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let ends = self.date(self.lasts);
        let times = format!(
            "{}, ends {}, after {}",
            date(self.starts),
            clock(ends),
            Span::Ms(self.lasts)
        );
        paragraph(f, 2, "starts", &times)?;
        let regions: Vec<&str> = self.regions.iter().map(String::as_str).collect();
        paragraph(f, 2, "changes", &self.counted(&regions.join(", ")))?;
        let mut faults: Vec<&PlannedFault> = self.faults.iter().collect();
        // Who feels the most is read first.
        faults.sort_by_key(|fault| std::cmp::Reverse(fault.affects.reach));
        let mut name = "affects";
        for fault in faults {
            let text = format!("{} ({})", fault.affects.how, fault.label);
            paragraph(f, 2, name, &text)?;
            name = "";
        }
        let (undone, switched) = (self.undone(), self.date(self.deadline()));
        let text = format!(
            "by {} as planned, by {} whatever happens: the dead-man's switch",
            clock(self.date(undone)),
            clock(switched),
        );
        paragraph(f, 2, "put back", &text)?;
        paragraph(f, 2, "expires", &self.expiring())?;
        self.rather(f)?;
        paragraph(f, 2, "costs", &self.cost.to_string())
    }

    /// What to prefer to faults that stay.
    fn rather(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut name = "rather";
        for fault in &self.faults {
            let Some(rather) = &fault.rather else {
                continue;
            };
            let text = format!(
                "{} instead of {}: {}",
                rather.inject, fault.label, rather.why
            );
            paragraph(f, 2, name, &text)?;
            name = "";
        }
        Ok(())
    }

    fn counted(&self, regions: &str) -> String {
        let changes = self.changes().count();
        let faults = self.faults.len();
        let plural = |count: usize, one: &str| match count {
            1 => format!("1 {one}"),
            count => format!("{count} {one}s"),
        };
        format!(
            "{} in {regions}, {} of them at once, for {}",
            plural(changes, "resource"),
            self.at_once(),
            plural(faults, "fault"),
        )
    }

    /// How many resources are changed at the same time, at most.
    fn at_once(&self) -> usize {
        let at = |instant: Millis| -> usize {
            let open = self
                .faults
                .iter()
                .filter(|fault| fault.at <= instant && instant < fault.until);
            open.map(|fault| fault.changes.len()).sum()
        };
        self.faults
            .iter()
            .map(|fault| at(fault.at))
            .max()
            .unwrap_or_default()
    }

    fn undone(&self) -> Millis {
        let undone = self.faults.iter().map(|fault| fault.until);
        undone.max().unwrap_or_default()
    }

    fn deadline(&self) -> Millis {
        let deadlines = self.faults.iter().map(|fault| fault.deadline);
        deadlines.max().unwrap_or_default()
    }

    fn expiring(&self) -> String {
        let all = self.faults.len();
        let expiring = self
            .faults
            .iter()
            .filter(|fault| fault.ending == Ending::Expires)
            .count();
        match expiring {
            0 => "nothing expires by itself: what is not undone stays until the switch".to_owned(),
            _ if expiring == all => {
                "every fault by itself at its deadline, even without an undo or the switch"
                    .to_owned()
            }
            _ => format!("{expiring} of {all} faults by themselves; the others stay until undone"),
        }
    }

    fn steps(&self) -> Vec<Step<'_>> {
        let mut steps: Vec<Step<'_>> = self
            .faults
            .iter()
            .flat_map(|fault| {
                [
                    (fault.at, INJECT),
                    (fault.until, UNDO),
                    (fault.deadline, SWITCH),
                ]
                .map(|(at, order)| Step {
                    at,
                    order,
                    fault: Some(fault),
                })
            })
            .collect();
        steps.push(Step {
            at: self.lasts,
            order: END,
            fault: None,
        });
        steps.sort_by_key(|step| (step.at, step.order));
        steps
    }

    fn step(&self, f: &mut fmt::Formatter<'_>, step: &Step<'_>) -> fmt::Result {
        let time = clock_only(self.date(step.at));
        let Some(fault) = step.fault else {
            return paragraph(f, 2, &time, "end of the run; the steady state is verified");
        };
        let (label, name) = (&fault.label, fault.fault);
        let called = if label == name {
            label.clone()
        } else {
            format!("{label} ({name})")
        };
        match step.order {
            INJECT => {
                let length = Span::Ms(Millis(fault.until.0.saturating_sub(fault.at.0)));
                let text = format!("inject {called} for {length}: {}", fault.affects.how);
                paragraph(f, 2, &time, &text)?;
                for change in &fault.changes {
                    call(f, &change.subject.to_string(), &change.apply.to_string())?;
                }
                Ok(())
            }
            UNDO => {
                paragraph(f, 2, &time, &format!("undo {called}"))?;
                for change in fault.changes.iter().rev() {
                    call(f, &change.subject.to_string(), &change.undo.to_string())?;
                }
                Ok(())
            }
            _ => {
                let text = format!("dead-man's switch: undoes {called} if it is not undone by now");
                paragraph(f, 2, &time, &text)
            }
        }
    }
}

/// What is called for, and the line to paste.
fn call(f: &mut fmt::Formatter<'_>, subject: &str, line: &str) -> fmt::Result {
    paragraph(f, 2, "", subject)?;
    writeln!(f, "{:1$}{line}", "", 4 + COLUMN)
}

/// Words after a name, broken between words.
fn paragraph(f: &mut fmt::Formatter<'_>, indent: usize, name: &str, text: &str) -> fmt::Result {
    let column = indent + COLUMN;
    let mut line = format!("{:indent$}{name:<COLUMN$}", "");
    let mut used = column;
    for word in text.split_whitespace() {
        let length = word.chars().count();
        if used > column && used + 1 + length > WIDTH {
            writeln!(f, "{}", line.trim_end())?;
            line = " ".repeat(column);
            used = column;
        }
        if used > column {
            line.push(' ');
            used += 1;
        }
        // An escape sequence in a scenario's summary must not reach a terminal.
        line.extend(word.chars().filter(|c| !c.is_control()));
        used += length;
    }
    writeln!(f, "{}", line.trim_end())
}

/// `2026-11-24 01:00:00 UTC`.
pub(crate) fn date(at: Timestamp) -> String {
    let mut text = String::new();
    // What it cannot write it leaves out.
    let _ = write!(text, "{} UTC", at.strftime("%Y-%m-%d %H:%M:%S"));
    text
}

/// `01:00:00 UTC`.
fn clock(at: Timestamp) -> String {
    format!("{} UTC", clock_only(at))
}

fn clock_only(at: Timestamp) -> String {
    at.strftime("%H:%M:%S").to_string()
}
