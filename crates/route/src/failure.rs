//! What a failed AWS call means, in a word that is the same every time it happens.

use std::error::Error;
use std::fmt;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU32, Ordering};

use aws_credential_types::provider::error::CredentialsError;
use aws_smithy_runtime_api::box_error::BoxError;
use aws_smithy_runtime_api::client::interceptors::context::BeforeTransmitInterceptorContextRef;
use aws_smithy_runtime_api::client::interceptors::{Intercept, dyn_dispatch_hint};
use aws_smithy_runtime_api::client::orchestrator::HttpResponse;
use aws_smithy_runtime_api::client::result::SdkError;
use aws_smithy_runtime_api::client::runtime_components::RuntimeComponents;
use aws_smithy_types::config_bag::ConfigBag;
use aws_smithy_types::error::metadata::ProvideErrorMetadata;

/// Longest error message kept for the log.
const MESSAGE_CHARS: usize = 200;

/// Why a call failed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Failure {
    /// Nothing ever left this machine: no credentials, no endpoint, no HTTP client.
    NotSent {
        /// A few words.
        why: &'static str,
    },
    /// No (whole) answer in time.
    Timeout,
    /// The connection could not be made, or broke; also when the host name has no address.
    Connection,
    /// An answer of status 2xx that cannot be read.
    Garbled,
    /// The service answered with an error.
    Service {
        /// The error's name, if it has a plausible one.
        code: Option<String>,
        /// The HTTP status.
        status: u16,
        /// The first line of its text. For the log only, and not for every log: errors about
        /// signatures quote access key ids and session tokens.
        message: Option<String>,
    },
}

impl Failure {
    /// Reads an SDK error. `sent` was an interceptor of the call.
    pub fn of<E>(error: &SdkError<E, HttpResponse>, sent: &Sent) -> Self
    where
        E: ProvideErrorMetadata + Error + 'static,
    {
        match error {
            SdkError::ConstructionFailure(_) => Self::not_sent(error),
            SdkError::TimeoutError(_) | SdkError::DispatchFailure(_) if !sent.get() => {
                Self::not_sent(error)
            }
            SdkError::TimeoutError(_) => Self::Timeout,
            SdkError::DispatchFailure(failure) if failure.is_timeout() => Self::Timeout,
            SdkError::DispatchFailure(failure) if failure.is_user() => Self::NotSent {
                why: "request not sent",
            },
            SdkError::DispatchFailure(_) => Self::Connection,
            SdkError::ServiceError(answer) if !answer.raw().status().is_success() => {
                let meta = answer.err();
                Self::Service {
                    code: meta
                        .code()
                        .filter(|code| is_plausible(code))
                        .map(str::to_owned),
                    status: answer.raw().status().as_u16(),
                    message: meta.message().map(first_line),
                }
            }
            _ => Self::Garbled,
        }
    }

    fn not_sent(error: &(dyn Error + 'static)) -> Self {
        let mut source = Some(error);
        while let Some(error) = source {
            if error.is::<CredentialsError>() {
                return Self::NotSent {
                    why: "no credentials",
                };
            }
            source = error.source();
        }
        Self::NotSent {
            why: "request not sent",
        }
    }

    /// The error's name, if the service gave one.
    #[must_use]
    pub fn code(&self) -> Option<&str> {
        match self {
            Self::Service { code, .. } => code.as_deref(),
            _ => None,
        }
    }
}

/// Short and stable: `NotFoundException`, `HTTP 503`, `timeout`, `connection error`.
impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NotSent { why } => f.write_str(why),
            Self::Timeout => f.write_str("timeout"),
            Self::Connection => f.write_str("connection error"),
            Self::Garbled => f.write_str("garbled answer"),
            Self::Service {
                code: Some(code), ..
            } => f.write_str(code),
            Self::Service {
                code: None, status, ..
            } => write!(f, "HTTP {status}"),
        }
    }
}

/// Whether a name off the wire may stand in the item and in logs.
fn is_plausible(code: &str) -> bool {
    (1..=64).contains(&code.len()) && code.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'_')
}

fn first_line(text: &str) -> String {
    text.lines()
        .next()
        .unwrap_or_default()
        .chars()
        .take(MESSAGE_CHARS)
        .collect()
}

/// An interceptor that knows whether the last attempt of a call was handed to the network. What
/// fails before that (above all credentials) says nothing about the service called.
#[derive(Debug, Clone, Default)]
pub struct Sent(Arc<Attempts>);

#[derive(Debug, Default)]
struct Attempts {
    last_was_sent: AtomicBool,
    sent: AtomicU32,
}

impl Sent {
    /// Whether it was.
    #[must_use]
    pub fn get(&self) -> bool {
        self.0.last_was_sent.load(Ordering::Relaxed)
    }

    /// Whether the service may have acted more than once: an attempt was sent after another.
    #[must_use]
    pub fn repeated(&self) -> bool {
        self.0.sent.load(Ordering::Relaxed) > 1
    }
}

#[dyn_dispatch_hint]
impl Intercept for Sent {
    fn name(&self) -> &'static str {
        "Sent"
    }

    fn read_before_attempt(
        &self,
        _: &BeforeTransmitInterceptorContextRef<'_>,
        _: &RuntimeComponents,
        _: &mut ConfigBag,
    ) -> Result<(), BoxError> {
        self.0.last_was_sent.store(false, Ordering::Relaxed);
        Ok(())
    }

    fn read_before_transmit(
        &self,
        _: &BeforeTransmitInterceptorContextRef<'_>,
        _: &RuntimeComponents,
        _: &mut ConfigBag,
    ) -> Result<(), BoxError> {
        self.0.last_was_sent.store(true, Ordering::Relaxed);
        self.0.sent.fetch_add(1, Ordering::Relaxed);
        Ok(())
    }
}
