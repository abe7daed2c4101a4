//! An account with one function, whose code is the example program `lambda`.

use std::env;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::{Duration, Instant, SystemTime};

use aws_credential_types::Credentials;
use aws_credential_types::provider::SharedCredentialsProvider;
use aws_sdk_lambda::config::BehaviorVersion;
use aws_sdk_lambda::primitives::Blob;
use aws_sdk_lambda::types::{FunctionCode, LogType, Runtime};
use aws_smithy_async::rt::sleep::{SharedAsyncSleep, TokioSleep};
use aws_smithy_types::retry::RetryConfig;
use aws_types::SdkConfig;
use aws_types::region::Region;
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use lexdr_lambda_process::{Command, ProcessProgram};
use lexdr_simulator::{Clock, Latency, Principal, SimHttpClient, Simulator, builtin_package};
use serde_json::{Value, json};

const TRUST: &str = r#"{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":{"Service":"lambda.amazonaws.com"},"Action":"sts:AssumeRole"}]}"#;

/// Long enough for a busy machine, short enough for a test that fails.
const PATIENCE: Duration = Duration::from_secs(10);

/// Where cargo puts this package's examples, which it builds with its tests.
fn example() -> PathBuf {
    let test = env::current_exe().unwrap();
    let path = test.ancestors().nth(2).unwrap().join("examples/lambda");
    assert!(
        path.is_file(),
        "{} is not built; run `cargo build -p lexdr-lambda-process --examples`",
        path.display()
    );
    path
}

pub(crate) struct Account {
    pub(crate) simulator: Simulator,
    lambda: aws_sdk_lambda::Client,
}

/// What an invocation came to.
pub(crate) struct Invoked {
    pub(crate) payload: Value,
    pub(crate) failed: bool,
    pub(crate) log: String,
}

impl Invoked {
    /// Type and message of the error.
    pub(crate) fn error(&self) -> (&str, &str) {
        assert!(self.failed, "{}", self.payload);
        let member = |name: &str| self.payload[name].as_str().unwrap_or_default();
        (member("errorType"), member("errorMessage"))
    }

    /// The process that answered.
    pub(crate) fn pid(&self) -> u64 {
        self.payload["pid"].as_u64().unwrap()
    }
}

impl Account {
    /// The function `f`, whose code is `lambda ARGUMENTS`.
    pub(crate) async fn with(arguments: &[&str], timeout_s: i32) -> Self {
        let clock = Clock::starting_at(SystemTime::now());
        let simulator = Simulator::builder(clock, 1)
            .latency(Latency::none())
            .function_settling(Duration::ZERO)
            .build();
        let command = Command::new(example().to_str().unwrap(), arguments).unwrap();
        let program =
            ProcessProgram::new(command).with_variables([("AWS_ENDPOINT_URL", "http://x")]);
        simulator.register_program("process", Arc::new(program));
        let config = config(&simulator);
        aws_sdk_iam::Client::new(&config)
            .create_role()
            .role_name("r")
            .assume_role_policy_document(TRUST)
            .send()
            .await
            .unwrap();
        let lambda = aws_sdk_lambda::Client::new(&config);
        let environment = aws_sdk_lambda::types::Environment::builder()
            .variables("TABLE_NAME", "lexDR")
            .build();
        let code = FunctionCode::builder().zip_file(Blob::new(builtin_package("process")));
        lambda
            .create_function()
            .function_name("f")
            .runtime(Runtime::from("provided.al2023"))
            .handler("bootstrap")
            .role("arn:aws:iam::123456789012:role/r")
            .timeout(timeout_s)
            .environment(environment)
            .code(code.build())
            .send()
            .await
            .unwrap();
        Self { simulator, lambda }
    }

    /// Invokes the function with `{"do": what}`.
    pub(crate) async fn invoke(&self, what: &str) -> Invoked {
        let answer = self
            .lambda
            .invoke()
            .function_name("f")
            .log_type(LogType::Tail)
            .payload(Blob::new(json!({ "do": what }).to_string()))
            .send()
            .await
            .unwrap();
        let log = STANDARD.decode(answer.log_result().unwrap()).unwrap();
        Invoked {
            payload: serde_json::from_slice(answer.payload().unwrap().as_ref()).unwrap(),
            failed: answer.function_error().is_some(),
            log: String::from_utf8(log).unwrap(),
        }
    }
}

fn config(simulator: &Simulator) -> SdkConfig {
    let keys = simulator.credentials(&Principal::Operator);
    let (id, secret) = (keys.access_key_id, keys.secret_access_key);
    let credentials = Credentials::new(id, secret, None, None, "test");
    SdkConfig::builder()
        .behavior_version(BehaviorVersion::v2026_01_12())
        .region(Region::new("us-east-1"))
        .credentials_provider(SharedCredentialsProvider::new(credentials))
        .sleep_impl(SharedAsyncSleep::new(TokioSleep::new()))
        .retry_config(RetryConfig::disabled())
        .http_client(SimHttpClient::new(simulator.clone()))
        .build()
}

/// Whether a process is there. One that is dead and only not yet buried is not.
fn lives(pid: u64) -> bool {
    let stat = std::fs::read_to_string(format!("/proc/{pid}/stat"));
    stat.is_ok_and(|stat| {
        let state = stat.rsplit(") ").next().unwrap_or_default();
        !state.starts_with(['Z', 'X'])
    })
}

/// Waits until a process is gone.
pub(crate) async fn gone(pid: u64) {
    let until = Instant::now() + PATIENCE;
    while lives(pid) {
        assert!(Instant::now() < until, "process {pid} is still there");
        tokio::time::sleep(Duration::from_millis(5)).await;
    }
}
