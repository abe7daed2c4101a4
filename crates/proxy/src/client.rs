//! Connections to the upstream, kept and used again.

use std::error::Error;

use http_body::Body;
use hyper_util::client::legacy::Client as Pool;
use hyper_util::client::legacy::connect::HttpConnector;
use hyper_util::rt::{TokioExecutor, TokioTimer};

use crate::options::Times;

#[cfg(feature = "tls")]
type Connector = hyper_rustls::HttpsConnector<HttpConnector>;
#[cfg(not(feature = "tls"))]
type Connector = HttpConnector;

/// Why there can be no connections over TLS.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("no certificates to trust: {0}; install the system's ca-certificates")]
pub struct TlsError(String);

/// A pool of connections.
pub(crate) type Client<B> = Pool<Connector, B>;

/// A pool without connections.
///
/// # Errors
/// When the system has no certificates to trust, with what that means.
pub(crate) fn client<B>(times: &Times) -> Result<Client<B>, TlsError>
where
    B: Body + Send + 'static + Unpin,
    B::Data: Send,
    B::Error: Into<Box<dyn Error + Send + Sync>>,
{
    let mut connector = HttpConnector::new();
    connector.set_nodelay(true);
    connector.set_connect_timeout(Some(times.connect));
    let pool = Pool::builder(TokioExecutor::new())
        .pool_timer(TokioTimer::new())
        .pool_idle_timeout(times.idle)
        .build(secured(connector)?);
    Ok(pool)
}

#[cfg(not(feature = "tls"))]
#[expect(clippy::unnecessary_wraps, reason = "with TLS it can fail")]
const fn secured(connector: HttpConnector) -> Result<Connector, TlsError> {
    Ok(connector)
}

/// Trusts whom the system trusts.
#[cfg(feature = "tls")]
fn secured(mut connector: HttpConnector) -> Result<Connector, TlsError> {
    connector.enforce_http(false);
    let provider = rustls::crypto::ring::default_provider();
    let builder = hyper_rustls::HttpsConnectorBuilder::new()
        .with_provider_and_native_roots(provider)
        .map_err(|error| TlsError(error.to_string()))?;
    let builder = builder.https_or_http().enable_http1();
    Ok(builder.wrap_connector(connector))
}
