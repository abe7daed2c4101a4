//! Yes and no.

use super::utterance::Word;

const YES: &[&str] = &[
    "yes",
    "y",
    "yeah",
    "yep",
    "yup",
    "ya",
    "sure",
    "ok",
    "okay",
    "correct",
    "right",
    "that's right",
    "that is right",
    "that's correct",
    "sounds good",
    "it does",
    "of course",
    "absolutely",
    "definitely",
    "confirm",
    "please do",
    "go ahead",
];

const NO: &[&str] = &[
    "no",
    "n",
    "nope",
    "nah",
    "incorrect",
    "wrong",
    "that's wrong",
    "it doesn't",
    "it does not",
    "not really",
    "cancel",
    "don't",
    "do not",
    "never mind",
    "nevermind",
    "stop",
];

/// Whether the words say yes or no. Courtesies around the answer do not count.
pub(super) fn understand(said: &[Word]) -> Option<bool> {
    let courtesies = ["please", "thanks", "thank", "you"];
    let words: Vec<&str> = said
        .iter()
        .map(|word| word.plain.as_str())
        .filter(|word| !courtesies.contains(word))
        .collect();
    let text = words.join(" ");
    let is = |answers: &[&str]| {
        answers.contains(&text.as_str())
            || text
                .split_once(' ')
                .is_some_and(|(first, rest)| answers.contains(&first) && answers.contains(&rest))
    };
    if is(YES) {
        return Some(true);
    }
    is(NO).then_some(false)
}

#[cfg(test)]
mod tests {
    use rstest::rstest;

    use super::*;
    use crate::dialogue::utterance::words;

    #[rstest]
    #[case("yes", Some(true))]
    #[case("Yes, please.", Some(true))]
    #[case("yes, that\u{2019}s right", Some(true))]
    #[case("OK", Some(true))]
    #[case("no", Some(false))]
    #[case("No thank you", Some(false))]
    #[case("no, cancel", Some(false))]
    #[case("maybe", None)]
    #[case("", None)]
    fn answers_are_understood(#[case] said: &str, #[case] expected: Option<bool>) {
        assert_eq!(understand(&words(said)), expected);
    }
}
