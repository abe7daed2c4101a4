//! A served simulator on a free port, and clients of it.

use std::net::SocketAddr;
use std::time::Duration;

use aws_credential_types::Credentials;
use aws_smithy_runtime_api::client::behavior_version::BehaviorVersion;
use aws_smithy_types::retry::RetryConfig;
use aws_types::SdkConfig;
use aws_types::region::Region;
use aws_types::sdk_config::SharedCredentialsProvider;
use lexdr_serve::{Options, Serve, State, Timing};
use serde_json::Value;
use tokio::io::{AsyncBufReadExt, AsyncReadExt, AsyncWriteExt, BufReader};
use tokio::net::TcpStream;
use tokio::sync::oneshot;
use tokio::task::JoinHandle;

/// Longer than anything here takes.
pub(crate) const LONG: Duration = Duration::from_secs(20);

pub(crate) const PATH: &str = "/bot/OrderFlowers/alias/ver_one/user/caller-1";

pub(crate) struct World {
    pub(crate) address: SocketAddr,
    stop: Option<oneshot::Sender<()>>,
    served: JoinHandle<()>,
}

impl World {
    pub(crate) async fn start() -> Self {
        Self::with(State::OrderFlowers).await
    }

    pub(crate) async fn with(state: State) -> Self {
        Self::timed(state, Timing::Instant).await
    }

    pub(crate) async fn timed(state: State, timing: Timing) -> Self {
        Self::of(Options {
            state,
            timing,
            ..Self::options()
        })
        .await
    }

    /// The usual options, on a free port.
    pub(crate) fn options() -> Options {
        Options {
            listen: ([127, 0, 0, 1], 0).into(),
            ..Options::default()
        }
    }

    pub(crate) async fn of(options: Options) -> Self {
        let server = Serve::start(options).await.unwrap();
        let address = server.address();
        let (stop, stopped) = oneshot::channel::<()>();
        let served = tokio::spawn(server.serve(async move {
            let _ = stopped.await;
        }));
        Self {
            address,
            stop: Some(stop),
            served,
        }
    }

    pub(crate) async fn stop(mut self) {
        let _ = self.stop.take().expect("stopped once").send(());
        tokio::time::timeout(LONG, self.served)
            .await
            .expect("the server stops")
            .unwrap();
    }

    /// What the SDK's clients are made of; `prefix` goes behind host and port.
    pub(crate) fn sdk(&self, region: &'static str, prefix: &str, key: &str) -> SdkConfig {
        let credentials = Credentials::new(key, "secret", None, None, "test");
        SdkConfig::builder()
            .behavior_version(BehaviorVersion::v2026_01_12())
            .region(Region::new(region))
            .credentials_provider(SharedCredentialsProvider::new(credentials))
            .endpoint_url(format!("http://{}{prefix}", self.address))
            .http_client(aws_smithy_http_client::Builder::new().build_http())
            .retry_config(RetryConfig::disabled())
            .build()
    }

    pub(crate) fn lex(&self, region: &'static str) -> aws_sdk_lexruntime::Client {
        aws_sdk_lexruntime::Client::new(&self.sdk(region, "/runtime.lex", "test"))
    }

    /// Status and body of a request that is not signed.
    pub(crate) async fn ask(&self, method: &str, path: &str, body: &str) -> (u16, Value) {
        let (status, _, body) = self.ask_with(method, path, &[], body).await;
        (
            status,
            serde_json::from_str(&body).unwrap_or(Value::String(body)),
        )
    }

    /// Status, headers and body.
    pub(crate) async fn ask_with(
        &self,
        method: &str,
        path: &str,
        headers: &[&str],
        body: &str,
    ) -> (u16, String, String) {
        let mut stream = TcpStream::connect(self.address).await.unwrap();
        let host = if headers.iter().any(|header| header.starts_with("host:")) {
            String::new()
        } else {
            format!("host: {}\r\n", self.address)
        };
        let headers: String = headers
            .iter()
            .map(|header| format!("{header}\r\n"))
            .collect();
        let length = body.len();
        let request = format!(
            "{method} {path} HTTP/1.1\r\n{host}{headers}connection: close\r\n\
             content-length: {length}\r\n\r\n{body}"
        );
        stream.write_all(request.as_bytes()).await.unwrap();
        let mut answer = String::new();
        let read = stream.read_to_string(&mut answer);
        tokio::time::timeout(LONG, read)
            .await
            .expect("an answer")
            .unwrap();
        let (head, body) = answer.split_once("\r\n\r\n").unwrap();
        let status = head.split(' ').nth(1).unwrap().parse().unwrap();
        (status, head.to_ascii_lowercase(), body.to_owned())
    }

    /// The stream of events, from its first line.
    pub(crate) async fn events(&self) -> Events {
        let mut stream = TcpStream::connect(self.address).await.unwrap();
        let request = format!(
            "GET /_lexdr/events HTTP/1.1\r\nhost: {}\r\n\r\n",
            self.address
        );
        stream.write_all(request.as_bytes()).await.unwrap();
        let mut events = Events(BufReader::new(stream));
        while events.line().await != "\r\n" {}
        events
    }
}

pub(crate) struct Events(BufReader<TcpStream>);

impl Events {
    async fn line(&mut self) -> String {
        let mut line = String::new();
        let read = self.0.read_line(&mut line);
        tokio::time::timeout(LONG, read)
            .await
            .expect("a line")
            .unwrap();
        line
    }

    /// The next event; `None` at the end of the stream.
    pub(crate) async fn next(&mut self) -> Option<Value> {
        loop {
            let line = self.line().await;
            if line == "0\r\n" {
                return None;
            }
            // Between the events stand the sizes of the chunks they come in.
            if line.starts_with('{') {
                return Some(serde_json::from_str(&line).unwrap());
            }
        }
    }
}
