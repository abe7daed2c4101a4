//! What every way to answer, or not to, says about a bot of Lex V2: the real SDK client, both
//! methods. What the generations share is in `v1_evidence.rs` as well, in the words of Lex V1.

use std::sync::atomic::{AtomicU32, Ordering};
use std::time::Duration;

use lexdr_lex::{Address, Alias, AnyBot, Bot, Evidence, Expected, Probe, Question};
use lexdr_route::Aws;
use lexdr_route::testing::{Reply, ScriptedHttp, VirtualClock};
use rstest::rstest;
use serde_json::{Value, json};
use tokio::time::Instant;

const LIMIT: Duration = Duration::from_secs(4);
const PROMPT: &str = "What type of flowers would you like to order?";
const SESSION: &str = "runtime-v2-lex.us-west-2.amazonaws.com/bots/ABCDEFGHIJ/botAliases/\
                       6PXYXDZRYQ/botLocales/en_US/sessions/test-1";

fn say() -> Question {
    Question::Say {
        utterance: "I would like to order some flowers".into(),
        expected: Expected::parse(PROMPT),
    }
}

fn plain(content: &str) -> Value {
    json!({"content": content, "contentType": "PlainText"})
}

/// The first answer of the OrderFlowers sample.
fn healthy() -> Value {
    let slots = json!({"PickupDate": null, "PickupTime": null, "FlowerType": null});
    json!({"messages": [plain(PROMPT)],
        "sessionState": {"dialogAction": {"type": "ElicitSlot", "slotToElicit": "FlowerType"},
            "intent": {"name": "OrderFlowers", "slots": slots, "state": "InProgress",
                "confirmationState": "None"},
            "originatingRequestId": "8476a536", "sessionAttributes": {"a": null}},
        "interpretations": [
            {"nluConfidence": {"score": 0.84}, "interpretationSource": "Lex",
                "intent": {"name": "OrderFlowers", "slots": slots, "state": "InProgress",
                    "confirmationState": "None"}},
            {"interpretationSource": "Lex", "intent": {"name": "FallbackIntent", "slots": {}}}],
        "requestAttributes": null, "sessionId": "test-1"})
}

fn opened() -> Vec<(&'static str, String)> {
    vec![
        ("content-type", "text/plain;charset=utf-8".into()),
        ("x-amz-lex-session-id", "test-1".into()),
    ]
}

fn bot(aws: &Aws, question: Question) -> AnyBot {
    let address = Address::V2 {
        bot: "ABCDEFGHIJ".into(),
        alias: Alias::of("6PXYXDZRYQ"),
        locale: "en_US".into(),
    };
    AnyBot::new(aws, "us-west-2", &address, question)
}

async fn ask(http: &ScriptedHttp, question: Question) -> Probe {
    let aws = http.aws(VirtualClock::start());
    bot(&aws, question).ask("test-1", LIMIT).await
}

fn down(reason: &str) -> Evidence {
    Evidence::Down(reason.into())
}

fn none(reason: &str) -> Evidence {
    Evidence::NoEvidence(reason.into())
}

#[rstest]
// The service's own errors.
#[case(404, "ResourceNotFoundException", down, 1, false)]
#[case(400, "ValidationException", down, 1, false)]
#[case(424, "DependencyFailedException", down, 1, true)]
#[case(429, "ThrottlingException", down, 3, false)]
#[case(500, "InternalServerException", down, 3, true)]
#[case(502, "BadGatewayException", down, 3, true)]
// Errors about the asker.
#[case(409, "ConflictException", none, 1, false)]
#[case(403, "AccessDeniedException", none, 1, false)]
#[case(403, "ExpiredTokenException", none, 1, false)]
#[case(403, "UnrecognizedClientException", none, 1, false)]
#[case(403, "InvalidSignatureException", none, 1, false)]
#[case(403, "MissingAuthenticationTokenException", none, 1, false)]
#[tokio::test(start_paused = true)]
async fn errors(
    #[case] status: u16,
    #[case] code: &'static str,
    #[case] evidence: fn(&str) -> Evidence,
    #[case] attempts: usize,
    #[case] session_may_be_open: bool,
    #[values(Question::OpenSession, say())] question: Question,
) {
    let http = ScriptedHttp::new(move |_| Reply::error(status, code));
    let probe = ask(&http, question).await;
    assert_eq!(
        (probe.evidence, probe.session_may_be_open),
        (evidence(code), session_may_be_open)
    );
    assert_eq!(http.exchanges().len(), attempts);
}

#[rstest]
#[case(429, down("HTTP 429"), 1, false)]
#[case(503, down("HTTP 503"), 3, true)]
#[case(403, none("HTTP 403"), 1, false)]
#[tokio::test(start_paused = true)]
async fn errors_without_a_name(
    #[case] status: u16,
    #[case] evidence: Evidence,
    #[case] attempts: usize,
    #[case] session_may_be_open: bool,
    #[values(Question::OpenSession, say())] question: Question,
) {
    let http = ScriptedHttp::new(move |_| Reply::error(status, ""));
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

/// Of the first answer to an utterance only the echo is lost: the bot has heard it.
#[rstest]
#[case::well_when_asked_anew(plain("Sorry?"), plain(PROMPT), Evidence::Healthy)]
#[case::wrong_again(plain("Sorry?"), plain("Goodbye."), down("wrong answer"))]
#[tokio::test(start_paused = true)]
async fn an_utterance_that_was_repeated_is_said_anew_in_a_fresh_session(
    #[case] second: Value,
    #[case] third: Value,
    #[case] evidence: Evidence,
) {
    let said = AtomicU32::new(0);
    let http = ScriptedHttp::new(move |exchange| {
        if exchange.method == "DELETE" {
            return Reply::json(&json!({}));
        }
        match said.fetch_add(1, Ordering::Relaxed) {
            0 => Reply::Broken,
            1 => Reply::json(&json!({"messages": [second]})),
            _ => Reply::json(&json!({"messages": [third]})),
        }
    });
    assert_eq!(ask(&http, say()).await.evidence, evidence);
    let methods: Vec<_> = http
        .exchanges()
        .into_iter()
        .map(|exchange| exchange.method)
        .collect();
    assert_eq!(methods, ["POST", "POST", "DELETE", "POST"]);
}

#[rstest]
#[case::null_slots(healthy(), Evidence::Healthy)]
#[case::wrong(json!({"messages": [plain("Goodbye.")]}), down("wrong answer"))]
#[case::first_of_two(json!({"messages": [plain(PROMPT), plain("Say roses.")]}), Evidence::Healthy)]
#[case::second_of_two(
    json!({"messages": [plain("Hello!"), plain(PROMPT)]}),
    down("wrong answer")
)]
#[case::card_first(
    json!({"messages": [{"contentType": "ImageResponseCard", "imageResponseCard": {"title": "x"}},
        plain(PROMPT)]}),
    Evidence::Healthy
)]
#[case::speech_only(
    json!({"messages": [{"content": "<speak>Hi</speak>", "contentType": "SSML"}]}),
    down("missing answer")
)]
#[case::null_content(
    json!({"messages": [{"content": null, "contentType": "PlainText"}]}),
    down("missing answer")
)]
#[case::ready_for_fulfillment(
    json!({"sessionState": {"intent": {"name": "OrderFlowers", "state": "ReadyForFulfillment"}}}),
    down("missing answer")
)]
#[case::null_messages(json!({"messages": null}), down("missing answer"))]
#[case::no_message(json!({"messages": []}), down("missing answer"))]
#[case::nothing(json!({}), down("missing answer"))]
#[case::wrong_type(json!({"messages": "Hi"}), down("garbled answer"))]
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
    assert_eq!(exchange.target, format!("{SESSION}/text"));
    assert_eq!(
        exchange.body,
        r#"{"text":"I would like to order some flowers"}"#
    );
}

#[tokio::test(start_paused = true)]
async fn an_opened_session_is_healthy_only_if_it_has_an_id() {
    for (headers, evidence) in [
        (opened(), Evidence::Healthy),
        (opened()[..1].to_vec(), down("missing answer")),
    ] {
        let http = ScriptedHttp::new(move |_| Reply::Answer(200, headers.clone(), "Hi".into()));
        assert_eq!(ask(&http, Question::OpenSession).await.evidence, evidence);
        let exchange = &http.exchanges()[0];
        assert_eq!(exchange.target, SESSION);
        assert_eq!(
            exchange.body,
            r#"{"sessionState":{"dialogAction":{"type":"ElicitIntent"}}}"#
        );
    }
}

#[tokio::test(start_paused = true)]
async fn without_credentials_nothing_is_known() {
    let http = ScriptedHttp::new(|_| Reply::error(404, "ResourceNotFoundException"));
    let aws = http.aws_without_credentials(VirtualClock::start());
    for question in [Question::OpenSession, say()] {
        let probe = bot(&aws, question).ask("test-1", LIMIT).await;
        assert_eq!(probe.evidence, none("request not sent"));
        assert!(!probe.session_may_be_open);
    }
    assert_eq!(http.exchanges().len(), 0);
}

#[tokio::test(start_paused = true)]
async fn the_text_of_a_denial_is_kept_and_that_of_a_signature_error_is_not() {
    for (code, body, detail) in [
        (
            "AccessDeniedException",
            // With a capital letter, as the runtime of Lex V2 sends it.
            r#"{"Message":"User x is not authorized to perform: lex:RecognizeText"}"#,
            Some("User x is not authorized to perform: lex:RecognizeText"),
        ),
        (
            "InvalidSignatureException",
            r#"{"message":"Credential=AKIACANARY x-amz-security-token:canary-token"}"#,
            None,
        ),
    ] {
        let headers = vec![("x-amzn-errortype", code.to_owned())];
        let http = ScriptedHttp::new(move |_| Reply::Answer(403, headers.clone(), body.into()));
        assert_eq!(ask(&http, say()).await.detail.as_deref(), detail);
    }
}

#[tokio::test(start_paused = true)]
async fn forgetting_ends_the_session_and_never_takes_longer_than_its_limit() {
    let limit = Duration::from_millis(1_200);
    for (reply, result) in [
        (Reply::json(&json!({"sessionId": "test-1"})), Ok(())),
        (
            Reply::error(404, "ResourceNotFoundException"),
            Err("ResourceNotFoundException".to_owned()),
        ),
        (Reply::Hang, Err("timeout".to_owned())),
    ] {
        let http = ScriptedHttp::new(move |_| reply.clone());
        let aws = http.aws(VirtualClock::start());
        let began = Instant::now();
        let forgotten = bot(&aws, Question::OpenSession)
            .forget("test-1", limit)
            .await;
        assert_eq!(forgotten, result);
        assert!(began.elapsed() <= limit);
        let exchange = &http.exchanges()[0];
        assert_eq!((&*exchange.method, &*exchange.target), ("DELETE", SESSION));
    }
}
