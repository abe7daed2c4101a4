//! Effects that the faults of several services share, and their parameters.

use super::args::Args;
use super::kind::Kind;
use super::param::{
    Param,
    Presence::{Default, Optional, Required},
    param,
};
use crate::effect::{Cut, Effect, ErrorAnswer, Latency, Loss, Throttle};
use crate::field::Read;
use crate::units::Rate;

pub(super) const MESSAGE: Param = param(
    "message",
    Kind::Text,
    Optional,
    "The text of the error; the usual one if left out.",
);

pub(super) const THROTTLE: &[Param] = &[
    param("rate", Kind::Rate, Required, "How many calls pass."),
    param(
        "burst",
        Kind::Count,
        Default("1"),
        "How many calls pass at once.",
    ),
];

pub(super) const LATENCY: &[Param] = &[param(
    "latency",
    Kind::Latency,
    Required,
    "How much longer each call takes.",
)];

pub(super) const CUT: &[Param] = &[param(
    "after-bytes",
    Kind::Bytes,
    Optional,
    "How much of the body arrives; half if left out.",
)];

pub(super) const LOSS: &[Param] = &[param(
    "how",
    Kind::Loss,
    Default("hang"),
    "What the client sees instead of the answer.",
)];

pub(super) fn error(args: &Args<'_>) -> Read<Effect> {
    let name = args.need("error", |field| field.text().map(str::to_owned))?;
    Ok(Effect::Error(ErrorAnswer {
        name,
        message: args.text("message")?,
    }))
}

pub(super) fn throttle(args: &Args<'_>) -> Read<Effect> {
    let burst = args.need("burst", |field| field.whole(1..=u64::from(u32::MAX)))?;
    let burst = u32::try_from(burst).unwrap_or(u32::MAX);
    Ok(Effect::Throttle(Throttle {
        rate: args.need("rate", Rate::read)?,
        burst,
    }))
}

pub(super) fn latency(args: &Args<'_>) -> Read<Effect> {
    args.need("latency", Latency::read).map(Effect::Latency)
}

fn cut(args: &Args<'_>) -> Read<Cut> {
    let after_bytes = args.get("after-bytes", |field| field.whole(0..=u64::from(u32::MAX)))?;
    Ok(Cut { after_bytes })
}

pub(super) fn hang_in_body(args: &Args<'_>) -> Read<Effect> {
    cut(args).map(Effect::HangInBody)
}

pub(super) fn short_body(args: &Args<'_>) -> Read<Effect> {
    cut(args).map(Effect::ShortBody)
}

pub(super) fn lost_answer(args: &Args<'_>) -> Read<Effect> {
    args.need("how", |field| field.word(&Loss::WORDS))
        .map(Effect::LostAnswer)
}

pub(super) fn hang(_: &Args<'_>) -> Read<Effect> {
    Ok(Effect::Hang)
}

pub(super) fn refused(_: &Args<'_>) -> Read<Effect> {
    Ok(Effect::Refused)
}

pub(super) fn reset(_: &Args<'_>) -> Read<Effect> {
    Ok(Effect::Reset)
}

pub(super) fn black_hole(_: &Args<'_>) -> Read<Effect> {
    Ok(Effect::BlackHole)
}

pub(super) fn dns(_: &Args<'_>) -> Read<Effect> {
    Ok(Effect::Dns)
}
