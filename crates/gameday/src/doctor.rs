//! Looks at an account, and says whether a game day could begin there and what would have to be
//! mended first. It changes nothing.
//!
//! [`examine`] holds the account against a configuration. Whatever is a matter of guards is judged
//! by the guards themselves, so that what is well here is not refused later; the rest is what a
//! guard does not see, such as the permissions that only the end of a game day needs. [`discover`]
//! goes the other way and writes a configuration for what it finds.

mod ask;
mod bots;
mod discover;
mod findings;
mod functions;
mod journal;
mod lacking;
mod permissions;
mod route;
mod rule;
mod standing;
mod switch;

use jiff::Timestamp;
use lexdr_deploy::{Clients, System, boxed};
use lexdr_scenario::{AliasBy, Check as CheckOf, Method};
use lexdr_wire::BoxFuture;

use crate::clock::now_ms;
use crate::config::Config;
use crate::guards::{self, Asked, Facts, Told};
use crate::lock::TableLock;
use crate::recover::open_journals;

pub use discover::{DiscoverError, Discovered, Hints, discover};
pub use findings::{Check, Finding, Findings, Verdict};

/// An account under examination.
struct Patient<'p> {
    clients: &'p Clients,
    config: &'p Config,
    facts: Facts,
    now: Timestamp,
}

impl Patient<'_> {
    /// Whether the credentials are those of another account.
    fn is_elsewhere(&self) -> bool {
        let identity = self.facts.identity.as_ref();
        identity.is_ok_and(|identity| identity.account != self.config.account.id)
    }
}

/// Looks at everything that a game day with this configuration depends on. `steady` is whether a
/// caller is served now, or what is wrong; without it nothing is said of that.
pub fn examine<'a>(
    clients: &'a Clients,
    config: &'a Config,
    steady: Option<Result<(), String>>,
) -> BoxFuture<'a, Findings> {
    Box::pin(async move {
        let asked_steady = steady.is_some();
        let told = Told {
            asked: Asked::default(),
            run: None,
            lock: TableLock::new(clients, &config.journal.remote(), "", "")
                .holder()
                .await,
            open: boxed(|| open_journals(clients, config)).await,
            steady: steady.unwrap_or(Ok(())),
        };
        let system = system(config);
        let patient = Patient {
            clients,
            config,
            facts: boxed(|| guards::gather(clients, config, &system, None, told)).await,
            now: Timestamp::from_millisecond(now_ms(clients)).unwrap_or_default(),
        };
        let refusals = standing::refusals(&patient);
        let mut findings = Findings::default();
        standing::account(&patient, &refusals, &mut findings);
        if patient.is_elsewhere() {
            // Whatever there is in another account is none of our business.
            return findings;
        }
        boxed(|| permissions::look(&patient, &mut findings)).await;
        boxed(|| switch::look(&patient, &refusals, &mut findings)).await;
        boxed(|| functions::look(&patient, &mut findings)).await;
        boxed(|| functions::quota(&patient, &mut findings)).await;
        boxed(|| rule::look(&patient, &refusals, &mut findings)).await;
        boxed(|| route::look(&patient, &mut findings)).await;
        boxed(|| bots::look(&patient, &mut findings)).await;
        standing::alarms(&patient, &refusals, &mut findings);
        boxed(|| journal::look(&patient, &refusals, &mut findings)).await;
        standing::runs(&patient, &refusals, &mut findings);
        if asked_steady {
            standing::steady_state(&patient, &refusals, &mut findings);
        }
        findings
    })
}

/// The system, as far as the configuration knows it: how it is checked makes no difference here.
fn system(config: &Config) -> System {
    config.system(&CheckOf {
        every: config.system.check_every,
        method: Method::default(),
        failure_threshold: 1,
        recovery_threshold: 1,
        timeout: config.system.check_timeout,
        alias_by: AliasBy::default(),
    })
}
