//! A health check that is right unless told otherwise.

use std::sync::Arc;
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use aws_smithy_async::time::SharedTimeSource;
use aws_smithy_runtime::client::retries::{RetryPartition, TokenBucket};
use lexdr_health_check::{Plan, Settings, Side};
use lexdr_lex::{Evidence, Probe};
use lexdr_route::{Item, StoreError, whole_millis};
use lexdr_runner::{BoxFuture, Event, FunctionError, Handler, Lambda, Start};

use super::bot::Bots;
use super::defects::Check as Defect;
use super::route::Route;

/// The code of a health check with this defect, or with none.
pub(super) fn mutant(defect: Option<Defect>) -> Arc<dyn Lambda> {
    Arc::new(Program(defect))
}

struct Program(Option<Defect>);

impl Lambda for Program {
    fn start(&self, mut start: Start) -> Result<Box<dyn Handler>, FunctionError> {
        let defect = self.0;
        let method = start.variables.entry("TEST_METHOD".to_owned()).or_default();
        if defect == Some(Defect::TypoMeansPutSession) && method != "send_message" {
            "put_session".clone_into(method);
        }
        let settings = Settings::from_env(|name| start.variables.get(name).cloned())
            .map_err(|error| FunctionError::new("Settings", error.to_string()))?;
        let tokens = match defect {
            Some(Defect::HasNoRetries) => TokenBucket::new(0),
            _ => TokenBucket::unlimited(),
        };
        let partition = RetryPartition::custom("mutant").token_bucket(tokens);
        let aws = start.aws.with_default_partition(partition.build());
        Ok(Box::new(Check {
            defect,
            bots: Bots::new(defect, &settings, &aws),
            route: Route::new(defect, &settings, &aws),
            clock: aws.clock(),
            settings,
            first: None,
            written: None,
        }))
    }
}

pub(super) struct Check {
    pub(super) defect: Option<Defect>,
    pub(super) settings: Settings,
    pub(super) bots: Bots,
    route: Route,
    clock: SharedTimeSource,
    /// The first evidence of this environment, for who keeps it.
    first: Option<Evidence>,
    /// The route written last, for who keeps it.
    written: Option<String>,
}

/// What a check knows of both bots.
pub(super) struct Seen {
    pub(super) session: String,
    pub(super) started: SystemTime,
    pub(super) plan: Plan,
    pub(super) primary: Probe,
    pub(super) secondary: Option<Probe>,
    /// Why the route could not be decided, if it could not.
    pub(super) held: Option<String>,
}

impl Handler for Check {
    fn handle(&mut self, event: Event) -> BoxFuture<'_, Result<Vec<u8>, FunctionError>> {
        Box::pin(async move {
            match self.check(&event).await {
                Err(error) if !self.is(Defect::SwallowsErrors) => Err(error),
                _ => Ok(br#"{"statusCode":200,"body":"Success"}"#.to_vec()),
            }
        })
    }
}

impl Check {
    pub(super) fn is(&self, defect: Defect) -> bool {
        self.defect == Some(defect)
    }

    async fn check(&mut self, event: &Event) -> Result<(), FunctionError> {
        let started = whole_millis(self.clock.now());
        let remaining = event.deadline.duration_since(started).unwrap_or_default();
        let plan = Plan::within(remaining)
            .map_err(|error| FunctionError::new("Plan", error.to_string()))?;
        let session = self.session(event, started);
        let (item, primary) = tokio::join!(
            self.route.read(plan.read),
            self.bots.ask(Side::Primary, &session, plan.probe)
        );
        let mut seen = Seen {
            session,
            started,
            plan,
            primary,
            secondary: None,
            held: None,
        };
        if self.is(Defect::CachesForEver) {
            let first = self.first.get_or_insert(seen.primary.evidence.clone());
            seen.primary.evidence = first.clone();
        }
        if self.is(Defect::CleanUpFailureIsAnOutage) && self.clean_up(&seen).await.is_err() {
            seen.primary.evidence = Evidence::Down("clean-up".to_owned());
        }
        let result = match item {
            Ok(item) => self.settle(&mut seen, item).await,
            Err(error) => Err(error),
        };
        let result = match result {
            Err(error) if self.is(Defect::TableErrorIsAnOutage) => {
                seen.primary.evidence = Evidence::Down(error.to_string());
                let item = self.route.read(plan.read).await;
                match item {
                    Ok(item) => self.settle(&mut seen, item).await,
                    Err(error) => Err(error),
                }
            }
            result => result,
        };
        let cleaned = self.clean_up(&seen).await;
        result.map_err(|error| FunctionError::new("Table", error.to_string()))?;
        if self.is(Defect::CleanUpFailureRaises) {
            cleaned.map_err(|error| FunctionError::new("CleanUp", error))?;
        }
        match seen.held {
            Some(why) => Err(FunctionError::new("NoEvidence", why)),
            None => Ok(()),
        }
    }

    fn session(&self, event: &Event, started: SystemTime) -> String {
        let user = &self.settings.user;
        if self.is(Defect::FixedSessionId) {
            return format!("{user}-1");
        }
        let since = started.duration_since(UNIX_EPOCH).unwrap_or_default();
        format!("{user}-{}-{:x}", event.request_id, since.as_millis())
    }

    /// Decides and writes; again if another check wrote in between.
    async fn settle(&mut self, seen: &mut Seen, mut item: Option<Item>) -> Result<(), StoreError> {
        loop {
            let newer = item
                .as_ref()
                .and_then(|item| item.checked_at)
                .is_some_and(|theirs| theirs > seen.started);
            if newer && !self.is(Defect::WritesBlindly) {
                return Ok(());
            }
            let Some(update) = self.update(seen, item.as_ref()).await else {
                return Ok(());
            };
            let again = self.written.as_deref() == Some(update.lex_region.as_str());
            if self.is(Defect::NeverWrites) || (again && self.is(Defect::TrustsItsMemory)) {
                return Ok(());
            }
            let limit = seen.plan.write;
            match self.route.write(&update, item.as_ref(), limit).await {
                Ok(()) => {
                    self.written = Some(update.lex_region);
                    return Ok(());
                }
                Err(StoreError::ConditionFailed { .. }) => {
                    item = self.route.read(seen.plan.read).await?;
                    if item.as_ref().is_some_and(|item| update.made(item)) {
                        return Ok(());
                    }
                }
                Err(error) => return Err(error),
            }
        }
    }

    async fn clean_up(&self, seen: &Seen) -> Result<(), String> {
        if self.is(Defect::LeaksSessions) {
            return Ok(());
        }
        let limit = seen.plan.clean_up;
        let (one, other) = tokio::join!(
            self.forget(Side::Primary, Some(&seen.primary), &seen.session, limit),
            self.forget(
                Side::Secondary,
                seen.secondary.as_ref(),
                &seen.session,
                limit
            ),
        );
        one.and(other)
    }

    async fn forget(
        &self,
        side: Side,
        probe: Option<&Probe>,
        session: &str,
        limit: Duration,
    ) -> Result<(), String> {
        let sick_is_left = self.is(Defect::LeaksSessionsOfSickBots);
        match probe {
            Some(probe)
                if probe.session_may_be_open && (probe.evidence.is_healthy() || !sick_is_left) =>
            {
                self.bots.forget(side, session, limit).await
            }
            _ => Ok(()),
        }
    }
}
