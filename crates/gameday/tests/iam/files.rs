//! The files, byte for byte.

use std::path::{Path, PathBuf};

use lexdr_gameday::iam::Policy;
use rstest::rstest;
use serde_json::Value;

use crate::{PLACEHOLDERS, config, filled_in, placeholders, statements};

/// Set to write the files instead of comparing them.
const WRITE: &str = "LEXDR_WRITE_POLICIES";

fn path(policy: Policy) -> PathBuf {
    let crate_root = Path::new(env!("CARGO_MANIFEST_DIR"));
    crate_root.join("iam").join(policy.file())
}

/// A published file as it is.
pub(crate) fn file(policy: Policy) -> String {
    std::fs::read_to_string(path(policy)).unwrap_or_default()
}

/// A published file as it should be.
fn made(policy: Policy) -> String {
    let mut text = policy.document(&config(), &placeholders());
    for (own, placeholder) in PLACEHOLDERS {
        text = text.replace(own, placeholder);
    }
    text
}

#[rstest]
fn the_published_files_are_made_from_the_calls(
    #[values(
        Policy::Operator,
        Policy::Runner,
        Policy::Switch,
        Policy::SwitchTrust,
        Policy::GithubTrust
    )]
    policy: Policy,
) {
    let (path, made) = (path(policy), made(policy));
    if std::env::var_os(WRITE).is_some() {
        std::fs::write(&path, &made).unwrap();
    }
    assert!(
        file(policy) == made,
        "{} is not what the calls need; look at what has changed and write it with\n\
         {WRITE}=1 cargo test --workspace --test iam published\n{made}",
        path.display()
    );
}

/// What no placeholder may be part of: the replacing would go wrong.
#[test]
fn placeholders_stand_where_they_should_and_nowhere_else() {
    for policy in Policy::ALL {
        let filled = filled_in(&made(policy), &placeholders());
        assert_eq!(filled, policy.document(&config(), &placeholders()));
    }
}

#[test]
fn policies_are_not_longer_than_aws_takes() {
    let length = |policy: Policy| {
        let text = policy.document(&config(), &placeholders());
        // White space does not count; ids of bots and aliases have ten letters.
        let text = text
            .replace("BOT", "ABCDEFGHI")
            .replace("ALIAS", "ABCDEFGHI");
        text.chars().filter(|c| !c.is_whitespace()).count()
    };
    for policy in [Policy::Operator, Policy::Runner, Policy::Switch] {
        assert!(length(policy) <= 6_144, "{policy:?}: {}", length(policy));
    }
    for policy in [Policy::SwitchTrust, Policy::GithubTrust] {
        assert!(length(policy) <= 2_048, "{policy:?}: {}", length(policy));
    }
}

#[test]
fn no_statement_is_about_everything() {
    for policy in Policy::ALL {
        for statement in statements(&made(policy)) {
            let actions = statement["Action"].as_array().unwrap();
            let wild = |action: &Value| action.as_str().unwrap().contains('*');
            assert!(!actions.iter().any(wild), "{statement}");
            let Some(resources) = statement["Resource"].as_array() else {
                continue;
            };
            // What has no name is at least in one of the regions.
            let bare = resources.iter().any(|resource| resource == "*");
            let limit = &statement["Condition"]["StringEquals"]["aws:RequestedRegion"];
            assert_eq!(bare, limit.is_array(), "{statement}");
        }
    }
}
