//! Tags, as they are given to what is made and read back.

use std::collections::{BTreeMap, HashMap};

use crate::System;

/// Values by key.
pub(crate) type Tags = BTreeMap<String, String>;

/// The tags of a system, where a call takes a map; nothing if there are none.
pub(crate) fn map(system: &System) -> Option<HashMap<String, String>> {
    let tags = system.tags.clone();
    (!tags.is_empty()).then(|| tags.into_iter().collect())
}

/// The tags of a system, where a call takes a list; nothing if there are none.
pub(crate) fn list<T, E>(
    system: &System,
    tag: impl Fn(&str, &str) -> Result<T, E>,
) -> Result<Option<Vec<T>>, E> {
    let tags = system.tags.iter().map(|(key, value)| tag(key, value));
    let tags = tags.collect::<Result<Vec<T>, E>>()?;
    Ok((!tags.is_empty()).then_some(tags))
}

/// The step of reading them.
pub(crate) fn of(what: &str) -> String {
    format!("tags of {what}")
}
