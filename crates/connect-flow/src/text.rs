//! Text of a flow that may hold references to what is known of the call.
//!
//! Amazon Connect writes them as JSONPath: `$.External.primaryCode`, `$.Attributes['my key']`. A
//! value "defined dynamically" is one reference; a prompt may hold several among its words.

use std::fmt;

/// A JSONPath reference, as its members: `["External", "primaryCode"]`.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Reference(Vec<String>);

impl Reference {
    /// The members from the root.
    #[must_use]
    pub fn members(&self) -> &[String] {
        &self.0
    }

    /// The key under `$.External`, if it is such a reference.
    #[must_use]
    pub fn external_key(&self) -> Option<&str> {
        match self.0.as_slice() {
            [root, key, ..] if root == "External" => Some(key),
            _ => None,
        }
    }

    /// Reads a reference at the start of `text`: itself and its length in bytes.
    fn lex(text: &str) -> Option<(Self, usize)> {
        let mut at = text.strip_prefix('$').map(|_| 1)?;
        let mut members = Vec::new();
        loop {
            let rest = &text[at..];
            let (member, length) = if let Some(rest) = rest.strip_prefix('.') {
                let end = rest.find(|c: char| !is_name(c)).unwrap_or(rest.len());
                if end == 0 {
                    break;
                }
                (&rest[..end], end + 1)
            } else if let Some((member, length)) = bracketed(rest) {
                (member, length)
            } else {
                break;
            };
            members.push(member.to_owned());
            at += length;
        }
        (!members.is_empty()).then_some((Self(members), at))
    }
}

impl fmt::Display for Reference {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("$")?;
        for member in &self.0 {
            if member.chars().all(is_name) {
                write!(f, ".{member}")?;
            } else {
                write!(f, "['{member}']")?;
            }
        }
        Ok(())
    }
}

fn is_name(c: char) -> bool {
    c.is_alphanumeric() || matches!(c, '_' | '-')
}

/// `['a b']`, `["a b"]` or `[0]`: what is inside, and the length of all of it.
fn bracketed(text: &str) -> Option<(&str, usize)> {
    let inner = text.strip_prefix('[')?;
    let quote = inner.chars().next().filter(|c| matches!(c, '\'' | '"'));
    let (member, length) = if let Some(quote) = quote {
        let (member, rest) = inner[1..].split_once(quote)?;
        rest.starts_with(']')
            .then_some((member, member.len() + 4))?
    } else {
        let (member, _) = inner.split_once(']')?;
        let digits = !member.is_empty() && member.bytes().all(|byte| byte.is_ascii_digit());
        digits.then_some((member, member.len() + 2))?
    };
    (!member.is_empty()).then_some((member, length))
}

/// A part of a [`Text`].
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Part {
    /// As it stands.
    Plain(String),
    /// To be looked up.
    Reference(Reference),
}

/// Text that may hold references.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Text(Vec<Part>);

impl Text {
    /// Reads a value of a flow. Every text is one; what is no reference stands for itself.
    #[must_use]
    pub fn parse(text: &str) -> Self {
        let mut parts = Vec::new();
        let mut plain = 0;
        let mut at = 0;
        while let Some(found) = text[at..].find('$') {
            at += found;
            match Reference::lex(&text[at..]) {
                Some((reference, length)) => {
                    if plain < at {
                        parts.push(Part::Plain(text[plain..at].to_owned()));
                    }
                    parts.push(Part::Reference(reference));
                    at += length;
                    plain = at;
                }
                None => at += 1,
            }
        }
        if plain < text.len() {
            parts.push(Part::Plain(text[plain..].to_owned()));
        }
        Self(parts)
    }

    /// Its parts.
    #[must_use]
    pub fn parts(&self) -> &[Part] {
        &self.0
    }

    /// The references in it.
    pub fn references(&self) -> impl Iterator<Item = &Reference> {
        self.0.iter().filter_map(|part| match part {
            Part::Reference(reference) => Some(reference),
            Part::Plain(_) => None,
        })
    }

    /// The whole of it, if it holds no reference.
    #[must_use]
    pub fn as_static(&self) -> Option<&str> {
        match self.0.as_slice() {
            [] => Some(""),
            [Part::Plain(text)] => Some(text),
            _ => None,
        }
    }

    /// The reference that is the whole of it.
    #[must_use]
    pub fn as_reference(&self) -> Option<&Reference> {
        match self.0.as_slice() {
            [Part::Reference(reference)] => Some(reference),
            _ => None,
        }
    }
}

impl fmt::Display for Text {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.iter().try_for_each(|part| match part {
            Part::Plain(text) => f.write_str(text),
            Part::Reference(reference) => reference.fmt(f),
        })
    }
}

#[cfg(test)]
mod tests {
    use rstest::rstest;

    use super::*;

    #[rstest]
    #[case::dotted("$.External.primaryCode", &["External", "primaryCode"])]
    #[case::quoted("$.Attributes['my key']", &["Attributes", "my key"])]
    #[case::double_quoted("$[\"External\"].a", &["External", "a"])]
    #[case::indexed("$.External.list[0].name", &["External", "list", "0", "name"])]
    fn a_reference_is_its_members(#[case] text: &str, #[case] members: &[&str]) {
        let text = Text::parse(text);
        assert_eq!(
            text.as_reference().expect("one reference").members(),
            members
        );
        assert_eq!(text.as_static(), None);
    }

    #[rstest]
    #[case("")]
    #[case("us-east-1")]
    #[case("$")]
    #[case("$.")]
    #[case("costs $5.00, or $['' ]")]
    #[case("$[x] and $['open")]
    fn what_is_no_reference_stands_for_itself(#[case] text: &str) {
        assert_eq!(Text::parse(text).as_static(), Some(text));
    }

    #[test]
    fn a_sentence_may_hold_references() {
        let text = Text::parse("Hello $.External.name. Region: $.AwsRegion!");
        let found: Vec<_> = text.references().map(ToString::to_string).collect();
        assert_eq!(found, ["$.External.name", "$.AwsRegion"]);
        assert_eq!(
            text.to_string(),
            "Hello $.External.name. Region: $.AwsRegion!"
        );
        assert_eq!(text.as_reference(), None);
    }
}
