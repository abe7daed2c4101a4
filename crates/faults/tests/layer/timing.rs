//! When rules apply, and how long calls take.

use std::time::Duration;

use rstest::rstest;
use serde_json::{Value, json};
use tokio::time::advance;

use crate::support::{World, dynamodb, header, post_text, post_text_in, put_session, timed};

/// Which of these calls, one a second, are hit: `x` is, `.` is not.
async fn pattern(when: Value, calls: usize) -> String {
    let world = World::with(json!({ "when": when, "effect": "reset" }));
    let mut hits = String::new();
    for _ in 0..calls {
        hits.push(if world.passes(post_text()).await {
            '.'
        } else {
            'x'
        });
        advance(Duration::from_secs(1)).await;
    }
    hits
}

#[rstest]
#[case(json!({}), "xxxxxxxxxxxx")]
#[case(json!({ "first": 3 }), "xxx.........")]
#[case(json!({ "after": 3 }), "...xxxxxxxxx")]
#[case(json!({ "every": 3 }), "..x..x..x..x")]
#[case(json!({ "after": 2, "every": 3 }), "....x..x..x.")]
#[case(json!({ "after": 2, "every": 3, "first": 2 }), "....x..x....")]
#[case(json!({ "window": { "from": "2s", "to": "5s" } }), "..xxx.......")]
#[case(json!({ "window": { "from": "8s" } }), "........xxxx")]
#[case(json!({ "window": { "to": "1s" } }), "x...........")]
#[case(json!({ "duty": { "on": "2s", "off": "3s" } }), "xx...xx...xx")]
#[case(json!({ "duty": { "on": "2s", "off": "3s", "phase": "1s" } }), "x...xx...xx.")]
#[case(json!({ "duty": { "on": "2s", "off": "3s", "phase": "4s" } }), ".xx...xx...x")]
#[case(json!({ "duty": { "on": "2s", "off": "0s" } }), "xxxxxxxxxxxx")]
#[case(json!({ "window": { "from": "3s", "to": "9s" }, "duty": { "on": "1s", "off": "1s" } }), "...x.x.x....")]
#[case(json!({ "duty": { "on": "2s", "off": "3s" }, "every": 2 }), ".x....x....x")]
#[case(json!({ "probability": 0 }), "............")]
#[case(json!({ "probability": "100%", "first": 1 }), "x...........")]
#[tokio::test(start_paused = true)]
async fn conditions_pick_the_calls(#[case] when: Value, #[case] hits: &str) {
    assert_eq!(pattern(when, hits.len()).await, hits);
}

#[tokio::test(start_paused = true)]
async fn a_cycle_begins_when_its_rule_is_added() {
    let world = World::new(1);
    advance(Duration::from_secs(7)).await;
    world.add(
        "r",
        json!({ "when": { "duty": { "on": "2s", "off": "3s" } }, "effect": "reset" }),
    );
    let mut hits = Vec::new();
    for _ in 0..6 {
        hits.push(!world.passes(post_text()).await);
        advance(Duration::from_secs(1)).await;
    }
    assert_eq!(hits, [true, true, false, false, false, true]);
}

#[tokio::test(start_paused = true)]
async fn a_probability_hits_about_so_many_calls() {
    for (probability, expected) in [(json!(0.1), 200..=300), (json!("40%"), 930..=1_070)] {
        let hits = pattern(json!({ "probability": probability }), 2_500).await;
        let hits = hits.matches('x').count();
        assert!(expected.contains(&hits), "{probability}: {hits} of 2500");
    }
}

#[tokio::test(start_paused = true)]
async fn counters_belong_to_their_rule() {
    let world = World::new(1);
    world.add(
        "sessions",
        json!({
            "matches": { "operation": "PutSession" }, "when": { "first": 1 }, "effect": "reset",
        }),
    );
    world.add(
        "texts",
        json!({
            "matches": { "operation": "PostText" }, "when": { "after": 1 }, "effect": "reset",
        }),
    );
    assert!(!world.passes(put_session()).await);
    assert!(world.passes(put_session()).await);
    assert!(world.passes(post_text()).await);
    assert!(!world.passes(post_text()).await);
}

#[tokio::test(start_paused = true)]
async fn a_rule_expires() {
    let world = World::with(json!({ "effect": "reset", "expires": "3s" }));
    advance(Duration::from_millis(2_999)).await;
    assert!(!world.passes(post_text()).await);
    assert_eq!(world.faults.list().len(), 1);
    advance(Duration::from_millis(1)).await;
    assert!(world.passes(post_text()).await);
    assert!(world.faults.list().is_empty());
    assert_eq!(world.faults.fired()["rule"], 1);
    // Its name is free again.
    world.add("rule", json!({ "effect": "reset" }));
}

#[tokio::test(start_paused = true)]
async fn a_constant_latency_passes_half_before_the_service_acts() {
    let world = World::with(json!({ "effect": { "latency": "1s" } }));
    let (response, took) = timed(world.send(post_text())).await;
    assert_eq!((response.unwrap().status().as_u16(), took), (200, 1_000));

    let early = tokio::time::timeout(Duration::from_millis(499), world.send(post_text())).await;
    assert!(early.is_err());
    assert_eq!(world.acted(), 1);
    let late = tokio::time::timeout(Duration::from_millis(501), world.send(post_text())).await;
    assert!(late.is_err());
    assert_eq!(world.acted(), 2);
}

#[tokio::test(start_paused = true)]
async fn a_drawn_latency_stays_in_its_range() {
    let world = World::with(
        json!({ "effect": { "latency": { "uniform": { "from": "10ms", "to": "14ms" } } } }),
    );
    let mut seen = std::collections::BTreeSet::new();
    for _ in 0..200 {
        seen.insert(timed(world.send(post_text())).await.1);
    }
    assert_eq!(seen.into_iter().collect::<Vec<_>>(), [10, 11, 12, 13, 14]);
}

#[tokio::test(start_paused = true)]
async fn a_throttle_answers_the_services_own_error_beyond_the_rate() {
    let world = World::with(json!({ "effect": { "throttle": { "rate": "2/s", "burst": 3 } } }));
    let mut statuses = Vec::new();
    for _ in 0..8 {
        let response = world.send(post_text()).await.unwrap();
        statuses.push(response.status().as_u16());
        if response.status() == 429 {
            assert_eq!(
                header(&response, "x-amzn-errortype"),
                "LimitExceededException"
            );
        }
        advance(Duration::from_millis(250)).await;
    }
    // Three at once, half a token each 250 ms: 3, 2.5, 2, 1.5, 1, 0.5, 1, 0.5 before each call.
    assert_eq!(statuses, [200, 200, 200, 200, 200, 429, 200, 429]);
    assert_eq!(world.faults.fired()["rule"], 2);
}

#[tokio::test(start_paused = true)]
async fn each_region_and_service_has_its_own_bucket() {
    let world = World::with(json!({ "effect": { "throttle": "1/h" } }));
    assert!(world.passes(post_text_in("us-east-1")).await);
    assert!(world.passes(post_text_in("us-west-2")).await);
    assert!(world.passes(dynamodb("GetItem", "lexDR")).await);
    assert!(!world.passes(post_text_in("us-west-2")).await);
    let response = world.send(dynamodb("GetItem", "lexDR")).await.unwrap();
    assert_eq!(response.status(), 400);
}
