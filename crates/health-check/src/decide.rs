//! The rule: from where the route points now and what is known about both bots to where it
//! should point. No I/O, no clock.

use lexdr_lex::Evidence;

/// One of the two regions.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Side {
    /// Preferred while healthy.
    Primary,
    /// The other.
    Secondary,
}

/// Where a route points.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Place {
    /// To the bot of a region.
    At(Side),
    /// To none: `err`. A route that is missing or makes no sense is treated alike.
    Nowhere,
}

/// The state the item holds between checks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Current {
    /// Where the route points.
    pub place: Place,
    /// Checks in a row that found the active region down without leaving it.
    pub failures: u32,
    /// Checks in a row that found the primary well without returning to it.
    pub recoveries: u32,
}

impl Current {
    /// The state in an item, or without one.
    #[must_use]
    pub fn of(item: Option<&lexdr_route::Item>, primary: &str, secondary: &str) -> Self {
        let place = match item.and_then(|item| item.lex_region.as_deref()) {
            Some(region) if region == primary => Place::At(Side::Primary),
            Some(region) if region == secondary => Place::At(Side::Secondary),
            _ => Place::Nowhere,
        };
        let (failures, recoveries) = item.map_or((0, 0), |item| (item.failures, item.recoveries));
        Self {
            place,
            failures,
            recoveries,
        }
    }
}

/// How many checks in a row it takes to move the route. 1 each is the published behaviour.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Thresholds {
    /// To leave a region that is down.
    pub failure: u32,
    /// To return to the primary while the secondary is well.
    pub recovery: u32,
}

/// What to do.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Decision {
    /// Write this.
    Write(Next),
    /// Ask the secondary, then decide again.
    AskSecondary,
    /// Write nothing: this side could not be judged, and the route depends on it.
    Hold(Side, String),
}

/// The state to write.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Next {
    /// Where the route should point.
    pub place: Place,
    /// See [`Current::failures`].
    pub failures: u32,
    /// See [`Current::recoveries`].
    pub recoveries: u32,
}

impl Next {
    const fn fresh(place: Place) -> Decision {
        Decision::Write(Self {
            place,
            failures: 0,
            recoveries: 0,
        })
    }
}

/// Decides.
///
/// - While the primary cannot be judged, nothing moves.
/// - A primary that is down is left after `failure` checks in a row for a healthy secondary, or
///   for `err`.
/// - A secondary that is down is left at once for a healthy primary, or after `failure` checks for
///   `err`.
/// - A primary that is well again is returned to after `recovery` checks in a row.
/// - From `err` the route goes at once to the best healthy region.
#[must_use]
pub fn decide(
    current: Current,
    primary: &Evidence,
    secondary: Option<&Evidence>,
    thresholds: Thresholds,
) -> Decision {
    match primary {
        Evidence::NoEvidence(why) => Decision::Hold(Side::Primary, why.clone()),
        Evidence::Healthy => primary_healthy(current, secondary, thresholds),
        Evidence::Down(_) => match secondary {
            None => Decision::AskSecondary,
            Some(secondary) => primary_down(current, secondary, thresholds),
        },
    }
}

fn primary_healthy(
    current: Current,
    secondary: Option<&Evidence>,
    thresholds: Thresholds,
) -> Decision {
    let home = Place::At(Side::Primary);
    if current.place != Place::At(Side::Secondary) {
        return Next::fresh(home);
    }
    let recoveries = current.recoveries.saturating_add(1);
    if recoveries >= thresholds.recovery {
        return Next::fresh(home);
    }
    match secondary {
        None => Decision::AskSecondary,
        Some(Evidence::Healthy) => Decision::Write(Next {
            place: current.place,
            failures: 0,
            recoveries,
        }),
        Some(Evidence::Down(_)) => Next::fresh(home),
        Some(Evidence::NoEvidence(why)) => Decision::Hold(Side::Secondary, why.clone()),
    }
}

fn primary_down(current: Current, secondary: &Evidence, thresholds: Thresholds) -> Decision {
    let failures = current.failures.saturating_add(1);
    let stay = Decision::Write(Next {
        place: current.place,
        failures,
        recoveries: 0,
    });
    let may_leave = failures >= thresholds.failure;
    if current.place == Place::At(Side::Primary) && !may_leave {
        return stay;
    }
    match secondary {
        Evidence::Healthy => Next::fresh(Place::At(Side::Secondary)),
        Evidence::NoEvidence(why) => Decision::Hold(Side::Secondary, why.clone()),
        Evidence::Down(_) if current.place == Place::At(Side::Secondary) && !may_leave => stay,
        Evidence::Down(_) => Next::fresh(Place::Nowhere),
    }
}
