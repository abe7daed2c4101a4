//! The settings.

use std::collections::BTreeMap;

use lexdr_route::{Environment, SettingsError, is_bot_alias_arn, is_region_name};

/// What the environment says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Settings {
    /// TABLE_NAME, a name or an ARN.
    pub table: String,
    /// DEFAULT_REGION, else AWS_REGION (the function's own): the answer when nothing better is
    /// known, and the item's key when the flow passes none.
    pub default_region: String,
    /// BOT_ALIAS_ARNS, by region: the aliases of Lex V2 where the item does not name the one of its
    /// route. No check has written it yet, or a person has.
    pub bot_alias_arns: BTreeMap<String, String>,
}

impl Settings {
    /// Reads the variables with `lookup`.
    ///
    /// # Errors
    /// With every variable that is missing or wrong, its value, and what is allowed.
    pub fn from_env(lookup: impl Fn(&str) -> Option<String>) -> Result<Self, SettingsError> {
        let mut env = Environment::new(lookup);
        let table = env.table("TABLE_NAME");
        let own = env
            .optional("AWS_REGION")
            .filter(|region| is_region_name(region));
        let default_region = match (env.optional("DEFAULT_REGION"), own) {
            (None, Some(own)) => own,
            _ => env.region("DEFAULT_REGION"),
        };
        let bot_alias_arns = bot_alias_arns(&mut env);
        env.finish()?;
        Ok(Self {
            table,
            default_region,
            bot_alias_arns,
        })
    }

    /// The alias of Lex V2 in a region, as far as the settings name it.
    #[must_use]
    pub fn bot_alias_arn(&self, region: &str) -> Option<String> {
        self.bot_alias_arns.get(region).cloned()
    }
}

fn bot_alias_arns<L: Fn(&str) -> Option<String>>(
    env: &mut Environment<L>,
) -> BTreeMap<String, String> {
    const NAME: &str = "BOT_ALIAS_ARNS";
    let mut arns = BTreeMap::new();
    let Some(text) = env.optional(NAME) else {
        return arns;
    };
    for arn in text.split(',').map(str::trim) {
        let region = arn.split(':').nth(3).unwrap_or_default();
        let is_new = !arns.contains_key(region);
        if !is_new || !is_bot_alias_arn(arn, region) {
            let must_be = "the ARN of a bot alias of Lex V2 in each region, joined by commas \
                           (arn:aws:lex:REGION:ACCOUNT:bot-alias/BOT_ID/ALIAS_ID)";
            env.problem(NAME, Some(text.clone()), must_be);
            break;
        }
        arns.insert(region.to_owned(), arn.to_owned());
    }
    arns
}

#[cfg(test)]
mod tests {
    use rstest::rstest;

    use super::*;

    const ARN: &str = "arn:aws:lex:us-east-1:123456789012:bot-alias/ABCDEFGHIJ/TSTALIASID";

    #[rstest]
    #[case(&[("TABLE_NAME", "lexDR"), ("AWS_REGION", "us-east-1")], Ok("us-east-1"))]
    #[case(
        &[("TABLE_NAME", "lexDR"), ("AWS_REGION", "us-east-1"), ("DEFAULT_REGION", "us-west-2")],
        Ok("us-west-2")
    )]
    #[case(
        &[("TABLE_NAME", "lexDR"), ("AWS_REGION", "us-east-1"), ("DEFAULT_REGION", "err")],
        Err("DEFAULT_REGION is \"err\", must be the name of an AWS region, such as us-east-1")
    )]
    #[case(
        &[("TABLE_NAME", "lexDR")],
        Err("DEFAULT_REGION is not set, must be the name of an AWS region, such as us-east-1")
    )]
    #[case(
        &[("AWS_REGION", "us-east-1")],
        Err("TABLE_NAME is not set, must be the name of a DynamoDB table (3 to 255 letters, \
             digits, '_', '.', '-') or its ARN")
    )]
    fn settings(#[case] env: &[(&str, &str)], #[case] expected: Result<&str, &str>) {
        let lookup = |name: &str| {
            env.iter()
                .find(|(key, _)| *key == name)
                .map(|(_, value)| (*value).to_owned())
        };
        let region = Settings::from_env(lookup).map(|settings| settings.default_region);
        assert_eq!(
            region.map_err(|error| error.to_string()),
            expected.map(str::to_owned).map_err(str::to_owned)
        );
    }
    const WEST: &str = "arn:aws:lex:us-west-2:123456789012:bot-alias/KLMNOPQRST/6PXYXDZRYQ";

    fn aliases(set: &str) -> Result<Vec<String>, String> {
        let lookup = |name: &str| match name {
            "TABLE_NAME" => Some("lexDR".to_owned()),
            "AWS_REGION" => Some("us-east-1".to_owned()),
            "BOT_ALIAS_ARNS" => Some(set.to_owned()),
            _ => None,
        };
        let settings = Settings::from_env(lookup).map_err(|error| error.to_string())?;
        Ok(settings.bot_alias_arns.into_values().collect())
    }

    #[test]
    fn aliases_are_kept_by_region() {
        assert_eq!(aliases("").unwrap(), Vec::<String>::new());
        assert_eq!(aliases(ARN).unwrap(), [ARN]);
        assert_eq!(aliases(&format!("{WEST}, {ARN}")).unwrap(), [ARN, WEST]);
    }

    #[rstest]
    #[case("ver_one")]
    #[case("arn:aws:lex:us-west-2:123456789012:bot/KLMNOPQRST")]
    #[case(&format!("{ARN},{ARN}"))]
    #[case(&format!("{ARN},"))]
    fn what_is_no_alias_is_refused(#[case] set: &str) {
        let error = aliases(set).unwrap_err();
        let told = format!("BOT_ALIAS_ARNS is {set:?}, must be the ARN of a bot alias of Lex V2");
        assert!(error.contains(&told), "{error}");
    }
}
