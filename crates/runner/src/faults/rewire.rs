//! What holds the ids of a bot of Lex V2 is told the new ones: a bot or an alias that is made
//! again has another id.

use super::Report;
use super::function::{set_variables, settled, variables};
use super::lex::v2::Alias;
use crate::Target;

/// The aliases that callers get when the table does not tell: lexDRGetRegion holds their ARNs.
pub(super) async fn default_route(
    target: &Target,
    was: &Alias,
    now: &Alias,
    report: &mut Report,
) -> Result<(), String> {
    // An ARN ends with both ids.
    let renamed = [(was.path(), now.path())];
    rename(target, &target.system.region_function, &renamed, report).await
}

/// The bots that the health check asks.
pub(super) async fn checked_bots(
    target: &Target,
    was: &Alias,
    now: &Alias,
    report: &mut Report,
) -> Result<(), String> {
    let renamed = [
        (was.bot_id.clone(), now.bot_id.clone()),
        (was.id.clone(), now.id.clone()),
    ];
    rename(target, &target.system.check_function, &renamed, report).await
}

/// Replaces ids in a function's environment, and changes nothing if it holds none of them. No two
/// ids are the same, so they are found wherever they stand in a value.
async fn rename(
    target: &Target,
    function: &str,
    renamed: &[(String, String)],
    report: &mut Report,
) -> Result<(), String> {
    // An update on its way would refuse this one.
    settled(target, function).await?;
    let was = variables(target, function, report).await?;
    let mut wanted = was.clone();
    for value in wanted.values_mut() {
        for (old, new) in renamed {
            *value = value.replace(old, new);
        }
    }
    if wanted == was {
        return Ok(());
    }
    set_variables(target, function, "new ids", wanted.clone(), report).await?;
    let now = variables(target, function, report).await?;
    if now == wanted {
        return Ok(());
    }
    Err(format!(
        "environment of {function} does not hold the new ids"
    ))
}
