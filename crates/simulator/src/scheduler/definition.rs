//! A schedule as `CreateSchedule` and `UpdateSchedule` define it.

use std::time::{Duration, SystemTime};

use lexdr_wire::ServiceError;
use serde_json::{Map, Value, json};

use super::target::Target;
use super::timing::{Expression, Timing, check_zone};
use super::validation;
use crate::input::{Input, invalid};

/// Who assumes the role of a schedule.
pub(super) const PRINCIPAL: &str = "scheduler.amazonaws.com";

/// The most that a retry policy may have, which is also what a schedule without one has.
const MOST_RETRIES: i64 = 185;
const LONGEST_AGE_S: i64 = 24 * 60 * 60;

/// Templated targets that the simulator does not have, and keys of the customer's.
const NOT_BUILT: [&str; 6] = [
    "EcsParameters",
    "EventBridgeParameters",
    "KinesisParameters",
    "SageMakerPipelineParameters",
    "SqsParameters",
    "KmsKeyArn",
];

/// How often and how long a call is made again that failed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct RetryPolicy {
    pub(super) retries: u32,
    pub(super) max_age: Duration,
}

/// What a schedule is told to do.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Definition {
    /// The members that `GetSchedule` shows, with the defaults of those that were not given.
    pub(super) shown: Map<String, Value>,
    pub(super) timing: Timing,
    pub(super) enabled: bool,
    /// Whether the schedule is deleted once it has completed.
    pub(super) ends: bool,
    pub(super) target: Target,
    pub(super) target_arn: String,
    pub(super) role_arn: String,
    pub(super) input: Option<String>,
    pub(super) retry: RetryPolicy,
}

/// Reads a whole definition: what it does not say gets its default, also in an update.
pub(super) fn read(
    input: &Input,
    operation: &str,
    region: &str,
    now: SystemTime,
) -> Result<Definition, ServiceError> {
    input.refuse(operation, &NOT_BUILT)?;
    let mut shown = Map::new();
    let timing = timing(input, now, &mut shown)?;
    if let Some(text) = input.text("Description")? {
        shown.insert("Description".to_owned(), json!(text));
    }
    let mut choice = |name, choices| one_of(input, name, choices, &mut shown);
    let enabled = choice("State", ["ENABLED", "DISABLED"])? == 0;
    let ends = choice("ActionAfterCompletion", ["NONE", "DELETE"])? == 1;
    let given = input.object("Target")?.cloned();
    let given = given.ok_or_else(|| crate::input::missing("target"))?;
    let target = Input::from(given);
    target.refuse(operation, &NOT_BUILT)?;
    let (target_arn, role_arn) = (target.required("Arn")?, target.required("RoleArn")?);
    check_role(role_arn)?;
    let text = target.text("Input")?;
    let read = Target::parse(target_arn, region)?;
    if let Some(text) = text {
        check_input(text, &read)?;
    }
    let retry = retry(&target)?;
    let mut members = json!({
        "Arn": target_arn,
        "RoleArn": role_arn,
        "RetryPolicy": {
            "MaximumEventAgeInSeconds": retry.max_age.as_secs(),
            "MaximumRetryAttempts": retry.retries,
        },
    });
    for name in ["Input", "DeadLetterConfig"] {
        if let Some(value) = target.get(name) {
            members[name] = value.clone();
        }
    }
    shown.insert("Target".to_owned(), members);
    Ok(Definition {
        timing,
        enabled,
        ends,
        target: read,
        target_arn: target_arn.to_owned(),
        role_arn: role_arn.to_owned(),
        input: text.map(str::to_owned),
        retry,
        shown,
    })
}

fn timing(
    input: &Input,
    now: SystemTime,
    shown: &mut Map<String, Value>,
) -> Result<Timing, ServiceError> {
    let expression = input.required("ScheduleExpression")?;
    let zone = input.text("ScheduleExpressionTimezone")?.unwrap_or("UTC");
    check_zone(zone)?;
    let (start, end) = (date(input, "StartDate")?, date(input, "EndDate")?);
    if let (Some(start), Some(end)) = (start, end)
        && end <= start
    {
        return Err(validation("The EndDate must be after the StartDate."));
    }
    let window = window(input)?;
    let parsed = Expression::parse(expression, now)?;
    shown.insert("ScheduleExpression".to_owned(), json!(expression));
    shown.insert("ScheduleExpressionTimezone".to_owned(), json!(zone));
    for name in ["StartDate", "EndDate", "FlexibleTimeWindow"] {
        if let Some(value) = input.get(name) {
            shown.insert(name.to_owned(), value.clone());
        }
    }
    Ok(Timing {
        expression: parsed,
        start,
        end,
        window,
    })
}

/// A date, in seconds since 1970.
fn date(input: &Input, name: &str) -> Result<Option<SystemTime>, ServiceError> {
    let Some(value) = input.get(name) else {
        return Ok(None);
    };
    let seconds = value
        .as_f64()
        .filter(|seconds| (0.0..1e11).contains(seconds));
    let seconds = seconds.ok_or_else(|| invalid(name, &value.to_string(), "Member is no date"))?;
    // Milliseconds are as fine as the wire gets.
    let ms = (seconds * 1000.0).round() as u64;
    Ok(Some(SystemTime::UNIX_EPOCH + Duration::from_millis(ms)))
}

fn window(input: &Input) -> Result<Duration, ServiceError> {
    let given = input.object("FlexibleTimeWindow")?.cloned();
    let given = given.ok_or_else(|| crate::input::missing("flexibleTimeWindow"))?;
    let given = Input::from(given);
    let minutes = given.bounded("MaximumWindowInMinutes", 1..=1440)?;
    match (given.required("Mode")?, minutes) {
        ("OFF", None) => Ok(Duration::ZERO),
        ("FLEXIBLE", Some(minutes)) => Ok(Duration::from_secs(60 * minutes.unsigned_abs())),
        ("OFF", Some(_)) => Err(validation(
            "MaximumWindowInMinutes cannot be given with Mode OFF.",
        )),
        ("FLEXIBLE", None) => Err(validation(
            "MaximumWindowInMinutes is required with Mode FLEXIBLE.",
        )),
        (other, _) => Err(not_in("mode", other, &["OFF", "FLEXIBLE"])),
    }
}

/// Which of two words a member has; the first if it is not given.
fn one_of(
    input: &Input,
    name: &str,
    choices: [&str; 2],
    shown: &mut Map<String, Value>,
) -> Result<usize, ServiceError> {
    let given = input.text(name)?.unwrap_or(choices[0]);
    let found = choices.iter().position(|choice| *choice == given);
    let found = found.ok_or_else(|| not_in(name, given, &choices))?;
    shown.insert(name.to_owned(), json!(given));
    Ok(found)
}

pub(super) fn not_in(name: &str, given: &str, choices: &[&str]) -> ServiceError {
    let constraint = format!(
        "Member must satisfy enum value set: [{}]",
        choices.join(", ")
    );
    invalid(name, given, &constraint)
}

fn check_role(arn: &str) -> Result<(), ServiceError> {
    let parts: Vec<&str> = arn.splitn(6, ':').collect();
    match parts.as_slice() {
        ["arn", _, "iam", "", account, role]
            if account.len() == 12 && role.starts_with("role/") =>
        {
            Ok(())
        }
        _ => {
            let constraint = "Member must satisfy regular expression pattern: \
                ^arn:aws(-[a-z]+)?:iam::\\d{12}:role\\/[\\w+=,.@\\/-]+$";
            Err(invalid("target.roleArn", arn, constraint))
        }
    }
}

fn check_input(text: &str, target: &Target) -> Result<(), ServiceError> {
    let parsed: Result<Value, _> = serde_json::from_str(text);
    match (parsed, target) {
        (Ok(Value::Object(_)), _) | (Ok(_), Target::Function(_)) => Ok(()),
        (Ok(_), _) => Err(validation("Input of a universal target is a JSON object.")),
        (Err(error), _) => Err(validation(format!("Input is no well-formed JSON: {error}"))),
    }
}

fn retry(target: &Input) -> Result<RetryPolicy, ServiceError> {
    let given = target.object("RetryPolicy")?.cloned().unwrap_or_default();
    let given = Input::from(given);
    let retries = given.bounded("MaximumRetryAttempts", 0..=MOST_RETRIES)?;
    let age = given.bounded("MaximumEventAgeInSeconds", 60..=LONGEST_AGE_S)?;
    Ok(RetryPolicy {
        retries: u32::try_from(retries.unwrap_or(MOST_RETRIES)).unwrap_or_default(),
        max_age: Duration::from_secs(age.unwrap_or(LONGEST_AGE_S).unsigned_abs()),
    })
}
