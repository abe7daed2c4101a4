//! A process and its children.

use std::collections::BTreeMap;
use std::io;
use std::os::fd::OwnedFd;
use std::os::unix::process::ExitStatusExt;
use std::process::{ExitStatus, Stdio};

use lexdr_simulator::LogBuffer;
use rustix::process::{Pid, Signal, kill_process_group};
use tokio::process::Child;

use crate::Command;
use crate::logs::Logs;

/// A running process that leads a process group. Dropping it kills the whole group.
pub(crate) struct Process {
    child: Child,
    /// `None` once it has been killed: the number may be another's then.
    group: Option<Pid>,
    pub(crate) logs: Logs,
}

impl Process {
    /// Starts the command with these variables and no others.
    pub(crate) fn start(
        command: &Command,
        variables: &BTreeMap<String, String>,
        log: &LogBuffer,
    ) -> io::Result<Self> {
        let mut child = tokio::process::Command::new(&command.program)
            .args(&command.arguments)
            .current_dir(&command.task_root)
            .env_clear()
            .envs(variables)
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .process_group(0)
            .kill_on_drop(true)
            .spawn()?;
        let group = child
            .id()
            .and_then(|id| i32::try_from(id).ok())
            .and_then(Pid::from_raw);
        let stdout: Option<OwnedFd> = child.stdout.take().map(|o| o.into_owned_fd()).transpose()?;
        let stderr: Option<OwnedFd> = child.stderr.take().map(|e| e.into_owned_fd()).transpose()?;
        let logs = Logs::follow(stdout.into_iter().chain(stderr), log)?;
        Ok(Self { child, group, logs })
    }

    /// Waits until the process has ended, and says so as Lambda does.
    pub(crate) async fn ended(&mut self) -> String {
        let status = self.child.wait().await;
        // Its children are nobody's now.
        self.kill();
        match status {
            Ok(status) => ending(status),
            Err(error) => format!("Runtime exited with error: {error}"),
        }
    }

    /// Whether the process has ended.
    pub(crate) fn has_ended(&mut self) -> bool {
        !matches!(self.child.try_wait(), Ok(None))
    }

    fn kill(&mut self) {
        if let Some(group) = self.group.take() {
            // Fails if there is nobody left in it.
            let _ = kill_process_group(group, Signal::KILL);
        }
    }
}

impl Drop for Process {
    fn drop(&mut self) {
        self.kill();
    }
}

fn ending(status: ExitStatus) -> String {
    match (status.code(), status.signal()) {
        (Some(0), _) => "Runtime exited without providing a reason".to_owned(),
        (Some(code), _) => format!("Runtime exited with error: exit status {code}"),
        (None, Some(signal)) => match Signal::from_named_raw(signal) {
            Some(Signal::KILL) => "Runtime exited with error: signal: killed".to_owned(),
            Some(Signal::SEGV) => {
                "Runtime exited with error: signal: segmentation fault".to_owned()
            }
            Some(Signal::ABORT) => "Runtime exited with error: signal: aborted".to_owned(),
            _ => format!("Runtime exited with error: signal: {signal}"),
        },
        (None, None) => "Runtime exited with error: no exit status".to_owned(),
    }
}
