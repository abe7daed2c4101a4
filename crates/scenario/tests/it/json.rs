//! The canonical JSON of a scenario, as histories carry it.

use lexdr_faults::vocabulary;
use lexdr_scenario::{
    Action, AliasBy, Arrivals, Bots, CallerLimits, Check, CheckerLimits, DeniedService, Detection,
    ErrorBudget, Expectation, Fault, FlowForm, FunctionRef, Injection, LexVersion, Method, Millis,
    PhaseLimit, Probes, RegionRef, RequestFault, RouteChange, RouteRef, RouteRule, Scenario,
    Simulated, Span, Step,
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

fn function() -> impl Strategy<Value = FunctionRef> {
    prop_oneof![Just(FunctionRef::HealthCheck), Just(FunctionRef::GetRegion)]
}

fn request() -> impl Strategy<Value = RequestFault> {
    let specs: Vec<_> = vocabulary::specs().collect();
    prop::sample::select(specs).prop_map(|spec| {
        let params = serde_json::from_str(spec.example).unwrap();
        RequestFault::parse(spec.name, &params).unwrap()
    })
}

fn fault() -> impl Strategy<Value = Fault> {
    let service = prop_oneof![
        Just(DeniedService::Lex),
        Just(DeniedService::LexDeleteSession),
        Just(DeniedService::Dynamodb),
        Just(DeniedService::DynamodbUpdate),
    ];
    prop_oneof![
        region().prop_map(|region| Fault::AliasDeleted { region }),
        region().prop_map(|region| Fault::AliasRepointed { region }),
        region().prop_map(|region| Fault::BotDeleted { region }),
        region().prop_map(|region| Fault::LocaleDisabled { region }),
        region().prop_map(|region| Fault::AliasPolicyDenied { region }),
        Just(Fault::RuleDisabled {}),
        function().prop_map(|function| Fault::ConcurrencyZero { function }),
        (function(), any::<String>(), option::of(any::<String>())).prop_map(
            |(function, variable, value)| Fault::EnvironmentDrift {
                function,
                variable,
                value
            }
        ),
        function().prop_map(|function| Fault::CodeCrashes { function }),
        Just(Fault::ItemMissing {}),
        any::<String>().prop_map(|lex_region| Fault::ItemCorrupted { lex_region }),
        Just(Fault::TableDeleted {}),
        (service, option::of(region()))
            .prop_map(|(service, region)| Fault::RoleDenied { service, region }),
        request().prop_map(Fault::Request),
    ]
}

fn action() -> impl Strategy<Value = Action> {
    let flags = (any::<bool>(), any::<bool>());
    let injection = (name(), fault(), flags).prop_map(|(label, fault, (brief, force))| Injection {
        label,
        fault,
        brief,
        force,
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

fn callers() -> impl Strategy<Value = CallerLimits> {
    let budget =
        (any::<u32>(), millis()).prop_map(|(target, window)| ErrorBudget { target, window });
    (
        option::of(span()),
        option::of(any::<u32>()),
        option::of(span()),
        option::of(any::<u32>()),
        option::of(budget),
    )
        .prop_map(
            |(lost_at_most, success_rate, silence_at_most, wrong_region_at_most, error_budget)| {
                CallerLimits {
                    lost_at_most,
                    success_rate,
                    silence_at_most,
                    wrong_region_at_most,
                    error_budget,
                }
            },
        )
}

fn checker() -> impl Strategy<Value = CheckerLimits> {
    let counts = (option::of(any::<u32>()), option::of(any::<u32>()));
    (counts, option::of(any::<bool>()), option::of(span())).prop_map(
        |((errors_at_least, errors_at_most), never_times_out, duration_at_most)| CheckerLimits {
            errors_at_least,
            errors_at_most,
            never_times_out,
            duration_at_most,
        },
    )
}

fn expectation() -> impl Strategy<Value = Expectation> {
    prop_oneof![
        change().prop_map(Expectation::Flips),
        change().prop_map(Expectation::Recovers),
        callers().prop_map(Expectation::Callers),
        checker().prop_map(Expectation::Checker),
        any::<u32>().prop_map(Expectation::FlapsAtMost),
        any::<u32>().prop_map(Expectation::WritesAtMost),
        (span(), option::of(any::<String>()))
            .prop_map(|(within, after)| Expectation::DetectsWithin(Detection { within, after })),
        (any::<String>(), span())
            .prop_map(|(name, within)| Expectation::Phase(PhaseLimit { name, within })),
        any::<u32>().prop_map(Expectation::SessionsLeft),
        route().prop_map(|route| Expectation::Route(RouteRule::Is(route))),
        route().prop_map(|route| Expectation::Route(RouteRule::Stays(route))),
        route().prop_map(|route| Expectation::Route(RouteRule::Never(route))),
    ]
}

fn check() -> impl Strategy<Value = Check> {
    let method = prop_oneof![Just(Method::PutSession), Just(Method::SendMessage)];
    let thresholds = (any::<u32>(), any::<u32>());
    let alias_by = prop_oneof![Just(AliasBy::Name), Just(AliasBy::Id)];
    (millis(), method, thresholds, millis(), alias_by).prop_map(
        |(every, method, (failure_threshold, recovery_threshold), timeout, alias_by)| Check {
            every,
            method,
            failure_threshold,
            recovery_threshold,
            timeout,
            alias_by,
        },
    )
}

pub(crate) fn scenario() -> impl Strategy<Value = Scenario> {
    let ways = (
        prop_oneof![Just(Arrivals::Constant), Just(Arrivals::Poisson)],
        option::of(prop_oneof![Just(FlowForm::Static), Just(FlowForm::Dynamic)]),
    );
    let probes = (millis(), millis(), millis(), ways).prop_map(
        |(route, caller, order, (arrivals, flow))| Probes {
            route,
            caller,
            order,
            arrivals,
            flow,
        },
    );
    let simulator =
        (millis(), option::of(millis())).prop_map(|(alias_propagation, lex_latency)| Simulated {
            alias_propagation,
            lex_latency,
        });
    let steps = (span(), action()).prop_map(|(at, action)| Step { at, action });
    let lex = option::of(prop_oneof![Just(LexVersion::V1), Just(LexVersion::V2)]);
    let bots = prop_oneof![Just(Bots::Separate), Just(Bots::Replicated)];
    let texts = (
        name(),
        any::<String>(),
        vec(any::<String>(), 0..3),
        lex,
        bots,
    );
    (
        texts,
        check(),
        probes,
        simulator,
        vec(steps, 0..6),
        vec(expectation(), 0..6),
    )
        .prop_map(
            |((name, summary, tags, lex, bots), check, probes, simulator, timeline, expect)| {
                Scenario {
                    name,
                    summary,
                    tags,
                    lex,
                    bots,
                    check,
                    probes,
                    simulator,
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
    let scenario = Scenario::parse("full.yaml", crate::FULL).unwrap();
    insta::assert_json_snapshot!(scenario);
}
