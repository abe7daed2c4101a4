//! The secrets to sign with.

use lexdr_wire::BoxFuture;
use std::collections::BTreeMap;
use std::fmt;
use std::path::Path;
use std::sync::Arc;

use aws_credential_types::Credentials;
use aws_runtime::env_config::file::{EnvConfigFileKind, EnvConfigFiles};
use aws_runtime::env_config::section::EnvConfigSections;
use aws_runtime::env_config::source;
use aws_types::os_shim_internal::{Env, Fs};

/// Secrets by access key id. Clones share them; nothing prints them.
#[derive(Clone, Default)]
pub struct Keys(Arc<BTreeMap<String, Credentials>>);

/// Why there are no secrets to sign with.
#[derive(Debug, thiserror::Error)]
pub enum KeysError {
    /// The environment has none.
    #[error(
        "the environment has no credentials to sign with; set AWS_ACCESS_KEY_ID and \
         AWS_SECRET_ACCESS_KEY (and AWS_SESSION_TOKEN where there is one), or name a file with \
         --credentials"
    )]
    NoneSet,
    /// The file is not what it should be.
    #[error("{file}: {problem}")]
    File {
        /// Its name.
        file: String,
        /// What is wrong, and what would be right.
        problem: String,
    },
}

impl Keys {
    /// These.
    #[must_use]
    pub fn new(all: impl IntoIterator<Item = Credentials>) -> Self {
        let named = |key: Credentials| (key.access_key_id().to_owned(), key);
        Self(Arc::new(all.into_iter().map(named).collect()))
    }

    /// The one that these variables hold: `AWS_ACCESS_KEY_ID`, `AWS_SECRET_ACCESS_KEY` and, if
    /// there is one, `AWS_SESSION_TOKEN`.
    ///
    /// # Errors
    /// When there is none.
    pub fn from_environment(variable: impl Fn(&str) -> Option<String>) -> Result<Self, KeysError> {
        let set = |name| variable(name).filter(|value| !value.is_empty());
        let (Some(id), Some(secret)) = (set("AWS_ACCESS_KEY_ID"), set("AWS_SECRET_ACCESS_KEY"))
        else {
            return Err(KeysError::NoneSet);
        };
        let token = set("AWS_SESSION_TOKEN");
        Ok(Self::new([Credentials::new(
            id,
            secret,
            token,
            None,
            "environment",
        )]))
    }

    /// Those of a file as `~/.aws/credentials` is one: the keys of all its profiles.
    ///
    /// # Errors
    /// When it cannot be read or holds no key.
    pub fn from_file<'a>(path: &'a Path) -> BoxFuture<'a, Result<Self, KeysError>> {
        Box::pin(async move {
            let wrong = |problem: String| KeysError::File {
                file: path.display().to_string(),
                problem,
            };
            let text = std::fs::read_to_string(path)
                .map_err(|error| wrong(format!("cannot be read: {error}")))?;
            let files = EnvConfigFiles::builder()
                .with_contents(EnvConfigFileKind::Credentials, text)
                .build();
            let source = source::load(&Env::from_slice(&[]), &Fs::real(), &files).await;
            let source = source.map_err(|error| wrong(error.to_string()))?;
            let parsed = EnvConfigSections::parse(source);
            // What the parser says quotes the line, and the line may hold a secret.
            let parsed = parsed.map_err(|_| {
                wrong(
                    "not in the form of an AWS credentials file: [profile], then name = value"
                        .into(),
                )
            })?;
            let profiles = parsed
                .profiles()
                .filter_map(|name| parsed.get_profile(name));
            let keys = Self::new(profiles.filter_map(|profile| {
                let (id, secret) = (
                    profile.get("aws_access_key_id")?,
                    profile.get("aws_secret_access_key")?,
                );
                let token = profile.get("aws_session_token").map(str::to_owned);
                Some(Credentials::new(id, secret, token, None, "file"))
            }));
            if keys.0.is_empty() {
                let problem = "no profile has aws_access_key_id and aws_secret_access_key";
                return Err(wrong(problem.to_owned()));
            }
            Ok(keys)
        })
    }

    /// Both.
    #[must_use]
    pub fn and(self, others: &Self) -> Self {
        Self::new(self.0.values().chain(others.0.values()).cloned())
    }

    pub(crate) fn get(&self, access_key_id: &str) -> Option<&Credentials> {
        self.0.get(access_key_id)
    }
}

impl fmt::Debug for Keys {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Keys({} of them)", self.0.len())
    }
}

#[cfg(test)]
mod tests {
    use std::io::Write;

    use rstest::rstest;

    use super::*;

    async fn read(text: &str) -> Result<Keys, KeysError> {
        let mut file = tempfile::NamedTempFile::new().unwrap();
        file.write_all(text.as_bytes()).unwrap();
        Keys::from_file(file.path()).await
    }

    #[tokio::test]
    async fn every_profile_of_a_file_gives_its_key() {
        let keys = read(
            "[default]\naws_access_key_id = AKIAONE\naws_secret_access_key = one\n\n\
             # a session\n[other]\naws_access_key_id=AKIATWO\naws_secret_access_key=two\n\
             aws_session_token=token\n[without]\nregion = us-east-1\n",
        )
        .await
        .unwrap();
        assert_eq!(keys.get("AKIAONE").unwrap().secret_access_key(), "one");
        assert_eq!(keys.get("AKIATWO").unwrap().session_token(), Some("token"));
        assert!(keys.get("AKIATHREE").is_none());
        assert_eq!(format!("{keys:?}"), "Keys(2 of them)");
    }

    #[rstest]
    #[case::empty("", "no profile has")]
    #[case::half("[default]\naws_access_key_id = AKIAONE\n", "no profile has")]
    #[case::not_ini("[default]\nsecret without a name\n", "not in the form")]
    #[tokio::test]
    async fn files_without_keys_are_refused_and_not_quoted(
        #[case] text: &str,
        #[case] expected: &str,
    ) {
        let error = read(text).await.unwrap_err().to_string();
        assert!(error.contains(expected), "{error}");
        assert!(!error.contains("secret without"), "{error}");
    }

    #[test]
    fn the_environment_has_one_key_or_none() {
        let set = |name: &str| match name {
            "AWS_ACCESS_KEY_ID" => Some("AKIAENV".to_owned()),
            "AWS_SECRET_ACCESS_KEY" => Some("env".to_owned()),
            _ => Some(String::new()),
        };
        let keys = Keys::from_environment(set).unwrap();
        assert_eq!(keys.get("AKIAENV").unwrap().session_token(), None);
        assert!(Keys::from_environment(|_| None).is_err());
    }
}
