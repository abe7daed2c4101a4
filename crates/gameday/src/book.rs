//! The journal in both its places, as one thing to write to.

use lexdr_deploy::Clients;
use lexdr_journal::{Entry, Header, Journal, Record, Storage, WriteError, Writer};

use crate::copy::{RemoteCopy, Stored, Table};

/// Where the journal's own copy is.
pub type Place = Box<dyn Storage + Send + Sync>;

/// Two copies of one journal.
pub(crate) struct Book {
    writer: Writer<Place>,
    copy: RemoteCopy,
    /// Why the other copy is behind, if it is.
    behind: Option<String>,
}

impl Book {
    /// Writes the other copy of a journal that has just begun.
    pub(crate) async fn begin(
        clients: &Clients,
        header: &Header,
        writer: Writer<Place>,
    ) -> Result<Self, String> {
        let Some(remote) = &header.remote else {
            return Err("the journal has no place for its other copy".to_owned());
        };
        let copy = Table::new(clients, remote).begin(&header.run);
        let mut book = Self::of(writer, copy);
        book.copied().await?;
        Ok(book)
    }

    /// Goes on with a journal whose writer is there.
    pub(crate) fn of(writer: Writer<Place>, copy: RemoteCopy) -> Self {
        Self {
            writer,
            copy,
            behind: None,
        }
    }

    pub(crate) const fn journal(&self) -> &Journal {
        self.writer.journal()
    }

    pub(crate) fn next_id(&self) -> u32 {
        self.writer.next_id()
    }

    pub(crate) fn entry(&self, id: u32) -> Option<&Entry> {
        self.journal().entry(id)
    }

    /// Why the other copy does not say what this one says, if it does not.
    pub(crate) fn behind(&self) -> Option<&str> {
        self.behind.as_deref()
    }

    /// Writes a record into both copies. What is to follow it must not be done if this fails.
    pub(crate) async fn announce(&mut self, record: Record) -> Result<(), String> {
        self.writer.append(record).map_err(said)?;
        self.copied().await
    }

    /// Writes a record of what is done already. That the other copy is behind is no reason to
    /// stop; it is brought up to date with the next record that goes through.
    pub(crate) async fn note(&mut self, record: Record) -> Result<(), String> {
        self.writer.append(record).map_err(said)?;
        self.catch_up().await;
        Ok(())
    }

    /// Tries to bring the other copy up to date.
    pub(crate) async fn catch_up(&mut self) {
        self.behind = self.copied().await.err();
    }

    /// Takes over what the other copy knows and this one does not.
    pub(crate) async fn reconcile(&mut self) -> Result<(), String> {
        let Some(bytes) = self.copy.load().await? else {
            return Ok(());
        };
        let other = Journal::read("the journal's other copy", &bytes);
        let other = other.map_err(|error| error.to_string())?;
        self.writer.adopt(&other).map(drop).map_err(said)
    }

    async fn copied(&mut self) -> Result<(), String> {
        loop {
            match self.copy.store(self.writer.journal()).await? {
                Stored::All => return Ok(()),
                // A recovery elsewhere. Each round takes over at least one line.
                Stored::Others(journal) => drop(self.writer.adopt(&journal).map_err(said)?),
            }
        }
    }
}

#[expect(clippy::needless_pass_by_value, reason = "for map_err")]
fn said(error: WriteError) -> String {
    error.to_string()
}
