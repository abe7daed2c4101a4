//! Connections that bring no answer, or not the whole of it.

use std::time::Duration;

use http_body::Body as _;
use http_body_util::BodyExt;
use lexdr_wire::{ConnectTimeout, ConnectionError};
use rstest::rstest;
use serde_json::json;

use crate::support::{
    World, bytes, hangs, header, post_text, post_text_answer, put_session, timed,
};

#[rstest]
#[case("refused", ConnectionError::Refused)]
#[case("reset", ConnectionError::Reset)]
#[case("dns", ConnectionError::Dns)]
#[tokio::test(start_paused = true)]
async fn a_connection_fails_at_once(#[case] effect: &str, #[case] error: ConnectionError) {
    let world = World::with(json!({ "effect": effect }));
    let (answer, took) = timed(world.send(post_text())).await;
    assert_eq!((answer.unwrap_err(), took, world.acted()), (error, 0, 0));
}

#[rstest]
#[case("hang")]
#[case("black-hole")]
#[tokio::test(start_paused = true)]
async fn a_call_waits_until_the_client_gives_up(#[case] effect: &str) {
    let world = World::with(json!({ "effect": effect }));
    assert!(hangs(world.send(post_text())).await);
    assert_eq!(world.acted(), 0);
}

#[tokio::test(start_paused = true)]
async fn a_black_hole_ends_when_the_client_stops_connecting() {
    let world = World::with(json!({ "effect": "black-hole" }));
    let mut request = post_text();
    request
        .extensions_mut()
        .insert(ConnectTimeout(Duration::from_millis(3_100)));
    let (answer, took) = timed(world.send(request)).await;
    assert_eq!(
        (answer.unwrap_err(), took),
        (ConnectionError::ConnectTimeout, 3_100)
    );
}

#[tokio::test(start_paused = true)]
async fn a_lost_answer_leaves_the_service_changed() {
    let world = World::with(json!({ "effect": { "lost-answer": "hang" } }));
    assert!(hangs(world.send(post_text())).await);
    assert_eq!(world.acted(), 1);

    let world = World::with(json!({ "effect": { "lost-answer": "reset" } }));
    assert_eq!(
        world.send(post_text()).await.unwrap_err(),
        ConnectionError::Reset
    );
    assert_eq!(world.acted(), 1);
}

#[rstest]
#[case(json!("short-body"), None)]
#[case(json!({ "short-body": { "after-bytes": 20 } }), Some(20))]
#[case(json!({ "short-body": { "after-bytes": 0 } }), Some(0))]
#[case(json!({ "short-body": { "after-bytes": 1_000_000 } }), Some(usize::MAX))]
#[tokio::test(start_paused = true)]
async fn a_short_body_ends_in_a_closed_connection(
    #[case] effect: serde_json::Value,
    #[case] after: Option<usize>,
) {
    let whole = post_text_answer().to_string();
    let length = after.unwrap_or(whole.len() / 2).min(whole.len() - 1);
    let world = World::with(json!({ "effect": effect }));
    let response = world.send(post_text()).await.unwrap();
    assert_eq!(header(&response, "content-length"), whole.len().to_string());
    let (part, end) = drain(response).await;
    assert_eq!(part, &whole.as_bytes()[..length]);
    assert_eq!(end, Some(ConnectionError::Closed));
}

#[tokio::test(start_paused = true)]
async fn an_empty_body_can_be_short_too() {
    let world = World::with(json!({ "effect": "short-body" }));
    let response = world.send(put_session()).await.unwrap();
    assert_eq!(header(&response, "content-length"), "1");
    assert!(!response.body().is_end_stream());
    assert_eq!(
        drain(response).await,
        (Vec::new(), Some(ConnectionError::Closed))
    );
}

#[tokio::test(start_paused = true)]
async fn a_body_falls_silent_after_its_beginning() {
    let world = World::with(json!({ "effect": { "hang-in-body": { "after-bytes": 7 } } }));
    let (response, took) = timed(world.send(post_text())).await;
    let mut body = response.unwrap().into_body();
    let first = body.frame().await.unwrap().unwrap().into_data().unwrap();
    assert_eq!(
        (&first[..], took),
        (&post_text_answer().to_string().as_bytes()[..7], 0)
    );
    assert!(hangs(body.frame()).await);
}

#[tokio::test(start_paused = true)]
async fn a_call_that_no_rule_is_about_is_left_alone() {
    let world = World::with(json!({ "matches": { "service": "lambda" }, "effect": "reset" }));
    let (response, took) = timed(world.send(post_text())).await;
    assert_eq!(
        bytes(response.unwrap()).await,
        post_text_answer().to_string()
    );
    assert_eq!((took, world.acted()), (0, 1));
}

#[tokio::test(start_paused = true)]
async fn a_request_that_is_no_known_call_is_left_alone() {
    let world = World::with(json!({ "effect": "reset" }));
    let request = http::Request::get("https://example.com/")
        .body(bytes::Bytes::new())
        .unwrap();
    assert!(world.passes(request).await);
}

async fn drain(response: lexdr_wire::Response) -> (Vec<u8>, Option<ConnectionError>) {
    let mut body = response.into_body();
    let mut part = Vec::new();
    while let Some(frame) = body.frame().await {
        match frame {
            Ok(frame) => part.extend_from_slice(&frame.into_data().unwrap()),
            Err(error) => return (part, Some(error)),
        }
    }
    (part, None)
}
