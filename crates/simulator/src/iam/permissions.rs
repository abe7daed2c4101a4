//! What a role may do, and since when.

use std::collections::VecDeque;
use std::sync::Arc;

use super::condition::Circumstances;
use super::document::{Effect, Statement};

/// All statements of a role's policies.
#[derive(Debug, Default)]
pub(crate) struct Permissions {
    statements: Vec<Statement>,
}

/// Whether a call may be made.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Decision {
    Allowed,
    /// A statement forbids it, whatever others say.
    Denied,
    /// No statement allows it.
    NotAllowed,
}

impl Permissions {
    pub(super) fn new(statements: Vec<Statement>) -> Self {
        Self { statements }
    }

    pub(super) fn decide(
        &self,
        action: &str,
        resource: &str,
        circumstances: &Circumstances<'_>,
    ) -> Decision {
        let mut decision = Decision::NotAllowed;
        for statement in &self.statements {
            // Another Allow cannot change what one has allowed already.
            if statement.effect == Effect::Allow && decision == Decision::Allowed {
                continue;
            }
            if statement.applies(action, resource, circumstances) {
                match statement.effect {
                    Effect::Deny => return Decision::Denied,
                    Effect::Allow => decision = Decision::Allowed,
                }
            }
        }
        decision
    }
}

/// The permissions of a role over time: a change counts only after IAM has propagated it.
#[derive(Debug, Default)]
pub(crate) struct Timeline(VecDeque<(i64, Arc<Permissions>)>);

impl Timeline {
    /// From `from_ms` on these count. Changes come in the order of their time.
    pub(super) fn change(&mut self, from_ms: i64, permissions: Permissions) {
        self.0.push_back((from_ms, Arc::new(permissions)));
    }

    /// What counts at this time; `None` before the first change. Older ones are forgotten.
    pub(super) fn at(&mut self, now_ms: i64) -> Option<Arc<Permissions>> {
        while self.0.get(1).is_some_and(|(from, _)| *from <= now_ms) {
            self.0.pop_front();
        }
        let (from, permissions) = self.0.front()?;
        (*from <= now_ms).then(|| Arc::clone(permissions))
    }
}

#[cfg(test)]
mod tests {
    use rstest::rstest;
    use serde_json::{Value, json};

    use super::super::document;
    use super::*;

    const BOT: &str = "arn:aws:lex:us-east-1:1:bot:OrderFlowers:ver_one";

    fn decide(statements: Value, action: &str) -> Decision {
        let document = json!({ "Version": "2012-10-17", "Statement": statements }).to_string();
        let circumstances = Circumstances {
            region: "us-east-1",
            now_ms: 0,
        };
        Permissions::new(document::parse(&document).expect("well formed")).decide(
            action,
            BOT,
            &circumstances,
        )
    }

    #[rstest]
    #[case::allow(json!({ "Effect": "Allow", "Action": "lex:*", "Resource": "*" }), Decision::Allowed)]
    #[case::case(json!({ "Effect": "Allow", "Action": "LEX:posttext", "Resource": "*" }), Decision::Allowed)]
    #[case::other_action(json!({ "Effect": "Allow", "Action": ["lex:PutSession"], "Resource": "*" }), Decision::NotAllowed)]
    #[case::not_action(json!({ "Effect": "Allow", "NotAction": "lex:DeleteSession", "Resource": "*" }), Decision::Allowed)]
    #[case::resource(json!({ "Effect": "Allow", "Action": "*", "Resource": "arn:aws:lex:*:1:bot:OrderFlowers:*" }), Decision::Allowed)]
    #[case::other_resource(json!({ "Effect": "Allow", "Action": "*", "Resource": "arn:aws:lex:*:*:bot:Other:*" }), Decision::NotAllowed)]
    #[case::not_resource(json!({ "Effect": "Allow", "Action": "*", "NotResource": BOT }), Decision::NotAllowed)]
    #[case::deny_wins(json!([
        { "Effect": "Allow", "Action": "lex:*", "Resource": "*" },
        { "Effect": "Deny", "Action": "lex:PostText", "Resource": "*" },
        { "Effect": "Allow", "Action": "lex:PostText", "Resource": BOT },
    ]), Decision::Denied)]
    #[case::deny_elsewhere(json!([
        { "Effect": "Deny", "Action": "lex:*", "Resource": "*",
          "Condition": { "StringEquals": { "aws:RequestedRegion": "us-west-2" } } },
        { "Effect": "Allow", "Action": "lex:*", "Resource": "*" },
    ]), Decision::Allowed)]
    #[case::allow_beyond(json!({ "Effect": "Allow", "Action": "*", "Resource": "*",
          "Condition": { "IpAddress": { "aws:SourceIp": "0.0.0.0/0" } } }), Decision::NotAllowed)]
    #[case::variable(json!({ "Effect": "Allow", "Action": "*", "Resource": "arn:aws:lex:*:*:bot:${aws:username}" }), Decision::NotAllowed)]
    fn decisions(#[case] statements: Value, #[case] expected: Decision) {
        assert_eq!(decide(statements, "lex:PostText"), expected);
    }

    #[rstest]
    #[case(json!({ "Effect": "Allow", "Resource": "*" }), "must contain actions")]
    #[case(json!({ "Effect": "Allow", "Action": "lex:*" }), "must contain resources")]
    #[case(json!({ "Effect": "Maybe", "Action": "lex:*", "Resource": "*" }), "Syntax")]
    #[case(json!({ "Effect": "Allow", "Action": "lex:*", "NotAction": "*", "Resource": "*" }), "Syntax")]
    #[case(json!({ "Effect": "Allow", "Action": [], "Resource": "*" }), "Syntax")]
    #[case(json!({ "Effect": "Allow", "Action": "PostText", "Resource": "*" }), "vendor")]
    #[case(json!({ "Effect": "Allow", "Action": "lex:*", "Resource": "lexDR" }), "ARN format")]
    #[case(json!({ "Effect": "Allow", "Action": "*", "Resource": "*", "Principal": "*" }), "principal")]
    #[case(json!({ "Effect": "Allow", "Action": "*", "Resource": "*", "Efect": 1 }), "Syntax")]
    #[case(json!({ "Effect": "Deny", "Action": "*", "Resource": "*",
        "Condition": { "IpAddress": { "aws:SourceIp": "0.0.0.0/0" } } }), "IpAddress")]
    #[case(json!({ "Effect": "Deny", "Action": "*", "Resource": "arn:aws:lex:${aws:x}" }), "variables")]
    #[case(json!([]), "Syntax")]
    fn refusals(#[case] statements: Value, #[case] part: &str) {
        let document = json!({ "Version": "2012-10-17", "Statement": statements }).to_string();
        let error = document::parse(&document).expect_err("malformed");
        assert!(error.contains(part), "{error}");
    }

    #[test]
    fn a_change_counts_from_its_time_on() {
        let mut timeline = Timeline::default();
        assert!(timeline.at(0).is_none());
        let all = r#"{"Statement":{"Effect":"Allow","Action":"*","Resource":"*"}}"#;
        timeline.change(10, Permissions::new(document::parse(all).unwrap()));
        timeline.change(20, Permissions::default());
        let count = |timeline: &mut Timeline, now| timeline.at(now).map(|one| one.statements.len());
        assert_eq!(count(&mut timeline, 9), None);
        assert_eq!(count(&mut timeline, 19), Some(1));
        assert_eq!(count(&mut timeline, 20), Some(0));
    }
}
