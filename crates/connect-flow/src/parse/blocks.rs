//! What an action does, by its type ("Flow language actions" in the Amazon Connect API reference).

use std::time::Duration;

use super::cursor::{At, Found};
use crate::Text;
use crate::block::{Block, BotText, InvokeLambda, Prompt, ResponseType, TalkToBot};
use crate::error::{Wrong, shown};

/// What the console enters as the time to wait for a key.
const DIGITS_LIMIT_SECONDS: u32 = 5;

pub(super) fn read(action: &At<'_>, identifier: &str) -> Result<Block, Found> {
    let kind_at = action.need("Type")?;
    let kind = kind_at.str()?;
    let parameters = Parameters {
        at: action.get("Parameters")?,
        action,
        identifier,
    };
    match kind {
        "InvokeLambdaFunction" => parameters.invoke_lambda(),
        "Compare" => parameters.compare(),
        "ConnectParticipantWithLexBot" => parameters.talk("ConnectParticipantWithLexBot"),
        "GetParticipantInput" => parameters.input(),
        "MessageParticipant" => match parameters.prompt()? {
            Some(prompt) => Ok(Block::Message(prompt)),
            None => Err(parameters.wrong("needs a `Text`, `SSML`, `PromptId` or `Media`")),
        },
        "UpdateContactAttributes" => parameters.update_attributes(),
        "Wait" => {
            let seconds = parameters.need("TimeoutSeconds")?;
            let expected = "seconds from 1 to 604800, or one reference";
            Ok(Block::Wait(seconds.number_in(expected, 1..=604_800)?))
        }
        "Loop" => {
            let count = parameters.need("LoopCount")?;
            Ok(Block::Loop(count.number_in(
                "a number from 0 to 100, or one reference",
                0..=100,
            )?))
        }
        "DisconnectParticipant" => Ok(Block::Disconnect),
        "UpdateFlowLoggingBehavior" => Ok(Block::PassOn("UpdateFlowLoggingBehavior")),
        "UpdateContactTextToSpeechVoice" => Ok(Block::PassOn("UpdateContactTextToSpeechVoice")),
        "UpdateContactRecordingBehavior" => Ok(Block::PassOn("UpdateContactRecordingBehavior")),
        other => Err(kind_at.wrong(Wrong::UnknownBlock {
            block: identifier.to_owned(),
            kind: shown(other),
        })),
    }
}

type Form = fn(Text) -> Prompt;

struct Parameters<'a, 'v> {
    at: Option<At<'v>>,
    action: &'a At<'v>,
    identifier: &'a str,
}

impl<'v> Parameters<'_, 'v> {
    fn get(&self, name: &str) -> Result<Option<At<'v>>, Found> {
        self.at.as_ref().map_or(Ok(None), |at| at.get(name))
    }

    fn need(&self, name: &str) -> Result<At<'v>, Found> {
        match &self.at {
            Some(at) => at.need(name),
            None => self.action.need("Parameters"),
        }
    }

    fn wrong(&self, why: &str) -> Found {
        let wrong = Wrong::Block {
            block: self.identifier.to_owned(),
            why: why.to_owned(),
        };
        self.at.as_ref().unwrap_or(self.action).wrong(wrong)
    }

    fn invoke_lambda(&self) -> Result<Block, Found> {
        if let Some(at) = self.get("InvocationType")? {
            match at.str()? {
                "SYNCHRONOUS" => {}
                "ASYNCHRONOUS" => {
                    return Err(at.wrong(Wrong::Asynchronous(self.identifier.to_owned())));
                }
                _ => return Err(at.expected("`SYNCHRONOUS` or `ASYNCHRONOUS`")),
            }
        }
        let attributes = self.map("LambdaInvocationAttributes")?;
        let response = match self.get("ResponseValidation")? {
            None => ResponseType::StringMap,
            Some(validation) => match validation.get("ResponseType")? {
                None => ResponseType::StringMap,
                Some(at) => match at.str()? {
                    "STRING_MAP" => ResponseType::StringMap,
                    "JSON" => ResponseType::Json,
                    _ => return Err(at.expected("`STRING_MAP` or `JSON`")),
                },
            },
        };
        Ok(Block::InvokeLambda(InvokeLambda {
            function_arn: self.need("LambdaFunctionARN")?.text()?,
            limit_seconds: self.need("InvocationTimeLimitSeconds")?.seconds()?,
            attributes,
            response,
        }))
    }

    fn compare(&self) -> Result<Block, Found> {
        let at = self.need("ComparisonValue")?;
        let text = at.text()?;
        let reference = text
            .as_reference()
            .ok_or_else(|| at.expected("one reference"))?;
        Ok(Block::Compare(reference.clone()))
    }

    fn talk(&self, kind: &'static str) -> Result<Block, Found> {
        let prompt = self.prompt()?;
        let bot = match (self.get("LexBot")?, self.get("LexV2Bot")?) {
            (Some(bot), None) => BotText::V1 {
                name: bot.need("Name")?.text()?,
                region: bot.need("Region")?.text()?,
                alias: bot.need("Alias")?.text()?,
            },
            (None, Some(bot)) => BotText::V2 {
                alias_arn: bot.need("AliasArn")?.text()?,
            },
            (None, None) => return Err(self.wrong("needs a `LexBot` or a `LexV2Bot`")),
            (Some(_), Some(_)) => return Err(self.wrong("has both a `LexBot` and a `LexV2Bot`")),
        };
        Ok(Block::TalkToBot(TalkToBot { kind, bot, prompt }))
    }

    /// Older flows have a bot here too.
    fn input(&self) -> Result<Block, Found> {
        if self.get("LexBot")?.is_some() || self.get("LexV2Bot")?.is_some() {
            return self.talk("GetParticipantInput");
        }
        let limit = match self.get("InputTimeLimitSeconds")? {
            None => DIGITS_LIMIT_SECONDS,
            Some(at) => at.seconds()?,
        };
        let limit = Duration::from_secs(limit.into());
        Ok(Block::CollectDigits {
            prompt: self.prompt()?,
            limit,
        })
    }

    fn update_attributes(&self) -> Result<Block, Found> {
        if let Some(at) = self.get("TargetContact")?
            && at.str()? != "Current"
        {
            return Err(at.expected("`Current`: a call here is related to no other"));
        }
        self.need("Attributes")?;
        Ok(Block::UpdateAttributes(self.map("Attributes")?))
    }

    /// A map of texts; keys and values may hold references.
    fn map(&self, name: &str) -> Result<Vec<(Text, Text)>, Found> {
        let Some(at) = self.get(name)? else {
            return Ok(Vec::new());
        };
        let entry = |(key, value): (&str, At<'_>)| Ok((Text::parse(key), value.text()?));
        at.members()?.into_iter().map(entry).collect()
    }

    fn prompt(&self) -> Result<Option<Prompt>, Found> {
        let mut found = Vec::new();
        let forms: [(&str, Form); 3] = [
            ("Text", Prompt::Text),
            ("SSML", Prompt::Ssml),
            ("PromptId", Prompt::Recording),
        ];
        for (name, form) in forms {
            if let Some(at) = self.get(name)? {
                found.push(form(at.text()?));
            }
        }
        if let Some(media) = self.get("Media")? {
            found.push(Prompt::Media(media.need("Uri")?.text()?));
        }
        if found.len() > 1 {
            return Err(self.wrong("has more than one of `Text`, `SSML`, `PromptId` and `Media`"));
        }
        Ok(found.pop())
    }
}
