//! Amazon Connect: instances, the bots and functions associated with them, and contact flows.
//!
//! What is associated has to exist. A flow has to be JSON in the flow language with no transition
//! that leads nowhere; what its blocks mean is not looked at, and no calls are taken: callers are
//! the caller probe's. Associating changes neither the policy of the bot's alias nor that of the
//! function, as Amazon Connect does by calls of its own.

mod associations;
mod content;
mod flows;
mod instances;

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Mutex;

use lexdr_wire::{Call, Request, Response, Service, ServiceError};
use serde_json::{Map, Value, json};

use crate::input::{Input, json as json_response, query};
use crate::lambda::ms;
use crate::lock::locked;
use crate::region::Region;
use crate::world::World;
use associations::Bot;
use flows::Flow;

/// Amazon Connect in one region.
#[derive(Debug)]
pub(crate) struct Connect {
    region: String,
    account: String,
    /// How long an instance takes to become active.
    settling_ms: i64,
    instances: Mutex<Instances>,
}

type Instances = BTreeMap<String, Instance>;

/// An instance, under its id.
#[derive(Debug)]
struct Instance {
    alias: String,
    inbound: bool,
    outbound: bool,
    tags: Map<String, Value>,
    created_ms: i64,
    bots: BTreeSet<Bot>,
    functions: BTreeSet<String>,
    flows: BTreeMap<String, Flow>,
}

/// The body of a success.
type Answered = Result<Value, ServiceError>;

/// What an operation works on.
struct Context<'c> {
    world: &'c World,
    connect: &'c Connect,
    call: &'c Call,
    request: &'c Request,
    now_ms: i64,
}

impl Connect {
    pub(crate) fn new(region: &str, account: &str, settling: std::time::Duration) -> Self {
        Self {
            region: region.to_owned(),
            account: account.to_owned(),
            settling_ms: ms(settling),
            instances: Mutex::default(),
        }
    }

    /// The ARN of an instance.
    fn arn(&self, id: &str) -> String {
        let Self {
            region, account, ..
        } = self;
        format!("arn:aws:connect:{region}:{account}:instance/{id}")
    }
}

impl Context<'_> {
    fn input(&self) -> Result<Input, ServiceError> {
        Input::parse(self.request.body())
    }

    /// The part of a list that was asked for: there is only one.
    fn whole_list(&self) -> Result<(), ServiceError> {
        match query(self.request, "nextToken") {
            None => Ok(()),
            Some(token) => Err(invalid(format!("nextToken {token} is not known"))),
        }
    }
}

/// Answers a call of Amazon Connect.
pub(crate) fn handle(
    world: &World,
    region: &Region,
    call: &Call,
    request: &Request,
    request_id: &str,
) -> Response {
    let cx = Context {
        world,
        connect: &region.connect,
        call,
        request,
        now_ms: world.clock.now_ms(),
    };
    match act(&cx) {
        Ok(body) => json_response(200, "application/json", request_id, &body),
        Err(error) => in_its_words(error).into_response(Service::Connect, request_id),
    }
}

fn act(cx: &Context<'_>) -> Answered {
    let mut instances = locked(&cx.connect.instances);
    let operation = cx.call.operation.as_str();
    match operation {
        "CreateInstance" => return instances::create(cx, &mut instances),
        "ListInstances" => return instances::list(cx, &instances),
        "DeleteInstance" => return instances::delete(cx, &mut instances),
        _ => {}
    }
    let id = cx.call.label("InstanceId");
    let not_built = || ServiceError::not_implemented(Service::Connect, operation);
    if id.is_empty() {
        return Err(not_built());
    }
    let instance = instances.get_mut(id).ok_or_else(|| no_instance(id))?;
    match operation {
        "DescribeInstance" => Ok(json!({ "Instance": instance.show(cx, id) })),
        "AssociateBot" => associations::add_bot(cx, instance),
        "DisassociateBot" => associations::remove_bot(cx, instance),
        "ListBots" => associations::list_bots(cx, instance),
        "AssociateLambdaFunction" => associations::add_function(cx, instance),
        "DisassociateLambdaFunction" => associations::remove_function(cx, instance),
        "ListLambdaFunctions" => associations::list_functions(cx, instance),
        "CreateContactFlow" => flows::create(cx, instance),
        "DescribeContactFlow" => flows::describe(cx, instance),
        "UpdateContactFlowContent" => flows::update(cx, instance),
        "DeleteContactFlow" => flows::delete(cx, instance),
        "ListContactFlows" => flows::list(cx, instance),
        _ => Err(not_built()),
    }
}

fn no_instance(id: &str) -> ServiceError {
    not_found(format!("Instance {id} does not exist."))
}

fn not_found(message: String) -> ServiceError {
    ServiceError::new("ResourceNotFoundException", 404, message)
}

fn invalid(message: impl Into<String>) -> ServiceError {
    ServiceError::new("InvalidRequestException", 400, message)
}

/// Amazon Connect has a name of its own for requests that are not valid.
fn in_its_words(error: ServiceError) -> ServiceError {
    match &*error.code {
        "ValidationException" | "SerializationException" => invalid(error.message),
        _ => error,
    }
}
