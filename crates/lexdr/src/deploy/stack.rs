//! What a deployment of its own on an account is called and marked with.

use std::collections::BTreeMap;

use lexdr_deploy::{OWNER, System};
use lexdr_scenario::LexVersion;

use crate::args::{DeployTo, Generation};
use crate::exit::Failure;

/// Longest prefix: the longest name of the design with it is one that everything takes.
const MOST: usize = 32;

/// AWS takes no more tags than fifty, and one of them says whose it is.
const MOST_TAGS: usize = 49;

/// The system under test under names of its own, yet without code.
pub(super) fn system(place: &DeployTo, tags: &[String]) -> Result<System, Failure> {
    let own = &place.own;
    if place.lex == Some(Generation::V1) {
        return Err(Failure::usage(
            "--target aws is about Lex V2: accounts do not have Lex V1 any more",
        ));
    }
    if place.lex_endpoint.is_some() {
        return Err(Failure::usage(
            "--lex-endpoint goes with --target localstack; with --target aws one --endpoint has \
             all services",
        ));
    }
    let prefix = own.prefix.as_deref().ok_or_else(|| {
        Failure::usage(
            "--target aws needs a --prefix, with which the names of the deployment begin, such as \
             --prefix staging",
        )
    })?;
    if !is_prefix(prefix) {
        return Err(Failure::usage(format!(
            "--prefix {prefix:?} cannot begin a name: up to {MOST} letters and digits, with single \
             hyphens between them, a letter first, such as staging"
        )));
    }
    if let Some(instance) = own.connect_instance.as_deref().filter(|id| !is_id(id)) {
        return Err(Failure::usage(format!(
            "--connect-instance {instance:?} is not the id of an instance: it is what stands behind \
             instance/ in its ARN"
        )));
    }
    let mut system = System {
        lex: LexVersion::V2,
        ..System::published(Vec::new(), Vec::new())
    };
    if let Some(region) = &own.primary {
        system.primary.clone_from(region);
    }
    if let Some(region) = &own.secondary {
        system.secondary.clone_from(region);
    }
    if system.primary == system.secondary {
        return Err(Failure::usage(format!(
            "--primary and --secondary are both {}; callers need another region to go to",
            system.primary
        )));
    }
    system.tags = tags_of(tags)?;
    Ok(system.owned_by(prefix))
}

/// What all the names of the design can begin with: bots take no two hyphens in a row.
fn is_prefix(text: &str) -> bool {
    let word = |part: &str| !part.is_empty() && part.bytes().all(|b| b.is_ascii_alphanumeric());
    let letter = |c: char| c.is_ascii_alphabetic();
    text.len() <= MOST && text.starts_with(letter) && text.split('-').all(word)
}

fn is_id(text: &str) -> bool {
    let fits = |b: u8| b.is_ascii_alphanumeric() || b == b'-';
    !text.is_empty() && text.bytes().all(fits)
}

/// The tags that were given, each as KEY=VALUE.
fn tags_of(given: &[String]) -> Result<BTreeMap<String, String>, Failure> {
    let mut tags = BTreeMap::new();
    for tag in given {
        let wrong = |why: &str| Failure::usage(format!("--tag {tag:?}: {why}"));
        let (key, value) = tag
            .split_once('=')
            .ok_or_else(|| wrong("write a key and a value, such as team=voice"))?;
        // What all the services take.
        let fits = |c: char| c.is_alphanumeric() || " _.:/=+-@".contains(c);
        let long = key.chars().count() > 128 || value.chars().count() > 256;
        if key.is_empty() || long || !tag.chars().all(fits) {
            return Err(wrong(
                "a key has 1 to 128 and a value up to 256 letters, digits, spaces and any of \
                 _ . : / = + - @",
            ));
        }
        if key == OWNER {
            return Err(wrong("that tag says whose it is, and is set by --prefix"));
        }
        if key.to_lowercase().starts_with("aws:") {
            return Err(wrong("keys that begin with aws: are set by AWS only"));
        }
        if tags.insert(key.to_owned(), value.to_owned()).is_some() {
            return Err(wrong("the key is given twice"));
        }
    }
    if tags.len() > MOST_TAGS {
        return Err(Failure::usage(format!(
            "--tag is given {} times; AWS takes {MOST_TAGS} tags beside {OWNER}",
            tags.len()
        )));
    }
    Ok(tags)
}

#[cfg(test)]
mod tests {
    use rstest::rstest;

    use super::{is_prefix, tags_of};

    #[rstest]
    #[case::word("staging", true)]
    #[case::words("Team-7-eu", true)]
    #[case::empty("", false)]
    #[case::digit_first("7up", false)]
    #[case::hyphen_last("staging-", false)]
    #[case::two_hyphens("a--b", false)]
    #[case::underscore("a_b", false)]
    #[case::too_long("abcdefghijklmnopqrstuvwxyzabcdefg", false)]
    fn a_prefix_is_one_that_every_name_can_begin_with(#[case] text: &str, #[case] is_one: bool) {
        assert_eq!(is_prefix(text), is_one);
    }

    #[rstest]
    #[case::no_value(&["team"], "such as team=voice")]
    #[case::no_key(&["=voice"], "a key has 1 to 128")]
    #[case::quote(&["team=\"voice\""], "a key has 1 to 128")]
    #[case::ours(&["lexdr=mine"], "is set by --prefix")]
    #[case::of_aws(&["AWS:team=voice"], "set by AWS only")]
    #[case::twice(&["team=voice", "team=chat"], "given twice")]
    fn a_wrong_tag_is_told(#[case] given: &[&str], #[case] message: &str) {
        let given: Vec<String> = given.iter().map(|&tag| tag.to_owned()).collect();
        let failure = tags_of(&given).unwrap_err();
        assert!(failure.message.contains(message), "{}", failure.message);
    }

    #[test]
    fn a_value_may_have_what_a_key_may_not() {
        let tags = tags_of(&["url=https://a/b=c".to_owned(), "note=".to_owned()]).unwrap();
        assert_eq!(tags["url"], "https://a/b=c");
        assert_eq!(tags["note"], "");
    }
}
