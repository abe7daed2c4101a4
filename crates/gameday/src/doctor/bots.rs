//! The bots of both regions.

use lexdr_changes::read;
use lexdr_deploy::boxed;
use lexdr_journal::{Api, Call, Subject};
use serde_json::Value;

use super::{Check, Findings, Patient};
use crate::guards::Bot;
use crate::said::said;

const CHECK: Check = Check::Bots;

pub(super) async fn look(patient: &Patient<'_>, findings: &mut Findings) {
    let system = &patient.config.system;
    let bots = match &patient.facts.bots {
        Ok(bots) => bots,
        Err(why) => return findings.failed(CHECK, why),
    };
    for region in [&system.primary, &system.secondary] {
        match bots.iter().find(|bot| bot.region == *region) {
            Some(bot) => boxed(|| one(patient, bot, findings)).await,
            None => {
                let (bot, alias) = (&system.bot, &system.alias);
                let seen = format!("there is no bot {bot} with an alias {alias} in {region}");
                let mend = "make it, or correct `bot` and `alias` in `[system]`";
                findings.problem(CHECK, seen, mend);
            }
        }
    }
}

async fn one(patient: &Patient<'_>, bot: &Bot, findings: &mut Findings) {
    let system = &patient.config.system;
    let (region, locale) = (&bot.region, &system.locale);
    let subject = Subject::Alias {
        region: region.clone(),
        bot: bot.id.clone(),
        alias: bot.alias.clone(),
    };
    let says = match read(patient.clients, &subject).await {
        Ok(says) => says,
        Err(error) => return findings.failed(CHECK, &error.to_string()),
    };
    let seen = format!("bot {} in {region}: alias {}", system.bot, system.alias);
    let Some(version) = says["botVersion"].as_str() else {
        let mend = "point the alias at a version that is built";
        return findings.problem(CHECK, format!("{seen} points at no version"), mend);
    };
    if says["botAliasLocaleSettings"][locale]["enabled"] != Value::Bool(true) {
        let seen = format!("{seen} does not serve {locale}");
        return findings.problem(CHECK, seen, enable(bot, locale, says).to_string());
    }
    let call = patient.clients.lex_models_v2(region).describe_bot_locale();
    let call = call.bot_id(&bot.id).bot_version(version).locale_id(locale);
    let what = format!("DescribeBotLocale {locale} of version {version} in {region}");
    let found = match call.send().await.map_err(|error| said(&what, error)) {
        Ok(found) => found,
        Err(why) => return findings.failed(CHECK, &why),
    };
    let status = found.bot_locale_status();
    let status = status.map_or("?", |status| status.as_str());
    if status == "Built" {
        let seen = format!("{seen} at version {version}, {locale} enabled and built");
        return findings.ok(CHECK, seen);
    }
    let mend = "build the language, make a version of the bot, and point the alias at it";
    let seen = format!("{seen} at version {version}, whose {locale} is {status}");
    findings.problem(CHECK, seen, mend);
}

/// The update that enables a language and leaves everything else as it is.
fn enable(bot: &Bot, locale: &str, says: Value) -> Call {
    let mut input = says;
    input["botId"] = bot.id.as_str().into();
    input["botAliasId"] = bot.alias.as_str().into();
    input["botAliasLocaleSettings"][locale]["enabled"] = true.into();
    Call {
        api: Api::LexModelsV2,
        region: bot.region.clone(),
        operation: "UpdateBotAlias".to_owned(),
        input,
    }
}
