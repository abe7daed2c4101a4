//! What a locale holds: intents, slots and slot types. They are made, changed and listed alike.

use lexdr_wire::ServiceError;
use serde_json::{Map, Value};

use super::context::{Context, taken};
use super::locale::{Locale, Shelf};
use super::paging::{self, Item, List};
use super::stored::Stored;
use crate::lex_v2::answer::{Answer, Outcome};
use crate::lex_v2::definition::Definition;
use crate::lex_v2::names;

/// A kind of thing in a locale.
pub(super) trait Content: Definition + Clone {
    /// The member that holds its id.
    const ID: &'static str;
    /// The status of an answer to a change.
    const UPDATED: u16;
    /// The label of what owns it, if it is not the locale itself.
    const OWNER: Option<&'static str> = None;
    const LIST: List;
    /// The members that lists show.
    const SUMMARY: &'static [&'static str];

    fn shelf(locale: &Locale) -> &Shelf<Self>;

    fn shelf_mut(locale: &mut Locale) -> &mut Shelf<Self>;

    /// Fails unless what it refers to is in the locale.
    fn check_in(_locale: &Locale, _new: &Stored<Self>) -> Result<(), ServiceError> {
        Ok(())
    }

    /// Fails if it is needed by something else.
    fn check_removal(_locale: &Locale, _id: &str, _skips: bool) -> Result<(), ServiceError> {
        Ok(())
    }

    /// Takes along what goes with it.
    fn removed(_locale: &mut Locale, _id: &str) {}

    /// Adds what lists show beside members.
    fn summarize(&self, _shown: &mut Map<String, Value>, _members: &Map<String, Value>) {}
}

/// The id of what owns the thing in question; empty for the locale itself.
fn owner<B: Content>(cx: &Context<'_>) -> Result<String, ServiceError> {
    let Some(label) = B::OWNER else {
        return Ok(String::new());
    };
    let id = cx.id(label)?;
    if cx.locale()?.intents.contains_key(id) {
        Ok(id.to_owned())
    } else {
        Err(cx.missing(format_args!("Intent {id}")))
    }
}

/// The thing that the call names.
fn named<'x, B: Content + 'x>(cx: &'x Context<'_>) -> Result<&'x Stored<B>, ServiceError> {
    let owner = owner::<B>(cx)?;
    let id = cx.id(B::ID)?;
    let found = B::shelf(cx.locale()?).get(id);
    found
        .filter(|found| found.owner == owner)
        .ok_or_else(|| cx.missing(format_args!("The {} {id}", B::KIND)))
}

fn check_name<B: Content>(locale: &Locale, new: &Stored<B>) -> Result<(), ServiceError> {
    let mut others = B::shelf(locale).values();
    let same =
        |one: &Stored<B>| one.owner == new.owner && one.id != new.id && one.name() == new.name();
    if others.any(same) {
        return Err(taken(B::KIND, new.name()));
    }
    Ok(())
}

fn answer<B: Content>(cx: &Context<'_>, status: u16, stored: &Stored<B>) -> Answer {
    let mut out = stored.describe(B::ID);
    if let Some(label) = B::OWNER {
        out.insert(label.to_owned(), stored.owner.as_str().into());
    }
    cx.answer(status, out)
}

pub(super) fn create<B: Content>(cx: &mut Context<'_>) -> Outcome {
    cx.idle_locale()?;
    let mut new: Stored<B> = Stored::new(cx.ids.resource(), cx.members()?, cx.now_ms)?;
    new.owner = owner::<B>(cx)?;
    let now_ms = cx.now_ms;
    let locale = cx.idle_locale()?;
    check_name(locale, &new)?;
    B::check_in(locale, &new)?;
    B::shelf_mut(locale).insert(new.id.clone(), new.clone());
    locale.touch(now_ms);
    Ok(answer(cx, 200, &new))
}

pub(super) fn describe<B: Content>(cx: &mut Context<'_>) -> Outcome {
    names::check_version("botVersion", cx.call.label("botVersion"))?;
    Ok(answer::<B>(cx, 200, named(cx)?))
}

pub(super) fn update<B: Content>(cx: &mut Context<'_>) -> Outcome {
    cx.idle_locale()?;
    let now_ms = cx.now_ms;
    let new = named::<B>(cx)?.changed(cx.members()?, now_ms)?;
    let locale = cx.idle_locale()?;
    check_name(locale, &new)?;
    B::check_in(locale, &new)?;
    B::shelf_mut(locale).insert(new.id.clone(), new.clone());
    locale.touch(now_ms);
    Ok(answer(cx, B::UPDATED, &new))
}

pub(super) fn delete<B: Content>(cx: &mut Context<'_>) -> Outcome {
    cx.idle_locale()?;
    let (now_ms, skips) = (cx.now_ms, cx.skips_check());
    let id = named::<B>(cx)?.id.clone();
    let locale = cx.idle_locale()?;
    B::check_removal(locale, &id, skips)?;
    B::shelf_mut(locale).shift_remove(&id);
    B::removed(locale, &id);
    locale.touch(now_ms);
    Ok(Answer::no_content())
}

pub(super) fn list<B: Content>(cx: &mut Context<'_>) -> Outcome {
    let owner = owner::<B>(cx)?;
    let all = B::shelf(cx.locale()?).values();
    let items = all.filter(|one| one.owner == owner).map(|one| {
        let mut shown = one.describe(B::ID);
        shown.retain(|key, _| B::SUMMARY.contains(&key.as_str()));
        one.body.summarize(&mut shown, &one.members);
        Item {
            id: one.id.clone(),
            name: one.name().to_owned(),
            updated_ms: one.updated_ms,
            shown: Value::Object(shown),
        }
    });
    let mut out = cx.place();
    if let Some(label) = B::OWNER {
        out.insert(label.to_owned(), owner.as_str().into());
    }
    paging::page(cx, &B::LIST, out, items)
}
