//! What the rules in force make of one call.

use std::collections::BTreeMap;
use std::time::Duration;

use lexdr_wire::{Call, ConnectionError, Request, Response, Service};
use serde_json::json;

use crate::audit::Fired;
use crate::bucket::Bucket;
use crate::effect::{Answer, Cut, Effect, FunctionError, Headers, Kind, Loss, Then};
use crate::matching::CallerKind;
use crate::rule::Rule;
use crate::units::Skew;
use crate::when::Gate;
use crate::{errors, random};

/// A call, and what the rules may ask about it.
pub(crate) struct Question<'q> {
    pub(crate) call: &'q Call,
    pub(crate) caller: CallerKind,
    pub(crate) request: &'q Request,
    pub(crate) now: Duration,
}

/// What is to happen to a call.
#[derive(Debug, Default)]
pub(crate) struct Plan {
    pub(crate) delay: Duration,
    pub(crate) ending: Option<Ending>,
    pub(crate) edits: Vec<Edit>,
    pub(crate) fired: Vec<Fired>,
}

/// How the call ends, if not as it should.
#[derive(Debug)]
pub(crate) enum Ending {
    /// With this answer.
    Respond(Response),
    /// Without an answer.
    Fail(ConnectionError),
    /// Not at all.
    Hang,
    /// When the client gives up connecting.
    BlackHole,
    /// The service acts, its answer is lost.
    Lost(Loss),
    /// The service acts, its answer is changed.
    Rewrite(Answer),
    /// The service acts, a part of its answer arrives.
    Cut(Cut, Then),
}

/// A change to the headers of the answer.
#[derive(Debug)]
pub(crate) enum Edit {
    Headers(Headers),
    Skew(Skew),
}

/// A rule in force, with what it remembers.
pub(crate) struct Active {
    pub(crate) rule: Rule,
    gate: Gate,
    latency: fastrand::Rng,
    added: Duration,
    buckets: BTreeMap<(Service, String), Bucket>,
}

impl Active {
    /// A rule added `now`, for the `nth` time under its name.
    pub(crate) fn new(rule: Rule, now: Duration, seed: u64, nth: u64) -> Self {
        let stream = |what: &str| random::stream(seed, &format!("{what} of {}", rule.id), nth);
        let (gate, latency) = (Gate::new(now, stream("probability")), stream("latency"));
        Self {
            rule,
            gate,
            latency,
            added: now,
            buckets: BTreeMap::new(),
        }
    }

    /// Adds what this rule does to the plan for a call.
    pub(crate) fn apply(&mut self, question: &Question<'_>, request_id: &str, plan: &mut Plan) {
        let Question {
            call,
            caller,
            request,
            now,
        } = *question;
        let effect = &self.rule.effect;
        let decided = effect.kind() == Kind::Answer && plan.ending.is_some();
        if decided
            || !self.rule.matches.includes(call, caller, request)
            || !effect.reaches(call.service, &call.operation)
            || (matches!(effect, Effect::FunctionError(_)) && !synchronous(request))
            || !self.gate.opens(&self.rule.when, now)
        {
            return;
        }
        let ending = match effect {
            Effect::Latency(latency) => {
                plan.delay = plan.delay.saturating_add(latency.draw(&mut self.latency));
                None
            }
            Effect::Headers(headers) => {
                plan.edits.push(Edit::Headers(headers.clone()));
                None
            }
            Effect::ClockSkew(skew) => {
                plan.edits.push(Edit::Skew(*skew));
                None
            }
            Effect::Throttle(throttle) => {
                let (rate, burst) = (throttle.rate, throttle.burst);
                let bucket = self
                    .buckets
                    .entry((call.service, call.region.clone()))
                    .or_insert_with(|| Bucket::full(rate, burst, self.added));
                if bucket.take(rate, burst, now) {
                    return;
                }
                error(call, errors::throttle(call.service), None, request_id)
            }
            Effect::Error(answer) => {
                error(call, &answer.name, answer.message.as_deref(), request_id)
            }
            Effect::Hang => Some(Ending::Hang),
            Effect::HangInBody(at) => Some(Ending::Cut(*at, Then::Silence)),
            Effect::ShortBody(at) => Some(Ending::Cut(*at, Then::Close)),
            Effect::Refused => Some(Ending::Fail(ConnectionError::Refused)),
            Effect::Reset => Some(Ending::Fail(ConnectionError::Reset)),
            Effect::BlackHole => Some(Ending::BlackHole),
            Effect::Dns => Some(Ending::Fail(ConnectionError::Dns)),
            Effect::LostAnswer(loss) => Some(Ending::Lost(*loss)),
            Effect::Answer(answer) => Some(Ending::Rewrite(answer.clone())),
            Effect::FunctionError(error) => Some(function_error(error, request_id)),
        };
        if effect.kind() == Kind::Answer {
            // An error the service does not have: the rule's check keeps these out.
            let Some(ending) = ending else { return };
            plan.ending = Some(ending);
        }
        self.gate.fire();
        plan.fired.push(Fired {
            rule: self.rule.id.clone(),
            effect: effect.name(),
            call: call.clone(),
            caller,
            at: now,
        });
    }
}

fn error(call: &Call, name: &str, message: Option<&str>, request_id: &str) -> Option<Ending> {
    let known = errors::find(call.service, name)?;
    let response = errors::respond(known, message, call.service, &call.operation, request_id);
    Some(Ending::Respond(response))
}

/// Whether an invocation waits for the function's answer.
fn synchronous(request: &Request) -> bool {
    let kind = request
        .headers()
        .get("x-amz-invocation-type")
        .and_then(|value| value.to_str().ok());
    kind.is_none_or(|kind| kind == "RequestResponse")
}

fn function_error(error: &FunctionError, request_id: &str) -> Ending {
    let payload = json!({
        "errorMessage": error.message,
        "errorType": error.error_type,
        "requestId": request_id,
        "stackTrace": [],
    });
    let mut response = Response::new(payload.to_string().into());
    let headers = response.headers_mut();
    headers.insert(
        "content-type",
        http::HeaderValue::from_static("application/json"),
    );
    headers.insert(
        "x-amz-function-error",
        http::HeaderValue::from_static("Unhandled"),
    );
    headers.insert(
        "x-amz-executed-version",
        http::HeaderValue::from_static("$LATEST"),
    );
    if let Ok(id) = http::HeaderValue::from_str(request_id) {
        headers.insert("x-amzn-requestid", id);
    }
    Ending::Respond(response)
}
