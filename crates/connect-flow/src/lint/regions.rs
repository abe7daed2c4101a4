//! Which answers of lexDRGetRegion lead to which bots.

use std::collections::BTreeSet;

use super::{Findings, Severity};
use crate::block::{Block, BotText};
use crate::flow::{Action, Flow, NO_MATCHING_CONDITION, NO_MATCHING_ERROR};
use crate::follow::ERR;
use crate::graph::{edges, reach};
use crate::operator::Operator;
use crate::{Reference, Text};

pub(super) fn lint(findings: &mut Findings<'_>) {
    let answers = Answers::new(findings.flow);
    err_leads_to_bots(findings, &answers);
    branches_lead_to_their_bots(findings, &answers);
    regions_have_branches(findings, &answers);
    errors_lead_to_bots(findings, &answers);
}

/// Where the answers of the function lead.
struct Answers<'f> {
    flow: &'f Flow,
    /// The references that hold `primaryCode`: itself, and the attributes it is copied to.
    codes: BTreeSet<Reference>,
    /// Where the call is when an answer has come.
    starts: Vec<usize>,
}

impl<'f> Answers<'f> {
    fn new(flow: &'f Flow) -> Self {
        let mut codes = BTreeSet::new();
        codes.extend(
            Text::parse("$.External.primaryCode")
                .as_reference()
                .cloned(),
        );
        let mut starts = Vec::new();
        for action in flow.actions() {
            match &action.block {
                Block::UpdateAttributes(attributes) => {
                    let copies = attributes.iter().filter(|(_, value)| {
                        value
                            .as_reference()
                            .is_some_and(|value| codes.contains(value))
                    });
                    let copies: Vec<_> = copies
                        .filter_map(|(key, _)| {
                            Text::parse(&format!("$.Attributes['{key}']"))
                                .as_reference()
                                .cloned()
                        })
                        .collect();
                    codes.extend(copies);
                }
                Block::InvokeLambda(_) => {
                    starts.extend(
                        action
                            .transitions
                            .next
                            .as_ref()
                            .and_then(|to| flow.position(to)),
                    );
                }
                _ => {}
            }
        }
        Self {
            flow,
            codes,
            starts,
        }
    }

    fn compares_code(&self, action: &Action) -> bool {
        matches!(&action.block, Block::Compare(reference) if self.codes.contains(reference))
    }

    /// The bots a call comes to first from here if `primaryCode` is `value`. Without a value, by
    /// any way.
    fn bots(&self, starts: impl IntoIterator<Item = usize>, value: Option<&str>) -> Vec<usize> {
        let reached = reach(starts, |index| self.onward(index, value));
        let is_bot = |index: &usize| matches!(self.flow.actions[*index].block, Block::TalkToBot(_));
        reached.into_iter().filter(is_bot).collect()
    }

    fn onward(&self, index: usize, value: Option<&str>) -> Vec<usize> {
        let action = &self.flow.actions[index];
        match (&action.block, value) {
            // Another answer, or a bot: no further.
            (Block::InvokeLambda(_) | Block::TalkToBot(_), _) => Vec::new(),
            (_, Some(value)) if self.compares_code(action) => {
                self.taken(action, value).into_iter().collect()
            }
            _ => edges(self.flow, index)
                .into_iter()
                .map(|(_, to)| to)
                .collect(),
        }
    }

    /// The one way a value takes at a `Compare`.
    fn taken(&self, action: &Action, value: &str) -> Option<usize> {
        let transitions = &action.transitions;
        let holds = transitions.conditions.iter().find(|condition| {
            condition
                .operand
                .as_static()
                .is_some_and(|operand| condition.operator.holds(value, operand))
        });
        let to = match holds {
            Some(condition) => Some(condition.to.as_str()),
            None => match transitions.on_error(NO_MATCHING_CONDITION) {
                Some((_, to)) => Some(to),
                None => transitions.next.as_deref(),
            },
        };
        self.flow.position(to?)
    }

    fn bot(&self, index: usize) -> Option<&'f BotText> {
        match &self.flow.actions[index].block {
            Block::TalkToBot(block) => Some(&block.bot),
            _ => None,
        }
    }

    fn is_dynamic(&self, index: usize) -> bool {
        self.bot(index)
            .is_some_and(|bot| bot.references().next().is_some())
    }
}

fn err_leads_to_bots(findings: &mut Findings<'_>, answers: &Answers<'_>) {
    for index in answers.bots(answers.starts.iter().copied(), Some(ERR)) {
        let (code, message) = if answers.is_dynamic(index) {
            let message = "the answer `err` (no region has a healthy bot) is used to find the bot";
            ("dynamic-region-unguarded", message)
        } else {
            let message = "the answer `err` (no region has a healthy bot) leads to this bot";
            ("err-leads-to-bot", message)
        };
        let mend = "compare `$.External.primaryCode` before, and lead `err` and every unknown \
                    value to an apology";
        findings.add(Severity::Error, index, code, message.to_owned(), mend);
    }
}

fn branches_lead_to_their_bots(findings: &mut Findings<'_>, answers: &Answers<'_>) {
    let flow = answers.flow;
    for (index, action) in flow.actions().iter().enumerate() {
        if !answers.compares_code(action) {
            continue;
        }
        for condition in &action.transitions.conditions {
            let Some(region) = condition.operand.as_static() else {
                continue;
            };
            if condition.operator != Operator::Equals || region == ERR {
                continue;
            }
            let bots = answers.bots(flow.position(&condition.to), Some(region));
            if bots.is_empty() {
                findings.add(
                    Severity::Error,
                    index,
                    "region-without-bot",
                    format!("the branch for `{region}` leads to no bot"),
                    format!("lead it to the bot in {region}, or remove it"),
                );
            }
            for bot in bots {
                let other = answers.bot(bot).and_then(BotText::static_region);
                if let Some(other) = other.filter(|other| *other != region) {
                    findings.add(
                        Severity::Error,
                        bot,
                        "bot-in-other-region",
                        format!("the branch for `{region}` leads to this bot in {other}"),
                        format!("lead that branch to the bot in {region}"),
                    );
                }
            }
        }
    }
}

fn regions_have_branches(findings: &mut Findings<'_>, answers: &Answers<'_>) {
    if answers.starts.is_empty() {
        return;
    }
    for index in 0..answers.flow.actions().len() {
        let Some(region) = answers.bot(index).and_then(BotText::static_region) else {
            continue;
        };
        let reached = answers.bots(answers.starts.iter().copied(), Some(region));
        let same = |bot: usize| {
            let bot = answers.bot(bot);
            bot.is_some_and(|bot| bot.static_region().is_none_or(|other| other == region))
        };
        if !reached.into_iter().any(same) {
            findings.add(
                Severity::Warning,
                index,
                "region-not-reached",
                format!("the answer `{region}` leads to no bot in {region}, and one is here"),
                format!("add a branch for `{region}` that leads here"),
            );
        }
    }
}

fn errors_lead_to_bots(findings: &mut Findings<'_>, answers: &Answers<'_>) {
    let flow = answers.flow;
    for (index, action) in flow.actions().iter().enumerate() {
        let kind = match &action.block {
            Block::InvokeLambda(_) | Block::TalkToBot(_) => NO_MATCHING_ERROR,
            Block::Compare(_) if answers.compares_code(action) => NO_MATCHING_CONDITION,
            _ => continue,
        };
        for (error, to) in edges(flow, index) {
            if error != Some(kind) {
                continue;
            }
            // A bot that is named by the answer is in the region of the answer, whatever it is.
            let named = |bot: &usize| kind == NO_MATCHING_CONDITION && answers.is_dynamic(*bot);
            let bots = answers.bots([to], None);
            if let Some(bot) = bots.into_iter().find(|bot| !named(bot)) {
                let bot = &flow.actions[bot].identifier;
                findings.add(
                    Severity::Warning,
                    index,
                    "error-branch-to-bot",
                    format!("{kind} leads to the bot of `{bot}`, which no healthy answer chose"),
                    "lead it to an apology, or invoke lexDRGetRegion again before",
                );
            }
        }
    }
}
