//! The faults that scenario files name.

use std::time::Duration;

use lexdr_faults::{Effect, Probability, RequestFault, vocabulary};
use lexdr_wire::ConnectionError;
use rstest::rstest;
use serde_json::{Value, json};
use tokio::time::advance;

use crate::support::{World, dynamodb, post_text, post_text_by, post_text_in};

fn resolve(region: &str) -> Vec<String> {
    let names: &[&str] = match region {
        "primary" => &["us-east-1"],
        "secondary" => &["us-west-2"],
        "both" => &["us-east-1", "us-west-2"],
        _ => &[],
    };
    names.iter().map(|name| (*name).to_owned()).collect()
}

fn inject(world: &World, name: &str, params: Value) {
    let fault = RequestFault::parse(name, &params).unwrap();
    for rule in fault.rules("fault", world.faults.now(), resolve) {
        world.faults.add(rule).unwrap();
    }
}

#[test]
fn every_fault_has_an_example_that_becomes_rules() {
    for spec in vocabulary::specs() {
        let params: Value = serde_json::from_str(spec.example).unwrap();
        let fault = RequestFault::parse(spec.name, &params)
            .unwrap_or_else(|error| panic!("{}: {error}", spec.name));
        let rules = fault.rules("label", Duration::from_secs(60), resolve);
        assert!(!rules.is_empty(), "{}", spec.name);
        for rule in rules {
            rule.check()
                .unwrap_or_else(|error| panic!("{}: {error}", spec.name));
            assert!(
                rule.matches.region.iter().all(|name| name == "us-east-1"),
                "{}",
                spec.name
            );
        }
        assert!(
            !spec.summary.is_empty() && spec.summary.ends_with('.'),
            "{}",
            spec.name
        );
        let text = serde_json::to_string(&fault).unwrap();
        assert_eq!(serde_json::from_str::<RequestFault>(&text).unwrap(), fault);
    }
}

/// The table as people and the schema see it.
#[test]
fn the_table_of_faults() {
    let mut lines = Vec::new();
    for spec in vocabulary::specs() {
        lines.push(format!("{}: {}", spec.name, spec.summary));
        for param in spec.params() {
            let presence = format!("{:?}", param.presence);
            lines.push(format!(
                "    {} ({}, {presence}): {}",
                param.name,
                param.type_text(),
                param.about
            ));
        }
    }
    insta::assert_snapshot!(lines.join("\n"));
}

#[test]
fn the_schema_knows_every_parameter() {
    for spec in vocabulary::specs() {
        let schema = spec.schema();
        let known: Vec<&String> = schema["properties"].as_object().unwrap().keys().collect();
        let mut names: Vec<&str> = spec.params().map(|param| param.name).collect();
        names.sort_unstable();
        assert_eq!(known, names, "{}", spec.name);
        let example: Value = serde_json::from_str(spec.example).unwrap();
        for required in schema["required"].as_array().unwrap() {
            assert!(
                example.get(required.as_str().unwrap()).is_some(),
                "{}",
                spec.name
            );
        }
    }
}

#[test]
fn mistakes_are_told_by_parameter() {
    let mistakes = [
        ("lex-eror", json!({})),
        ("lex-error", json!({ "region": "primary" })),
        (
            "lex-error",
            json!({ "region": "primray", "error": "NotFound" }),
        ),
        (
            "lex-error",
            json!({ "region": "primary", "error": "NotThere" }),
        ),
        (
            "lex-error",
            json!({ "region": "primary", "error": "NotFound", "prob": 0.5 }),
        ),
        (
            "lex-error",
            json!({ "region": "primary", "error": "NotFound", "operation": "GetItem" }),
        ),
        ("lex-answer", json!({ "region": "primary" })),
        (
            "lex-answer",
            json!({ "region": "primary", "html": true, "message": "x" }),
        ),
        ("lex-answer", json!({ "region": "primary", "html": false })),
        (
            "lex-answer",
            json!({ "region": "primary", "message": "x", "operation": "DeleteSession" }),
        ),
        ("lex-headers", json!({ "region": "primary" })),
        ("table-error", json!({ "error": "NotFound" })),
        (
            "region-outage",
            json!({ "region": "primary", "services": ["lex", "s3"] }),
        ),
        (
            "region-outage",
            json!({ "region": "primary", "how": "refuse" }),
        ),
        (
            "gray-failure",
            json!({ "region": "primary", "percent": 120 }),
        ),
        (
            "gray-failure",
            json!({ "region": "primary", "error": "BadGateway", "services": "dynamodb" }),
        ),
        ("flapping", json!({ "region": "primary", "on": "5m" })),
        (
            "flapping",
            json!({ "region": "primary", "on": "5m", "off": "0s" }),
        ),
        (
            "lex-latency",
            json!({ "region": "primary", "latency": { "pareto": { "median": "0s", "p99": "1s" } } }),
        ),
        ("lex-error", json!("primary")),
    ];
    let told = mistakes.map(|(name, params)| {
        let error = RequestFault::parse(name, &params).unwrap_err();
        format!("{name} {params}\n    {error}")
    });
    insta::assert_snapshot!(told.join("\n"));
}

#[tokio::test(start_paused = true)]
async fn an_error_hits_its_region_and_its_caller() {
    let world = World::new(1);
    let params = json!({ "region": "primary", "error": "NotFound", "caller": "checker" });
    inject(&world, "lex-error", params);
    assert!(!world.passes(post_text_in("us-east-1")).await);
    assert!(world.passes(post_text_in("us-west-2")).await);
    assert!(world.passes(post_text_by("CUST1")).await);
}

#[rstest]
#[case("hang", None)]
#[case("black-hole", None)]
#[case("refused", Some(ConnectionError::Refused))]
#[case("reset", Some(ConnectionError::Reset))]
#[case("dns", Some(ConnectionError::Dns))]
#[tokio::test(start_paused = true)]
async fn an_outage_takes_all_services_of_a_region(
    #[case] how: &str,
    #[case] error: Option<ConnectionError>,
) {
    let world = World::new(1);
    inject(
        &world,
        "region-outage",
        json!({ "region": "primary", "how": how }),
    );
    for request in [post_text(), dynamodb("GetItem", "lexDR")] {
        let answer = tokio::time::timeout(Duration::from_secs(60), world.send(request)).await;
        assert_eq!(answer.ok().map(Result::unwrap_err), error);
    }
    assert!(world.passes(post_text_in("us-west-2")).await);
}

#[tokio::test(start_paused = true)]
async fn flapping_begins_with_the_injection() {
    let world = World::new(1);
    advance(Duration::from_secs(700)).await;
    inject(
        &world,
        "flapping",
        json!({ "region": "primary", "on": "5m", "off": "10m" }),
    );
    let mut well = Vec::new();
    for _ in 0..6 {
        well.push(world.passes(post_text()).await);
        advance(Duration::from_secs(300)).await;
    }
    assert_eq!(well, [false, true, true, false, true, true]);
}

#[tokio::test(start_paused = true)]
async fn a_slow_recovery_fails_fewer_and_fewer_calls() {
    let world = World::new(1);
    advance(Duration::from_secs(60)).await;
    inject(
        &world,
        "slow-recovery",
        json!({ "region": "primary", "down": "100s", "over": "1000s" }),
    );
    let mut served = Vec::new();
    for _ in 0..12 {
        let mut passed = 0;
        for _ in 0..100 {
            passed += usize::from(world.passes(post_text()).await);
            advance(Duration::from_secs(1)).await;
        }
        served.push(passed);
    }
    // Down, nine steps of ten per cent each, then well for the tenth and after.
    assert_eq!((served[0], served[10], served[11]), (0, 100, 100));
    for (step, passed) in served[1..10].iter().enumerate() {
        let expected = (step + 1) * 10;
        assert!(
            passed.abs_diff(expected) <= 15,
            "step {step}: {passed} of 100, expected {expected}"
        );
    }
}

#[test]
fn a_gray_failure_can_be_slow_as_well() {
    let params = json!({ "region": "both", "percent": 30, "latency": "3s" });
    let fault = RequestFault::parse("gray-failure", &params).unwrap();
    let rules = fault.rules("gray", Duration::ZERO, resolve);
    let ids: Vec<&str> = rules.iter().map(|rule| rule.id.as_str()).collect();
    assert_eq!(ids, ["gray/1", "gray/2"]);
    assert!(matches!(rules[1].effect, Effect::Latency(_)));
    for rule in &rules {
        assert_eq!(rule.when.probability, Probability::percent(30));
        assert_eq!(rule.matches.region, ["us-east-1", "us-west-2"]);
    }
}

#[test]
fn a_region_that_is_named_stays_as_it_is() {
    let fault = RequestFault::parse("lex-hang", &json!({ "region": "eu-west-2" })).unwrap();
    assert_eq!(fault.region(), Some("eu-west-2"));
    assert_eq!(
        fault.rules("x", Duration::ZERO, resolve)[0].matches.region,
        ["eu-west-2"]
    );
}
