//! Injects and undoes for a run, through the engine.

use std::collections::BTreeMap;
use std::time::Duration;

use lexdr_deploy::{System, boxed};
use lexdr_runner::{Handled, Hands, Report, acts_in};
use lexdr_scenario::Injection;
use lexdr_simulator::BoxFuture;
use tokio::sync::Mutex;

use crate::clock::{ms, now_ms};
use crate::day::GameDay;
use crate::engine::{Done, Engine};

/// Everything that is done goes through the journal.
pub(crate) struct Journaled {
    pub(crate) engine: Mutex<Engine>,
    pub(crate) day: GameDay,
    pub(crate) system: System,
    /// By label: how long after its injection the dead-man's switch acts.
    pub(crate) lasts: BTreeMap<String, Duration>,
}

impl Journaled {
    async fn injected(&self, injection: &Injection) -> Done {
        let clients = &self.day.clients;
        let lasts = self
            .lasts
            .get(&injection.label)
            .copied()
            .unwrap_or_default();
        let deadline = now_ms(clients).saturating_add(ms(lasts));
        let options = self.day.options(deadline);
        // As it is now: what is to be brought back is what is there now.
        let plan = lexdr_changes::plan(clients, &self.system, injection, &options);
        let changes = match boxed(|| plan).await {
            Ok(changes) => changes,
            Err(error) => {
                return Done {
                    problems: vec![error.to_string()],
                    ..Done::default()
                };
            }
        };
        let (label, fault) = (&injection.label, injection.fault.name());
        let mut engine = self.engine.lock().await;
        engine.inject(label, fault, changes, deadline).await
    }
}

impl Hands for Journaled {
    fn inject<'a>(&'a self, injection: &'a Injection) -> BoxFuture<'a, Handled> {
        Box::pin(async move {
            let done = self.injected(injection).await;
            Handled {
                label: injection.label.clone(),
                fault: injection.fault.name().to_owned(),
                regions: acts_in(&self.system, &injection.fault),
                report: report(done),
            }
        })
    }

    fn undo<'a>(&'a self, label: &'a str) -> BoxFuture<'a, Option<Handled>> {
        Box::pin(async move {
            let mut engine = self.engine.lock().await;
            let open = engine.journal().open();
            let open: Vec<_> = open.filter(|entry| entry.label == label).collect();
            let fault = open.first()?.fault.clone();
            let mut regions: Vec<String> = Vec::new();
            for entry in open {
                let region = entry.change.subject.region();
                if regions.iter().all(|known| known != region) {
                    regions.push(region.to_owned());
                }
            }
            regions.reverse();
            let done = engine.undo(Some(label)).await;
            Some(Handled {
                label: label.to_owned(),
                fault,
                regions,
                report: report(done),
            })
        })
    }

    fn in_effect(&self) -> BoxFuture<'_, Vec<String>> {
        Box::pin(async move {
            let engine = self.engine.lock().await;
            let mut labels: Vec<String> = Vec::new();
            for entry in engine.journal().open() {
                if !labels.contains(&entry.label) {
                    labels.push(entry.label.clone());
                }
            }
            labels
        })
    }

    fn all_is_back(&self) -> BoxFuture<'_, bool> {
        Box::pin(async move {
            let engine = self.engine.lock().await;
            let journal = engine.journal();
            journal.open().chain(journal.left()).next().is_none()
        })
    }
}

fn report(done: Done) -> Report {
    let Done { calls, problems } = done;
    Report {
        calls,
        error: (!problems.is_empty()).then(|| problems.join("; ")),
    }
}

/// Of a run that injects nothing.
pub(crate) struct Nobody;

impl Hands for Nobody {
    fn inject<'a>(&'a self, injection: &'a Injection) -> BoxFuture<'a, Handled> {
        let error = "this run injects nothing".to_owned();
        Box::pin(std::future::ready(Handled {
            label: injection.label.clone(),
            fault: injection.fault.name().to_owned(),
            regions: Vec::new(),
            report: Report {
                calls: Vec::new(),
                error: Some(error),
            },
        }))
    }

    fn undo<'a>(&'a self, _: &'a str) -> BoxFuture<'a, Option<Handled>> {
        Box::pin(std::future::ready(None))
    }

    fn in_effect(&self) -> BoxFuture<'_, Vec<String>> {
        Box::pin(std::future::ready(Vec::new()))
    }
}
