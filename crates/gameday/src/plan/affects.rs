//! Who feels a fault, in words.

use lexdr_scenario::{DeniedService, Fault, FunctionRef, RegionRef};
use serde::Serialize;

use crate::config::Deployment;

/// How many callers feel a fault.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Reach {
    /// None, as long as nothing else breaks.
    Nobody,
    /// Those whose route is the secondary region: none while the primary is well.
    Secondary,
    /// All, until the route has moved.
    UntilFlip,
    /// All, until the undo.
    Everybody,
}

/// Who feels a fault.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Affects {
    /// How many.
    pub reach: Reach,
    /// Who, and how.
    pub how: String,
    /// What it takes from the failover.
    #[serde(skip)]
    takes: Takes,
}

/// What a fault takes from the failover: two that are harmless alone may not be so together.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Takes {
    /// Nothing that matters to another fault.
    Nothing,
    /// The bot of the primary region.
    Primary,
    /// The bot of the secondary region.
    Secondary,
    /// The route cannot move.
    Moving,
}

impl Affects {
    fn new(reach: Reach, how: impl Into<String>) -> Self {
        Self {
            reach,
            how: how.into(),
            takes: Takes::Nothing,
        }
    }

    const fn taking(mut self, takes: Takes) -> Self {
        self.takes = takes;
        self
    }

    /// Who feels this fault while another one is in effect as well; `label` names that.
    pub(super) fn beside(&mut self, other: &Self, label: &str) {
        let how = match (self.takes, other.takes) {
            (Takes::Primary, Takes::Moving) => {
                format!("every caller as long as {label} is in effect too: the route cannot move")
            }
            (Takes::Primary, Takes::Secondary) | (Takes::Secondary, Takes::Primary) => format!(
                "every caller as long as {label} is in effect too: no region is left to go to"
            ),
            _ => return,
        };
        self.reach = Reach::Everybody;
        self.how = how;
    }

    /// Who feels this fault.
    pub(super) fn of(fault: &Fault, system: &Deployment) -> Self {
        match fault {
            Fault::AliasDeleted { region }
            | Fault::LocaleDisabled { region }
            | Fault::AliasRepointed { region } => bot(region, system),
            Fault::AliasPolicyDenied { region } => Self::new(
                Reach::Nobody,
                format!(
                    "no caller: only the check is denied the bot{}; it holds the route and fails, \
                     and an outage meanwhile moves no caller",
                    in_region(Some(region), system)
                ),
            )
            .taking(Takes::Moving),
            Fault::RuleDisabled {} => no_check(),
            Fault::ConcurrencyZero { function } => function_stopped(*function, system),
            Fault::EnvironmentDrift {
                function, variable, ..
            } => drift(*function, variable, system),
            Fault::RoleDenied { service, region } => denied(*service, region.as_ref(), system),
            // Nothing else can be planned; whoever reads this is told the worst.
            _ => Self::new(Reach::Everybody, "possibly every caller"),
        }
    }
}

/// The bot does not answer as it should.
fn bot(region: &RegionRef, system: &Deployment) -> Affects {
    let (primary, secondary) = (&system.primary, &system.secondary);
    let both = Affects::new(
        Reach::Everybody,
        "every caller until the undo: no region is left to go to",
    );
    // A replica follows its source.
    if system.replicated {
        return both;
    }
    match region {
        RegionRef::Both => both,
        region if is(region, primary, &RegionRef::Primary) => Affects::new(
            Reach::UntilFlip,
            format!(
                "callers in {primary}, until a check has seen it and the route has moved to \
                 {secondary}"
            ),
        )
        .taking(Takes::Primary),
        region if is(region, secondary, &RegionRef::Secondary) => Affects::new(
            Reach::Secondary,
            format!("no caller while {primary} is well; there is no region to go to if it is not"),
        )
        .taking(Takes::Secondary),
        _ => Affects::new(Reach::Nobody, "no caller: the route never leads there"),
    }
}

fn is(region: &RegionRef, name: &str, part: &RegionRef) -> bool {
    region == part || matches!(region, RegionRef::Named(named) if named == name)
}

fn in_region(region: Option<&RegionRef>, system: &Deployment) -> String {
    let (primary, secondary) = (&system.primary, &system.secondary);
    match region {
        None => String::new(),
        Some(RegionRef::Primary) => format!(" in {primary}"),
        Some(RegionRef::Secondary) => format!(" in {secondary}"),
        Some(RegionRef::Both) => format!(" in {primary} and {secondary}"),
        Some(RegionRef::Named(name)) => format!(" in {name}"),
    }
}

fn no_check() -> Affects {
    let how = "no caller: no check runs, and an outage meanwhile moves no caller";
    Affects::new(Reach::Nobody, how).taking(Takes::Moving)
}

fn function_stopped(function: FunctionRef, system: &Deployment) -> Affects {
    match function {
        FunctionRef::HealthCheck => no_check(),
        FunctionRef::GetRegion => Affects::new(
            Reach::Everybody,
            format!(
                "every caller until the undo: {} does not run, and each call takes the flow's \
                 Error branch",
                system.region_function
            ),
        ),
    }
}

fn drift(function: FunctionRef, variable: &str, system: &Deployment) -> Affects {
    match function {
        FunctionRef::HealthCheck => Affects::new(
            Reach::UntilFlip,
            format!(
                "possibly every caller: with a wrong {variable} the check may fail, or send them \
                 to {} or nowhere, though nothing is wrong",
                system.secondary
            ),
        ),
        FunctionRef::GetRegion => Affects::new(
            Reach::Everybody,
            format!(
                "possibly every caller until the undo: with a wrong {variable} {} may name no \
                 region",
                system.region_function
            ),
        ),
    }
}

fn denied(service: DeniedService, region: Option<&RegionRef>, system: &Deployment) -> Affects {
    let place = in_region(region, system);
    let how = match service {
        DeniedService::Lex => format!(
            "no caller: the check may not ask the bot{place}; it holds the route and fails, and an \
             outage meanwhile moves no caller"
        ),
        DeniedService::LexDeleteSession => {
            format!("no caller: the check leaves its sessions open{place}")
        }
        DeniedService::Dynamodb => format!(
            "each caller gets the last route {} knows, as the functions may not use \
             the table{place}; an outage meanwhile moves no caller",
            system.region_function
        ),
        DeniedService::DynamodbUpdate => format!(
            "no caller: the check cannot write the route{place}, and an outage meanwhile moves no \
             caller"
        ),
    };
    let reach = match service {
        DeniedService::Dynamodb => Reach::Everybody,
        _ => Reach::Nobody,
    };
    let takes = match service {
        DeniedService::LexDeleteSession => Takes::Nothing,
        _ => Takes::Moving,
    };
    Affects::new(reach, how).taking(takes)
}
