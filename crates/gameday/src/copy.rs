//! The journal's other copy: an item of a table in a region where no fault acts. It is what a
//! recovery has if the machine that ran is gone.

use std::collections::HashMap;

use aws_sdk_dynamodb::Client;
use aws_sdk_dynamodb::error::ProvideErrorMetadata as _;
use aws_sdk_dynamodb::types::AttributeValue;
use lexdr_deploy::Clients;
use lexdr_journal::{Journal, Remote};

use crate::said::said;

/// What the keys of journals begin with.
const PREFIX: &str = "journal#";

/// How often a write is tried again because somebody else has written in between.
const ROUNDS: usize = 5;

/// The other copy of one run's journal.
#[derive(Debug)]
pub(crate) struct RemoteCopy {
    table: Table,
    run: String,
    /// How many lines are there; nothing if that has to be looked up.
    lines: Option<usize>,
}

/// The table that holds copies.
#[derive(Debug, Clone)]
pub(crate) struct Table {
    dynamodb: Client,
    name: String,
}

/// What became of a write.
pub(crate) enum Stored {
    /// The copy holds every line.
    All,
    /// Somebody else has written lines that are not ours: these are to be taken over first.
    Others(Box<Journal>),
}

impl Table {
    pub(crate) fn new(clients: &Clients, remote: &Remote) -> Self {
        Self {
            dynamodb: clients.dynamodb(&remote.region),
            name: remote.table.clone(),
        }
    }

    /// The copy of a run that is just beginning.
    pub(crate) fn begin(&self, run: &str) -> RemoteCopy {
        self.copy(run, Some(0))
    }

    /// The copy of a run that has begun elsewhere.
    pub(crate) fn resume(&self, run: &str) -> RemoteCopy {
        self.copy(run, None)
    }

    fn copy(&self, run: &str, lines: Option<usize>) -> RemoteCopy {
        RemoteCopy {
            table: self.clone(),
            run: run.to_owned(),
            lines,
        }
    }

    /// The copies of journals that are not settled, as they stand there, by run.
    pub(crate) async fn open(&self) -> Result<Vec<(String, Vec<u8>)>, String> {
        let mut open = Vec::new();
        let mut from = None;
        loop {
            let call = self.dynamodb.scan().table_name(&self.name);
            let page = call
                .consistent_read(true)
                .filter_expression("begins_with(id, :journal) AND settled = :no")
                .expression_attribute_values(":journal", AttributeValue::S(PREFIX.to_owned()))
                .expression_attribute_values(":no", AttributeValue::Bool(false))
                .set_exclusive_start_key(from)
                .send()
                .await;
            let page = page.map_err(|error| said(&format!("Scan {}", self.name), error))?;
            for item in page.items.unwrap_or_default() {
                let id = item.get("id").and_then(|id| id.as_s().ok());
                let Some(run) = id.and_then(|id| id.strip_prefix(PREFIX)) else {
                    continue;
                };
                open.push((run.to_owned(), joined(&lines_of(&item))));
            }
            from = page.last_evaluated_key;
            if from.is_none() {
                open.sort();
                return Ok(open);
            }
        }
    }
}

impl RemoteCopy {
    /// The copy as it stands, if there is one.
    pub(crate) async fn load(&mut self) -> Result<Option<Vec<u8>>, String> {
        Ok(self.lines().await?.map(|lines| joined(&lines)))
    }

    async fn lines(&mut self) -> Result<Option<Vec<String>>, String> {
        let call = self.table.dynamodb.get_item();
        let call = call.table_name(&self.table.name).key("id", self.id());
        let found = call.consistent_read(true).send().await;
        let found = found.map_err(|error| said(&format!("GetItem {}", self.table.name), error))?;
        let lines = found.item.map(|item| lines_of(&item));
        self.lines = Some(lines.as_ref().map_or(0, Vec::len));
        Ok(lines)
    }

    fn id(&self) -> AttributeValue {
        AttributeValue::S(format!("{PREFIX}{}", self.run))
    }

    /// Brings the copy up to what the journal says.
    pub(crate) async fn store(&mut self, journal: &Journal) -> Result<Stored, String> {
        let ours = journal.lines().map_err(|error| error.to_string())?;
        let ours: Vec<String> = ours.iter().map(|line| line.text().to_owned()).collect();
        for _ in 0..ROUNDS {
            let there = match self.lines {
                Some(there) => there,
                None => {
                    let lines = self.lines().await?.unwrap_or_default();
                    if lines.iter().any(|line| !ours.contains(line)) {
                        return self.others(&lines);
                    }
                    lines.len()
                }
            };
            if self.put(&ours, there, journal.is_settled()).await? {
                self.lines = Some(ours.len());
                return Ok(Stored::All);
            }
            // Somebody else has written, or our own write was done and its answer lost.
            self.lines = None;
        }
        Err(format!(
            "UpdateItem {} (the journal of {}): somebody else writes it at the same time",
            self.table.name, self.run
        ))
    }

    fn others(&mut self, lines: &[String]) -> Result<Stored, String> {
        let place = format!("{} (the journal of {})", self.table.name, self.run);
        let journal = Journal::read(&place, &joined(lines)).map_err(|error| error.to_string())?;
        Ok(Stored::Others(Box::new(journal)))
    }

    /// Writes all lines if there are still so many; `false` if there are not.
    async fn put(&self, ours: &[String], there: usize, settled: bool) -> Result<bool, String> {
        let lines = ours.iter().cloned().map(AttributeValue::S).collect();
        let number = |number: usize| AttributeValue::N(number.to_string());
        let call = self.table.dynamodb.update_item();
        let call = call.table_name(&self.table.name).key("id", self.id());
        let call = call
            .update_expression("SET #lines = :lines, #count = :count, settled = :settled")
            .expression_attribute_names("#lines", "lines")
            .expression_attribute_names("#count", "count")
            .expression_attribute_values(":lines", AttributeValue::L(lines))
            .expression_attribute_values(":count", number(ours.len()))
            .expression_attribute_values(":settled", AttributeValue::Bool(settled));
        let call = match there {
            0 => call.condition_expression("attribute_not_exists(id)"),
            there => call
                .condition_expression("#count = :there")
                .expression_attribute_values(":there", number(there)),
        };
        match call.send().await {
            Ok(_) => Ok(true),
            Err(error) if error.code() == Some("ConditionalCheckFailedException") => Ok(false),
            Err(error) => {
                let what = format!("UpdateItem {} (the journal)", self.table.name);
                Err(said(&what, error))
            }
        }
    }
}

fn lines_of(item: &HashMap<String, AttributeValue>) -> Vec<String> {
    let lines = item.get("lines").and_then(|lines| lines.as_l().ok());
    let lines = lines.into_iter().flatten();
    lines.filter_map(|line| line.as_s().ok()).cloned().collect()
}

fn joined(lines: &[String]) -> Vec<u8> {
    let lines = lines.iter().flat_map(|line| [line.as_str(), "\n"]);
    lines.collect::<String>().into_bytes()
}
