//! Makes changes so that they can be taken back by whoever comes after, and takes them back.
//!
//! One change at a time: it is announced in both copies of the journal, the dead-man's switch is
//! set, and only then is it made. Taking it back goes the other way: the undo is made and read
//! back, the switch is removed, and then the change is closed. A process may die between any two
//! of these; what is left then is undone by the switch, and closed by a recovery.
//!
//! A state that is neither the one before nor the one of the fault is somebody else's doing. It is
//! never overwritten: a person has to look.

use lexdr_wire::BoxFuture;
use std::sync::Arc;
use std::time::Duration;

use lexdr_changes::{Error, execute, read, settled};
use lexdr_deploy::{Clients, boxed};
use lexdr_journal::{Call, Change, Entry, How, Journal, Record, State, Subject, Writer};
use serde_json::Value;
use tokio::time::{Instant, sleep};

use crate::book::{Book, Place};
use crate::clock::now_ms;
use crate::switch::DeadMan;

/// Hears what is being done, a line at a time.
pub type Tell = Arc<dyn Fn(&str) + Send + Sync>;

/// How long a change may take until it is seen to be in effect.
const SETTLING: Duration = Duration::from_secs(90);

/// The longest pause before another try.
const LONGEST_PAUSE: Duration = Duration::from_secs(30);

/// Makes changes and takes them back, with the journal and the dead-man's switch in step.
pub struct Engine {
    clients: Clients,
    book: Book,
    dead_man: DeadMan,
    patience: Duration,
    tell: Tell,
}

/// What a step did, for the history.
#[derive(Debug, Default)]
pub struct Done {
    /// The calls that were made, as a person would make them.
    pub calls: Vec<String>,
    /// What went wrong, the first thing first.
    pub problems: Vec<String>,
}

/// Why a change is not taken back.
enum Stuck {
    /// Somebody else has changed the same thing.
    Foreign(String),
    /// It may go better later.
    Failed(String),
}

impl Engine {
    /// Begins a run whose journal has just begun: it exists in both places when this returns.
    /// `patience` is how long a call that fails for now is tried again.
    ///
    /// # Errors
    /// When the journal's other copy cannot be written.
    pub fn begin<'a>(
        clients: &'a Clients,
        writer: Writer<Place>,
        patience: Duration,
        tell: Tell,
    ) -> BoxFuture<'a, Result<Self, String>> {
        Box::pin(async move {
            let Some(header) = writer.journal().header().cloned() else {
                return Err("the journal has no header".to_owned());
            };
            let dead_man = DeadMan::new(clients, &header.partition, &header.switch);
            let book = Book::begin(clients, &header, writer).await?;
            Ok(Self::over(clients, book, dead_man, patience, tell))
        })
    }

    pub(crate) fn over(
        clients: &Clients,
        book: Book,
        dead_man: DeadMan,
        patience: Duration,
        tell: Tell,
    ) -> Self {
        Self {
            clients: clients.clone(),
            book,
            dead_man,
            patience,
            tell,
        }
    }

    /// The journal as far as it is written.
    #[must_use]
    pub const fn journal(&self) -> &Journal {
        self.book.journal()
    }

    /// Why the journal's other copy is behind, if it is.
    #[must_use]
    pub fn behind(&self) -> Option<&str> {
        self.book.behind()
    }

    /// Makes the changes of a fault, in order, up to the first that fails. What was made until then
    /// is in the journal, and [`undo`](Self::undo) takes it back.
    pub fn inject<'a>(
        &'a mut self,
        label: &'a str,
        fault: &'a str,
        changes: Vec<Change>,
        deadline: i64,
    ) -> BoxFuture<'a, Done> {
        Box::pin(async move {
            let mut done = Done::default();
            for change in changes {
                let made =
                    boxed(|| self.make(label, fault, change, deadline, &mut done.calls)).await;
                if let Err(problem) = made {
                    done.problems.push(problem);
                    break;
                }
            }
            done
        })
    }

    async fn make(
        &mut self,
        label: &str,
        fault: &str,
        change: Change,
        deadline: i64,
        calls: &mut Vec<String>,
    ) -> Result<(), String> {
        let id = self.book.next_id();
        let Change {
            subject,
            after,
            apply,
            undo,
            ..
        } = change.clone();
        let at = self.now();
        self.book
            .announce(Record::Opened {
                id,
                at,
                label: label.to_owned(),
                fault: fault.to_owned(),
                deadline,
                change,
            })
            .await?;
        let schedule = self.dead_man.schedule(id, subject.region());
        self.dead_man.arm(&schedule, deadline, &undo).await?;
        calls.push(format!(
            "CreateSchedule {} {}",
            schedule.region, schedule.name
        ));
        let at = self.now();
        self.book
            .announce(Record::Armed {
                id,
                at,
                schedule: schedule.name,
                region: schedule.region,
            })
            .await?;
        self.call(&apply).await.map_err(|error| error.to_string())?;
        calls.push(brief(&apply, &subject));
        let now = self.settled(&subject, &after).await;
        let now = now.map_err(|error| error.to_string())?;
        if now != after {
            return Err(format!("{subject}: the fault did not take effect"));
        }
        let at = self.now();
        // It is made: a copy that is behind is no reason not to go on to the undo.
        self.book.note(Record::Applied { id, at }).await
    }

    /// Takes back the changes of an injection, or of all, the last one first. One that cannot be
    /// taken back does not keep the others from it.
    pub fn undo<'a>(&'a mut self, label: Option<&'a str>) -> BoxFuture<'a, Done> {
        Box::pin(async move {
            let mut done = Done::default();
            let open = self.book.journal().open();
            let open: Vec<u32> = open
                .filter(|entry| label.is_none_or(|label| entry.label == label))
                .map(|entry| entry.id)
                .collect();
            for id in open {
                let Some(entry) = self.book.entry(id).cloned() else {
                    continue;
                };
                if let Err(problem) = boxed(|| self.take_back(&entry, &mut done.calls)).await {
                    done.problems.push(problem);
                }
            }
            done
        })
    }

    async fn take_back(&mut self, entry: &Entry, calls: &mut Vec<String>) -> Result<(), String> {
        let subject = &entry.change.subject;
        let restored = boxed(|| self.restore(entry, calls)).await;
        if let Err(Stuck::Failed(why)) = restored {
            return Err(format!("{subject}: {why}"));
        }
        // Either it is as it was, or it is somebody else's now, and then the switch must not
        // overwrite it either.
        let schedule = entry.schedule.clone();
        let schedule =
            schedule.unwrap_or_else(|| self.dead_man.schedule(entry.id, subject.region()));
        let acted = match self.dead_man.is_armed(&schedule).await {
            Ok(armed) => !armed,
            Err(_) => false,
        };
        self.disarm(&schedule).await?;
        calls.push(format!(
            "DeleteSchedule {} {}",
            schedule.region, schedule.name
        ));
        let (id, at) = (entry.id, self.now());
        self.book.note(Record::Disarmed { id, at }).await?;
        match restored {
            Ok(how) => {
                let by_switch = how == How::NeverApplied
                    && acted
                    && entry.state != State::Opened
                    && entry.deadline <= at;
                let how = if by_switch { How::BySwitch } else { how };
                self.book.note(Record::Closed { id, at, how }).await
            }
            Err(Stuck::Foreign(why) | Stuck::Failed(why)) => {
                let problem = format!("{subject}: {why}");
                self.book.note(Record::Left { id, at, why }).await?;
                Err(problem)
            }
        }
    }

    /// Brings back the state before, and sees that it is there.
    async fn restore(&self, entry: &Entry, calls: &mut Vec<String>) -> Result<How, Stuck> {
        let Change {
            subject,
            before,
            after,
            undo,
            ..
        } = &entry.change;
        let failed = |error: Error| Stuck::Failed(error.to_string());
        let now = self.look(subject).await.map_err(failed)?;
        let was_made = matches!(entry.state, State::Applied | State::Disarmed);
        let how = match (&now == before, was_made) {
            (false, _) => How::Undone,
            (true, true) => How::BySwitch,
            (true, false) => How::NeverApplied,
        };
        if &now != before && &now != after {
            return Err(Stuck::Foreign(foreign()));
        }
        // Of a change that was armed it is not known whether it was made: the call may still be on
        // its way. Its undo does no harm where there is nothing to undo.
        if &now != before || entry.state == State::Armed {
            self.call(undo).await.map_err(failed)?;
            calls.push(brief(undo, subject));
        }
        let last = self.settled(subject, before).await.map_err(failed)?;
        if &last == before {
            Ok(how)
        } else if &last == after {
            Err(Stuck::Failed("the undo did not take effect".to_owned()))
        } else {
            Err(Stuck::Foreign(foreign()))
        }
    }

    async fn disarm(&self, schedule: &lexdr_journal::Schedule) -> Result<(), String> {
        let mut pauses = Pauses::new(self.patience);
        loop {
            match self.dead_man.disarm(schedule).await {
                Ok(()) => return Ok(()),
                Err(why) if !pauses.wait(&why, &self.tell).await => return Err(why),
                Err(_) => {}
            }
        }
    }

    async fn call(&self, call: &Call) -> Result<(), Error> {
        self.patiently(|| execute(&self.clients, call)).await
    }

    async fn look(&self, subject: &Subject) -> Result<Value, Error> {
        self.patiently(|| read(&self.clients, subject)).await
    }

    async fn settled(&self, subject: &Subject, wanted: &Value) -> Result<Value, Error> {
        self.patiently(|| settled(&self.clients, subject, wanted, SETTLING))
            .await
    }

    /// Tries again what fails for now.
    async fn patiently<T, F>(&self, attempt: impl Fn() -> F) -> Result<T, Error>
    where
        F: Future<Output = Result<T, Error>>,
    {
        let mut pauses = Pauses::new(self.patience);
        loop {
            match boxed(&attempt).await {
                Err(error) if error.kind().is_worth_a_retry() => {
                    if !pauses.wait(&error, &self.tell).await {
                        return Err(error);
                    }
                }
                done => return done,
            }
        }
    }

    /// Says that the run is over, if nothing is open.
    ///
    /// # Errors
    /// When the journal cannot be written.
    pub fn end(&mut self) -> BoxFuture<'_, Result<(), String>> {
        Box::pin(async move {
            if self.book.journal().open().next().is_none() {
                let at = self.now();
                self.book.note(Record::Ended { at }).await?;
            }
            self.book.catch_up().await;
            Ok(())
        })
    }

    /// What was left alone, because somebody else has changed it: a person has to look.
    #[must_use]
    pub fn left(&self) -> Vec<String> {
        let left = self.book.journal().left();
        let why = |entry: &Entry| entry.left.clone().unwrap_or_default();
        left.map(|entry| format!("{}: {}", entry.change.subject, why(entry)))
            .collect()
    }

    /// What a person can paste, should nothing else help: the undo of each open change.
    #[must_use]
    pub fn by_hand(&self) -> Vec<String> {
        let open = self.book.journal().open();
        open.map(|entry| entry.change.undo.to_string()).collect()
    }

    fn now(&self) -> i64 {
        now_ms(&self.clients)
    }
}

fn foreign() -> String {
    "somebody else has changed it since: left alone; compare it with the journal".to_owned()
}

/// A call for the history: `PutFunctionConcurrency: reserved concurrency of lexDRTest in us-east-1`.
fn brief(call: &Call, subject: &Subject) -> String {
    format!("{}: {subject}", call.operation)
}

/// Longer and longer pauses, until patience is over.
struct Pauses {
    until: Instant,
    next: Duration,
}

impl Pauses {
    fn new(patience: Duration) -> Self {
        Self {
            until: Instant::now() + patience,
            next: Duration::from_secs(1),
        }
    }

    /// Waits; `false` if that would be too long.
    async fn wait(&mut self, why: &impl ToString, tell: &Tell) -> bool {
        if Instant::now() + self.next > self.until {
            return false;
        }
        tell(&format!(
            "{}; trying again in {} s",
            why.to_string(),
            self.next.as_secs()
        ));
        sleep(self.next).await;
        self.next = (self.next * 2).min(LONGEST_PAUSE);
        true
    }
}
