//! Buckets and objects, in the requests that clients of S3 send.

use bytes::Bytes;
use http::Request;
use lexdr_simulator::{Latency, Principal};
use lexdr_wire::Response;
use rstest::rstest;
use tower::ServiceExt;

use crate::support::Account;

const RUNS: &str = "https://runs.s3.eu-west-1.amazonaws.com";

fn account() -> Account {
    let regions = ["us-east-1", "eu-west-1"];
    Account::with(|builder| builder.latency(Latency::none()).regions(regions))
}

struct Asked<'a> {
    account: &'a Account,
    principal: Principal,
}

impl<'a> Asked<'a> {
    fn of(account: &'a Account) -> Self {
        account.simulator.create_bucket("eu-west-1", "runs");
        Self {
            account,
            principal: Principal::Operator,
        }
    }

    fn request(&self, method: &str, url: &str, body: &'static str) -> Request<Bytes> {
        let key = self.account.simulator.credentials(&self.principal);
        let key = key.access_key_id;
        let scope = format!("AWS4-HMAC-SHA256 Credential={key}/20260101/eu-west-1/s3/aws4_request");
        http::Request::builder()
            .method(method)
            .uri(url)
            .header("authorization", scope)
            .header("x-amz-content-sha256", "UNSIGNED-PAYLOAD")
            .body(Bytes::from_static(body.as_bytes()))
            .unwrap()
    }

    async fn send(&self, request: Request<Bytes>) -> Response {
        let simulator = self.account.simulator.clone();
        simulator.oneshot(request).await.unwrap()
    }

    /// Status and body.
    async fn ask(&self, method: &str, url: &str, body: &'static str) -> (u16, String) {
        let answer = self.send(self.request(method, url, body)).await;
        let text = answer.body().bytes().unwrap().to_vec();
        let text = String::from_utf8(text).unwrap();
        (answer.status().as_u16(), text)
    }
}

#[rstest]
#[case::the_bucket_in_the_host(RUNS)]
#[case::the_bucket_in_the_path("https://s3.eu-west-1.amazonaws.com/runs")]
#[tokio::test(start_paused = true)]
async fn an_object_is_what_was_put(#[case] bucket: &str) {
    let account = account();
    let asked = Asked::of(&account);
    let url = format!("{bucket}/a//b%20c/1.json?x-id=PutObject");
    let mut put = asked.request("PUT", &url, "{}");
    let json = http::HeaderValue::from_static("application/json");
    put.headers_mut().insert("content-type", json);
    assert_eq!(asked.send(put).await.status(), 200);
    let kept = account.simulator.object("runs", "a//b c/1.json");
    assert_eq!(kept.as_deref(), Some(&b"{}"[..]));

    let url = format!("{RUNS}/a//b%20c/1.json");
    let got = asked.send(asked.request("GET", &url, "")).await;
    assert_eq!(got.headers()["content-type"], "application/json");
    assert_eq!(
        got.headers()["last-modified"],
        "Thu, 01 Jan 2026 00:00:00 GMT"
    );
    assert_eq!(got.body().bytes().unwrap().as_ref(), b"{}");
    let head = asked.send(asked.request("HEAD", &url, "")).await;
    assert_eq!(head.headers()["etag"], got.headers()["etag"]);
    assert_eq!(head.headers()["content-length"], "2");
    assert!(head.body().bytes().unwrap().is_empty());
}

#[tokio::test(start_paused = true)]
async fn a_list_goes_on_where_it_ended() {
    let account = account();
    let asked = Asked::of(&account);
    for key in ["b/2", "a/1", "b/1", "b/3"] {
        let (status, _) = asked.ask("PUT", &format!("{RUNS}/{key}"), "x").await;
        assert_eq!(status, 200);
    }
    let keys = |text: &str| {
        let keys = text.split("<Key>").skip(1);
        let keys = keys.map(|rest| rest.split('<').next().unwrap().to_owned());
        keys.collect::<Vec<_>>()
    };
    let list = format!("{RUNS}/?list-type=2&prefix=b/&max-keys=2");
    let (status, first) = asked.ask("GET", &list, "").await;
    assert_eq!(
        (status, keys(&first)),
        (200, vec!["b/1".into(), "b/2".into()])
    );
    assert!(first.contains("<NextContinuationToken>b/2<"), "{first}");
    let (_, rest) = asked
        .ask("GET", &format!("{list}&continuation-token=b/2"), "")
        .await;
    assert_eq!(keys(&rest), ["b/3"]);
    assert!(rest.contains("<IsTruncated>false<"), "{rest}");
}

#[rstest]
#[case::no_bucket(
    "PUT",
    "https://none.s3.eu-west-1.amazonaws.com/k",
    404,
    "NoSuchBucket"
)]
#[case::no_key("GET", "https://runs.s3.eu-west-1.amazonaws.com/k", 404, "NoSuchKey")]
#[case::elsewhere(
    "PUT",
    "https://runs.s3.us-east-1.amazonaws.com/k",
    301,
    "PermanentRedirect"
)]
#[case::again(
    "PUT",
    "https://s3.us-east-1.amazonaws.com/runs",
    409,
    "BucketAlreadyOwnedByYou"
)]
#[case::nowhere(
    "PUT",
    "https://s3.eu-west-1.amazonaws.com/more",
    400,
    "IllegalLocationConstraint"
)]
#[case::no_name(
    "PUT",
    "https://s3.us-east-1.amazonaws.com/Runs",
    400,
    "InvalidBucketName"
)]
#[case::tags(
    "PUT",
    "https://runs.s3.eu-west-1.amazonaws.com/k?tagging",
    501,
    "NotImplemented"
)]
#[case::not_built(
    "DELETE",
    "https://runs.s3.eu-west-1.amazonaws.com/k",
    501,
    "NotImplemented"
)]
#[case::old_list(
    "GET",
    "https://runs.s3.eu-west-1.amazonaws.com/",
    501,
    "NotImplemented"
)]
#[tokio::test(start_paused = true)]
async fn what_cannot_be_done_is_told_in_xml(
    #[case] method: &str,
    #[case] url: &str,
    #[case] status: u16,
    #[case] code: &str,
) {
    let account = account();
    let (found, body) = Asked::of(&account).ask(method, url, "").await;
    assert_eq!(found, status, "{body}");
    assert!(body.contains(&format!("<Error><Code>{code}")), "{body}");
}

#[tokio::test(start_paused = true)]
async fn a_body_has_to_be_the_one_that_was_signed() {
    let account = account();
    let asked = Asked::of(&account);
    let of_nothing = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";
    let mut put = asked.request("PUT", &format!("{RUNS}/k"), "something");
    let sum = http::HeaderValue::from_static(of_nothing);
    put.headers_mut().insert("x-amz-content-sha256", sum);
    assert_eq!(asked.send(put).await.status(), 400);
    assert_eq!(account.simulator.object("runs", "k"), None);
}

#[tokio::test(start_paused = true)]
async fn roles_may_do_what_their_policies_say() {
    let account = account();
    let policy = r#"{"Version":"2012-10-17","Statement":{"Effect":"Allow","Action":"s3:PutObject","Resource":"arn:aws:s3:::runs/mine/*"}}"#;
    account.role().await;
    let put = account.iam().put_role_policy().role_name("r");
    let put = put.policy_name("keeper").policy_document(policy);
    put.send().await.unwrap();
    let asked = Asked {
        principal: Principal::FunctionRole {
            function: "f".to_owned(),
            role: "r".to_owned(),
        },
        ..Asked::of(&account)
    };
    assert_eq!(asked.ask("PUT", &format!("{RUNS}/mine/k"), "").await.0, 200);
    for (method, key) in [("PUT", "yours/k"), ("GET", "mine/k")] {
        let (status, body) = asked.ask(method, &format!("{RUNS}/{key}"), "").await;
        assert_eq!(status, 403, "{body}");
        assert!(body.contains("<Code>AccessDenied</Code>"), "{body}");
    }
}
