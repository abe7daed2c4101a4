//! Request faults hit callers and the health check, and never the harness.

use aws_sdk_dynamodb::types::AttributeValue;
use lexdr_faults::RequestFault;
use lexdr_history::{CheckResult, CheckRun, Ending, Event, RouteSaw};
use lexdr_runner::{CodeUnderTest, SimulatedWorld, inject, undo};
use lexdr_scenario::{Fault, Injection};
use rstest::rstest;
use serde_json::json;

use crate::support::{SHORT, events, run, scenario};

/// Eight minutes, a check every minute, a fault from 1:30 to 4:30.
fn with(fault: &str) -> String {
    let alias = "inject: { alias-deleted: { region: primary } }";
    let text = SHORT.replace(alias, &format!("inject: {{ {fault} }}\n    as: drill"));
    let text = text.replace("undo: alias-deleted", "undo: drill");
    let end = text.find("expect:").unwrap();
    text[..end].to_owned()
}

fn checks(events: &[Event]) -> Vec<&CheckRun> {
    events
        .iter()
        .filter_map(|event| match event {
            Event::Check(check) => Some(check),
            _ => None,
        })
        .collect()
}

/// The route as the harness saw it four minutes into the run, by the last check that ran then.
fn route_at_four_minutes(events: &[Event]) -> String {
    let seen = events.iter().rev().find_map(|event| match event {
        Event::Route(probe) if probe.during.end_ms < 240_000 => Some(&probe.saw),
        _ => None,
    });
    match seen.expect("a route probe") {
        RouteSaw::Route { lex_region } => lex_region.clone(),
        other => panic!("{other:?}"),
    }
}

#[rstest]
#[case::hang("lex-hang: { region: primary }")]
#[case::black_hole("lex-black-hole: { region: primary }")]
#[case::error("lex-error: { region: primary, error: InternalFailure }")]
#[case::outage("region-outage: { region: primary, services: lex }")]
fn a_region_without_lex_is_left(#[case] fault: &str) {
    let events = events(&run(&scenario(&with(fault)), 1));
    assert_eq!(route_at_four_minutes(&events), "us-west-2");
    assert!(
        checks(&events)
            .iter()
            .all(|check| matches!(check.result, CheckResult::Returned { .. }))
    );
}

/// Only the health check is hit: callers are served, and the route is left by mistake.
#[test]
fn callers_and_the_health_check_are_told_apart() {
    let hit =
        |caller| format!("lex-error: {{ region: primary, error: NotFound, caller: {caller} }}");
    let apologised =
        |event: &Event| matches!(event, Event::Caller(call) if call.ending == Ending::Apologised);
    let checker = events(&run(&scenario(&with(&hit("checker"))), 1));
    assert_eq!(route_at_four_minutes(&checker), "us-west-2");
    assert!(!checker.iter().any(apologised));
    let customer = events(&run(&scenario(&with(&hit("customer"))), 1));
    assert_eq!(route_at_four_minutes(&customer), "us-east-1");
    assert!(customer.iter().any(apologised));
}

/// The table is gone for everybody but the harness: the checks fail, the probes go on.
#[test]
fn the_harness_is_not_blinded() {
    let fault = with("table-refused: { region: primary }");
    let events = events(&run(&scenario(&fault), 1));
    assert!(
        checks(&events)
            .iter()
            .any(|check| matches!(check.result, CheckResult::Failed { .. }))
    );
    let blind = |event: &&Event| matches!(event, Event::Route(probe) if !matches!(probe.saw, RouteSaw::Route { .. }));
    assert_eq!(events.iter().find(blind), None);
    assert_eq!(route_at_four_minutes(&events), "us-east-1");
}

/// Unless a rule asks for it, and then until the undo.
#[tokio::test(start_paused = true)]
async fn a_rule_that_names_the_operator_hits_the_harness() {
    let world = SimulatedWorld::new(&scenario(SHORT), 1, &CodeUnderTest::production());
    let target = world.target();
    let deployed = lexdr_deploy::up(&target.operator, &target.system, &mut |_| {}).await;
    deployed.expect("the system is deployed");
    let settings = json!({ "error": "AccessDenied", "caller": "operator" });
    let injection = Injection {
        label: "drill".to_owned(),
        fault: Fault::Request(RequestFault::parse("table-error", &settings).unwrap()),
        brief: false,
        force: false,
    };
    let system = &target.system;
    let read = || {
        let dynamodb = target.operator.dynamodb(&system.primary);
        let key = AttributeValue::S(system.primary.clone());
        let read = dynamodb.get_item().table_name(&system.table);
        read.key("connectRegion", key).send()
    };
    let (mut applied, report) = inject(target, &injection).await;
    assert_eq!(report.error, None);
    let error = read().await.unwrap_err().into_service_error();
    assert_eq!(error.meta().code(), Some("AccessDeniedException"));
    assert_eq!(undo(target, &mut applied).await.error, None);
    assert!(read().await.unwrap().item.is_some());
}
