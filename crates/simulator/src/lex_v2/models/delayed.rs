//! What somebody far away sees of something: the same, later.

/// Changes on their way.
#[derive(Debug, Clone)]
pub(super) struct Delayed<T> {
    /// From when on which value (or none) is seen, oldest first.
    changes: Vec<(i64, Option<T>)>,
}

impl<T> Default for Delayed<T> {
    fn default() -> Self {
        Self {
            changes: Vec::new(),
        }
    }
}

impl<T> Delayed<T> {
    /// From `from_ms` on this is seen. Changes arrive in the order in which they were made.
    pub(super) fn change(&mut self, from_ms: i64, value: Option<T>) {
        let last = self.changes.last().map_or(from_ms, |(from, _)| *from);
        self.changes.push((from_ms.max(last), value));
    }

    /// What is on its way arrives at `latest_ms` if not before.
    pub(super) fn hurry(&mut self, latest_ms: i64) {
        for (from_ms, _) in &mut self.changes {
            *from_ms = latest_ms.min(*from_ms);
        }
    }

    /// What is seen now.
    pub(super) fn at(&self, now_ms: i64) -> Option<&T> {
        let arrived = self.changes.iter().rev().find(|(from, _)| *from <= now_ms);
        arrived.and_then(|(_, value)| value.as_ref())
    }

    /// What will be seen once everything has arrived.
    pub(super) fn in_the_end(&self) -> Option<&T> {
        self.changes.last().and_then(|(_, value)| value.as_ref())
    }

    /// Forgets what has been overtaken; whether anything is left to be seen.
    pub(super) fn settle(&mut self, now_ms: i64) -> bool {
        let arrived = self.changes.iter().take_while(|(from, _)| *from <= now_ms);
        let overtaken = arrived.count().saturating_sub(1);
        self.changes.drain(..overtaken);
        self.changes.iter().any(|(_, value)| value.is_some())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn changes_arrive_one_by_one_and_are_forgotten() {
        let mut seen = Delayed::default();
        seen.change(10, Some("one"));
        seen.change(20, None);
        seen.change(15, Some("two"));
        let at = |seen: &Delayed<&'static str>, now| seen.at(now).copied();
        assert_eq!(at(&seen, 9), None);
        assert_eq!(at(&seen, 19), Some("one"));
        // The third was made after the second, so it cannot arrive before.
        assert_eq!(at(&seen, 20), Some("two"));
        assert!(seen.settle(20));
        assert_eq!(seen.changes.len(), 1);
        seen.change(30, None);
        assert!(seen.settle(29));
        assert!(!seen.settle(30));
    }
}
