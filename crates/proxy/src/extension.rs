//! The proxy as an extension of a Lambda function: a process beside the function's own that Lambda
//! starts first and tells when all is over (Lambda developer guide, "Using the Lambda Extensions
//! API").

use bytes::Bytes;
use http::{Method, Request, Uri};
use http_body_util::{BodyExt, Full};
use lexdr_wire::BoxFuture;
use serde_json::{Value, json};

use crate::client::{Client, client};
use crate::options::Times;

const NAME: &str = "lambda-extension-name";
const IDENTIFIER: &str = "lambda-extension-identifier";
const API: &str = "/2020-01-01/extension";

/// A registered extension.
#[derive(Debug)]
pub struct Extension {
    client: Client<Full<Bytes>>,
    host: String,
    identifier: String,
}

/// Why the Extensions API is of no use.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("the Extensions API at {host}: {what}: {problem}")]
pub struct ExtensionError {
    /// Where it was asked.
    pub host: String,
    /// What it was asked for.
    pub what: &'static str,
    /// What went wrong.
    pub problem: String,
}

impl Extension {
    /// Registers with the API at `host`, which is what `AWS_LAMBDA_RUNTIME_API` says. `name` has
    /// to be the name of the file in `/opt/extensions` that Lambda has started.
    ///
    /// # Errors
    /// When the API refuses or does not answer.
    pub fn register<'a>(
        host: &'a str,
        name: &'a str,
    ) -> BoxFuture<'a, Result<Self, ExtensionError>> {
        Box::pin(async move {
            let client = client(&Times::USUAL).map_err(|error| ExtensionError {
                host: host.to_owned(),
                what: "register",
                problem: error.to_string(),
            })?;
            let mut extension = Self {
                client,
                host: host.to_owned(),
                identifier: String::new(),
            };
            let events = json!({ "events": ["SHUTDOWN"] });
            let registered = extension
                .ask(Method::POST, "register", (NAME, name), events.to_string())
                .await?;
            extension.identifier = registered.1.ok_or_else(|| ExtensionError {
                host: host.to_owned(),
                what: "register",
                problem: format!("the answer has no {IDENTIFIER}"),
            })?;
            Ok(extension)
        })
    }

    /// Says that the extension is ready, and waits for the end of the environment. Lambda invokes
    /// the function only once every extension has asked for its next event.
    ///
    /// # Errors
    /// When the API does not answer any more.
    pub fn shutdown(&self) -> BoxFuture<'_, Result<(), ExtensionError>> {
        Box::pin(async move {
            loop {
                let header = (IDENTIFIER, self.identifier.as_str());
                let (event, _) = self
                    .ask(Method::GET, "event/next", header, String::new())
                    .await?;
                if event["eventType"] == "SHUTDOWN" {
                    return Ok(());
                }
            }
        })
    }

    async fn ask(
        &self,
        method: Method,
        what: &'static str,
        (name, value): (&'static str, &str),
        body: String,
    ) -> Result<(Value, Option<String>), ExtensionError> {
        let fail = |problem: String| ExtensionError {
            host: self.host.clone(),
            what,
            problem,
        };
        let uri = format!("http://{}{API}/{what}", self.host);
        let uri: Uri = uri
            .parse()
            .map_err(|_| fail("AWS_LAMBDA_RUNTIME_API is no HOST:PORT".to_owned()))?;
        let request = Request::builder()
            .method(method)
            .uri(uri)
            .header(name, value)
            .body(Full::new(Bytes::from(body)))
            .map_err(|error| fail(error.to_string()))?;
        let answer = self.client.request(request).await;
        let answer = answer.map_err(|error| fail(error.to_string()))?;
        let status = answer.status();
        let identifier = answer.headers().get(IDENTIFIER);
        let identifier = identifier.and_then(|value| value.to_str().ok());
        let identifier = identifier.map(str::to_owned);
        let body = answer.into_body().collect().await;
        let body = body.map_err(|error| fail(error.to_string()))?.to_bytes();
        if !status.is_success() {
            let text = String::from_utf8_lossy(&body);
            return Err(fail(format!("answered {status}: {}", text.trim_end())));
        }
        let body = serde_json::from_slice(&body).unwrap_or_default();
        Ok((body, identifier))
    }
}
