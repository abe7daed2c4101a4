//! Faults of the Lex runtimes, V1 and V2.

use super::args::Args;
use super::effects::{self, CUT, LATENCY, LOSS, MESSAGE, THROTTLE};
use super::kind::Kind;
use super::param::{
    LEX_CALLS, OFTEN, Param,
    Presence::{OneOf, Optional, Required},
    REGION, param,
};
use super::spec::{Build, FaultSpec};
use crate::effect::{Answer, DialogState, Effect, Headers, SlotValue};
use crate::field::{FieldError, Read};
use crate::matching::each;
use crate::services::ServiceName;
use crate::units::Skew;

const LEX: &[ServiceName] = &[ServiceName::Lex];

const ERROR: &[Param] = &[
    param(
        "error",
        Kind::Error(LEX),
        Required,
        "The error, under the name of Lex V1 or V2; each runtime sends its own.",
    ),
    MESSAGE,
];

const ANSWER: &[Param] = &[
    param("message", Kind::Text, OneOf, "The bot says this."),
    param("no-message", Kind::Yes, OneOf, "The bot says nothing."),
    param("null-message", Kind::Yes, OneOf, "The message is null."),
    param(
        "intent",
        Kind::Text,
        OneOf,
        "The bot understands this intent.",
    ),
    param(
        "slot",
        Kind::Slot,
        OneOf,
        "The bot understands this value for a slot.",
    ),
    param(
        "slot-to-elicit",
        Kind::Text,
        OneOf,
        "The bot asks for this slot.",
    ),
    param(
        "dialog-state",
        Kind::DialogState,
        OneOf,
        "The conversation is in this state.",
    ),
    param(
        "ready-for-fulfillment",
        Kind::Yes,
        OneOf,
        "The bot has all it needs at once, and says nothing.",
    ),
    param(
        "bot-version",
        Kind::Text,
        OneOf,
        "This version of the bot answers (Lex V1).",
    ),
    param(
        "garbage",
        Kind::Yes,
        OneOf,
        "Status 200 and a body that is no JSON.",
    ),
    param("html", Kind::Yes, OneOf, "Status 200 and an HTML page."),
    param("empty-object", Kind::Yes, OneOf, "Status 200 and `{}`."),
];

const HEADERS: &[Param] = &[
    param(
        "drop",
        Kind::HeaderNames,
        Optional,
        "Headers that do not arrive.",
    ),
    param(
        "set",
        Kind::HeaderValues,
        Optional,
        "Headers that arrive with this value.",
    ),
];

const SKEW: &[Param] = &[param(
    "by",
    Kind::SignedDuration,
    Required,
    "How far the `Date` of answers is off.",
)];

const fn one(
    name: &'static str,
    example: &'static str,
    groups: &'static [&'static [Param]],
    effect: fn(&Args<'_>) -> Read<Effect>,
    summary: &'static str,
) -> FaultSpec {
    FaultSpec {
        name,
        summary,
        example,
        services: LEX,
        groups,
        build: Build::One(effect),
    }
}

const PLAIN: &[&[Param]] = &[REGION, LEX_CALLS, OFTEN];

pub(super) const SPECS: &[FaultSpec] = &[
    one(
        "lex-error",
        r#"{ "region": "primary", "error": "NotFound", "caller": "checker" }"#,
        &[REGION, ERROR, LEX_CALLS, OFTEN],
        effects::error,
        "Lex answers with an error.",
    ),
    one(
        "lex-throttled",
        r#"{ "region": "primary", "rate": "2/s", "burst": 5 }"#,
        &[REGION, THROTTLE, LEX_CALLS, OFTEN],
        effects::throttle,
        "Lex answers calls beyond a rate with its error for that.",
    ),
    one(
        "lex-latency",
        r#"{ "region": "primary", "latency": { "pareto": { "median": "200ms", "p99": "6s" } } }"#,
        &[REGION, LATENCY, LEX_CALLS, OFTEN],
        effects::latency,
        "Lex answers late.",
    ),
    one(
        "lex-hang",
        r#"{ "region": "primary" }"#,
        PLAIN,
        effects::hang,
        "Lex takes the connection and never answers.",
    ),
    one(
        "lex-hang-in-body",
        r#"{ "region": "primary", "after-bytes": 20 }"#,
        &[REGION, CUT, LEX_CALLS, OFTEN],
        effects::hang_in_body,
        "Lex begins its answer and falls silent.",
    ),
    one(
        "lex-short-body",
        r#"{ "region": "primary", "operation": "PostText" }"#,
        &[REGION, CUT, LEX_CALLS, OFTEN],
        effects::short_body,
        "Lex begins its answer and the connection ends.",
    ),
    one(
        "lex-refused",
        r#"{ "region": "primary" }"#,
        PLAIN,
        effects::refused,
        "Connections to Lex are refused.",
    ),
    one(
        "lex-reset",
        r#"{ "region": "primary", "probability": 0.2 }"#,
        PLAIN,
        effects::reset,
        "Connections to Lex are reset before an answer.",
    ),
    one(
        "lex-black-hole",
        r#"{ "region": "primary" }"#,
        PLAIN,
        effects::black_hole,
        "Attempts to connect to Lex get no answer.",
    ),
    one(
        "lex-dns",
        r#"{ "region": "primary" }"#,
        PLAIN,
        effects::dns,
        "The host name of Lex cannot be resolved.",
    ),
    one(
        "lex-lost-answer",
        r#"{ "region": "primary", "operation": "DeleteSession", "how": "reset" }"#,
        &[REGION, LOSS, LEX_CALLS, OFTEN],
        effects::lost_answer,
        "Lex acts, and its answer is lost.",
    ),
    one(
        "lex-answer",
        r#"{ "region": "primary", "message": "We are closed." }"#,
        &[REGION, ANSWER, LEX_CALLS, OFTEN],
        answer,
        "Lex answers with something else.",
    ),
    one(
        "lex-headers",
        r#"{ "region": "primary", "drop": "x-amz-lex-session-id" }"#,
        &[REGION, HEADERS, LEX_CALLS, OFTEN],
        headers,
        "Headers of Lex's answers are missing or wrong.",
    ),
    one(
        "lex-clock-skew",
        r#"{ "region": "primary", "by": "-10m" }"#,
        &[REGION, SKEW, LEX_CALLS, OFTEN],
        skew,
        "Lex dates its answers by a clock that is off. Beyond 4 minutes this changes how SDKs retry a 403.",
    ),
];

fn answer(args: &Args<'_>) -> Read<Effect> {
    let answer = if let Some(message) = args.text("message")? {
        Answer::Message(message)
    } else if let Some(intent) = args.text("intent")? {
        Answer::Intent(intent)
    } else if let Some(slot) = args.get("slot", SlotValue::read)? {
        Answer::Slot(slot)
    } else if let Some(slot) = args.text("slot-to-elicit")? {
        Answer::SlotToElicit(slot)
    } else if let Some(state) = args.get("dialog-state", |f| f.word(&DialogState::WORDS))? {
        Answer::DialogState(state)
    } else if let Some(version) = args.text("bot-version")? {
        Answer::BotVersion(version)
    } else {
        let plain = [
            ("no-message", Answer::NoMessage),
            ("null-message", Answer::NullMessage),
            ("ready-for-fulfillment", Answer::ReadyForFulfillment),
            ("garbage", Answer::Garbage),
            ("html", Answer::Html),
            ("empty-object", Answer::EmptyObject),
        ];
        let mut given = Vec::new();
        for (name, answer) in plain {
            given.extend(args.get(name, |_| Ok(answer))?);
        }
        given
            .pop()
            .ok_or_else(|| FieldError::new("", "no answer is given"))?
    };
    Ok(Effect::Answer(answer))
}

fn headers(args: &Args<'_>) -> Read<Effect> {
    let drop = args
        .get("drop", |f| each(f, |f| f.text().map(str::to_owned)))?
        .unwrap_or_default();
    let set = args.get("set", Headers::read_set)?.unwrap_or_default();
    Ok(Effect::Headers(Headers { drop, set }))
}

fn skew(args: &Args<'_>) -> Read<Effect> {
    args.need("by", Skew::read).map(Effect::ClockSkew)
}
