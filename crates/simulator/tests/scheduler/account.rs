//! An account with clients, in virtual time and without latencies, and what its schedules did.

use std::sync::{Arc, Mutex};
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use aws_credential_types::provider::SharedCredentialsProvider;
use aws_sdk_lambda::primitives::Blob;
use aws_sdk_lambda::types::{FunctionCode, Runtime};
use aws_sdk_scheduler::operation::create_schedule::builders::CreateScheduleFluentBuilder;
use aws_sdk_scheduler::types::builders::TargetBuilder;
use aws_sdk_scheduler::types::{FlexibleTimeWindow, FlexibleTimeWindowMode, Target};
use aws_smithy_async::rt::sleep::{SharedAsyncSleep, TokioSleep};
use aws_smithy_async::time::SharedTimeSource;
use aws_smithy_types::retry::RetryConfig;
use aws_types::SdkConfig;
use aws_types::region::Region;
use bytes::Bytes;
use lexdr_simulator::{
    BoxFuture, Clock, Environment, FunctionError, Instance, Invocation, Latency, Observation,
    Observer, Principal, Program, SimHttpClient, Simulator, builtin_package,
};
use serde_json::{Value, json};

pub(crate) const EAST: &str = "us-east-1";
pub(crate) const LOCALE: &str = "en_US";
pub(crate) const ROLE: &str = "arn:aws:iam::123456789012:role/lexDRUndo";
pub(crate) const FUNCTION: &str = "arn:aws:lambda:us-east-1:123456789012:function:f";

const TRUST: &str = r#"{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":{"Service":["lambda.amazonaws.com","scheduler.amazonaws.com"]},"Action":"sts:AssumeRole"}]}"#;

/// 2026-01-05, a Monday, at noon.
const START_S: u64 = 1_767_614_400;

/// What schedules did, one line each, times in seconds since the start.
#[derive(Default)]
struct Seen(Mutex<Vec<String>>);

/// The events that function `f` got.
type Events = Arc<Mutex<Vec<Value>>>;

impl Observer for Seen {
    fn observed(&self, what: &Observation<'_>) {
        let since = |ms: i64| (ms - 1000 * START_S.cast_signed()) as f64 / 1000.0;
        let line = match what {
            Observation::Exchange {
                effect_ms: Some(effect_ms),
                principal: Some(Principal::ScheduleRole { schedule, role }),
                call,
                status: Some(status),
                ..
            } => {
                let (at, operation) = (since(*effect_ms), &call.operation);
                format!("{at} {schedule} as {role}: {operation} {status}")
            }
            Observation::TargetFailed {
                rule,
                reason,
                at_ms,
                ..
            } => format!("{} {rule} gave up: {reason}", since(*at_ms)),
            Observation::InvocationStarted {
                function, start_ms, ..
            } => format!("{} {function} runs", since(*start_ms)),
            _ => return,
        };
        self.0.lock().unwrap().push(line);
    }
}

/// A function that keeps its events and returns them.
struct Echo(Events);

impl Program for Echo {
    fn start(
        &self,
        _: Environment,
    ) -> BoxFuture<'static, Result<Box<dyn Instance>, FunctionError>> {
        let events = Arc::clone(&self.0);
        Box::pin(async { Ok(Box::new(Self(events)) as Box<dyn Instance>) })
    }
}

impl Instance for Echo {
    fn invoke<'a>(
        &'a mut self,
        invocation: Invocation,
    ) -> BoxFuture<'a, Result<Bytes, FunctionError>> {
        Box::pin(async move {
            let event = serde_json::from_slice(&invocation.payload).unwrap();
            self.0.lock().unwrap().push(event);
            Ok(invocation.payload)
        })
    }
}

/// One AWS account.
pub(crate) struct Account {
    pub(crate) simulator: Simulator,
    clock: Clock,
    seen: Arc<Seen>,
    events: Events,
}

impl Account {
    /// An account with the role of the schedules, which may do everything.
    pub(crate) async fn new() -> Self {
        Self::with(Latency::none()).await
    }

    /// The same, where calls take their time.
    pub(crate) async fn with(latency: Latency) -> Self {
        let account = Self::without_role(latency);
        account.role().await;
        account.allow("*").await;
        account
    }

    pub(crate) fn without_role(latency: Latency) -> Self {
        let clock = Clock::starting_at(UNIX_EPOCH + Duration::from_secs(START_S));
        let seen = Arc::new(Seen::default());
        let simulator = Simulator::builder(clock, 1)
            .latency(latency)
            .observer(Arc::clone(&seen) as _)
            .build();
        let events = Events::default();
        simulator.register_program("echo", Arc::new(Echo(Arc::clone(&events))));
        Self {
            simulator,
            clock,
            seen,
            events,
        }
    }

    fn config(&self) -> SdkConfig {
        let keys = self.simulator.credentials(&Principal::Operator);
        let credentials = aws_credential_types::Credentials::new(
            keys.access_key_id,
            keys.secret_access_key,
            keys.session_token,
            None,
            "test",
        );
        SdkConfig::builder()
            .behavior_version(aws_sdk_scheduler::config::BehaviorVersion::v2026_01_12())
            .region(Region::from_static(EAST))
            .credentials_provider(SharedCredentialsProvider::new(credentials))
            .sleep_impl(SharedAsyncSleep::new(TokioSleep::new()))
            .time_source(SharedTimeSource::new(self.clock))
            .retry_config(RetryConfig::disabled())
            .http_client(SimHttpClient::new(self.simulator.clone()))
            .build()
    }

    pub(crate) fn scheduler(&self) -> aws_sdk_scheduler::Client {
        aws_sdk_scheduler::Client::new(&self.config())
    }

    pub(crate) fn iam(&self) -> aws_sdk_iam::Client {
        aws_sdk_iam::Client::new(&self.config())
    }

    pub(crate) fn lambda(&self) -> aws_sdk_lambda::Client {
        aws_sdk_lambda::Client::new(&self.config())
    }

    pub(crate) fn events(&self) -> aws_sdk_eventbridge::Client {
        aws_sdk_eventbridge::Client::new(&self.config())
    }

    pub(crate) fn dynamodb(&self) -> aws_sdk_dynamodb::Client {
        aws_sdk_dynamodb::Client::new(&self.config())
    }

    pub(crate) fn models(&self) -> aws_sdk_lexmodelsv2::Client {
        aws_sdk_lexmodelsv2::Client::new(&self.config())
    }

    async fn role(&self) {
        let role = self.iam().create_role().role_name("lexDRUndo");
        let role = role.assume_role_policy_document(TRUST);
        role.send().await.unwrap();
    }

    /// Lets the role do one action, and nothing else, to everything.
    pub(crate) async fn allow(&self, action: &str) {
        let document = json!({
            "Version": "2012-10-17",
            "Statement": { "Effect": "Allow", "Action": action, "Resource": "*" },
        });
        let iam = self.iam();
        let put = iam.put_role_policy().role_name("lexDRUndo");
        let put = put
            .policy_name("undo")
            .policy_document(document.to_string());
        put.send().await.unwrap();
    }

    /// Function `f`, as soon as it can be used.
    pub(crate) async fn function(&self) {
        let code = FunctionCode::builder().zip_file(Blob::new(builtin_package("echo")));
        let lambda = self.lambda();
        let create = lambda.create_function().function_name("f").role(ROLE);
        let create = create.runtime(Runtime::from("provided.al2023"));
        let create = create.handler("bootstrap").code(code.build());
        create.send().await.unwrap();
        tokio::time::sleep(Duration::from_secs(1)).await;
    }

    /// Schedule `undo`, to be completed.
    pub(crate) fn schedule(&self, expression: &str, target: Target) -> CreateScheduleFluentBuilder {
        let schedule = self.scheduler().create_schedule().name("undo");
        let schedule = schedule.schedule_expression(expression).target(target);
        schedule.flexible_time_window(exactly())
    }

    /// The expression for a time so many seconds from now.
    pub(crate) fn at(&self, seconds: u64) -> String {
        let time = self.date(seconds);
        format!(
            "at({})",
            jiff::Timestamp::try_from(time)
                .unwrap()
                .strftime("%Y-%m-%dT%H:%M:%S")
        )
    }

    pub(crate) fn date(&self, seconds: u64) -> SystemTime {
        self.clock.now() + Duration::from_secs(seconds)
    }

    /// The events that function `f` got until now.
    pub(crate) fn events_of_f(&self) -> Vec<Value> {
        self.events.lock().unwrap().clone()
    }

    /// What schedules did until now, in seconds since the start.
    pub(crate) fn seen(&self) -> Vec<String> {
        self.seen.0.lock().unwrap().clone()
    }
}

pub(crate) fn exactly() -> FlexibleTimeWindow {
    let off = FlexibleTimeWindow::builder().mode(FlexibleTimeWindowMode::Off);
    off.build().unwrap()
}

/// A universal target, to be completed.
pub(crate) fn calling(action: &str, input: Value) -> TargetBuilder {
    Target::builder()
        .arn(format!("arn:aws:scheduler:::aws-sdk:{action}"))
        .role_arn(ROLE)
        .input(input.to_string())
}

/// A universal target.
pub(crate) fn call(action: &str, input: Value) -> Target {
    calling(action, input).build().unwrap()
}

/// The call that takes away the reserved concurrency of function `f`.
pub(crate) fn release() -> Target {
    call(
        "lambda:deleteFunctionConcurrency",
        json!({ "FunctionName": "f" }),
    )
}

/// Lets time pass.
pub(crate) async fn after(seconds: u64) {
    tokio::time::sleep(Duration::from_secs(seconds)).await;
}
