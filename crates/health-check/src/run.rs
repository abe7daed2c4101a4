//! One check, from what it learnt to what it wrote.

use std::time::{Duration, SystemTime};

use lexdr_lex::{Bot, Probe};
use lexdr_route::{ERR, Item, RouteStore, StoreError, Update, bot_alias_arn};
use tokio::time::{Instant, timeout};

use crate::decide::{Current, Decision, Next, Place, Side, decide};
use crate::{CheckError, HealthCheck, Outcome, Plan};

/// How often a lost race to write the item is run again.
const MOST_ROUNDS: u32 = 3;

/// How far ahead of us the clock of another check can be. A `checkedAt` beyond it is not the work
/// of a newer check but of a wrong clock or a person, and may be overwritten.
const CLOCK_SKEW: Duration = Duration::from_secs(60);

/// What one check has learnt so far.
pub(crate) struct Run<'c, B, S> {
    check: &'c HealthCheck<B, S>,
    function_arn: Option<&'c str>,
    started: SystemTime,
    plan: Plan,
    session: String,
    primary: Probe,
    secondary: Option<Probe>,
}

impl<'c, B: Bot, S: RouteStore> Run<'c, B, S> {
    /// After the primary was asked.
    pub(crate) const fn new(
        check: &'c HealthCheck<B, S>,
        function_arn: Option<&'c str>,
        started: SystemTime,
        plan: Plan,
        session: String,
        primary: Probe,
    ) -> Self {
        Self {
            check,
            function_arn,
            started,
            plan,
            session,
            primary,
            secondary: None,
        }
    }

    /// Decides and writes; again if another check wrote in between.
    pub(crate) async fn settle(&mut self, mut item: Option<Item>) -> Result<Outcome, CheckError> {
        if self.is_older_than(item.as_ref(), |theirs, ours| theirs > ours) {
            return Ok(self.superseded(item));
        }
        let settings = &self.check.settings;
        let mut writing = Duration::ZERO;
        for _ in 0..MOST_ROUNDS {
            let current = Current::of(item.as_ref(), &settings.primary, &settings.secondary);
            let next = self.decide(current).await?;
            let update = self.update(item.as_ref(), next);
            let seen = item
                .as_ref()
                .map(|item| item.seen.clone())
                .unwrap_or_default();
            let began = Instant::now();
            let left = self.plan.write.saturating_sub(writing);
            match self.check.write(&update, &seen, left).await {
                Ok(()) => return Ok(self.outcome(&update)),
                Err(StoreError::ConditionFailed { .. }) => {}
                Err(error) => return Err(error.into()),
            }
            let left = left.saturating_sub(began.elapsed());
            item = self.check.read(left).await?;
            writing += began.elapsed();
            if item.as_ref().is_some_and(|item| update.made(item)) {
                return Ok(self.outcome(&update));
            }
            if self.is_older_than(item.as_ref(), |theirs, ours| theirs >= ours) {
                return Ok(self.superseded(item));
            }
        }
        Err(CheckError::Contention {
            rounds: MOST_ROUNDS,
        })
    }

    /// Whether the item was written by a check that began after this one.
    fn is_older_than(
        &self,
        item: Option<&Item>,
        newer: impl Fn(SystemTime, SystemTime) -> bool,
    ) -> bool {
        let latest = self.check.clock.now() + CLOCK_SKEW;
        item.and_then(|item| item.checked_at)
            .is_some_and(|theirs| newer(theirs, self.started) && theirs <= latest)
    }

    async fn decide(&mut self, current: Current) -> Result<Next, CheckError> {
        let settings = &self.check.settings;
        loop {
            let secondary = self.secondary.as_ref().map(|probe| &probe.evidence);
            match decide(
                current,
                &self.primary.evidence,
                secondary,
                settings.thresholds,
            ) {
                Decision::Write(next) => return Ok(next),
                Decision::AskSecondary => {
                    let ask = self
                        .check
                        .ask(Side::Secondary, &self.session, self.plan.probe);
                    self.secondary = Some(ask.await);
                }
                Decision::Hold(side, reason) => {
                    let region = settings.region(side).to_owned();
                    return Err(CheckError::NoEvidence { region, reason });
                }
            }
        }
    }

    fn update(&self, item: Option<&Item>, next: Next) -> Update {
        let lex_region = match next.place {
            Place::At(side) => self.check.settings.region(side),
            Place::Nowhere => ERR,
        };
        let before = item.and_then(|item| item.lex_region.as_deref());
        Update {
            lex_region: lex_region.to_owned(),
            checked_at: self.started,
            changed: before != Some(lex_region),
            reason: self.reason(next),
            failures: next.failures,
            recoveries: next.recoveries,
            bot_alias_arn: self.bot_alias_arn(next.place),
        }
    }

    /// Where callers find the bot of the route, if it is of Lex V2 and its ids are known. Its alias
    /// may have another id than at the last check, so it is written anew with every check.
    fn bot_alias_arn(&self, place: Place) -> Option<String> {
        let Place::At(side) = place else { return None };
        let ids = self.check.bot(side).alias_ids()?;
        let region = self.check.settings.region(side);
        bot_alias_arn(self.function_arn?, region, &ids.bot, &ids.alias)
    }

    /// `us-east-1: NotFoundException; us-west-2: healthy`, and the count if one is running.
    fn reason(&self, next: Next) -> String {
        let settings = &self.check.settings;
        let mut reason = format!("{}: {}", settings.primary, self.primary.evidence);
        if let Some(probe) = &self.secondary {
            reason += &format!("; {}: {}", settings.secondary, probe.evidence);
        }
        let Next {
            failures,
            recoveries,
            ..
        } = next;
        if failures > 0 {
            reason += &format!("; failure {failures} of {}", settings.thresholds.failure);
        }
        if recoveries > 0 {
            reason += &format!(
                "; recovery {recoveries} of {}",
                settings.thresholds.recovery
            );
        }
        reason
    }

    fn outcome(&self, update: &Update) -> Outcome {
        Outcome {
            status_code: 200,
            body: "Success",
            lex_region: update.lex_region.clone(),
            primary: self.primary.evidence.to_string(),
            secondary: self
                .secondary
                .as_ref()
                .map(|probe| probe.evidence.to_string()),
            changed: update.changed,
            superseded: false,
            reason: update.reason.clone(),
        }
    }

    /// The item stays as the newer check wrote it.
    fn superseded(&self, item: Option<Item>) -> Outcome {
        let item = item.unwrap_or_default();
        Outcome {
            status_code: 200,
            body: "Success",
            lex_region: item.lex_region.unwrap_or_default(),
            primary: self.primary.evidence.to_string(),
            secondary: self
                .secondary
                .as_ref()
                .map(|probe| probe.evidence.to_string()),
            changed: false,
            superseded: true,
            reason: item.reason.unwrap_or_default(),
        }
    }

    /// Ends the sessions that may be open, in both regions at once. Best effort: a session left
    /// over belongs to this check alone and expires.
    pub(crate) async fn clean_up(&self) {
        tokio::join!(
            self.forget(Side::Primary, Some(&self.primary)),
            self.forget(Side::Secondary, self.secondary.as_ref()),
        );
    }

    async fn forget(&self, side: Side, probe: Option<&Probe>) {
        if !probe.is_some_and(|probe| probe.session_may_be_open) {
            return;
        }
        let limit = self.plan.clean_up;
        let forget = self.check.bot(side).forget(&self.session, limit);
        let result = timeout(limit + Plan::GRACE, forget).await;
        if let Err(reason) = result.unwrap_or_else(|_| Err("timeout".to_owned())) {
            let region = self.check.settings.region(side);
            tracing::info!(region, reason, "session not ended");
        }
    }
}
