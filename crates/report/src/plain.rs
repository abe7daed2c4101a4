//! Text that does no harm where it is shown, and lines that are not too long.

/// Nobody reads more of an error message than this, in characters.
const LONGEST: usize = 240;

/// One line without control characters: an escape sequence in an error message must not reach a
/// terminal, and neither must the characters that turn the direction of writing.
pub(crate) fn plain(text: &str) -> String {
    let harmless = |c: char| match c {
        c if c.is_control() => ' ',
        '\u{200e}' | '\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2066}'..='\u{2069}' => ' ',
        c => c,
    };
    let mut line: String = text.chars().take(LONGEST).map(harmless).collect();
    if text.chars().nth(LONGEST).is_some() {
        line.push('…');
    }
    line
}

/// At most `width` characters.
pub(crate) fn fitted(text: &str, width: usize) -> String {
    if text.chars().count() <= width {
        return text.to_owned();
    }
    let kept = text.chars().take(width.saturating_sub(1));
    kept.chain(std::iter::once('…')).collect()
}

/// Breaks a text between words into lines of at most `width` characters, and within words that
/// are longer. A duration (`2m 59.9s`) is one word.
pub(crate) fn wrapped(text: &str, width: usize) -> Vec<String> {
    let width = width.max(1);
    let mut lines = vec![String::new()];
    let mut used = 0;
    for word in words(text) {
        let length = word.chars().count();
        if used > 0 && used + 1 + length > width {
            lines.push(String::new());
            used = 0;
        }
        for c in (used > 0).then_some(' ').into_iter().chain(word.chars()) {
            if used == width {
                lines.push(String::new());
                used = 0;
            }
            if let Some(line) = lines.last_mut() {
                line.push(c);
                used += 1;
            }
        }
    }
    lines
}

fn words(text: &str) -> Vec<String> {
    let mut words: Vec<String> = Vec::new();
    let mut in_duration = false;
    for word in text.split_whitespace() {
        match words.last_mut() {
            Some(last) if in_duration => {
                last.push(' ');
                last.push_str(word);
            }
            _ => words.push(word.to_owned()),
        }
        let number = word.strip_suffix(['h', 'm']).unwrap_or_default();
        in_duration = !number.is_empty() && number.chars().all(|c| c.is_ascii_digit());
    }
    words
}

#[cfg(test)]
mod tests {
    use rstest::rstest;

    use super::*;

    #[rstest]
    #[case::escape_sequence("\u{1b}[31mred", " [31mred")]
    #[case::lines("a\r\nb\tc", "a  b c")]
    #[case::turned_around("a\u{202e}b", "a b")]
    #[case::letters("Ünïcode", "Ünïcode")]
    fn control_characters_do_not_get_through(#[case] text: &str, #[case] expected: &str) {
        assert_eq!(plain(text), expected);
    }

    #[test]
    fn long_messages_are_cut() {
        let long = "é".repeat(500);
        assert_eq!(plain(&long).chars().count(), LONGEST + 1);
        assert_eq!(fitted(&long, 10).chars().count(), 10);
    }

    #[rstest]
    #[case("", 5, &[""])]
    #[case("one two three", 7, &["one two", "three"])]
    #[case::duration("took 1h 02m 03.4s", 13, &["took", "1h 02m 03.4s"])]
    #[case("abcdefgh i", 3, &["abc", "def", "gh", "i"])]
    fn lines_break_between_words_where_they_can(
        #[case] text: &str,
        #[case] width: usize,
        #[case] lines: &[&str],
    ) {
        assert_eq!(wrapped(text, width), lines);
    }
}
