//! What an instance may use: bots and functions.

use lexdr_wire::ServiceError;
use serde_json::{Value, json};

use super::{Answered, Context, Instance, invalid, not_found};
use crate::input::{Input, query};

/// A bot, as it is associated.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Bot {
    V1 { name: String, region: String },
    V2 { alias_arn: String },
}

impl Bot {
    /// The one bot that a request names.
    fn of(input: &Input) -> Result<Self, ServiceError> {
        let member = |name: &str| Ok(input.object(name)?.cloned().map(Input::from));
        match (member("LexBot")?, member("LexV2Bot")?) {
            (Some(bot), None) => Ok(Self::V1 {
                name: bot.required("Name")?.to_owned(),
                region: bot.required("LexRegion")?.to_owned(),
            }),
            (None, Some(bot)) => Ok(Self::V2 {
                alias_arn: bot.required("AliasArn")?.to_owned(),
            }),
            _ => Err(invalid("Give one of LexBot and LexV2Bot")),
        }
    }

    fn exists(&self, cx: &Context<'_>) -> bool {
        match self {
            Self::V1 { name, region } => {
                let region = cx.world.region(region);
                region.is_some_and(|region| region.lex_v1.has_bot(name))
            }
            Self::V2 { alias_arn } => {
                let region = alias_arn.split(':').nth(3);
                let region = region.and_then(|region| cx.world.region(region));
                region.is_some_and(|region| region.lex_v2.has_alias(alias_arn))
            }
        }
    }

    fn show(&self) -> Value {
        match self {
            Self::V1 { name, region } => json!({ "LexBot": { "Name": name, "LexRegion": region } }),
            Self::V2 { alias_arn } => json!({ "LexV2Bot": { "AliasArn": alias_arn } }),
        }
    }
}

pub(super) fn add_bot(cx: &Context<'_>, instance: &mut Instance) -> Answered {
    let bot = Bot::of(&cx.input()?)?;
    if !bot.exists(cx) {
        return Err(not_found(format!("There is no bot {}.", bot.show())));
    }
    if instance.bots.insert(bot) {
        Ok(json!({}))
    } else {
        Err(associated("bot"))
    }
}

pub(super) fn remove_bot(cx: &Context<'_>, instance: &mut Instance) -> Answered {
    let bot = Bot::of(&cx.input()?)?;
    if instance.bots.remove(&bot) {
        Ok(json!({}))
    } else {
        Err(not_associated(&bot.show().to_string()))
    }
}

pub(super) fn list_bots(cx: &Context<'_>, instance: &Instance) -> Answered {
    cx.whole_list()?;
    let version = query(cx.request, "lexVersion").unwrap_or_default();
    if !["V1", "V2"].contains(&version.as_str()) {
        return Err(invalid(format!("lexVersion {version:?} is not V1 or V2")));
    }
    let bots = instance.bots.iter();
    let bots = bots.filter(|bot| matches!(bot, Bot::V1 { .. }) == (version == "V1"));
    Ok(json!({ "LexBots": bots.map(Bot::show).collect::<Vec<_>>() }))
}

pub(super) fn add_function(cx: &Context<'_>, instance: &mut Instance) -> Answered {
    let input = cx.input()?;
    let arn = input.required("FunctionArn")?;
    let region = arn.split(':').nth(3);
    let region = region.and_then(|region| cx.world.region(region));
    let exists = region.is_some_and(|region| {
        let name = region.lambda.name(arn);
        name.is_ok_and(|name| region.lambda.functions().contains_key(name))
    });
    if !exists {
        return Err(not_found(format!("There is no function {arn}.")));
    }
    if instance.functions.insert(arn.to_owned()) {
        Ok(json!({}))
    } else {
        Err(associated("function"))
    }
}

pub(super) fn remove_function(cx: &Context<'_>, instance: &mut Instance) -> Answered {
    let arn = query(cx.request, "functionArn");
    let arn = arn.ok_or_else(|| invalid("functionArn is missing"))?;
    if instance.functions.remove(&arn) {
        Ok(json!({}))
    } else {
        Err(not_associated(&arn))
    }
}

pub(super) fn list_functions(cx: &Context<'_>, instance: &Instance) -> Answered {
    cx.whole_list()?;
    Ok(json!({ "LambdaFunctions": instance.functions }))
}

fn associated(what: &str) -> ServiceError {
    let message = format!("The {what} is associated with the instance already.");
    ServiceError::new("ResourceConflictException", 409, message)
}

fn not_associated(what: &str) -> ServiceError {
    not_found(format!("{what} is not associated with the instance."))
}
