//! A bot of Lex V1 is made again from its own definition.
//!
//! What comes back is `$LATEST`, the version that the alias stood for, and the alias. A new bot
//! counts its versions from one, so the version may have another number than before; other
//! versions do not come back.

use aws_sdk_lexmodelbuilding::operation::put_bot::builders::PutBotInputBuilder;
use lexdr_simulator::BoxFuture;

use crate::Target;
use crate::faults::lex::v1::{Alias, LATEST, Lex};
use crate::faults::report::unless_same;
use crate::faults::{Doing, Report, Undo};

struct Remake {
    region: String,
    alias: Alias,
    /// What the alias stood for.
    served: PutBotInputBuilder,
    latest: PutBotInputBuilder,
}

pub(super) async fn inject(target: &Target, region: &str, doing: &mut Doing) -> Result<(), String> {
    let lex = Lex::new(target, region);
    let alias = lex.alias(&mut doing.report).await?;
    let served = lex.bot(&alias.version, &mut doing.report).await?.definition;
    let latest = lex.bot(LATEST, &mut doing.report).await?.definition;
    doing.will_undo(Remake {
        region: region.to_owned(),
        alias,
        served,
        latest,
    });
    lex.delete_alias(&mut doing.report).await?;
    lex.delete_bot(&mut doing.report).await
}

impl Undo for Remake {
    fn undo<'a>(
        &'a self,
        target: &'a Target,
        report: &'a mut Report,
    ) -> BoxFuture<'a, Result<(), String>> {
        Box::pin(async move {
            let lex = Lex::new(target, &self.region);
            // If only the alias was deleted, its version is still there.
            let there = lex.find_bot(&self.alias.version, report).await?;
            let version = match there {
                Some(bot) if bot.definition == self.served => self.alias.version.clone(),
                _ => {
                    let version = lex.put_bot(&self.served, true, report).await?;
                    lex.built(&version, report).await?;
                    version
                }
            };
            lex.set_latest(&self.latest, report).await?;
            let what = format!("version {version} of the bot in {}", self.region);
            let now = lex.bot(&version, report).await?.definition;
            unless_same(&what, &now, &self.served)?;
            let alias = Alias {
                version,
                ..self.alias.clone()
            };
            lex.set_alias(&alias, report).await
        })
    }
}
