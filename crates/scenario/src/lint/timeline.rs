//! Order, pairs of inject and undo, and the end.

use std::collections::{BTreeMap, BTreeSet};

use crate::assemble::PlacedStep;
use crate::error::{Place, Problem, listed, quoted};
use crate::suggest::nearest;
use crate::{Action, Check, Injection, Millis, Span};

/// The faults of a timeline, by label.
#[derive(Debug, Default)]
pub(crate) struct Labels {
    /// Where each was first injected.
    pub(crate) injected: BTreeMap<String, Place>,
    /// When the last undo comes.
    pub(crate) last_undo: Option<Millis>,
    /// When the run ends and where that stands.
    pub(crate) end: Option<(Millis, Place)>,
}

/// A fault that is injected and not yet undone.
struct Open {
    at: Millis,
    place: Place,
    brief: bool,
}

#[derive(Default)]
struct Lint<'a> {
    labels: Labels,
    open: BTreeMap<&'a str, Open>,
    undone: BTreeMap<&'a str, Place>,
    /// Labels of undos that came too early: the inject that follows lacks nothing but its order.
    early: BTreeSet<&'a str>,
    every: Millis,
}

pub(crate) fn lint(steps: &[PlacedStep], check: &Check, problems: &mut Vec<Problem>) -> Labels {
    let mut lint = Lint {
        every: check.every,
        ..Lint::default()
    };
    let mut latest: Option<(Millis, &PlacedStep)> = None;
    for placed in steps {
        let at = placed.step.at.resolve(check.every);
        if let Some((_, end)) = lint.labels.end {
            let what = match placed.step.action {
                Action::End(_) => "a second end",
                Action::Inject(_) | Action::Undo(_) => "a step after the end",
            };
            problems.push(
                Problem::at(placed.at, format!("{what} of the run"))
                    .help(format!("the run ends on line {}", end.line)),
            );
            continue;
        }
        match latest {
            Some((before, earlier)) if at < before => problems.push(
                Problem::at(
                    placed.at,
                    format!("`{}` stands after `{}`", placed.step.at, earlier.step.at),
                )
                .help(format!(
                    "steps stand in order of time; compare line {}",
                    earlier.at.line
                )),
            ),
            _ => latest = Some((at, placed)),
        }
        match &placed.step.action {
            Action::Inject(injection) => lint.inject(at, placed, injection, problems),
            Action::Undo(label) => lint.undo(at, placed, label, steps, problems),
            Action::End(_) => lint.labels.end = Some((at, placed.at)),
        }
    }
    for (label, open) in lint
        .open
        .iter()
        .filter(|(label, _)| !lint.early.contains(*label))
    {
        problems.push(
            Problem::at(open.place, format!("{} is never undone", quoted(label))).help(format!(
                "add a step `undo: {label}` before the end: that the system comes back to its \
                 steady state is part of every run"
            )),
        );
    }
    if let (None, Some(last)) = (lint.labels.end, steps.last()) {
        problems.push(
            Problem::at(last.at, "the timeline has no end")
                .help("add a last step such as `- { at: 60m, end: true }`"),
        );
    }
    lint.labels
}

impl<'a> Lint<'a> {
    fn inject(
        &mut self,
        at: Millis,
        placed: &PlacedStep,
        injection: &'a Injection,
        problems: &mut Vec<Problem>,
    ) {
        let label = injection.label.as_str();
        self.labels
            .injected
            .entry(label.to_owned())
            .or_insert(placed.label);
        if let Some(open) = self.open.get(label) {
            let message = format!("{} is injected already", quoted(label));
            problems.push(Problem::at(placed.label, message).help(format!(
                "the one of line {} is not undone yet; give this one a label of its own with `as: …`",
                open.place.line
            )));
            return;
        }
        let open = Open {
            at,
            place: placed.label,
            brief: injection.brief,
        };
        self.open.insert(label, open);
    }

    fn undo(
        &mut self,
        at: Millis,
        placed: &PlacedStep,
        label: &'a str,
        steps: &[PlacedStep],
        problems: &mut Vec<Problem>,
    ) {
        self.labels.last_undo = self.labels.last_undo.max(Some(at));
        let Some(open) = self.open.remove(label) else {
            problems.push(self.not_open(placed.action, label, steps));
            return;
        };
        self.undone.insert(label, placed.action);
        let after = Millis(at.0.saturating_sub(open.at.0));
        if at >= open.at && after < self.every && !open.brief {
            problems.push(
                Problem::at(placed.at, format!("{} is undone {} after it is injected, a cycle shorter than the interval ({})", quoted(label), Span::Ms(after), Span::Ms(self.every)))
                    .help(format!("a check may never see it; undo it later, or write `brief: true` at the inject (line {}) if that is what the scenario is about", open.place.line)),
            );
        }
    }

    /// Says why a label cannot be undone. If one that can was probably meant, that one counts as
    /// undone, so that one slip is one problem.
    fn not_open(&mut self, place: Place, label: &'a str, steps: &[PlacedStep]) -> Problem {
        let meant = nearest(label, self.open.keys().copied());
        let hint = meant.map_or_else(String::new, |meant| {
            format!("; did you mean {}?", quoted(meant))
        });
        let problem = Problem::at(
            place,
            format!(
                "undo of {}, which is not injected at this point{hint}",
                quoted(label)
            ),
        );
        let later = steps.iter().find(|step| {
            step.at > place && matches!(&step.step.action, Action::Inject(i) if i.label == label)
        });
        let help = if let Some(undone) = self.undone.get(label) {
            format!("it is undone on line {} already", undone.line)
        } else if let Some(later) = later {
            self.early.insert(label);
            format!("it is injected on line {} only", later.at.line)
        } else if self.open.is_empty() {
            "no fault is injected at this point".to_owned()
        } else {
            format!(
                "injected at this point: {}",
                listed(self.open.keys().copied(), "and")
            )
        };
        if let Some(meant) = meant {
            self.open.remove(meant);
        }
        problem.help(help)
    }
}
