//! What a call must be allowed to do: actions on resources, named as the service authorization
//! reference of AWS names them.
//!
//! A request that names no resource at all demands nothing: its service refuses it unread, so
//! nothing happens that a policy could forbid.

mod connect;
mod dynamodb;
mod lex;
mod partiql;
mod tagging;

use lexdr_wire::{Call, Request, Service};
use serde_json::Value;

use super::query::Form;
use super::state::Iam;
use crate::cloudwatch;
use crate::input::query;

/// An action on a resource.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Demand {
    /// `lex:PostText`.
    pub(super) action: String,
    /// An ARN, or `*` for actions without a resource.
    pub(super) resource: String,
}

impl Demand {
    fn new(action: impl Into<String>, resource: impl Into<String>) -> Self {
        Self {
            action: action.into(),
            resource: resource.into(),
        }
    }
}

/// What `call` must be allowed to do; all of it. What is made with tags is also tagged.
pub(super) fn of(iam: &Iam, call: &Call, request: &Request) -> Vec<Demand> {
    let mut demands = itself(iam, call, request);
    if let Some(action) = tagging::with(call, request.body()) {
        let tagged = demands.iter().map(|made| match made.resource.as_str() {
            // It has no id yet.
            "*" => lex::any_bot(&iam.account, call),
            resource => resource.to_owned(),
        });
        let tagged: Vec<Demand> = tagged.map(|what| Demand::new(action, what)).collect();
        demands.extend(tagged);
    }
    demands
}

fn itself(iam: &Iam, call: &Call, request: &Request) -> Vec<Demand> {
    let account = iam.account.as_str();
    match call.service {
        Service::LexRuntime | Service::LexRuntimeV2 | Service::LexModels | Service::LexModelsV2 => {
            vec![lex::demand(account, call)]
        }
        Service::DynamoDb => dynamodb::demands(account, call, request.body()),
        Service::Lambda => vec![lambda(account, call, request.body())],
        Service::Events => vec![events(account, call, request.body())],
        Service::Iam => vec![roles(iam, call, request.body())],
        Service::Scheduler => vec![schedules(account, call, request)],
        Service::CloudWatch => alarms(account, call, request),
        Service::S3 => vec![objects(call)],
        Service::Connect => vec![connect::demand(account, call)],
        // GetCallerIdentity, the only operation built, needs no permission and cannot be denied.
        Service::Sts => Vec::new(),
    }
}

/// A member of a JSON body that is text.
fn member(body: &[u8], name: &str) -> Option<String> {
    let body: Value = serde_json::from_slice(body).ok()?;
    body.get(name)?.as_str().map(str::to_owned)
}

fn lambda(account: &str, call: &Call, body: &[u8]) -> Demand {
    let operation = match call.operation.as_str() {
        "Invoke" => "InvokeFunction",
        other => other,
    };
    let action = format!("lambda:{operation}");
    let name = match operation {
        "GetAccountSettings" | "ListFunctions" => return Demand::new(action, "*"),
        "CreateFunction" => member(body, "FunctionName").unwrap_or_default(),
        _ => call.label("name").to_owned(),
    };
    // A name, `ACCOUNT:function:NAME` or an ARN, each with or without a qualifier.
    let name = name
        .split_once("function:")
        .map_or(&*name, |(_, rest)| rest);
    let name = name.split(':').next().unwrap_or_default();
    let region = &call.region;
    Demand::new(
        action,
        format!("arn:aws:lambda:{region}:{account}:function:{name}"),
    )
}

fn events(account: &str, call: &Call, body: &[u8]) -> Demand {
    let action = format!("events:{}", call.operation);
    let own = format!("arn:aws:events:{}:{account}:", call.region);
    let resource = match call.operation.as_str() {
        "ListRules" | "ListRuleNamesByTarget" => "*".to_owned(),
        "PutEvents" => format!("{own}event-bus/default"),
        "TagResource" | "UntagResource" | "ListTagsForResource" => {
            member(body, "ResourceARN").unwrap_or_default()
        }
        "PutTargets" | "RemoveTargets" | "ListTargetsByRule" => {
            let rule = member(body, "Rule").unwrap_or_default();
            format!("{own}rule/{rule}")
        }
        _ => {
            let rule = member(body, "Name").unwrap_or_default();
            format!("{own}rule/{rule}")
        }
    };
    Demand::new(action, resource)
}

fn schedules(account: &str, call: &Call, request: &Request) -> Demand {
    let own = format!("arn:aws:scheduler:{}:{account}:", call.region);
    let group = member(request.body(), "GroupName").or_else(|| query(request, "groupName"));
    let group = group.unwrap_or_else(|| "default".to_owned());
    let resource = match (call.label("Name"), call.label("ResourceArn")) {
        ("", "") => "*".to_owned(),
        ("", arn) => arn.to_owned(),
        (name, _) if call.operation.ends_with("Group") => format!("{own}schedule-group/{name}"),
        (name, _) => format!("{own}schedule/{group}/{name}"),
    };
    Demand::new(format!("scheduler:{}", call.operation), resource)
}

/// Alarms by name; metrics are no resources.
fn alarms(account: &str, call: &Call, request: &Request) -> Vec<Demand> {
    let action = format!("cloudwatch:{}", call.operation);
    let alarm = |name: &str| {
        let region = &call.region;
        let arn = format!("arn:aws:cloudwatch:{region}:{account}:alarm:{name}");
        Demand::new(action.clone(), arn)
    };
    match call.operation.as_str() {
        // A list, whatever it is narrowed to.
        "DescribeAlarms" => vec![alarm("*")],
        operation if operation.contains("Alarm") => {
            let names = cloudwatch::alarm_names(request);
            names.iter().map(|name| alarm(name)).collect()
        }
        _ => vec![Demand::new(action.clone(), "*")],
    }
}

/// Buckets and objects; their names say neither region nor account.
fn objects(call: &Call) -> Demand {
    let (action, bucket, key) = match (call.operation.as_str(), call.label("Key")) {
        ("ListBuckets", _) => return Demand::new("s3:ListAllMyBuckets", "*"),
        ("ListObjectsV2" | "HeadBucket", _) => ("ListBucket", call.label("Bucket"), ""),
        ("HeadObject", key) => ("GetObject", call.label("Bucket"), key),
        (operation, key) => (operation, call.label("Bucket"), key),
    };
    let slash = if key.is_empty() { "" } else { "/" };
    let arn = format!("arn:aws:s3:::{bucket}{slash}{key}");
    Demand::new(format!("s3:{action}"), arn)
}

fn roles(iam: &Iam, call: &Call, body: &[u8]) -> Demand {
    let form = Form::parse(body);
    let path = form.get("Path").unwrap_or("/");
    let own = format!("arn:aws:iam::{}:", iam.account);
    let resource = if let Some(role) = form.get("RoleName") {
        let known = iam.state().roles.get(role).map(|role| role.arn.clone());
        known.unwrap_or_else(|| format!("{own}role{path}{role}"))
    } else if let Some(arn) = form.get("PolicyArn").or(form.get("PolicySourceArn")) {
        arn.to_owned()
    } else {
        let policy = form.get("PolicyName").unwrap_or_default();
        format!("{own}policy{path}{policy}")
    };
    Demand::new(format!("iam:{}", call.operation), resource)
}
