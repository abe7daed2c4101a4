//! Colours, for those who want them.

use lexdr_verdict::Outcome;

/// Turns words into coloured words, or leaves them alone.
#[derive(Clone, Copy)]
pub(super) struct Paint {
    pub(super) colour: bool,
}

impl Paint {
    /// A heading.
    pub(super) fn bold(self, text: &str) -> String {
        self.escaped("1", text)
    }

    /// A text in the colour of a verdict.
    pub(super) fn by(self, outcome: Outcome, text: &str) -> String {
        let code = match outcome {
            Outcome::Passed => "32",
            Outcome::Failed => "1;31",
            Outcome::Unknown => "33",
        };
        self.escaped(code, text)
    }

    fn escaped(self, code: &str, text: &str) -> String {
        if self.colour {
            format!("\u{1b}[{code}m{text}\u{1b}[0m")
        } else {
            text.to_owned()
        }
    }
}

/// The word for a verdict; what went wrong is louder.
pub(super) const fn word(outcome: Outcome) -> &'static str {
    match outcome {
        Outcome::Passed => "passed",
        Outcome::Failed => "FAILED",
        Outcome::Unknown => "UNKNOWN",
    }
}
