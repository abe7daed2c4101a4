//! Tags, as they are given to what is made and read back.

use std::collections::{BTreeMap, HashMap};

use lexdr_wire::BoxFuture;

use crate::failed::failed;
use crate::{Clients, Failed, System};

/// Values by key.
pub type Tags = BTreeMap<String, String>;

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
pub(crate) fn step(what: &str) -> String {
    format!("tags of {what}")
}

/// The tags of a function, by its ARN.
///
/// # Errors
/// When they cannot be read.
pub fn of_function<'a>(
    clients: &'a Clients,
    region: &'a str,
    arn: &'a str,
) -> BoxFuture<'a, Result<Tags, Failed>> {
    Box::pin(async move {
        let call = clients.lambda(region).list_tags().resource(arn);
        let answer = call.send().await.map_err(failed)?;
        Ok(answer.tags.into_iter().flatten().collect())
    })
}

/// The tags of a rule of EventBridge, by its ARN.
///
/// # Errors
/// When they cannot be read.
pub fn of_rule<'a>(
    clients: &'a Clients,
    region: &'a str,
    arn: &'a str,
) -> BoxFuture<'a, Result<Tags, Failed>> {
    Box::pin(async move {
        let call = clients.events(region).list_tags_for_resource();
        let answer = call.resource_arn(arn).send().await.map_err(failed)?;
        let tags = answer.tags.into_iter().flatten();
        Ok(tags.map(|tag| (tag.key, tag.value)).collect())
    })
}

/// The tags of a bot of Lex V2, by its ARN.
///
/// # Errors
/// When they cannot be read.
pub fn of_bot<'a>(
    clients: &'a Clients,
    region: &'a str,
    arn: &'a str,
) -> BoxFuture<'a, Result<Tags, Failed>> {
    Box::pin(async move {
        let call = clients.lex_models_v2(region).list_tags_for_resource();
        let answer = call.resource_arn(arn).send().await.map_err(failed)?;
        Ok(answer.tags.into_iter().flatten().collect())
    })
}
