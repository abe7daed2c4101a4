//! Answering one call.

use std::time::{Duration, SystemTime};

use aws_smithy_async::time::SharedTimeSource;
use aws_smithy_runtime::client::retries::RetryPartition;
use lexdr_route::{
    Aws, Budget, DynamoDbRoutes, ERR, Item, Metric, Metrics, RouteStore, StoreError,
    is_bot_alias_arn, is_region_name,
};
use tokio::time::{Instant, timeout};

use crate::memory::Memory;
use crate::{Answer, Reason, Request, Settings, Source};

/// The most time the table gets. Connect gives up on a Lambda function after 8 s, Lambda itself
/// after 3 s if nobody chose another limit, and a caller should not wait in silence that long.
const TABLE: Duration = Duration::from_secs(2);

/// Kept back of the function's limit for everything else.
const KEPT_BACK: Duration = Duration::from_millis(300);

/// A wait is cut off this much after the limit given to what is waited for.
const GRACE: Duration = Duration::from_millis(50);

/// Where calls should go.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Route {
    /// A region's name or `err`.
    pub(crate) region: String,
    /// The alias there, if its bot is of Lex V2.
    pub(crate) bot_alias_arn: Option<String>,
}

/// The function, warm between invocations.
#[derive(Debug)]
pub struct GetRegion<S> {
    settings: Settings,
    store: S,
    clock: SharedTimeSource,
    metrics: Metrics,
    memory: Memory,
}

impl GetRegion<DynamoDbRoutes> {
    /// On top of AWS. Without a retry quota in `aws` the function has one of its own, of the SDK's
    /// usual size.
    #[must_use]
    pub fn from_aws(settings: Settings, aws: &Aws, metrics: Metrics) -> Self {
        let aws = aws
            .clone()
            .with_default_partition(RetryPartition::custom("lexdr").build());
        let store = DynamoDbRoutes::new(&aws, &settings.table);
        Self::new(settings, store, aws.clock(), metrics)
    }
}

impl<S: RouteStore> GetRegion<S> {
    /// On top of any store.
    #[must_use]
    pub fn new(settings: Settings, store: S, clock: SharedTimeSource, metrics: Metrics) -> Self {
        Self {
            settings,
            store,
            clock,
            metrics,
            memory: Memory::default(),
        }
    }

    /// Answers a call before `deadline`, at which Lambda cuts the invocation off. Always answers:
    /// with the default region at once if no time is left.
    pub async fn answer(&self, request: &Request, deadline: SystemTime) -> Answer {
        let began = Instant::now();
        let key = request
            .region
            .as_deref()
            .unwrap_or(&self.settings.default_region);
        let limit = Budget::until(deadline, self.clock.clone()).at_most(TABLE, KEPT_BACK);
        let (answer, error) = match self.route(key, limit).await {
            Ok(route) => {
                self.memory.put(key, &route);
                let reason = request
                    .region
                    .is_none()
                    .then_some(Reason::NoRegionParameter);
                (answer(route, Source::Table, reason), None)
            }
            Err((reason, error)) => (self.fallback(key, reason), error),
        };
        log(key, &answer, error.as_ref());
        self.metrics.emit(
            None,
            &[
                Metric::count("Answer", 1),
                Metric::flag("Fallback", answer.source != Source::Table),
                Metric::flag("Err", answer.primary_code == ERR),
                Metric::duration("AnswerLatency", began.elapsed()),
            ],
        );
        answer
    }

    /// The route in the table.
    async fn route(
        &self,
        key: &str,
        limit: Duration,
    ) -> Result<Route, (Reason, Option<StoreError>)> {
        let item = match timeout(limit + GRACE, self.store.read(key, limit)).await {
            Err(_) => return Err((Reason::TableTimeout, None)),
            Ok(Err(error)) if error.reason() == "timeout" => {
                return Err((Reason::TableTimeout, Some(error)));
            }
            Ok(Err(error)) => return Err((Reason::TableError, Some(error))),
            Ok(Ok(item)) => item.ok_or((Reason::NoItem, None))?,
        };
        let mut route = routed(item).ok_or((Reason::BadItem, None))?;
        if route.bot_alias_arn.is_none() {
            route.bot_alias_arn = self.settings.bot_alias_arn(&route.region);
        }
        Ok(route)
    }

    fn fallback(&self, key: &str, reason: Reason) -> Answer {
        match self.memory.get(key) {
            Some(route) => answer(route, Source::LastKnown, Some(reason)),
            None => {
                let route = Route {
                    region: self.settings.default_region.clone(),
                    bot_alias_arn: self.settings.bot_alias_arn(&self.settings.default_region),
                };
                answer(route, Source::Default, Some(reason))
            }
        }
    }
}

/// What an item says, if it makes sense.
fn routed(item: Item) -> Option<Route> {
    let region = item
        .lex_region
        .filter(|route| route == ERR || is_region_name(route))?;
    let arn = item.bot_alias_arn;
    let fits = arn
        .as_ref()
        .is_none_or(|arn| is_bot_alias_arn(arn, &region));
    if !fits {
        // Without one the flow says that it cannot go on; with a wrong one the call goes astray.
        tracing::warn!(
            route = region,
            "botAliasArn of the item is no bot alias in the region of its route, left out"
        );
    }
    Some(Route {
        region,
        bot_alias_arn: arn.filter(|_| fits),
    })
}

/// One line for an answer that is not simply the table's. A key that is no region's name is left
/// out: a flow can pass anything, even what it knows of the caller.
fn log(key: &str, answer: &Answer, error: Option<&StoreError>) {
    let Some(reason) = answer.reason else { return };
    tracing::warn!(
        key = is_region_name(key).then_some(key),
        route = answer.primary_code,
        source = answer.source.as_str(),
        reason = reason.as_str(),
        error = error.map(tracing::field::display),
        "answer is not simply the table's"
    );
}

fn answer(route: Route, source: Source, reason: Option<Reason>) -> Answer {
    Answer {
        status_code: 200,
        primary_code: route.region,
        bot_alias_arn: route.bot_alias_arn,
        source,
        reason,
    }
}
