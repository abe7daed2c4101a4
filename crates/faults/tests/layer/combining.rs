//! Several rules on one call.

use lexdr_wire::ConnectionError;
use serde_json::json;

use crate::support::{World, header, post_text, timed};

#[tokio::test(start_paused = true)]
async fn latencies_add_up_and_delay_errors_too() {
    let world = World::new(1);
    world.add("one", json!({ "effect": { "latency": "300ms" } }));
    world.add("refused", json!({ "effect": "refused" }));
    world.add("two", json!({ "effect": { "latency": "33ms" } }));
    let (answer, took) = timed(world.send(post_text())).await;
    assert_eq!((answer.unwrap_err(), took), (ConnectionError::Refused, 333));
    assert_eq!(world.acted(), 0);
}

#[tokio::test(start_paused = true)]
async fn the_first_answer_wins_and_later_rules_do_not_count_the_call() {
    let world = World::new(1);
    world.add(
        "first",
        json!({ "effect": "reset", "when": { "first": 1 } }),
    );
    world.add("second", json!({ "effect": "dns", "when": { "first": 1 } }));
    assert_eq!(
        world.send(post_text()).await.unwrap_err(),
        ConnectionError::Reset
    );
    assert_eq!(
        world.send(post_text()).await.unwrap_err(),
        ConnectionError::Dns
    );
    assert!(world.passes(post_text()).await);
}

#[tokio::test(start_paused = true)]
async fn headers_change_on_errors_too_in_the_order_of_the_rules() {
    let world = World::new(1);
    world.add(
        "one",
        json!({ "effect": { "headers": { "set": { "x-who": "one" } } } }),
    );
    world.add("denied", json!({ "effect": { "error": "AccessDenied" } }));
    world.add(
        "two",
        json!({ "effect": { "headers": { "set": { "x-who": "two" } } } }),
    );
    world.add("skew", json!({ "effect": { "clock-skew": "5m" } }));
    let response = world.send(post_text()).await.unwrap();
    assert_eq!(response.status(), 403);
    assert_eq!(header(&response, "x-who"), "two");
    assert_eq!(header(&response, "date"), "Tue, 14 Nov 2023 22:18:20 GMT");
}

#[tokio::test(start_paused = true)]
async fn a_latency_and_a_wrong_answer_work_together() {
    let world = World::new(1);
    world.add("slow", json!({ "effect": { "latency": "3s" } }));
    world.add("wrong", json!({ "effect": { "answer": "empty-object" } }));
    let (response, took) = timed(world.send(post_text())).await;
    assert_eq!(
        (
            crate::support::bytes(response.unwrap()).await.as_ref(),
            took
        ),
        (&b"{}"[..], 3_000)
    );
}
