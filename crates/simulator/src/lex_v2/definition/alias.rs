//! An alias as `CreateBotAlias` and `UpdateBotAlias` take it.

use std::collections::BTreeMap;

use lexdr_wire::ServiceError;
use serde::Deserialize;

use super::{Definition, check_description, locale};
use crate::lex_v2::names;

/// The members that have a meaning here; the rest is stored and given back unread.
#[derive(Debug, Clone, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(in crate::lex_v2) struct AliasBody {
    bot_alias_name: String,
    description: Option<String>,
    pub(in crate::lex_v2) bot_version: Option<String>,
    bot_alias_locale_settings: Option<BTreeMap<String, LocaleSettings>>,
    pub(in crate::lex_v2) tags: Option<BTreeMap<String, String>>,
}

#[derive(Debug, Clone, Deserialize)]
struct LocaleSettings {
    enabled: bool,
}

impl AliasBody {
    /// The locales that callers of the alias do not reach. One without a setting is not among them:
    /// the documentation lets `enabled` alone take a locale away.
    pub(in crate::lex_v2) fn disabled_locales(&self) -> Vec<String> {
        let settings = self.bot_alias_locale_settings.iter().flatten();
        settings
            .filter(|(_, settings)| !settings.enabled)
            .map(|(locale, _)| locale.clone())
            .collect()
    }
}

impl Definition for AliasBody {
    const KIND: &'static str = "alias";

    fn name(&self) -> &str {
        &self.bot_alias_name
    }

    fn check(&self) -> Result<(), ServiceError> {
        names::check_name("botAliasName", &self.bot_alias_name)?;
        check_description(self.description.as_ref())?;
        if let Some(settings) = &self.bot_alias_locale_settings {
            let member = "botAliasLocaleSettings";
            names::count(member, member, settings.len(), 1, usize::MAX)?;
            for locale in settings.keys() {
                locale::name_of(locale)?;
            }
        }
        Ok(())
    }
}
