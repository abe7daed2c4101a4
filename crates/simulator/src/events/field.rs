//! One field of a cron expression: numbers, names, ranges, steps.

use std::collections::BTreeSet;

/// A schedule expression that EventBridge refuses.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Invalid;

const MONTHS: [&str; 12] = [
    "JAN", "FEB", "MAR", "APR", "MAY", "JUN", "JUL", "AUG", "SEP", "OCT", "NOV", "DEC",
];
const WEEKDAYS: [&str; 7] = ["SUN", "MON", "TUE", "WED", "THU", "FRI", "SAT"];

/// The values of a field.
pub(crate) struct Field {
    low: i16,
    high: i16,
    /// Names of the values from `low` on.
    names: &'static [&'static str],
    steps: bool,
}

pub(crate) const MONTH: Field = Field {
    low: 1,
    high: 12,
    names: &MONTHS,
    steps: true,
};
pub(crate) const DAY_OF_WEEK: Field = Field {
    low: 1,
    high: 7,
    names: &WEEKDAYS,
    steps: false,
};

impl Field {
    pub(crate) const fn numbers(low: i16, high: i16) -> Self {
        Self {
            low,
            high,
            names: &[],
            steps: true,
        }
    }

    /// One number or name.
    pub(crate) fn value(&self, text: &str) -> Result<i16, Invalid> {
        let named = self
            .names
            .iter()
            .position(|name| name.eq_ignore_ascii_case(text));
        let value = match named {
            Some(at) => self.low + i16::try_from(at).map_err(|_| Invalid)?,
            None if text.bytes().all(|c| c.is_ascii_digit()) => {
                text.parse().map_err(|_| Invalid)?
            }
            None => return Err(Invalid),
        };
        if (self.low..=self.high).contains(&value) {
            Ok(value)
        } else {
            Err(Invalid)
        }
    }

    /// One piece between commas: `*`, `a`, `a-b`, each with `/step`.
    pub(crate) fn piece(&self, text: &str) -> Result<Vec<i16>, Invalid> {
        let (range, step) = match text.split_once('/') {
            Some((range, step)) if self.steps => {
                let step: i16 = step.parse().map_err(|_| Invalid)?;
                (range, (step > 0).then_some(step).ok_or(Invalid)?)
            }
            Some(_) => return Err(Invalid),
            None => (text, 1),
        };
        let (from, to) = match range.split_once('-') {
            _ if range == "*" => (self.low, self.high),
            Some((from, to)) => (self.value(from)?, self.value(to)?),
            // `a/step` runs to the end of the field.
            None if text.contains('/') => (self.value(range)?, self.high),
            None => (self.value(range)?, self.value(range)?),
        };
        let step = usize::try_from(step).map_err(|_| Invalid)?;
        if from <= to {
            return Ok((from..=to).step_by(step).collect());
        }
        // `FRI-MON` goes over the end of the field.
        Ok((from..=self.high)
            .chain(self.low..=to)
            .step_by(step)
            .collect())
    }

    /// Pieces between commas.
    pub(crate) fn parse(&self, text: &str) -> Result<BTreeSet<i16>, Invalid> {
        let mut values = BTreeSet::new();
        for piece in text.split(',') {
            values.extend(self.piece(piece)?);
        }
        Ok(values)
    }
}
