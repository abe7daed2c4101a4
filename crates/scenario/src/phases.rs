//! The phases of an outage that a scenario can limit.

/// Every phase a verdict can measure, by name. `failover.*` answers an inject, `failback.*` an
/// undo.
pub const PHASES: &[&str] = &[
    "failover.first-failed",
    "failover.detect",
    "failover.decide",
    "failover.write",
    "failover.switch",
    "failover.total",
    "failback.detect",
    "failback.decide",
    "failback.write",
    "failback.switch",
    "failback.total",
    "outage",
];
