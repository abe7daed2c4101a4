//! What the bot says, as V1 puts it: one text in one format.

use serde_json::{Value, json};

use crate::dialogue::{Said, SaidPart};

/// A text and its `messageFormat`.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Wording {
    pub(super) text: String,
    /// `PlainText`, `SSML`, `CustomPayload` or `Composite`.
    pub(super) format: String,
}

impl Wording {
    /// Messages in groups go into one text together.
    pub(super) fn of(said: &Said) -> Self {
        if let [only] = said.parts.as_slice()
            && only.group.is_none()
        {
            return Self {
                text: only.text.clone(),
                format: only.format.clone(),
            };
        }
        let parts: Vec<Value> = said
            .parts
            .iter()
            .map(|part| json!({ "type": part.format, "group": part.group, "value": part.text }))
            .collect();
        Self {
            text: json!({ "messages": parts }).to_string(),
            format: "Composite".to_owned(),
        }
    }

    /// What a client wants said.
    pub(super) fn into_said(self) -> Said {
        let part = SaidPart {
            group: None,
            format: self.format,
            text: self.text,
        };
        Said {
            parts: vec![part],
            card: None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn groups_are_said_together() {
        let part = |group, text: &str| SaidPart {
            group,
            format: "PlainText".to_owned(),
            text: text.to_owned(),
        };
        let wording = |parts: Vec<SaidPart>| Wording::of(&Said { parts, card: None });
        let both = wording(vec![part(Some(1), "a"), part(Some(2), "c")]);
        assert_eq!(both.format, "Composite");
        let parts: Value = serde_json::from_str(&both.text).expect("JSON");
        assert_eq!(
            parts["messages"][0],
            json!({ "type": "PlainText", "group": 1, "value": "a" })
        );
        assert_eq!(parts["messages"][1]["value"], "c");
        assert_eq!(wording(vec![part(Some(1), "a")]).format, "Composite");
        assert_eq!(wording(vec![part(None, "a")]).text, "a");
    }
}
