//! Who is told that a rule did something.

use std::time::Duration;

use lexdr_wire::Call;

use crate::CallerKind;

/// A rule did something to a call.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fired {
    /// The rule.
    pub rule: String,
    /// The name of its effect.
    pub effect: &'static str,
    /// The call. Its access key id is not for logs.
    pub call: Call,
    /// Who made it.
    pub caller: CallerKind,
    /// When the call was made, in the run's time.
    pub at: Duration,
}

/// Whoever wants to know what the fault layer did.
pub trait Audit: Send + Sync {
    /// A rule has fired. Called once for each rule and call, in the order of the rules, before
    /// the effect takes place.
    fn fired(&self, fired: &Fired);
}

impl<F: Fn(&Fired) + Send + Sync> Audit for F {
    fn fired(&self, fired: &Fired) {
        self(fired);
    }
}
