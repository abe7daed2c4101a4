//! A broken version of a bot of Lex V1: it has no intents, so Lex stores it with status `FAILED`.

use aws_sdk_lexmodelbuilding::operation::put_bot::builders::PutBotInputBuilder;
use lexdr_simulator::BoxFuture;

use crate::Target;
use crate::faults::lex::v1::{Alias, LATEST, Lex};
use crate::faults::{Doing, Report, Undo};

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

/// The alias as it is to be, with the broken version made for it.
pub(super) async fn elsewhere(
    target: &Target,
    region: &str,
    alias: &Alias,
    doing: &mut Doing,
) -> Result<Alias, String> {
    let lex = Lex::new(target, region);
    let latest = lex.bot(LATEST, &mut doing.report).await?.definition;
    let region = region.to_owned();
    doing.will_undo(Latest {
        region: region.clone(),
        definition: latest.clone(),
    });
    let broken = latest.clone().set_intents(Some(Vec::new()));
    let version = lex.put_bot(&broken, true, &mut doing.report).await?;
    doing.will_undo(Broken {
        region,
        version: version.clone(),
    });
    // A version is a copy: `$LATEST` is needed for nothing more.
    lex.set_latest(&latest, &mut doing.report).await?;
    Ok(Alias {
        version,
        ..alias.clone()
    })
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
