//! The instants that phases lie between, from the state of the world.

use super::seen::Who;
use super::spans::Span;
use super::world::{Asked, ERR, Edge, World};

/// The time limit of a check.
const CHECK_LIMIT_MS: i64 = 15_000;

/// The instants that the phases of an edge lie between.
pub(crate) struct Points {
    /// The first question of a check that met the edge.
    pub(crate) seen: Option<i64>,
    /// A check knew what to do, and began to write it.
    pub(crate) decided: Option<i64>,
    /// The table had it.
    pub(crate) written: i64,
    /// From here on whoever called would have been served from the new region.
    pub(crate) servable: Option<i64>,
    /// The first answer a caller had from the new region.
    pub(crate) served: Option<i64>,
}

impl World {
    /// The changes of the route that an edge may be answered by: an inject calls for leaving its
    /// regions or for `err`, an undo for coming to them, once for each.
    fn answers(&self, edge: &Edge) -> impl Iterator<Item = usize> {
        let until = self.calls_until(edge);
        let called_for = move |index: &usize| {
            let (from, (at, to)) = (&self.routes[index - 1].1, &self.routes[*index]);
            let fits = if edge.inject {
                edge.regions.contains(from) || to == ERR
            } else {
                edge.regions.contains(to)
            };
            fits && (edge.effective..=until).contains(at)
        };
        (1..self.routes.len())
            .filter(called_for)
            .take(edge.regions.len())
    }

    /// After its undo a fault is answered only by a check that had begun before.
    fn calls_until(&self, edge: &Edge) -> i64 {
        let undo = self
            .edges
            .iter()
            .find(|other| !other.inject && other.label == edge.label);
        undo.filter(|_| edge.inject)
            .map_or(i64::MAX, |undo| undo.effective + CHECK_LIMIT_MS)
    }

    /// The instants of an edge, for each change that may be its answer.
    pub(crate) fn points(&self, edge: &Edge) -> Vec<Points> {
        let answers = self.answers(edge);
        answers.map(|answer| self.points_of(edge, answer)).collect()
    }

    fn points_of(&self, edge: &Edge, answer: usize) -> Points {
        let (written, to) = &self.routes[answer];
        let next = self.routes.get(answer + 1).map_or(i64::MAX, |next| next.0);
        let seen = self.asked.iter().find(|asked| {
            asked.by == Who::Check
                && asked.well != edge.inject
                && asked.at >= edge.effective
                && edge.regions.contains(&asked.region)
        });
        let decided = self.writes.iter().find(|(_, taken)| taken == written);
        let whole = self
            .unserved
            .iter()
            .find(|span| (span.0..span.1).contains(written));
        let servable = whole.map_or(*written, |span| span.1);
        let served = self.asked.iter().find(|asked| {
            asked.is_of_a_caller() && asked.well && asked.region == *to && asked.at >= *written
        });
        Points {
            seen: seen.map(|asked| asked.at),
            decided: decided.map(|(began, _)| *began),
            written: *written,
            servable: Some(servable).filter(|at| *at < next),
            served: served.map(|asked| asked.at).filter(|at| *at < next),
        }
    }

    /// When the first caller from an instant on was lost: at a bot, or because there was none.
    pub(crate) fn lost(&self, since: i64) -> Option<i64> {
        let at_a_bot = self
            .asked
            .iter()
            .filter(|asked| asked.is_of_a_caller() && !asked.well)
            .map(|asked| asked.at);
        let nowhere = self.reads.iter().copied();
        let nowhere = nowhere.filter(|at| self.route(*at) == Some(ERR));
        at_a_bot.chain(nowhere).filter(|at| *at >= since).min()
    }

    /// The span in which a call was lost that began and ended then.
    pub(crate) fn span_of(&self, call: u64, during: Span) -> Option<Span> {
        let user = format!("caller-{call}");
        let lost = self
            .asked
            .iter()
            .find(|asked| asked.user == user && !asked.well);
        // A caller who was told the old route may find it broken after there is a new one.
        let until = lost.map_or(during.1, |asked| asked.at);
        let met = |span: &&Span| span.0 <= until && span.1 >= during.0;
        self.unserved.iter().rev().find(met).copied()
    }
}

impl Asked {
    /// Call 0 and those from nine hundred million on are the runner's own, before and after.
    fn is_of_a_caller(&self) -> bool {
        let call = self
            .user
            .strip_prefix("caller-")
            .and_then(|n| n.parse().ok());
        self.by == Who::Caller && call.is_some_and(|n| (1..900_000_000_u64).contains(&n))
    }
}
