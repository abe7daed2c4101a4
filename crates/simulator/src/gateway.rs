//! The way of one request: through the network, to its service, and back.

use std::sync::{Arc, Weak};

use lexdr_wire::{
    Call, CallError, ConnectionError, Protocol, Request, Response, Service, ServiceError,
};
use serde_json::Value;
use tokio::sync::oneshot;

use crate::latency::pass;
use crate::observe::Observation;
use crate::world::World;
use crate::{Principal, cloudwatch, connect, dynamodb, events, iam, lambda, s3, scheduler};

/// What a service answers: now, or when its work is done.
pub(crate) enum Answer {
    Now(Response),
    Later(oneshot::Receiver<Response>),
}

/// Carries one request through the simulator. Nothing keeps the simulator alive while it waits.
///
/// A caller who hangs up before the service acts has not called; one who hangs up later has.
pub(crate) async fn exchange(
    world: Weak<World>,
    request: Request,
) -> Result<Response, ConnectionError> {
    let (mut exchange, delay, request_id) = {
        let world = alive(&world)?;
        let request_id = world.ids.uuid();
        let call = match Call::of(&request) {
            Ok(call) => call,
            Err(CallError::UnknownOperation { service, what }) => {
                let error = ServiceError::not_implemented(service, &what);
                let response = error.into_response(service, &request_id);
                return Ok(worded(service, &request, response));
            }
            Err(error @ CallError::UnknownService { .. }) => {
                return Ok(unknown_service(&error, &request_id));
            }
        };
        let pace = if is_global(call.service) {
            &world.global_pace
        } else {
            &world.region(&call.region).ok_or(ConnectionError::Dns)?.pace
        };
        let delay = pace.call(call.service);
        (Exchange::begin(&world, call), delay, request_id)
    };
    pass(delay.before).await;
    let answer = {
        let world = alive(&world)?;
        exchange.effect_ms = Some(world.clock.now_ms());
        let key = exchange.call.access_key_id.as_deref();
        match world.keys.principal(exchange.call.service, key) {
            Ok(principal) => {
                let answer = act(&world, &principal, &exchange.call, &request, &request_id);
                exchange.principal = Some(principal);
                answer
            }
            Err(error) => Answer::Now(error.into_response(exchange.call.service, &request_id)),
        }
    };
    let response = match answer {
        Answer::Now(response) => response,
        // The sender is dropped only if the simulator is shut down.
        Answer::Later(answer) => answer.await.map_err(|_| ConnectionError::Closed)?,
    };
    pass(delay.after).await;
    exchange.answered(&response);
    Ok(worded(exchange.call.service, &request, response))
}

/// The answer in the protocol of the caller, where a service speaks more than one.
fn worded(service: Service, request: &Request, response: Response) -> Response {
    match service {
        Service::CloudWatch => cloudwatch::in_words_of(request, response),
        _ => response,
    }
}

fn alive(world: &Weak<World>) -> Result<Arc<World>, ConnectionError> {
    world
        .upgrade()
        .filter(|world| !world.is_closed())
        .ok_or(ConnectionError::Refused)
}

const fn is_global(service: Service) -> bool {
    matches!(service, Service::Iam)
}

fn act(
    world: &Arc<World>,
    principal: &Principal,
    call: &Call,
    request: &Request,
    request_id: &str,
) -> Answer {
    let not_implemented = || {
        let error = ServiceError::not_implemented(call.service, &call.operation);
        Answer::Now(error.into_response(call.service, request_id))
    };
    let of_resource = |action: &str, arn: &str| match (call.service, world.region(&call.region)) {
        (Service::LexRuntimeV2 | Service::LexModelsV2, Some(region)) => {
            region.lex_v2.opinion(principal, action, arn)
        }
        _ => iam::Opinion::Silent,
    };
    if let Err(error) = iam::authorize(&world.iam, principal, call, request, &of_resource) {
        return Answer::Now(error.into_response(call.service, request_id));
    }
    if call.service == Service::Iam {
        return Answer::Now(iam::handle(&world.iam, call, request, request_id));
    }
    let Some(region) = world.region(&call.region) else {
        return not_implemented();
    };
    match call.service {
        Service::LexRuntime | Service::LexModels => {
            Answer::Now(region.lex_v1.handle(call, request, request_id))
        }
        Service::LexRuntimeV2 | Service::LexModelsV2 => {
            Answer::Now(region.lex_v2.handle(call, request, request_id))
        }
        Service::DynamoDb => {
            Answer::Now(dynamodb::handle(world, region, call, request, request_id))
        }
        Service::Lambda => lambda::handle(world, region, call, request, request_id),
        Service::Events => Answer::Now(events::handle(world, region, call, request, request_id)),
        Service::Sts => Answer::Now(iam::sts(world, principal, call, request_id)),
        Service::Scheduler => {
            Answer::Now(scheduler::handle(world, region, call, request, request_id))
        }
        Service::CloudWatch => {
            let answer = cloudwatch::handle(&region.cloudwatch, call, request, request_id);
            Answer::Now(answer)
        }
        Service::S3 => Answer::Now(s3::handle(world, call, request, request_id)),
        Service::Connect => Answer::Now(connect::handle(world, region, call, request, request_id)),
        Service::Iam => not_implemented(),
    }
}

/// An error that any SDK can read, whichever protocol it speaks.
fn unknown_service(error: &CallError, request_id: &str) -> Response {
    const CODE: &str = "NotImplementedException";
    let message = format!("the lexdr simulator does not implement this: {error}");
    let body = serde_json::json!({ "__type": CODE, "message": message });
    http::Response::builder()
        .status(501)
        .header("content-type", "application/json")
        .header("x-amzn-errortype", CODE)
        .header("x-amzn-requestid", request_id)
        .body(body.to_string().into())
        .expect("status and headers are valid")
}

/// A call on its way. Observers hear of it when it is dropped: answered, or abandoned.
struct Exchange {
    world: Weak<World>,
    call: Call,
    principal: Option<Principal>,
    start_ms: i64,
    effect_ms: Option<i64>,
    status: Option<u16>,
    error_code: Option<String>,
    observed: bool,
}

impl Exchange {
    fn begin(world: &Arc<World>, call: Call) -> Self {
        Self {
            world: Arc::downgrade(world),
            call,
            principal: None,
            start_ms: world.clock.now_ms(),
            effect_ms: None,
            status: None,
            error_code: None,
            observed: world.is_observed(),
        }
    }

    fn answered(&mut self, response: &Response) {
        let status = response.status().as_u16();
        self.status = Some(status);
        if self.observed && status >= 300 {
            self.error_code = error_code(self.call.service, response);
        }
    }
}

impl Drop for Exchange {
    fn drop(&mut self) {
        if !self.observed {
            return;
        }
        if let Some(world) = self.world.upgrade() {
            world.observe(&Observation::Exchange {
                start_ms: self.start_ms,
                effect_ms: self.effect_ms,
                end_ms: world.clock.now_ms(),
                principal: self.principal.as_ref(),
                call: &self.call,
                status: self.status,
                error_code: self.error_code.as_deref(),
            });
        }
    }
}

/// The error's name, read from the answer as an SDK does.
pub(crate) fn error_code(service: Service, response: &Response) -> Option<String> {
    if let Some(code) = response.headers().get("x-amzn-errortype") {
        return code.to_str().ok()?.split(':').next().map(str::to_owned);
    }
    if let Some(code) = response.headers().get("x-amzn-query-error") {
        return code.to_str().ok()?.split(';').next().map(str::to_owned);
    }
    let body = response.body().bytes()?;
    if let Protocol::Query { .. } | Protocol::RestXml = service.protocol() {
        let text = std::str::from_utf8(body).ok()?;
        let (code, _) = text.split_once("<Code>")?.1.split_once("</Code>")?;
        return Some(code.to_owned());
    }
    let body: Value = serde_json::from_slice(body).ok()?;
    let code = body.get("__type")?.as_str()?;
    Some(code.rsplit('#').next().unwrap_or(code).to_owned())
}
