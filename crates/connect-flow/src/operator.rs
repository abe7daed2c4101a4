//! How conditions compare.

use std::fmt;

/// The operators of conditions, by their names in the flow language.
pub(crate) const OPERATORS: [(&str, Operator); 8] = [
    ("Equals", Operator::Equals),
    ("TextStartsWith", Operator::TextStartsWith),
    ("TextEndsWith", Operator::TextEndsWith),
    ("TextContains", Operator::TextContains),
    ("NumberGreaterThan", Operator::NumberGreaterThan),
    ("NumberGreaterOrEqualTo", Operator::NumberGreaterOrEqualTo),
    ("NumberLessThan", Operator::NumberLessThan),
    ("NumberLessOrEqualTo", Operator::NumberLessOrEqualTo),
];

/// How a value is compared with an operand. Text is compared by case, as the block "Check contact
/// attributes" does.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Operator {
    /// The same text.
    Equals,
    /// Begins with.
    TextStartsWith,
    /// Ends with.
    TextEndsWith,
    /// Contains.
    TextContains,
    /// Is a number greater than.
    NumberGreaterThan,
    /// Is a number not less than.
    NumberGreaterOrEqualTo,
    /// Is a number less than.
    NumberLessThan,
    /// Is a number not greater than.
    NumberLessOrEqualTo,
}

impl Operator {
    /// Whether it compares numbers.
    #[must_use]
    pub fn is_numeric(self) -> bool {
        matches!(
            self,
            Self::NumberGreaterThan
                | Self::NumberGreaterOrEqualTo
                | Self::NumberLessThan
                | Self::NumberLessOrEqualTo
        )
    }

    /// Whether `value` stands to `operand` as the operator says. What is no number is neither
    /// greater nor less than any.
    #[must_use]
    pub fn holds(self, value: &str, operand: &str) -> bool {
        let order = || number(value)?.partial_cmp(&number(operand)?);
        match self {
            Self::Equals => value == operand,
            Self::TextStartsWith => value.starts_with(operand),
            Self::TextEndsWith => value.ends_with(operand),
            Self::TextContains => value.contains(operand),
            Self::NumberGreaterThan => order().is_some_and(|order| order.is_gt()),
            Self::NumberGreaterOrEqualTo => order().is_some_and(|order| order.is_ge()),
            Self::NumberLessThan => order().is_some_and(|order| order.is_lt()),
            Self::NumberLessOrEqualTo => order().is_some_and(|order| order.is_le()),
        }
    }
}

impl fmt::Display for Operator {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let name = OPERATORS
            .iter()
            .find(|(_, operator)| operator == self)
            .map(|(name, _)| *name);
        f.write_str(name.unwrap_or_default())
    }
}

/// A finite number, if the text is one.
pub(crate) fn number(text: &str) -> Option<f64> {
    text.trim()
        .parse()
        .ok()
        .filter(|number: &f64| number.is_finite())
}
