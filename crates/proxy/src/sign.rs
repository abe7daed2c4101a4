//! Signing requests anew.
//!
//! A signature covers the host, which is another one behind the proxy. The new signature covers
//! the headers that the old one did, with the same key.

use std::time::SystemTime;

use aws_credential_types::Credentials;
use aws_sigv4::http_request::{
    PayloadChecksumKind, PercentEncodingMode, SignableBody, SignableRequest, SigningSettings,
    UriPathNormalizationMode, sign,
};
use aws_sigv4::sign::v4;
use aws_smithy_runtime_api::client::identity::Identity;
use http::header::{AUTHORIZATION, HOST};
use http::{HeaderName, HeaderValue, Request};
use lexdr_wire::CredentialScope;

use crate::keys::Keys;
use crate::outgoing::Outgoing;

const CONTENT_SHA256: &str = "x-amz-content-sha256";
const SECURITY_TOKEN: &str = "x-amz-security-token";

/// What is to become of a request's signature.
#[derive(Debug)]
pub(crate) enum Signature {
    /// It stays, or there is none.
    Keep,
    /// It stays, although it is known not to fit.
    KeepThough(&'static str),
    /// It is made anew.
    Renew(Box<Renewal>),
}

/// How a request is signed anew.
#[derive(Debug)]
pub(crate) struct Renewal {
    credentials: Credentials,
    service: String,
    region: String,
    /// The headers that the old signature covers.
    covered: Vec<HeaderName>,
    /// What the body is signed as, where the client has said so.
    payload: Option<String>,
}

impl Signature {
    /// What is to become of the signature of a request, by its head alone.
    pub(crate) fn of<B>(request: &Request<B>, keys: Option<&Keys>) -> Self {
        let (Some(keys), Some(scope)) = (keys, CredentialScope::of(request)) else {
            return Self::Keep;
        };
        let header = request.headers().get(AUTHORIZATION);
        let Some(header) = header.and_then(|value| value.to_str().ok()) else {
            return Self::KeepThough("it is in the URL");
        };
        if !header.starts_with("AWS4-HMAC-SHA256 ") {
            return Self::KeepThough("it is of another kind than AWS4-HMAC-SHA256");
        }
        let payload = request.headers().get(CONTENT_SHA256);
        let payload = payload.and_then(|value| value.to_str().ok());
        // Each piece of such a body is signed with the signature before it.
        if payload.is_some_and(|payload| payload.starts_with("STREAMING-AWS4-")) {
            return Self::KeepThough("each part of the body is signed");
        }
        let Some(known) = keys.get(scope.access_key_id()) else {
            return Self::KeepThough("the secret of its key is not known");
        };
        let token = request.headers().get(SECURITY_TOKEN);
        let token = token.and_then(|value| value.to_str().ok());
        let token = token.or_else(|| known.session_token());
        Self::Renew(Box::new(Renewal {
            credentials: Credentials::new(
                known.access_key_id(),
                known.secret_access_key(),
                token.map(str::to_owned),
                None,
                "lexdr",
            ),
            service: scope.service().to_owned(),
            region: scope.region().to_owned(),
            covered: covered(header),
            payload: payload.map(str::to_owned),
        }))
    }

    /// Whether the body has to be here for the signature.
    pub(crate) fn needs_body(&self) -> bool {
        matches!(self, Self::Renew(renewal) if renewal.payload.is_none())
    }
}

/// The headers of `SignedHeaders`, without those that come anew.
fn covered(authorization: &str) -> Vec<HeaderName> {
    let names = authorization.split_once("SignedHeaders=");
    let names = names.map_or("", |(_, rest)| {
        rest.split([',', ' ']).next().unwrap_or_default()
    });
    let anew = ["host", "x-amz-date", SECURITY_TOKEN];
    let names = names.split(';').filter(|name| !anew.contains(name));
    names.filter_map(|name| name.parse().ok()).collect()
}

impl Renewal {
    /// Signs a request as it is going to be sent. The client sets its host.
    pub(crate) fn apply(
        self,
        request: &mut Request<Outgoing>,
        now: SystemTime,
    ) -> Result<(), Box<dyn std::error::Error>> {
        for name in [AUTHORIZATION, HOST] {
            request.headers_mut().remove(name);
        }
        request.headers_mut().remove("x-amz-date");
        let identity: Identity = self.credentials.into();
        let params = v4::SigningParams::builder()
            .identity(&identity)
            .region(&self.region)
            .name(&self.service)
            .time(now)
            .settings(settings(&self.service))
            .build()?
            .into();
        let text = |value: &HeaderValue| str::from_utf8(value.as_bytes()).ok().map(str::to_owned);
        let headers: Vec<(&str, String)> = self
            .covered
            .iter()
            .flat_map(|name| {
                let values = request.headers().get_all(name).iter();
                values.filter_map(move |value| Some((name.as_str(), text(value)?)))
            })
            .collect();
        let body = match (self.payload, request.body()) {
            (Some(payload), _) => SignableBody::Precomputed(payload),
            (None, Outgoing::Whole(Some(body))) => SignableBody::Bytes(body),
            (None, _) => SignableBody::Bytes(&[]),
        };
        let url = request.uri().to_string();
        let signable = SignableRequest::new(
            request.method().as_str(),
            url,
            headers.iter().map(|(name, value)| (*name, value.as_str())),
            body,
        )?;
        let (instructions, _) = sign(signable, &params)?.into_parts();
        instructions.apply_to_request_http1x(request);
        Ok(())
    }
}

/// S3 takes paths as they are; all others take them encoded once more (IAM user guide, "Create a
/// signed AWS API request").
fn settings(service: &str) -> SigningSettings {
    let mut settings = SigningSettings::default();
    if service == "s3" {
        settings.percent_encoding_mode = PercentEncodingMode::Single;
        settings.uri_path_normalization_mode = UriPathNormalizationMode::Disabled;
        settings.payload_checksum_kind = PayloadChecksumKind::XAmzSha256;
    }
    settings
}

#[cfg(test)]
mod tests {
    use bytes::Bytes;
    use rstest::rstest;

    use super::*;

    const SCOPE: &str = "20260101/us-east-1/lex/aws4_request";

    fn keys() -> Keys {
        let key = Credentials::new("AKIAONE", "one", None, None, "test");
        Keys::new([key])
    }

    fn request(authorization: &str) -> Request<Outgoing> {
        Request::builder()
            .method("POST")
            .uri("http://upstream:4566/bot/a%24b/text?q=1")
            .header("host", "127.0.0.1:4589")
            .header("x-amz-date", "20260101T000000Z")
            .header("content-type", "application/json")
            .header("user-agent", "test")
            .header("authorization", authorization)
            .body(Outgoing::Whole(Some(Bytes::from_static(b"{}"))))
            .unwrap()
    }

    fn signed_by(key: &str) -> String {
        format!(
            "AWS4-HMAC-SHA256 Credential={key}/{SCOPE}, \
             SignedHeaders=content-type;host;x-amz-date, Signature=00"
        )
    }

    #[test]
    fn the_new_signature_covers_what_the_old_one_did() {
        let mut request = request(&signed_by("AKIAONE"));
        let Signature::Renew(renewal) = Signature::of(&request, Some(&keys())) else {
            panic!("its key is known");
        };
        let now = SystemTime::UNIX_EPOCH + std::time::Duration::from_secs(1_767_225_600);
        renewal.apply(&mut request, now).unwrap();
        let value = request.headers()["authorization"].to_str().unwrap();
        let (scope, signature) = value.split_once(", Signature=").unwrap();
        assert_eq!(
            scope,
            "AWS4-HMAC-SHA256 Credential=AKIAONE/20260101/us-east-1/lex/aws4_request, \
             SignedHeaders=content-type;host;x-amz-date"
        );
        assert_eq!(signature.len(), 64);
        assert!(!request.headers().contains_key("host"));
        assert_eq!(request.headers()["x-amz-date"], "20260101T000000Z");
    }

    #[rstest]
    #[case::another_key(signed_by("AKIATWO"), "not known")]
    #[case::another_kind(
        format!("AWS4-ECDSA-P256-SHA256 Credential=AKIAONE/{SCOPE}, Signature=00"),
        "another kind"
    )]
    fn what_cannot_be_signed_anew_is_told(#[case] authorization: String, #[case] expected: &str) {
        let signature = Signature::of(&request(&authorization), Some(&keys()));
        assert!(!signature.needs_body());
        let Signature::KeepThough(why) = signature else {
            panic!("{signature:?}");
        };
        assert!(why.contains(expected), "{why}");
    }

    #[test]
    fn a_body_signed_in_parts_keeps_its_signature() {
        let mut request = request(&signed_by("AKIAONE"));
        let streaming = HeaderValue::from_static("STREAMING-AWS4-HMAC-SHA256-PAYLOAD");
        request.headers_mut().insert(CONTENT_SHA256, streaming);
        let signature = Signature::of(&request, Some(&keys()));
        assert!(
            matches!(signature, Signature::KeepThough(_)),
            "{signature:?}"
        );
        let unsigned = HeaderValue::from_static("UNSIGNED-PAYLOAD");
        request.headers_mut().insert(CONTENT_SHA256, unsigned);
        let signature = Signature::of(&request, Some(&keys()));
        assert!(matches!(signature, Signature::Renew(_)), "{signature:?}");
        assert!(!signature.needs_body());
    }

    #[test]
    fn requests_without_a_signature_stay_so() {
        let mut request = request(&signed_by("AKIAONE"));
        assert!(matches!(Signature::of(&request, None), Signature::Keep));
        request.headers_mut().remove(AUTHORIZATION);
        assert!(matches!(
            Signature::of(&request, Some(&keys())),
            Signature::Keep
        ));
    }
}
