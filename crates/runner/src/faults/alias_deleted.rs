//! The bot's alias is deleted, and made again.

use lexdr_simulator::BoxFuture;

use super::lex::{Alias, Lex};
use super::{Doing, Report, Undo};
use crate::Target;

struct PutBack {
    region: String,
    alias: Alias,
}

pub(super) async fn inject(target: &Target, region: &str, doing: &mut Doing) -> Result<(), String> {
    let lex = Lex::new(target, region);
    let alias = lex.alias(&mut doing.report).await?;
    doing.will_undo(PutBack {
        region: region.to_owned(),
        alias,
    });
    lex.delete_alias(&mut doing.report).await
}

impl Undo for PutBack {
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
