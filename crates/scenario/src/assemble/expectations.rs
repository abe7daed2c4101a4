//! An expectation.

use super::PlacedExpectation;
use crate::error::Place;
use crate::parsed::Fields;
use crate::{
    CallerLimits, CheckerLimits, Detection, ErrorBudget, Expectation, PhaseLimit, RouteChange,
    RouteRule,
};

/// The expectation that stands here.
pub(super) fn expectation(fields: &Fields, place: Place) -> Option<PlacedExpectation> {
    let inner = |key| fields.map(key);
    let expectation = if let Some(inner) = inner("flips") {
        Expectation::Flips(change(inner)?)
    } else if let Some(inner) = inner("recovers") {
        Expectation::Recovers(change(inner)?)
    } else if let Some(inner) = inner("callers") {
        Expectation::Callers(callers(inner)?)
    } else if let Some(inner) = inner("route") {
        Expectation::Route(route(inner)?)
    } else if let Some(inner) = inner("checker") {
        Expectation::Checker(checker(inner))
    } else if let Some(inner) = inner("detects") {
        Expectation::DetectsWithin(Detection {
            within: *inner.span("within")?,
            after: inner.text("after").cloned(),
        })
    } else if let Some(inner) = inner("phase") {
        Expectation::Phase(PhaseLimit {
            name: inner.text("name")?.clone(),
            within: *inner.span("within")?,
        })
    } else if let Some(inner) = inner("sessions") {
        Expectation::SessionsLeft(*inner.count("left")?)
    } else if let Some(flaps) = fields.count("flaps-at-most") {
        Expectation::FlapsAtMost(*flaps)
    } else {
        Expectation::WritesAtMost(*fields.count("writes-at-most")?)
    };
    let with_places = ["flips", "recovers", "detects", "checker"];
    let inner = fields
        .first_of(&with_places)
        .and_then(|name| fields.map(name));
    Some(PlacedExpectation {
        expectation,
        place,
        to: inner.and_then(|inner| inner.place("to")),
        after: inner.and_then(|inner| inner.place("after")),
    })
}

fn change(fields: &Fields) -> Option<RouteChange> {
    Some(RouteChange {
        to: fields.route("to")?.clone(),
        within: *fields.span("within")?,
        after: fields.text("after").cloned(),
    })
}

fn callers(fields: &Fields) -> Option<CallerLimits> {
    let error_budget = match fields.map("error-budget") {
        Some(budget) => Some(ErrorBudget {
            target: *budget.count("target")?,
            window: *budget.time("window")?,
        }),
        None => None,
    };
    Some(CallerLimits {
        lost_at_most: fields.span("lost-at-most").copied(),
        success_rate: fields.count("success-rate").copied(),
        silence_at_most: fields.span("silence-at-most").copied(),
        wrong_region_at_most: fields.count("wrong-region-at-most").copied(),
        error_budget,
    })
}

fn route(fields: &Fields) -> Option<RouteRule> {
    let rule = |key, rule: fn(_) -> RouteRule| fields.route(key).cloned().map(rule);
    rule("stays", RouteRule::Stays)
        .or_else(|| rule("never", RouteRule::Never))
        .or_else(|| rule("is", RouteRule::Is))
}

fn checker(fields: &Fields) -> CheckerLimits {
    CheckerLimits {
        errors_at_least: fields.count("errors-at-least").copied(),
        errors_at_most: fields.count("errors-at-most").copied(),
        never_times_out: fields.flag("never-times-out").copied(),
        duration_at_most: fields.span("duration-at-most").copied(),
    }
}
