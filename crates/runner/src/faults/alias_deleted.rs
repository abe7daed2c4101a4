//! The bot's alias is deleted, and made again.
//!
//! In Lex V1 the alias that comes back is the same to everybody, because it goes by its name. In
//! Lex V2 it has another id: what the functions are told as a default is brought in line, and a
//! health check that was told the old id keeps it. Tags and a resource policy of an alias of Lex
//! V2 do not come back.

use lexdr_simulator::BoxFuture;

use super::lex::Alias;
use super::{Doing, Report, Undo, rewire};
use crate::Target;

struct PutBack {
    region: String,
    alias: Alias,
}

pub(super) async fn inject(target: &Target, region: &str, doing: &mut Doing) -> Result<(), String> {
    let alias = Alias::read(target, region, &mut doing.report).await?;
    doing.will_undo(PutBack {
        region: region.to_owned(),
        alias: alias.clone(),
    });
    alias.delete(target, region, &mut doing.report).await
}

impl Undo for PutBack {
    fn undo<'a>(
        &'a self,
        target: &'a Target,
        report: &'a mut Report,
    ) -> BoxFuture<'a, Result<(), String>> {
        Box::pin(async move {
            self.alias.set(target, &self.region, report).await?;
            match &self.alias {
                Alias::V1(_) => Ok(()),
                Alias::V2(was) => {
                    let now = super::lex::v2::Lex::new(target, &self.region);
                    let now = now.alias(report).await?;
                    rewire::default_route(target, was, &now, report).await
                }
            }
        })
    }
}
