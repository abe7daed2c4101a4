//! The settings that say which bots are asked: `LEX_VERSION` and what goes with it.

use lexdr_lex::{Address, Alias};
use lexdr_route::Environment;

/// The locale if LOCALE_ID is not set.
const DEFAULT_LOCALE: &str = "en_US";

/// A generation of Lex.
#[derive(Clone, Copy)]
enum Version {
    V1,
    V2,
}

/// The bots of both regions, the primary's first. Variables of the other generation are not read.
pub(crate) fn read<L: Fn(&str) -> Option<String>>(env: &mut Environment<L>) -> [Address; 2] {
    // Deployments older than the variable do not have it.
    let version = match env.optional("LEX_VERSION") {
        None => Some(Version::V1),
        Some(_) => env.one_of("LEX_VERSION", &[("v1", Version::V1), ("v2", Version::V2)]),
    };
    match version {
        Some(Version::V2) => v2(env),
        Some(Version::V1) => {
            let address = v1(env);
            [address.clone(), address]
        }
        // Which variables should be there cannot be told.
        None => {
            let (bot, alias) = (String::new(), String::new());
            let address = Address::V1 { bot, alias };
            [address.clone(), address]
        }
    }
}

/// The same bot and alias, by name, in both regions.
fn v1<L: Fn(&str) -> Option<String>>(env: &mut Environment<L>) -> Address {
    let name = |b: u8| b.is_ascii_alphanumeric() || b"_-$".contains(&b);
    let is_name = |value: &str| value.len() <= 100 && value.bytes().all(name);
    let bot = env.text(
        "BOTNAME",
        "the name of the bot, at most 100 letters, digits and '_'",
        is_name,
    );
    let alias = env.text(
        "BOT_ALIAS",
        "the alias of the bot, at most 100 letters, digits and '_', or $LATEST",
        is_name,
    );
    Address::V1 { bot, alias }
}

/// A bot and an alias of its own in each region: their ids are the same only if one bot is a
/// replica of the other.
fn v2<L: Fn(&str) -> Option<String>>(env: &mut Environment<L>) -> [Address; 2] {
    let mut bot = |name| {
        let is_id =
            |value: &str| value.len() == 10 && value.bytes().all(|b| b.is_ascii_alphanumeric());
        env.text(name, "the id of a bot, 10 letters and digits", is_id)
    };
    let bots = [bot("PRIMARY_BOT_ID"), bot("SECONDARY_BOT_ID")];
    let mut alias = |name| Alias::of(&env.text(name, Alias::MUST_BE, Alias::is_allowed));
    let aliases = [alias("PRIMARY_BOT_ALIAS"), alias("SECONDARY_BOT_ALIAS")];
    let locale = match env.optional("LOCALE_ID") {
        None => DEFAULT_LOCALE.to_owned(),
        Some(_) => env.text(
            "LOCALE_ID",
            "the id of a Lex V2 locale, such as en_US or es_419",
            is_locale,
        ),
    };
    let [primary, secondary] = bots;
    let [primary_alias, secondary_alias] = aliases;
    let address = |bot, alias| Address::V2 {
        bot,
        alias,
        locale: locale.clone(),
    };
    [
        address(primary, primary_alias),
        address(secondary, secondary_alias),
    ]
}

/// Whether `text` is shaped like a locale's id: a language and one or two more parts. The API
/// takes any text, and new locales come up, so only the shape is held against the list in the
/// developer guide.
fn is_locale(text: &str) -> bool {
    let mut parts = text.split('_');
    let language = parts.next().unwrap_or_default();
    let more: Vec<&str> = parts.collect();
    (2..=3).contains(&language.len())
        && language.bytes().all(|b| b.is_ascii_lowercase())
        && (1..=2).contains(&more.len())
        && more.iter().all(|part| {
            (2..=4).contains(&part.len()) && part.bytes().all(|b| b.is_ascii_alphanumeric())
        })
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use rstest::rstest;

    use super::*;

    /// An environment of Lex V2, with changes (`""` takes a variable away).
    fn read(changes: &[(&str, &str)]) -> Result<[Address; 2], String> {
        let mut variables = BTreeMap::from([
            ("LEX_VERSION", "v2"),
            ("PRIMARY_BOT_ID", "ABCDEFGHIJ"),
            ("PRIMARY_BOT_ALIAS", "ver_one"),
            ("SECONDARY_BOT_ID", "KLMNOPQRST"),
            ("SECONDARY_BOT_ALIAS", "6PXYXDZRYQ"),
        ]);
        variables.extend(changes.iter().copied());
        let lookup = |name: &str| variables.get(name).map(|value| (*value).to_owned());
        let mut env = Environment::new(lookup);
        let bots = super::read(&mut env);
        match env.finish() {
            Ok(()) => Ok(bots),
            Err(error) => Err(error.to_string()),
        }
    }

    fn v2(bot: &str, alias: Alias, locale: &str) -> Address {
        let (bot, locale) = (bot.to_owned(), locale.to_owned());
        Address::V2 { bot, alias, locale }
    }

    #[rstest]
    #[case("", "en_US")]
    #[case("en_GB", "en_GB")]
    #[case("es_419", "es_419")]
    fn each_region_has_a_bot_and_an_alias_of_its_own(#[case] set: &str, #[case] locale: &str) {
        let bots = read(&[("LOCALE_ID", set)]).unwrap();
        let (name, id) = ("ver_one".to_owned(), "6PXYXDZRYQ".to_owned());
        let expected = [
            v2("ABCDEFGHIJ", Alias::Name(name), locale),
            v2("KLMNOPQRST", Alias::Id(id), locale),
        ];
        assert_eq!(bots, expected);
    }

    #[rstest]
    #[case("v1")]
    #[case("")]
    fn v1_is_the_default_and_reads_nothing_of_v2(#[case] version: &str) {
        let changes = [
            ("LEX_VERSION", version),
            ("BOTNAME", "OrderFlowers"),
            ("BOT_ALIAS", "ver_one"),
            ("PRIMARY_BOT_ID", "no id"),
            ("LOCALE_ID", "no locale"),
        ];
        let address = Address::V1 {
            bot: "OrderFlowers".to_owned(),
            alias: "ver_one".to_owned(),
        };
        assert_eq!(read(&changes).unwrap(), [address.clone(), address]);
    }

    #[test]
    fn v2_reads_nothing_of_v1() {
        assert!(read(&[("BOTNAME", "no name"), ("BOT_ALIAS", "no name")]).is_ok());
    }

    #[rstest]
    #[case(
        "PRIMARY_BOT_ID",
        "",
        "PRIMARY_BOT_ID is not set, must be the id of a bot, 10 letters"
    )]
    #[case(
        "PRIMARY_BOT_ID",
        "OrderFlowers",
        "PRIMARY_BOT_ID is \"OrderFlowers\", must be the id"
    )]
    #[case(
        "SECONDARY_BOT_ID",
        "ABCDEFGHI_",
        "SECONDARY_BOT_ID is \"ABCDEFGHI_\", must be the id"
    )]
    #[case(
        "PRIMARY_BOT_ALIAS",
        "$LATEST",
        "PRIMARY_BOT_ALIAS is \"$LATEST\", must be the id of a bot alias (10 capital letters and \
         digits, or TSTALIASID) or its name (1 to 100 letters, digits, '_' and '-')"
    )]
    #[case(
        "SECONDARY_BOT_ALIAS",
        "",
        "SECONDARY_BOT_ALIAS is not set, must be the id of a bot alias"
    )]
    #[case(
        "LOCALE_ID",
        "en-US",
        "LOCALE_ID is \"en-US\", must be the id of a Lex V2 locale"
    )]
    #[case("LOCALE_ID", "english", "LOCALE_ID is \"english\", must be")]
    #[case("LOCALE_ID", "en_", "LOCALE_ID is \"en_\", must be")]
    #[case("LOCALE_ID", "EN_US", "LOCALE_ID is \"EN_US\", must be")]
    #[case("LEX_VERSION", "2", "LEX_VERSION is \"2\", must be v1 or v2")]
    fn a_wrong_variable_is_named_with_what_is_allowed(
        #[case] name: &'static str,
        #[case] value: &'static str,
        #[case] message: &str,
    ) {
        let error = read(&[(name, value)]).unwrap_err();
        assert!(
            error.starts_with(message) && !error.contains("; "),
            "{error}"
        );
    }
}
