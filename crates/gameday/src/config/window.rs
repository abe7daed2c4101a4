//! When a game day may run.

use jiff::Timestamp;
use lexdr_scenario::Millis;
use serde::Serialize;

const MINUTE: i64 = 60_000;
const DAY: i64 = 24 * 60 * MINUTE;

/// A day of the week.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Day {
    /// Monday.
    Mon,
    /// Tuesday.
    Tue,
    /// Wednesday.
    Wed,
    /// Thursday.
    Thu,
    /// Friday.
    Fri,
    /// Saturday.
    Sat,
    /// Sunday.
    Sun,
}

impl Day {
    /// All of them, in order.
    pub const ALL: [Self; 7] = [
        Self::Mon,
        Self::Tue,
        Self::Wed,
        Self::Thu,
        Self::Fri,
        Self::Sat,
        Self::Sun,
    ];

    /// As in the file: `mon`.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Mon => "mon",
            Self::Tue => "tue",
            Self::Wed => "wed",
            Self::Thu => "thu",
            Self::Fri => "fri",
            Self::Sat => "sat",
            Self::Sun => "sun",
        }
    }

    /// The day of the week of a day since the epoch, which was a Thursday.
    fn of(day: i64) -> Self {
        let index = (day + 3).rem_euclid(7);
        Self::ALL[usize::try_from(index).unwrap_or_default()]
    }
}

/// When a game day may run, in UTC: on these days, between two times. A window that ends at an
/// earlier time than it begins ends on the day after; it belongs to the day it begins on.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct Window {
    /// The days, in order of the week.
    pub days: Vec<Day>,
    /// Minutes after midnight.
    pub from: u16,
    /// Minutes after midnight.
    pub to: u16,
}

impl Window {
    /// Whether all of this time lies within one window.
    #[must_use]
    pub fn holds(&self, from: Timestamp, to: Timestamp) -> bool {
        let (from, to) = (from.as_millisecond(), to.as_millisecond());
        let day = from.div_euclid(DAY);
        // The window of the day before may go on after midnight.
        [day - 1, day].into_iter().any(|day| {
            self.opening(day)
                .is_some_and(|(opens, closes)| opens <= from && to <= closes)
        })
    }

    /// When the next window opens that begins after this instant.
    #[must_use]
    pub fn next(&self, after: Timestamp) -> Option<Timestamp> {
        let after = after.as_millisecond();
        let day = after.div_euclid(DAY);
        (day..day + 9)
            .filter_map(|day| self.opening(day))
            .find(|(opens, _)| *opens > after)
            .and_then(|(opens, _)| Timestamp::from_millisecond(opens).ok())
    }

    /// How long each window is.
    #[must_use]
    pub fn length(&self) -> Millis {
        let minutes = (i64::from(self.to) - i64::from(self.from)).rem_euclid(24 * 60);
        Millis(minutes.unsigned_abs() * MINUTE.unsigned_abs())
    }

    /// The window that begins on a day since the epoch, if one does.
    fn opening(&self, day: i64) -> Option<(i64, i64)> {
        if !self.days.contains(&Day::of(day)) {
            return None;
        }
        let opens = day * DAY + i64::from(self.from) * MINUTE;
        let length = i64::try_from(self.length().0).unwrap_or_default();
        Some((opens, opens + length))
    }
}

/// `mon, tue 01:00 to 05:00 UTC`.
impl std::fmt::Display for Window {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let days: Vec<&str> = self.days.iter().map(|day| day.as_str()).collect();
        let time = |minutes: u16| format!("{:02}:{:02}", minutes / 60, minutes % 60);
        let (from, to) = (time(self.from), time(self.to));
        write!(f, "{} {from} to {to} UTC", days.join(", "))
    }
}
