//! The fault layers of a run: one in front of everything that serves callers, one in front of the
//! harness' own calls.
//!
//! The harness must not be blinded by the faults it injects: it deploys, reads the route, injects
//! and undoes. Its calls are hit only by rules that name the operator as caller.

use std::fmt;
use std::sync::Arc;
use std::time::{Duration, SystemTime};

use lexdr_deploy::System;
use lexdr_faults::{AddError, Audit, Caller, CallerKind, Faults, Fired, Rule};
use lexdr_simulator::{Principal, Simulator};
use lexdr_wire::Call;

use crate::emulator;

/// The fault layers of a run. Clones share their rules.
#[derive(Clone)]
pub struct Layers {
    /// In front of the functions' and Amazon Connect's calls.
    pub(crate) world: Faults,
    /// In front of the harness' own.
    pub(crate) operator: Faults,
}

impl Layers {
    /// Layers without rules. `classify` tells who makes a call; `epoch` is the date now; `audit`
    /// hears what the faults in front of the world do.
    pub(crate) fn new(
        seed: u64,
        epoch: SystemTime,
        classify: impl Fn(&Call) -> CallerKind + Send + Sync + 'static,
        audit: Option<Arc<dyn Audit>>,
    ) -> Self {
        let begin = || Faults::builder().seed(seed).epoch(epoch);
        let world = match audit {
            Some(audit) => begin().audit(move |fired: &Fired| audit.fired(fired)),
            None => begin(),
        };
        Self {
            world: world.classify(classify).build(),
            operator: begin().classify(|_| CallerKind::Operator).build(),
        }
    }

    /// Layers that no call goes through: those of an account.
    pub(crate) fn none() -> Self {
        Self::new(0, SystemTime::UNIX_EPOCH, |_| CallerKind::Other, None)
    }

    /// The layers' time, which windows of rules are counted in.
    pub(crate) fn now(&self) -> Duration {
        self.world.now()
    }

    pub(crate) fn add(&self, rule: Rule) -> Result<(), AddError> {
        match rule.matches.caller {
            Caller::Operator => self.operator.add(rule),
            _ => self.world.add(rule),
        }
    }

    pub(crate) fn remove(&self, id: &str) {
        for layer in [&self.world, &self.operator] {
            layer.remove(id);
        }
    }
}

impl fmt::Debug for Layers {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Layers")
            .field("world", &self.world)
            .field("operator", &self.operator)
            .finish()
    }
}

/// Tells callers apart by what they sign with: the health check signs with its role's session,
/// Amazon Connect and GetRegion act for customers.
pub(crate) fn classifier(
    simulator: &Simulator,
    system: &System,
) -> impl Fn(&Call) -> CallerKind + Send + Sync + 'static {
    let key = |principal: Principal| simulator.credentials(&principal).access_key_id;
    let session = |function: &str| {
        key(Principal::FunctionRole {
            function: function.to_owned(),
            role: system.role.clone(),
        })
    };
    let emulated = |function: &str| key(emulator::principal(function));
    let known = [
        (session(&system.check_function), CallerKind::Checker),
        (session(&system.region_function), CallerKind::Customer),
        (emulated(&system.check_function), CallerKind::Checker),
        (emulated(&system.region_function), CallerKind::Customer),
        (key(connect()), CallerKind::Customer),
        (key(Principal::Operator), CallerKind::Operator),
    ];
    move |call| {
        let asked = call.access_key_id.as_deref().unwrap_or_default();
        let found = known.iter().find(|(key, _)| key == asked);
        found.map_or(CallerKind::Other, |(_, kind)| *kind)
    }
}

/// Amazon Connect.
pub(crate) fn connect() -> Principal {
    Principal::Service("connect.amazonaws.com".to_owned())
}
