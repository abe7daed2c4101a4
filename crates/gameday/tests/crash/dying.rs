//! A process that dies at a step of its own: before a call leaves, after the call has had its effect
//! and before the answer is there, and in the middle of a line of the journal.

use std::io;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};

use aws_smithy_runtime_api::client::http::{
    HttpClient, HttpConnector, HttpConnectorFuture, HttpConnectorSettings, SharedHttpClient,
    SharedHttpConnector,
};
use aws_smithy_runtime_api::client::orchestrator::HttpRequest;
use aws_smithy_runtime_api::client::runtime_components::RuntimeComponents;
use lexdr_deploy::Clients;
use lexdr_journal::Storage;
use tokio::sync::Notify;

/// Counts the steps of a process and ends it at one of them. A call has two steps, and so has a
/// line of the journal.
#[derive(Debug, Clone)]
pub(crate) struct Death(Arc<Inner>);

#[derive(Debug)]
struct Inner {
    at: usize,
    steps: AtomicUsize,
    dead: AtomicBool,
    died: Notify,
}

impl Death {
    /// At this step; never, if there are not so many.
    pub(crate) fn at(step: usize) -> Self {
        Self(Arc::new(Inner {
            at: step,
            steps: AtomicUsize::new(0),
            dead: AtomicBool::new(false),
            died: Notify::new(),
        }))
    }

    /// Takes a step; `false` if the process is dead.
    fn lives(&self) -> bool {
        if self.0.dead.load(Ordering::Relaxed) {
            return false;
        }
        let step = self.0.steps.fetch_add(1, Ordering::Relaxed);
        if step == self.0.at {
            self.0.dead.store(true, Ordering::Relaxed);
            self.0.died.notify_one();
        }
        step != self.0.at
    }

    /// Runs a process until it is over or dead; `None` if it died.
    pub(crate) async fn of<T>(&self, process: impl Future<Output = T>) -> Option<T> {
        tokio::select! {
            biased;
            () = self.0.died.notified() => None,
            done = process => Some(done),
        }
    }

    /// The same access, for the process that is to die.
    pub(crate) fn clients(&self, clients: &Clients) -> Clients {
        let config = clients.config().clone();
        let inner = config.http_client().unwrap();
        let http = Door {
            death: self.clone(),
            inner,
        };
        let config = config.into_builder().http_client(http).build();
        Clients::new(config, clients.retry_partition().cloned())
    }
}

#[derive(Debug, Clone)]
struct Door {
    death: Death,
    inner: SharedHttpClient,
}

impl HttpClient for Door {
    fn http_connector(
        &self,
        settings: &HttpConnectorSettings,
        components: &RuntimeComponents,
    ) -> SharedHttpConnector {
        SharedHttpConnector::new(Way {
            death: self.death.clone(),
            inner: self.inner.http_connector(settings, components),
        })
    }
}

#[derive(Debug, Clone)]
struct Way {
    death: Death,
    inner: SharedHttpConnector,
}

impl HttpConnector for Way {
    fn call(&self, request: HttpRequest) -> HttpConnectorFuture {
        let Self { death, inner } = self.clone();
        HttpConnectorFuture::new(async move {
            if !death.lives() {
                std::future::pending::<()>().await;
            }
            let answer = inner.call(request).await;
            if !death.lives() {
                std::future::pending::<()>().await;
            }
            answer
        })
    }
}

/// A disk. What a dead process writes does not arrive, and the line in which it died is there by
/// half.
#[derive(Debug, Clone)]
pub(crate) struct Disk {
    pub(crate) death: Death,
    pub(crate) bytes: Arc<Mutex<Vec<u8>>>,
}

impl Disk {
    pub(crate) fn new(death: &Death) -> Self {
        Self {
            death: death.clone(),
            bytes: Arc::default(),
        }
    }

    pub(crate) fn bytes(&self) -> Vec<u8> {
        self.bytes.lock().unwrap().clone()
    }
}

impl Storage for Disk {
    fn append(&mut self, bytes: &[u8]) -> io::Result<()> {
        let dead = self.death.0.dead.load(Ordering::Relaxed);
        if dead {
            return Ok(());
        }
        let whole = self.death.lives();
        let there = if whole {
            bytes
        } else {
            &bytes[..bytes.len() / 2]
        };
        self.bytes.lock().unwrap().extend_from_slice(there);
        // The second step: the line is there, and nothing after it.
        let _ = self.death.lives();
        Ok(())
    }

    fn sync(&mut self) -> io::Result<()> {
        Ok(())
    }

    fn cut(&mut self, length: u64) -> io::Result<()> {
        let length = usize::try_from(length).unwrap();
        self.bytes.lock().unwrap().truncate(length);
        Ok(())
    }
}
