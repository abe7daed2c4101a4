//! What single actions do.

use std::time::Duration;

use crate::{Reference, Text};

/// The block types that can be followed, in the order of the alphabet.
pub(crate) const SUPPORTED: [&str; 12] = [
    "Compare",
    "ConnectParticipantWithLexBot",
    "DisconnectParticipant",
    "GetParticipantInput",
    "InvokeLambdaFunction",
    "Loop",
    "MessageParticipant",
    "UpdateContactAttributes",
    "UpdateContactRecordingBehavior",
    "UpdateContactTextToSpeechVoice",
    "UpdateFlowLoggingBehavior",
    "Wait",
];

/// What an action does.
#[derive(Debug, Clone, PartialEq)]
pub enum Block {
    /// `InvokeLambdaFunction`.
    InvokeLambda(InvokeLambda),
    /// `Compare`: looks at one value. The conditions are those of the transitions.
    Compare(Reference),
    /// `ConnectParticipantWithLexBot`, or `GetParticipantInput` with a bot.
    TalkToBot(TalkToBot),
    /// `GetParticipantInput` without a bot: asks for keys to be pressed.
    CollectDigits {
        /// What is asked.
        prompt: Option<Prompt>,
        /// How long the flow waits for a key.
        limit: Duration,
    },
    /// `MessageParticipant`.
    Message(Prompt),
    /// `UpdateContactAttributes`: names and values, in the order of the file.
    UpdateAttributes(Vec<(Text, Text)>),
    /// `Wait`: seconds.
    Wait(Text),
    /// `Loop`: how many times it says `ContinueLooping` before it says `DoneLooping`.
    Loop(Text),
    /// `DisconnectParticipant`.
    Disconnect,
    /// A block whose effect no caller hears: logging, recording, the voice.
    PassOn(&'static str),
}

impl Block {
    /// Its type in the flow language.
    #[must_use]
    pub fn kind(&self) -> &'static str {
        match self {
            Self::InvokeLambda(_) => "InvokeLambdaFunction",
            Self::Compare(_) => "Compare",
            Self::TalkToBot(talk) => talk.kind,
            Self::CollectDigits { .. } => "GetParticipantInput",
            Self::Message(_) => "MessageParticipant",
            Self::UpdateAttributes(_) => "UpdateContactAttributes",
            Self::Wait(_) => "Wait",
            Self::Loop(_) => "Loop",
            Self::Disconnect => "DisconnectParticipant",
            Self::PassOn(kind) => kind,
        }
    }
}

/// Invokes a function and waits for its answer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct InvokeLambda {
    /// `LambdaFunctionARN`.
    pub function_arn: Text,
    /// `InvocationTimeLimitSeconds`. Amazon Connect allows 1 to 8.
    pub limit_seconds: u32,
    /// `LambdaInvocationAttributes`, in the order of the file.
    pub attributes: Vec<(Text, Text)>,
    /// `ResponseValidation`.
    pub response: ResponseType,
}

/// What form an answer must have.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ResponseType {
    /// A flat object whose values are strings.
    StringMap,
    /// Any JSON.
    Json,
}

/// Lets the caller talk to a bot.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TalkToBot {
    pub(crate) kind: &'static str,
    /// Which bot.
    pub bot: BotText,
    /// What is said before.
    pub prompt: Option<Prompt>,
}

/// Which bot a block names.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum BotText {
    /// `LexBot`: Amazon Lex V1.
    V1 {
        /// The bot.
        name: Text,
        /// Its region.
        region: Text,
        /// Its alias.
        alias: Text,
    },
    /// `LexV2Bot`: Amazon Lex V2.
    V2 {
        /// The ARN of its alias.
        alias_arn: Text,
    },
}

impl BotText {
    /// The region, where it stands in the flow itself.
    #[must_use]
    pub fn static_region(&self) -> Option<&str> {
        match self {
            Self::V1 { region, .. } => region.as_static(),
            Self::V2 { alias_arn } => region_of_arn(alias_arn.as_static()?),
        }
    }

    /// The references in it.
    pub fn references(&self) -> impl Iterator<Item = &Reference> {
        let texts = match self {
            Self::V1 {
                name,
                region,
                alias,
            } => vec![name, region, alias],
            Self::V2 { alias_arn } => vec![alias_arn],
        };
        texts.into_iter().flat_map(Text::references)
    }
}

/// The region of an ARN: `arn:partition:service:REGION:account:…`.
pub(crate) fn region_of_arn(arn: &str) -> Option<&str> {
    let mut parts = arn.split(':');
    (parts.next() == Some("arn")).then_some(())?;
    parts.nth(2).filter(|region| !region.is_empty())
}

/// What is played to the caller.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Prompt {
    /// `Text`.
    Text(Text),
    /// `SSML`.
    Ssml(Text),
    /// `PromptId`: a recording of the instance.
    Recording(Text),
    /// `Media`: a recording elsewhere.
    Media(Text),
}

impl Prompt {
    /// The text in it, or what names the recording.
    #[must_use]
    pub fn text(&self) -> &Text {
        let (Self::Text(text) | Self::Ssml(text) | Self::Recording(text) | Self::Media(text)) =
            self;
        text
    }
}
