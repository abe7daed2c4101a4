//! Drills against LocalStack, or an endpoint compatible with it, with the real deployment packages.
//!
//! The endpoint is the one that `LEXDR_LOCALSTACK_ENDPOINT` names (`.ci/localstack` starts one and
//! sets it), and the packages are those of `cargo xtask package`. Without either the tests skip and
//! say so. The drills share one account, so each waits for the one before.

mod endpoint;

use std::sync::{Mutex, PoisonError};

use lexdr_history::{Event, RouteSaw};
use lexdr_runner::{EmulatorOptions, emulator};
use lexdr_scenario::{Scenario, interval};
use lexdr_verdict::{Judged, Outcome, Phase, Verdict};
use rstest::rstest;

use crate::support::{Memory, events, judged, library, run, scenario};
use endpoint::{Place, place};

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
#[case::alias_deleted("alias-deleted")]
#[case::throttled("lex-throttled-always")]
#[case::wrong_response("lex-wrong-message")]
fn a_drill_passes_as_it_does_in_the_simulator(#[case] name: &str) {
    let Some(place) = place() else { return };
    let every = interval(EVERY).expect("an interval");
    let scenario = library(name).scaled_to(every);
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
#[test]
fn the_endpoints_own_rule_moves_the_route() {
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
    let Some(place) = place() else { return };
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
