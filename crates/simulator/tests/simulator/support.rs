//! An account, SDK clients, a program that does what its event says, and a record of all that
//! was observed.

use std::sync::atomic::{AtomicU32, Ordering};
use std::sync::{Arc, Mutex};
use std::time::{Duration, SystemTime};

use aws_credential_types::provider::SharedCredentialsProvider;
use aws_sdk_dynamodb::config::BehaviorVersion;
use aws_sdk_lambda::primitives::Blob;
use aws_sdk_lambda::types::{FunctionCode, Runtime, State};
use aws_smithy_async::rt::sleep::{SharedAsyncSleep, TokioSleep};
use aws_smithy_async::time::SharedTimeSource;
use aws_smithy_types::retry::RetryConfig;
use aws_types::SdkConfig;
use aws_types::region::Region;
use bytes::Bytes;
use lexdr_simulator::{
    BoxFuture, Builder, Clock, Environment, FunctionError, Instance, Invocation, InvocationResult,
    Latency, Observation, Observer, Principal, Program, SimHttpClient, Simulator, builtin_package,
};
use serde_json::{Value, json};

pub(crate) const EAST: &str = "us-east-1";
pub(crate) const EPOCH_MS: i64 = 1_767_225_600_000;
pub(crate) const TRUST: &str = r#"{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":{"Service":"lambda.amazonaws.com"},"Action":"sts:AssumeRole"}]}"#;

/// 2026-01-01T00:00:00Z.
pub(crate) fn epoch() -> SystemTime {
    SystemTime::UNIX_EPOCH + Duration::from_millis(EPOCH_MS.unsigned_abs())
}

/// What was observed, one line each, times in milliseconds since the start.
#[derive(Default)]
pub(crate) struct Seen(Mutex<Vec<String>>);

impl Seen {
    pub(crate) fn lines(&self) -> Vec<String> {
        self.0.lock().unwrap().clone()
    }

    /// The lines that begin with `what`.
    pub(crate) fn of(&self, what: &str) -> Vec<String> {
        self.lines()
            .into_iter()
            .filter(|line| line.starts_with(what))
            .collect()
    }
}

impl Observer for Seen {
    fn observed(&self, what: &Observation<'_>) {
        let since = |ms: &i64| ms - EPOCH_MS;
        let line = match what {
            Observation::Exchange {
                start_ms,
                effect_ms,
                end_ms,
                principal,
                call,
                status,
                error_code,
            } => format!(
                "call {}..{:?}..{} {} {} {} {status:?} {}",
                since(start_ms),
                effect_ms.as_ref().map(since),
                since(end_ms),
                principal.map_or_else(|| "stranger".to_owned(), ToString::to_string),
                call.region,
                call.operation,
                error_code.unwrap_or("-"),
            ),
            Observation::InvocationStarted {
                function,
                attempt,
                trigger,
                start_ms,
                ..
            } => {
                format!(
                    "started {function} #{attempt} {trigger:?} at {}",
                    since(start_ms)
                )
            }
            Observation::InvocationEnded {
                function,
                attempt,
                start_ms,
                end_ms,
                result,
                ..
            } => {
                let result = match result {
                    InvocationResult::Returned(answer) => String::from_utf8_lossy(answer).into(),
                    InvocationResult::FunctionError(error) => error.error_type.clone(),
                    other => format!("{other:?}"),
                };
                format!(
                    "ended {function} #{attempt} {}..{} {result}",
                    since(start_ms),
                    since(end_ms)
                )
            }
            Observation::ItemChanged {
                region,
                table,
                key,
                item,
                at_ms,
            } => {
                let now = if item.is_some() { "changed" } else { "deleted" };
                format!("{now} {region} {table} {key} at {}", since(at_ms))
            }
            Observation::TargetFailed {
                rule,
                target,
                reason,
                at_ms,
                ..
            } => {
                format!("target {rule} {target} at {}: {reason}", since(at_ms))
            }
        };
        self.0.lock().unwrap().push(line);
    }
}

/// A program whose handler does what its event's `do` says.
#[derive(Default)]
pub(crate) struct Obedient {
    /// Invocations over all environments.
    calls: Arc<AtomicU32>,
}

struct Running {
    environment: Environment,
    here: u32,
    calls: Arc<AtomicU32>,
}

impl Program for Obedient {
    fn start(
        &self,
        environment: Environment,
    ) -> BoxFuture<'static, Result<Box<dyn Instance>, FunctionError>> {
        let calls = Arc::clone(&self.calls);
        Box::pin(async move {
            match environment.variables.get("START").map(String::as_str) {
                Some("fail") => Err(FunctionError::new("Runtime.InitError", "told to fail")),
                Some("hang") => std::future::pending().await,
                _ => Ok(Box::new(Running {
                    environment,
                    here: 0,
                    calls,
                }) as Box<dyn Instance>),
            }
        })
    }
}

impl Instance for Running {
    fn invoke<'a>(
        &'a mut self,
        invocation: Invocation,
    ) -> BoxFuture<'a, Result<Bytes, FunctionError>> {
        Box::pin(async move {
            self.here += 1;
            let calls = self.calls.fetch_add(1, Ordering::Relaxed) + 1;
            let event: Value = serde_json::from_slice(&invocation.payload).unwrap();
            let number = |name: &str| event[name].as_u64().unwrap_or(0);
            self.environment.log.push(&format!("call {calls}"));
            let answer = match event["do"].as_str().unwrap_or("echo") {
                "echo" => event.clone(),
                "where" => {
                    tokio::time::sleep(Duration::from_millis(number("ms"))).await;
                    json!([self.environment.serial, self.here])
                }
                "variable" => json!(
                    self.environment
                        .variables
                        .get(event["name"].as_str().unwrap())
                ),
                "sleep" => {
                    tokio::time::sleep(Duration::from_millis(number("ms"))).await;
                    json!("slept")
                }
                "hang" => std::future::pending().await,
                "panic" => panic!("told to panic"),
                "big" => json!("x".repeat(7_000_000)),
                "log" => {
                    self.environment.log.push(&"l".repeat(10_000));
                    json!("logged")
                }
                "fail-first" if u64::from(calls) > number("n") => json!("at last"),
                "deadline" => {
                    let left = invocation.deadline.duration_since(epoch()).unwrap();
                    json!(left.as_millis() as u64)
                }
                _ => return Err(FunctionError::new("ValueError", "told to fail")),
            };
            Ok(answer.to_string().into())
        })
    }
}

/// An account with its record and clients.
pub(crate) struct Account {
    pub(crate) simulator: Simulator,
    pub(crate) clock: Clock,
    pub(crate) seen: Arc<Seen>,
}

impl Account {
    /// Without latency: every instant is exactly predictable.
    pub(crate) fn instant() -> Self {
        Self::with(|builder| builder.latency(Latency::none()))
    }

    pub(crate) fn with(configure: impl FnOnce(Builder) -> Builder) -> Self {
        let clock = Clock::starting_at(epoch());
        let seen = Arc::new(Seen::default());
        let builder = Simulator::builder(clock, 42).observer(Arc::clone(&seen) as _);
        let simulator = configure(builder).build();
        simulator.register_program("obedient", Arc::new(Obedient::default()));
        Self {
            simulator,
            clock,
            seen,
        }
    }

    pub(crate) fn config_of(&self, principal: &Principal) -> SdkConfig {
        config(
            &self.simulator,
            self.clock,
            principal,
            SimHttpClient::new(self.simulator.clone()),
        )
    }

    pub(crate) fn config(&self) -> SdkConfig {
        self.config_of(&Principal::Operator)
    }

    pub(crate) fn dynamodb(&self) -> aws_sdk_dynamodb::Client {
        aws_sdk_dynamodb::Client::new(&self.config())
    }

    pub(crate) fn events(&self) -> aws_sdk_eventbridge::Client {
        aws_sdk_eventbridge::Client::new(&self.config())
    }

    pub(crate) fn iam(&self) -> aws_sdk_iam::Client {
        aws_sdk_iam::Client::new(&self.config())
    }

    pub(crate) fn lambda(&self) -> aws_sdk_lambda::Client {
        aws_sdk_lambda::Client::new(&self.config())
    }

    pub(crate) fn now_ms(&self) -> i64 {
        self.clock.now_ms() - EPOCH_MS
    }

    /// Sleeps until so many milliseconds after the start.
    pub(crate) async fn until(&self, ms: i64) {
        let left = u64::try_from(ms - self.now_ms()).expect("not past yet");
        tokio::time::sleep(Duration::from_millis(left)).await;
    }

    /// Creates role `r` and a function with the obedient program, and waits until it is active.
    pub(crate) async fn function(&self, name: &str, timeout_s: i32) {
        self.role().await;
        create(&self.lambda(), name, timeout_s).await;
        tokio::time::sleep(Duration::from_secs(1)).await;
        let now = self
            .lambda()
            .get_function_configuration()
            .function_name(name)
            .send()
            .await;
        assert_eq!(now.unwrap().state(), Some(&State::Active));
    }

    pub(crate) async fn role(&self) {
        let role = self
            .iam()
            .create_role()
            .role_name("r")
            .assume_role_policy_document(TRUST);
        role.send().await.unwrap();
    }

    /// Lets the rules of the region invoke a function.
    pub(crate) async fn permit_events(&self, function: &str, source: &str) {
        self.lambda()
            .add_permission()
            .function_name(function)
            .statement_id("events")
            .action("lambda:InvokeFunction")
            .principal("events.amazonaws.com")
            .source_arn(source)
            .send()
            .await
            .unwrap();
    }

    /// Invokes synchronously: the payload, and the kind of error if there was one.
    pub(crate) async fn invoke(&self, name: &str, event: Value) -> (Value, Option<String>) {
        let answer = self
            .lambda()
            .invoke()
            .function_name(name)
            .payload(Blob::new(event.to_string()))
            .send()
            .await
            .unwrap();
        let payload = answer.payload.unwrap().into_inner();
        (
            serde_json::from_slice(&payload).unwrap(),
            answer.function_error,
        )
    }

    /// Invokes asynchronously.
    pub(crate) async fn send(&self, name: &str, event: Value) {
        let answer = self
            .lambda()
            .invoke()
            .function_name(name)
            .invocation_type(aws_sdk_lambda::types::InvocationType::Event)
            .payload(Blob::new(event.to_string()))
            .send()
            .await
            .unwrap();
        assert_eq!(answer.status_code(), 202);
    }
}

pub(crate) fn config(
    simulator: &Simulator,
    clock: Clock,
    principal: &Principal,
    client: impl aws_smithy_runtime_api::client::http::HttpClient + 'static,
) -> SdkConfig {
    let keys = simulator.credentials(principal);
    let credentials = aws_credential_types::Credentials::new(
        keys.access_key_id,
        keys.secret_access_key,
        keys.session_token,
        None,
        "test",
    );
    SdkConfig::builder()
        .behavior_version(BehaviorVersion::v2026_01_12())
        .region(Region::new(EAST))
        .credentials_provider(SharedCredentialsProvider::new(credentials))
        .sleep_impl(SharedAsyncSleep::new(TokioSleep::new()))
        .time_source(SharedTimeSource::new(clock))
        .retry_config(RetryConfig::disabled())
        .http_client(client)
        .build()
}

pub(crate) async fn create(lambda: &aws_sdk_lambda::Client, name: &str, timeout_s: i32) {
    lambda
        .create_function()
        .function_name(name)
        .runtime(Runtime::from("provided.al2023"))
        .handler("bootstrap")
        .role("arn:aws:iam::123456789012:role/r")
        .timeout(timeout_s)
        .code(
            FunctionCode::builder()
                .zip_file(Blob::new(builtin_package("obedient")))
                .build(),
        )
        .send()
        .await
        .unwrap();
}
