//! What a Lambda binary does before its first invocation: set up logs, read settings, and say
//! clearly, where Lambda shows it, why it cannot start.

use std::env;
use std::fmt::Display;
use std::io::{self, Read, Write};
use std::net::{TcpStream, ToSocketAddrs};
use std::process::ExitCode;
use std::time::Duration;

use aws_config::BehaviorVersion;
use aws_config::environment::EnvironmentVariableRegionProvider;
use aws_smithy_async::time::SharedTimeSource;
use aws_smithy_http_client::tls::{self, rustls_provider::CryptoMode};
use serde_json::json;

use crate::{Aws, Environment, Metrics, SettingsError, Sink, logging};

/// The host and port of the Runtime API.
const RUNTIME_API: &str = "AWS_LAMBDA_RUNTIME_API";

/// Longest wait for the Runtime API to take an error report.
const REPORT_TIMEOUT: Duration = Duration::from_secs(1);

/// Sets up JSON logs on standard output and reads the settings with `read`, which gets the
/// process environment.
///
/// # Errors
/// When the environment is not Lambda's or a setting is wrong. It has been logged, and reported to
/// the Runtime API if there is one; the process should exit with the code returned.
pub fn start<S>(
    read: impl FnOnce(fn(&str) -> Option<String>) -> Result<S, SettingsError>,
) -> Result<S, ExitCode> {
    let lookup = |name: &str| env::var(name).ok();
    let level = logging::level(lookup(logging::LEVEL_VARIABLE).as_deref());
    let dispatch = logging::dispatch(Sink::stdout(), SharedTimeSource::default(), level);
    // Fails only if a subscriber is set already, which then takes the logs.
    let _ = tracing::dispatcher::set_global_default(dispatch);
    if let Err(error) = lambda_environment(lookup) {
        let hint =
            "this program runs inside AWS Lambda or next to a server of the Lambda Runtime API";
        eprintln!("cannot start: {error}; {hint}");
        return Err(ExitCode::FAILURE);
    }
    read(lookup).map_err(|error| fail_init("SettingsError", &error))
}

/// Logs why the function cannot start, reports it to the Runtime API, and gives the exit code.
#[must_use]
pub fn fail_init(error_type: &str, error: &dyn Display) -> ExitCode {
    let message = error.to_string();
    tracing::error!(error_type, error = message, "cannot start");
    let api = env::var(RUNTIME_API).unwrap_or_default();
    if let Err(error) = report_init_error(&api, error_type, &message) {
        tracing::warn!(error = %error, "the Runtime API did not take the error report");
    }
    ExitCode::FAILURE
}

/// AWS as the Lambda environment describes it, over TLS with ring and the roots of the system.
/// Makes no call.
pub async fn aws() -> Aws {
    let http = aws_smithy_http_client::Builder::new()
        .tls_provider(tls::Provider::Rustls(CryptoMode::Ring))
        .build_https();
    // From the environment alone: the default chain would go on to ask the EC2 metadata service.
    let config = aws_config::defaults(BehaviorVersion::v2026_01_12())
        .region(EnvironmentVariableRegionProvider::new())
        .http_client(http)
        .load()
        .await;
    Aws::new(config)
}

/// Metrics of this function on standard output.
#[must_use]
pub fn metrics(aws: &Aws) -> Metrics {
    let function = env::var("AWS_LAMBDA_FUNCTION_NAME").unwrap_or_default();
    Metrics::new(Sink::stdout(), aws.clock(), function)
}

/// The variables without which the Lambda runtime library panics.
fn lambda_environment(lookup: fn(&str) -> Option<String>) -> Result<(), SettingsError> {
    let mut environment = Environment::new(lookup);
    environment.text(
        RUNTIME_API,
        "the host and port of the Lambda Runtime API",
        |value| {
            value
                .bytes()
                .all(|b| b.is_ascii_alphanumeric() || b".:-[]".contains(&b))
        },
    );
    environment.text(
        "AWS_LAMBDA_FUNCTION_NAME",
        "the name of the function",
        |_| true,
    );
    environment.text(
        "AWS_LAMBDA_FUNCTION_VERSION",
        "the version of the function",
        |_| true,
    );
    environment.text(
        "AWS_LAMBDA_FUNCTION_MEMORY_SIZE",
        "a whole number of MB",
        |value| value.parse::<i32>().is_ok(),
    );
    if environment.optional("AWS_REGION").is_none() {
        environment.text(
            "AWS_DEFAULT_REGION",
            "a region's name if AWS_REGION is not set",
            |_| true,
        );
    }
    environment.finish()
}

/// `POST /2018-06-01/runtime/init/error`. The runtime library has no call for it, and one request
/// over a plain local connection needs no library.
fn report_init_error(api: &str, error_type: &str, message: &str) -> io::Result<()> {
    let address = api
        .to_socket_addrs()?
        .next()
        .ok_or(io::ErrorKind::NotFound)?;
    let mut stream = TcpStream::connect_timeout(&address, REPORT_TIMEOUT)?;
    stream.set_read_timeout(Some(REPORT_TIMEOUT))?;
    stream.set_write_timeout(Some(REPORT_TIMEOUT))?;
    let body =
        json!({"errorMessage": message, "errorType": error_type, "stackTrace": []}).to_string();
    write!(
        stream,
        "POST /2018-06-01/runtime/init/error HTTP/1.1\r\nHost: {api}\r\n\
         Content-Type: application/vnd.aws.lambda.error+json\r\n\
         Lambda-Runtime-Function-Error-Type: {error_type}\r\n\
         Content-Length: {}\r\nConnection: close\r\n\r\n{body}",
        body.len(),
    )?;
    // Lambda ends the process once it has the report: leave it the time to take it.
    stream.read(&mut [0; 64]).map(|_| ())
}
