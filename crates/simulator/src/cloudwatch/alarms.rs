//! The operations on alarms.

use lexdr_wire::ServiceError;
use serde_json::{Value, json};

use super::alarm::{Alarm, Settings, named};
use super::asked::{beyond, word, wrong};
use super::evaluation::AlarmState;
use super::state::{CloudWatch, State};
use crate::input::{Input, invalid};

type Answered = Result<Value, ServiceError>;

/// Alarms on a page unless the caller says how many.
const PAGE: i64 = 50;

/// Names in one request at most.
const MOST_NAMES: usize = 100;

pub(super) fn put(state: &mut State, input: &Input, now_ms: i64) -> Answered {
    let name = alarm_name(input)?;
    let settings = Settings::read(input)?;
    match state.alarms.get_mut(name) {
        Some(alarm) => alarm.configure(settings, now_ms),
        None => {
            let alarm = Alarm::new(settings, now_ms);
            state.alarms.insert(name.to_owned(), alarm);
        }
    }
    Ok(Value::Null)
}

fn alarm_name(input: &Input) -> Result<&str, ServiceError> {
    let name = input.required("AlarmName")?;
    if name.is_empty() || name.chars().count() > 255 {
        let constraint = "Member must have length between 1 and 255";
        return Err(invalid("alarmName", name, constraint));
    }
    Ok(name)
}

fn names(input: &Input) -> Result<Vec<&str>, ServiceError> {
    let names = input.list("AlarmNames")?;
    if names.len() > MOST_NAMES {
        let constraint = format!("Member must have length less than or equal to {MOST_NAMES}");
        return Err(invalid(
            "alarmNames",
            &format!("{} names", names.len()),
            &constraint,
        ));
    }
    Ok(names.iter().filter_map(Value::as_str).collect())
}

pub(super) fn describe(cloudwatch: &CloudWatch, state: &State, input: &Input) -> Answered {
    for family in ["ChildrenOfAlarmName", "ParentsOfAlarmName"] {
        if input.get(family).is_some() {
            return Err(beyond("DescribeAlarms", family));
        }
    }
    let names = names(input)?;
    let prefix = input.text("AlarmNamePrefix")?;
    if prefix.is_some() && !names.is_empty() {
        let message = "AlarmNames and AlarmNamePrefix cannot be specified together.";
        return Err(wrong("InvalidParameterCombination", message));
    }
    let words = AlarmState::ALL.map(|(name, _)| name);
    let wanted = word(input, "StateValue", &words)?.and_then(|it| named(&AlarmState::ALL, it));
    let action = input.text("ActionPrefix")?;
    let types = input.list("AlarmTypes")?;
    // There are no composite alarms.
    let metric_alarms = types.is_empty() || types.iter().any(|one| one == "MetricAlarm");
    let limit = input.bounded("MaxRecords", 1..=100)?.unwrap_or(PAGE);
    let after = input.text("NextToken")?;
    let mut found = state.alarms.iter().filter(|(name, alarm)| {
        let name = name.as_str();
        metric_alarms
            && (names.is_empty() || names.contains(&name))
            && prefix.is_none_or(|prefix| name.starts_with(prefix))
            && after.is_none_or(|after| name > after)
            && wanted.is_none_or(|wanted| alarm.state() == wanted)
            && action.is_none_or(|prefix| alarm.has_action(prefix))
    });
    let limit = usize::try_from(limit).unwrap_or(usize::MAX);
    let page: Vec<(&String, &Alarm)> = found.by_ref().take(limit).collect();
    let shown: Vec<Value> = page
        .iter()
        .map(|(name, alarm)| alarm.json(name, &cloudwatch.alarm_arn(name)))
        .collect();
    let mut answer = json!({ "MetricAlarms": shown, "CompositeAlarms": [] });
    if found.next().is_some() {
        answer["NextToken"] = json!(page.last().map(|(name, _)| name));
    }
    Ok(answer)
}

pub(super) fn set_state(state: &mut State, input: &Input, now_ms: i64) -> Answered {
    let name = alarm_name(input)?;
    let words = AlarmState::ALL.map(|(name, _)| name);
    input.required("StateValue")?;
    let value = word(input, "StateValue", &words)?.and_then(|it| named(&AlarmState::ALL, it));
    let reason = input.required("StateReason")?;
    let data = input.text("StateReasonData")?;
    if let Some(data) = data
        && serde_json::from_str::<Value>(data).is_err()
    {
        return Err(wrong(
            "InvalidFormat",
            "Alarm state reason data is not valid JSON.",
        ));
    }
    let alarm = state.alarms.get_mut(name).ok_or_else(no_alarm)?;
    if let Some(value) = value {
        alarm.become_state(value, reason.to_owned(), data.map(str::to_owned), now_ms);
    }
    Ok(Value::Null)
}

/// Deletes all, or none if one is not there.
pub(super) fn delete(state: &mut State, input: &Input) -> Answered {
    let names = names(input)?;
    if names.is_empty() {
        return Err(crate::input::missing("AlarmNames"));
    }
    if names.iter().any(|name| !state.alarms.contains_key(*name)) {
        return Err(no_alarm());
    }
    for name in names {
        state.alarms.remove(name);
    }
    Ok(Value::Null)
}

pub(super) fn enable_actions(state: &mut State, input: &Input, enabled: bool) -> Answered {
    for name in names(input)? {
        if let Some(alarm) = state.alarms.get_mut(name) {
            alarm.enable_actions(enabled);
        }
    }
    Ok(Value::Null)
}

fn no_alarm() -> ServiceError {
    ServiceError::new("ResourceNotFound", 404, "Unknown alarm")
}
