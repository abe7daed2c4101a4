//! Access to an account: with the credentials that every AWS tool takes, to AWS or to one endpoint.

use std::env;

use lexdr_deploy::Clients;
use lexdr_runner::{RunError, endpoint_access};

use crate::exit::Failure;

/// Access to the account at this endpoint, or on AWS if there is none.
pub(crate) async fn clients(endpoint: Option<&str>) -> Result<Clients, Failure> {
    match endpoint {
        Some(endpoint) => at(endpoint).await,
        None => aws().await,
    }
}

async fn at(endpoint: &str) -> Result<Clients, Failure> {
    let variable = |name| env::var(name).ok().filter(|value| !value.is_empty());
    let keys = match (
        variable("AWS_ACCESS_KEY_ID"),
        variable("AWS_SECRET_ACCESS_KEY"),
    ) {
        (Some(id), Some(secret)) => (id, secret, variable("AWS_SESSION_TOKEN")),
        // What emulators take from everybody.
        _ => ("test".to_owned(), "test".to_owned(), None),
    };
    endpoint_access(endpoint, keys)
        .await
        .map_err(|error| match error {
            RunError::Endpoint { .. } => Failure::usage(error),
            error => Failure::unknown(error),
        })
}

#[cfg(feature = "aws")]
async fn aws() -> Result<Clients, Failure> {
    use aws_smithy_http_client::{Builder, tls};
    use aws_smithy_types::timeout::TimeoutConfig;
    use std::time::Duration;

    let http = Builder::new()
        .tls_provider(tls::Provider::Rustls(
            tls::rustls_provider::CryptoMode::Ring,
        ))
        .build_https();
    // Without a connect timeout here, setting the others would drop the SDK's own of 3.1 s.
    let timeouts = TimeoutConfig::builder()
        .connect_timeout(Duration::from_millis(3_100))
        .operation_attempt_timeout(Duration::from_secs(10))
        .operation_timeout(Duration::from_secs(30))
        .build();
    let version = aws_config::BehaviorVersion::v2026_01_12();
    let config = aws_config::defaults(version)
        .http_client(http)
        .timeout_config(timeouts)
        .load()
        .await;
    if config.credentials_provider().is_none() {
        return Err(Failure::usage(
            "there are no AWS credentials; set a profile (AWS_PROFILE) or sign in",
        ));
    }
    // Services that are everywhere are called somewhere.
    let region = config.region().cloned();
    let region = region.unwrap_or(aws_config::Region::new("us-east-1"));
    Ok(Clients::new(
        config.into_builder().region(region).build(),
        None,
    ))
}

#[cfg(not(feature = "aws"))]
#[expect(clippy::unused_async, reason = "as with the feature")]
async fn aws() -> Result<Clients, Failure> {
    Err(Failure::usage(
        "this lexdr cannot reach AWS: it was built without TLS; build it with `cargo build \
         --release -p lexdr --features aws`, or give an --endpoint",
    ))
}
