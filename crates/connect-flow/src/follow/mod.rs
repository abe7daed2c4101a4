//! Following a flow as a caller.
//!
//! One block after another, as Amazon Connect does. Blocks take the time their calls take; speech
//! takes none.

mod branch;
mod judge;
pub(crate) mod lambda;
mod record;
mod talk;

use std::collections::BTreeMap;
use std::time::{Duration, SystemTime};

use tokio::time::{sleep, timeout};

use crate::block::{Block, Prompt};
use crate::call::{Branch, Call, Speaker};
use crate::contact::Contact;
use crate::data::Data;
use crate::flow::{Action, Flow, INPUT_TIME_LIMIT_EXCEEDED, NO_MATCHING_ERROR};
use crate::script::{Rules, Script};
use crate::{Text, flow};
use branch::{Came, leave};
use record::Record;

/// lexDRGetRegion's word for "no region has a healthy bot".
pub(crate) const ERR: &str = "err";

/// Makes one call through a flow.
///
/// The caller says the lines of the script in their order, to whichever bot the flow leads to, and
/// hangs up when all are answered or when an answer is not the expected one. Whatever the flow, the
/// functions and the bots do, this returns: after [`Rules::most_blocks`] blocks or
/// [`Rules::longest_call`] at the latest.
pub async fn follow<C: Contact>(flow: &Flow, connect: &C, script: &Script, rules: &Rules) -> Call {
    let mut walk = Walk {
        flow,
        connect,
        script,
        rules,
        began: connect.now(),
        data: Data::new(&script.contact),
        record: Record::new(),
        loops: BTreeMap::new(),
        turns_answered: 0,
        answered: None,
        region_asked: None,
        region_answered: None,
        wrong_region: None,
        error_path: false,
        apologised: false,
    };
    let stop = timeout(rules.longest_call, walk.run())
        .await
        .unwrap_or_else(|_| {
            walk.record.leave(Branch::End);
            Stop::TooLong
        });
    walk.into_call(stop)
}

/// Why a walk came to its end.
enum Stop {
    /// The caller has nothing more to say.
    Satisfied,
    /// The caller heard something else than expected.
    Misunderstood { turn: usize, said: String },
    /// The flow hung up.
    Disconnected,
    /// The flow has no branch for what happened.
    NoBranch { block: String, kind: String },
    /// The flow has no next action.
    RanOut { block: String },
    /// Too many blocks.
    Circle,
    /// Too much time.
    TooLong,
}

struct Walk<'a, C> {
    flow: &'a Flow,
    connect: &'a C,
    script: &'a Script,
    rules: &'a Rules,
    began: SystemTime,
    data: Data<'a>,
    record: Record,
    /// How often each loop has gone round.
    loops: BTreeMap<String, u32>,
    turns_answered: usize,
    answered: Option<Duration>,
    region_asked: Option<String>,
    region_answered: Option<String>,
    wrong_region: Option<(String, String)>,
    error_path: bool,
    apologised: bool,
}

impl<C: Contact> Walk<'_, C> {
    async fn run(&mut self) -> Stop {
        let flow = self.flow;
        let mut action = flow.start();
        for _ in 0..self.rules.most_blocks {
            self.record.enter(action);
            let came = match self.block(action).await {
                Ok(came) => came,
                Err(stop) => {
                    self.record.leave(Branch::End);
                    return stop;
                }
            };
            let (branch, to) = leave(action, &came, &self.data);
            self.error_path |= match &branch {
                Branch::Error(_) => true,
                Branch::Condition(operand) => operand == ERR,
                Branch::Next | Branch::End => false,
            };
            let Some(next) = to.and_then(|to| flow.action(to)) else {
                self.record.leave(Branch::End);
                let block = action.identifier.clone();
                return match branch {
                    Branch::Error(kind) => Stop::NoBranch { block, kind },
                    _ => Stop::RanOut { block },
                };
            };
            self.record.leave(branch);
            action = next;
        }
        Stop::Circle
    }

    async fn block(&mut self, action: &Action) -> Result<Came, Stop> {
        let came = match &action.block {
            Block::InvokeLambda(block) => self.invoke(block).await,
            Block::Compare(reference) => Came::To(self.data.get(reference)),
            Block::TalkToBot(block) => return self.talk(block).await,
            Block::CollectDigits { prompt, limit } => {
                if let Some(prompt) = prompt {
                    self.play(prompt);
                }
                // A scripted caller speaks and presses no keys.
                self.record.silence_ends();
                sleep(*limit).await;
                self.record.silence_is_the_callers();
                Came::Error(INPUT_TIME_LIMIT_EXCEEDED)
            }
            Block::Message(prompt) => {
                self.apologised |= self.play(prompt) && self.error_path;
                Came::Through
            }
            Block::UpdateAttributes(attributes) => {
                let mut attributes = self.data.map(attributes);
                self.data.attributes.append(&mut attributes);
                Came::Through
            }
            Block::Wait(seconds) => match self.number(seconds) {
                Some(seconds) => {
                    sleep(Duration::from_secs(seconds.into())).await;
                    Came::To("WaitCompleted".to_owned())
                }
                None => Came::Error(NO_MATCHING_ERROR),
            },
            Block::Loop(count) => match self.number(count) {
                Some(count) => Came::To(self.go_round(&action.identifier, count).to_owned()),
                None => Came::Error(NO_MATCHING_ERROR),
            },
            Block::Disconnect => return Err(Stop::Disconnected),
            Block::PassOn(_) => Came::Through,
        };
        Ok(came)
    }

    /// "When the same action is run multiple times, this block returns a result … a number of times
    /// equal to the specified loop count, then \[the other\] once, then reset" ("Loop").
    fn go_round(&mut self, identifier: &str, count: u32) -> &'static str {
        let round = self.loops.entry(identifier.to_owned()).or_default();
        if *round < count {
            *round += 1;
            flow::CONTINUE_LOOPING
        } else {
            *round = 0;
            flow::DONE_LOOPING
        }
    }

    fn number(&self, text: &Text) -> Option<u32> {
        self.data.text(text).trim().parse().ok()
    }

    /// Whether there was anything to hear.
    fn play(&mut self, prompt: &Prompt) -> bool {
        let text = self.data.scrub(&self.data.text(prompt.text()));
        let heard = match prompt {
            Prompt::Text(_) => text,
            Prompt::Ssml(_) => without_tags(&text),
            Prompt::Recording(_) | Prompt::Media(_) if text.is_empty() => text,
            Prompt::Recording(_) | Prompt::Media(_) => format!("[recording {text}]"),
        };
        let heard = heard.trim();
        if !heard.is_empty() {
            self.record.heard(Speaker::Flow, heard.to_owned());
        }
        !heard.is_empty()
    }

    fn note(&mut self, note: &str) {
        let note = self.data.scrub(note);
        self.record.note(note);
    }
}

/// What of SSML is words.
fn without_tags(ssml: &str) -> String {
    let mut in_tag = false;
    let words = |c: &char| {
        let keep = !in_tag && *c != '<';
        in_tag = if in_tag { *c != '>' } else { *c == '<' };
        keep
    };
    ssml.chars().filter(words).collect()
}

#[cfg(test)]
mod tests {
    use super::without_tags;

    #[test]
    fn of_ssml_the_words_are_heard() {
        assert_eq!(
            without_tags("<speak>We are <b>sorry</b>.</speak>"),
            "We are sorry."
        );
        assert_eq!(without_tags("<speak><break time=\"50ms\"/></speak>"), "");
        assert_eq!(without_tags("open <"), "open ");
    }
}
