//! What an account begins with, made with the calls that would make it on AWS.

use std::task::{Context, Poll};

use aws_credential_types::Credentials;
use aws_sdk_cloudwatch::types::{ComparisonOperator, Dimension, Statistic};
use aws_sdk_dynamodb::types::{
    AttributeDefinition, BillingMode, KeySchemaElement, KeyType, ScalarAttributeType,
};
use aws_smithy_async::rt::sleep::{SharedAsyncSleep, TokioSleep};
use aws_smithy_async::time::SharedTimeSource;
use aws_smithy_runtime_api::client::behavior_version::BehaviorVersion;
use aws_smithy_runtime_api::client::http::SharedHttpClient;
use aws_smithy_types::error::display::DisplayErrorContext;
use aws_types::SdkConfig;
use aws_types::region::Region;
use aws_types::sdk_config::SharedCredentialsProvider;
use lexdr_deploy::{Clients, DeployError, System};
use lexdr_faults::{FaultLayer, FaultService, Faults};
use lexdr_simulator::{
    BoxFuture, Principal, SimHttpClient, Simulator, WeakSimulator, builtin_package,
};
use lexdr_wire::{ConnectionError, LexVersion, Request, Response};
use serde_json::{Value, json};
use tower::{Layer, Service};

use crate::events;
use crate::options::{Deployment, Functions};

/// Names under which the simulator knows the functions' code.
const HEALTH_CHECK: &str = "health-check";
const GET_REGION: &str = "get-region";

/// Where game days keep the other copy of their journals: a region in which nothing is broken.
const JOURNALS: &str = "lexdr-journals";
const JOURNALS_REGION: &str = "eu-west-1";

/// Where game days may put what they leave.
const BUCKET: &str = "lexdr-game-days";

/// What stops a game day: GetRegion fails.
const ALARM: &str = "lexdr-callers";

/// The role of a game day's dead-man's switch, and what it undoes with.
const SWITCH: &str = "lexdr-switch";
const UNDO: [&str; 9] = [
    "events:EnableRule",
    "iam:DeleteRolePolicy",
    "iam:PutRolePolicy",
    "lambda:DeleteFunctionConcurrency",
    "lambda:PutFunctionConcurrency",
    "lambda:UpdateFunctionConfiguration",
    "lex:DeleteResourcePolicy",
    "lex:UpdateBotAlias",
    "lex:UpdateResourcePolicy",
];

/// Deploys the bots of both generations.
pub(crate) async fn bots(simulator: &Simulator) -> Result<(), DeployError> {
    let system = System::published(Vec::new(), Vec::new());
    let clients = operator(simulator, &system.primary);
    for lex in LexVersion::ALL {
        let system = System {
            lex,
            ..system.clone()
        };
        lexdr_deploy::bots(&clients, &system, &mut |_| {}).await?;
    }
    Ok(())
}

/// Deploys the system under test and what a game day needs beside it. The functions call through
/// `faults`.
pub(crate) async fn system(
    simulator: &Simulator,
    deployment: &Deployment,
    faults: &Faults,
) -> Result<(), DeployError> {
    let way = Way(FaultLayer::new(faults.clone()).layer(simulator.downgrade()));
    let http = SharedHttpClient::new(SimHttpClient::new(way));
    let Functions {
        health_check,
        get_region,
    } = deployment.code.start(http, simulator.clock());
    for (name, program) in [(HEALTH_CHECK, health_check), (GET_REGION, get_region)] {
        simulator.register_program(name, program);
    }
    let code = |name| builtin_package(name).to_vec();
    let system = System {
        lex: deployment.lex,
        every: deployment.check_every,
        ..System::published(code(HEALTH_CHECK), code(GET_REGION))
    };
    let clients = operator(simulator, &system.primary);
    lexdr_deploy::up(&clients, &system, &mut |_| {}).await?;
    lexdr_deploy::start(&clients, &system).await?;
    check(&clients, &system).await?;
    journals(&clients).await?;
    simulator.create_bucket(JOURNALS_REGION, BUCKET);
    alarm(&clients, &system).await?;
    switch(&clients).await
}

/// Runs the check once, so that the route is known before the rule first does. What the check
/// finds is its own affair: rules of the fault layer may be in force.
async fn check(clients: &Clients, system: &System) -> Result<(), DeployError> {
    let step = format!("first run of {}", system.check_function);
    lexdr_deploy::settled(clients, system, &system.check_function).await?;
    let call = clients.lambda(&system.primary).invoke();
    let call = call.function_name(&system.check_function);
    call.send().await.map_err(at(&step))?;
    Ok(())
}

async fn journals(clients: &Clients) -> Result<(), DeployError> {
    let step = format!("table {JOURNALS} in {JOURNALS_REGION}");
    let key = KeySchemaElement::builder().attribute_name("id");
    let key = key.key_type(KeyType::Hash).build().map_err(at(&step))?;
    let id = AttributeDefinition::builder().attribute_name("id");
    let id = id.attribute_type(ScalarAttributeType::S);
    let id = id.build().map_err(at(&step))?;
    let call = clients.dynamodb(JOURNALS_REGION).create_table();
    let call = call.table_name(JOURNALS).key_schema(key);
    let call = call.attribute_definitions(id);
    let call = call.billing_mode(BillingMode::PayPerRequest);
    call.send().await.map_err(at(&step))?;
    Ok(())
}

async fn alarm(clients: &Clients, system: &System) -> Result<(), DeployError> {
    let step = format!("alarm {ALARM} in {}", system.primary);
    let cloudwatch = aws_sdk_cloudwatch::Client::new(clients.config());
    let function = Dimension::builder().name("FunctionName");
    let call = cloudwatch.put_metric_alarm().alarm_name(ALARM);
    call.namespace("AWS/Lambda")
        .metric_name("Errors")
        .dimensions(function.value(&system.region_function).build())
        .statistic(Statistic::Sum)
        .period(60)
        .evaluation_periods(1)
        .threshold(0.0)
        .comparison_operator(ComparisonOperator::GreaterThanThreshold)
        .treat_missing_data("notBreaching")
        .send()
        .await
        .map_err(at(&step))?;
    Ok(())
}

async fn switch(clients: &Clients) -> Result<(), DeployError> {
    let step = format!("role {SWITCH}");
    let trust = policy(json!({
        "Effect": "Allow",
        "Principal": { "Service": "scheduler.amazonaws.com" },
        "Action": "sts:AssumeRole",
    }));
    let may = policy(json!({ "Effect": "Allow", "Action": UNDO, "Resource": "*" }));
    let iam = clients.iam();
    let role = iam.create_role().role_name(SWITCH);
    let role = role.assume_role_policy_document(trust);
    role.send().await.map_err(at(&step))?;
    let undo = iam.put_role_policy().role_name(SWITCH).policy_name("undo");
    let undo = undo.policy_document(may);
    undo.send().await.map_err(at(&step))?;
    Ok(())
}

fn policy(statement: Value) -> String {
    json!({ "Version": "2012-10-17", "Statement": [statement] }).to_string()
}

/// Access to the account as its operator, past the faults.
fn operator(simulator: &Simulator, region: &str) -> Clients {
    let keys = simulator.credentials(&Principal::Operator);
    let credentials = Credentials::new(
        keys.access_key_id,
        keys.secret_access_key,
        keys.session_token,
        None,
        "simulator",
    );
    let config = SdkConfig::builder()
        .behavior_version(BehaviorVersion::v2026_01_12())
        .region(Region::new(region.to_owned()))
        .credentials_provider(SharedCredentialsProvider::new(credentials))
        .http_client(SharedHttpClient::new(SimHttpClient::new(simulator.clone())))
        .sleep_impl(SharedAsyncSleep::new(TokioSleep::new()))
        .time_source(SharedTimeSource::new(simulator.clock()))
        .build();
    Clients::new(config, None)
}

/// For `map_err`: names the step.
fn at<E: std::error::Error>(step: &str) -> impl FnOnce(E) -> DeployError {
    let step = step.to_owned();
    move |error| {
        let cause = DisplayErrorContext(&error).to_string();
        DeployError { step, cause }
    }
}

/// How functions reach AWS: through the faults. Their handle on the account is a weak one, since
/// the account holds them.
#[derive(Clone)]
struct Way(FaultService<WeakSimulator>);

impl Service<Request> for Way {
    type Response = Response;
    type Error = ConnectionError;
    type Future = BoxFuture<'static, Result<Response, ConnectionError>>;

    fn poll_ready(&mut self, _: &mut Context<'_>) -> Poll<Result<(), ConnectionError>> {
        Poll::Ready(Ok(()))
    }

    fn call(&mut self, request: Request) -> Self::Future {
        // Rules that fire here are no part of a request to the port.
        let (answer, _) = events::firing(|| self.0.call(request));
        Box::pin(answer)
    }
}
