//! The bot's language is disabled in its alias. Only Lex V2 has that.

use lexdr_simulator::BoxFuture;

use super::lex::v2::{Alias, Lex};
use super::{Doing, Report, Undo};
use crate::Target;

struct Enable {
    region: String,
    alias: Alias,
}

pub(super) async fn inject(target: &Target, region: &str, doing: &mut Doing) -> Result<(), String> {
    let lex = Lex::new(target, region);
    let alias = lex.alias(&mut doing.report).await?;
    let locale = &target.system.locale;
    let mut disabled = alias.clone();
    let Some(settings) = disabled.says.locales.get_mut(locale) else {
        let system = &target.system;
        return Err(format!(
            "alias {} of {} in {region} does not have {locale}",
            system.alias, system.bot
        ));
    };
    settings.enabled = false;
    doing.will_undo(Enable {
        region: region.to_owned(),
        alias,
    });
    lex.set_alias(&disabled, &mut doing.report).await
}

impl Undo for Enable {
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
