//! The expectations.

use super::tables::key;
use super::{Choice, Key, Presence, Table, Value};
use crate::phases::PHASES;

use Presence::{Optional, Required};

/// All expectations.
pub(super) static EXPECTATION: Table = Table {
    name: "expectation",
    about: "What must hold.",
    choice: Choice::OneOf(&[
        "flips",
        "recovers",
        "callers",
        "route",
        "checker",
        "flaps-at-most",
        "writes-at-most",
        "detects",
        "phase",
        "sessions",
    ]),
    own: &[
        key(
            "flips",
            Value::Map(&ROUTE_CHANGE),
            Optional,
            "{ to: secondary, within: 1 check }",
            "The route leaves the faulty region in time.",
        ),
        key(
            "recovers",
            Value::Map(&ROUTE_CHANGE),
            Optional,
            "{ to: primary, within: 1 check }",
            "The route comes back in time after the undo.",
        ),
        key(
            "callers",
            Value::Map(&CALLERS),
            Optional,
            "{ lost-at-most: 1 check }",
            "What callers may lose.",
        ),
        key(
            "route",
            Value::Map(&ROUTE),
            Optional,
            "{ never: err }",
            "What the route must or must not be.",
        ),
        key(
            "checker",
            Value::Map(&CHECKER),
            Optional,
            "{ errors-at-most: 0 }",
            "What the health check's runs may and must do.",
        ),
        key(
            "flaps-at-most",
            Value::Number,
            Optional,
            "2",
            "How often the route may change; what a fault itself writes does not count.",
        ),
        key(
            "writes-at-most",
            Value::Number,
            Optional,
            "12",
            "How often the route item may be written; what a fault itself writes does not count.",
        ),
        key(
            "detects",
            Value::Map(&DETECTS),
            Optional,
            "{ within: 1 check }",
            "A check sees the fault in time.",
        ),
        key(
            "phase",
            Value::Map(&PHASE),
            Optional,
            "{ name: failover.write, within: 1s }",
            "The longest a phase may take.",
        ),
        key(
            "sessions",
            Value::Map(&SESSIONS),
            Optional,
            "{ left: 0 }",
            "The sessions that the health check leaves open.",
        ),
    ],
};

const WITHIN: Key = key(
    "within",
    Value::Span { zero: false },
    Required,
    "1 check",
    "How long it may take from the instant the fault, or its undo, took effect. A count of checks stands for that many intervals, the check's time limit and the slack of the schedule.",
);

const AFTER: Key = key(
    "after",
    Value::Name,
    Optional,
    "alias-deleted",
    "The label of the fault meant; the first fault (for recovers: the last undo) if left out.",
);

static ROUTE_CHANGE: Table = Table {
    name: "route-change",
    about: "A change of route that must come in time after a step.",
    choice: Choice::Free,
    own: &[
        key(
            "to",
            Value::Route,
            Required,
            "secondary",
            "Where the route must go.",
        ),
        WITHIN,
        AFTER,
    ],
};

static DETECTS: Table = Table {
    name: "detects",
    about: "A check that sees the fault in time: it finds the region of the fault unwell, or fails loudly.",
    choice: Choice::Free,
    own: &[WITHIN, AFTER],
};

static PHASE: Table = Table {
    name: "phase",
    about: "The longest a phase may take, each time it happens.",
    choice: Choice::Free,
    own: &[
        key(
            "name",
            Value::Word {
                what: "a phase",
                words: PHASES,
            },
            Required,
            "failover.write",
            "Which phase.",
        ),
        WITHIN,
    ],
};

static CALLERS: Table = Table {
    name: "callers",
    about: "What callers may lose; each limit is judged for itself.",
    choice: Choice::Some,
    own: &[
        key(
            "lost-at-most",
            Value::Span { zero: true },
            Optional,
            "1 check",
            "The longest that callers may go unserved, all outages of the run taken together.",
        ),
        key(
            "success-rate",
            Value::Percent,
            Optional,
            "99.5 %",
            "The least share of calls that must be served.",
        ),
        key(
            "silence-at-most",
            Value::Span { zero: true },
            Optional,
            "8s",
            "The longest silence any caller may hear.",
        ),
        key(
            "wrong-region-at-most",
            Value::Number,
            Optional,
            "0",
            "How many calls may end in a region that is not the route.",
        ),
        key(
            "error-budget",
            Value::Map(&ERROR_BUDGET),
            Optional,
            "{ target: 99.99 %, window: 30d }",
            "The downtime that a target of availability allows over a window.",
        ),
    ],
};

static ERROR_BUDGET: Table = Table {
    name: "error-budget",
    about: "The downtime that a target of availability allows over a window.",
    choice: Choice::Free,
    own: &[
        key(
            "target",
            Value::Percent,
            Required,
            "99.99 %",
            "The share of time in which callers must be served.",
        ),
        key(
            "window",
            Value::Duration {
                at_least_ms: 60_000,
            },
            Required,
            "30d",
            "Over which time, from 1m to 30d.",
        ),
    ],
};

static ROUTE: Table = Table {
    name: "route",
    about: "What the route must or must not be.",
    choice: Choice::OneOf(&["stays", "never", "is"]),
    own: &[
        key(
            "stays",
            Value::Route,
            Optional,
            "primary",
            "It is this all the time.",
        ),
        key(
            "never",
            Value::Route,
            Optional,
            "err",
            "It is this at no time.",
        ),
        key(
            "is",
            Value::Route,
            Optional,
            "primary",
            "It is this at the end of the run.",
        ),
    ],
};

static CHECKER: Table = Table {
    name: "checker",
    about: "What the health check's runs may and must do; each limit is judged for itself.",
    choice: Choice::Some,
    own: &[
        key(
            "errors-at-least",
            Value::Number,
            Optional,
            "1",
            "At least so many runs fail loudly: function error, time-out or refusal.",
        ),
        key(
            "errors-at-most",
            Value::Number,
            Optional,
            "0",
            "At most so many runs fail.",
        ),
        key(
            "never-times-out",
            Value::Yes,
            Optional,
            "true",
            "No run is cut off at its time limit.",
        ),
        key(
            "duration-at-most",
            Value::Span { zero: false },
            Optional,
            "10s",
            "The longest a run may take.",
        ),
    ],
};

static SESSIONS: Table = Table {
    name: "sessions",
    about: "The sessions that the health check leaves open.",
    choice: Choice::Free,
    own: &[key(
        "left",
        Value::Number,
        Required,
        "0",
        "How many at most, at the end of the run.",
    )],
};
