//! The canonical JSON of a scenario, as histories carry it.

use lexdr_scenario::{
    Action, CallerLimits, Check, Expectation, Fault, Injection, Method, Millis, Probes, RegionRef,
    RouteChange, RouteRef, RouteRule, Scenario, Simulated, Span, Step,
};
use proptest::collection::vec;
use proptest::option;
use proptest::prelude::*;

pub(crate) fn millis() -> impl Strategy<Value = Millis> {
    prop_oneof![0..100_000_u64, any::<u64>()].prop_map(Millis)
}

fn span() -> impl Strategy<Value = Span> {
    prop_oneof![
        millis().prop_map(Span::Ms),
        any::<u64>().prop_map(Span::MilliChecks)
    ]
}

fn name() -> impl Strategy<Value = String> {
    vec(prop::char::range('a', 'z'), 1..8).prop_map(|letters| letters.into_iter().collect())
}

/// Any text that is not one of the words with a meaning of their own.
fn region_name() -> impl Strategy<Value = String> {
    (0..30_u8).prop_map(|n| format!("eu-west-{n}"))
}

fn region() -> impl Strategy<Value = RegionRef> {
    prop_oneof![
        Just(RegionRef::Primary),
        Just(RegionRef::Secondary),
        Just(RegionRef::Both),
        region_name().prop_map(RegionRef::Named),
    ]
}

fn route() -> impl Strategy<Value = RouteRef> {
    prop_oneof![
        Just(RouteRef::Primary),
        Just(RouteRef::Secondary),
        Just(RouteRef::Err),
        region_name().prop_map(RouteRef::Named),
    ]
}

fn action() -> impl Strategy<Value = Action> {
    let injection =
        (name(), region(), any::<bool>()).prop_map(|(label, region, brief)| Injection {
            label,
            fault: Fault::AliasDeleted { region },
            brief,
        });
    prop_oneof![
        injection.prop_map(Action::Inject),
        any::<String>().prop_map(Action::Undo),
        any::<bool>().prop_map(Action::End),
    ]
}

fn change() -> impl Strategy<Value = RouteChange> {
    (route(), span(), option::of(any::<String>())).prop_map(|(to, within, after)| RouteChange {
        to,
        within,
        after,
    })
}

fn expectation() -> impl Strategy<Value = Expectation> {
    prop_oneof![
        change().prop_map(Expectation::Flips),
        change().prop_map(Expectation::Recovers),
        span().prop_map(|lost_at_most| Expectation::Callers(CallerLimits { lost_at_most })),
        route().prop_map(|route| Expectation::Route(RouteRule::Stays(route))),
        route().prop_map(|route| Expectation::Route(RouteRule::Never(route))),
    ]
}

fn check() -> impl Strategy<Value = Check> {
    let method = prop_oneof![Just(Method::PutSession), Just(Method::SendMessage)];
    (millis(), method, any::<u32>(), any::<u32>()).prop_map(|(every, method, failure, recovery)| {
        Check {
            every,
            method,
            failure_threshold: failure,
            recovery_threshold: recovery,
        }
    })
}

pub(crate) fn scenario() -> impl Strategy<Value = Scenario> {
    let probes = (millis(), millis(), millis()).prop_map(|(route, caller, order)| Probes {
        route,
        caller,
        order,
    });
    let steps = (span(), action()).prop_map(|(at, action)| Step { at, action });
    let texts = (name(), any::<String>(), vec(any::<String>(), 0..3));
    (
        texts,
        check(),
        probes,
        millis(),
        vec(steps, 0..6),
        vec(expectation(), 0..6),
    )
        .prop_map(
            |((name, summary, tags), check, probes, alias_propagation, timeline, expect)| {
                Scenario {
                    name,
                    summary,
                    tags,
                    check,
                    probes,
                    simulator: Simulated { alias_propagation },
                    timeline,
                    expect,
                }
            },
        )
}

proptest! {
    #[test]
    fn json_gives_back_the_scenario(scenario in scenario()) {
        let json = serde_json::to_string(&scenario).unwrap();
        prop_assert_eq!(&serde_json::from_str::<Scenario>(&json).unwrap(), &scenario);
        // The way through a value, as a part of a larger document.
        let value = serde_json::to_value(&scenario).unwrap();
        prop_assert_eq!(serde_json::from_value::<Scenario>(value).unwrap(), scenario);
    }
}

#[test]
fn an_unknown_key_in_a_step_is_refused() {
    let step = r#"{"at":{"ms":0},"end":true}"#;
    assert!(serde_json::from_str::<Step>(step).is_ok());
    let step = r#"{"at":{"ms":0},"end":true,"as":"x"}"#;
    assert!(serde_json::from_str::<Step>(step).is_err());
}

#[test]
fn the_canonical_form_is_this_one() {
    let scenario = Scenario::parse("good.yaml", crate::GOOD).unwrap();
    insta::assert_json_snapshot!(scenario);
}
