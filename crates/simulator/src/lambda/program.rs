//! What runs inside a function: programs, and the environments they run in.

use std::collections::BTreeMap;
use std::fmt;
use std::io;
use std::sync::{Arc, Mutex};
use std::time::SystemTime;

use bytes::Bytes;
use lexdr_wire::BoxFuture;

use crate::lock::locked;

/// Code that a function can have.
pub trait Program: Send + Sync {
    /// Starts it in a new execution environment (Lambda's init phase, at most 10 s).
    fn start(
        &self,
        environment: Environment,
    ) -> BoxFuture<'static, Result<Box<dyn Instance>, FunctionError>>;
}

/// A program in an execution environment. It keeps its state from one invocation to the next, as
/// a warm Lambda does; dropping it ends the environment.
pub trait Instance: Send {
    /// Answers one event. The future is dropped at the function's time limit, and then the
    /// instance is too.
    fn invoke<'a>(
        &'a mut self,
        invocation: Invocation,
    ) -> BoxFuture<'a, Result<Bytes, FunctionError>>;
}

/// What a program is started in.
#[derive(Clone)]
pub struct Environment {
    /// The function.
    pub function_name: String,
    /// Its region.
    pub region: String,
    /// The function's own variables and those that Lambda adds: `AWS_REGION`, the credentials of
    /// the role's session, `AWS_LAMBDA_FUNCTION_NAME`, `_VERSION`, `_MEMORY_SIZE`.
    pub variables: BTreeMap<String, String>,
    /// Counted over all environments of the simulator, from 1.
    pub serial: u64,
    /// Where the program writes what would be its standard output.
    pub log: LogBuffer,
}

impl fmt::Debug for Environment {
    /// Variables appear by name only: they hold credentials, and customers' secrets.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Environment")
            .field("function_name", &self.function_name)
            .field("region", &self.region)
            .field("variables", &self.variables.keys().collect::<Vec<_>>())
            .field("serial", &self.serial)
            .finish_non_exhaustive()
    }
}

/// One event for a handler.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Invocation {
    /// The invocation's id, the same through all attempts of an event.
    pub request_id: String,
    /// The function's ARN.
    pub function_arn: String,
    /// The event, JSON.
    pub payload: Bytes,
    /// The date at which the handler is cut off.
    pub deadline: SystemTime,
}

/// How a function fails.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{error_type}: {message}")]
pub struct FunctionError {
    /// The kind, `Runtime.ExitError`, or the exception's class.
    pub error_type: String,
    /// The text.
    pub message: String,
}

impl FunctionError {
    /// An error of this type with this text.
    pub fn new(error_type: impl Into<String>, message: impl Into<String>) -> Self {
        Self {
            error_type: error_type.into(),
            message: message.into(),
        }
    }

    /// The payload of the answer to an invocation that failed like this.
    #[must_use]
    pub(crate) fn payload(&self) -> Bytes {
        let body = serde_json::json!({
            "errorMessage": self.message,
            "errorType": self.error_type,
        });
        body.to_string().into()
    }
}

/// What an environment has logged since the last invocation ended. Clones share it.
#[derive(Debug, Clone, Default)]
pub struct LogBuffer(Arc<Mutex<Vec<u8>>>);

/// More than is ever shown (4 KB), so that a chatty program cannot grow without bound.
const LOG_KEPT: usize = 64 * 1024;

impl LogBuffer {
    /// Adds a line.
    pub fn push(&self, line: &str) {
        self.append(line.as_bytes());
        if !line.ends_with('\n') {
            self.append(b"\n");
        }
    }

    fn append(&self, bytes: &[u8]) {
        let mut log = locked(&self.0);
        log.extend_from_slice(bytes);
        if log.len() > 2 * LOG_KEPT {
            let surplus = log.len() - LOG_KEPT;
            log.drain(..surplus);
        }
    }

    /// What was logged, which is forgotten here.
    pub(crate) fn take(&self) -> Vec<u8> {
        std::mem::take(&mut *locked(&self.0))
    }
}

impl io::Write for LogBuffer {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.append(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

/// The programs that functions can have, by name.
#[derive(Default)]
pub(crate) struct Programs(Mutex<BTreeMap<String, Arc<dyn Program>>>);

impl Programs {
    pub(crate) fn register(&self, name: &str, program: Arc<dyn Program>) {
        locked(&self.0).insert(name.to_owned(), program);
    }

    pub(crate) fn find(&self, name: &str) -> Result<Arc<dyn Program>, FunctionError> {
        let programs = locked(&self.0);
        programs.get(name).cloned().ok_or_else(|| {
            let known: Vec<&str> = programs.keys().map(String::as_str).collect();
            FunctionError::new(
                "Runtime.InvalidEntrypoint",
                format!("no built-in program {name:?}; there are {known:?}"),
            )
        })
    }

    pub(crate) fn clear(&self) {
        let gone = std::mem::take(&mut *locked(&self.0));
        drop(gone);
    }
}
