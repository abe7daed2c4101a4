//! Session ids.
//!
//! A Lex session belongs to a bot and a user id. A leftover session answers the next question in
//! the middle of a dialog, and two checks in one session conflict; so each check has its own.

use std::time::{SystemTime, UNIX_EPOCH};

/// Longest Lex user id.
const MOST: usize = 100;

/// Longest prefix: leaves room for a request id (36 characters), a time (9) and two hyphens.
pub(crate) const MOST_PREFIX: usize = MOST - 36 - 9 - 2;

/// Whether Lex allows it in a user id (`[0-9a-zA-Z._:-]+`).
pub(crate) const fn is_user_id_char(c: char) -> bool {
    c.is_ascii_alphanumeric() || matches!(c, '.' | '_' | ':' | '-')
}

/// `prefix-requestId-time`. The time is there because Lambda's retries of a failed invocation
/// come with the same request id.
pub(crate) fn id(prefix: &str, request_id: &str, started: SystemTime) -> String {
    let millis = started
        .duration_since(UNIX_EPOCH)
        .unwrap_or_default()
        .as_millis();
    let time = format!("{millis:x}");
    let time = &time[time.len().saturating_sub(9)..];
    let room = MOST.saturating_sub(prefix.len() + time.len() + 2);
    let request_id: String = request_id
        .chars()
        .map(|c| if is_user_id_char(c) { c } else { '-' })
        .take(room)
        .collect();
    format!("{prefix}-{request_id}-{time}")
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use rstest::rstest;

    use super::*;

    #[rstest]
    #[case("test", "8476a536-e9f4-11e8-9739-2dfe598c3fcd")]
    #[case("test", "")]
    #[case("t", "a b/c\u{e9}")]
    #[case("01234567890123456789012345678901234567890123456789012", &"x".repeat(300))]
    fn every_id_is_valid_and_no_two_checks_share_one(#[case] user: &str, #[case] request: &str) {
        let started = UNIX_EPOCH + Duration::from_millis(1_700_000_000_000);
        let id = super::id(user, request, started);
        assert!(
            (2..=100).contains(&id.len()) && id.chars().all(is_user_id_char),
            "{id}"
        );
        assert!(id.starts_with(&format!("{user}-")));
        let retry = super::id(user, request, started + Duration::from_secs(60));
        assert_ne!(id, retry);
    }

    #[test]
    fn an_id_shows_the_request_it_belongs_to() {
        let started = UNIX_EPOCH + Duration::from_millis(0x18b_cfe5_6800);
        assert_eq!(
            id("test", "8476a536-e9f4-11e8-9739-2dfe598c3fcd", started),
            "test-8476a536-e9f4-11e8-9739-2dfe598c3fcd-bcfe56800"
        );
    }
}
