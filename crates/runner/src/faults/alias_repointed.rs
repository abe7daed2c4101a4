//! The bot's alias points at a version that does not work: in Lex V1 one without intents, in Lex
//! V2 one that does not have the callers' language.

mod v1;
mod v2;

use lexdr_deploy::boxed;
use lexdr_simulator::BoxFuture;

use super::lex::Alias;
use super::{Doing, Report, Undo};
use crate::Target;

/// The alias as it was.
struct Pointer {
    region: String,
    alias: Alias,
}

pub(super) async fn inject(target: &Target, region: &str, doing: &mut Doing) -> Result<(), String> {
    let alias = Alias::read(target, region, &mut doing.report).await?;
    let elsewhere = match &alias {
        Alias::V1(alias) => Alias::V1(boxed(|| v1::elsewhere(target, region, alias, doing)).await?),
        Alias::V2(alias) => Alias::V2(boxed(|| v2::elsewhere(target, region, alias, doing)).await?),
    };
    doing.will_undo(Pointer {
        region: region.to_owned(),
        alias,
    });
    elsewhere.set(target, region, &mut doing.report).await
}

impl Undo for Pointer {
    fn undo<'a>(
        &'a self,
        target: &'a Target,
        report: &'a mut Report,
    ) -> BoxFuture<'a, Result<(), String>> {
        Box::pin(async move { self.alias.set(target, &self.region, report).await })
    }
}
