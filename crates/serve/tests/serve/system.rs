//! An account with the whole system under test, which runs.

use std::sync::Arc;
use std::time::Duration;

use aws_credential_types::Credentials;
use aws_sdk_dynamodb::types::AttributeValue;
use aws_smithy_async::rt::sleep::{SharedAsyncSleep, TokioSleep};
use aws_smithy_async::time::SharedTimeSource;
use aws_smithy_runtime_api::client::behavior_version::BehaviorVersion;
use aws_smithy_runtime_api::client::http::SharedHttpClient;
use aws_smithy_types::retry::RetryConfig;
use aws_types::SdkConfig;
use aws_types::region::Region;
use aws_types::sdk_config::SharedCredentialsProvider;
use bytes::Bytes;
use lexdr_serve::{Code, Deployment, Functions, Options, State};
use lexdr_simulator::{
    BoxFuture, Clock, Environment, FunctionError, Instance, Invocation, Program,
};
use lexdr_wire::LexVersion;
use rstest::rstest;
use serde_json::{Value, json};

use crate::client::World;

/// Code that does of a check what a test can see: it writes the route.
struct Writes {
    http: SharedHttpClient,
    clock: Clock,
}

impl Program for Writes {
    fn start(
        &self,
        environment: Environment,
    ) -> BoxFuture<'static, Result<Box<dyn Instance>, FunctionError>> {
        let variable = |name: &str| environment.variables.get(name).cloned();
        let credentials = Credentials::new(
            variable("AWS_ACCESS_KEY_ID").unwrap(),
            variable("AWS_SECRET_ACCESS_KEY").unwrap(),
            variable("AWS_SESSION_TOKEN"),
            None,
            "test",
        );
        let config = SdkConfig::builder()
            .behavior_version(BehaviorVersion::v2026_01_12())
            .region(Region::new(environment.region))
            .credentials_provider(SharedCredentialsProvider::new(credentials))
            .http_client(self.http.clone())
            .retry_config(RetryConfig::disabled())
            .sleep_impl(SharedAsyncSleep::new(TokioSleep::new()))
            .time_source(SharedTimeSource::new(self.clock))
            .build();
        let dynamodb = aws_sdk_dynamodb::Client::new(&config);
        Box::pin(async { Ok(Box::new(Running(dynamodb)) as Box<dyn Instance>) })
    }
}

struct Running(aws_sdk_dynamodb::Client);

impl Instance for Running {
    fn invoke<'a>(&'a mut self, _: Invocation) -> BoxFuture<'a, Result<Bytes, FunctionError>> {
        Box::pin(async {
            let call = self.0.update_item().table_name("lexDR");
            let call = call.key("connectRegion", AttributeValue::S("us-east-1".to_owned()));
            let call = call.update_expression("SET lexRegion = :here");
            let call = call
                .expression_attribute_values(":here", AttributeValue::S("us-east-1".to_owned()));
            match call.send().await {
                Ok(_) => Ok(Bytes::from_static(b"{}")),
                Err(error) => {
                    let error = error.into_service_error();
                    let code = error.meta().code().unwrap_or("no code");
                    Err(FunctionError::new(code, "the route is not written"))
                }
            }
        })
    }
}

async fn with_system(lex: LexVersion) -> World {
    let code = Code::new(|http, clock| {
        let program: Arc<dyn Program> = Arc::new(Writes { http, clock });
        Functions {
            health_check: Arc::clone(&program),
            get_region: program,
        }
    });
    World::of(Options {
        state: State::System,
        deployment: Some(Deployment {
            lex,
            check_every: Duration::from_secs(60),
            code,
        }),
        ..World::options()
    })
    .await
}

/// The answer to an operation of an API whose calls name theirs in a header.
async fn call(world: &World, place: &str, target: &str, input: Value) -> (u16, Value) {
    let headers = [
        format!("x-amz-target: {target}"),
        "content-type: application/x-amz-json-1.1".to_owned(),
    ];
    let headers: Vec<&str> = headers.iter().map(String::as_str).collect();
    let path = format!("/{place}/");
    let (status, _, body) = world
        .ask_with("POST", &path, &headers, &input.to_string())
        .await;
    (status, serde_json::from_str(&body).unwrap())
}

/// The route as it stands in the table.
async fn route(world: &World) -> Value {
    let key = json!({ "TableName": "lexDR", "Key": { "connectRegion": { "S": "us-east-1" } } });
    let found = call(
        world,
        "us-east-1/dynamodb",
        "DynamoDB_20120810.GetItem",
        key,
    );
    found.await.1["Item"]["lexRegion"]["S"].clone()
}

/// Runs the check, and returns the kind of its error.
async fn check(world: &World) -> Value {
    let path = "/us-east-1/lambda/2015-03-31/functions/lexDRTest/invocations";
    let (status, answer) = world.ask("POST", path, "{}").await;
    assert_eq!(status, 200, "{answer}");
    answer["errorType"].clone()
}

#[rstest]
#[tokio::test]
async fn the_system_runs_when_the_server_answers(
    #[values(LexVersion::V1, LexVersion::V2)] lex: LexVersion,
) {
    let world = with_system(lex).await;
    assert_eq!(route(&world).await, "us-east-1");
    let rule = json!({ "Name": "lexHealthCheckRule" });
    let (_, rule) = call(&world, "us-east-1/events", "AWSEvents.DescribeRule", rule).await;
    let (state, rate) = (&rule["State"], &rule["ScheduleExpression"]);
    assert_eq!((state, rate), (&json!("ENABLED"), &json!("rate(1 minute)")));
    let (models, method) = match lex {
        LexVersion::V1 => (
            "/us-west-2/models.lex/bots/OrderFlowers/aliases/ver_one",
            "GET",
        ),
        LexVersion::V2 => ("/us-west-2/models-v2-lex/bots/", "POST"),
    };
    let (status, bots) = world.ask(method, models, "").await;
    assert!(
        status == 200 && bots.to_string().contains("OrderFlowers"),
        "{bots}"
    );
}

#[tokio::test]
async fn what_a_game_day_needs_is_there() {
    let world = with_system(LexVersion::V2).await;
    let table = json!({ "TableName": "lexdr-journals" });
    let target = "DynamoDB_20120810.DescribeTable";
    let (_, table) = call(&world, "eu-west-1/dynamodb", target, table).await;
    let key = json!([{ "AttributeName": "id", "KeyType": "HASH" }]);
    assert_eq!(table["Table"]["KeySchema"], key);
    let alarm = json!({ "AlarmNames": ["lexdr-callers"] });
    let target = "GraniteServiceVersion20100801.DescribeAlarms";
    let (_, alarm) = call(&world, "us-east-1/monitoring", target, alarm).await;
    assert_eq!(alarm["MetricAlarms"][0]["AlarmName"], "lexdr-callers");
    let iam = aws_sdk_iam::Client::new(&world.sdk("us-east-1", "/iam", "test"));
    let role = iam
        .get_role()
        .role_name("lexdr-switch")
        .send()
        .await
        .unwrap();
    let trust = role.role.unwrap().assume_role_policy_document.unwrap();
    assert!(trust.contains("scheduler.amazonaws.com"), "{trust}");
}

#[tokio::test]
async fn faults_meet_the_calls_of_functions() {
    let world = with_system(LexVersion::V2).await;
    assert_eq!(check(&world).await, Value::Null);
    let rule = json!({
        "id": "broken",
        "matches": { "service": "dynamodb", "caller": "checker" },
        "effect": { "error": "ProvisionedThroughputExceeded" },
    });
    let (status, answer) = world.ask("POST", "/_lexdr/faults", &rule.to_string()).await;
    assert_eq!(status, 201, "{answer}");
    assert_eq!(
        check(&world).await,
        "ProvisionedThroughputExceededException"
    );
    // Everybody else reads on.
    assert_eq!(route(&world).await, "us-east-1");
    world.ask("DELETE", "/_lexdr/faults/broken", "").await;
    assert_eq!(check(&world).await, Value::Null);
}

#[tokio::test]
async fn a_reset_brings_a_system_of_its_own() {
    let world = with_system(LexVersion::V2).await;
    let gone = json!({ "Name": "lexHealthCheckRule" });
    let disable = "AWSEvents.DisableRule";
    call(&world, "us-east-1/events", disable, gone.clone()).await;
    let reset = "/_lexdr/reset?state=system";
    let done = world.ask("POST", reset, "").await;
    assert_eq!(done, (200, json!({ "state": "system" })));
    let (_, rule) = call(&world, "us-east-1/events", "AWSEvents.DescribeRule", gone).await;
    assert_eq!(rule["State"], "ENABLED");
    assert_eq!(route(&world).await, "us-east-1");
    assert_eq!(check(&world).await, Value::Null);
}

#[tokio::test]
async fn without_code_there_is_no_system() {
    let world = World::start().await;
    let (status, answer) = world.ask("POST", "/_lexdr/reset?state=system", "").await;
    assert_eq!(status, 409, "{answer}");
    let said = answer["error"].as_str().unwrap();
    assert!(said.contains("lexdr serve --system"), "{said}");
    // What was there is there.
    let (_, bots) = world
        .ask("POST", "/us-east-1/models-v2-lex/bots/", "")
        .await;
    assert!(bots.to_string().contains("OrderFlowers"), "{bots}");
}
