//! `AMAZON.NUMBER`: digits and number words.

const ONES: [&str; 20] = [
    "zero",
    "one",
    "two",
    "three",
    "four",
    "five",
    "six",
    "seven",
    "eight",
    "nine",
    "ten",
    "eleven",
    "twelve",
    "thirteen",
    "fourteen",
    "fifteen",
    "sixteen",
    "seventeen",
    "eighteen",
    "nineteen",
];
const TENS: [&str; 8] = [
    "twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety",
];

/// The number that the words say: digits, or words up to ninety-nine.
pub(super) fn number(words: &[&str]) -> Option<u64> {
    match words {
        [one] => one.parse().ok().or_else(|| word(one)),
        [tens, ones] => compose(tens, ones),
        _ => None,
    }
}

fn word(word: &str) -> Option<u64> {
    if let Some((tens, ones)) = word.split_once('-') {
        return compose(tens, ones);
    }
    position(&ONES, word).or_else(|| position(&TENS, word).map(|at| (at + 2) * 10))
}

fn compose(tens: &str, ones: &str) -> Option<u64> {
    let tens = (position(&TENS, tens)? + 2) * 10;
    position(&ONES, ones)
        .filter(|ones| (1..10).contains(ones))
        .map(|ones| tens + ones)
}

fn position(list: &[&str], word: &str) -> Option<u64> {
    u64::try_from(list.iter().position(|known| *known == word)?).ok()
}

#[cfg(test)]
mod tests {
    use rstest::rstest;

    use super::*;

    #[rstest]
    #[case("7", Some(7))]
    #[case("twelve", Some(12))]
    #[case("forty", Some(40))]
    #[case("forty-two", Some(42))]
    #[case("forty two", Some(42))]
    #[case("forty twelve", None)]
    #[case("many", None)]
    fn numbers_are_understood(#[case] said: &str, #[case] expected: Option<u64>) {
        let words: Vec<&str> = said.split(' ').collect();
        assert_eq!(number(&words), expected);
    }
}
