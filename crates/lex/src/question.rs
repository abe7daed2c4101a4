//! What a bot is asked, and which answers are right.

/// What to ask.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Question {
    /// Open a session (`PutSession`). Shows that bot and alias exist and the service answers; does
    /// not touch language understanding.
    OpenSession,
    /// Say something a caller would say and compare the answer.
    Say {
        /// What to say, 1 to 1024 characters.
        utterance: String,
        /// What a healthy bot answers.
        expected: Expected,
    },
}

/// The answers of a healthy bot.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Expected(Vec<String>);

impl Expected {
    /// Reads the setting: the answer itself, or a JSON array of answers any of which is right, for
    /// bots that rotate their prompts: `["What type of flowers?", "Which flowers?"]`. Text that is
    /// no JSON array of texts is the answer itself, whatever it begins with.
    #[must_use]
    pub fn parse(setting: &str) -> Self {
        match serde_json::from_str::<Vec<String>>(setting) {
            Ok(answers) if !answers.is_empty() => Self(answers),
            _ => Self(vec![setting.to_owned()]),
        }
    }

    /// Whether `answer` is one of them, to the letter.
    #[must_use]
    pub fn accepts(&self, answer: &str) -> bool {
        self.0.iter().any(|expected| expected == answer)
    }
}

#[cfg(test)]
mod tests {
    use rstest::rstest;

    use super::*;

    #[rstest]
    #[case("Which flowers?", "Which flowers?", true)]
    #[case("Which flowers?", "Which flowers? ", false)]
    #[case("Which flowers?", "which flowers?", false)]
    #[case(r#"["Which flowers?", "What type?"]"#, "What type?", true)]
    #[case(r#"["Which flowers?", "What type?"]"#, "", false)]
    #[case("[1] Order flowers", "[1] Order flowers", true)]
    #[case("[]", "[]", true)]
    #[case("[7]", "[7]", true)]
    fn an_answer_must_match_to_the_letter(
        #[case] setting: &str,
        #[case] answer: &str,
        #[case] right: bool,
    ) {
        assert_eq!(Expected::parse(setting).accepts(answer), right);
    }
}
