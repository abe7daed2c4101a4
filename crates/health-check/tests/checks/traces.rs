//! What a check leaves behind in logs, metrics and Lex.

use lexdr_route::testing::Reply;

use crate::support::{PRIMARY, World, item};

const BEFORE: &str = "2023-11-14T22:00:00.000Z";

#[tokio::test(start_paused = true)]
async fn metrics_tell_checks_flips_err_latency_and_held_routes() {
    let world = World::new(Some(item(PRIMARY, BEFORE)), &[]);
    world.set(|behind| drop(behind.bots.insert(PRIMARY, Reply::Hang)));
    world.run().await.unwrap();
    world.set(|behind| {
        behind
            .bots
            .insert(PRIMARY, Reply::error(403, "AccessDeniedException"));
    });
    world.run().await.unwrap_err();
    let lines = world.lines.json();
    let metrics: Vec<_> = lines
        .iter()
        .filter(|line| line["_aws"].is_object())
        .collect();
    let latency = metrics
        .iter()
        .find(|line| line["Region"] == PRIMARY)
        .unwrap();
    assert!(
        (4_000..=4_250).contains(&latency["ProbeLatency"].as_u64().unwrap()),
        "{latency}"
    );
    let checks: Vec<_> = metrics.iter().filter(|line| line["Check"] == 1).collect();
    let numbers = |name: &str| {
        checks
            .iter()
            .map(|line| line[name].as_u64().unwrap())
            .collect::<Vec<_>>()
    };
    assert_eq!(numbers("Flip"), [1, 0]);
    assert_eq!(numbers("Err"), [0, 0]);
    assert_eq!(numbers("Held"), [0, 1]);
}

#[tokio::test(start_paused = true)]
async fn logs_name_the_request_and_hold_no_credentials() {
    let world = World::new(Some(item(PRIMARY, BEFORE)), &[]);
    let leaky = r#"{"message":"Credential=AKIACANARY/x x-amz-security-token:canary-token"}"#;
    let headers = vec![("x-amzn-errortype", "InvalidSignatureException".to_owned())];
    world.set(|behind| {
        behind
            .bots
            .insert(PRIMARY, Reply::Answer(403, headers, leaky.into()));
    });
    world.run().await.unwrap_err();
    let text = world.lines.text();
    assert!(text.contains("InvalidSignatureException"), "{text}");
    for canary in [
        "AKIACANARY",
        "canary-secret",
        "canary-token",
        "security-token",
    ] {
        assert!(!text.contains(canary), "{text}");
    }
    let failed = world
        .lines
        .json()
        .into_iter()
        .find(|line| line["kind"] == "NoEvidence")
        .unwrap();
    assert_eq!(
        failed["span"]["request_id"],
        "8476a536-e9f4-11e8-9739-2dfe598c3fcd"
    );
}
