//! What a run leaves, into a bucket of a simulated account.

use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use aws_smithy_runtime_api::client::http::{
    HttpClient, HttpConnector, HttpConnectorFuture, HttpConnectorSettings, SharedHttpClient,
    SharedHttpConnector,
};
use aws_smithy_runtime_api::client::orchestrator::{HttpRequest, HttpResponse};
use aws_smithy_runtime_api::client::runtime_components::RuntimeComponents;
use aws_smithy_types::body::SdkBody;
use lexdr_deploy::Clients;
use lexdr_gameday::upload::{File, upload};

use crate::gather::account;

const HOME: &str = "us-west-2";

/// S3, which is too busy for the first requests.
#[derive(Debug, Clone)]
struct Busy {
    refuses: usize,
    asked: Arc<AtomicUsize>,
    inner: SharedHttpClient,
}

impl Busy {
    fn before(clients: &Clients, refuses: usize) -> (Clients, Arc<AtomicUsize>) {
        let asked = Arc::new(AtomicUsize::new(0));
        let config = clients.config().clone();
        let busy = Self {
            refuses,
            asked: Arc::clone(&asked),
            inner: config.http_client().unwrap(),
        };
        let config = config.into_builder().http_client(busy).build();
        (Clients::new(config, None), asked)
    }
}

impl HttpClient for Busy {
    fn http_connector(
        &self,
        settings: &HttpConnectorSettings,
        components: &RuntimeComponents,
    ) -> SharedHttpConnector {
        let inner = self.inner.http_connector(settings, components);
        SharedHttpConnector::new(Way(self.clone(), inner))
    }
}

#[derive(Debug)]
struct Way(Busy, SharedHttpConnector);

impl HttpConnector for Way {
    fn call(&self, request: HttpRequest) -> HttpConnectorFuture {
        let Self(busy, inner) = self;
        if busy.asked.fetch_add(1, Ordering::Relaxed) >= busy.refuses {
            return inner.call(request);
        }
        let body = "<Error><Code>SlowDown</Code><Message>Less &lt;of it&gt;.</Message></Error>";
        let status = 503.try_into().unwrap();
        HttpConnectorFuture::ready(Ok(HttpResponse::new(status, SdkBody::from(body))))
    }
}

fn file(folder: &Path, name: &'static str, text: &str) -> File {
    let path = folder.join(name);
    std::fs::write(&path, text).unwrap();
    File { name, path }
}

#[tokio::test(start_paused = true)]
async fn each_file_is_an_object_below_the_name_of_the_run() {
    let (simulator, clients) = account();
    simulator.create_bucket(HOME, "runs");
    let folder = tempfile::tempdir().unwrap();
    let files = [
        file(folder.path(), "history.jsonl", "{}\n"),
        file(folder.path(), "summary.md", "# passed\n"),
    ];
    let to = "s3://runs/game-days".parse().unwrap();
    let done = upload(&clients, &to, HOME, "night-1", &files).await;
    assert_eq!(done, Ok(()));
    let object = |name: &str| simulator.object("runs", &format!("game-days/night-1/{name}"));
    assert_eq!(object("history.jsonl").as_deref(), Some(&b"{}\n"[..]));
    assert_eq!(object("summary.md").as_deref(), Some(&b"# passed\n"[..]));
}

#[tokio::test(start_paused = true)]
async fn what_is_busy_is_asked_again() {
    let (simulator, clients) = account();
    simulator.create_bucket(HOME, "runs");
    let folder = tempfile::tempdir().unwrap();
    let files = [file(folder.path(), "history.jsonl", "{}")];
    let to = "s3://runs".parse().unwrap();
    let (clients, asked) = Busy::before(&clients, 3);
    let done = upload(&clients, &to, HOME, "night-1", &files).await;
    assert_eq!(done, Ok(()));
    assert!(simulator.object("runs", "night-1/history.jsonl").is_some());
    assert_eq!(asked.load(Ordering::Relaxed), 4);
}

#[tokio::test(start_paused = true)]
async fn what_stays_busy_is_told_and_nothing_else_is_tried() {
    let (_simulator, clients) = account();
    let folder = tempfile::tempdir().unwrap();
    let files = ["history.jsonl", "summary.md"].map(|name| file(folder.path(), name, ""));
    let to = "s3://runs/a".parse().unwrap();
    let (clients, asked) = Busy::before(&clients, usize::MAX);
    let done = upload(&clients, &to, HOME, "night-1", &files).await;
    let why = "PutObject of s3://runs/a/night-1/history.jsonl: SlowDown: Less <of it>.";
    assert_eq!(done, Err(why.to_owned()));
    assert_eq!(asked.load(Ordering::Relaxed), 4);
}

#[tokio::test(start_paused = true)]
async fn a_bucket_in_another_region_is_told_with_what_to_do() {
    let (simulator, clients) = account();
    simulator.create_bucket("us-east-1", "runs");
    let folder = tempfile::tempdir().unwrap();
    let files = [file(folder.path(), "history.jsonl", "")];
    let to = "s3://runs".parse().unwrap();
    let done = upload(&clients, &to, HOME, "night-1", &files).await;
    let why = done.unwrap_err();
    assert!(why.contains("PermanentRedirect: "), "{why}");
    assert!(why.contains("the bucket is in us-east-1"), "{why}");
    assert!(why.contains("--upload-region"), "{why}");
}
