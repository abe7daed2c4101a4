//! The faults, those of the control plane and those of single requests.
//!
//! A new fault of the control plane needs a row here and a line in `assemble::faults`.

use std::sync::LazyLock;

use lexdr_faults::vocabulary;

use super::tables::key;
use super::{Choice, Key, Presence, Table, Value};

use Presence::{Optional, Required};

/// The request-level faults, as the fault layer knows them.
pub(super) static REQUESTS: LazyLock<Vec<Key>> = LazyLock::new(|| {
    vocabulary::specs()
        .map(|spec| Key {
            name: spec.name,
            about: spec.summary,
            value: Value::Request(spec),
            example: spec.example,
            presence: Optional,
        })
        .collect()
});

const fn fault(
    table: &'static Table,
    name: &'static str,
    example: &'static str,
    about: &'static str,
) -> Key {
    key(name, Value::Map(table), Optional, example, about)
}

/// All faults.
pub(crate) static FAULT: Table = Table {
    name: "fault",
    about: "What is wrong.",
    choice: Choice::OneFault,
    own: &[
        fault(
            &ALIAS_DELETED,
            "alias-deleted",
            "{ region: primary }",
            ALIAS_DELETED.about,
        ),
        fault(
            &ALIAS_REPOINTED,
            "alias-repointed",
            "{ region: primary }",
            ALIAS_REPOINTED.about,
        ),
        fault(
            &BOT_DELETED,
            "bot-deleted",
            "{ region: primary }",
            BOT_DELETED.about,
        ),
        fault(
            &LOCALE_DISABLED,
            "locale-disabled",
            "{ region: primary }",
            LOCALE_DISABLED.about,
        ),
        fault(
            &ALIAS_POLICY_DENIED,
            "alias-policy-denied",
            "{ region: primary }",
            ALIAS_POLICY_DENIED.about,
        ),
        fault(&RULE_DISABLED, "rule-disabled", "{}", RULE_DISABLED.about),
        fault(
            &CONCURRENCY_ZERO,
            "concurrency-zero",
            "{ function: get-region }",
            CONCURRENCY_ZERO.about,
        ),
        fault(
            &ENVIRONMENT_DRIFT,
            "environment-drift",
            "{ function: health-check, variable: EXPECTED_RESPONSE, value: Hello }",
            ENVIRONMENT_DRIFT.about,
        ),
        fault(
            &CODE_CRASHES,
            "code-crashes",
            "{ function: health-check }",
            CODE_CRASHES.about,
        ),
        fault(&ITEM_MISSING, "item-missing", "{}", ITEM_MISSING.about),
        fault(
            &ITEM_CORRUPTED,
            "item-corrupted",
            "{ lex-region: eu-west-1 }",
            ITEM_CORRUPTED.about,
        ),
        fault(&TABLE_DELETED, "table-deleted", "{}", TABLE_DELETED.about),
        fault(
            &ROLE_DENIED,
            "role-denied",
            "{ service: dynamodb-update }",
            ROLE_DENIED.about,
        ),
    ],
};

const fn table(name: &'static str, about: &'static str, own: &'static [Key]) -> Table {
    Table {
        name,
        about,
        own,
        choice: Choice::Free,
    }
}

const REGION: Key = key("region", Value::Region, Required, "primary", "Where.");

const FUNCTION: Key = key(
    "function",
    Value::Word {
        what: "a function",
        words: &["health-check", "get-region"],
    },
    Required,
    "health-check",
    "Which function: lexDRTest or lexDRGetRegion.",
);

static ALIAS_DELETED: Table = table(
    "alias-deleted",
    "The bot's alias is deleted, and re-created by the undo.",
    &[REGION],
);

static ALIAS_REPOINTED: Table = table(
    "alias-repointed",
    "The bot's alias points at a version that does not work.",
    &[REGION],
);

static BOT_DELETED: Table = table(
    "bot-deleted",
    "The bot itself is deleted, its alias first.",
    &[REGION],
);

static LOCALE_DISABLED: Table = table(
    "locale-disabled",
    "The bot's language is disabled in its alias (Lex V2).",
    &[REGION],
);

static ALIAS_POLICY_DENIED: Table = table(
    "alias-policy-denied",
    "A resource policy denies the functions' role the alias (Lex V2).",
    &[REGION],
);

static RULE_DISABLED: Table = table(
    "rule-disabled",
    "The rule that runs the health check is disabled.",
    &[],
);

static CONCURRENCY_ZERO: Table = table(
    "concurrency-zero",
    "A function may not run: its reserved concurrency is 0.",
    &[FUNCTION],
);

static ENVIRONMENT_DRIFT: Table = table(
    "environment-drift",
    "A variable in a function's environment is wrong.",
    &[
        FUNCTION,
        key(
            "variable",
            Value::Variable,
            Required,
            "EXPECTED_RESPONSE",
            "The variable.",
        ),
        key(
            "value",
            Value::Text,
            Optional,
            "Hello",
            "Its wrong value; the variable is removed if left out.",
        ),
    ],
);

static CODE_CRASHES: Table = table(
    "code-crashes",
    "A function's code crashes at start.",
    &[FUNCTION],
);

static ITEM_MISSING: Table = table("item-missing", "The route item is deleted.", &[]);

static ITEM_CORRUPTED: Table = table(
    "item-corrupted",
    "The route item's `lexRegion` is overwritten, with junk or with a third region.",
    &[key(
        "lex-region",
        Value::Text,
        Required,
        "eu-west-1",
        "What stands there then.",
    )],
);

static TABLE_DELETED: Table = table("table-deleted", "The table is deleted.", &[]);

static ROLE_DENIED: Table = table(
    "role-denied",
    "The functions' role is denied a service.",
    &[
        key(
            "service",
            Value::Word {
                what: "a service to deny",
                words: &["lex", "lex-delete-session", "dynamodb", "dynamodb-update"],
            },
            Required,
            "dynamodb-update",
            "What it may not call any more.",
        ),
        key(
            "region",
            Value::Region,
            Optional,
            "primary",
            "Only in this region; everywhere if left out.",
        ),
    ],
);
