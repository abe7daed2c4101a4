//! Pages of lists, with their filters and their order.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use lexdr_wire::ServiceError;
use serde_json::{Map, Value};

use super::Context;
use crate::lex_v2::answer::{Answer, Outcome};
use crate::lex_v2::{LexV2Error, input, names};

/// A page without `maxResults`; the reference does not say how long one is.
const DEFAULT_PAGE: usize = 10;

/// Something in a list.
pub(super) struct Item {
    pub(super) id: String,
    /// What filters look at, and what the list is sorted by.
    pub(super) name: String,
    pub(super) updated_ms: i64,
    pub(super) shown: Value,
}

/// What a list can be sorted by and filtered with.
pub(super) struct List {
    /// The member that holds the list.
    pub(super) member: &'static str,
    /// The attribute that is the name, where the list can be sorted or filtered at all.
    pub(super) by_name: Option<&'static str>,
    /// Whether it can be sorted by the time of the last change too.
    pub(super) by_time: bool,
    pub(super) operators: &'static [&'static str],
}

/// Where a page ended: the key and the id of the last item shown.
type Place = (String, String);

/// Answers one page of `items` beside the members of `out`. A page token is the place of the last
/// item shown, so a list that changes between two pages repeats and loses nothing else.
pub(super) fn page(
    cx: &Context<'_>,
    list: &List,
    mut out: Map<String, Value>,
    items: impl Iterator<Item = Item>,
) -> Outcome {
    let asked = input::object(cx.request)?;
    let size = match asked.get("maxResults").and_then(Value::as_i64) {
        Some(size) => {
            names::within("maxResults", size, 1, 1000)?;
            usize::try_from(size).unwrap_or(DEFAULT_PAGE)
        }
        None => DEFAULT_PAGE,
    };
    let (by_time, descending) = order(list, asked.get("sortBy"))?;
    let fits = filters(list, asked.get("filters"))?;
    let after = token(asked.get("nextToken"))?;
    let key = |item: &Item| {
        if by_time {
            format!("{:020}", item.updated_ms)
        } else {
            item.name.clone()
        }
    };
    let mut items: Vec<(Place, Value)> = items
        .filter(|item| fits(item))
        .map(|item| ((key(&item), item.id), item.shown))
        .collect();
    items.sort_by(|(one, _), (other, _)| one.cmp(other));
    if descending {
        items.reverse();
    }
    let is_due = |(place, _): &(Place, Value)| match &after {
        None => true,
        Some(after) if descending => place < after,
        Some(after) => place > after,
    };
    let mut due = items.into_iter().filter(is_due);
    let page: Vec<(Place, Value)> = due.by_ref().take(size).collect();
    if due.next().is_some()
        && let Some((place, _)) = page.last()
    {
        let token = serde_json::json!(place).to_string();
        out.insert("nextToken".to_owned(), URL_SAFE_NO_PAD.encode(token).into());
    }
    let shown = page.into_iter().map(|(_, shown)| shown).collect();
    out.insert(list.member.to_owned(), shown);
    Ok(Answer::json(200, &Value::Object(out)))
}

/// Whether the list is sorted by time, and whether the last comes first.
fn order(list: &List, asked: Option<&Value>) -> Result<(bool, bool), ServiceError> {
    let Some(asked) = asked.filter(|asked| !asked.is_null()) else {
        return Ok((false, false));
    };
    let word = |name: &str| asked.get(name).and_then(Value::as_str).unwrap_or_default();
    let mut attributes: Vec<&str> = list.by_name.into_iter().collect();
    if list.by_time {
        attributes.push("LastUpdatedDateTime");
    }
    names::one_of("sortBy.attribute", word("attribute"), &attributes)?;
    names::one_of("sortBy.order", word("order"), &["Ascending", "Descending"])?;
    let by_time = word("attribute") == "LastUpdatedDateTime";
    Ok((by_time, word("order") == "Descending"))
}

/// What the filters of the request, all of them, let through.
fn filters(list: &List, asked: Option<&Value>) -> Result<impl Fn(&Item) -> bool, ServiceError> {
    let mut rules = Vec::new();
    for filter in asked.and_then(Value::as_array).into_iter().flatten() {
        let word = |name: &str| filter.get(name).and_then(Value::as_str).unwrap_or_default();
        let mut attributes: Vec<&str> = list.by_name.into_iter().collect();
        // There are no networks of bots here, so every bot is of one type.
        if list.by_name == Some("BotName") {
            attributes.push("BotType");
        }
        names::one_of("filters.name", word("name"), &attributes)?;
        names::one_of("filters.operator", word("operator"), list.operators)?;
        let values = filter.get("values").and_then(Value::as_array);
        let [Value::String(value)] = values.map_or(&[][..], Vec::as_slice) else {
            return Err(LexV2Error::Validation.with("filters.values must hold one text"));
        };
        names::length("filters.values", value, 1, 100)?;
        let by_type = word("name") == "BotType";
        rules.push((by_type, word("operator").to_owned(), value.clone()));
    }
    Ok(move |item: &Item| {
        rules.iter().all(|(by_type, operator, value)| {
            let found = if *by_type { "Bot" } else { item.name.as_str() };
            match operator.as_str() {
                "EQ" => found == value,
                "NE" => found != value,
                _ => found.contains(value.as_str()),
            }
        })
    })
}

fn token(asked: Option<&Value>) -> Result<Option<Place>, ServiceError> {
    let Some(token) = asked.and_then(Value::as_str) else {
        return Ok(None);
    };
    let bytes = URL_SAFE_NO_PAD.decode(token).ok();
    let place = bytes.and_then(|bytes| serde_json::from_slice(&bytes).ok());
    place
        .map(Some)
        .ok_or_else(|| LexV2Error::Validation.with(format!("Invalid nextToken '{token}'")))
}
