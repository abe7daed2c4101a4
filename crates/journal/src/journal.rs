//! What the records of a journal amount to.

use std::collections::{BTreeMap, BTreeSet};
use std::io;

use crate::{Entry, Header, Line, Note, Problem, Record, State, Trouble};

/// What comes after the last line that counts.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Tail {
    /// Nothing.
    Clean,
    /// Nothing, not even the line's end.
    Unended,
    /// Part of a line that was never whole; the good part of the file has this length.
    Torn { at: u64 },
    /// A damaged line with its end, which is a problem as soon as something follows it.
    Damaged(Problem),
}

/// A journal as it was read: every record that can be trusted, and what they amount to.
#[derive(Debug, Clone, PartialEq)]
pub struct Journal {
    run: String,
    /// In order of their numbers. Two copies may have given one number to two records: both count.
    records: Vec<(u32, Record)>,
    damage: Vec<Problem>,
    notes: Vec<Note>,
    tail: Tail,
    header: Option<Header>,
    entries: BTreeMap<u32, Entry>,
    /// What is known of changes whose opening is lost, with the number of the last record.
    orphans: BTreeMap<u32, (u32, State)>,
    /// Ids opened again, with the number of that record.
    twice: Vec<(u32, u32)>,
    /// The last end, with its number.
    ended: Option<(u32, i64)>,
    problems: Vec<Problem>,
}

impl Journal {
    /// A journal of these records. `damage` is what else was found between them; where there is a
    /// record with the number of a damaged one, that is mended.
    pub(crate) fn assemble(
        run: String,
        mut records: Vec<(u32, Record)>,
        mut damage: Vec<Problem>,
        mut notes: Vec<Note>,
        tail: Tail,
    ) -> Self {
        records.sort_by_key(|(number, _)| *number);
        let numbers: BTreeSet<u32> = records.iter().map(|(number, _)| *number).collect();
        damage.retain(|problem| {
            let whole = problem.number().filter(|number| numbers.contains(number));
            let (Some(number), Some(line)) = (whole, problem.line) else {
                return true;
            };
            notes.push(Note::Healed { line, number });
            false
        });
        let mut journal = Self {
            run,
            records: Vec::new(),
            damage,
            notes,
            tail,
            header: None,
            entries: BTreeMap::new(),
            orphans: BTreeMap::new(),
            twice: Vec::new(),
            ended: None,
            problems: Vec::new(),
        };
        // Openings first: in a mended journal one may stand behind what follows from it.
        let opens = |record: &Record| matches!(record, Record::Opened { .. });
        for (number, record) in records.iter().filter(|(_, record)| opens(record)) {
            journal.count(*number, record);
        }
        for (number, record) in records.iter().filter(|(_, record)| !opens(record)) {
            journal.count(*number, record);
        }
        journal.records = records;
        journal.problems = journal.find_problems();
        journal
    }

    /// The run's id.
    #[must_use]
    pub fn run(&self) -> &str {
        &self.run
    }

    /// The header, unless its line is lost.
    #[must_use]
    pub const fn header(&self) -> Option<&Header> {
        self.header.as_ref()
    }

    /// Every change, in order of opening.
    pub fn entries(&self) -> impl DoubleEndedIterator<Item = &Entry> {
        self.entries.values()
    }

    /// The change with this id.
    #[must_use]
    pub fn entry(&self, id: u32) -> Option<&Entry> {
        self.entries.get(&id)
    }

    /// The changes that still need work, the last opened first: the order to undo them in.
    pub fn open(&self) -> impl Iterator<Item = &Entry> {
        self.entries().rev().filter(|entry| entry.state.is_open())
    }

    /// The changes that a person must look at.
    pub fn left(&self) -> impl Iterator<Item = &Entry> {
        let left = |entry: &&Entry| entry.state == State::Left;
        self.entries().filter(left)
    }

    /// When the run or its last recovery was over, if it was.
    #[must_use]
    pub fn ended(&self) -> Option<i64> {
        self.ended.map(|(_, at)| at)
    }

    /// What should be there and cannot be read.
    #[must_use]
    pub fn problems(&self) -> &[Problem] {
        &self.problems
    }

    /// What else there is to know.
    #[must_use]
    pub fn notes(&self) -> &[Note] {
        &self.notes
    }

    /// Whether nothing is left to do: no change is open, and none can hide behind a problem,
    /// which is so for what came before the end of the run or of a recovery. A change that was
    /// left alone is settled here; see [`left`](Self::left).
    #[must_use]
    pub fn is_settled(&self) -> bool {
        let ended = self.ended.map(|(number, _)| number);
        let over = |problem: &Problem| ended.is_some() && problem.after < ended;
        self.open().next().is_none() && self.problems.iter().all(over)
    }

    /// Every record with its number, in order.
    pub fn records(&self) -> impl Iterator<Item = (u32, &Record)> {
        let records = self.records.iter();
        records.map(|(number, record)| (*number, record))
    }

    /// Every record as its line, in order.
    ///
    /// # Errors
    ///
    /// If a record cannot be put into JSON.
    pub fn lines(&self) -> io::Result<Vec<Line>> {
        let records = self.records();
        records
            .map(|(number, record)| Line::new(&self.run, number, record))
            .collect()
    }

    pub(crate) const fn tail(&self) -> &Tail {
        &self.tail
    }

    pub(crate) fn damage(&self) -> &[Problem] {
        &self.damage
    }

    pub(crate) fn holds(&self, number: u32, record: &Record) -> bool {
        let mut records = self.records();
        records.any(|known| known == (number, record))
    }

    /// Whether anything at all is known of the change.
    pub(crate) fn knows(&self, id: u32) -> bool {
        self.entries.contains_key(&id) || self.orphans.contains_key(&id)
    }

    /// The id after the last one that is known of.
    pub(crate) fn next_id(&self) -> Option<u32> {
        let entry = self.entries.last_key_value().map(|(id, _)| *id);
        let orphan = self.orphans.last_key_value().map(|(id, _)| *id);
        entry.max(orphan).map_or(Some(0), |id| id.checked_add(1))
    }

    /// The number after the last one that is known of; damaged lines have had one each.
    pub(crate) fn next_number(&self) -> Option<u32> {
        let record = self.records.last().map(|(number, _)| *number);
        let damaged = self.damage.iter().filter_map(Problem::number);
        let last = record.max(damaged.max());
        last.map_or(Some(0), |number| number.checked_add(1))
    }

    /// Adds a record behind the others.
    pub(crate) fn push(&mut self, number: u32, record: Record) {
        self.count(number, &record);
        let at = self.records.partition_point(|(known, _)| *known <= number);
        self.records.insert(at, (number, record));
        self.problems = self.find_problems();
    }

    /// Takes all records into account again: an opening may have been added behind what follows
    /// from it.
    pub(crate) fn reassemble(&mut self) {
        *self = Self::assemble(
            std::mem::take(&mut self.run),
            std::mem::take(&mut self.records),
            std::mem::take(&mut self.damage),
            std::mem::take(&mut self.notes),
            std::mem::replace(&mut self.tail, Tail::Clean),
        );
    }

    /// Says that the next line can follow: what was torn is gone, what is damaged stays.
    pub(crate) fn mended(&mut self) {
        if let Tail::Damaged(problem) = std::mem::replace(&mut self.tail, Tail::Clean) {
            self.damage.push(problem);
            self.problems = self.find_problems();
        }
    }

    /// Takes a record into account. Openings come first, the others in order of their numbers.
    fn count(&mut self, number: u32, record: &Record) {
        if let (Some(id), Some(state)) = (record.id(), State::of(record)) {
            self.step(number, id, state, record);
        }
        match record {
            Record::Run(header) => {
                self.header.get_or_insert_with(|| header.clone());
            }
            Record::Ended { at } => self.ended = Some((number, *at)),
            _ => {}
        }
    }

    fn step(&mut self, number: u32, id: u32, state: State, record: &Record) {
        if let Some(opened) = Entry::opened(record) {
            match self.entries.get(&id) {
                None => drop(self.entries.insert(id, opened)),
                Some(first) if first.change == opened.change => {}
                Some(_) => self.twice.push((id, number)),
            }
        } else if let Some(entry) = self.entries.get_mut(&id) {
            entry.take(state, record);
        } else {
            let orphan = self.orphans.entry(id).or_insert((number, state));
            orphan.0 = orphan.0.max(number);
            orphan.1.advance(state);
        }
    }

    fn find_problems(&self) -> Vec<Problem> {
        let mut problems = self.damage.clone();
        problems.extend(self.missing());
        for (id, (after, state)) in &self.orphans {
            if state.is_open() {
                problems.push(Problem {
                    line: None,
                    after: Some(*after),
                    trouble: Trouble::Orphan {
                        id: *id,
                        state: *state,
                    },
                });
            }
        }
        problems.extend(self.twice.iter().map(|(id, number)| Problem {
            line: None,
            after: Some(*number),
            trouble: Trouble::OpenedTwice { id: *id },
        }));
        problems
    }

    /// The numbers that neither a record nor a damaged line has had.
    fn missing(&self) -> Vec<Problem> {
        let mut numbers: Vec<u32> = self.records().map(|(number, _)| number).collect();
        numbers.extend(self.damage.iter().filter_map(Problem::number));
        numbers.sort_unstable();
        let mut missing = Vec::new();
        let mut next = Some(0);
        for number in numbers {
            if let Some(first) = next.filter(|first| *first < number) {
                missing.push(Problem {
                    line: None,
                    after: first.checked_sub(1),
                    trouble: Trouble::Missing {
                        first,
                        last: number - 1,
                    },
                });
            }
            next = number.checked_add(1);
        }
        missing
    }
}
