//! What somebody inside the simulator sees of a run, as it happens.

use std::sync::{Arc, Mutex};

use aws_smithy_types::DateTime;
use aws_smithy_types::date_time::Format;
use lexdr_faults::{CallerKind, Fired};
use lexdr_runner::Witness;
use lexdr_simulator::{Observation, Observer, Principal};
use serde_json::Value;
use tokio::time::Instant;

/// Who asks a bot, or the table.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Who {
    Check,
    GetRegion,
    Caller,
}

/// Something that happened in the world.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum What {
    /// The runner begins a step.
    Step {
        inject: bool,
        label: String,
    },
    /// Lex's model API took a change of the alias, or of the bot behind it.
    Alias {
        region: String,
        there: bool,
    },
    Bot {
        region: String,
        there: bool,
    },
    /// A question met a bot, or the fault in front of it. `user` is the session it was asked in.
    Asked {
        sent_ms: i64,
        by: Who,
        user: String,
        region: String,
        well: bool,
    },
    /// The table was read.
    Read {
        by: Who,
    },
    /// The check sent what the table took later.
    Write {
        taken_ms: i64,
    },
    /// The item says this now.
    Route(String),
    /// And this of the check that wrote it.
    Item(Item),
    /// The harness read it.
    Looked,
}

/// What the item says of the checks; dates in milliseconds since 1970.
#[derive(Debug, Clone, Default, PartialEq)]
pub(crate) struct Item {
    pub(crate) checked_at: Option<i64>,
    pub(crate) changed_at: Option<i64>,
    pub(crate) reason: Option<String>,
}

impl Item {
    fn new(item: &Value) -> Self {
        let text = |name: &str| item[name]["S"].as_str();
        let date = |name: &str| {
            let date = DateTime::from_str(text(name)?, Format::DateTime).ok()?;
            date.to_millis().ok()
        };
        Self {
            checked_at: date("checkedAt"),
            changed_at: date("changedAt"),
            reason: text("reason").map(str::to_owned),
        }
    }
}

/// What happened, in order of time; milliseconds since 1970.
#[derive(Default)]
pub(crate) struct Log(Mutex<Entries>);

#[derive(Default)]
struct Entries {
    list: Vec<(i64, What)>,
    /// An instant and its date.
    anchor: Option<(Instant, i64)>,
}

impl Log {
    pub(crate) fn witness(self: &Arc<Self>) -> Witness {
        let log = Arc::clone(self);
        Witness {
            world: Arc::<Self>::clone(self),
            wire: Arc::new(move |fired: &Fired| log.fired(fired)),
        }
    }

    /// Everything, in order of time.
    pub(crate) fn take(&self) -> Vec<(i64, What)> {
        let mut list = std::mem::take(&mut self.0.lock().unwrap().list);
        list.sort_by_key(|(at_ms, _)| *at_ms);
        list
    }

    fn add(&self, at_ms: i64, what: What) {
        self.0.lock().unwrap().list.push((at_ms, what));
    }

    /// The date at this very instant. There were calls before, so it can be told.
    fn now_ms(&self) -> i64 {
        let (then, then_ms) = self.0.lock().unwrap().anchor.expect("calls before faults");
        then_ms + i64::try_from(then.elapsed().as_millis()).unwrap()
    }

    /// Hears the runner's progress.
    pub(crate) fn progress(&self, line: &str) {
        let (inject, label) = match line.split_once(' ') {
            Some(("inject", label)) => (true, label.to_owned()),
            Some(("undo", label)) => (false, label.to_owned()),
            _ => return,
        };
        self.add(self.now_ms(), What::Step { inject, label });
    }

    fn fired(&self, fired: &Fired) {
        let by = match fired.caller {
            CallerKind::Checker => Who::Check,
            CallerKind::Customer => Who::Caller,
            CallerKind::Operator | CallerKind::Other => return,
        };
        if is_question(&fired.call.operation) {
            let sent_ms = self.now_ms();
            let asked = What::Asked {
                sent_ms,
                by,
                user: fired.call.label("userId").to_owned(),
                region: fired.call.region.clone(),
                well: false,
            };
            self.add(sent_ms, asked);
        }
    }
}

fn is_question(operation: &str) -> bool {
    matches!(operation, "PostText" | "PutSession")
}

fn who(principal: &Principal) -> Option<Who> {
    match principal {
        Principal::Operator | Principal::ScheduleRole { .. } => None,
        Principal::Service(_) => Some(Who::Caller),
        Principal::FunctionRole { function, .. } if function == "lexDRTest" => Some(Who::Check),
        Principal::FunctionRole { .. } => Some(Who::GetRegion),
    }
}

impl Observer for Log {
    fn observed(&self, what: &Observation<'_>) {
        match what {
            Observation::Exchange {
                start_ms,
                effect_ms,
                end_ms,
                principal: Some(principal),
                call,
                status,
                ..
            } => {
                self.0
                    .lock()
                    .unwrap()
                    .anchor
                    .get_or_insert((Instant::now(), *end_ms));
                // Without a status the caller was gone before the answer: it tells nobody.
                let (Some(effect_ms), Some(status)) = (*effect_ms, *status) else {
                    return;
                };
                let (well, region) = (status < 300, call.region.clone());
                let there = call.operation.starts_with("Put");
                match (call.operation.as_str(), who(principal)) {
                    ("PutBotAlias" | "DeleteBotAlias", None) if well => {
                        self.add(effect_ms, What::Alias { region, there });
                    }
                    ("PutBot" | "DeleteBot", None) if well => {
                        self.add(effect_ms, What::Bot { region, there });
                    }
                    (operation, Some(by)) if is_question(operation) => {
                        let user = call.label("userId").to_owned();
                        let asked = What::Asked {
                            sent_ms: *start_ms,
                            by,
                            user,
                            region,
                            well,
                        };
                        self.add(effect_ms, asked);
                    }
                    ("GetItem", None) => self.add(effect_ms, What::Looked),
                    ("GetItem", Some(by)) => self.add(effect_ms, What::Read { by }),
                    ("UpdateItem", Some(Who::Check)) if well => {
                        let taken_ms = effect_ms;
                        self.add(*start_ms, What::Write { taken_ms });
                    }
                    _ => {}
                }
            }
            Observation::ItemChanged {
                at_ms,
                item: Some(item),
                ..
            } => {
                let route = item["lexRegion"]["S"].as_str().unwrap_or_default();
                self.add(*at_ms, What::Route(route.to_owned()));
                self.add(*at_ms, What::Item(Item::new(item)));
            }
            _ => {}
        }
    }
}
