//! A bot of Lex V2 is deployed again.
//!
//! It comes back under other ids, so the health check, lexDRGetRegion and the role are told them.
//! A bot that says something else than what is deployed could not be made again: it is left
//! alone, and so is one with aliases of other people.

use lexdr_deploy::boxed;
use lexdr_simulator::BoxFuture;

use crate::Target;
use crate::faults::lex::v2::{Alias, Lex};
use crate::faults::{Doing, Report, Undo, rewire};

struct Remake {
    region: String,
    alias: Alias,
}

pub(super) async fn inject(target: &Target, region: &str, doing: &mut Doing) -> Result<(), String> {
    let lex = Lex::new(target, region);
    let alias = lex.alias(&mut doing.report).await?;
    let others = lex.other_aliases(&alias, &mut doing.report).await?;
    if !others.is_empty() {
        let bot = &target.system.bot;
        return Err(format!(
            "bot {bot} in {region} has other aliases, which would not come back: {}",
            others.join(", ")
        ));
    }
    unless_ours(target, region, &alias).await?;
    doing.will_undo(Remake {
        region: region.to_owned(),
        alias: alias.clone(),
    });
    lex.delete_alias(&alias, &mut doing.report).await?;
    lex.delete_bot(&alias.bot_id, &mut doing.report).await
}

/// An error unless callers of the alias hear what this run deploys.
async fn unless_ours(target: &Target, region: &str, alias: &Alias) -> Result<(), String> {
    let (operator, system) = (&target.operator, &target.system);
    let version = alias.says.version.as_deref().unwrap_or_default();
    let ours =
        lexdr_deploy::is_described_v2(operator, system, region, &alias.bot_id, version).await;
    if ours.map_err(|error| error.to_string())? {
        return Ok(());
    }
    Err(format!(
        "bot {} in {region} is not what this run deployed",
        system.bot
    ))
}

impl Undo for Remake {
    fn undo<'a>(
        &'a self,
        target: &'a Target,
        report: &'a mut Report,
    ) -> BoxFuture<'a, Result<(), String>> {
        Box::pin(async move {
            let (operator, system, region) = (&target.operator, &target.system, &self.region);
            let mut deployed = |line: &str| report.calls.push(format!("deploy {line}"));
            lexdr_deploy::bot_v2(operator, system, region, &mut deployed)
                .await
                .map_err(|error| error.to_string())?;
            let lex = Lex::new(target, region);
            let made = boxed(|| lex.alias(report)).await?;
            // The bot's versions are others; all else that the alias said is as before.
            let wanted = Alias {
                says: self.alias.says.of(made.says.version.clone()),
                ..made
            };
            boxed(|| lex.set_alias(&wanted, report)).await?;
            unless_ours(target, region, &wanted).await?;
            if wanted.bot_id != self.alias.bot_id {
                lexdr_deploy::permit_bots(operator, system)
                    .await
                    .map_err(|error| error.to_string())?;
                report.calls.push(format!(
                    "PutRolePolicy {}: bots by their new ids",
                    system.role
                ));
            }
            let was = &self.alias;
            boxed(|| rewire::checked_bots(target, was, &wanted, report)).await?;
            boxed(|| rewire::default_route(target, was, &wanted, report)).await
        })
    }
}
