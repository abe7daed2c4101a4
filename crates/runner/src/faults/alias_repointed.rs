//! The bot's alias points at a version that does not work: a bot without intents, which Lex
//! stores as a version with status `FAILED`.

use aws_sdk_lexmodelbuilding::operation::put_bot::builders::PutBotInputBuilder;
use lexdr_simulator::BoxFuture;

use super::lex::{Alias, LATEST, Lex};
use super::{Doing, Report, Undo};
use crate::Target;

/// `$LATEST` as it was.
struct Latest {
    region: String,
    definition: PutBotInputBuilder,
}

/// The broken version, to be removed.
struct Broken {
    region: String,
    version: String,
}

/// The alias as it was.
struct Pointer {
    region: String,
    alias: Alias,
}

pub(super) async fn inject(target: &Target, region: &str, doing: &mut Doing) -> Result<(), String> {
    let lex = Lex::new(target, region);
    let alias = lex.alias(&mut doing.report).await?;
    let latest = lex.bot(LATEST, &mut doing.report).await?.definition;
    let region = region.to_owned();
    doing.will_undo(Latest {
        region: region.clone(),
        definition: latest.clone(),
    });
    let broken = latest.clone().set_intents(Some(Vec::new()));
    let version = lex.put_bot(&broken, true, &mut doing.report).await?;
    doing.will_undo(Broken {
        region: region.clone(),
        version: version.clone(),
    });
    // A version is a copy: `$LATEST` is needed for nothing more.
    lex.set_latest(&latest, &mut doing.report).await?;
    let elsewhere = Alias {
        version,
        ..alias.clone()
    };
    doing.will_undo(Pointer { region, alias });
    lex.set_alias(&elsewhere, &mut doing.report).await
}

impl Undo for Latest {
    fn undo<'a>(
        &'a self,
        target: &'a Target,
        report: &'a mut Report,
    ) -> BoxFuture<'a, Result<(), String>> {
        Box::pin(async move {
            Lex::new(target, &self.region)
                .set_latest(&self.definition, report)
                .await
        })
    }
}

impl Undo for Broken {
    fn undo<'a>(
        &'a self,
        target: &'a Target,
        report: &'a mut Report,
    ) -> BoxFuture<'a, Result<(), String>> {
        Box::pin(async move {
            Lex::new(target, &self.region)
                .delete_version(&self.version, report)
                .await
        })
    }
}

impl Undo for Pointer {
    fn undo<'a>(
        &'a self,
        target: &'a Target,
        report: &'a mut Report,
    ) -> BoxFuture<'a, Result<(), String>> {
        Box::pin(async move {
            Lex::new(target, &self.region)
                .set_alias(&self.alias, report)
                .await
        })
    }
}
