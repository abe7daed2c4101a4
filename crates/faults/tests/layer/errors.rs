//! Errors as the services send them.

use lexdr_faults::Rule;
use lexdr_wire::Request;
use rstest::rstest;
use serde_json::{Value, json};

use crate::support::{
    World, bytes, dynamodb, events, header, iam, invoke, json_of, post_text, recognize_text,
};

/// Status, type (from the header or the body) and the key of the text.
#[rstest]
#[case("NotFound", post_text(), 404, "NotFoundException", "message")]
#[case("NotFoundException", post_text(), 404, "NotFoundException", "message")]
#[case("BadGateway", post_text(), 502, "BadGatewayException", "Message")]
#[case(
    "DependencyFailed",
    post_text(),
    424,
    "DependencyFailedException",
    "Message"
)]
#[case(
    "InternalFailure",
    post_text(),
    500,
    "InternalFailureException",
    "message"
)]
#[case("AccessDenied", post_text(), 403, "AccessDeniedException", "Message")]
#[case("ExpiredToken", post_text(), 403, "ExpiredTokenException", "message")]
#[case("Throttling", post_text(), 400, "ThrottlingException", "message")]
#[case(
    "ServiceUnavailable",
    post_text(),
    503,
    "ServiceUnavailableException",
    "message"
)]
#[case(
    "ResourceNotFound",
    recognize_text(),
    404,
    "ResourceNotFoundException",
    "message"
)]
#[case("Throttling", recognize_text(), 429, "ThrottlingException", "message")]
#[case(
    "AccessDenied",
    recognize_text(),
    403,
    "AccessDeniedException",
    "Message"
)]
#[case(
    "InternalServerError",
    dynamodb("GetItem", "lexDR"),
    500,
    "com.amazonaws.dynamodb.v20120810#InternalServerError",
    "message"
)]
#[case(
    "ConditionalCheckFailed",
    dynamodb("UpdateItem", "lexDR"),
    400,
    "com.amazonaws.dynamodb.v20120810#ConditionalCheckFailedException",
    "message"
)]
#[case(
    "AccessDenied",
    dynamodb("GetItem", "lexDR"),
    400,
    "com.amazon.coral.service#AccessDeniedException",
    "message"
)]
#[case(
    "ReplicatedWriteConflict",
    dynamodb("UpdateItem", "lexDR"),
    409,
    "com.amazonaws.dynamodb.v20120810#ReplicatedWriteConflictException",
    "message"
)]
#[case(
    "Service",
    invoke("lexDRTest", None),
    500,
    "ServiceException",
    "message"
)]
#[case(
    "ResourceNotReady",
    invoke("lexDRTest", None),
    502,
    "ResourceNotReadyException",
    "message"
)]
#[case("Internal", events("PutRule"), 500, "InternalException", "message")]
#[tokio::test(start_paused = true)]
async fn an_error_is_what_the_service_sends(
    #[case] name: &str,
    #[case] request: Request,
    #[case] status: u16,
    #[case] kind: &str,
    #[case] key: &str,
) {
    let service = service(&request);
    let world =
        World::with(json!({ "matches": { "service": service }, "effect": { "error": name } }));
    let response = world.send(request).await.unwrap();
    assert_eq!(response.status(), status);
    assert_eq!(header(&response, "x-amzn-requestid").len(), 36);
    let in_header = header(&response, "x-amzn-errortype").to_owned();
    let body = json_of(response).await;
    let found = if in_header.is_empty() {
        body["__type"].as_str().unwrap()
    } else {
        &in_header
    };
    assert_eq!(found, kind);
    assert!(!body[key].as_str().unwrap().is_empty(), "{body}");
    assert_eq!(world.acted(), 0);
}

fn service(request: &Request) -> &'static str {
    match request.uri().host().unwrap().split('.').next().unwrap() {
        "runtime" => "lex-v1",
        "runtime-v2-lex" => "lex-v2",
        "dynamodb" => "dynamodb",
        "lambda" => "lambda",
        _ => "events",
    }
}

#[tokio::test(start_paused = true)]
async fn an_error_carries_what_its_service_adds() {
    let world = World::with(json!({
        "matches": { "service": "lex-v1" }, "effect": { "error": "LimitExceeded" },
    }));
    assert_eq!(
        header(&world.send(post_text()).await.unwrap(), "retry-after"),
        "1"
    );

    let world = World::with(json!({
        "matches": { "service": "lambda" }, "effect": { "error": "TooManyRequests" },
    }));
    let response = world.send(invoke("lexDRTest", None)).await.unwrap();
    assert_eq!(
        (response.status().as_u16(), header(&response, "retry-after")),
        (429, "1")
    );
    let body = json_of(response).await;
    assert_eq!(
        body["Reason"],
        "ReservedFunctionConcurrentInvocationLimitExceeded"
    );
    assert_eq!(body["Type"], "User");
}

#[tokio::test(start_paused = true)]
async fn a_query_service_answers_in_xml() {
    let world = World::with(json!({
        "matches": { "service": "iam" },
        "effect": { "error": { "name": "UnrecognizedClient", "message": "who <are> you" } },
    }));
    let response = world.send(iam("GetRole")).await.unwrap();
    assert_eq!(response.status(), 403);
    let body = String::from_utf8(bytes(response).await.to_vec()).unwrap();
    assert!(body.contains("<Code>InvalidClientTokenId</Code>"), "{body}");
    assert!(
        body.contains("<Message>who &lt;are&gt; you</Message>"),
        "{body}"
    );
}

#[tokio::test(start_paused = true)]
async fn each_lex_runtime_sends_its_own_name_for_a_failure() {
    let world =
        World::with(json!({ "matches": { "service": "lex" }, "effect": { "error": "NotFound" } }));
    let v1 = world.send(post_text()).await.unwrap();
    let v2 = world.send(recognize_text()).await.unwrap();
    assert_eq!(header(&v1, "x-amzn-errortype"), "NotFoundException");
    assert_eq!(header(&v2, "x-amzn-errortype"), "ResourceNotFoundException");
}

#[tokio::test(start_paused = true)]
async fn a_denial_names_the_action() {
    let world = World::with(json!({ "effect": { "error": "AccessDenied" } }));
    let body = json_of(world.send(post_text()).await.unwrap()).await;
    assert!(
        body["Message"]
            .as_str()
            .unwrap()
            .contains("perform: lex:PostText"),
        "{body}"
    );
}

fn refusal(rule: Value) -> String {
    Rule::parse(&rule).unwrap_err().to_string()
}

#[test]
fn an_error_that_the_service_never_sends_is_refused() {
    let of = |service: &str, error: &str| {
        refusal(json!({
            "id": "r", "matches": { "service": service }, "effect": { "error": error },
        }))
    };
    insta::assert_snapshot!(
        [
            of("lex-v1", "NotFond"),
            of("lex-v2", "NotFound"),
            of("dynamodb", "InternalFailure"),
            of("lex-v1", "zzz"),
            of("sts", "Throtling"),
        ]
        .join("\n\n")
    );
}

#[test]
fn every_service_of_a_rule_must_send_the_error() {
    let problem = refusal(json!({
        "id": "r",
        "matches": { "service": ["lex", "dynamodb"] },
        "effect": { "error": "BadGateway" },
    }));
    assert!(
        problem.contains("`BadGateway` is no error of DynamoDB"),
        "{problem}"
    );
}
