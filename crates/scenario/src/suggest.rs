//! What someone probably meant.

/// The option nearest to what was written, if one is near enough to be meant.
///
/// Spelling conventions do not count (`sendMessage` is `send_message`); otherwise one letter in
/// three may be wrong, which catches slips and not other words.
pub(crate) fn nearest<'a>(
    written: &str,
    options: impl IntoIterator<Item = &'a str>,
) -> Option<&'a str> {
    // Longer words are nobody's slip, and the comparison takes time in proportion to their length.
    const LONGEST: usize = 64;
    if written.chars().nth(LONGEST).is_some() {
        return None;
    }
    let written = folded(written);
    options
        .into_iter()
        .map(|option| {
            (
                strsim::damerau_levenshtein(&written, &folded(option)),
                option,
            )
        })
        .filter(|(distance, option)| *distance <= (option.len() / 3).max(1) && written.len() > 1)
        .min_by_key(|(distance, _)| *distance)
        .map(|(_, option)| option)
}

fn folded(word: &str) -> String {
    word.chars()
        .filter(|c| c.is_alphanumeric())
        .flat_map(char::to_lowercase)
        .collect()
}

#[cfg(test)]
mod tests {
    use rstest::rstest;

    use super::nearest;

    #[rstest]
    #[case("injct", Some("inject"))]
    #[case("Undo", Some("undo"))]
    #[case("sendMessage", Some("send_message"))]
    #[case("SEND-MESSAGE", Some("send_message"))]
    #[case("ned", Some("end"))]
    #[case("start", None)]
    #[case("x", None)]
    #[case("", None)]
    fn a_slip_finds_its_word_and_another_word_does_not(
        #[case] written: &str,
        #[case] meant: Option<&str>,
    ) {
        assert_eq!(
            nearest(written, ["inject", "undo", "end", "send_message"]),
            meant
        );
    }

    #[test]
    fn a_word_of_a_megabyte_is_no_slip() {
        assert_eq!(nearest(&"a".repeat(1 << 20), ["inject"]), None);
    }
}
