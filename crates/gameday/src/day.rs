//! A game day, from the first change to the last word.

mod ended;
mod stop;

use lexdr_wire::BoxFuture;
use std::collections::BTreeMap;
use std::io;
use std::sync::Arc;
use std::time::Duration;

use jiff::Timestamp;
use lexdr_changes::Options;
use lexdr_connect_flow::Flow;
use lexdr_deploy::{Clients, Deployed, DeployedBot, System, boxed, find_bots};
use lexdr_journal::{Header, Switch, Writer};
use lexdr_runner::{AccountOptions, Counting};
use lexdr_scenario::Scenario;
use tokio::sync::{Mutex, watch};
use tokio::task::JoinSet;
use tokio::time::{Instant, sleep};

use crate::clock::now_ms;
use crate::config::Config;
use crate::counts::Metrics;
use crate::engine::{Engine, Tell};
use crate::hands::Journaled;
use crate::lock::TableLock;
use crate::prepare::{PrepareError, Prepared};
pub use ended::{DayError, Ended};
use stop::watch_over;

/// A scenario that is to be run on an account.
#[derive(Debug, Clone)]
pub struct GameDay {
    /// Access to the account.
    pub clients: Clients,
    /// What may be done, and to what.
    pub config: Config,
    /// What is to be done. Its probes are those of the configuration.
    pub scenario: Scenario,
    /// The contact flow that callers follow; the shipped one if left out.
    pub flow: Option<Flow>,
    /// Seed of the callers.
    pub seed: u64,
}

/// Who runs a game day, and under which name.
#[derive(Debug, Clone)]
pub struct Name {
    /// The run's id: letters, digits, `-`, `_` and `.`.
    pub run: String,
    /// Who others are told to look for: a user and a machine.
    pub holder: String,
}

impl GameDay {
    /// For a fault that the dead-man's switch undoes at this date, in milliseconds since 1970.
    pub(crate) fn options(&self, deadline: i64) -> Options {
        let faults = &self.config.faults;
        Options {
            until_ms: Some(deadline),
            repoint_to: faults.repoint_to.clone(),
            known_variables: faults.known_variables.clone(),
        }
    }

    /// Whether the system is well: the route is the primary region, and a caller is served there.
    ///
    /// # Errors
    /// What is wrong.
    pub fn steady(&self) -> BoxFuture<'_, Result<(), String>> {
        Box::pin(async move {
            let system = self.config.system(&self.scenario.check);
            let bots = boxed(|| find_bots(&self.clients, &system)).await;
            let deployed = self.deployed(bots.map_err(|error| error.to_string())?);
            let account = self.account(&system, &deployed, None);
            lexdr_runner::steady(&self.scenario, &account).await
        })
    }

    /// Waits until the system is well, for as long as the check may take to see that it is.
    ///
    /// # Errors
    /// What is wrong still.
    pub fn until_steady<'a>(&'a self, tell: &'a Tell) -> BoxFuture<'a, Result<(), String>> {
        Box::pin(async move {
            let own = &self.config.system;
            let checks = Duration::from_millis(own.check_every.0 * 2 + own.check_timeout.0);
            let until = Instant::now() + checks + Duration::from_secs(60);
            loop {
                match self.steady().await {
                    Err(why) if Instant::now() < until => {
                        tell(&format!("waiting for the check: {why}"));
                        sleep(Duration::from_secs(10)).await;
                    }
                    steady => return steady,
                }
            }
        })
    }

    pub(crate) fn deployed(&self, bots: Vec<DeployedBot>) -> Deployed {
        Deployed {
            account: self.config.account.id.clone(),
            role_arn: String::new(),
            rule_arn: String::new(),
            bots,
        }
    }

    /// The scenario with the probes of the configuration.
    fn probed(&self) -> Scenario {
        let mut scenario = self.scenario.clone();
        self.config.probes.apply(&mut scenario.probes);
        scenario
    }

    pub(crate) fn account(
        &self,
        system: &System,
        deployed: &Deployed,
        run: Option<(Arc<Journaled>, watch::Receiver<bool>)>,
    ) -> AccountOptions {
        let (hands, stop): (Arc<dyn lexdr_runner::Hands>, _) = match run {
            Some((hands, stop)) => (hands, stop),
            None => (Arc::new(crate::hands::Nobody), watch::channel(false).1),
        };
        AccountOptions {
            clients: self.clients.clone(),
            system: system.clone(),
            deployed: deployed.clone(),
            hands,
            stop,
            seed: self.seed,
            flow: self.flow.clone(),
            counting: None,
        }
    }

    /// Who counts the runs of the check.
    fn counting(&self) -> Option<Arc<dyn Counting>> {
        Some(Arc::new(Metrics {
            clients: self.clients.clone(),
            region: self.config.system.primary.clone(),
            function: self.config.system.check_function.clone(),
            after: Duration::from_millis(self.config.probes.counts_after.0),
        }))
    }

    pub(crate) fn now(&self) -> Result<Timestamp, PrepareError> {
        let now = Timestamp::from_millisecond(now_ms(&self.clients));
        now.map_err(|_| PrepareError::Clock)
    }

    fn header(&self, run: &str) -> Header {
        Header {
            schema: Header::SCHEMA.to_owned(),
            run: run.to_owned(),
            account: self.config.account.id.clone(),
            partition: self.config.account.partition.clone(),
            started_at: now_ms(&self.clients),
            scenario: self.scenario.name.clone(),
            remote: Some(self.config.journal.remote()),
            switch: Switch {
                group: self.config.switch.group.clone(),
                prefix: format!("lexdr-{run}-"),
                role: self.config.switch.role_arn.clone().unwrap_or_default(),
            },
        }
    }

    /// Does what was planned, and writes the history to `sink`. Nothing is done unless nothing
    /// forbids it. When `interrupted` becomes true, or an alarm fires, everything is undone at
    /// once and the run ends.
    ///
    /// # Errors
    /// When it did not begin, or could not be carried out.
    pub fn run<'a>(
        &'a self,
        prepared: &'a Prepared,
        name: &'a Name,
        interrupted: watch::Receiver<bool>,
        sink: Box<dyn io::Write + Send>,
        tell: Tell,
    ) -> BoxFuture<'a, Result<Ended, DayError>> {
        Box::pin(async move {
            if let Some(refusal) = prepared.refusals.first() {
                return Err(DayError::Journal(format!("refused: {refusal}")));
            }
            let lock = TableLock::new(
                &self.clients,
                &self.config.journal.remote(),
                &name.run,
                &name.holder,
            );
            match lock.hold().await {
                Ok(true) => {}
                Ok(false) => return Err(DayError::Locked),
                Err(why) => return Err(DayError::Journal(why)),
            }
            let done = self
                .locked(prepared, name, &lock, interrupted, sink, tell)
                .await;
            // If it cannot be given back it is free when the lease is over.
            let _ = lock.release().await;
            done
        })
    }

    async fn locked(
        &self,
        prepared: &Prepared,
        name: &Name,
        lock: &TableLock,
        interrupted: watch::Receiver<bool>,
        sink: Box<dyn io::Write + Send>,
        tell: Tell,
    ) -> Result<Ended, DayError> {
        let writer = Writer::create(&self.config.journal.directory, self.header(&name.run));
        let writer = writer.map_err(|error| DayError::Journal(error.to_string()))?;
        let journal = writer.path().to_owned();
        let patience = self.patience();
        let begun = Engine::begin(&self.clients, writer.boxed(), patience, Arc::clone(&tell));
        let engine = boxed(|| begun).await.map_err(DayError::Journal)?;
        let faults = prepared.plan.faults.iter();
        let lasts = faults.map(|fault| {
            let lasts = fault.deadline.0.saturating_sub(fault.at.0);
            (fault.label.clone(), Duration::from_millis(lasts))
        });
        let hands = Arc::new(Journaled {
            engine: Mutex::new(engine),
            system: prepared.system.clone(),
            day: self.clone(),
            lasts: lasts.collect::<BTreeMap<_, _>>(),
        });
        let (stop, stopped) = watch::channel(false);
        let (reason, why) = watch::channel(None);
        let mut beside = JoinSet::new();
        beside.spawn(lock.clone().keep(Arc::clone(&tell)));
        beside.spawn(watch_over(
            self.clients.clone(),
            self.config.clone(),
            interrupted,
            (stop, reason),
        ));
        let scenario = self.probed();
        let run = Some((Arc::clone(&hands), stopped));
        let mut account = self.account(&prepared.system, &prepared.deployed, run);
        account.counting = self.counting();
        let progress = |line: &str| tell(line);
        let ran = boxed(|| lexdr_runner::account(&scenario, account, sink, &progress)).await;
        drop(beside);

        let mut engine = hands.engine.lock().await;
        let mut problems = engine.undo(None).await.problems;
        problems.extend(engine.end().await.err());
        problems.extend(engine.left());
        let behind = engine.behind();
        problems.extend(behind.map(|why| format!("the journal's other copy is behind: {why}")));
        let ended = Ended {
            problems,
            by_hand: engine.by_hand(),
            stopped: why.borrow().clone(),
            journal,
        };
        match ran {
            Ok(()) => Ok(ended),
            Err(why) => Err(DayError::Run {
                why,
                ended: Box::new(ended),
            }),
        }
    }

    /// Looks at the account as the run would, without a fault, and writes the history to `sink`.
    /// Nothing is changed, so nothing is needed but leave to look.
    ///
    /// # Errors
    /// When it could not be carried out.
    pub fn watch<'a>(
        &'a self,
        interrupted: watch::Receiver<bool>,
        sink: Box<dyn io::Write + Send>,
        tell: Tell,
    ) -> BoxFuture<'a, Result<(), DayError>> {
        Box::pin(async move {
            let system = self.config.system(&self.scenario.check);
            let bots = boxed(|| find_bots(&self.clients, &system)).await;
            let bots = bots.map_err(|error| DayError::Journal(error.to_string()))?;
            let mut account = self.account(&system, &self.deployed(bots), None);
            account.stop = interrupted;
            account.counting = self.counting();
            let progress = |line: &str| tell(line);
            let scenario = self.probed();
            let ran = boxed(|| lexdr_runner::account(&scenario, account, sink, &progress)).await;
            ran.map_err(|why| DayError::Run {
                why,
                ended: Box::default(),
            })
        })
    }

    /// How long an undo is tried: until the dead-man's switch acts, and a little longer.
    fn patience(&self) -> Duration {
        Duration::from_millis(self.config.switch.margin.0) + Duration::from_secs(300)
    }
}
