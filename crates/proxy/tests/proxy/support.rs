//! An upstream on a free port that remembers what it got, a proxy in front of it, and clients.

use std::collections::BTreeSet;
use std::net::SocketAddr;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use aws_credential_types::Credentials;
use aws_sdk_dynamodb::config::{BehaviorVersion, Region, retry::RetryConfig};
use aws_smithy_types::timeout::TimeoutConfig;
use bytes::Bytes;
use lexdr_proxy::{Options, Proxy, Sink, Upstream};
use lexdr_server::{Handler, Limits, Reply, Request, Server, read_body};
use lexdr_wire::Response;
use serde_json::Value;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

/// Longer than anything here takes.
pub(crate) const LONG: Duration = Duration::from_secs(20);

/// What GetItem answers.
pub(crate) const ITEM: &str = r#"{"Item":{"lexRegion":{"S":"us-east-1"}}}"#;

/// What an upstream has seen.
#[derive(Clone, Default)]
pub(crate) struct Seen {
    pub(crate) requests: Arc<Mutex<Vec<lexdr_wire::Request>>>,
    pub(crate) peers: Arc<Mutex<BTreeSet<SocketAddr>>>,
}

impl Seen {
    pub(crate) fn count(&self) -> usize {
        self.requests.lock().unwrap().len()
    }

    pub(crate) fn last(&self) -> lexdr_wire::Request {
        self.requests.lock().unwrap().last().unwrap().clone()
    }

    pub(crate) fn connections(&self) -> usize {
        self.peers.lock().unwrap().len()
    }
}

/// Serves on a free port for as long as the test runs.
pub(crate) async fn listen(handler: impl Handler) -> SocketAddr {
    let any = SocketAddr::from(([127, 0, 0, 1], 0));
    let server = Server::bind(any, Limits::default()).await.unwrap();
    let address = server.address();
    tokio::spawn(server.serve(handler, std::future::pending()));
    address
}

/// An upstream that answers every request with an item.
pub(crate) async fn table() -> (SocketAddr, Seen) {
    let seen = Seen::default();
    let noted = seen.clone();
    let address = listen(move |peer, request: Request| {
        let seen = noted.clone();
        async move {
            seen.peers.lock().unwrap().insert(peer);
            match read_body(request).await {
                Ok(request) => {
                    seen.requests.lock().unwrap().push(request);
                    item().into()
                }
                Err(error) => error.into(),
            }
        }
    })
    .await;
    (address, seen)
}

pub(crate) fn item() -> Response {
    http::Response::builder()
        .header("content-type", "application/x-amz-json-1.0")
        .header("x-amzn-requestid", "upstream-1")
        .body(ITEM.into())
        .unwrap()
}

/// A proxy that serves, and what it tells.
pub(crate) struct Running {
    pub(crate) address: SocketAddr,
    told: Arc<Mutex<Vec<String>>>,
}

impl Running {
    pub(crate) async fn to(upstream: SocketAddr) -> Self {
        Self::with(upstream, |_| {}).await
    }

    pub(crate) async fn with(upstream: SocketAddr, set: impl FnOnce(&mut Options)) -> Self {
        let upstream: Upstream = format!("http://{upstream}").parse().unwrap();
        let mut options = Options::new(upstream);
        options.listen = ([127, 0, 0, 1], 0).into();
        let told = Arc::new(Mutex::new(Vec::new()));
        let lines = told.clone();
        options.sink = Sink::new(move |line| lines.lock().unwrap().push(line.to_owned()));
        set(&mut options);
        let proxy = Proxy::start(options).await.unwrap();
        let address = proxy.address();
        tokio::spawn(proxy.serve(std::future::pending()));
        Self { address, told }
    }

    /// The lines told so far.
    pub(crate) fn told(&self) -> Vec<Value> {
        let told = self.told.lock().unwrap();
        told.iter()
            .map(|line| serde_json::from_str(line).unwrap())
            .collect()
    }

    /// A client of DynamoDB that is sent here by its endpoint alone.
    pub(crate) fn dynamodb(
        &self,
        set: impl FnOnce(Setting) -> Setting,
    ) -> aws_sdk_dynamodb::Client {
        let setting = aws_sdk_dynamodb::Config::builder()
            .behavior_version(BehaviorVersion::v2026_01_12())
            .region(Region::new("us-west-2"))
            .credentials_provider(Credentials::new("AKIATEST", "secret", None, None, "test"))
            .endpoint_url(format!("http://{}", self.address))
            .http_client(aws_smithy_http_client::Builder::new().build_http())
            .retry_config(RetryConfig::disabled())
            .timeout_config(TimeoutConfig::builder().operation_timeout(LONG).build());
        aws_sdk_dynamodb::Client::from_conf(set(setting).build())
    }

    /// Adds rules over HTTP.
    pub(crate) async fn add(&self, rules: &str) {
        let (status, body) = self.ask("POST", "/_lexdr/faults", rules).await;
        assert_eq!(status, 201, "{body}");
    }

    /// Status and body of a request that is not signed.
    pub(crate) async fn ask(&self, method: &str, path: &str, body: &str) -> (u16, String) {
        let length = body.len();
        let request = format!(
            "{method} {path} HTTP/1.1\r\nhost: {}\r\nconnection: close\r\n\
             content-length: {length}\r\n\r\n{body}",
            self.address
        );
        let answer = self.raw(request.as_bytes()).await;
        let (head, body) = answer.split_once("\r\n\r\n").unwrap();
        let status = head.split(' ').nth(1).unwrap().parse().unwrap();
        (status, body.to_owned())
    }

    /// What comes back for these bytes until the connection is closed.
    pub(crate) async fn raw(&self, bytes: &[u8]) -> String {
        let mut stream = self.connect().await;
        stream.write_all(bytes).await.unwrap();
        let mut answer = Vec::new();
        let read = stream.read_to_end(&mut answer);
        let read = tokio::time::timeout(LONG, read).await;
        read.expect("the connection is closed").unwrap();
        String::from_utf8(answer).unwrap()
    }

    pub(crate) async fn connect(&self) -> TcpStream {
        TcpStream::connect(self.address).await.unwrap()
    }

    pub(crate) async fn health(&self) -> Value {
        let (_, body) = self.ask("GET", "/_lexdr/health", "").await;
        serde_json::from_str(&body).unwrap()
    }
}

pub(crate) type Setting = aws_sdk_dynamodb::config::Builder;

/// Reads until `end` has come.
pub(crate) async fn until(stream: &mut TcpStream, end: &[u8]) -> Vec<u8> {
    let mut bytes = Vec::new();
    let read = async {
        while !bytes.ends_with(end) {
            bytes.push(stream.read_u8().await.unwrap());
        }
    };
    tokio::time::timeout(LONG, read).await.expect("it arrives");
    bytes
}

/// A GetItem of table lexDR as an SDK puts it on the wire, without a signature that fits.
pub(crate) fn get_item(host: &str) -> String {
    let body = r#"{"TableName":"lexDR","Key":{"connectRegion":{"S":"us-east-1"}}}"#;
    format!(
        "POST / HTTP/1.1\r\nhost: {host}\r\nx-amz-target: DynamoDB_20120810.GetItem\r\n\
         authorization: AWS4-HMAC-SHA256 Credential=AKIATEST/20260101/us-west-2/dynamodb/\
         aws4_request, SignedHeaders=host;x-amz-date, Signature=00\r\n\
         content-length: {}\r\n\r\n{body}",
        body.len()
    )
}

/// Answers with this, whatever is asked.
pub(crate) fn always(reply: impl Fn() -> Reply + Clone + Send + Sync + 'static) -> impl Handler {
    move |_, request: Request| {
        let reply = reply();
        async move {
            let _ = read_body(request).await;
            reply
        }
    }
}

/// A body of this many bytes.
pub(crate) fn zeros(count: usize) -> Bytes {
    Bytes::from(vec![b'0'; count])
}
