//! Amazon Connect's side of a call: it invokes functions, and talks to bots, as a flow says.
//!
//! What callers say is fixed and the number they call from is one reserved for fiction, so no
//! caller data exists to leak.

mod bots;

use std::sync::{Arc, Mutex, PoisonError};
use std::time::SystemTime;

use aws_sdk_lambda::error::SdkError;
use aws_sdk_lambda::primitives::Blob;
use lexdr_connect_flow::{
    BotRef, Contact, ContactData, Ended, Expected, Flow, Invocation, Invoked, Line, Rules, Script,
    Turn, follow,
};
use lexdr_deploy::{ORDER, failed, why};
use lexdr_history::Ending;
use serde_json::Value;

use crate::Target;
use bots::Bots;

/// Makes calls the way Amazon Connect does.
pub(crate) struct Connect {
    target: Target,
    flow: Arc<Flow>,
    rules: Rules,
    lambda: aws_sdk_lambda::Client,
    bots: Bots,
}

/// What became of a call.
pub(crate) struct Called {
    /// `primaryCode` of GetRegion's answer.
    pub(crate) region: Option<String>,
    /// `source` of GetRegion's answer, unless it is the table.
    pub(crate) source: Option<String>,
    /// When GetRegion's answer was there.
    pub(crate) answered: Option<SystemTime>,
    /// The longest the caller heard nothing.
    pub(crate) silence_ms: u64,
    /// How it ended.
    pub(crate) ending: Ending,
    /// The last error of a function that the flow invoked.
    pub(crate) function_error: Option<String>,
}

impl Connect {
    pub(crate) fn new(target: &Target, flow: Arc<Flow>) -> Self {
        let system = &target.system;
        Self {
            lambda: target.connect.lambda(&system.primary),
            bots: Bots::new(&target.connect, system),
            target: target.clone(),
            flow,
            rules: Rules::default(),
        }
    }

    /// One call: the first turn only, or a complete order.
    pub(crate) async fn call(&self, call: u64, order: bool) -> Called {
        let turns = if order { &ORDER[..] } else { &ORDER[..1] };
        let lines = turns.iter().map(|(says, expected)| Line {
            says: (*says).to_owned(),
            expects: match expected {
                Some(start) => Expected::StartsWith((*start).to_owned()),
                None => Expected::Silence,
            },
        });
        let script = Script {
            contact: ContactData {
                contact_id: format!("00000000-0000-4000-8000-{call:012}"),
                aws_region: self.target.system.primary.clone(),
                ..ContactData::default()
            },
            ..Script::new(lines)
        };
        let line = Call {
            connect: self,
            user: format!("caller-{call}"),
            function_error: Mutex::default(),
        };
        let followed = follow(&self.flow, &line, &script, &self.rules).await;
        let member = |name: &str| followed.external.get(name).cloned();
        let why = followed.ended.to_string();
        let function_error = line.function_error.into_inner();
        Called {
            function_error: function_error.unwrap_or_else(PoisonError::into_inner),
            region: member("primaryCode"),
            source: member("source").filter(|source| source != "table"),
            answered: followed.answered.map(|after| followed.began + after),
            silence_ms: u64::try_from(followed.longest_silence.as_millis()).unwrap_or(u64::MAX),
            ending: match followed.ended {
                Ended::Served => Ending::Served,
                Ended::Apologised => Ending::Apologised,
                Ended::WrongRegion { .. } => Ending::WrongRegion { why },
                Ended::DeadAir { .. } => Ending::DeadAir { why },
                Ended::Dropped { why } => Ending::Dropped { why },
            },
        }
    }
}

/// A call under way. Its session with each bot is its own.
struct Call<'c> {
    connect: &'c Connect,
    user: String,
    function_error: Mutex<Option<String>>,
}

impl Call<'_> {
    fn function_error(&self, error: String) -> Invoked {
        let mut last = self
            .function_error
            .lock()
            .unwrap_or_else(PoisonError::into_inner);
        *last = Some(error.clone());
        drop(last);
        Invoked::FunctionError(error)
    }
}

impl Contact for Call<'_> {
    async fn invoke(&self, invocation: &Invocation) -> Invoked {
        let primary = &self.connect.target.system.primary;
        let (region, function) = function(&invocation.function_arn, primary);
        let elsewhere;
        let lambda = if region == primary {
            &self.connect.lambda
        } else {
            elsewhere = self.connect.target.connect.lambda(region);
            &elsewhere
        };
        let answer = lambda
            .invoke()
            .function_name(function)
            .payload(Blob::new(invocation.event.to_string()))
            .send()
            .await;
        let answer = match answer {
            Ok(answer) => answer,
            Err(SdkError::TimeoutError(_)) => return Invoked::TimedOut,
            Err(error) => {
                let status = match &error {
                    SdkError::ServiceError(answer) => Some(answer.raw().status().as_u16()),
                    _ => None,
                };
                return match status {
                    Some(429) => Invoked::Throttled,
                    Some(..500) => Invoked::FunctionError(why(&failed(error))),
                    _ => Invoked::ServiceError,
                };
            }
        };
        let payload = answer.payload.map(Blob::into_inner).unwrap_or_default();
        if let Some(kind) = answer.function_error {
            let error: Value = serde_json::from_slice(&payload).unwrap_or_default();
            let text = error["errorMessage"].as_str().unwrap_or("no message");
            return self.function_error(format!("{kind}: {text}"));
        }
        match serde_json::from_slice(&payload) {
            Ok(answer) => Invoked::Answer(answer),
            Err(_) => Invoked::FunctionError("the answer is not JSON".to_owned()),
        }
    }

    async fn lex_turn(&self, bot: &BotRef, utterance: &str) -> Turn {
        let bots = &self.connect.bots;
        bots.turn(bot, &self.user, utterance).await
    }

    fn now(&self) -> SystemTime {
        self.connect.target.now()
    }
}

/// Region and name of a function. A flow may have been exported from another account: the
/// functions are the target's, so the account in the ARN is not looked at.
fn function<'f>(arn: &'f str, primary: &'f str) -> (&'f str, &'f str) {
    let parts: Vec<&str> = arn.split(':').collect();
    match parts.as_slice() {
        ["arn", _, "lambda", region, _, "function", name, ..] => (region, name),
        _ => (primary, arn),
    }
}

#[cfg(test)]
mod tests {
    use super::function;

    #[test]
    fn a_function_is_named_by_arn_or_by_name() {
        let arn = "arn:aws:lambda:eu-west-1:999999999999:function:lexDRGetRegion:live";
        assert_eq!(function(arn, "us-east-1"), ("eu-west-1", "lexDRGetRegion"));
        assert_eq!(
            function("lexDRGetRegion", "us-east-1"),
            ("us-east-1", "lexDRGetRegion")
        );
    }
}
