//! What the parts of the system are called in steps, errors and plans.

use crate::System;

/// `function lexDRTest in us-east-1`.
pub(crate) fn function(system: &System, name: &str) -> String {
    format!("function {name} in {}", system.primary)
}

/// `table lexDR in us-east-1`.
pub(crate) fn table(system: &System) -> String {
    format!("table {} in {}", system.table, system.primary)
}

/// `rule lexHealthCheckRule in us-east-1`.
pub(crate) fn rule(system: &System) -> String {
    format!("rule {} in {}", system.rule, system.primary)
}

/// `role lexDRRole`.
pub(crate) fn role(name: &str) -> String {
    format!("role {name}")
}

/// `bot OrderFlowers in us-west-2`.
pub(crate) fn bot(system: &System, region: &str) -> String {
    format!("bot {} in {region}", system.bot)
}
