//! What a process writes to standard output and standard error.

use std::io::{self, Write};
use std::os::fd::OwnedFd;
use std::sync::Arc;
use std::time::Duration;

use lexdr_simulator::LogBuffer;
use tokio::net::unix::pipe::Receiver;
use tokio::task::JoinSet;
use tokio::time::{Instant, sleep};

/// Read at once at most.
const CHUNK: usize = 8 * 1024;

/// A process that goes on writing must not keep its own answer back for longer than this.
const CATCHING_UP: Duration = Duration::from_millis(50);

/// How often a pipe is looked at until it is empty.
const PAUSE: Duration = Duration::from_millis(1);

/// The pipes of a process, read into the log of its environment until they are closed.
pub(crate) struct Logs {
    pipes: Vec<Arc<Receiver>>,
    /// Ends the reading when this is dropped.
    _readers: JoinSet<()>,
}

impl Logs {
    /// Begins to read.
    pub(crate) fn follow(
        pipes: impl IntoIterator<Item = OwnedFd>,
        log: &LogBuffer,
    ) -> io::Result<Self> {
        let mut readers = JoinSet::new();
        let mut followed = Vec::new();
        for pipe in pipes {
            let pipe = Arc::new(Receiver::from_owned_fd(pipe)?);
            readers.spawn(read(Arc::clone(&pipe), log.clone()));
            followed.push(pipe);
        }
        Ok(Self {
            pipes: followed,
            _readers: readers,
        })
    }

    /// Waits until what was written before an answer was sent is in the log: a pipe and a socket
    /// do not keep their order.
    pub(crate) async fn caught_up(&self) {
        let until = Instant::now() + CATCHING_UP;
        let behind = |pipe: &Arc<Receiver>| rustix::io::ioctl_fionread(pipe).is_ok_and(|n| n > 0);
        while self.pipes.iter().any(behind) && Instant::now() < until {
            sleep(PAUSE).await;
        }
    }
}

async fn read(pipe: Arc<Receiver>, mut log: LogBuffer) {
    let mut chunk = vec![0; CHUNK];
    while pipe.readable().await.is_ok() {
        match pipe.try_read(&mut chunk) {
            Ok(0) => return,
            Ok(count) => {
                // Memory takes it.
                let _ = log.write_all(&chunk[..count]);
            }
            Err(error) if error.kind() == io::ErrorKind::WouldBlock => {}
            Err(_) => return,
        }
    }
}
