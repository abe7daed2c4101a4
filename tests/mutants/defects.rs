//! What is wrong, and where it should show.

/// What is wrong with a health check.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Check {
    /// Says "Success" and writes nothing.
    NeverWrites,
    /// Writes the primary region whatever the bot says.
    NeverFailsOver,
    /// Needs a failed check more than it is told.
    FlipsOneIntervalLate,
    /// Once in the secondary region, always there.
    NeverRecovers,
    /// Names a third region when it means the secondary.
    WritesTheWrongRegion,
    /// Gives up as soon as the primary is down, without asking the secondary.
    WritesErrTooEagerly,
    /// Sends callers to the secondary even if that is down too.
    NeverWritesErr,
    /// Gives up as soon as either region is down.
    EitherDownIsErr,
    /// Once it has written `err`, it waits for a person.
    StaysInErr,
    /// Keeps the first verdict for as long as the execution environment is warm.
    CachesForEver,
    /// Remembers what it wrote last and does not write the same again, whatever the item says.
    TrustsItsMemory,
    /// Fails over on the first failed check, whatever the threshold.
    IgnoresTheFailureThreshold,
    /// Returns on the first healthy check, whatever the threshold.
    IgnoresTheRecoveryThreshold,
    /// Never ends its sessions.
    LeaksSessions,
    /// Ends only the sessions of healthy bots (as published).
    LeaksSessionsOfSickBots,
    /// Waits for a bot as long as Lambda lets it (as published).
    HasNoTimeouts,
    /// Takes any answer within 12 s (as published).
    HasNoLatencyLimit,
    /// Waits for the clean-up as long as Lambda lets it (as published).
    CleanUpHasNoTimeout,
    /// Fails if a session cannot be ended (as published).
    CleanUpFailureRaises,
    /// A session that cannot be ended stands for a sick bot.
    CleanUpFailureIsAnOutage,
    /// Takes a write that failed for a primary that is down (as published).
    TableErrorIsAnOutage,
    /// Waits for the table as long as Lambda lets it.
    TableHasNoTimeout,
    /// Its own missing permission counts as an outage (as published).
    AccessDeniedIsAnOutage,
    /// A conflict about its own session counts as an outage (as published).
    ConflictIsAnOutage,
    /// Its own expired credentials count as an outage (as published).
    ExpiredCredentialsAreAnOutage,
    /// The first throttle or server error counts: no retries.
    HasNoRetries,
    /// Tries again so patiently that Lambda cuts it off (as published).
    RetriesTooPatiently,
    /// Any message will do.
    IgnoresTheMessage,
    /// No message will do.
    IgnoresAMissingMessage,
    /// Status 200 will do, whatever the body.
    IgnoresGarbage,
    /// Opens a session where it should say something.
    OnlyOpensSessions,
    /// Takes a TEST_METHOD that it does not know for put_session (as published).
    TypoMeansPutSession,
    /// One session for all checks (as published).
    FixedSessionId,
    /// The last writer wins, however old its news (as published).
    WritesBlindly,
    /// Writes a heartbeat item on every healthy check.
    WritesAnotherItemToo,
    /// Takes the secondary region's name for the key.
    WritesTheWrongItem,
    /// Says "Success" whatever happened (as published).
    SwallowsErrors,
    /// Holds the route on a timeout.
    TimeoutIsNoEvidence,
    /// Holds the route when the bot is gone.
    NotFoundIsNoEvidence,
    /// Holds the route on a server error.
    ServerErrorIsNoEvidence,
    /// Holds the route when throttled for good.
    ThrottleIsNoEvidence,
    /// Holds the route when there is no connection.
    NoConnectionIsNoEvidence,
    /// Cannot read the null slots of real Lex answers.
    NullSlotsAreAnOutage,
}

/// Defects and the scenarios that should see them.
pub(super) const CHECKS: &[(Check, &[&str])] = &[
    (Check::NeverWrites, &["alias-repointed"]),
    (Check::NeverFailsOver, &["alias-repointed"]),
    (Check::FlipsOneIntervalLate, &["alias-repointed"]),
    (Check::NeverRecovers, &["alias-repointed"]),
    (Check::WritesTheWrongRegion, &["alias-repointed"]),
    (Check::WritesErrTooEagerly, &["alias-repointed"]),
    (Check::NeverWritesErr, &["region-outage-both"]),
    (Check::EitherDownIsErr, &["alias-deleted-in-secondary"]),
    (Check::StaysInErr, &["region-outage-both"]),
    (Check::CachesForEver, &["alias-repointed"]),
    (
        Check::TrustsItsMemory,
        &["table-item-third-region", "table-item-missing"],
    ),
    (
        Check::IgnoresTheFailureThreshold,
        &["alias-deleted-for-one-check"],
    ),
    (Check::IgnoresTheRecoveryThreshold, &["flapping-damped"]),
    (Check::LeaksSessions, &["alias-deleted-put-session"]),
    (Check::LeaksSessionsOfSickBots, &["lex-wrong-message"]),
    (Check::HasNoTimeouts, &["lex-hang"]),
    (Check::HasNoLatencyLimit, &["lex-slow"]),
    (Check::CleanUpHasNoTimeout, &["lex-delete-session-hangs"]),
    (Check::CleanUpFailureRaises, &["lex-delete-session-failing"]),
    (
        Check::CleanUpFailureIsAnOutage,
        &["lex-delete-session-failing"],
    ),
    (Check::TableErrorIsAnOutage, &["table-write-denied-once"]),
    (Check::TableHasNoTimeout, &["table-hang"]),
    (
        Check::AccessDeniedIsAnOutage,
        &["role-denied-lex-in-primary"],
    ),
    (Check::ConflictIsAnOutage, &["lex-conflict-once"]),
    (
        Check::ExpiredCredentialsAreAnOutage,
        &["lex-expired-credentials"],
    ),
    (Check::HasNoRetries, &["lex-throttled-once"]),
    (
        Check::RetriesTooPatiently,
        &["lex-failing-in-both", "lex-internal-failure"],
    ),
    (Check::IgnoresTheMessage, &["lex-wrong-message"]),
    (Check::IgnoresAMissingMessage, &["lex-no-message"]),
    (Check::IgnoresGarbage, &["lex-html-body"]),
    (Check::OnlyOpensSessions, &["lex-nlu-broken"]),
    (Check::TypoMeansPutSession, &["checker-method-misspelt"]),
    (Check::FixedSessionId, &["role-denied-delete-session"]),
    (Check::WritesBlindly, &["checker-overlapping-checks"]),
    (Check::WritesAnotherItemToo, &["checker-rule-disabled"]),
    (Check::WritesTheWrongItem, &["alias-repointed"]),
    (Check::SwallowsErrors, &["role-denied-lex"]),
    (Check::TimeoutIsNoEvidence, &["lex-hang"]),
    (Check::NotFoundIsNoEvidence, &["alias-deleted-put-session"]),
    (Check::ServerErrorIsNoEvidence, &["lex-internal-failure"]),
    (Check::ThrottleIsNoEvidence, &["lex-throttled-always"]),
    (Check::NoConnectionIsNoEvidence, &["lex-refused"]),
    (Check::NullSlotsAreAnOutage, &["alias-deleted-in-secondary"]),
];

/// What is wrong with a GetRegion.
///
/// One that fails on `err` is not among them: the flow apologises on its error branch as it does
/// when no branch matches, so callers cannot tell.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Region {
    /// Fails if the table cannot be read (as published).
    NoFallback,
    /// Always the default.
    AlwaysTheDefault,
    /// Always the secondary region.
    AlwaysTheSecondary,
    /// `err` if the table cannot be read.
    ErrWithoutTheTable,
    /// Thinks for 9 s; Connect waits 8.
    Slow,
    /// Keeps the first answer for as long as the execution environment is warm.
    CachesForEver,
    /// Keeps an answer for five minutes.
    CachesTooLong,
    /// Waits for the table as long as Lambda lets it (as published).
    TableHasNoTimeout,
    /// Passes on whatever stands in the table (as published).
    PassesJunkOn,
    /// Names the answer otherwise than the flow expects.
    WrongMember,
    /// Answers an object in an object, which Connect's STRING_MAP refuses.
    NestedAnswer,
    /// Reads the item of another key.
    WrongKey,
}

/// Defects and the scenarios that should see them.
pub(super) const REGIONS: &[(Region, &[&str])] = &[
    (Region::NoFallback, &["table-item-missing"]),
    (Region::AlwaysTheDefault, &["alias-repointed"]),
    (Region::AlwaysTheSecondary, &["alias-deleted-in-secondary"]),
    (Region::ErrWithoutTheTable, &["table-unreachable"]),
    (Region::Slow, &["alias-deleted-in-secondary"]),
    (Region::CachesForEver, &["alias-repointed"]),
    (Region::CachesTooLong, &["alias-repointed"]),
    (Region::TableHasNoTimeout, &["table-hang"]),
    (Region::PassesJunkOn, &["table-item-garbled"]),
    (Region::WrongMember, &["alias-deleted-in-secondary"]),
    (Region::NestedAnswer, &["alias-deleted-in-secondary"]),
    (Region::WrongKey, &["alias-repointed"]),
];
