//! Lambda's API: from request to function and back.

use std::sync::Arc;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use bytes::Bytes;
use lexdr_wire::{Body, Call, Request, Response, Service, ServiceError};
use serde_json::{Value, json};
use tokio::sync::oneshot;

use super::invoke::{Ended, Job, Outcome, run};
use super::{management, queue};
use crate::gateway::Answer;
use crate::input::json;
use crate::observe::Trigger;
use crate::region::Region;
use crate::world::World;

/// Quotas on an event, in bytes: synchronous and asynchronous invocation.
const REQUEST_LIMIT: usize = 6 * 1024 * 1024;
const EVENT_LIMIT: usize = 1024 * 1024;

/// Answers a call of Lambda.
pub(crate) fn handle(
    world: &Arc<World>,
    region: &Region,
    call: &Call,
    request: &Request,
    request_id: &str,
) -> Answer {
    if call.operation == "Invoke" {
        return match invoke(world, region, call, request, request_id) {
            Ok(answer) => answer,
            Err(error) => Answer::Now(error.into_response(Service::Lambda, request_id)),
        };
    }
    Answer::Now(match management::handle(world, region, call, request) {
        Ok((204, _)) => empty(204, request_id),
        Ok((status, body)) => json(status, "application/json", request_id, &body),
        Err(error) => error.into_response(Service::Lambda, request_id),
    })
}

fn invoke(
    world: &Arc<World>,
    region: &Region,
    call: &Call,
    request: &Request,
    request_id: &str,
) -> Result<Answer, ServiceError> {
    let header = |name: &str| {
        request
            .headers()
            .get(name)
            .and_then(|value| value.to_str().ok())
    };
    let name = region.lambda.name(call.label("name"))?;
    if let Some(qualifier) = query_value(request, "Qualifier")
        && qualifier != "$LATEST"
    {
        return Err(region.lambda.not_found(&format!("{name}:{qualifier}")));
    }
    let now_ms = world.clock.now_ms();
    region.lambda.with(name, now_ms, |_| Ok(()))?;
    let kind = header("x-amz-invocation-type").unwrap_or("RequestResponse");
    let limit = if kind == "Event" {
        EVENT_LIMIT
    } else {
        REQUEST_LIMIT
    };
    let payload = payload(request.body(), limit)?;
    match kind {
        "RequestResponse" => {
            let job = Job {
                region: region.name.clone(),
                function: name.to_owned(),
                payload,
                request_id: request_id.to_owned(),
                trigger: Trigger::Request,
                attempt: 1,
            };
            let with_log = header("x-amz-log-type") == Some("Tail");
            let (answer, answered) = oneshot::channel();
            let weak = Arc::downgrade(world);
            // In a task of its own: a caller who hangs up does not stop the function.
            world.tasks.spawn(async move {
                if let Some(ended) = run(&weak, &job).await {
                    // Fails if the caller has hung up.
                    answer
                        .send(response(ended, with_log, &job.request_id))
                        .unwrap_or_default();
                }
            });
            Ok(Answer::Later(answered))
        }
        "Event" => {
            queue::enqueue(world, &region.name, name, payload, request_id.to_owned());
            Ok(Answer::Now(empty(202, request_id)))
        }
        "DryRun" => Ok(Answer::Now(empty(204, request_id))),
        other => Err(crate::input::invalid(
            "invocationType",
            other,
            "Member must satisfy enum value set: [Event, RequestResponse, DryRun]",
        )),
    }
}

/// An event: JSON within the quota. No bytes stand for the empty object.
fn payload(body: &Bytes, limit: usize) -> Result<Bytes, ServiceError> {
    if body.is_empty() {
        return Ok(Bytes::from_static(b"{}"));
    }
    if body.len() > limit {
        return Err(ServiceError::new(
            "RequestTooLargeException",
            413,
            format!("Request must be smaller than {limit} bytes for the InvokeFunction operation"),
        )
        .with_member("Type", "User"));
    }
    if let Err(error) = serde_json::from_slice::<serde::de::IgnoredAny>(body) {
        return Err(ServiceError::new(
            "InvalidRequestContentException",
            400,
            format!("Could not parse request body into json: {error}"),
        )
        .with_member("Type", "User"));
    }
    Ok(body.clone())
}

fn response(ended: Ended, with_log: bool, request_id: &str) -> Response {
    let (payload, failed) = match ended.outcome {
        Outcome::Returned(answer) => (answer, false),
        Outcome::Failed(error) | Outcome::TimedOut(error) => (error.payload(), true),
        Outcome::Refused(error) => return error.into_response(Service::Lambda, request_id),
    };
    let mut builder = http::Response::builder()
        .status(200)
        .header("content-type", "application/json")
        .header("x-amzn-requestid", request_id)
        .header("x-amz-executed-version", "$LATEST");
    if failed {
        builder = builder.header("x-amz-function-error", "Unhandled");
    }
    if with_log {
        builder = builder.header("x-amz-log-result", STANDARD.encode(ended.log_tail));
    }
    builder
        .body(payload.into())
        .expect("status and headers are valid")
}

fn empty(status: u16, request_id: &str) -> Response {
    http::Response::builder()
        .status(status)
        .header("x-amzn-requestid", request_id)
        .body(Body::empty())
        .expect("status and headers are valid")
}

/// A value of the query string, decoded.
pub(crate) fn query_value(request: &Request, name: &str) -> Option<String> {
    request.uri().query()?.split('&').find_map(|pair| {
        let (key, value) = pair.split_once('=')?;
        (key == name).then(|| {
            percent_encoding::percent_decode_str(value)
                .decode_utf8_lossy()
                .into_owned()
        })
    })
}

/// The answer of operations that say nothing but that they worked.
pub(crate) fn nothing() -> (u16, Value) {
    (204, json!({}))
}
