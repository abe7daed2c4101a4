//! Operations on locales.

use serde_json::{Map, Value};

use super::context::{Context, busy, taken};
use super::locale::Locale;
use super::paging::{self, Item, List};
use crate::lex_v2::answer::Outcome;
use crate::lex_v2::definition::locale::{LocaleBody, name_of};
use crate::lex_v2::{LexV2Error, input, names};

const LIST: List = List {
    member: "botLocaleSummaries",
    by_name: Some("BotLocaleName"),
    by_time: false,
    operators: &["CO", "EQ"],
};

pub(super) fn create(cx: &mut Context<'_>) -> Outcome {
    names::check_draft("botVersion", cx.call.label("botVersion"))?;
    let (mut members, now_ms) = (cx.members()?, cx.now_ms);
    let Some(Value::String(id)) = members.remove("localeId") else {
        return Err(crate::input::missing("localeId"));
    };
    let name = name_of(&id)?;
    let members = checked(members)?;
    let bot = cx.idle_bot()?;
    if bot.draft.contains_key(&id) {
        return Err(taken("locale", &id));
    }
    let locale = Locale::new(name, members, now_ms);
    let mut out = locale.describe(now_ms);
    out.retain(|key, _| !["intentsCount", "slotTypesCount"].contains(&key.as_str()));
    out.insert("localeId".to_owned(), id.as_str().into());
    bot.draft.insert(id, locale);
    Ok(cx.answer(202, out))
}

fn checked(
    mut members: Map<String, Value>,
) -> Result<Map<String, Value>, lexdr_wire::ServiceError> {
    members.retain(|_, value| !value.is_null());
    input::read::<LocaleBody>(&members)?.check()?;
    Ok(members)
}

pub(super) fn describe(cx: &mut Context<'_>) -> Outcome {
    let out = cx.locale()?.describe(cx.now_ms);
    Ok(cx.answer(200, out))
}

pub(super) fn update(cx: &mut Context<'_>) -> Outcome {
    let (members, now_ms) = (checked(cx.members()?)?, cx.now_ms);
    let locale = cx.idle_locale()?;
    locale.members = members;
    locale.touch(now_ms);
    let mut out = locale.describe(now_ms);
    out.retain(|key, _| {
        ![
            "intentsCount",
            "slotTypesCount",
            "lastBuildSubmittedDateTime",
        ]
        .contains(&key.as_str())
    });
    Ok(cx.answer(202, out))
}

pub(super) fn build(cx: &mut Context<'_>) -> Outcome {
    let now_ms = cx.now_ms;
    cx.idle_locale()?;
    let idle_ttl_ms = cx.bot()?.stored.body.idle_ttl_ms();
    let locale = cx.idle_locale()?;
    locale.build(idle_ttl_ms, now_ms);
    let mut out = locale.summarize(now_ms);
    let shown = ["botLocaleStatus", "lastBuildSubmittedDateTime"];
    out.retain(|key, _| shown.contains(&key.as_str()));
    Ok(cx.answer(202, out))
}

pub(super) fn delete(cx: &mut Context<'_>) -> Outcome {
    let now_ms = cx.now_ms;
    let locale = cx.idle_locale()?;
    locale.life.end(now_ms);
    let mut out = Map::new();
    let status = locale.status(now_ms);
    out.insert("botLocaleStatus".to_owned(), status.into());
    Ok(cx.answer(202, out))
}

pub(super) fn list(cx: &mut Context<'_>) -> Outcome {
    let version = cx.call.label("botVersion");
    names::check_version("botVersion", version)?;
    let bot = cx.bot()?;
    let Some(locales) = bot.locales(version) else {
        return Err(cx.missing(format_args!("Version {version} of bot {}", bot.stored.id)));
    };
    let items = locales.iter().map(|(id, locale)| {
        let mut shown = locale.summarize(cx.now_ms);
        shown.insert("localeId".to_owned(), id.as_str().into());
        Item {
            id: id.clone(),
            name: locale.name.to_owned(),
            updated_ms: locale.updated_ms,
            shown: Value::Object(shown),
        }
    });
    paging::page(cx, &LIST, cx.place(), items)
}

/// Fails unless a locale can become part of a version: it must be built as it is.
pub(super) fn check_built(
    id: &str,
    locale: &Locale,
    now_ms: i64,
) -> Result<(), lexdr_wire::ServiceError> {
    if locale.is_changing(now_ms) {
        return Err(busy("Locale", id, locale.status(now_ms)));
    }
    match locale.status(now_ms) {
        "Built" => Ok(()),
        status => Err(LexV2Error::PreconditionFailed.with(format!(
            "Locale {id} is in state {status}. Build it and try your request again."
        ))),
    }
}
