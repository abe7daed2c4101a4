//! What a game day costs: the calls it makes itself, at list prices.

use std::fmt;

use lexdr_scenario::Millis;
use serde::{Serialize, Serializer};

use crate::config::Probes;
use crate::counts::METRICS;
use crate::guards::WATCH_EVERY;
use crate::lock::LEASE;

/// Something that is paid for each time.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Item {
    /// A caller's turn with the bot: a text request of Lex V2.
    LexText,
    /// A caller's question for the route: lexDRGetRegion runs.
    Invocation,
    /// A read of a table on demand, of at most 4 KB, consistent.
    TableRead,
    /// A write to a table on demand, of at most 1 KB.
    TableWrite,
    /// The dead-man's switch acts.
    ScheduledCall,
    /// A look at the alarms.
    AlarmRead,
    /// A metric of the checks is read.
    MetricRead,
}

impl Item {
    const ALL: [Self; 7] = [
        Self::LexText,
        Self::Invocation,
        Self::TableRead,
        Self::TableWrite,
        Self::ScheduledCall,
        Self::AlarmRead,
        Self::MetricRead,
    ];

    /// Its list price in us-east-1 in billionths of a dollar, as of November 2026, without free
    /// tiers. Other regions differ by a few tens of percent.
    ///
    /// - <https://aws.amazon.com/lex/pricing/>: 0.00075 dollars a text request.
    /// - <https://aws.amazon.com/lambda/pricing/>: 0.20 dollars a million requests, and
    ///   0.0000166667 dollars a GB-second, of which a run of 100 ms with 128 MB takes an 80th.
    /// - <https://aws.amazon.com/dynamodb/pricing/on-demand/>: 0.125 dollars a million read
    ///   units, 0.625 dollars a million write units.
    /// - <https://aws.amazon.com/eventbridge/pricing/>: 1 dollar a million invocations of
    ///   Scheduler.
    /// - <https://aws.amazon.com/cloudwatch/pricing/>: 0.01 dollars a thousand requests,
    ///   and as much a thousand metrics that are read.
    #[must_use]
    pub const fn nanodollars(self) -> u64 {
        match self {
            Self::LexText => 750_000,
            Self::Invocation => 200 + 208,
            Self::TableRead => 125,
            Self::TableWrite => 625,
            Self::ScheduledCall => 1_000,
            Self::AlarmRead | Self::MetricRead => 10_000,
        }
    }

    /// What it is called for one and for many.
    const fn said(self) -> (&'static str, &'static str) {
        match self {
            Self::LexText => ("text request to Lex", "text requests to Lex"),
            Self::Invocation => ("run of a function", "runs of a function"),
            Self::TableRead => ("read of a table", "reads of a table"),
            Self::TableWrite => ("write to a table", "writes to a table"),
            Self::ScheduledCall => ("scheduled call", "scheduled calls"),
            Self::AlarmRead => ("look at the alarms", "looks at the alarms"),
            Self::MetricRead => ("metric read", "metrics read"),
        }
    }
}

/// Some of an item.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct Count {
    /// Of what.
    pub item: Item,
    /// How many.
    pub count: u64,
    /// What they cost.
    pub usd: Dollars,
}

/// What a game day costs. The checks run as on every day and are not in it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Cost {
    /// All of it.
    pub usd: Dollars,
    /// What for. Items of which there are none are left out.
    pub items: Vec<Count>,
}

/// Records of the journal's copy for each change: from opened to closed, and one to spare.
const RECORDS: u64 = 6;

/// How often the lock is renewed: three times in a lease.
const LOCK_EVERY: Millis = Millis(LEASE.as_secs() * 1_000 / 3);

/// Turns of a complete order.
const TURNS: u64 = lexdr_deploy::ORDER.len() as u64;

impl Cost {
    /// Of a run of this length with these probes, which makes this many changes.
    #[must_use]
    pub fn of(lasts: Millis, probes: &Probes, changes: u64) -> Self {
        let each = |distance: Millis| lasts.0 / distance.0.max(1) + 1;
        let callers = each(probes.caller);
        let orders = callers.div_ceil(probes.order.0.div_ceil(probes.caller.0.max(1)).max(1));
        // A complete order before and after, and a call to find out whether the bot answers.
        let (steady, first) = (2, 1);
        let calls = callers + steady + first;
        let count = |item| match item {
            Item::LexText => callers - orders + first + (orders + steady) * TURNS,
            Item::Invocation => calls,
            // The steady state looks at the route as well; each run of the function reads it.
            Item::TableRead => each(probes.route) + steady + calls,
            // The header, the end, and the lock taken and given back.
            Item::TableWrite => 4 + changes * RECORDS + each(LOCK_EVERY),
            Item::ScheduledCall => changes,
            Item::AlarmRead => each(WATCH_EVERY),
            Item::MetricRead => METRICS.len() as u64,
        };
        let items = Item::ALL.into_iter().map(|item| Count {
            item,
            count: count(item),
            usd: Dollars(count(item).saturating_mul(item.nanodollars())),
        });
        let items: Vec<Count> = items.filter(|item| item.count > 0).collect();
        let usd = Dollars(items.iter().map(|item| item.usd.0).sum());
        Self { usd, items }
    }
}

/// `about 0.31 dollars: 420 text requests to Lex, 1 scheduled call`.
impl fmt::Display for Cost {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let items: Vec<String> = self
            .items
            .iter()
            .map(|Count { item, count, .. }| {
                let (one, many) = item.said();
                format!("{count} {}", if *count == 1 { one } else { many })
            })
            .collect();
        let cents = self.usd.0.div_ceil(10_000_000);
        let (dollars, cents) = (cents / 100, cents % 100);
        write!(
            f,
            "about {dollars}.{cents:02} dollars: {}",
            items.join(", ")
        )
    }
}

/// Billionths of a dollar; serialized as dollars.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Dollars(pub u64);

impl Serialize for Dollars {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let (whole, rest) = (self.0 / 1_000_000_000, self.0 % 1_000_000_000);
        serializer.collect_str(&format_args!("{whole}.{rest:09}"))
    }
}
