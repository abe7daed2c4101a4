//! What someone probably meant.

/// A user's text, fit for one line of a message.
pub(crate) fn quoted(text: &str) -> String {
    const LONGEST: usize = 60;
    let mut shown: String = text
        .chars()
        .take(LONGEST)
        .flat_map(char::escape_debug)
        .collect();
    if text.chars().nth(LONGEST).is_some() {
        shown.push('…');
    }
    format!("`{shown}`")
}

/// `known are a, b, c`, each once.
pub(crate) fn listed<'a>(words: impl IntoIterator<Item = &'a str>, lead: &str) -> String {
    let mut list: Vec<&str> = Vec::new();
    for word in words {
        if !list.contains(&word) {
            list.push(word);
        }
    }
    format!("{lead} {}", list.join(", "))
}

/// The nearest word, if one is near, and the list of all, unless it is too long to be read.
pub(crate) fn meant<'a>(
    written: &str,
    words: impl IntoIterator<Item = &'a str> + Clone,
    lead: &str,
) -> String {
    const MOST: usize = 50;
    let many = words.clone().into_iter().count() > MOST;
    let list = if many {
        None
    } else {
        Some(listed(words.clone(), lead))
    };
    match (nearest(written, words), list) {
        (Some(word), Some(list)) => format!("did you mean `{word}`? {list}"),
        (Some(word), None) => format!("did you mean `{word}`?"),
        (None, Some(list)) => list,
        (None, None) => "the API reference of the service lists them".to_owned(),
    }
}

/// The word nearest to what was written. Spelling conventions do not count; otherwise one letter
/// in three may be wrong, which catches slips and not other words.
pub(crate) fn nearest<'a>(
    written: &str,
    words: impl IntoIterator<Item = &'a str>,
) -> Option<&'a str> {
    // Longer words are nobody's slip, and the comparison takes time in proportion to their length.
    const LONGEST: usize = 64;
    if written.chars().nth(LONGEST).is_some() {
        return None;
    }
    let written = folded(written);
    words
        .into_iter()
        .map(|word| (strsim::damerau_levenshtein(&written, &folded(word)), word))
        .filter(|(distance, word)| *distance <= (word.len() / 3).max(1) && written.len() > 1)
        .min_by_key(|(distance, _)| *distance)
        .map(|(_, word)| word)
}

/// Letters and digits in lower case, without the ending that AWS adds to most error names.
fn folded(word: &str) -> String {
    let word = word.strip_suffix("Exception").unwrap_or(word);
    word.chars()
        .filter(|c| c.is_alphanumeric())
        .flat_map(char::to_lowercase)
        .collect()
}

#[cfg(test)]
mod tests {
    use rstest::rstest;

    use super::*;

    #[rstest]
    #[case("lex_v1", Some("lex-v1"))]
    #[case("Dynmodb", Some("dynamodb"))]
    #[case("s3", None)]
    #[case("", None)]
    fn a_slip_finds_its_word(#[case] written: &str, #[case] meant: Option<&str>) {
        assert_eq!(nearest(written, ["lex", "lex-v1", "dynamodb"]), meant);
    }

    #[test]
    fn a_megabyte_is_no_slip_and_is_not_repeated() {
        let long = "a".repeat(1 << 20);
        assert_eq!(nearest(&long, ["lex"]), None);
        assert!(quoted(&long).len() < 100);
    }

    #[test]
    fn a_list_beyond_reading_is_left_out() {
        let words: Vec<String> = (100..200).map(|n| format!("word-{n}")).collect();
        let words = words.iter().map(String::as_str);
        assert_eq!(
            meant("wrod-100", words.clone(), "known are"),
            "did you mean `word-100`?"
        );
        assert!(!meant("zzz", words, "known are").contains("word"));
    }
}
