//! The block that lets the caller talk to a bot.

use tokio::time::timeout;

use super::branch::Came;
use super::{Stop, Walk};
use crate::block::TalkToBot;
use crate::call::Speaker;
use crate::contact::{BotRef, Contact, DialogState, Turn};
use crate::error::shown;
use crate::flow::NO_MATCHING_ERROR;

impl<C: Contact> Walk<'_, C> {
    /// The dialogue goes on until the bot says that it is over, or the caller has nothing more to
    /// say. A line the bot had no answer to is said again to the next bot the flow leads to.
    pub(super) async fn talk(&mut self, block: &TalkToBot) -> Result<Came, Stop> {
        self.error_path = false;
        self.apologised = false;
        if let Some(prompt) = &block.prompt {
            self.play(prompt);
        }
        let bot = self.data.bot(&block.bot);
        if let Some(why) = bot.nothing() {
            self.note(why);
            return Ok(Came::Error(NO_MATCHING_ERROR));
        }
        self.note(&format!("bot {bot}"));
        self.region_asked = bot.region().map(str::to_owned);
        loop {
            let script = self.script;
            let Some(line) = script.lines.get(self.turns_answered) else {
                return Err(Stop::Satisfied);
            };
            let turn_number = self.turns_answered + 1;
            let says = self.data.scrub(&line.says);
            self.record.said(Speaker::Caller, says);
            let limit = self.rules.turn_limit;
            let (message, intent, state) =
                match timeout(limit, self.connect.lex_turn(&bot, &line.says)).await {
                    Ok(Turn::Reply {
                        message,
                        intent,
                        dialog_state,
                    }) => (message, intent, dialog_state),
                    Ok(Turn::Error(text)) => {
                        self.note(&format!("turn {turn_number}: {}", shown(&text)));
                        return Ok(Came::Error(NO_MATCHING_ERROR));
                    }
                    Ok(Turn::TimedOut) | Err(_) => {
                        self.note(&format!("turn {turn_number}: no answer in time"));
                        return Ok(Came::Error(NO_MATCHING_ERROR));
                    }
                };
            self.answered_from(&bot);
            if let Some(message) = &message {
                let message = self.data.scrub(message);
                self.record.heard(Speaker::Bot, message);
            }
            self.data.intent = intent.unwrap_or_default();
            if !line.expects.fits(message.as_deref()) {
                let said =
                    message.map_or("nothing".to_owned(), |text| format!("{:?}", shown(&text)));
                return Err(Stop::Misunderstood {
                    turn: turn_number,
                    said: self.data.scrub(&said),
                });
            }
            self.turns_answered += 1;
            if state != DialogState::Open {
                return Ok(Came::To(self.data.intent.clone()));
            }
        }
    }

    fn answered_from(&mut self, bot: &BotRef) {
        let Some(reached) = bot.region() else { return };
        self.region_answered = Some(reached.to_owned());
        let named = self
            .data
            .external
            .get("primaryCode")
            .and_then(|code| code.as_str());
        let expected = self.script.expected_region.as_deref().or(named);
        if let Some(expected) = expected.filter(|expected| *expected != reached) {
            let wrong = (self.data.scrub(expected), reached.to_owned());
            self.wrong_region.get_or_insert(wrong);
        }
    }
}
