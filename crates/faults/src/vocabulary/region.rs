//! Faults of a whole region, and faults that come and go.

use super::args::Args;
use super::kind::{Kind, Outage};
use super::param::{
    LEX_SERVICES, Param,
    Presence::{Default, Optional, Required},
    REGION, SERVICES, param,
};
use super::spec::{Build, FaultSpec};
use crate::effect::{Effect, ErrorAnswer, Latency};
use crate::field::Read;
use crate::rule::Rule;
use crate::units::{Millis, Probability};
use crate::when::{Duty, Window};

const UNAVAILABLE: &str = "ServiceUnavailable";

const ERROR: Param = param(
    "error",
    Kind::AnyError,
    Default(UNAVAILABLE),
    "The error of the calls that fail.",
);

const HOW: &[Param] = &[param(
    "how",
    Kind::Outage,
    Default("black-hole"),
    "What clients see of the outage.",
)];

const GRAY: &[Param] = &[
    param(
        "percent",
        Kind::Percent,
        Default("20"),
        "How many calls in a hundred fail.",
    ),
    ERROR,
    param(
        "latency",
        Kind::Latency,
        Optional,
        "How much longer as many calls take; none if left out.",
    ),
];

const FLAPPING: &[Param] = &[
    param(
        "on",
        Kind::Duration,
        Required,
        "How long the fault lasts each time. It begins with the injection.",
    ),
    param(
        "off",
        Kind::Duration,
        Required,
        "How long the region is well in between.",
    ),
    ERROR,
];

const SLOW_RECOVERY: &[Param] = &[
    param(
        "down",
        Kind::Duration,
        Default("5m"),
        "How long every call fails.",
    ),
    param(
        "over",
        Kind::Duration,
        Default("10m"),
        "How long the recovery takes after that: in ten steps, from nine failing calls in ten to none.",
    ),
    ERROR,
];

const fn many(
    name: &'static str,
    example: &'static str,
    groups: &'static [&'static [Param]],
    rules: fn(&Args<'_>) -> Read<Vec<Rule>>,
    summary: &'static str,
) -> FaultSpec {
    FaultSpec {
        name,
        summary,
        example,
        services: &[],
        groups,
        build: Build::Many(rules),
    }
}

pub(super) const SPECS: &[FaultSpec] = &[
    many(
        "region-outage",
        r#"{ "region": "primary", "services": ["lex", "dynamodb"] }"#,
        &[REGION, HOW, SERVICES],
        outage,
        "A region is gone with all services named.",
    ),
    many(
        "gray-failure",
        r#"{ "region": "primary", "percent": 30 }"#,
        &[REGION, GRAY, LEX_SERVICES],
        gray_failure,
        "A part of the calls fails, the others do not.",
    ),
    many(
        "flapping",
        r#"{ "region": "primary", "on": "5m", "off": "5m" }"#,
        &[REGION, FLAPPING, LEX_SERVICES],
        flapping,
        "A region fails and recovers again and again.",
    ),
    many(
        "slow-recovery",
        r#"{ "region": "primary", "down": "10m", "over": "20m" }"#,
        &[REGION, SLOW_RECOVERY, LEX_SERVICES],
        slow_recovery,
        "A region fails and recovers by and by, by itself.",
    ),
];

fn unavailable() -> Effect {
    Effect::Error(ErrorAnswer {
        name: UNAVAILABLE.to_owned(),
        message: None,
    })
}

fn error(args: &Args<'_>) -> Read<Effect> {
    let name = args.need("error", |field| field.text().map(str::to_owned))?;
    Ok(Effect::Error(ErrorAnswer {
        name,
        message: None,
    }))
}

fn outage(args: &Args<'_>) -> Read<Vec<Rule>> {
    let effect = match args.need("how", |field| field.word(&Outage::WORDS))? {
        Outage::BlackHole => Effect::BlackHole,
        Outage::Hang => Effect::Hang,
        Outage::Refused => Effect::Refused,
        Outage::Reset => Effect::Reset,
        Outage::Dns => Effect::Dns,
        Outage::Unavailable => unavailable(),
    };
    Ok(vec![args.rule(effect)?])
}

fn gray_failure(args: &Args<'_>) -> Read<Vec<Rule>> {
    let percent = args.need("percent", |field| field.whole(1..=100))?;
    let probability = Probability::percent(u32::try_from(percent).unwrap_or(100));
    let mut effects = vec![error(args)?];
    effects.extend(args.get("latency", Latency::read)?.map(Effect::Latency));
    effects
        .into_iter()
        .map(|effect| {
            let mut rule = args.rule(effect)?;
            rule.when.probability = probability;
            Ok(rule)
        })
        .collect()
}

fn flapping(args: &Args<'_>) -> Read<Vec<Rule>> {
    let mut rule = args.rule(error(args)?)?;
    rule.when.duty = Some(Duty {
        on: args.need("on", Millis::read)?,
        off: args.need("off", Millis::read)?,
        phase: Millis(0),
    });
    Ok(vec![rule])
}

fn slow_recovery(args: &Args<'_>) -> Read<Vec<Rule>> {
    const STEPS: u64 = 10;
    let down = args.need("down", Millis::read)?.0;
    let over = args.need("over", Millis::read)?.0;
    let step = |n: u64| Millis(down + over * n / STEPS);
    let window = |from: Millis, to: Millis| Window { from, to: Some(to) };
    let mut phases = vec![(window(Millis(0), Millis(down)), Probability::ALWAYS)];
    for n in 1..STEPS {
        let left = u32::try_from(STEPS - n).unwrap_or(0) * 10;
        // A recovery of a few milliseconds has fewer steps.
        if step(n - 1) < step(n) {
            phases.push((window(step(n - 1), step(n)), Probability::percent(left)));
        }
    }
    phases
        .into_iter()
        .map(|(window, probability)| {
            let mut rule = args.rule(error(args)?)?;
            rule.when.window = Some(window);
            rule.when.probability = probability;
            Ok(rule)
        })
        .collect()
}
