//! An alarm: its settings, its state, and how the state follows the data.
//!
//! The state is a function of the data and the clock: whoever asks, and whoever adds data, first
//! brings every alarm up to date, minute by minute since the last time. That gives the states that a
//! task would have set at each of those minutes, and no task runs.

use lexdr_wire::ServiceError;
use serde_json::{Map, Value, json};

use super::asked::{bad_value, beyond, metric, number, period_ms, unit, word, wrong};
use super::evaluation::{AlarmState, Comparison, Judgement, Missing};
use super::metric::{KEPT_MS, MINUTE_MS, Metric, Series, Statistic, floor, seconds};
use crate::input::Input;

/// What AWS has in PutMetricAlarm and the simulator has not.
const UNSUPPORTED: [&str; 7] = [
    "EvaluateLowSampleCountPercentile",
    "EvaluationCriteria",
    "EvaluationInterval",
    "ExtendedStatistic",
    "Metrics",
    "Tags",
    "ThresholdMetricId",
];

/// What is shown as it was put.
const SHOWN: [&str; 4] = ["AlarmDescription", "Unit", "TreatMissingData", "Dimensions"];

const ACTIONS: [&str; 3] = ["OKActions", "AlarmActions", "InsufficientDataActions"];

/// Actions for one state at most.
const MOST_ACTIONS: usize = 5;

/// What an alarm is set to.
#[derive(Debug)]
pub(super) struct Settings {
    metric: Metric,
    judgement: Judgement,
    /// The members that DescribeAlarms shows as they were put.
    shown: Map<String, Value>,
    actions_enabled: bool,
}

/// An alarm.
#[derive(Debug)]
pub(super) struct Alarm {
    settings: Settings,
    configured_ms: i64,
    state: AlarmState,
    reason: String,
    reason_data: Option<String>,
    updated_ms: i64,
    transitioned_ms: i64,
    /// The minute of the last evaluation.
    evaluated_ms: i64,
}

impl Settings {
    /// Reads PutMetricAlarm.
    pub(super) fn read(input: &Input) -> Result<Self, ServiceError> {
        const OPERATION: &str = "PutMetricAlarm";
        input.refuse(OPERATION, &UNSUPPORTED)?;
        let required = |member: &str| {
            let message = format!("The parameter {member} is required.");
            wrong("ValidationError", message)
        };
        let names = Statistic::ALL.map(|(name, _)| name);
        let statistic = word(input, "Statistic", &names)?
            .and_then(Statistic::named)
            .ok_or_else(|| required("Statistic"))?;
        let period_ms = period_ms(input, OPERATION)?;
        let count = |member| input.bounded(member, 1..=i64::from(u16::MAX));
        let periods = count("EvaluationPeriods")?.ok_or_else(|| required("EvaluationPeriods"))?;
        if periods * period_ms > KEPT_MS {
            return Err(wrong(
                "ValidationError",
                "Metrics cannot be checked across more than a day (EvaluationPeriods * Period must \
                 be <= 86400).",
            ));
        }
        let to_alarm = count("DatapointsToAlarm")?.unwrap_or(periods);
        if to_alarm > periods {
            return Err(wrong(
                "ValidationError",
                "DatapointsToAlarm must not be greater than EvaluationPeriods.",
            ));
        }
        let threshold = input
            .get("Threshold")
            .ok_or_else(|| required("Threshold"))?;
        let metric = metric(input)?;
        let judgement = Judgement {
            statistic,
            unit: unit(input)?,
            period_ms,
            periods: usize::try_from(periods).unwrap_or(1),
            to_alarm: usize::try_from(to_alarm).unwrap_or(1),
            comparison: comparison(input)?.ok_or_else(|| required("ComparisonOperator"))?,
            threshold: number(threshold, "Threshold")?,
            missing: missing(input, &metric)?,
        };
        let mut shown = Map::new();
        for member in SHOWN {
            if let Some(given) = input.get(member) {
                shown.insert(member.to_owned(), given.clone());
            }
        }
        if input.get("DatapointsToAlarm").is_some() {
            shown.insert("DatapointsToAlarm".to_owned(), json!(to_alarm));
        }
        for member in ACTIONS {
            shown.insert(member.to_owned(), actions(input, member)?);
        }
        Ok(Self {
            metric,
            judgement,
            shown,
            actions_enabled: input.get("ActionsEnabled") != Some(&Value::Bool(false)),
        })
    }
}

fn comparison(input: &Input) -> Result<Option<Comparison>, ServiceError> {
    const ANOMALIES: [&str; 3] = [
        "LessThanLowerOrGreaterThanUpperThreshold",
        "LessThanLowerThreshold",
        "GreaterThanUpperThreshold",
    ];
    if let Some(given) = input.text("ComparisonOperator")?
        && ANOMALIES.contains(&given)
    {
        return Err(beyond("PutMetricAlarm", given));
    }
    let given = word(
        input,
        "ComparisonOperator",
        &Comparison::ALL.map(|(name, _)| name),
    )?;
    Ok(given.and_then(|given| named(&Comparison::ALL, given)))
}

fn missing(input: &Input, metric: &Metric) -> Result<Missing, ServiceError> {
    let given = word(
        input,
        "TreatMissingData",
        &Missing::ALL.map(|(name, _)| name),
    )?;
    // Alarms on DynamoDB ignore missing data, whatever they are told (API reference).
    if metric.namespace == "AWS/DynamoDB" {
        return Ok(Missing::Ignore);
    }
    let given = given.and_then(|given| named(&Missing::ALL, given));
    Ok(given.unwrap_or(Missing::Unknown))
}

pub(super) fn named<T: Copy>(all: &[(&str, T)], name: &str) -> Option<T> {
    all.iter()
        .find(|(known, _)| *known == name)
        .map(|(_, one)| *one)
}

/// The actions are kept, and none is taken: what they could call is not here. Functions are, so an
/// action that calls one is refused.
fn actions(input: &Input, member: &'static str) -> Result<Value, ServiceError> {
    let given = input.list(member)?;
    if given.len() > MOST_ACTIONS {
        return Err(bad_value(format!(
            "The collection {member} must not have a size greater than {MOST_ACTIONS}."
        )));
    }
    for action in given {
        match action.as_str() {
            Some(arn) if arn.starts_with("arn:aws:lambda:") => {
                return Err(beyond(
                    "PutMetricAlarm",
                    &format!("the function {arn} in {member}"),
                ));
            }
            Some(arn) if arn.starts_with("arn:") => {}
            _ => {
                let message = format!("Invalid arn syntax: {action}");
                return Err(wrong("ValidationError", message));
            }
        }
    }
    Ok(Value::from(given))
}

impl Alarm {
    /// A new alarm; it knows nothing before its first evaluation, at the next whole minute.
    pub(super) fn new(settings: Settings, now_ms: i64) -> Self {
        Self {
            settings,
            configured_ms: now_ms,
            state: AlarmState::InsufficientData,
            reason: "Unchecked: Initial alarm creation".to_owned(),
            reason_data: None,
            updated_ms: now_ms,
            transitioned_ms: now_ms,
            evaluated_ms: floor(now_ms, MINUTE_MS),
        }
    }

    /// Other settings; the state stays until the next evaluation.
    pub(super) fn configure(&mut self, settings: Settings, now_ms: i64) {
        self.settings = settings;
        self.configured_ms = now_ms;
    }

    pub(super) const fn metric(&self) -> &Metric {
        &self.settings.metric
    }

    pub(super) const fn state(&self) -> AlarmState {
        self.state
    }

    pub(super) const fn enable_actions(&mut self, enabled: bool) {
        self.settings.actions_enabled = enabled;
    }

    pub(super) fn has_action(&self, prefix: &str) -> bool {
        let lists = ACTIONS
            .into_iter()
            .filter_map(|member| self.settings.shown[member].as_array());
        let mut arns = lists.flatten().filter_map(Value::as_str);
        arns.any(|arn| arn.starts_with(prefix))
    }

    /// Whether a minute has begun since the last evaluation.
    pub(super) const fn is_due(&self, now_ms: i64) -> bool {
        now_ms >= self.evaluated_ms + MINUTE_MS
    }

    /// Evaluates each minute since the last time.
    pub(super) fn catch_up(&mut self, now_ms: i64, series: Option<&Series>) {
        let latest = floor(now_ms, MINUTE_MS);
        // What no data is left for cannot be told any more.
        let mut minute = (self.evaluated_ms + MINUTE_MS).max(latest - KEPT_MS);
        while minute <= latest {
            if let Some((state, reason)) = self.settings.judgement.at(minute, series)
                && state != self.state
            {
                self.become_state(state, reason, None, minute);
            }
            minute += MINUTE_MS;
        }
        self.evaluated_ms = self.evaluated_ms.max(latest);
    }

    /// Changes the state; told by SetAlarmState, it lasts until an evaluation says otherwise.
    pub(super) fn become_state(
        &mut self,
        state: AlarmState,
        reason: String,
        reason_data: Option<String>,
        at_ms: i64,
    ) {
        if state != self.state {
            self.transitioned_ms = at_ms;
        }
        self.state = state;
        self.reason = reason;
        self.reason_data = reason_data;
        self.updated_ms = at_ms;
    }

    /// As DescribeAlarms shows it.
    pub(super) fn json(&self, name: &str, arn: &str) -> Value {
        let (metric, judgement) = (&self.settings.metric, &self.settings.judgement);
        let own = |all: &[(&'static str, Comparison)]| {
            let mut all = all.iter();
            all.find(|(_, one)| *one == judgement.comparison)
                .map(|(name, _)| *name)
        };
        let statistic = Statistic::ALL
            .into_iter()
            .find(|(_, one)| *one == judgement.statistic);
        let mut shown = json!({
            "AlarmName": name,
            "AlarmArn": arn,
            "AlarmConfigurationUpdatedTimestamp": seconds(self.configured_ms),
            "ActionsEnabled": self.settings.actions_enabled,
            "StateValue": self.state.as_str(),
            "StateReason": self.reason,
            "StateUpdatedTimestamp": seconds(self.updated_ms),
            "StateTransitionedTimestamp": seconds(self.transitioned_ms),
            "MetricName": metric.name,
            "Namespace": metric.namespace,
            "Dimensions": metric.dimensions_json(),
            "Statistic": statistic.map(|(name, _)| name),
            "Period": judgement.period_ms / 1000,
            "EvaluationPeriods": judgement.periods,
            "Threshold": judgement.threshold,
            "ComparisonOperator": own(&Comparison::ALL),
        });
        for (member, value) in &self.settings.shown {
            shown[member] = value.clone();
        }
        if let Some(data) = &self.reason_data {
            shown["StateReasonData"] = json!(data);
        }
        shown
    }
}
