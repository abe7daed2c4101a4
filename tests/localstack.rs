//! Drills against LocalStack, or an endpoint compatible with it, with the real deployment packages.
//!
//! The endpoint is the one that `LEXDR_LOCALSTACK_ENDPOINT` names (`.ci/localstack` starts one and
//! sets it), else a LocalStack in a container if a Docker engine answers. The packages are those of
//! `cargo xtask package`. Without an endpoint the tests skip and say what they looked for. The
//! drills share one account, so each waits for the one before.

mod endpoint;
mod shared;

use std::sync::{Mutex, PoisonError};

use lexdr_deploy::{Clients, System};
use lexdr_history::{Event, RouteSaw};
use lexdr_runner::{EmulatorOptions, emulator, emulator_access};
use lexdr_scenario::{LexVersion, Scenario, interval};
use lexdr_serve::{Options, Serve};
use lexdr_verdict::{Judged, Outcome, Phase, Verdict};
use rstest::rstest;

use crate::support::{Memory, events, judged, library, run, scenario};
use endpoint::{Place, place, place_with_iam};

/// A check every three seconds: a drill of an hour in half a minute.
const EVERY: &str = "3s";

/// How much an emulated phase may differ from a simulated one: a check comes up to an interval
/// earlier or later, because the fault meets another moment of it, and machines take their time.
const SLACK_MS: i64 = 4_000;

/// Carries a run out on the endpoint, alone.
fn on(place: &Place, scenario: &Scenario, own_rule: bool) -> Vec<u8> {
    static ONE_AT_A_TIME: Mutex<()> = Mutex::new(());
    let _alone = ONE_AT_A_TIME.lock().unwrap_or_else(PoisonError::into_inner);
    let memory = Memory::default();
    let options = EmulatorOptions {
        endpoint: place.endpoint.clone(),
        packages: place.packages.clone(),
        reached_as: place.reached_as.clone(),
        own_rule,
        seed: 1,
        flow: None,
    };
    let sink = Box::new(memory.clone());
    emulator(scenario, &options, sink, &|line| println!("{line}"))
        .unwrap_or_else(|error| panic!("{error}"));
    memory.take()
}

/// What did not pass.
fn troubles(verdict: &Verdict) -> Vec<&Judged> {
    let all = verdict.expectations.iter().chain(&verdict.invariants);
    all.filter(|judged| judged.outcome != Outcome::Passed)
        .collect()
}

/// The same file, on the endpoint and in the simulator: the same expectations hold, and the phases
/// are the same within the slack.
#[rstest]
#[case::alias_deleted("alias-deleted", LexVersion::V1)]
#[case::alias_deleted_v2("alias-deleted", LexVersion::V2)]
#[case::throttled("lex-throttled-always", LexVersion::V1)]
#[case::wrong_response("lex-wrong-message", LexVersion::V1)]
#[case::wrong_response_v2("lex-wrong-message", LexVersion::V2)]
fn a_drill_passes_as_it_does_in_the_simulator(
    place: Option<Place>,
    #[case] name: &str,
    #[case] lex: LexVersion,
) {
    let Some(place) = place else { return };
    let every = interval(EVERY).expect("an interval");
    let scenario = library(name).for_generation(lex);
    let scenario = scenario.expect("a drill of both generations");
    let scenario = scenario.scaled_to(every);
    let emulated = judged(&on(&place, &scenario, false));
    let simulated = judged(&run(&scenario, 1));
    assert_eq!(
        emulated.outcome,
        Outcome::Passed,
        "{}: {:#?}",
        emulated.reason,
        troubles(&emulated)
    );
    let expected = |verdict: &Verdict| {
        let all = verdict.expectations.iter();
        all.map(|judged| (judged.text.clone(), judged.outcome))
            .collect::<Vec<_>>()
    };
    assert_eq!(expected(&emulated), expected(&simulated));
    assert!(!simulated.phases.is_empty());
    for phase in &simulated.phases {
        let same = |other: &&Phase| other.name == phase.name && other.edge == phase.edge;
        let other = emulated.phases.iter().find(same);
        let other = other.unwrap_or_else(|| panic!("no phase {} on the endpoint", phase.name));
        let (here, there) = (phase.took, other.took);
        let apart = (there.lo_ms - here.hi_ms).max(here.lo_ms - there.hi_ms);
        println!("{:<24} simulator {here:?}, endpoint {there:?}", phase.name);
        assert!(apart <= SLACK_MS, "{}: {apart} ms apart", phase.name);
    }
}

/// The endpoint's own rule runs the check: its first tick after the fault moves the route.
#[rstest]
fn the_endpoints_own_rule_moves_the_route(place: Option<Place>) {
    const DRILL: &str = "\
name: own-rule
summary: The alias is deleted, and the endpoint's own rule runs the check that sees it.
check: { every: 1m }
probes: { route: 1s, caller: 5s, order: 30s }
timeline:
  - at: 5s
    inject: { alias-deleted: { region: primary } }
  - at: 95s
    undo: alias-deleted
  - { at: 96s, end: true }
expect:
  - flips: { to: secondary, within: 1 check }
";
    let Some(place) = place else { return };
    let history = on(&place, &scenario(DRILL), true);
    let routes: Vec<String> = events(&history)
        .into_iter()
        .filter_map(|event| match event {
            Event::Route(probe) => match probe.saw {
                RouteSaw::Route { lex_region } => Some(lex_region),
                RouteSaw::Missing | RouteSaw::Unknown { .. } => None,
            },
            _ => None,
        })
        .collect();
    assert_eq!(routes.first().map(String::as_str), Some("us-east-1"));
    assert_eq!(routes.last().map(String::as_str), Some("us-west-2"));
}

/// What the rule sees of a denied write: nothing. The check has to fail loudly, hold the route, and
/// work again once it may write. The functions have their role's own keys here, and sign with them.
#[rstest]
fn a_role_that_may_not_write_fails_the_check(#[from(place_with_iam)] place: Option<Place>) {
    let Some(place) = place else { return };
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .unwrap();
    runtime.block_on(denied_write(&place));
}

async fn denied_write(place: &Place) {
    let lex = Serve::start(Options {
        listen: ([127, 0, 0, 1], 0).into(),
        ..Options::default()
    });
    let lex = lex.await.unwrap_or_else(|error| panic!("{error}"));
    let lex_url = format!("http://{}", lex.address());
    let server = tokio::spawn(lex.serve(std::future::pending()));
    let clients = emulator_access(&place.endpoint, &lex_url)
        .await
        .unwrap_or_else(|error| panic!("{error}"));
    let aws = ("AWS_ENDPOINT_URL".to_owned(), place.endpoint.clone());
    let bots = (
        "AWS_ENDPOINT_URL_LEX_RUNTIME_SERVICE".to_owned(),
        format!("{lex_url}/runtime.lex"),
    );
    let system = System {
        check_variables: vec![aws.clone(), bots],
        region_variables: vec![aws],
        ..System::published(
            place.packages.health_check.clone(),
            place.packages.get_region.clone(),
        )
    };
    lexdr_deploy::up(&clients, &system, &mut |line| println!("{line}"))
        .await
        .unwrap_or_else(|error| panic!("{error}"));
    let before = check(&clients, &system).await;
    let (role, name) = (&system.role, "no-writes");
    let iam = clients.iam();
    let deny = r#"{"Version":"2012-10-17","Statement":[
        {"Effect":"Deny","Action":"dynamodb:UpdateItem","Resource":"*"}]}"#;
    let put = iam.put_role_policy().role_name(role).policy_name(name);
    put.policy_document(deny).send().await.expect("denied");
    let denied = check(&clients, &system).await;
    let delete = iam.delete_role_policy().role_name(role).policy_name(name);
    delete.send().await.expect("allowed again");
    let after = check(&clients, &system).await;
    lexdr_deploy::down(&clients, &system, &mut |_| {})
        .await
        .unwrap_or_else(|error| panic!("{error}"));
    server.abort();
    assert!(before.is_ok(), "{before:?}");
    let text = denied.expect_err("the check says that it could not write");
    assert!(text.contains("AccessDenied"), "{text}");
    assert!(after.is_ok(), "{after:?}");
}

/// One run of the health check: what it answered, or what it raised.
async fn check(clients: &Clients, system: &System) -> Result<String, String> {
    let lambda = clients.lambda(&system.primary);
    let invoke = lambda.invoke().function_name(&system.check_function);
    let answer = invoke.send().await.expect("an answer");
    let payload = answer.payload.expect("a payload").into_inner();
    let text = String::from_utf8(payload).expect("JSON");
    println!("{text}");
    match answer.function_error {
        None => Ok(text),
        Some(_) => Err(text),
    }
}
