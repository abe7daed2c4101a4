//! What can be wrong.

use serde::{Deserialize, Serialize};

/// What is wrong.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Fault {
    /// The bot's alias is deleted, and re-created by the undo.
    AliasDeleted {
        /// Where.
        region: RegionRef,
    },
    /// The bot's alias points at a version that does not work (a bot without intents).
    AliasRepointed {
        /// Where.
        region: RegionRef,
    },
    /// The bot itself is deleted, its alias first.
    BotDeleted {
        /// Where.
        region: RegionRef,
    },
    /// The bot's language is disabled in its alias (Lex V2).
    LocaleDisabled {
        /// Where.
        region: RegionRef,
    },
    /// A resource policy denies the functions' role the alias (Lex V2).
    AliasPolicyDenied {
        /// Where.
        region: RegionRef,
    },
    /// The rule that runs the health check is disabled.
    RuleDisabled {},
    /// A function may not run: its reserved concurrency is 0.
    ConcurrencyZero {
        /// Which.
        function: FunctionRef,
    },
    /// A variable in a function's environment is wrong.
    EnvironmentDrift {
        /// Which function.
        function: FunctionRef,
        /// The variable, `EXPECTED_RESPONSE`.
        variable: String,
        /// Its wrong value; the variable is removed if left out.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        value: Option<String>,
    },
    /// A function's code crashes at start.
    CodeCrashes {
        /// Which.
        function: FunctionRef,
    },
    /// The route item is deleted.
    ItemMissing {},
    /// The route item's `lexRegion` is overwritten, with junk or with a third region.
    ItemCorrupted {
        /// What stands there then.
        lex_region: String,
    },
    /// The table is deleted.
    TableDeleted {},
    /// The functions' role is denied a service.
    RoleDenied {
        /// What it may not call any more.
        service: DeniedService,
        /// Only in this region; everywhere if left out.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        region: Option<RegionRef>,
    },
    /// Calls fail on the wire: a fault of the request-level vocabulary.
    #[serde(untagged)]
    Request(lexdr_faults::RequestFault),
}

/// One of the two functions.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum FunctionRef {
    /// lexDRTest.
    HealthCheck,
    /// lexDRGetRegion.
    GetRegion,
}

/// A service that the functions' role can be denied.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum DeniedService {
    /// All of the Lex runtime.
    Lex,
    /// `lex:DeleteSession` only: the clean-up.
    LexDeleteSession,
    /// All of DynamoDB.
    Dynamodb,
    /// `dynamodb:UpdateItem` only: the health check's write.
    DynamodbUpdate,
}

/// A region, by its part in the failover or by name.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum RegionRef {
    /// Where callers go as long as it is well.
    Primary,
    /// Where they go when it is not.
    Secondary,
    /// Both of them.
    Both,
    /// `us-east-1`.
    #[serde(untagged)]
    Named(String),
}
