//! A Lex V1 alias, deleted and made again.
#![expect(
    deprecated,
    reason = "AWS deprecated the crate with Lex V1; this fault is for Lex V1"
)]

use aws_sdk_lexmodelbuilding::operation::get_bot_alias::GetBotAliasOutput;
use lexdr_deploy::{Clients, System};

use super::{Report, told};

/// An alias as it was.
pub(super) struct Alias {
    region: String,
    was: GetBotAliasOutput,
}

/// Reads the alias, then deletes it.
pub(super) async fn delete(
    clients: &Clients,
    system: &System,
    region: &str,
    report: &mut Report,
) -> Result<Alias, String> {
    let lex = clients.lex_models(region);
    let call = format!("GetBotAlias {region} {} {}", system.bot, system.alias);
    let was = lex
        .get_bot_alias()
        .bot_name(&system.bot)
        .name(&system.alias)
        .send()
        .await
        .map_err(told(&call))?;
    report.calls.push(call);
    let call = format!("DeleteBotAlias {region} {} {}", system.bot, system.alias);
    lex.delete_bot_alias()
        .bot_name(&system.bot)
        .name(&system.alias)
        .send()
        .await
        .map_err(told(&call))?;
    report.calls.push(call);
    Ok(Alias {
        region: region.to_owned(),
        was,
    })
}

/// Makes the alias again. Callers address it by name, so one with the same name and version is
/// the same to them; its creation date and checksum differ.
pub(super) async fn create(
    clients: &Clients,
    system: &System,
    alias: &Alias,
    report: &mut Report,
) -> Result<(), String> {
    let Alias { region, was } = alias;
    let version = was.bot_version().unwrap_or("$LATEST");
    let call = format!(
        "PutBotAlias {region} {} {} version {version}",
        system.bot, system.alias
    );
    clients
        .lex_models(region)
        .put_bot_alias()
        .bot_name(&system.bot)
        .name(&system.alias)
        .bot_version(version)
        .set_description(was.description.clone())
        .send()
        .await
        .map_err(told(&call))?;
    report.calls.push(call);
    Ok(())
}
