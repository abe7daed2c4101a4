//! The settings.

use lexdr_route::{Environment, SettingsError, is_region_name};

/// What the environment says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Settings {
    /// TABLE_NAME, a name or an ARN.
    pub table: String,
    /// DEFAULT_REGION, else AWS_REGION (the function's own): the answer when nothing better is
    /// known, and the item's key when the flow passes none.
    pub default_region: String,
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
        env.finish()?;
        Ok(Self {
            table,
            default_region,
        })
    }
}

#[cfg(test)]
mod tests {
    use rstest::rstest;

    use super::*;

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
}
