//! What calls of the four Lex APIs demand.

use lexdr_wire::{Call, Service};

use super::Demand;

pub(super) fn demand(account: &str, call: &Call) -> Demand {
    let action = format!("lex:{}", call.operation);
    let own = |rest: String| format!("arn:aws:lex:{}:{account}:{rest}", call.region);
    let resource = match call.service {
        Service::LexRuntime => own(format!(
            "bot:{}:{}",
            call.label("botName"),
            call.label("botAlias")
        )),
        Service::LexRuntimeV2 => own(format!(
            "bot-alias/{}/{}",
            call.label("botId"),
            call.label("botAliasId")
        )),
        Service::LexModelsV2 => model_v2(call).map_or_else(|| "*".to_owned(), own),
        _ => model(call).map_or_else(|| "*".to_owned(), own),
    };
    // Tags and policies name their resource by its ARN.
    match call.label("resourceArn") {
        "" => Demand::new(action, resource),
        arn => Demand::new(action, arn),
    }
}

/// Whichever bot of Lex V2 it is.
pub(super) fn any_bot(account: &str, call: &Call) -> String {
    format!("arn:aws:lex:{}:{account}:bot/*", call.region)
}

/// The model-building resource behind `arn:aws:lex:REGION:ACCOUNT:`; `None` for lists of all.
fn model(call: &Call) -> Option<String> {
    let name = call.label("name");
    let bot = call.label("botName");
    if !bot.is_empty() {
        let alias = if name.is_empty() { "*" } else { name };
        return Some(format!("bot:{bot}:{alias}"));
    }
    if name.is_empty() {
        return None;
    }
    let kind = if call.operation.contains("SlotType") {
        "slottype"
    } else if call.operation.contains("Intent") {
        "intent"
    } else {
        "bot"
    };
    let version = match (call.label("versionOrAlias"), call.label("version")) {
        ("", "") if call.operation.starts_with("Put") => "$LATEST",
        ("", "") => "*",
        ("", version) => version,
        (version, _) => version,
    };
    Some(format!("{kind}:{name}:{version}"))
}

/// The Lex V2 resource behind `arn:aws:lex:REGION:ACCOUNT:`: an alias, or the bot that everything else
/// belongs to; `None` where no bot exists yet, and for lists of all.
fn model_v2(call: &Call) -> Option<String> {
    let (bot, alias) = (call.label("botId"), call.label("botAliasId"));
    match (bot, alias, call.operation.as_str()) {
        ("", ..) => None,
        // What is to be created has no id.
        (_, "", "CreateBotAlias") => Some(format!("bot-alias/{bot}/*")),
        (_, "", _) => Some(format!("bot/{bot}")),
        _ => Some(format!("bot-alias/{bot}/{alias}")),
    }
}
