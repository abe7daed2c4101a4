//! Which LocalStack is started.

/// The last tag that needs no account.
const TAG: &str = "4.14.0";

/// Names another tag.
const TAG_VARIABLE: &str = "LEXDR_LOCALSTACK_TAG";

/// What newer tags want. The container reads the same name.
pub(crate) const TOKEN_VARIABLE: &str = "LOCALSTACK_AUTH_TOKEN";

/// Which LocalStack is started. It holds a secret, so it cannot be printed.
#[derive(Clone)]
pub struct Settings {
    pub(crate) tag: String,
    pub(crate) token: Option<String>,
}

impl Settings {
    /// What the variables say that `lookup` reads: LEXDR_LOCALSTACK_TAG, 4.14.0 if not set, and
    /// LOCALSTACK_AUTH_TOKEN.
    #[must_use]
    pub fn from_env(lookup: impl Fn(&str) -> Option<String>) -> Self {
        let set = |name: &str| lookup(name).filter(|value| !value.is_empty());
        Self {
            tag: set(TAG_VARIABLE).unwrap_or_else(|| TAG.to_owned()),
            token: set(TOKEN_VARIABLE),
        }
    }

    /// The image, for people.
    #[must_use]
    pub fn image(&self) -> String {
        format!("localstack/localstack:{}", self.tag)
    }

    /// What may be missing if this does not start; nothing for the usual tag.
    pub(crate) fn hint(&self) -> String {
        match self.token {
            None if self.tag != TAG => {
                format!("; tags newer than {TAG} need {TOKEN_VARIABLE}")
            }
            _ => String::new(),
        }
    }
}
