//! Where a conversation stands.

use super::program::Intent;
use super::slots::SlotValue;

/// Slot values by name; a slot without a value is there, with none.
///
/// In the order of the names, in a list no longer than it has to be: a session remembers several
/// of them, an intent has a handful of slots, and a region has a thousand sessions.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Slots(Vec<(Box<str>, Option<SlotValue>)>);

impl Slots {
    pub(crate) fn empty(intent: &Intent) -> Self {
        let names = intent.slots.iter().map(|slot| slot.name.as_str());
        let mut names: Vec<_> = names.collect();
        names.sort_unstable();
        names.dedup();
        Self(names.into_iter().map(|name| (name.into(), None)).collect())
    }

    pub(crate) fn value(&self, name: &str) -> Option<&SlotValue> {
        let place = self.find(name).ok()?;
        self.0[place].1.as_ref()
    }

    pub(crate) fn set(&mut self, name: &str, value: Option<SlotValue>) {
        match self.find(name) {
            Ok(place) => self.0[place].1 = value,
            Err(place) => self.0.insert(place, (name.into(), value)),
        }
    }

    fn find(&self, name: &str) -> Result<usize, usize> {
        self.0.binary_search_by(|(there, _)| (**there).cmp(name))
    }

    /// Every slot, by name.
    pub(crate) fn iter(&self) -> impl Iterator<Item = (&str, Option<&SlotValue>)> {
        self.0.iter().map(|(name, value)| (&**name, value.as_ref()))
    }
}

/// Where a conversation stands.
#[derive(Debug, Clone, Default)]
pub(crate) struct Dialogue {
    pub(crate) intent: Option<Active>,
    pub(crate) awaiting: Awaiting,
    /// How many times the bot has asked what it is waiting for.
    pub(crate) asked: u32,
}

/// The intent being talked about.
#[derive(Debug, Clone)]
pub(crate) struct Active {
    pub(crate) name: String,
    pub(crate) slots: Slots,
    pub(crate) confirmation: Confirmation,
}

/// What the user said to the confirmation prompt.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) enum Confirmation {
    /// Nothing yet.
    #[default]
    None,
    Confirmed,
    Denied,
}

impl Confirmation {
    pub(crate) const fn as_str(self) -> &'static str {
        match self {
            Self::None => "None",
            Self::Confirmed => "Confirmed",
            Self::Denied => "Denied",
        }
    }

    pub(crate) fn from_name(name: &str) -> Option<Self> {
        let all = [Self::None, Self::Confirmed, Self::Denied];
        all.into_iter().find(|state| state.as_str() == name)
    }
}

/// What the bot waits for.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) enum Awaiting {
    /// Nothing has been said yet.
    #[default]
    Opening,
    /// An intent, which it asked for.
    Intent,
    /// The value of a slot.
    Slot(String),
    /// A yes or a no.
    Confirmation,
    /// The intent is at its end.
    Nothing(End),
}

/// How an intent ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum End {
    Fulfilled,
    Failed,
    ReadyForFulfillment,
}

impl End {
    pub(crate) const fn as_str(self) -> &'static str {
        match self {
            Self::Fulfilled => "Fulfilled",
            Self::Failed => "Failed",
            Self::ReadyForFulfillment => "ReadyForFulfillment",
        }
    }

    pub(crate) fn from_name(name: &str) -> Option<Self> {
        let all = [Self::Fulfilled, Self::Failed, Self::ReadyForFulfillment];
        all.into_iter().find(|end| end.as_str() == name)
    }
}

impl Awaiting {
    /// The type of the dialog action.
    pub(crate) const fn action(&self) -> &'static str {
        match self {
            Self::Opening | Self::Intent => "ElicitIntent",
            Self::Slot(_) => "ElicitSlot",
            Self::Confirmation => "ConfirmIntent",
            Self::Nothing(_) => "Close",
        }
    }

    /// How the intent ended, if it did.
    pub(crate) const fn end(&self) -> Option<End> {
        match self {
            Self::Nothing(end) => Some(*end),
            _ => None,
        }
    }

    pub(crate) fn slot(&self) -> Option<&str> {
        match self {
            Self::Slot(slot) => Some(slot),
            _ => None,
        }
    }

    /// Whether the intent came to a good end.
    pub(crate) const fn is_done(&self) -> bool {
        matches!(
            self,
            Self::Nothing(End::ReadyForFulfillment | End::Fulfilled)
        )
    }
}
