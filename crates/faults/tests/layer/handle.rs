//! Adding, listing and removing rules, and who is told what fired.

use std::sync::{Arc, Mutex};
use std::time::Duration;

use lexdr_faults::{AddError, CallerKind, Effect, FaultLayer, Faults, Fired, Rule};
use lexdr_wire::{Body, ConnectionError, Request, Response};
use serde_json::json;
use tower::{Layer, ServiceExt};

use crate::support::{World, post_text};

#[tokio::test(start_paused = true)]
async fn rules_come_and_go_under_their_names() {
    let world = World::new(1);
    assert!(world.passes(post_text()).await);
    world.add("a", json!({ "effect": "reset" }));
    world.add("b", json!({ "effect": "dns" }));
    let ids: Vec<String> = world
        .faults
        .list()
        .into_iter()
        .map(|rule| rule.id)
        .collect();
    assert_eq!(ids, ["a", "b"]);
    assert_eq!(
        world.send(post_text()).await.unwrap_err(),
        ConnectionError::Reset
    );
    assert_eq!(world.faults.remove("a").unwrap().effect, Effect::Reset);
    assert_eq!(world.faults.remove("a"), None);
    assert_eq!(
        world.send(post_text()).await.unwrap_err(),
        ConnectionError::Dns
    );
    world.faults.clear();
    assert!(world.passes(post_text()).await);
    let fired: Vec<(String, u64)> = world.faults.fired().into_iter().collect();
    assert_eq!(fired, [("a".to_owned(), 1), ("b".to_owned(), 1)]);
}

#[tokio::test(start_paused = true)]
async fn a_name_is_taken_once_and_nonsense_not_at_all() {
    let faults = Faults::builder().build();
    faults.add(Rule::new("a", Effect::Hang)).unwrap();
    let error = faults.add(Rule::new("a", Effect::Reset)).unwrap_err();
    assert_eq!(error, AddError::Duplicate { id: "a".to_owned() });
    let error = faults.add(Rule::new("no good", Effect::Reset)).unwrap_err();
    assert!(
        error
            .to_string()
            .starts_with("id: `no good` is not fit for a name"),
        "{error}"
    );
    assert_eq!(faults.list().len(), 1);
}

#[tokio::test(start_paused = true)]
async fn a_rule_that_comes_again_starts_afresh() {
    let world = World::with(json!({ "effect": "reset", "when": { "first": 1 } }));
    assert!(!world.passes(post_text()).await);
    assert!(world.passes(post_text()).await);
    world.faults.remove("rule");
    world.add("rule", json!({ "effect": "reset", "when": { "first": 1 } }));
    assert!(!world.passes(post_text()).await);
    assert_eq!(world.faults.fired()["rule"], 2);
}

#[tokio::test(start_paused = true)]
async fn the_audit_hears_of_every_effect_in_order() {
    let heard = Arc::new(Mutex::new(Vec::new()));
    let sink = heard.clone();
    let faults = Faults::builder()
        .classify(|_| CallerKind::Customer)
        .audit(move |fired: &Fired| sink.lock().unwrap().push(fired.clone()))
        .build();
    faults
        .add(Rule::new(
            "slow",
            serde_json::from_value::<Rule>(json!({ "id": "x", "effect": { "latency": "1s" } }))
                .unwrap()
                .effect,
        ))
        .unwrap();
    faults.add(Rule::new("gone", Effect::Reset)).unwrap();
    tokio::time::advance(Duration::from_secs(5)).await;
    let service = tower::service_fn(|_: Request| async { Ok(Response::new(Body::empty())) });
    let result = FaultLayer::new(faults)
        .layer(service)
        .oneshot(post_text())
        .await;
    assert_eq!(result.unwrap_err(), ConnectionError::Reset);
    let heard = heard.lock().unwrap();
    let told: Vec<_> = heard
        .iter()
        .map(|f| (f.rule.as_str(), f.effect, f.at.as_millis()))
        .collect();
    assert_eq!(told, [("slow", "latency", 5_000), ("gone", "reset", 5_000)]);
    assert_eq!(heard[0].call.operation, "PostText");
    assert_eq!(heard[0].caller, CallerKind::Customer);
}

#[test]
fn the_layer_can_be_shared_between_threads() {
    fn shared<T: Send + Sync + Clone + 'static>(_: &T) {}
    fn sent<T: Send>(_: T) {}
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_time()
        .build()
        .unwrap();
    let _guard = runtime.enter();
    let faults = Faults::builder().build();
    shared(&faults);
    let service = tower::service_fn(|_: Request| async { Ok(Response::new(Body::empty())) });
    sent(FaultLayer::new(faults).layer(service).oneshot(post_text()));
}
