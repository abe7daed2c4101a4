//! What every way to answer, or not to, says about a bot: the real SDK client, both methods.

use std::time::Duration;

use lexdr_lex::{Bot, Evidence, Expected, Probe, Question, V1};
use lexdr_route::testing::{Reply, ScriptedHttp, VirtualClock};
use rstest::rstest;
use serde_json::{Value, json};
use tokio::time::Instant;

const LIMIT: Duration = Duration::from_secs(4);
const PROMPT: &str = "What type of flowers would you like to order?";

fn say() -> Question {
    Question::Say {
        utterance: "I would like to order some flowers".into(),
        expected: Expected::parse(PROMPT),
    }
}

fn healthy() -> Value {
    // The first answer of the OrderFlowers sample, as the Lex developer guide prints it.
    json!({"slotToElicit": "FlowerType", "message": PROMPT, "intentName": "OrderFlowers",
        "slots": {"PickupDate": null, "PickupTime": null, "FlowerType": null},
        "dialogState": "ElicitSlot", "sessionAttributes": {"a": null}, "responseCard": null,
        "alternativeIntents": [{"intentName": "Other", "slots": {"x": null}}]})
}

fn opened() -> Vec<(&'static str, String)> {
    vec![
        ("content-type", "text/plain;charset=utf-8".into()),
        ("x-amz-lex-session-id", "2026-session".into()),
    ]
}

async fn ask(http: &ScriptedHttp, question: Question) -> Probe {
    let aws = http.aws(VirtualClock::start());
    V1::new(&aws, "us-west-2", "OrderFlowers", "ver_one", question)
        .ask("test-1", LIMIT)
        .await
}

fn down(reason: &str) -> Evidence {
    Evidence::Down(reason.into())
}

fn none(reason: &str) -> Evidence {
    Evidence::NoEvidence(reason.into())
}

#[rstest]
// The service's own errors.
#[case(404, "NotFoundException", down("NotFoundException"), 1, false)]
#[case(400, "BadRequestException", down("BadRequestException"), 1, false)]
#[case(
    406,
    "NotAcceptableException",
    down("NotAcceptableException"),
    1,
    false
)]
#[case(
    424,
    "DependencyFailedException",
    down("DependencyFailedException"),
    1,
    true
)]
#[case(
    429,
    "LimitExceededException",
    down("LimitExceededException"),
    3,
    false
)]
#[case(429, "ThrottlingException", down("ThrottlingException"), 3, false)]
#[case(400, "ThrottlingException", down("ThrottlingException"), 3, false)]
#[case(429, "", down("HTTP 429"), 1, false)]
#[case(
    500,
    "InternalFailureException",
    down("InternalFailureException"),
    3,
    true
)]
#[case(502, "BadGatewayException", down("BadGatewayException"), 3, true)]
#[case(503, "", down("HTTP 503"), 3, true)]
#[case(508, "LoopDetectedException", down("LoopDetectedException"), 1, true)]
// Errors about the asker.
#[case(409, "ConflictException", none("ConflictException"), 1, false)]
#[case(403, "AccessDeniedException", none("AccessDeniedException"), 1, false)]
#[case(403, "ExpiredTokenException", none("ExpiredTokenException"), 1, false)]
#[case(400, "ExpiredTokenException", none("ExpiredTokenException"), 1, false)]
#[case(
    403,
    "UnrecognizedClientException",
    none("UnrecognizedClientException"),
    1,
    false
)]
#[case(
    403,
    "InvalidSignatureException",
    none("InvalidSignatureException"),
    1,
    false
)]
#[case(
    403,
    "MissingAuthenticationTokenException",
    none("MissingAuthenticationTokenException"),
    1,
    false
)]
#[case(403, "", none("HTTP 403"), 1, false)]
#[tokio::test(start_paused = true)]
async fn errors(
    #[case] status: u16,
    #[case] code: &'static str,
    #[case] evidence: Evidence,
    #[case] attempts: usize,
    #[case] session_may_be_open: bool,
    #[values(Question::OpenSession, say())] question: Question,
) {
    let http = ScriptedHttp::new(move |_| Reply::error(status, code));
    let probe = ask(&http, question).await;
    assert_eq!(
        (probe.evidence, probe.session_may_be_open),
        (evidence, session_may_be_open)
    );
    assert_eq!(http.exchanges().len(), attempts);
}

#[rstest]
#[case::hang(Reply::Hang, "timeout")]
#[case::slow(Reply::After(Duration::from_secs(5), Box::new(Reply::json(&healthy()))), "timeout")]
#[case::stalled_body(Reply::Stall(opened()), "timeout")]
#[case::stalled_json(Reply::Stall(vec![("content-type", "application/json".into())]), "timeout")]
#[case::black_hole(Reply::ConnectTimeout, "timeout")]
#[case::broken(Reply::Broken, "connection error")]
#[tokio::test(start_paused = true)]
async fn no_answer_is_down_within_the_limit(
    #[case] reply: Reply,
    #[case] reason: &str,
    #[values(Question::OpenSession, say())] question: Question,
) {
    let http = ScriptedHttp::new(move |_| reply.clone());
    let began = Instant::now();
    let probe = ask(&http, question).await;
    assert_eq!(
        (probe.evidence, probe.session_may_be_open),
        (down(reason), true)
    );
    assert!(began.elapsed() <= LIMIT, "{:?}", began.elapsed());
}

#[tokio::test(start_paused = true)]
async fn a_single_hang_is_absorbed_by_another_attempt() {
    let asked = std::sync::atomic::AtomicU32::new(0);
    let http = ScriptedHttp::new(move |_| {
        let first = asked.fetch_add(1, std::sync::atomic::Ordering::Relaxed) == 0;
        if first {
            Reply::Hang
        } else {
            Reply::json(&healthy())
        }
    });
    assert_eq!(ask(&http, say()).await.evidence, Evidence::Healthy);
    assert_eq!(http.exchanges().len(), 2);
}

#[rstest]
#[case::null_slots(healthy(), Evidence::Healthy)]
#[case::wrong(json!({"message": "Goodbye."}), down("wrong answer"))]
#[case::null_message(json!({"message": null}), down("missing answer"))]
#[case::no_message(json!({}), down("missing answer"))]
#[case::wrong_type(json!({"message": 7}), down("garbled answer"))]
#[case::not_an_object(json!("ok"), down("garbled answer"))]
#[tokio::test(start_paused = true)]
async fn answers_to_an_utterance(#[case] answer: Value, #[case] evidence: Evidence) {
    let http = ScriptedHttp::new(move |_| Reply::json(&answer));
    let probe = ask(&http, say()).await;
    assert_eq!(
        (probe.evidence, probe.session_may_be_open),
        (evidence, true)
    );
    let exchange = &http.exchanges()[0];
    assert_eq!(
        exchange.target,
        "runtime.lex.us-west-2.amazonaws.com/bot/OrderFlowers/alias/ver_one/user/test-1/text"
    );
    assert_eq!(
        exchange.body,
        r#"{"inputText":"I would like to order some flowers"}"#
    );
}

#[rstest]
#[case::html("text/html")]
#[case::said_to_be_json("application/json")]
#[tokio::test(start_paused = true)]
async fn a_page_instead_of_an_answer_is_garbled(#[case] kind: &'static str) {
    let page = "<html>maintenance</html>".to_owned();
    let headers = vec![
        ("content-type", kind.to_owned()),
        ("content-length", "24".into()),
    ];
    let http = ScriptedHttp::new(move |_| Reply::Answer(200, headers.clone(), page.clone()));
    assert_eq!(ask(&http, say()).await.evidence, down("garbled answer"));
}

#[tokio::test(start_paused = true)]
async fn an_opened_session_is_healthy_only_if_it_has_an_id() {
    for (headers, evidence) in [
        (opened(), Evidence::Healthy),
        (opened()[..1].to_vec(), down("missing answer")),
    ] {
        let http = ScriptedHttp::new(move |_| Reply::Answer(200, headers.clone(), "Hi".into()));
        assert_eq!(ask(&http, Question::OpenSession).await.evidence, evidence);
        assert_eq!(http.exchanges()[0].body, "{}");
    }
}

#[tokio::test(start_paused = true)]
async fn without_credentials_nothing_is_known() {
    let http = ScriptedHttp::new(|_| Reply::error(404, "NotFoundException"));
    let aws = http.aws_without_credentials(VirtualClock::start());
    for question in [Question::OpenSession, say()] {
        let bot = V1::new(&aws, "us-west-2", "OrderFlowers", "ver_one", question);
        let probe = bot.ask("test-1", LIMIT).await;
        assert_eq!(probe.evidence, none("request not sent"));
        assert!(!probe.session_may_be_open);
    }
    assert_eq!(http.exchanges().len(), 0);
}

#[tokio::test(start_paused = true)]
async fn the_text_of_a_signature_error_is_not_kept() {
    let leaky = r#"{"message":"Credential=AKIACANARY x-amz-security-token:canary-token"}"#;
    let headers = vec![("x-amzn-errortype", "InvalidSignatureException".to_owned())];
    let http = ScriptedHttp::new(move |_| Reply::Answer(403, headers.clone(), leaky.into()));
    assert_eq!(ask(&http, say()).await.detail, None);
}

#[tokio::test(start_paused = true)]
async fn forgetting_ends_the_session_and_never_takes_longer_than_its_limit() {
    let limit = Duration::from_millis(1_200);
    for (reply, result) in [
        (Reply::json(&json!({"userId": "test-1"})), Ok(())),
        (
            Reply::error(404, "NotFoundException"),
            Err("NotFoundException".to_owned()),
        ),
        (Reply::Hang, Err("timeout".to_owned())),
    ] {
        let http = ScriptedHttp::new(move |_| reply.clone());
        let aws = http.aws(VirtualClock::start());
        let bot = V1::new(
            &aws,
            "us-east-1",
            "OrderFlowers",
            "ver_one",
            Question::OpenSession,
        );
        let began = Instant::now();
        assert_eq!(bot.forget("test-1", limit).await, result);
        assert!(began.elapsed() <= limit);
        assert_eq!(http.exchanges()[0].method, "DELETE");
    }
}
