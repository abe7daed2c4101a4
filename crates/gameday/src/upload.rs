//! What a run leaves, in a bucket of S3: each file as an object of its own.
//!
//! Of S3 nothing is needed but PutObject, which is one signed request (`put`): the SDK's client
//! would be larger than all others that are used here together.

mod put;
mod refused;

use std::fmt;
use std::path::{Path, PathBuf};
use std::str::FromStr;

use lexdr_deploy::Clients;
use lexdr_wire::BoxFuture;
use serde::Serialize;

use put::{Object, put};

/// A bucket, and what the keys of its objects begin with: `s3://BUCKET/PREFIX`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(into = "String")]
pub struct Destination {
    bucket: String,
    /// Without a slash at its end.
    prefix: String,
}

/// Why a text names no destination.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error(
    "{0:?} is no place in S3; write the bucket and a prefix, such as \"s3://BUCKET/game-days\""
)]
pub struct NoDestination(String);

impl FromStr for Destination {
    type Err = NoDestination;

    fn from_str(text: &str) -> Result<Self, NoDestination> {
        let wrong = || NoDestination(text.to_owned());
        let rest = text.strip_prefix("s3://").ok_or_else(wrong)?;
        let rest = rest.strip_suffix('/').unwrap_or(rest);
        let (bucket, prefix) = rest.split_once('/').unwrap_or((rest, ""));
        let fits = is_bucket(bucket) && (prefix.is_empty() || is_prefix(prefix));
        fits.then(|| Self {
            bucket: bucket.to_owned(),
            prefix: prefix.to_owned(),
        })
        .ok_or_else(wrong)
    }
}

/// As "General purpose bucket naming rules" of S3 has it.
fn is_bucket(name: &str) -> bool {
    let sign = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit();
    let part = |part: &str| {
        let ends = [part.bytes().next(), part.bytes().last()];
        !part.is_empty()
            && part.bytes().all(|byte| sign(byte) || byte == b'-')
            && ends.into_iter().flatten().all(sign)
    };
    (3..=63).contains(&name.len()) && name.split('.').all(part)
}

/// What needs no encoding, in a URL, in a signature or in a policy, and means nothing there.
fn is_prefix(prefix: &str) -> bool {
    let sign = |byte: u8| byte.is_ascii_alphanumeric() || b"-_.".contains(&byte);
    let part = |part: &str| !matches!(part, "" | "." | "..") && part.bytes().all(sign);
    prefix.len() <= 512 && prefix.split('/').all(part)
}

impl Destination {
    /// The objects below it, as the resource of a policy.
    pub(crate) fn arn(&self, partition: &str) -> String {
        let key = self.key("*");
        format!("arn:{partition}:s3:::{}/{key}", self.bucket)
    }

    fn key(&self, rest: &str) -> String {
        match self.prefix.as_str() {
            "" => rest.to_owned(),
            prefix => format!("{prefix}/{rest}"),
        }
    }
}

impl fmt::Display for Destination {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "s3://{}", self.bucket)?;
        match self.prefix.as_str() {
            "" => Ok(()),
            prefix => write!(f, "/{prefix}"),
        }
    }
}

impl From<Destination> for String {
    fn from(destination: Destination) -> Self {
        destination.to_string()
    }
}

/// A file, and its name in the bucket.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct File {
    /// The last part of its key.
    pub name: &'static str,
    /// Where it is.
    pub path: PathBuf,
}

/// Puts the files of a run to `PREFIX/RUN/NAME`, one after the other, into a bucket of `region`.
///
/// # Errors
/// What could not be put, and why. What comes after it is not tried.
pub fn upload<'a>(
    clients: &'a Clients,
    to: &'a Destination,
    region: &'a str,
    run: &'a str,
    files: &'a [File],
) -> BoxFuture<'a, Result<(), String>> {
    Box::pin(async move {
        for File { name, path } in files {
            let body = std::fs::read(path);
            let body = body.map_err(|error| format!("{}: {error}", path.display()))?;
            let object = Object {
                bucket: to.bucket.clone(),
                key: to.key(&format!("{run}/{name}")),
                content_type: content_type(name),
                body,
            };
            put(clients, region, object).await?;
        }
        Ok(())
    })
}

/// What a browser makes of it.
fn content_type(name: &str) -> &'static str {
    let extension = Path::new(name).extension();
    match extension.and_then(|extension| extension.to_str()) {
        Some("json") => "application/json",
        Some("jsonl") => "application/jsonl",
        Some("xml") => "application/xml",
        Some("md") => "text/markdown; charset=utf-8",
        _ => "application/octet-stream",
    }
}

#[cfg(test)]
mod tests {
    use super::Destination;

    #[test]
    fn a_destination_is_a_bucket_and_maybe_a_prefix() {
        let read = |text: &str| text.parse::<Destination>().unwrap();
        let keyed = |text: &str| {
            let read = read(text);
            (read.to_string(), read.key("r/n"), read.arn("aws"))
        };
        let of =
            |text: &str, key: &str, arn: &str| (text.to_owned(), key.to_owned(), arn.to_owned());
        let bare = of("s3://runs", "r/n", "arn:aws:s3:::runs/*");
        assert_eq!(keyed("s3://runs"), bare);
        assert_eq!(keyed("s3://runs/"), bare);
        let deep = of(
            "s3://my.runs/a/b-c",
            "a/b-c/r/n",
            "arn:aws:s3:::my.runs/a/b-c/*",
        );
        assert_eq!(keyed("s3://my.runs/a/b-c/"), deep);
    }

    #[test]
    fn what_is_none_is_refused_with_what_would_be() {
        for text in [
            "runs/a",
            "s3://",
            "s3://ab",
            "s3://Runs",
            "s3://-runs",
            "s3://a..b",
            "s3://runs/a//b",
            "s3://runs/../b",
            "s3://runs/a b",
            "s3://runs/*",
            "https://runs.s3.amazonaws.com/a",
        ] {
            let error = text.parse::<Destination>().unwrap_err().to_string();
            assert!(error.contains("s3://BUCKET/game-days"), "{text}: {error}");
        }
    }
}
