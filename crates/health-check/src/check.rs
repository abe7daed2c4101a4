//! The health check: its parts, and what each of them may take.

use std::time::{Duration, SystemTime};

use aws_smithy_async::time::SharedTimeSource;
use aws_smithy_runtime::client::retries::{RetryPartition, TokenBucket};
use lexdr_lex::{AnyBot, Bot, Probe};
use lexdr_route::{
    Aws, Budget, DynamoDbRoutes, Item, Metrics, RouteStore, Seen, StoreError, Update, whole_millis,
};
use tokio::time::{Instant, timeout};
use tracing::Instrument;

use crate::decide::Side;
use crate::run::Run;
use crate::{CheckError, Outcome, Plan, Settings, report, session};

/// What Lambda says about an invocation.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Invocation {
    /// Its id. Lambda's retries of a failed invocation have the same one.
    pub request_id: String,
    /// When Lambda cuts it off.
    pub deadline: SystemTime,
    /// The ARN by which the function was invoked, if there is one. It tells the partition and the
    /// account that the bots are in.
    pub function_arn: Option<String>,
}

/// The health check, warm between invocations.
#[derive(Debug)]
pub struct HealthCheck<B, S> {
    pub(crate) settings: Settings,
    primary: B,
    secondary: B,
    store: S,
    pub(crate) clock: SharedTimeSource,
    metrics: Metrics,
}

impl HealthCheck<AnyBot, DynamoDbRoutes> {
    /// On top of AWS, with bots of the generation that the settings name.
    ///
    /// Without a retry quota in `aws` the check has an endless one: it makes a few calls in a
    /// limited time, and a long outage must not leave it without retries afterwards.
    #[must_use]
    pub fn from_aws(settings: Settings, aws: &Aws, metrics: Metrics) -> Self {
        let endless = RetryPartition::custom("lexdr").token_bucket(TokenBucket::unlimited());
        let aws = aws.clone().with_default_partition(endless.build());
        let bot = |side| {
            let question = settings.question.clone();
            AnyBot::new(&aws, settings.region(side), settings.bot(side), question)
        };
        let (primary, secondary) = (bot(Side::Primary), bot(Side::Secondary));
        let store = DynamoDbRoutes::new(&aws, &settings.table);
        Self::new(settings, primary, secondary, store, aws.clock(), metrics)
    }
}

impl<B: Bot, S: RouteStore> HealthCheck<B, S> {
    /// On top of any two bots and any store.
    pub const fn new(
        settings: Settings,
        primary: B,
        secondary: B,
        store: S,
        clock: SharedTimeSource,
        metrics: Metrics,
    ) -> Self {
        Self {
            settings,
            primary,
            secondary,
            store,
            clock,
            metrics,
        }
    }

    /// Runs one check.
    ///
    /// # Errors
    /// When a bot could not be judged or the item not be read or written. The route then stands
    /// as it was.
    pub async fn run(&self, invocation: &Invocation) -> Result<Outcome, CheckError> {
        let span = tracing::info_span!("check", request_id = invocation.request_id);
        async {
            let result = self.check(invocation).await;
            report::result(&self.metrics, &result);
            result
        }
        .instrument(span)
        .await
    }

    async fn check(&self, invocation: &Invocation) -> Result<Outcome, CheckError> {
        let started = whole_millis(self.clock.now());
        let budget = Budget::until(invocation.deadline, self.clock.clone());
        let plan = Plan::within(budget.remaining())?;
        let session = session::id(&self.settings.user, &invocation.request_id, started);
        let (item, primary) = tokio::join!(
            self.read(plan.read),
            self.ask(Side::Primary, &session, plan.probe)
        );
        let arn = invocation.function_arn.as_deref();
        let mut run = Run::new(self, arn, started, plan, session, primary);
        let result = match item {
            Ok(item) => run.settle(item).await,
            Err(error) => Err(error.into()),
        };
        run.clean_up().await;
        result
    }

    pub(crate) async fn read(&self, limit: Duration) -> Result<Option<Item>, StoreError> {
        let read = self.store.read(&self.settings.primary, limit);
        timeout(limit + Plan::GRACE, read)
            .await
            .unwrap_or_else(|_| Err(self.late("GetItem")))
    }

    pub(crate) async fn write(
        &self,
        update: &Update,
        seen: &Seen,
        limit: Duration,
    ) -> Result<(), StoreError> {
        let write = self
            .store
            .write(&self.settings.primary, update, seen, limit);
        timeout(limit + Plan::GRACE, write)
            .await
            .unwrap_or_else(|_| Err(self.late("UpdateItem")))
    }

    fn late(&self, operation: &'static str) -> StoreError {
        let (table, reason) = (self.settings.table.clone(), "timeout".to_owned());
        StoreError::Failed {
            operation,
            table,
            reason,
        }
    }

    pub(crate) const fn bot(&self, side: Side) -> &B {
        match side {
            Side::Primary => &self.primary,
            Side::Secondary => &self.secondary,
        }
    }

    pub(crate) async fn ask(&self, side: Side, session: &str, limit: Duration) -> Probe {
        let began = Instant::now();
        let probe = timeout(limit + Plan::GRACE, self.bot(side).ask(session, limit))
            .await
            .unwrap_or_else(|_| Probe::timed_out());
        report::probe(
            &self.metrics,
            self.settings.region(side),
            &probe,
            began.elapsed(),
        );
        probe
    }
}
