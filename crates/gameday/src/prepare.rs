//! What a game day would do, and what forbids it. Looks, and changes nothing.

use lexdr_deploy::{Deployed, System, boxed, find_bots};
use lexdr_scenario::{Action, Injection};
use lexdr_wire::BoxFuture;

use crate::day::GameDay;
use crate::guards::{self, Asked, Facts, Refusal, Told};
use crate::lock::TableLock;
use crate::plan::{self, Plan};
use crate::recover::open_journals;

/// What would be done, and what forbids it.
#[derive(Debug)]
pub struct Prepared {
    /// What would be done.
    pub plan: Plan,
    /// What forbids it, if anything does.
    pub refusals: Vec<Refusal>,
    pub(crate) system: System,
    pub(crate) deployed: Deployed,
}

/// Why there is no plan.
#[derive(Debug, thiserror::Error)]
pub enum PrepareError {
    /// A fault cannot be planned.
    #[error("{label}: {why}")]
    Fault {
        /// What the scenario calls it.
        label: String,
        /// Why.
        #[source]
        why: lexdr_changes::PlanError,
    },
    /// It cannot be planned while this is so.
    #[error("{0}")]
    Earlier(String),
    /// The scenario is not fit for an account.
    #[error(transparent)]
    Plan(#[from] plan::PlanError),
    /// The bots cannot be found.
    #[error(transparent)]
    Bots(#[from] lexdr_deploy::DeployError),
    /// The date cannot be told.
    #[error("the clock shows no date there is")]
    Clock,
}

impl GameDay {
    /// Reads the account, and says what would be done and what forbids it. Changes nothing.
    ///
    /// # Errors
    /// When there is no plan.
    pub fn prepare<'a>(&'a self, asked: Asked) -> BoxFuture<'a, Result<Prepared, PrepareError>> {
        Box::pin(async move {
            let Self {
                clients, config, ..
            } = self;
            let system = config.system(&self.scenario.check);
            let starts = self.now()?;
            let mut prepared = Vec::new();
            for injection in self.injections() {
                let deadline = plan::deadline(&self.scenario, config, &injection.label);
                let deadline = starts.as_millisecond().saturating_add(deadline);
                let options = self.options(deadline);
                let changes =
                    boxed(|| lexdr_changes::plan(clients, &system, injection, &options)).await;
                let changes = match changes {
                    Ok(changes) => changes,
                    Err(why) => return Err(self.no_plan(&injection.label, why).await),
                };
                prepared.push((injection.clone(), changes));
            }
            let plan = Plan::new(&self.scenario, config, prepared, starts)?;
            let deployed = self.deployed(boxed(|| find_bots(clients, &system)).await?);
            let mut prepared = Prepared {
                plan,
                refusals: Vec::new(),
                system,
                deployed,
            };
            let facts = boxed(|| self.facts(asked, &prepared)).await;
            prepared.refusals = guards::check(&facts, config, &prepared.plan, self.now()?);
            Ok(prepared)
        })
    }

    /// Why a fault cannot be planned. Where an earlier run has broken the same thing, that is why.
    async fn no_plan(&self, label: &str, why: lexdr_changes::PlanError) -> PrepareError {
        let holder = self.lock().holder().await.ok().flatten();
        let running = holder.filter(|lock| self.now().is_ok_and(|now| now < lock.until));
        if let Some(lock) = running {
            let (run, holder) = (lock.run, lock.holder);
            return PrepareError::Earlier(format!("{label}: {why}; run {run} of {holder} is on"));
        }
        let open = open_journals(&self.clients, &self.config).await;
        if open.is_ok_and(|open| !open.is_empty()) {
            return PrepareError::Earlier(format!(
                "{label}: {why}; an earlier run has not put everything back: run `lexdr recover`"
            ));
        }
        let label = label.to_owned();
        PrepareError::Fault { label, why }
    }

    /// The lock, only to look at.
    fn lock(&self) -> TableLock {
        TableLock::new(&self.clients, &self.config.journal.remote(), "", "")
    }

    fn injections(&self) -> impl Iterator<Item = &Injection> {
        let steps = self.scenario.timeline.iter();
        steps.filter_map(|step| match &step.action {
            Action::Inject(injection) => Some(injection),
            _ => None,
        })
    }

    async fn facts(&self, asked: Asked, prepared: &Prepared) -> Facts {
        let Self {
            clients, config, ..
        } = self;
        let account = self.account(&prepared.system, &prepared.deployed, None);
        let told = Told {
            asked,
            run: None,
            lock: self.lock().holder().await,
            open: boxed(|| open_journals(clients, config)).await,
            steady: lexdr_runner::steady(&self.scenario, &account).await,
        };
        let plan = Some(&prepared.plan);
        guards::gather(clients, config, &prepared.system, plan, told).await
    }
}
