//! The settings, as existing deployments have them.

use lexdr_lex::{Address, Expected, Question};
use lexdr_route::{Environment, SettingsError};

use crate::bots;
use crate::decide::{Side, Thresholds};
use crate::session::{MOST_PREFIX, is_user_id_char};

/// How the bot is asked.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Method {
    /// `put_session`: opens a session.
    PutSession,
    /// `send_message`: says SAMPLE_UTTERANCE and expects EXPECTED_RESPONSE.
    SendMessage,
}

/// What the environment says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Settings {
    /// The primary region's bot and the secondary's, by LEX_VERSION: BOTNAME and BOT_ALIAS, the
    /// same in both regions, or PRIMARY_BOT_ID, PRIMARY_BOT_ALIAS, SECONDARY_BOT_ID,
    /// SECONDARY_BOT_ALIAS and LOCALE_ID.
    pub bots: [Address; 2],
    /// PRIMARY_REGION, preferred while it is healthy; also the item's key.
    pub primary: String,
    /// SECONDARY_REGION.
    pub secondary: String,
    /// TABLE_NAME, a name or an ARN.
    pub table: String,
    /// From TEST_METHOD, SAMPLE_UTTERANCE and EXPECTED_RESPONSE.
    pub question: Question,
    /// TEST_USER, the prefix of session ids.
    pub user: String,
    /// FAILURE_THRESHOLD and RECOVERY_THRESHOLD, 1 each if not set.
    pub thresholds: Thresholds,
}

impl Settings {
    /// Reads the variables with `lookup`.
    ///
    /// # Errors
    /// With every variable that is missing or wrong, its value, and what is allowed.
    pub fn from_env(lookup: impl Fn(&str) -> Option<String>) -> Result<Self, SettingsError> {
        let mut env = Environment::new(lookup);
        let bots = bots::read(&mut env);
        let methods = [
            ("put_session", Method::PutSession),
            ("send_message", Method::SendMessage),
        ];
        let method = env.one_of("TEST_METHOD", &methods);
        let question = match method {
            Some(Method::SendMessage) => said(&mut env),
            _ => Question::OpenSession,
        };
        let primary = env.region("PRIMARY_REGION");
        let secondary = env.region("SECONDARY_REGION");
        if !primary.is_empty() && primary == secondary {
            env.problem(
                "SECONDARY_REGION",
                Some(secondary.clone()),
                "another region than PRIMARY_REGION",
            );
        }
        let table = env.table("TABLE_NAME");
        let user_must_be = format!(
            "1 to {MOST_PREFIX} characters of a Lex user id (letters, digits, '.', '_', ':', '-')"
        );
        let user = env.text("TEST_USER", &user_must_be, |value| {
            value.len() <= MOST_PREFIX && value.chars().all(is_user_id_char)
        });
        let thresholds = Thresholds {
            failure: env.number("FAILURE_THRESHOLD", 1, 1..=100),
            recovery: env.number("RECOVERY_THRESHOLD", 1, 1..=100),
        };
        env.finish()?;
        Ok(Self {
            bots,
            primary,
            secondary,
            table,
            question,
            user,
            thresholds,
        })
    }

    /// A side's bot.
    #[must_use]
    pub const fn bot(&self, side: Side) -> &Address {
        let [primary, secondary] = &self.bots;
        match side {
            Side::Primary => primary,
            Side::Secondary => secondary,
        }
    }

    /// The name of a side's region.
    #[must_use]
    pub fn region(&self, side: Side) -> &str {
        match side {
            Side::Primary => &self.primary,
            Side::Secondary => &self.secondary,
        }
    }
}

fn said<L: Fn(&str) -> Option<String>>(env: &mut Environment<L>) -> Question {
    // Limits of PostText and RecognizeText (Lex API references).
    let fits = |value: &str| value.chars().count() <= 1024;
    let utterance = env.text(
        "SAMPLE_UTTERANCE",
        "what to say to the bot, 1 to 1024 characters",
        fits,
    );
    let expected = env.text(
        "EXPECTED_RESPONSE",
        "the bot's answer to SAMPLE_UTTERANCE, or a JSON array of answers that are all right",
        |_| true,
    );
    Question::Say {
        utterance,
        expected: Expected::parse(&expected),
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use rstest::rstest;

    use super::*;

    /// The environment of the published deployment, with changes (`""` takes a variable away).
    fn read(changes: &[(&str, &str)]) -> Result<Settings, String> {
        let mut env = BTreeMap::from([
            ("BOTNAME", "OrderFlowers"),
            ("BOT_ALIAS", "ver_one"),
            ("SAMPLE_UTTERANCE", "I would like to order some flowers"),
            (
                "EXPECTED_RESPONSE",
                "What type of flowers would you like to order?",
            ),
            ("PRIMARY_REGION", "us-east-1"),
            ("SECONDARY_REGION", "us-west-2"),
            ("TABLE_NAME", "lexDR"),
            ("TEST_METHOD", "send_message"),
            ("TEST_USER", "test"),
        ]);
        env.extend(changes.iter().copied());
        Settings::from_env(|name| env.get(name).map(|value| (*value).to_owned()))
            .map_err(|error| error.to_string())
    }

    #[test]
    fn the_published_environment_is_valid_as_it_is() {
        let settings = read(&[]).unwrap();
        assert_eq!(
            settings.thresholds,
            Thresholds {
                failure: 1,
                recovery: 1
            }
        );
        assert_eq!(settings.region(Side::Secondary), "us-west-2");
        for side in [Side::Primary, Side::Secondary] {
            let (bot, alias) = ("OrderFlowers".to_owned(), "ver_one".to_owned());
            assert_eq!(settings.bot(side), &Address::V1 { bot, alias });
        }
    }

    #[test]
    fn put_session_needs_no_utterance() {
        let changes = [
            ("TEST_METHOD", "put_session"),
            ("SAMPLE_UTTERANCE", ""),
            ("EXPECTED_RESPONSE", ""),
        ];
        assert_eq!(read(&changes).unwrap().question, Question::OpenSession);
    }

    #[rstest]
    #[case(
        "TEST_METHOD",
        "sendMessage",
        "TEST_METHOD is \"sendMessage\", must be put_session or send_message"
    )]
    #[case(
        "TEST_METHOD",
        "",
        "TEST_METHOD is not set, must be put_session or send_message"
    )]
    #[case("PRIMARY_REGION", "us-east-1a", "must be the name of an AWS region")]
    #[case(
        "SECONDARY_REGION",
        "us-east-1",
        "SECONDARY_REGION is \"us-east-1\", must be another region"
    )]
    #[case("TEST_USER", "te st", "TEST_USER is \"te st\", must be 1 to")]
    #[case(
        "TEST_USER",
        "012345678901234567890123456789012345678901234567890123",
        "TEST_USER is"
    )]
    #[case("SAMPLE_UTTERANCE", "", "SAMPLE_UTTERANCE is not set")]
    #[case("EXPECTED_RESPONSE", "", "EXPECTED_RESPONSE is not set")]
    #[case("TABLE_NAME", "a b", "TABLE_NAME is \"a b\"")]
    #[case(
        "FAILURE_THRESHOLD",
        "0",
        "FAILURE_THRESHOLD is \"0\", must be a whole number from 1 to 100"
    )]
    #[case("RECOVERY_THRESHOLD", "101", "RECOVERY_THRESHOLD is \"101\", must be")]
    #[case("BOTNAME", "Order Flowers", "BOTNAME is \"Order Flowers\"")]
    #[case("BOT_ALIAS", "", "BOT_ALIAS is not set")]
    fn a_wrong_variable_is_named_with_what_is_allowed(
        #[case] name: &'static str,
        #[case] value: &'static str,
        #[case] message: &str,
    ) {
        let error = read(&[(name, value)]).unwrap_err();
        assert!(error.contains(message) && !error.contains("; "), "{error}");
    }
}
