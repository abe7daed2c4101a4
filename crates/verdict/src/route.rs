//! The route over the run, from exact writes where there are some, else from probes.

use crate::Bounds;

mod observed;

/// What the item said: a region's name, `err`, or whatever stood there; `None` without an item.
pub(crate) type Value<'a> = Option<&'a str>;

/// The route was seen or written.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Sighting<'a> {
    pub(crate) value: Value<'a>,
    pub(crate) at: Bounds,
    pub(crate) line: usize,
}

/// The route became another one.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Change<'a> {
    pub(crate) from: Value<'a>,
    pub(crate) to: Value<'a>,
    pub(crate) at: Bounds,
    /// Where the new route is first seen.
    pub(crate) line: usize,
}

/// The route held one value.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Period<'a> {
    pub(crate) value: Value<'a>,
    /// When it began.
    pub(crate) start: Bounds,
    /// When it ended, or until when it is known to have lasted.
    pub(crate) end: Bounds,
    pub(crate) line: usize,
}

/// When the route got somewhere.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Reach<'a> {
    /// It was there before and stayed.
    Already { line: usize },
    /// Then.
    At { at: Bounds, line: usize },
    /// Not as long as it was observed: then it was still `value`.
    Not {
        until_ms: i64,
        value: Value<'a>,
        line: usize,
    },
    /// It was never observed.
    Unobserved,
}

/// The route over the run.
#[derive(Debug)]
pub(crate) struct Route<'a> {
    /// Every sighting, in order of time.
    pub(crate) sightings: Vec<Sighting<'a>>,
    /// The first of those that `changes` start from.
    first: Option<Sighting<'a>>,
    pub(crate) changes: Vec<Change<'a>>,
    /// Whether every write is known, so that nothing can have happened unseen.
    pub(crate) exact: bool,
    /// Up to here the last value is known to have held.
    known_until_ms: i64,
}

impl<'a> Route<'a> {
    /// The value just before an instant; `None` if that is before the first sighting.
    pub(crate) fn before(&self, ms: i64) -> Option<Sighting<'a>> {
        let changed = self
            .changes
            .iter()
            .rev()
            .find(|change| change.at.hi_ms < ms);
        match changed {
            Some(change) => Some(Sighting {
                value: change.to,
                at: change.at,
                line: change.line,
            }),
            None => self.first.filter(|first| first.at.lo_ms <= ms),
        }
    }

    /// When the route first became `to`, from `since_ms` on.
    pub(crate) fn reach(&self, to: &str, since_ms: i64) -> Reach<'a> {
        let Some(first) = self.first else {
            return Reach::Unobserved;
        };
        let before = self.before(since_ms);
        if before.is_none() && first.value == Some(to) {
            // Nobody looked before the first sighting.
            return Reach::At {
                at: Bounds::new(since_ms, first.at.hi_ms),
                line: first.line,
            };
        }
        let mut after = self
            .changes
            .iter()
            .filter(|change| change.at.hi_ms >= since_ms);
        if let Some(change) = after.clone().find(|change| change.to == Some(to)) {
            return Reach::At {
                at: change.at,
                line: change.line,
            };
        }
        match before {
            Some(before) if before.value == Some(to) && after.next().is_none() => {
                Reach::Already { line: before.line }
            }
            _ => self.not_by_the_end(first),
        }
    }

    /// When the route came to `to` for good, from `since_ms` on.
    pub(crate) fn settle(&self, to: &str, since_ms: i64) -> Reach<'a> {
        match self
            .changes
            .iter()
            .rev()
            .find(|change| change.at.hi_ms >= since_ms)
        {
            None => self.reach(to, since_ms),
            Some(last) if last.to == Some(to) => Reach::At {
                at: last.at,
                line: last.line,
            },
            Some(last) => Reach::Not {
                until_ms: self.known_until_ms,
                value: last.to,
                line: self.last_line(last.line),
            },
        }
    }

    fn not_by_the_end(&self, first: Sighting<'a>) -> Reach<'a> {
        let value = self.changes.last().map_or(first.value, |last| last.to);
        Reach::Not {
            until_ms: self.known_until_ms,
            value,
            line: self.last_line(first.line),
        }
    }

    /// Where the route was last seen.
    fn last_line(&self, otherwise: usize) -> usize {
        self.sightings
            .last()
            .map_or(otherwise, |sighting| sighting.line)
    }

    /// The values the route held, one after the other.
    pub(crate) fn periods(&self) -> impl Iterator<Item = Period<'a>> {
        let starts = self
            .first
            .map(|first| (first.value, first.at, first.line))
            .into_iter()
            .chain(
                self.changes
                    .iter()
                    .map(|change| (change.to, change.at, change.line)),
            );
        let ends = self.changes.iter().map(|change| change.at);
        let last = Bounds::at(self.known_until_ms);
        starts
            .zip(ends.chain(std::iter::once(last)))
            .map(|((value, start, line), end)| Period {
                value,
                start,
                end,
                line,
            })
    }

    /// Whether the item may have held `value` at some instant of `during`; `None` if the route
    /// was not known all the time.
    pub(crate) fn may_be(&self, value: Value<'_>, during: Bounds) -> Option<bool> {
        let known_from = self.first?.at.lo_ms;
        if during.lo_ms < known_from || during.hi_ms > self.known_until_ms {
            return None;
        }
        let held = self.periods().any(|period| {
            period.value == value
                && period.start.lo_ms <= during.hi_ms
                && period.end.hi_ms >= during.lo_ms
        });
        Some(held)
    }

    /// The first stretch longer than `longest_ms` within `span` that nobody observed. The route
    /// can leave and return only in two checks, so a shorter one than the interval hides nothing.
    pub(crate) fn hole(&self, longest_ms: i64, span: Bounds) -> Option<Bounds> {
        if self.exact {
            return None;
        }
        let mut seen_ms = span.lo_ms;
        let from = self
            .sightings
            .partition_point(|sighting| sighting.at.lo_ms < span.lo_ms);
        for sighting in &self.sightings[from..] {
            if sighting.at.lo_ms > span.hi_ms {
                break;
            }
            if sighting.at.lo_ms.saturating_sub(seen_ms) > longest_ms {
                return Some(Bounds::new(seen_ms, sighting.at.lo_ms));
            }
            seen_ms = seen_ms.max(sighting.at.hi_ms);
        }
        (span.hi_ms.saturating_sub(seen_ms) > longest_ms).then(|| Bounds::new(seen_ms, span.hi_ms))
    }
}
