//! When a rule applies to a call it is about.

use std::time::Duration;

use serde::Serialize;

use crate::field::{Field, FieldError, Read};
use crate::units::{Millis, Probability};

/// When a rule applies. The conditions stand in a row, and each sees only the calls that passed
/// the ones before it: `window`, `duty`, `after`, `every`, `probability`, `first`. So
/// `{ after: 2, every: 3 }` is the 5th, 8th, 11th… call, and `{ probability: 0.5, first: 4 }`
/// ends when four calls have been hit.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub struct When {
    /// Only at these times.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub window: Option<Window>,
    /// Only in the "on" part of a cycle.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub duty: Option<Duty>,
    /// Lets so many calls pass first.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub after: Option<u64>,
    /// Only each such call: 3 is the third, the sixth and so on. At least 1.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub every: Option<u64>,
    /// How likely each call is hit. Seeded: same seed, same calls, same hits.
    #[serde(skip_serializing_if = "Probability::is_always")]
    pub probability: Probability,
    /// Hits so many calls and lets all later ones pass. At least 1.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub first: Option<u64>,
}

/// A part of the run: from `from` on and before `to`, in the run's time.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct Window {
    /// Its first instant.
    pub from: Millis,
    /// The first instant after it; the end of the run if left out.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub to: Option<Millis>,
}

/// A cycle of `on` and `off` that begins, with its "on" part, when the rule is added or its
/// window opens, whichever is later.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct Duty {
    /// How long the rule applies.
    pub on: Millis,
    /// How long it then does not.
    pub off: Millis,
    /// How far into the cycle it begins.
    #[serde(skip_serializing_if = "is_zero")]
    pub phase: Millis,
}

fn is_zero(ms: &Millis) -> bool {
    ms.0 == 0
}

impl When {
    pub(crate) fn read(field: &Field<'_>) -> Read<Self> {
        let fields = field.fields(&["window", "duty", "after", "every", "probability", "first"])?;
        Ok(Self {
            window: fields.read("window", Window::read)?,
            duty: fields.read("duty", Duty::read)?,
            after: fields.read("after", |f| f.whole(0..=u64::MAX))?,
            every: fields.read("every", |f| f.whole(1..=u64::MAX))?,
            probability: fields
                .read("probability", Probability::read)?
                .unwrap_or_default(),
            first: fields.read("first", |f| f.whole(1..=u64::MAX))?,
        })
    }

    pub(crate) fn check(&self) -> Read<()> {
        let fail = |path: &str, problem: String| Err(FieldError::new(path, problem));
        if let Some(Window { from, to: Some(to) }) = self.window
            && to <= from
        {
            return fail(
                "when.window.to",
                format!("the window ends at {to}, not after {from}"),
            );
        }
        match self.duty {
            Some(Duty { on: Millis(0), .. }) => {
                return fail("when.duty.on", "a cycle without an \"on\" part".to_owned());
            }
            Some(Duty { on, off, phase }) if phase.0 >= on.0.saturating_add(off.0) => {
                let problem = format!("the phase {phase} is not within a cycle of {on} and {off}");
                return fail("when.duty.phase", problem);
            }
            _ => {}
        }
        if self.every == Some(0) {
            return fail("when.every", "`0` is not a whole number from 1".to_owned());
        }
        if self.first == Some(0) {
            return fail("when.first", "`0` is not a whole number from 1".to_owned());
        }
        Ok(())
    }

    fn in_window(&self, now: Duration) -> bool {
        self.window.is_none_or(|window| {
            now >= window.from.duration() && window.to.is_none_or(|to| now < to.duration())
        })
    }

    fn on_duty(&self, now: Duration, added: Duration) -> bool {
        self.duty.is_none_or(|duty| {
            let begins = self
                .window
                .map_or(added, |window| added.max(window.from.duration()));
            let cycle = u128::from(duty.on.0) + u128::from(duty.off.0);
            let into = now.saturating_sub(begins).as_millis() + u128::from(duty.phase.0);
            cycle == 0 || into % cycle < u128::from(duty.on.0)
        })
    }
}

impl Window {
    fn read(field: &Field<'_>) -> Read<Self> {
        let fields = field.fields(&["from", "to"])?;
        let from = fields.read("from", Millis::read)?.unwrap_or_default();
        Ok(Self {
            from,
            to: fields.read("to", Millis::read)?,
        })
    }
}

impl Duty {
    fn read(field: &Field<'_>) -> Read<Self> {
        let fields = field.fields(&["on", "off", "phase"])?;
        Ok(Self {
            on: Millis::read_some(&fields.need("on")?)?,
            off: Millis::read(&fields.need("off")?)?,
            phase: fields.read("phase", Millis::read)?.unwrap_or_default(),
        })
    }
}

/// What a rule remembers of the calls it has seen.
#[derive(Debug)]
pub(crate) struct Gate {
    added: Duration,
    counted: u64,
    fired: u64,
    rng: fastrand::Rng,
}

impl Gate {
    pub(crate) const fn new(added: Duration, rng: fastrand::Rng) -> Self {
        Self {
            added,
            counted: 0,
            fired: 0,
            rng,
        }
    }

    /// Whether the rule applies to the next call, made `now` in the run's time.
    pub(crate) fn opens(&mut self, when: &When, now: Duration) -> bool {
        if !when.in_window(now) || !when.on_duty(now, self.added) {
            return false;
        }
        self.counted += 1;
        let Some(past) = self
            .counted
            .checked_sub(when.after.unwrap_or(0))
            .filter(|past| *past > 0)
        else {
            return false;
        };
        past.is_multiple_of(when.every.unwrap_or(1).max(1))
            && when.probability.draw(&mut self.rng)
            && when.first.is_none_or(|first| self.fired < first)
    }

    /// The rule did something to the call.
    pub(crate) const fn fire(&mut self) {
        self.fired += 1;
    }
}
