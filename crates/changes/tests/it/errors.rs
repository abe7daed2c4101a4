//! What an answer means for whoever made the call.

use aws_credential_types::Credentials;
use aws_smithy_async::rt::sleep::{SharedAsyncSleep, TokioSleep};
use aws_smithy_runtime_api::client::behavior_version::BehaviorVersion;
use aws_smithy_runtime_api::client::http::{HttpConnector, SharedHttpClient};
use aws_smithy_runtime_api::client::http::{
    HttpConnectorFuture, HttpConnectorSettings, SharedHttpConnector, http_client_fn,
};
use aws_smithy_runtime_api::client::orchestrator::{HttpRequest, HttpResponse};
use aws_smithy_runtime_api::client::result::ConnectorError;
use aws_smithy_types::body::SdkBody;
use aws_types::SdkConfig;
use aws_types::region::Region;
use aws_types::sdk_config::SharedCredentialsProvider;
use lexdr_changes::{Kind, Options, PlanError, execute, plan, read, settled};
use lexdr_deploy::Clients;
use lexdr_journal::{Api, Call, Subject};
use rstest::rstest;
use serde_json::json;

use crate::account::{PATIENCE, account, injection, published};

/// Whose credentials these are, as STS tells it.
const IDENTITY: &str = "<GetCallerIdentityResponse><GetCallerIdentityResult>\
     <Account>123456789012</Account></GetCallerIdentityResult></GetCallerIdentityResponse>";

/// A service that answers every call alike, or not at all. Only STS is well.
#[derive(Debug, Clone, Copy)]
struct Answer(Option<(u16, &'static str)>);

/// What the service says beside the code; it repeats a token, as AWS does with a signature.
const MESSAGE: &str = "the service says why, with x-amz-security-token:CANARY";

impl HttpConnector for Answer {
    fn call(&self, request: HttpRequest) -> HttpConnectorFuture {
        let asks_who = request.uri().contains("sts.");
        HttpConnectorFuture::ready(match self.0 {
            _ if asks_who => Ok(HttpResponse::new(
                200.try_into().expect("a status"),
                SdkBody::from(IDENTITY),
            )),
            None => Err(ConnectorError::io("connection reset".into())),
            Some((status, code)) => {
                let body = json!({ "__type": code, "message": MESSAGE }).to_string();
                let status = status.try_into().expect("a status");
                let mut response = HttpResponse::new(status, SdkBody::from(body));
                response.headers_mut().insert("x-amzn-errortype", code);
                Ok(response)
            }
        })
    }
}

impl Answer {
    fn client(self) -> SharedHttpClient {
        http_client_fn(move |_: &HttpConnectorSettings, _| SharedHttpConnector::new(self))
    }

    fn clients(self) -> Clients {
        let credentials = Credentials::from_keys("AKIACANARY", "CANARY", Some("CANARY".into()));
        let config = SdkConfig::builder()
            .behavior_version(BehaviorVersion::v2026_01_12())
            .region(Region::new("us-east-1"))
            .credentials_provider(SharedCredentialsProvider::new(credentials))
            .http_client(self.client())
            .sleep_impl(SharedAsyncSleep::new(TokioSleep::new()));
        Clients::new(config.build(), None)
    }
}

fn delete_policy(api: Api) -> Call {
    let (operation, input) = match api {
        Api::LexModelsV2 => ("DeleteResourcePolicy", json!({ "resourceArn": "arn" })),
        _ => (
            "DeleteFunctionConcurrency",
            json!({ "FunctionName": "lexDRTest" }),
        ),
    };
    Call {
        api,
        region: "us-east-1".to_owned(),
        operation: operation.to_owned(),
        input,
    }
}

#[rstest]
#[case(Some((429, "ThrottlingException")), Kind::Throttled)]
#[case(Some((429, "TooManyRequestsException")), Kind::Throttled)]
#[case(Some((500, "InternalServerException")), Kind::Transient)]
#[case(Some((503, "SomethingNew")), Kind::Transient)]
#[case(Some((409, "ConflictException")), Kind::Transient)]
#[case(Some((409, "ResourceConflictException")), Kind::Transient)]
#[case(None, Kind::Transient)]
#[case(Some((403, "AccessDeniedException")), Kind::Denied)]
#[case(Some((403, "ExpiredTokenException")), Kind::Credentials)]
#[case(Some((403, "InvalidSignatureException")), Kind::Credentials)]
#[case(Some((403, "UnrecognizedClientException")), Kind::Credentials)]
#[case(Some((412, "PreconditionFailedException")), Kind::Other)]
#[case(Some((400, "ValidationException")), Kind::Other)]
#[tokio::test(start_paused = true)]
async fn answers_that_are_no_success(
    #[values(Api::LexModelsV2, Api::Lambda)] api: Api,
    #[case] answer: Option<(u16, &'static str)>,
    #[case] kind: Kind,
) {
    let clients = Answer(answer).clients();
    let call = delete_policy(api);
    let error = execute(&clients, &call).await.unwrap_err();
    assert_eq!(error.kind(), kind, "{error}");
    let told = error.to_string();
    let what = format!("{} in us-east-1: ", call.operation);
    assert!(told.starts_with(&what), "{told}");
    if let Some((_, code)) = answer {
        assert!(told.contains(code), "{told}");
    }
    let retries = matches!(kind, Kind::Throttled | Kind::Transient);
    assert_eq!(kind.is_worth_a_retry(), retries);
    if kind == Kind::Credentials {
        assert!(!told.contains("CANARY"), "{told}");
    }
}

/// The bots are looked up with the calls of deploying, whose errors are told in words.
#[rstest]
#[case(Some((429, "ThrottlingException")), Kind::Throttled)]
#[case(Some((500, "InternalServerException")), Kind::Transient)]
#[case(None, Kind::Transient)]
#[case(Some((403, "AccessDeniedException")), Kind::Denied)]
#[case(Some((403, "ExpiredTokenException")), Kind::Credentials)]
#[case(Some((400, "ValidationException")), Kind::Other)]
#[tokio::test(start_paused = true)]
async fn answers_to_the_look_for_bots(
    #[case] answer: Option<(u16, &'static str)>,
    #[case] kind: Kind,
) {
    let clients = Answer(answer).clients();
    let fault = injection(json!({ "locale-disabled": { "region": "primary" } }));
    let changes = plan(&clients, &published(), &fault, &Options::default()).await;
    let PlanError::Failed(error) = changes.unwrap_err() else {
        panic!("refused");
    };
    assert_eq!(error.kind(), kind, "{error}");
    let told = error.to_string();
    let step = "looking for bot OrderFlowers in us-east-1: ";
    assert!(told.starts_with(step), "{told}");
    if kind == Kind::Credentials {
        assert!(!told.contains("CANARY"), "{told}");
    }
}

#[rstest]
#[tokio::test(start_paused = true)]
async fn deleting_what_is_gone_succeeds(#[values(Api::LexModelsV2, Api::Lambda)] api: Api) {
    let clients = Answer(Some((404, "ResourceNotFoundException"))).clients();
    execute(&clients, &delete_policy(api)).await.unwrap();
}

#[tokio::test(start_paused = true)]
async fn what_has_no_state_when_it_is_gone_is_not_found() {
    let account = account().await;
    let subject = Subject::Rule {
        region: "us-east-1".to_owned(),
        name: "another".to_owned(),
    };
    let error = read(&account.clients, &subject).await.unwrap_err();
    assert_eq!(error.kind(), Kind::NotFound, "{error}");
    assert!(
        error
            .to_string()
            .starts_with("DescribeRule another in us-east-1: ResourceNotFoundException: "),
        "{error}"
    );
}

#[tokio::test(start_paused = true)]
async fn patience_ends_with_what_is_there_instead() {
    let account = account().await;
    let subject = Subject::Rule {
        region: account.system.primary.clone(),
        name: account.system.rule.clone(),
    };
    let start = tokio::time::Instant::now();
    let now = account.settled(&subject, &json!({ "state": "GONE" })).await;
    assert_eq!(now, json!({ "state": "ENABLED" }));
    let took = start.elapsed();
    assert!(took <= PATIENCE && took >= PATIENCE / 2, "{took:?}");
}

#[rstest]
#[case(Some((403, "AccessDeniedException")), 0)]
#[case(None, 30)]
#[tokio::test(start_paused = true)]
async fn patience_is_for_what_may_get_better(
    #[case] answer: Option<(u16, &'static str)>,
    #[case] at_least: u64,
) {
    let clients = Answer(answer).clients();
    let subject = Subject::Rule {
        region: "us-east-1".to_owned(),
        name: "lexHealthCheckRule".to_owned(),
    };
    let start = tokio::time::Instant::now();
    let wanted = json!({ "state": "ENABLED" });
    let answer = settled(&clients, &subject, &wanted, PATIENCE).await;
    let error = answer.unwrap_err();
    let took = start.elapsed().as_secs();
    assert_eq!(error.kind().is_worth_a_retry(), at_least > 0, "{error}");
    assert!(took >= at_least && (at_least > 0 || took == 0), "{took} s");
}
