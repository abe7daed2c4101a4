//! Text with wildcards, as policies compare it.

/// What one piece of a pattern stands for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Piece {
    /// `*`: any text, also none.
    Any,
    /// `?`: one character.
    One,
    This(u8),
}

/// A pattern over ASCII, which the names of actions, resources and regions are.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Pattern {
    pieces: Vec<Piece>,
    ignore_case: bool,
}

impl Pattern {
    /// Exactly this text.
    pub(super) fn literal(text: &str) -> Self {
        Self {
            pieces: text.bytes().map(Piece::This).collect(),
            ignore_case: false,
        }
    }

    /// Text with wildcards. `variables`: `${*}`, `${?}` and `${$}` stand for the characters
    /// themselves, as in documents of version 2012-10-17. `None` if it holds another variable
    /// (`${aws:username}`), which is not evaluated here.
    pub(super) fn wild(text: &str, variables: bool) -> Option<Self> {
        let mut pieces = Vec::with_capacity(text.len());
        let mut rest = text;
        while let Some(first) = rest.bytes().next() {
            if variables && let Some(inside) = rest.strip_prefix("${") {
                let (name, after) = inside.split_once('}')?;
                pieces.push(match name {
                    "*" => Piece::This(b'*'),
                    "?" => Piece::This(b'?'),
                    "$" => Piece::This(b'$'),
                    _ => return None,
                });
                rest = after;
                continue;
            }
            // By whole characters, so that the rest stays text; beyond ASCII nothing matches.
            let width = rest.chars().next().map_or(1, char::len_utf8);
            match first {
                // Two stars in a row say no more than one.
                b'*' if pieces.last() == Some(&Piece::Any) => {}
                b'*' => pieces.push(Piece::Any),
                b'?' => pieces.push(Piece::One),
                _ => pieces.extend(rest[..width].bytes().map(Piece::This)),
            }
            rest = &rest[width..];
        }
        Some(Self {
            pieces,
            ignore_case: false,
        })
    }

    /// The same without regard to case.
    pub(super) fn ignoring_case(mut self) -> Self {
        self.ignore_case = true;
        self
    }

    /// Whether the whole of `text` fits. The time is at most the product of both lengths.
    pub(super) fn matches(&self, text: &str) -> bool {
        let (pieces, text) = (self.pieces.as_slice(), text.as_bytes());
        let (mut at, mut read) = (0, 0);
        // Where the last star stood, and how far the text was read when it took its last byte.
        let mut retry: Option<(usize, usize)> = None;
        while read < text.len() {
            let fits = match pieces.get(at) {
                Some(Piece::Any) => {
                    retry = Some((at, read));
                    at += 1;
                    continue;
                }
                Some(Piece::One) => true,
                Some(Piece::This(byte)) if self.ignore_case => {
                    byte.eq_ignore_ascii_case(&text[read])
                }
                Some(Piece::This(byte)) => *byte == text[read],
                None => false,
            };
            if fits {
                at += 1;
                read += 1;
            } else if let Some((star, taken)) = retry {
                retry = Some((star, taken + 1));
                at = star + 1;
                read = taken + 1;
            } else {
                return false;
            }
        }
        pieces[at..].iter().all(|piece| *piece == Piece::Any)
    }
}

#[cfg(test)]
mod tests {
    use rstest::rstest;

    use super::*;

    #[rstest]
    #[case("*", "", true)]
    #[case("*", "anything", true)]
    #[case("lex:*", "lex:PostText", true)]
    #[case("lex:*", "lexx:PostText", false)]
    #[case("lex:Post*", "lex:PutSession", false)]
    #[case("lex:P?stText", "lex:PostText", true)]
    #[case("lex:P?stText", "lex:PstText", false)]
    #[case("lex:PostText", "lex:posttext", false)]
    #[case("arn:*:table/lexDR", "arn:aws:dynamodb:x:1:table/lexDR", true)]
    #[case("arn:*:table/lexDR", "arn:aws:dynamodb:x:1:table/lexDR2", false)]
    #[case("*a*b*c", "xxaxxbxxbxxc", true)]
    #[case("*a*b*c", "xxaxxcxxb", false)]
    #[case("**", "x", true)]
    #[case("", "", true)]
    #[case("", "x", false)]
    #[case("a${*}b", "a*b", true)]
    #[case("a${*}b", "axb", false)]
    #[case("é?", "éx", true)]
    fn text_fits_or_not(#[case] pattern: &str, #[case] text: &str, #[case] fits: bool) {
        let pattern = Pattern::wild(pattern, true).expect("no variables");
        assert_eq!(pattern.matches(text), fits);
    }

    #[test]
    fn case_can_be_ignored_and_literals_have_no_wildcards() {
        let action = Pattern::wild("lex:posttext", false).unwrap();
        assert!(action.ignoring_case().matches("lex:PostText"));
        assert!(!Pattern::literal("us-*").matches("us-east-1"));
        assert!(Pattern::literal("us-*").matches("us-*"));
    }

    #[test]
    fn variables_are_not_evaluated() {
        assert_eq!(Pattern::wild("table/${aws:username}", true), None);
        assert_eq!(Pattern::wild("table/${", true), None);
        // Documents of the first version have no variables.
        let old = Pattern::wild("${aws:username}", false).unwrap();
        assert!(old.matches("${aws:username}"));
    }

    #[test]
    fn a_pattern_made_to_be_slow_is_not() {
        let pattern = Pattern::wild(&"a*".repeat(1000), false).unwrap();
        assert!(!pattern.matches(&format!("{}b", "a".repeat(900))));
    }
}
