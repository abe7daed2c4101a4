//! Puts back what an interrupted run has left: from its journal on this machine, from the other
//! copy of it, or from both.

use lexdr_wire::BoxFuture;
use std::io;
use std::path::Path;
use std::time::Duration;

use lexdr_deploy::Clients;
use lexdr_journal::{Entry, Journal, Remote, Storage, Writer, find_open};

use crate::book::{Book, Place};
use crate::config::Config;
use crate::copy::Table;
use crate::engine::{Done, Engine, Tell};
use crate::guards::{Known, OpenJournal};
use crate::switch::DeadMan;

/// A journal with something left to do, and how to write to it.
pub struct Unsettled {
    /// What both copies know.
    pub journal: Journal,
    /// Where it was found.
    pub places: Vec<String>,
    writer: Writer<Place>,
}

/// What is left to do after interrupted runs.
#[derive(Default)]
pub struct Left {
    /// What can be worked on.
    pub runs: Vec<Unsettled>,
    /// What cannot: a change may hide in each.
    pub problems: Vec<String>,
}

impl Left {
    /// Whether there is nothing to do.
    #[must_use]
    pub const fn is_empty(&self) -> bool {
        self.runs.is_empty() && self.problems.is_empty()
    }
}

/// Looks for what interrupted runs have left, here and in the table.
pub fn find<'a>(
    clients: &'a Clients,
    directory: &'a Path,
    remote: &'a Remote,
) -> BoxFuture<'a, Left> {
    Box::pin(async move {
        let mut left = here(directory);
        left.look_in(clients, remote).await;
        left
    })
}

/// Journals that are not settled. Unlike a recovery this takes none of them for itself.
pub(crate) async fn open_journals(clients: &Clients, config: &Config) -> Known<Vec<OpenJournal>> {
    let directory = &config.journal.directory;
    let found =
        find_open(directory).map_err(|error| format!("{}: {error}", directory.display()))?;
    if let Some((_, error)) = found.unreadable.first() {
        return Err(error.to_string());
    }
    let here = found.open.iter().map(|(path, journal)| OpenJournal {
        run: journal.run().to_owned(),
        place: path.display().to_string(),
    });
    let mut left = Left::default();
    left.look_in(clients, &config.journal.remote()).await;
    if let Some(problem) = left.problems.first() {
        return Err(problem.clone());
    }
    let there = left.runs.iter().flat_map(|run| {
        let places = run.places.iter().cloned();
        places.map(|place| OpenJournal {
            run: run.journal.run().to_owned(),
            place,
        })
    });
    Ok(here.chain(there).collect())
}

fn here(directory: &Path) -> Left {
    let mut left = Left::default();
    let found = match find_open(directory) {
        Ok(found) => found,
        Err(error) => {
            let problem = format!("{}: {error}", directory.display());
            left.problems.push(problem);
            return left;
        }
    };
    for (_, error) in found.unreadable {
        left.problems.push(error.to_string());
    }
    for (path, _) in found.open {
        match Writer::open(&path) {
            Ok(writer) => {
                let place = path.display().to_string();
                left.runs.push(Unsettled::of(&place, writer.boxed()));
            }
            Err(error) => left.problems.push(error.to_string()),
        }
    }
    left
}

impl Left {
    /// Adds what the table knows.
    pub fn look_in<'a>(
        &'a mut self,
        clients: &'a Clients,
        remote: &'a Remote,
    ) -> BoxFuture<'a, ()> {
        Box::pin(async move {
            match Table::new(clients, remote).open().await {
                Ok(copies) => {
                    for (run, bytes) in copies {
                        let place = format!("{} in {}", remote.table, remote.region);
                        there(&place, &run, &bytes, self);
                    }
                }
                Err(why) => self.problems.push(why),
            }
        })
    }
}

fn there(place: &str, run: &str, bytes: &[u8], left: &mut Left) {
    if let Some(known) = left
        .runs
        .iter_mut()
        .find(|known| known.journal.run() == run)
    {
        let merged = Journal::read(place, bytes).map_err(|error| error.to_string());
        let merged = merged.and_then(|other| {
            lexdr_journal::merge(&known.journal, &other).map_err(|error| error.to_string())
        });
        match merged {
            Ok(journal) => known.journal = journal,
            Err(problem) => left.problems.push(problem),
        }
        known.places.push(place.to_owned());
        return;
    }
    // The machine that has the file may be gone: then this is all there is.
    let storage: Place = Box::new(Kept(bytes.to_vec()));
    match Writer::resume(place, storage, bytes) {
        Ok(writer) => left.runs.push(Unsettled::of(place, writer)),
        Err(error) => left.problems.push(error.to_string()),
    }
}

/// A journal whose file is on another machine. What is added to it goes to the other copy.
struct Kept(Vec<u8>);

impl Storage for Kept {
    fn append(&mut self, bytes: &[u8]) -> io::Result<()> {
        self.0.extend_from_slice(bytes);
        Ok(())
    }

    fn sync(&mut self) -> io::Result<()> {
        Ok(())
    }

    fn cut(&mut self, length: u64) -> io::Result<()> {
        self.0
            .truncate(usize::try_from(length).unwrap_or(usize::MAX));
        Ok(())
    }
}

impl Unsettled {
    /// A journal that was found in this place.
    #[must_use]
    pub fn of(place: &str, writer: Writer<Place>) -> Self {
        Self {
            journal: writer.journal().clone(),
            places: vec![place.to_owned()],
            writer,
        }
    }

    /// What there is to take back, in that order.
    pub fn changes(&self) -> impl Iterator<Item = &Entry> {
        self.journal.open()
    }

    /// Takes everything back, and closes the journal in both its places.
    pub fn settle<'a>(
        self,
        clients: &'a Clients,
        patience: Duration,
        tell: Tell,
    ) -> BoxFuture<'a, Settled> {
        Box::pin(async move {
            let Some(header) = self.journal.header().cloned() else {
                return Settled::failed(
                    "the journal has lost its first line, which says how to go on",
                );
            };
            let Some(remote) = &header.remote else {
                return Settled::failed("the journal does not say where its other copy is");
            };
            let dead_man = DeadMan::new(clients, &header.partition, &header.switch);
            let copy = Table::new(clients, remote).resume(&header.run);
            let mut book = Book::of(self.writer, copy);
            if let Err(problem) = book.reconcile().await {
                tell(&format!("{problem}; going on with the copy that is here"));
            }
            let mut engine = Engine::over(clients, book, dead_man, patience, tell);
            let mut done = engine.undo(None).await;
            if let Err(problem) = engine.end().await {
                done.problems.push(problem);
            }
            if let Some(behind) = engine.behind() {
                done.problems
                    .push(format!("the journal's other copy is behind: {behind}"));
            }
            Settled {
                done,
                by_hand: engine.by_hand(),
            }
        })
    }
}

/// What became of a recovery.
#[derive(Debug)]
pub struct Settled {
    /// What was done, and what went wrong.
    pub done: Done,
    /// What a person has to do instead.
    pub by_hand: Vec<String>,
}

impl Settled {
    fn failed(why: &str) -> Self {
        Self {
            done: Done {
                calls: Vec::new(),
                problems: vec![why.to_owned()],
            },
            by_hand: Vec::new(),
        }
    }
}
