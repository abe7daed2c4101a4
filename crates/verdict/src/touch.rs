//! What a fault may touch, as far as its kind tells.
//!
//! Invariants are about a system that is well or that answers a fault it can see. Where a fault
//! may touch what an invariant relies on, the invariant is suspended for as long as it may, and
//! no longer. In doubt a fault touches: an invariant that cries wolf is worth less than one that
//! is silent for a while. The table in the documentation of this crate says the same by fault.

use lexdr_faults::{Caller, Effect, RequestFault, Rule, ServiceName, When};
use lexdr_history::{Header, Step};
use lexdr_scenario::{Action, DeniedService, Fault, FunctionRef};

/// What a fault may touch.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Touch {
    /// The bots in its regions: they may be unwell.
    pub(crate) bots: bool,
    /// The health check: it may not run, not write, or not be able to judge.
    pub(crate) checker: bool,
    /// What callers are told: it may be something else than the table holds.
    pub(crate) answers: bool,
    /// The judgement on regions: a check may rightly move the route.
    pub(crate) judgement: Judgement,
    /// The item: what may stand there without a check having judged so.
    pub(crate) item: Item,
    /// It hits some calls and not others, so that checks in a row may differ.
    pub(crate) intermittent: bool,
    /// It reaches the runtime as late as a change of an alias does.
    pub(crate) propagates: bool,
}

/// The regions that a check may judge otherwise because of a fault.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Judgement {
    /// None.
    Same,
    /// Those of the step.
    ItsRegions,
    /// Any.
    Anywhere,
}

/// What may stand in the item because of a fault.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Item {
    /// What a check wrote.
    Untouched,
    /// This; the steps of the fault write the item themselves.
    Written(Option<String>),
    /// Whatever a check makes of wrong settings.
    Anything,
}

/// The functions' names in the design. A pattern that fits neither may mean either.
const HEALTH_CHECK: &str = "lexDRTest";
const GET_REGION: &str = "lexDRGetRegion";

/// Errors that say nothing of the bot: a check that meets one holds the route. Parts of names.
const NO_EVIDENCE: &[&str] = &[
    "AccessDenied",
    "NotAuthorized",
    "Token",
    "Signature",
    "Credential",
    "Conflict",
    "OptIn",
];

const NOTHING: Touch = Touch {
    bots: false,
    checker: false,
    answers: false,
    judgement: Judgement::Same,
    item: Item::Untouched,
    intermittent: false,
    propagates: false,
};

const BOTS: Touch = Touch {
    bots: true,
    judgement: Judgement::ItsRegions,
    ..NOTHING
};

/// A check that may not ask holds the route; somebody else's may take it for an outage.
const DENIED: Touch = Touch {
    checker: true,
    judgement: Judgement::ItsRegions,
    ..NOTHING
};

impl Touch {
    /// Of the fault of a step: that of the scenario with its label and name. A step that the
    /// scenario does not know is taken at its word, or for anything.
    pub(crate) fn of(header: &Header, step: &Step) -> Self {
        let injected = header.scenario.timeline.iter().filter_map(|planned| {
            let Action::Inject(injection) = &planned.action else {
                return None;
            };
            let same = injection.label == step.label && injection.fault.name() == step.fault;
            same.then(|| of_fault(&injection.fault))
        });
        injected
            .reduce(Self::and)
            .unwrap_or_else(|| of_name(&step.fault))
    }

    /// What either touches.
    fn and(self, other: Self) -> Self {
        Self {
            bots: self.bots || other.bots,
            checker: self.checker || other.checker,
            answers: self.answers || other.answers,
            judgement: self.judgement.max(other.judgement),
            item: match (self.item, other.item) {
                (Item::Untouched, item) | (item, Item::Untouched) => item,
                (one, another) if one == another => one,
                _ => Item::Anything,
            },
            intermittent: self.intermittent || other.intermittent,
            propagates: self.propagates || other.propagates,
        }
    }
}

fn of_name(name: &str) -> Touch {
    match name {
        "alias-deleted" | "alias-repointed" | "bot-deleted" | "locale-disabled" => Touch {
            propagates: true,
            ..BOTS
        },
        _ => Touch {
            bots: true,
            checker: true,
            answers: true,
            judgement: Judgement::Anywhere,
            item: Item::Anything,
            intermittent: true,
            propagates: true,
        },
    }
}

fn of_fault(fault: &Fault) -> Touch {
    match fault {
        Fault::AliasDeleted { .. }
        | Fault::AliasRepointed { .. }
        | Fault::BotDeleted { .. }
        | Fault::LocaleDisabled { .. } => of_name(fault.name()),
        // Callers come with another role.
        Fault::AliasPolicyDenied { .. } => DENIED,
        Fault::RuleDisabled {} => Touch {
            checker: true,
            ..NOTHING
        },
        Fault::ConcurrencyZero { function } | Fault::CodeCrashes { function } => {
            of_function(*function)
        }
        Fault::EnvironmentDrift {
            function, variable, ..
        } => match function {
            // What a check takes for the right answer is in its settings, and so are the names
            // of the regions.
            FunctionRef::HealthCheck => Touch {
                judgement: Judgement::Anywhere,
                item: if variable.ends_with("_REGION") {
                    Item::Anything
                } else {
                    Item::Untouched
                },
                ..of_function(*function)
            },
            FunctionRef::GetRegion => of_function(*function),
        },
        Fault::ItemMissing {} | Fault::TableDeleted {} => written(None),
        Fault::ItemCorrupted { lex_region } => written(Some(lex_region.clone())),
        Fault::RoleDenied { service, .. } => match service {
            DeniedService::Lex => DENIED,
            // The clean-up decides nothing.
            DeniedService::LexDeleteSession => NOTHING,
            DeniedService::Dynamodb => Touch {
                checker: true,
                answers: true,
                ..NOTHING
            },
            DeniedService::DynamodbUpdate => Touch {
                checker: true,
                ..NOTHING
            },
        },
        Fault::Request(fault) => of_request(fault),
    }
}

fn of_function(function: FunctionRef) -> Touch {
    Touch {
        checker: function == FunctionRef::HealthCheck,
        answers: function == FunctionRef::GetRegion,
        ..NOTHING
    }
}

fn written(value: Option<String>) -> Touch {
    Touch {
        checker: true,
        answers: true,
        item: Item::Written(value),
        ..NOTHING
    }
}

fn of_request(fault: &RequestFault) -> Touch {
    let rules = fault.rules("", std::time::Duration::ZERO, |_| Vec::new());
    rules.iter().map(of_rule).fold(NOTHING, Touch::and)
}

fn of_rule(rule: &Rule) -> Touch {
    let matches = &rule.matches;
    // The harness' own calls are no part of the system.
    if matches.caller == Caller::Operator {
        return NOTHING;
    }
    let (checks, customers) = (
        matches.caller != Caller::Customer,
        matches.caller != Caller::Checker,
    );
    let about = |names: &[ServiceName]| {
        matches.service.is_empty() || matches.service.iter().any(|name| names.contains(name))
    };
    let beyond = |harmless: &[&str]| {
        let operations = &matches.operation;
        operations.is_empty() || operations.iter().any(|name| !harmless.contains(&&**name))
    };
    let function = |name| {
        matches
            .resource
            .as_ref()
            .is_none_or(|glob| glob.matches(name))
    };
    let (check_runs, get_region_runs) = (function(HEALTH_CHECK), function(GET_REGION));
    let lex = about(&[ServiceName::Lex, ServiceName::LexV1, ServiceName::LexV2])
        && beyond(&["DeleteSession"]);
    let table = about(&[ServiceName::Dynamodb]);
    let lambda = about(&[ServiceName::Lambda]);
    let unjudged = match &rule.effect {
        Effect::Error(error) => NO_EVIDENCE.iter().any(|part| error.name.contains(part)),
        _ => false,
    };
    Touch {
        bots: lex,
        checker: (lex && checks && unjudged)
            || (table && checks)
            || (lambda && (check_runs || !get_region_runs))
            || about(&[ServiceName::Events]),
        answers: (table && customers && beyond(&["UpdateItem", "PutItem", "DeleteItem"]))
            || (lambda && (get_region_runs || !check_runs)),
        judgement: if lex && checks {
            Judgement::ItsRegions
        } else {
            Judgement::Same
        },
        item: Item::Untouched,
        intermittent: rule.when != When::default()
            || matches!(rule.effect, Effect::Latency(_) | Effect::Throttle(_)),
        propagates: false,
    }
}

#[cfg(test)]
mod tests {
    use rstest::rstest;
    use serde_json::json;

    use super::*;

    fn touch(fault: serde_json::Value) -> String {
        let fault: Fault = serde_json::from_value(fault).expect("a fault");
        let touch = of_fault(&fault);
        let mut words = Vec::new();
        for (is, word) in [
            (touch.bots, "bots"),
            (touch.checker, "checker"),
            (touch.answers, "answers"),
            (touch.judgement == Judgement::ItsRegions, "regions"),
            (touch.judgement == Judgement::Anywhere, "anywhere"),
            (matches!(touch.item, Item::Written(_)), "written"),
            (touch.item == Item::Anything, "anything"),
            (touch.intermittent, "intermittent"),
            (touch.propagates, "propagates"),
        ] {
            if is {
                words.push(word);
            }
        }
        words.join(" ")
    }

    #[rstest]
    #[case(json!({"bot-deleted": {"region": "both"}}), "bots regions propagates")]
    #[case(json!({"locale-disabled": {"region": "primary"}}), "bots regions propagates")]
    #[case(json!({"alias-policy-denied": {"region": "primary"}}), "checker regions")]
    #[case(json!({"rule-disabled": {}}), "checker")]
    #[case(json!({"concurrency-zero": {"function": "get-region"}}), "answers")]
    #[case(json!({"code-crashes": {"function": "health-check"}}), "checker")]
    #[case(
        json!({"environment-drift": {"function": "health-check", "variable": "EXPECTED_RESPONSE"}}),
        "checker anywhere"
    )]
    #[case(
        json!({"environment-drift": {"function": "health-check", "variable": "PRIMARY_REGION"}}),
        "checker anywhere anything"
    )]
    #[case(json!({"item-missing": {}}), "checker answers written")]
    #[case(json!({"table-deleted": {}}), "checker answers written")]
    #[case(json!({"role-denied": {"service": "lex-delete-session"}}), "")]
    #[case(json!({"role-denied": {"service": "dynamodb-update"}}), "checker")]
    #[case(json!({"role-denied": {"service": "dynamodb"}}), "checker answers")]
    #[case(json!({"lex-hang": {"region": "primary"}}), "bots regions")]
    #[case(json!({"lex-hang": {"region": "primary", "caller": "customer"}}), "bots")]
    #[case(json!({"lex-hang": {"region": "primary", "caller": "operator"}}), "")]
    #[case(json!({"lex-hang": {"region": "primary", "operation": "DeleteSession"}}), "")]
    #[case(json!({"lex-hang": {"region": "primary", "first": 2}}), "bots regions intermittent")]
    #[case(
        json!({"lex-error": {"region": "primary", "error": "AccessDenied"}}),
        "bots checker regions"
    )]
    #[case(
        json!({"lex-throttled": {"region": "primary", "rate": "2/s"}}),
        "bots regions intermittent"
    )]
    #[case(json!({"gray-failure": {"region": "primary"}}), "bots regions intermittent")]
    #[case(
        json!({"flapping": {"region": "primary", "on": "5m", "off": "5m"}}),
        "bots regions intermittent"
    )]
    #[case(json!({"table-hang": {}}), "checker answers")]
    #[case(json!({"table-hang": {"operation": "UpdateItem"}}), "checker")]
    #[case(json!({"table-hang": {"caller": "customer"}}), "answers")]
    #[case(json!({"lambda-hang": {"function": "lexDRTest"}}), "checker")]
    #[case(json!({"lambda-hang": {"function": "lexDRGetRegion"}}), "answers")]
    #[case(json!({"lambda-hang": {"function": "another"}}), "checker answers")]
    #[case(json!({"region-outage": {"region": "primary"}}), "bots checker answers regions")]
    #[case(json!({"region-outage": {"region": "primary", "services": "lex"}}), "bots regions")]
    fn a_fault_touches_what_it_may_harm_and_no_more(
        #[case] fault: serde_json::Value,
        #[case] expected: &str,
    ) {
        assert_eq!(touch(fault), expected);
    }

    #[test]
    fn a_fault_that_nobody_knows_may_touch_anything() {
        let touch = of_name("meteor");
        assert!(touch.bots && touch.checker && touch.answers && touch.intermittent);
        assert_eq!(touch.clone().and(NOTHING), touch);
    }
}
