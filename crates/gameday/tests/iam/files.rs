//! The files, byte for byte.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use lexdr_deploy::DeployedBot;
use lexdr_gameday::iam::Policy;
use rstest::rstest;

use crate::{GUIDE, PLACEHOLDERS, config, filled_in, placeholders, statements};

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
        Policy::Connect,
        Policy::Runner,
        Policy::Switch,
        Policy::ScratchAlias,
        Policy::ScratchAliasSwitch,
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

/// What the guide has people replace, in that order.
fn replaced_by_the_guide() -> Vec<(&'static str, &'static str)> {
    let script = GUIDE.split("\nsed ").nth(1).unwrap();
    let script = script.split("```").next().unwrap();
    let pairs = script.split_whitespace().filter_map(|word| {
        let (from, to) = word
            .strip_prefix("s/")?
            .strip_suffix("/g")?
            .split_once('/')?;
        Some((from, to))
    });
    pairs.collect()
}

#[test]
fn filled_in_as_the_guide_says_they_are_what_an_account_needs() {
    let pairs = replaced_by_the_guide();
    let of = |placeholder: &str| {
        let mut found = pairs.iter().filter(|(from, _)| *from == placeholder);
        found.next().unwrap().1.to_owned()
    };
    let bots = placeholders().map(|bot| DeployedBot {
        bot_id: of(&bot.bot_id),
        alias_id: of(&bot.alias_id),
        ..bot
    });
    for policy in Policy::ALL {
        let mut filled = file(policy);
        for (from, to) in &pairs {
            filled = filled.replace(from, to);
        }
        assert_eq!(filled, policy.document(&config(), &bots), "{policy:?}");
        assert_eq!(filled_in(&file(policy), &bots), filled, "{policy:?}");
    }
}

#[test]
fn the_guide_explains_every_key_of_the_configuration() {
    let toml = GUIDE.split("```toml\n").nth(1).unwrap();
    let toml = toml.split("```").next().unwrap();
    let config = serde_json::to_value(config()).unwrap();
    for (section, keys) in config.as_object().unwrap() {
        let found = toml.split(&format!("\n[{section}]")).nth(1);
        let found = found.or_else(|| toml.strip_prefix(&format!("[{section}]")));
        let text = found.unwrap_or_else(|| panic!("[{section}] is missing"));
        let text = text.split("\n[").next().unwrap();
        for key in keys.as_object().unwrap().keys() {
            let line = text
                .lines()
                .find(|line| line.starts_with(&format!("{key} = ")));
            assert!(line.is_some(), "{key} in [{section}] is missing");
        }
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
    for policy in [
        Policy::Operator,
        Policy::Connect,
        Policy::Runner,
        Policy::Switch,
        Policy::ScratchAlias,
        Policy::ScratchAliasSwitch,
    ] {
        assert!(length(policy) <= 6_144, "{policy:?}: {}", length(policy));
    }
    for policy in [Policy::SwitchTrust, Policy::GithubTrust] {
        assert!(length(policy) <= 2_048, "{policy:?}: {}", length(policy));
    }
}

/// Actions for which AWS knows no resource, or none that is there yet.
const OF_THE_ACCOUNT: [&str; 5] = [
    "cloudwatch:GetMetricData",
    "cloudwatch:PutMetricData",
    "lambda:GetAccountSettings",
    "lex:CreateBot",
    "lex:ListBots",
];

#[test]
fn no_statement_is_about_everything() {
    for policy in Policy::ALL {
        for statement in statements(&made(policy)) {
            let texts = |member: &str| {
                let texts = statement[member].as_array().into_iter().flatten();
                texts
                    .map(|text| text.as_str().unwrap().to_owned())
                    .collect::<Vec<_>>()
            };
            let actions = texts("Action");
            assert!(!actions.is_empty());
            assert!(
                actions.iter().all(|action| !action.contains('*')),
                "{statement}"
            );
            if texts("Resource").iter().any(|resource| resource == "*") {
                let known = |action: &String| OF_THE_ACCOUNT.contains(&action.as_str());
                assert!(actions.iter().all(known), "{statement}");
            }
        }
    }
}

#[test]
fn statements_have_names_that_aws_takes() {
    for policy in Policy::ALL {
        let statements = statements(&made(policy));
        let names: BTreeSet<&str> = statements
            .iter()
            .map(|statement| statement["Sid"].as_str().unwrap())
            .collect();
        assert_eq!(names.len(), statements.len(), "{names:?}");
        let plain = |name: &&str| name.chars().all(|c| c.is_ascii_alphanumeric());
        assert!(names.iter().all(plain), "{names:?}");
    }
}
