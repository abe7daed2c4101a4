//! Faults to be preferred to others, because they end by themselves.

use lexdr_scenario::{Fault, FunctionRef};
use serde::Serialize;

/// What to inject instead of a fault that stays until somebody ends it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct Rather {
    /// The fault, as a scenario has it.
    pub inject: &'static str,
    /// What is the same then, and what is not.
    pub why: &'static str,
}

impl Rather {
    /// Instead of this fault, if another shows the same. No fault that ends by itself takes a bot
    /// from its callers, or the region from a call.
    pub(super) fn than(fault: &Fault) -> Option<Self> {
        match fault {
            Fault::RuleDisabled {}
            | Fault::ConcurrencyZero {
                function: FunctionRef::HealthCheck,
            } => Some(Self {
                inject: "role-denied: { service: dynamodb-update }",
                why: "the route cannot move then either, and it expires by itself; but checks run, \
                      and fail",
            }),
            _ => None,
        }
    }
}
