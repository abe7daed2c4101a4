//! The tables themselves.

use Presence::{Default, Optional, Required, With};

use super::{Key, Presence, Table, Value};
use crate::time::SHORTEST_INTERVAL;

const fn key(
    name: &'static str,
    value: Value,
    presence: Presence,
    example: &'static str,
    about: &'static str,
) -> Key {
    Key {
        name,
        about,
        value,
        example,
        presence,
    }
}

/// The whole file.
pub(crate) static SCENARIO: Table = Table {
    name: "scenario",
    about: "One failure, what should happen, and when.",
    one_of: &[],
    keys: &[
        key(
            "name",
            Value::Name,
            Required,
            "alias-deleted",
            "Name of the scenario and of its file.",
        ),
        key(
            "summary",
            Value::Text,
            Required,
            "The alias is deleted.",
            "What it teaches, in a line or two.",
        ),
        key(
            "tags",
            Value::List {
                of: &Value::Name,
                empty: true,
            },
            Default("[]"),
            "[drill]",
            "Words to select it by.",
        ),
        key(
            "check",
            Value::Map(&CHECK),
            Required,
            "{ every: 5m }",
            "How the health check is set up.",
        ),
        key(
            "probes",
            Value::Map(&PROBES),
            Default("{}"),
            "{ route: 1s }",
            "How often the harness looks.",
        ),
        key(
            "simulator",
            Value::Map(&SIMULATOR),
            Default("{}"),
            "{ alias-propagation: 30s }",
            "How the simulated services behave; other targets are what they are.",
        ),
        key(
            "timeline",
            Value::List {
                of: &Value::Map(&STEP),
                empty: false,
            },
            Required,
            "[{ at: 60m, end: true }]",
            "What is done, in order of time; the last step is the end.",
        ),
        key(
            "expect",
            Value::List {
                of: &Value::Map(&EXPECTATION),
                empty: true,
            },
            Default("[]"),
            "[{ callers: { lost-at-most: 1 check } }]",
            "What must hold.",
        ),
    ],
};

static CHECK: Table = Table {
    name: "check",
    about: "How the health check is set up.",
    one_of: &[],
    keys: &[
        key(
            "every",
            Value::Duration {
                at_least_ms: SHORTEST_INTERVAL.0,
            },
            Required,
            "5m",
            "The interval between two checks, at least 1s.",
        ),
        key(
            "method",
            Value::Method,
            Default("send_message"),
            "send_message",
            "How the check asks the bot: TEST_METHOD.",
        ),
        key(
            "failure-threshold",
            Value::Count,
            Default("1"),
            "1",
            "Failed checks in a row before the route leaves a region.",
        ),
        key(
            "recovery-threshold",
            Value::Count,
            Default("1"),
            "1",
            "Healthy checks in a row before the route returns to the primary.",
        ),
    ],
};

static PROBES: Table = Table {
    name: "probes",
    about: "How often the harness looks.",
    one_of: &[],
    keys: &[
        key(
            "route",
            Value::Duration { at_least_ms: 10 },
            Default("5s"),
            "5s",
            "Between two reads of the route, at least 10ms.",
        ),
        key(
            "caller",
            Value::Duration { at_least_ms: 10 },
            Default("1s"),
            "1s",
            "Between two callers, at least 10ms.",
        ),
        key(
            "order",
            Value::Duration { at_least_ms: 10 },
            Default("30s"),
            "30s",
            "Between two callers that place a complete order, at least 10ms.",
        ),
    ],
};

static SIMULATOR: Table = Table {
    name: "simulator",
    about: "How the simulated services behave; other targets are what they are.",
    one_of: &[],
    keys: &[key(
        "alias-propagation",
        Value::Duration { at_least_ms: 0 },
        Default("0s"),
        "30s",
        "Between a change of an alias and the runtime acting on it.",
    )],
};

static STEP: Table = Table {
    name: "step",
    about: "Something done at an instant of the timeline.",
    one_of: &["inject", "undo", "end"],
    keys: &[
        key(
            "at",
            Value::Span { zero: true },
            Required,
            "12m",
            "When, from the start of the run.",
        ),
        key(
            "inject",
            Value::Map(&FAULT),
            Optional,
            "{ alias-deleted: { region: primary } }",
            "Apply this fault.",
        ),
        key(
            "undo",
            Value::Name,
            Optional,
            "alias-deleted",
            "Take back the fault with this label.",
        ),
        key("end", Value::Yes, Optional, "true", "End the run."),
        key(
            "as",
            Value::Name,
            With("inject"),
            "primary-gone",
            "The label to undo the fault by; its own name if left out.",
        ),
        key(
            "brief",
            Value::Flag,
            With("inject"),
            "true",
            "The fault is meant to come and go between two checks.",
        ),
    ],
};

/// The faults. A new one needs a row here and a line in `assemble::fault`.
pub(crate) static FAULT: Table = Table {
    name: "fault",
    about: "What is wrong.",
    one_of: &["alias-deleted"],
    keys: &[key(
        "alias-deleted",
        Value::Map(&ALIAS_DELETED),
        Optional,
        "{ region: primary }",
        "The bot's alias is deleted, and re-created by the undo.",
    )],
};

static ALIAS_DELETED: Table = Table {
    name: "alias-deleted",
    about: "The bot's alias is deleted, and re-created by the undo.",
    one_of: &[],
    keys: &[key("region", Value::Region, Required, "primary", "Where.")],
};

static EXPECTATION: Table = Table {
    name: "expectation",
    about: "What must hold.",
    one_of: &["flips", "recovers", "callers", "route"],
    keys: &[
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
            "What the route must or must not be over the whole run.",
        ),
    ],
};

static ROUTE_CHANGE: Table = Table {
    name: "route-change",
    about: "A change of route that must come in time after a step.",
    one_of: &[],
    keys: &[
        key(
            "to",
            Value::Route,
            Required,
            "secondary",
            "Where the route must go.",
        ),
        key(
            "within",
            Value::Span { zero: false },
            Required,
            "1 check",
            "How long it may take from the instant the fault, or its undo, took effect. A count of checks stands for that many intervals, the check's time limit and the slack of the schedule.",
        ),
        key(
            "after",
            Value::Name,
            Optional,
            "alias-deleted",
            "The label of the fault meant; the first fault (for recovers: the last undo) if left out.",
        ),
    ],
};

static CALLERS: Table = Table {
    name: "callers",
    about: "What callers may lose.",
    one_of: &[],
    keys: &[key(
        "lost-at-most",
        Value::Span { zero: true },
        Required,
        "1 check",
        "The longest that callers may go unserved, all outages of the run taken together.",
    )],
};

static ROUTE: Table = Table {
    name: "route",
    about: "What the route must or must not be over the whole run.",
    one_of: &["stays", "never"],
    keys: &[
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
    ],
};
