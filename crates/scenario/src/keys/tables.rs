//! The file as a whole: set-up, probes and steps.

use Presence::{Default, Optional, Required, With};

use super::expectations::EXPECTATION;
use super::{Choice, FAULT, Key, Presence, Table, Value};
use crate::time::SHORTEST_INTERVAL;

pub(super) const fn key(
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
    choice: Choice::Free,
    own: &[
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
            "lex",
            Value::Word {
                what: "a generation of Lex",
                words: &["v1", "v2"],
            },
            Optional,
            "v2",
            "The generation of Lex it is about; any if left out.",
        ),
        key(
            "bots",
            Value::Word {
                what: "a way of having bots",
                words: &["separate", "replicated"],
            },
            Default("separate"),
            "replicated",
            "Whether each region has a bot of its own, or the secondary one a replica of the primary region's (Lex V2, Global Resiliency): it has the same ids, cannot be changed where it is and follows its source.",
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
    choice: Choice::Free,
    own: &[
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
        key(
            "timeout",
            Value::Timeout,
            Default("15s"),
            "15s",
            "The time limit of the function, from 2s to 15m.",
        ),
        key(
            "alias-by",
            Value::Word {
                what: "a way to tell an alias",
                words: &["name", "id"],
            },
            Default("name"),
            "id",
            "How the check is told the alias of a bot of Lex V2; its id is new each time it is made.",
        ),
    ],
};

static PROBES: Table = Table {
    name: "probes",
    about: "How often the harness looks.",
    choice: Choice::Free,
    own: &[
        key(
            "route",
            Value::Duration { at_least_ms: 10 },
            Default("5s"),
            "1s",
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
        key(
            "arrivals",
            Value::Word {
                what: "a way of arriving",
                words: &["constant", "poisson"],
            },
            Default("constant"),
            "poisson",
            "How callers arrive: one every so often, or at random with that distance on average.",
        ),
        key(
            "flow",
            Value::Word {
                what: "a form of the flow",
                words: &["static", "dynamic"],
            },
            Optional,
            "dynamic",
            "The contact flow that callers follow: with a branch for each region, or with the bot taken from the route. Left out, it is static for Lex V1 and dynamic for Lex V2.",
        ),
    ],
};

static SIMULATOR: Table = Table {
    name: "simulator",
    about: "How the simulated services behave; other targets are what they are.",
    choice: Choice::Free,
    own: &[
        key(
            "alias-propagation",
            Value::Duration { at_least_ms: 0 },
            Default("0s"),
            "30s",
            "Between a change of an alias and the runtime acting on it.",
        ),
        key(
            "lex-latency",
            Value::Duration { at_least_ms: 1 },
            Optional,
            "120ms",
            "Typical time of a Lex runtime call; the simulator's own if left out.",
        ),
    ],
};

static STEP: Table = Table {
    name: "step",
    about: "Something done at an instant of the timeline.",
    choice: Choice::OneOf(&["inject", "undo", "end"]),
    own: &[
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
        key(
            "force",
            Value::Flag,
            With("inject"),
            "true",
            "The fault is meant to reach the replica too, and so to break both regions; without this, one that changes a replicated bot is refused.",
        ),
    ],
};
