//! What only the simulator can see exactly: runs of the health check and writes of the route.

use std::collections::BTreeSet;
use std::sync::{Mutex, OnceLock, PoisonError};
use std::time::{Duration, SystemTime};

use lexdr_deploy::System;
use lexdr_history::{CheckResult, CheckRun, CheckTrace, Event, Write};
use lexdr_simulator::{InvocationResult, Observation, Observer};
use serde::Deserialize;
use serde_json::Value;
use tokio::sync::watch;

use crate::logs;
use crate::recorder::Recorder;
use crate::tap::CheckCalls;

/// Records what the simulator shows of the health check and of the route item.
pub(crate) struct Watch {
    recorder: Recorder,
    check_function: String,
    region: String,
    table: String,
    calls: CheckCalls,
    /// Runs of the health check whose handler has begun.
    begun: Mutex<BTreeSet<(String, u32)>>,
    /// Set where logs are kept: what must not get into a history.
    secrets: OnceLock<Vec<String>>,
}

impl Watch {
    pub(crate) fn new(recorder: Recorder, system: &System) -> Self {
        Self {
            recorder,
            check_function: system.check_function.clone(),
            region: system.primary.clone(),
            table: system.table.clone(),
            calls: CheckCalls::default(),
            begun: Mutex::default(),
            secrets: OnceLock::new(),
        }
    }

    /// Where the health check's calls are to be told.
    pub(crate) fn calls(&self) -> CheckCalls {
        self.calls.clone()
    }

    /// From now on the logs of runs that do not return are kept, without these secrets.
    pub(crate) fn keep_logs(&self, secrets: Vec<String>) {
        // Said once, as the world is made.
        let _ = self.secrets.set(secrets);
    }

    fn begun<T>(&self, act: impl FnOnce(&mut BTreeSet<(String, u32)>) -> T) -> T {
        act(&mut self.begun.lock().unwrap_or_else(PoisonError::into_inner))
    }

    /// What was seen of a run; `None` if its answer says what it found.
    fn trace(
        &self,
        result: &CheckResult,
        starting: bool,
        (start_ms, end_ms): (i64, i64),
        log: &str,
    ) -> Option<CheckTrace> {
        let log = match result {
            CheckResult::Refused { .. }
            | CheckResult::Returned {
                primary: Some(_), ..
            } => return None,
            CheckResult::Returned { .. } => None,
            CheckResult::Failed { .. } | CheckResult::TimedOut => self
                .secrets
                .get()
                .and_then(|secrets| logs::tail(log, secrets)),
        };
        Some(CheckTrace {
            starting,
            calls: self.calls.during(start_ms, end_ms),
            log,
        })
    }
}

impl Observer for Watch {
    fn observed(&self, what: &Observation<'_>) {
        match what {
            Observation::InvocationStarted {
                function,
                request_id,
                attempt,
                ..
            } if *function == self.check_function => {
                self.begun(|begun| begun.insert(((*request_id).to_owned(), *attempt)));
            }
            Observation::InvocationEnded {
                function,
                request_id,
                attempt,
                start_ms,
                end_ms,
                result,
                log_tail,
                ..
            } if *function == self.check_function => {
                let run = ((*request_id).to_owned(), *attempt);
                let starting = !self.begun(|begun| begun.remove(&run));
                let (start, end) = (date(*start_ms), date(*end_ms));
                let (attempt, result) = (*attempt, check_result(result));
                let trace = self.trace(&result, starting, (*start_ms, *end_ms), log_tail);
                self.recorder.record(move |clock| {
                    Event::Check(CheckRun {
                        during: clock.during(start, end),
                        attempt,
                        result,
                        trace,
                    })
                });
            }
            Observation::ItemChanged {
                region,
                table,
                at_ms,
                item,
                ..
            } if *region == self.region && *table == self.table => {
                let attribute = |name: &str| {
                    item.and_then(|item| item[name]["S"].as_str())
                        .map(str::to_owned)
                };
                let (lex_region, reason) = (attribute("lexRegion"), attribute("reason"));
                let at = date(*at_ms);
                self.recorder.record(move |clock| {
                    Event::Write(Write {
                        at_ms: clock.ms(at),
                        lex_region,
                        reason,
                    })
                });
            }
            _ => {}
        }
    }
}

/// Knows whether a run of the health check is under way.
pub(crate) struct Checks {
    function: String,
    running: Mutex<BTreeSet<(String, u32)>>,
    busy: watch::Sender<bool>,
}

impl Checks {
    /// Tells `busy` of every change.
    pub(crate) fn new(function: &str, busy: watch::Sender<bool>) -> Self {
        Self {
            function: function.to_owned(),
            running: Mutex::default(),
            busy,
        }
    }

    fn change(&self, act: impl FnOnce(&mut BTreeSet<(String, u32)>)) {
        let mut running = self.running.lock().unwrap_or_else(PoisonError::into_inner);
        act(&mut running);
        self.busy.send_replace(!running.is_empty());
    }
}

impl Observer for Checks {
    fn observed(&self, what: &Observation<'_>) {
        match what {
            Observation::InvocationStarted {
                function,
                request_id,
                attempt,
                ..
            } if *function == self.function => self.change(|running| {
                running.insert(((*request_id).to_owned(), *attempt));
            }),
            Observation::InvocationEnded {
                function,
                request_id,
                attempt,
                ..
            } if *function == self.function => self.change(|running| {
                running.remove(&((*request_id).to_owned(), *attempt));
            }),
            _ => {}
        }
    }
}

fn date(epoch_ms: i64) -> SystemTime {
    SystemTime::UNIX_EPOCH + Duration::from_millis(u64::try_from(epoch_ms).unwrap_or(0))
}

/// What our own health check adds to the published answer.
#[derive(Default, Deserialize)]
#[serde(rename_all = "camelCase", default)]
struct Said {
    lex_region: Option<String>,
    primary: Option<String>,
    secondary: Option<String>,
}

pub(crate) fn check_result(result: &InvocationResult<'_>) -> CheckResult {
    match result {
        InvocationResult::Returned(payload) => {
            // Somebody else's check may answer anything at all.
            let said: Said = serde_json::from_slice::<Value>(payload)
                .and_then(serde_json::from_value)
                .unwrap_or_default();
            CheckResult::Returned {
                lex_region: said.lex_region,
                primary: said.primary,
                secondary: said.secondary,
            }
        }
        InvocationResult::FunctionError(error) => CheckResult::Failed {
            error: format!("{}: {}", error.error_type, error.message),
        },
        InvocationResult::TimedOut => CheckResult::TimedOut,
        InvocationResult::Throttled => CheckResult::Refused {
            error: "throttled: no concurrency".to_owned(),
        },
    }
}
