//! The metrics and alarms of a region.

use std::collections::BTreeMap;
use std::sync::{Mutex, MutexGuard};
use std::time::Duration;

use super::alarm::Alarm;
use super::metric::{Metric, Series, Statistics};
use crate::Clock;
use crate::lock::locked;

/// CloudWatch in one region.
pub(crate) struct CloudWatch {
    region: String,
    account: String,
    clock: Clock,
    state: Mutex<State>,
}

/// What there is.
#[derive(Default)]
pub(super) struct State {
    pub(super) metrics: BTreeMap<Metric, Series>,
    pub(super) alarms: BTreeMap<String, Alarm>,
}

/// How an invocation of a function ended, as the metrics of Lambda tell it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Ran {
    Well,
    Failed,
    /// Not at all, for want of concurrency.
    Throttled,
}

impl CloudWatch {
    pub(crate) fn new(region: &str, account: &str, clock: Clock) -> Self {
        Self {
            region: region.to_owned(),
            account: account.to_owned(),
            clock,
            state: Mutex::default(),
        }
    }

    pub(super) fn alarm_arn(&self, name: &str) -> String {
        let (region, account) = (&self.region, &self.account);
        format!("arn:aws:cloudwatch:{region}:{account}:alarm:{name}")
    }

    /// The state as it is now: alarms have seen everything that was measured before.
    pub(super) fn now(&self) -> (MutexGuard<'_, State>, i64) {
        let now_ms = self.clock.now_ms();
        let mut state = locked(&self.state);
        state.catch_up(now_ms);
        (state, now_ms)
    }

    /// What Lambda measures of an invocation. A real account shows it minutes later.
    pub(crate) fn invoked(&self, function: &str, start_ms: i64, took: Duration, ran: Ran) {
        let (mut state, now_ms) = self.now();
        let mut add = |name: &str, unit, value| {
            let metric = of_aws("AWS/Lambda", name, "FunctionName", function);
            state.add(metric, start_ms, unit, Statistics::of(value), now_ms);
        };
        let count = |is: bool| if is { 1.0 } else { 0.0 };
        add("Throttles", "Count", count(ran == Ran::Throttled));
        if ran != Ran::Throttled {
            add("Invocations", "Count", 1.0);
            add("Errors", "Count", count(ran == Ran::Failed));
            add("Duration", "Milliseconds", took.as_secs_f64() * 1000.0);
        }
    }

    /// What EventBridge counts of a rule: `TriggeredRules`, `Invocations`, `FailedInvocations`.
    pub(crate) fn counted_of_rule(&self, rule: &str, metric: &str) {
        let (mut state, now_ms) = self.now();
        let metric = of_aws("AWS/Events", metric, "RuleName", rule);
        state.add(metric, now_ms, "Count", Statistics::of(1.0), now_ms);
    }
}

impl State {
    /// Adds measurements. Alarms must have caught up before.
    pub(super) fn add(
        &mut self,
        metric: Metric,
        at_ms: i64,
        unit: &'static str,
        new: Statistics,
        now_ms: i64,
    ) {
        let series = self.metrics.entry(metric).or_default();
        series.add(at_ms, unit, new, now_ms);
    }

    fn catch_up(&mut self, now_ms: i64) {
        for alarm in self.alarms.values_mut() {
            if alarm.is_due(now_ms) {
                let series = self.metrics.get(alarm.metric());
                alarm.catch_up(now_ms, series);
            }
        }
    }
}

fn of_aws(namespace: &str, name: &str, dimension: &str, value: &str) -> Metric {
    Metric {
        namespace: namespace.to_owned(),
        name: name.to_owned(),
        dimensions: BTreeMap::from([(dimension.to_owned(), value.to_owned())]),
    }
}
