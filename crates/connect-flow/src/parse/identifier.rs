//! The rules for identifiers ("Actions in the Amazon Connect Flow language").

use super::cursor::{At, Found};
use crate::error::{Wrong, shown};

const MOST_CHARACTERS: usize = 50;

const FORBIDDEN: [char; 14] = [
    '%', ':', '(', '\\', '/', ')', '=', '$', ',', ';', '[', ']', '{', '}',
];

/// Names every JavaScript object has; the page lists them one by one.
const RESERVED: [&str; 10] = [
    "__proto__",
    "constructor",
    "__defineGetter__",
    "__defineSetter__",
    "toString",
    "hasOwnProperty",
    "isPrototypeOf",
    "propertyIsEnumerable",
    "toLocaleString",
    "valueOf",
];

/// The identifier of an action, if it keeps the rules.
pub(super) fn read<'v>(action: &At<'v>) -> Result<&'v str, Found> {
    let at = action.need("Identifier")?;
    let identifier = at.str()?;
    match broken_rule(identifier) {
        None => Ok(identifier),
        Some(why) => Err(at.wrong(Wrong::Identifier {
            identifier: shown(identifier),
            why,
        })),
    }
}

fn broken_rule(identifier: &str) -> Option<String> {
    let characters = identifier.chars().count();
    if characters == 0 {
        return Some("is empty".to_owned());
    }
    if characters > MOST_CHARACTERS {
        return Some(format!(
            "has {characters} characters, {MOST_CHARACTERS} are allowed"
        ));
    }
    if RESERVED.contains(&identifier) {
        return Some("is a reserved word".to_owned());
    }
    let forbidden = identifier.chars().find(|c| FORBIDDEN.contains(c));
    forbidden.map(|c| {
        format!(
            "has a `{}` in it, which is not allowed",
            shown(&c.to_string())
        )
    })
}

#[cfg(test)]
mod tests {
    use rstest::rstest;

    use super::*;

    #[rstest]
    #[case::uuid("7cdafb0a-ab10-4e0d-aa95-e9c80dc12d05", None)]
    #[case::spaces("Get région", None)]
    #[case::fifty_letters(&"ü".repeat(50), None)]
    #[case::empty("", Some("is empty"))]
    #[case::long(&"a".repeat(51), Some("has 51 characters, 50 are allowed"))]
    #[case::bracket("a[1]", Some("has a `[` in it, which is not allowed"))]
    #[case::reserved("toString", Some("is a reserved word"))]
    fn identifiers_keep_the_rules(#[case] identifier: &str, #[case] broken: Option<&str>) {
        assert_eq!(broken_rule(identifier).as_deref(), broken);
    }
}
