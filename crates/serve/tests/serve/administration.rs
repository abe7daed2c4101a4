//! The API under `/_lexdr/`.

use rstest::rstest;
use serde_json::{Value, json};

use crate::client::{PATH, World};

#[tokio::test]
async fn health_tells_that_it_runs() {
    let world = World::start().await;
    let (status, health) = world.ask("GET", "/_lexdr/health", "").await;
    assert_eq!((status, &health["status"]), (200, &json!("running")));
    assert_eq!(health["version"], env!("CARGO_PKG_VERSION"));
    let (status, head, body) = world.ask_with("HEAD", "/_lexdr/health", &[], "").await;
    assert_eq!((status, body.as_str()), (200, ""));
    assert!(head.contains("content-type: application/json"), "{head}");
}

#[tokio::test]
async fn events_tell_every_request_and_no_caller_data() {
    let world = World::start().await;
    let mut events = world.events().await;
    let path = format!("/us-west-2/runtime.lex{PATH}/text");
    world
        .ask("POST", &path, r#"{"inputText":"my number is 5550100"}"#)
        .await;
    let rule =
        json!({ "id": "gone", "matches": { "service": "lex" }, "effect": { "error": "NotFound" } });
    world.ask("POST", "/_lexdr/faults", &rule.to_string()).await;
    let signed =
        "authorization: AWS4-HMAC-SHA256 Credential=AKIASECRET/20260101/us-east-1/lex/aws4_request";
    world
        .ask_with("POST", &format!("{PATH}/text"), &[signed], "{}")
        .await;
    let first = events.next().await.unwrap();
    let keys: Vec<&str> = first
        .as_object()
        .unwrap()
        .keys()
        .map(String::as_str)
        .collect();
    let expected = [
        "duration_ms",
        "faults",
        "method",
        "operation",
        "region",
        "service",
        "status",
        "time",
    ];
    assert_eq!(keys, expected);
    assert_eq!(first["operation"], "PostText");
    assert_eq!(
        (&first["region"], &first["status"]),
        (&json!("us-west-2"), &json!(200))
    );
    assert_eq!(first["faults"], json!([]));
    let second = events.next().await.unwrap();
    assert_eq!(
        (&second["status"], &second["faults"]),
        (&json!(404), &json!(["gone"]))
    );
    for event in [first, second] {
        let text = event.to_string();
        for private in ["5550100", "caller-1", "AKIASECRET"] {
            assert!(!text.contains(private), "{text}");
        }
    }
}

#[tokio::test]
async fn a_request_given_up_is_an_event_without_status() {
    let world = World::start().await;
    let mut events = world.events().await;
    let rule = json!({ "id": "silent", "effect": "hang" });
    world.ask("POST", "/_lexdr/faults", &rule.to_string()).await;
    let asked = world.ask("GET", "/us-east-1/models.lex/bots", "");
    // It is under way when the rule has fired; then the client hangs up.
    let fired = async {
        while world.ask("GET", "/_lexdr/faults", "").await.1["faults"][0]["fired"] != 1 {}
    };
    tokio::select! {
        _ = asked => panic!("nothing is answered"),
        () = fired => {}
    }
    let event = events.next().await.unwrap();
    assert_eq!(
        (&event["status"], &event["operation"]),
        (&Value::Null, &json!("GetBots"))
    );
}

#[tokio::test]
async fn events_end_with_the_server() {
    let world = World::start().await;
    let mut events = world.events().await;
    world.stop().await;
    assert_eq!(events.next().await, None);
}

#[tokio::test]
async fn reset_empties_the_account_or_fills_it_again() {
    let world = World::start().await;
    let text = format!("/us-east-1/runtime.lex{PATH}/text");
    let said = r#"{"inputText":"I would like to order some flowers"}"#;
    let state = |status, name| (status, json!({ "state": name }));
    assert_eq!(
        world.ask("POST", "/_lexdr/reset", "").await,
        state(200, "empty")
    );
    assert_eq!(world.ask("POST", &text, said).await.0, 404);
    let again = world
        .ask("POST", "/_lexdr/reset?state=order-flowers", "")
        .await;
    assert_eq!(again, state(200, "order-flowers"));
    assert_eq!(world.ask("POST", &text, said).await.0, 200);
    let (status, answer) = world.ask("POST", "/_lexdr/reset?state=full", "").await;
    assert_eq!(status, 400, "{answer}");
}

#[rstest]
#[case("POST", "/_lexdr/health", 405, "GET")]
#[case("PUT", "/_lexdr/faults", 405, "GET, POST, DELETE")]
#[case("GET", "/_lexdr/faults/a", 405, "DELETE")]
#[case("GET", "/_lexdr/reset", 405, "POST")]
#[case("GET", "/_lexdr", 404, "/_lexdr/health")]
#[case("GET", "/_lexdr/fault", 404, "/_lexdr/faults")]
#[case(
    "DELETE",
    "/_lexdr/faults/nobody",
    404,
    "there is no rule \"nobody\"; there are none"
)]
#[tokio::test]
async fn what_it_does_not_have_says_what_it_has(
    #[case] method: &str,
    #[case] path: &str,
    #[case] expected: u16,
    #[case] hint: &str,
) {
    let world = World::start().await;
    let (status, answer) = world.ask(method, path, "").await;
    let message = answer["error"].as_str().unwrap();
    assert!(
        status == expected && message.contains(hint),
        "{status} {message}"
    );
}

#[rstest]
#[case::a_page("origin: https://example.com")]
#[case::a_name_that_was_made_to_point_here("host: example.com:4588")]
#[tokio::test]
async fn web_pages_are_kept_out(#[case] header: &str) {
    let world = World::start().await;
    let body = r#"{"id":"a","effect":"reset"}"#;
    let (status, _, answer) = world
        .ask_with("POST", "/_lexdr/faults", &[header], body)
        .await;
    assert_eq!(status, 403, "{answer}");
    assert_eq!(
        world.ask("GET", "/_lexdr/faults", "").await.1,
        json!({ "faults": [] })
    );
    let (status, ..) = world
        .ask_with(
            "GET",
            "/_lexdr/health",
            &["origin: http://localhost:3000"],
            "",
        )
        .await;
    assert_eq!(status, 200);
}
