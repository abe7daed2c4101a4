//! A broken version of a bot of Lex V2: it works, but in another language than the callers'.

use lexdr_deploy::boxed;
use lexdr_simulator::BoxFuture;

use crate::Target;
use crate::faults::lex::v2::{Alias, Lex};
use crate::faults::{Doing, Report, Undo};

/// Languages that Lex has, at least one of which the bot has not.
const LANGUAGES: [&str; 4] = ["en_GB", "en_AU", "en_IN", "en_ZA"];

/// The other language of the draft, to be removed.
#[derive(Clone)]
struct Language {
    region: String,
    bot_id: String,
    locale: String,
}

/// The broken version, to be removed.
struct Broken {
    region: String,
    bot_id: String,
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
    let bot_id = &alias.bot_id;
    let locale = boxed(|| free_locale(&lex, bot_id, &mut doing.report)).await?;
    let language = Language {
        region: region.to_owned(),
        bot_id: bot_id.clone(),
        locale: locale.to_owned(),
    };
    doing.will_undo(language.clone());
    let report = &mut doing.report;
    boxed(|| lex.create_locale(bot_id, locale, report)).await?;
    boxed(|| lex.fill_locale(bot_id, locale, report)).await?;
    boxed(|| lex.build_locale(bot_id, locale, report)).await?;
    let version = boxed(|| lex.create_version(bot_id, locale, report)).await?;
    doing.will_undo(Broken {
        region: region.to_owned(),
        bot_id: bot_id.clone(),
        version: version.clone(),
    });
    boxed(|| lex.version_made(bot_id, &version)).await?;
    // A version is a copy: the draft is needed for nothing more.
    language.undo(target, &mut doing.report).await?;
    Ok(Alias {
        says: alias.says.of(Some(version)),
        ..alias.clone()
    })
}

async fn free_locale(
    lex: &Lex<'_>,
    bot_id: &str,
    report: &mut Report,
) -> Result<&'static str, String> {
    for locale in LANGUAGES {
        if !lex.has_locale(bot_id, locale, report).await? {
            return Ok(locale);
        }
    }
    Err(format!("bot {bot_id} has all of {}", LANGUAGES.join(", ")))
}

impl Undo for Language {
    fn undo<'a>(
        &'a self,
        target: &'a Target,
        report: &'a mut Report,
    ) -> BoxFuture<'a, Result<(), String>> {
        Box::pin(async move {
            Lex::new(target, &self.region)
                .delete_locale(&self.bot_id, &self.locale, report)
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
                .delete_version(&self.bot_id, &self.version, report)
                .await
        })
    }
}
