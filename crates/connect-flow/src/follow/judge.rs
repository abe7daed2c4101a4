//! From a finished walk to the call it was.

use std::time::Duration;

use super::{Stop, Walk};
use crate::call::{Call, Ended};
use crate::contact::Contact;

impl<C: Contact> Walk<'_, C> {
    pub(super) fn into_call(mut self, stop: Stop) -> Call {
        // The last silence is the one before the line went dead.
        self.record.silence_ends();
        let ended = self.ended(stop);
        Call {
            began: self.began,
            lasted: self.record.after(),
            ended,
            longest_silence: self.record.longest_silence,
            turns_answered: self.turns_answered,
            region: self.region_answered.or(self.region_asked),
            external: self.data.recorded_external(),
            answered: self.answered,
            path: self.record.path,
            said: self.record.said,
        }
    }

    fn ended(&self, stop: Stop) -> Ended {
        let longest_silence = self.record.longest_silence;
        // By the tenth of a second: a function that uses up the 8 s of its block is at the limit of
        // 8 s, not over it, whatever a timer adds.
        let tenths = |span: Duration| span.as_millis() / 100;
        if tenths(longest_silence) > tenths(self.rules.silence_limit) {
            return Ended::DeadAir { longest_silence };
        }
        if let Some((expected, reached)) = self.wrong_region.clone() {
            return Ended::WrongRegion { expected, reached };
        }
        let lines = self.script.lines.len();
        if lines > 0 && self.turns_answered == lines {
            return Ended::Served;
        }
        if matches!(stop, Stop::Disconnected) && self.apologised {
            return Ended::Apologised;
        }
        let answered = format!("{} of {lines} turns were answered", self.turns_answered);
        let why = match stop {
            Stop::Satisfied => "the caller had nothing to say".to_owned(),
            Stop::Misunderstood { turn, said } => format!("turn {turn}: the bot said {said}"),
            Stop::Disconnected if self.record.said.is_empty() => {
                "the flow hung up without a word".to_owned()
            }
            Stop::Disconnected => format!("the flow hung up when {answered}"),
            Stop::NoBranch { block, kind } => {
                format!("block `{block}` has no branch for {kind}; {answered}")
            }
            Stop::RanOut { block } => format!("the flow ran out at block `{block}`; {answered}"),
            Stop::Circle => {
                format!(
                    "still in the flow after {} blocks; {answered}",
                    self.rules.most_blocks
                )
            }
            Stop::TooLong => {
                let minutes = self.rules.longest_call.as_secs() / 60;
                format!("still in the flow after {minutes} min; {answered}")
            }
        };
        Ended::Dropped { why }
    }
}
