//! One object into a bucket: PutObject.

use std::time::{Duration, SystemTime};

use aws_credential_types::Credentials;
use aws_credential_types::provider::ProvideCredentials;
use aws_sigv4::http_request::{
    PayloadChecksumKind, PercentEncodingMode, SignableBody, SignableRequest, SigningSettings,
    UriPathNormalizationMode, sign,
};
use aws_sigv4::sign::v4;
use aws_smithy_runtime::client::orchestrator::operation::Operation;
use aws_smithy_runtime::client::retries::classifiers::{
    HttpStatusCodeClassifier, TransientErrorClassifier,
};
use aws_smithy_runtime_api::box_error::BoxError;
use aws_smithy_runtime_api::client::behavior_version::BehaviorVersion;
use aws_smithy_runtime_api::client::identity::Identity;
use aws_smithy_runtime_api::client::orchestrator::HttpRequest;
use aws_smithy_runtime_api::client::stalled_stream_protection::StalledStreamProtectionConfig;
use aws_smithy_types::body::SdkBody;
use aws_smithy_types::error::display::DisplayErrorContext;
use aws_smithy_types::retry::RetryConfig;
use aws_smithy_types::timeout::TimeoutConfig;
use aws_types::SdkConfig;
use lexdr_deploy::Clients;
use lexdr_wire::Service;

use super::refused::{Refused, answered};
use crate::said::said;

/// How often it is tried: once, and three times more.
const ATTEMPTS: u32 = 4;

/// How long one attempt may take, and all of them. The history of a long night is some megabytes.
const ATTEMPT: Duration = Duration::from_secs(30);
const ALL: Duration = Duration::from_secs(60);

/// What is put.
#[derive(Clone)]
pub(super) struct Object {
    pub(super) bucket: String,
    pub(super) key: String,
    pub(super) content_type: &'static str,
    pub(super) body: Vec<u8>,
}

/// Puts an object into its bucket in `region`, with the credentials and the HTTP client of these
/// clients.
///
/// # Errors
/// Which object, and why not.
pub(super) async fn put(clients: &Clients, region: &str, object: Object) -> Result<(), String> {
    let config = clients.config();
    let what = format!("PutObject of s3://{}/{}", object.bucket, object.key);
    let http = config.http_client();
    let http = http.ok_or_else(|| format!("{what}: there is no HTTP client"))?;
    let credentials = credentials(config).await;
    let credentials = credentials.map_err(|why| format!("{what}: {why}"))?;
    let (endpoint, path) = address(config.endpoint_url(), region, &object);
    let now = config.time_source().unwrap_or_default().now();
    let to_sign = Unsigned {
        url: format!("{endpoint}{path}"),
        path,
        region: region.to_owned(),
        object,
        credentials,
        now,
    };
    let mut call = Operation::builder()
        .service_name("S3")
        .operation_name("PutObject")
        .behavior_version(BehaviorVersion::v2026_01_12())
        .http_client(http)
        .endpoint_url(&endpoint)
        .no_auth()
        .standard_retry(&RetryConfig::standard().with_max_attempts(ATTEMPTS))
        .retry_classifier(TransientErrorClassifier::<Refused>::new())
        .retry_classifier(HttpStatusCodeClassifier::default())
        .timeout_config(timeouts(config))
        .stalled_stream_protection(StalledStreamProtectionConfig::disabled())
        .time_source(config.time_source().unwrap_or_default());
    if let Some(sleep) = config.sleep_impl() {
        call = call.sleep_impl(sleep);
    }
    let call = call
        .serializer(move |()| to_sign.signed())
        .deserializer(answered)
        .build();
    let done = call.invoke(()).await;
    done.map_err(|error| said(&what, error))
}

async fn credentials(config: &SdkConfig) -> Result<Credentials, String> {
    let provider = config.credentials_provider();
    let provider = provider.ok_or_else(|| "there are no credentials".to_owned())?;
    let provided = provider.provide_credentials().await;
    provided.map_err(|error| DisplayErrorContext(error).to_string())
}

/// The limits of other calls are for less than a file.
fn timeouts(config: &SdkConfig) -> TimeoutConfig {
    let mut timeouts = TimeoutConfig::builder()
        .operation_attempt_timeout(ATTEMPT)
        .operation_timeout(ALL);
    let connect = config
        .timeout_config()
        .and_then(TimeoutConfig::connect_timeout);
    timeouts.set_connect_timeout(connect);
    timeouts.build()
}

/// Endpoint and path of an object. The bucket is part of the host on AWS, unless it has a dot, for
/// which AWS has no certificate; elsewhere it is part of the path.
fn address(endpoint: Option<&str>, region: &str, object: &Object) -> (String, String) {
    let Object { bucket, key, .. } = object;
    match endpoint {
        Some(endpoint) => {
            let endpoint = endpoint.trim_end_matches('/').to_owned();
            (endpoint, format!("/{bucket}/{key}"))
        }
        None if bucket.contains('.') => {
            let endpoint = format!("https://{}", Service::S3.host(region));
            (endpoint, format!("/{bucket}/{key}"))
        }
        None => {
            let endpoint = format!("https://{bucket}.{}", Service::S3.host(region));
            (endpoint, format!("/{key}"))
        }
    }
}

/// A request that is still to be signed.
struct Unsigned {
    url: String,
    path: String,
    region: String,
    object: Object,
    credentials: Credentials,
    now: SystemTime,
}

impl Unsigned {
    fn signed(&self) -> Result<HttpRequest, BoxError> {
        let identity: Identity = self.credentials.clone().into();
        let params = v4::SigningParams::builder()
            .identity(&identity)
            .region(&self.region)
            .name(Service::S3.signing_name())
            .time(self.now)
            .settings(settings())
            .build()?
            .into();
        let Object {
            content_type, body, ..
        } = &self.object;
        let headers = [("content-type", *content_type)];
        let body = SignableBody::Bytes(body);
        let signable = SignableRequest::new("PUT", &self.url, headers.into_iter(), body)?;
        let (instructions, _) = sign(signable, &params)?.into_parts();
        let mut request = http::Request::put(&self.path)
            .header("content-type", *content_type)
            .body(SdkBody::from(self.object.body.clone()))?;
        instructions.apply_to_request_http1x(&mut request);
        Ok(HttpRequest::try_from(request)?)
    }
}

/// S3 takes paths as they are, and wants the sum of the body in a header of its own.
fn settings() -> SigningSettings {
    let mut settings = SigningSettings::default();
    settings.percent_encoding_mode = PercentEncodingMode::Single;
    settings.uri_path_normalization_mode = UriPathNormalizationMode::Disabled;
    settings.payload_checksum_kind = PayloadChecksumKind::XAmzSha256;
    settings
}

#[cfg(test)]
mod tests {
    use std::time::{Duration, SystemTime};

    use aws_credential_types::Credentials;
    use rstest::rstest;

    use super::{Object, Unsigned, address};

    /// The signature is what botocore's `S3SigV4Auth` makes of the same.
    #[test]
    fn a_request_is_signed_as_s3_wants_it() {
        let object = Object {
            bucket: "runs".to_owned(),
            key: "game-days/r_1/journal.jsonl".to_owned(),
            content_type: "application/jsonl",
            body: b"{\"a\":1}\n".to_vec(),
        };
        let (endpoint, path) = address(None, "eu-west-1", &object);
        let token = Some("token".to_owned());
        let to_sign = Unsigned {
            url: format!("{endpoint}{path}"),
            path,
            region: "eu-west-1".to_owned(),
            object,
            credentials: Credentials::new("AKIDEXAMPLE", "secret", token, None, "test"),
            now: SystemTime::UNIX_EPOCH + Duration::from_secs(1_767_225_600),
        };
        let request = to_sign.signed().unwrap();
        let header = |name| request.headers().get(name).unwrap();
        assert_eq!(
            header("authorization"),
            "AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE/20260101/eu-west-1/s3/aws4_request, \
             SignedHeaders=content-type;host;x-amz-content-sha256;x-amz-date;x-amz-security-token, \
             Signature=bb2bea0fc95a84906a8f04f734bea46774d0f55dd58004a8a0c1bec9b6fe90bf"
        );
        assert_eq!(
            header("x-amz-content-sha256"),
            "e346432021b04179518d9614f3560ccd71354a4ee101ddcb893d6959a9d6301c"
        );
        assert_eq!(header("x-amz-security-token"), "token");
    }

    #[rstest]
    #[case(
        None,
        "runs",
        "eu-west-1",
        "https://runs.s3.eu-west-1.amazonaws.com",
        "/a/b"
    )]
    #[case(
        None,
        "my.runs",
        "eu-west-1",
        "https://s3.eu-west-1.amazonaws.com",
        "/my.runs/a/b"
    )]
    #[case(
        None,
        "runs",
        "cn-north-1",
        "https://runs.s3.cn-north-1.amazonaws.com.cn",
        "/a/b"
    )]
    #[case(
        Some("http://127.0.0.1:4588/"),
        "runs",
        "eu-west-1",
        "http://127.0.0.1:4588",
        "/runs/a/b"
    )]
    fn the_bucket_is_in_the_host_where_it_can_be(
        #[case] given: Option<&str>,
        #[case] bucket: &str,
        #[case] region: &str,
        #[case] endpoint: &str,
        #[case] path: &str,
    ) {
        let object = Object {
            bucket: bucket.to_owned(),
            key: "a/b".to_owned(),
            content_type: "application/json",
            body: Vec::new(),
        };
        let found = address(given, region, &object);
        assert_eq!(found, (endpoint.to_owned(), path.to_owned()));
    }
}
