//! A command as function code of the simulator.

use std::collections::BTreeMap;
use std::io;
use std::sync::Arc;
use std::time::Duration;

use bytes::Bytes;
use lexdr_simulator::{BoxFuture, Environment, FunctionError, Instance, Invocation, Program};
use tempfile::TempDir;
use tokio::time::{Instant, timeout_at};

use crate::Command;
use crate::environment::variables;
use crate::process::Process;
use crate::runtime_api::RuntimeApi;

/// Lambda's limit on the init phase.
const INIT_LIMIT: Duration = Duration::from_secs(10);

/// What Lambda says of a process that is gone. The simulator ends the environment after it.
const EXITED: &str = "Runtime.ExitError";

/// What Lambda says of a package that it cannot start.
const NO_ENTRY: &str = "Runtime.InvalidEntrypoint";

/// A command that speaks the Lambda Runtime API, as function code.
///
/// Needs a tokio runtime with time and I/O whose clock is not paused: processes live in real time.
#[derive(Debug, Clone)]
pub struct ProcessProgram {
    inner: Arc<Inner>,
}

#[derive(Debug)]
struct Inner {
    command: Command,
    variables: BTreeMap<String, String>,
    init_limit: Duration,
}

impl ProcessProgram {
    /// The command as function code.
    #[must_use]
    pub fn new(command: Command) -> Self {
        Self::with(command, BTreeMap::new(), INIT_LIMIT)
    }

    fn with(command: Command, variables: BTreeMap<String, String>, init_limit: Duration) -> Self {
        let inner = Inner {
            command,
            variables,
            init_limit,
        };
        Self {
            inner: Arc::new(inner),
        }
    }

    /// The same with variables in each environment that neither the function nor Lambda sets:
    /// where AWS is, say.
    #[must_use]
    pub fn with_variables(
        self,
        variables: impl IntoIterator<Item = (impl Into<String>, impl Into<String>)>,
    ) -> Self {
        let variables = variables.into_iter();
        let variables = variables.map(|(name, value)| (name.into(), value.into()));
        let Inner {
            command,
            init_limit,
            ..
        } = &*self.inner;
        Self::with(command.clone(), variables.collect(), *init_limit)
    }
}

impl Program for ProcessProgram {
    fn start(
        &self,
        environment: Environment,
    ) -> BoxFuture<'static, Result<Box<dyn Instance>, FunctionError>> {
        let mut sandbox = Sandbox {
            program: Arc::clone(&self.inner),
            environment,
            running: None,
        };
        // Counted from here, so that the simulator's own limit is never the earlier one.
        let until = Instant::now() + self.inner.init_limit;
        Box::pin(async move {
            // Lambda begins an init that takes too long again with the first invocation, under
            // the function's own time limit ("Lambda execution environment lifecycle").
            match timeout_at(until, sandbox.begin()).await {
                Ok(begun) => begun?,
                Err(_) => sandbox.report("timeout"),
            }
            Ok(Box::new(sandbox) as Box<dyn Instance>)
        })
    }
}

/// An environment: a process, or the place where one will be.
struct Sandbox {
    program: Arc<Inner>,
    environment: Environment,
    running: Option<Running>,
}

/// A process with its Runtime API and its directory. The process goes first when it is dropped.
struct Running {
    process: Process,
    api: RuntimeApi,
    _scratch: TempDir,
}

impl Sandbox {
    /// Starts the process and waits until it asks for its first event. If this is given up, the
    /// process is killed.
    async fn begin(&mut self) -> Result<(), FunctionError> {
        let mut running = match self.spawn().await {
            Ok(running) => running,
            Err(error) => {
                let command = self.program.command.program.display();
                return Err(FunctionError::new(
                    NO_ENTRY,
                    format!("cannot start {command}: {error}"),
                ));
            }
        };
        let begun = tokio::select! {
            biased;
            initialized = running.api.work.initialized() => initialized,
            how = running.process.ended() => Err(FunctionError::new(EXITED, how)),
        };
        if begun.is_err() {
            running.process.logs.caught_up().await;
            self.report("error");
        }
        begun?;
        self.running = Some(running);
        Ok(())
    }

    async fn spawn(&self) -> io::Result<Running> {
        let api = RuntimeApi::listen().await?;
        let scratch = tempfile::Builder::new().prefix("lexdr-").tempdir()?;
        let Inner {
            command,
            variables: extra,
            ..
        } = &*self.program;
        let (address, root) = (api.address, &command.task_root);
        let variables = variables(&self.environment, extra, address, root, scratch.path());
        let process = Process::start(command, &variables, &self.environment.log)?;
        Ok(Running {
            process,
            api,
            _scratch: scratch,
        })
    }

    /// What Lambda writes into the log when an init did not come to its end.
    fn report(&self, status: &str) {
        let line = format!("INIT_REPORT Phase: init\tStatus: {status}");
        self.environment.log.push(&line);
    }

    async fn run(&mut self, invocation: Invocation) -> Result<Bytes, FunctionError> {
        // A process that has ended since the last invocation was no crash of this one.
        if self
            .running
            .as_mut()
            .is_some_and(|running| running.process.has_ended())
        {
            self.running = None;
        }
        if self.running.is_none() {
            self.begin().await?;
        }
        let Some(running) = &mut self.running else {
            return Err(FunctionError::new(EXITED, "Runtime exited"));
        };
        let answer = running.api.work.put_up(invocation);
        let answer = tokio::select! {
            biased;
            Ok(answer) = answer => answer,
            how = running.process.ended() => Err(FunctionError::new(EXITED, how)),
        };
        running.process.logs.caught_up().await;
        answer
    }
}

impl Instance for Sandbox {
    fn invoke<'a>(
        &'a mut self,
        invocation: Invocation,
    ) -> BoxFuture<'a, Result<Bytes, FunctionError>> {
        Box::pin(self.run(invocation))
    }
}

#[cfg(test)]
mod tests {
    use std::time::SystemTime;

    use lexdr_simulator::LogBuffer;

    use super::*;

    fn environment() -> Environment {
        Environment {
            function_name: "f".to_owned(),
            region: "us-east-1".to_owned(),
            variables: BTreeMap::new(),
            serial: 1,
            log: LogBuffer::default(),
        }
    }

    fn invocation() -> Invocation {
        Invocation {
            request_id: "8476a536-e9f4-11e8-9739-2dfe598c3fcd".to_owned(),
            function_arn: "arn".to_owned(),
            payload: "{}".into(),
            deadline: SystemTime::now(),
        }
    }

    /// The first process takes for ever to start, the second ends at once.
    #[tokio::test]
    async fn an_init_that_takes_too_long_is_begun_again_with_the_invocation() {
        let folder = tempfile::tempdir().unwrap();
        let script = "test -e been-here && exit 5; touch been-here; sleep 3600";
        let command = Command::new("sh", ["-c", script]).unwrap();
        let program = ProcessProgram::with(
            command.task_root(folder.path()),
            BTreeMap::new(),
            Duration::from_millis(500),
        );
        let mut sandbox = program.start(environment()).await.unwrap();
        assert!(folder.path().join("been-here").exists());
        let error = sandbox.invoke(invocation()).await.unwrap_err();
        assert_eq!(error.message, "Runtime exited with error: exit status 5");
    }

    #[tokio::test]
    async fn a_program_that_cannot_be_started_is_no_entry_point() {
        let command = Command::new("sh", ["-c", "true"]).unwrap();
        let program = ProcessProgram::new(command.task_root("/no/such/directory"));
        let error = program.start(environment()).await.err().unwrap();
        assert_eq!(error.error_type, "Runtime.InvalidEntrypoint");
        assert!(
            error.message.starts_with("cannot start /"),
            "{}",
            error.message
        );
    }
}
