//! Signatures that fit the upstream.

use std::time::SystemTime;

use aws_credential_types::Credentials;
use aws_sdk_dynamodb::types::AttributeValue;
use aws_sigv4::http_request::{SignableBody, SignableRequest, SigningSettings, sign};
use aws_sigv4::sign::v4;
use jiff::civil::DateTime;
use jiff::tz::TimeZone;
use lexdr_proxy::Keys;
use lexdr_wire::Request;
use rstest::rstest;

use crate::support::{Running, table};

const TOKEN: &str = "token-of-a-session";

/// Whether a request's signature is that of this secret, by the rules of AWS: the headers that it
/// names, the host that it was sent to, the time that it states, the body that came.
fn fits(request: &Request, upstream: &str, secret: &str) -> bool {
    let text = |name: &str| request.headers()[name].to_str().unwrap().to_owned();
    assert_eq!(text("host"), upstream, "the host is the upstream's own");
    let authorization = text("authorization");
    let part = |from: &str| {
        let (_, rest) = authorization.split_once(from).unwrap();
        rest.split(',').next().unwrap().to_owned()
    };
    let signed = part("SignedHeaders=");
    assert!(signed.split(';').any(|name| name == "host"), "{signed}");
    let scope = part("Credential=");
    let scope: Vec<&str> = scope.split('/').collect();
    let token = request.headers().get("x-amz-security-token");
    let token = token.map(|token| token.to_str().unwrap().to_owned());
    let identity = Credentials::new(scope[0], secret, token, None, "test").into();
    let stated = DateTime::strptime("%Y%m%dT%H%M%SZ", text("x-amz-date")).unwrap();
    let stated = stated.to_zoned(TimeZone::UTC).unwrap();
    let params = v4::SigningParams::builder()
        .identity(&identity)
        .region(scope[2])
        .name(scope[3])
        .time(SystemTime::from(stated.timestamp()))
        .settings(SigningSettings::default())
        .build()
        .unwrap()
        .into();
    let anew = ["host", "x-amz-date", "x-amz-security-token"];
    let names = signed.split(';').filter(|name| !anew.contains(name));
    let headers: Vec<(String, String)> = names.map(|name| (name.to_owned(), text(name))).collect();
    let signable = SignableRequest::new(
        request.method().as_str(),
        format!("http://{upstream}{}", request.uri()),
        headers
            .iter()
            .map(|(name, value)| (name.as_str(), value.as_str())),
        SignableBody::Bytes(request.body()),
    );
    let (_, signature) = sign(signable.unwrap(), &params).unwrap().into_parts();
    part("Signature=") == signature
}

async fn call(proxy: &Running, key: Credentials) {
    let client = proxy.dynamodb(|setting| setting.credentials_provider(key));
    let key = AttributeValue::S("us-east-1".to_owned());
    let call = client
        .get_item()
        .table_name("lexDR")
        .key("connectRegion", key);
    call.send().await.unwrap();
}

fn key(id: &str, secret: &str, token: Option<&str>) -> Credentials {
    Credentials::new(id, secret, token.map(str::to_owned), None, "test")
}

#[rstest]
#[case::long_lived("AKIAONE", "one", None)]
#[case::of_a_session("ASIATWO", "two", Some(TOKEN))]
#[tokio::test]
async fn a_request_is_signed_anew_with_the_secret_of_its_own_key(
    #[case] id: &str,
    #[case] secret: &str,
    #[case] token: Option<&str>,
) {
    let (upstream, seen) = table().await;
    let proxy = Running::with(upstream, |options| {
        options.keys = Some(Keys::new([
            key("AKIAONE", "one", None),
            key("ASIATWO", "two", Some("an-older-token")),
        ]));
    })
    .await;
    call(&proxy, key(id, secret, token)).await;
    let upstream = upstream.to_string();
    assert!(fits(&seen.last(), &upstream, secret));
    assert!(!fits(&seen.last(), &upstream, "another"));
    let sent = seen.last().headers().get("x-amz-security-token").cloned();
    assert_eq!(sent.as_ref().map(|sent| sent.to_str().unwrap()), token);
    assert!(proxy.told().is_empty(), "{:?}", proxy.told());
}

#[tokio::test]
async fn requests_of_other_keys_pass_as_they_are_and_it_is_told() {
    let (upstream, seen) = table().await;
    let proxy = Running::with(upstream, |options| {
        options.keys = Some(Keys::new([key("AKIAONE", "one", None)]));
    })
    .await;
    call(&proxy, key("AKIAOTHER", "other", Some(TOKEN))).await;
    let request = seen.last();
    assert_eq!(request.headers()["host"], proxy.address.to_string());
    let signed = request.headers()["authorization"].to_str().unwrap();
    assert!(signed.contains("Credential=AKIAOTHER/"), "{signed}");
    let told = proxy.told();
    assert_eq!(told.len(), 1);
    assert_eq!(told[0]["event"], "signature-kept");
    assert_eq!(told[0]["why"], "the secret of its key is not known");
    let line = told[0].to_string();
    assert!(
        !line.contains(TOKEN) && !line.contains("AKIAOTHER"),
        "{line}"
    );
}
