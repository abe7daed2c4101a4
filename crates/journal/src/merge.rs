//! Two copies of one journal, either of which may be behind or damaged.

use crate::journal::Tail;
use crate::{Journal, Record};

/// The two are not copies of one journal.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("these are journals of two runs, `{local}` and `{remote}`; recover each by itself")]
pub struct DifferentRuns {
    /// The run of the first.
    pub local: String,
    /// The run of the second.
    pub remote: String,
}

/// What two copies of one journal know together: every record that either has, so that each
/// change is as far as the copy that saw more of it says. What is damaged in one copy and whole
/// in the other is no problem any more.
///
/// # Errors
///
/// If they are of different runs.
pub fn merge(local: &Journal, remote: &Journal) -> Result<Journal, DifferentRuns> {
    if local.run() != remote.run() {
        return Err(DifferentRuns {
            local: local.run().to_owned(),
            remote: remote.run().to_owned(),
        });
    }
    let mut records: Vec<(u32, Record)> = owned(local).collect();
    records.extend(owned(remote).filter(|(number, record)| !local.holds(*number, record)));

    let notes = [local.notes(), remote.notes()].concat();
    let damage = [local.damage(), remote.damage()].concat();
    let run = local.run().to_owned();
    Ok(Journal::assemble(run, records, damage, notes, Tail::Clean))
}

fn owned(journal: &Journal) -> impl Iterator<Item = (u32, Record)> {
    let records = journal.records();
    records.map(|(number, record)| (number, record.clone()))
}
