//! CloudWatch: metrics minute by minute, and alarms on them.
//!
//! Lambda and EventBridge measure what they do ([`CloudWatch::invoked`],
//! [`CloudWatch::counted_of_rule`]); everybody may add metrics of his own. Data is kept for a day, in
//! minutes, and can be read at once. Alarms follow their data in the simulator's time, minute by
//! minute ([`alarm`], [`evaluation`]).
//!
//! Two protocols reach it: Smithy RPC v2 with CBOR, and awsJson 1.0 of older SDKs. Operations see
//! JSON values either way ([`wire`], [`cbor`]).
//!
//! Not here: data of high resolution, percentiles, metric math, composite alarms, and the actions of
//! alarms: they are kept, but nothing that they could call is part of the simulator.

mod alarm;
mod alarms;
mod asked;
mod cbor;
mod evaluation;
mod metric;
mod put;
mod read;
mod state;
mod wire;

use lexdr_wire::{Call, Request, Response, Service, ServiceError};
use serde_json::Value;

pub(crate) use state::{CloudWatch, Ran};
pub(crate) use wire::{alarm_names, in_words_of};

use crate::input::Input;

/// Answers a call of CloudWatch.
pub(crate) fn handle(
    cloudwatch: &CloudWatch,
    call: &Call,
    request: &Request,
    request_id: &str,
) -> Response {
    let answered = wire::read(request).and_then(|input| act(cloudwatch, &call.operation, &input));
    match answered {
        Ok(body) => wire::answer(&body, request_id),
        Err(error) => wire::renamed(error).into_response(Service::CloudWatch, request_id),
    }
}

fn act(cloudwatch: &CloudWatch, operation: &str, input: &Input) -> Result<Value, ServiceError> {
    let (mut state, now_ms) = cloudwatch.now();
    let state = &mut *state;
    match operation {
        "PutMetricAlarm" => alarms::put(state, input, now_ms),
        "DescribeAlarms" => alarms::describe(cloudwatch, state, input),
        "SetAlarmState" => alarms::set_state(state, input, now_ms),
        "DeleteAlarms" => alarms::delete(state, input),
        "EnableAlarmActions" => alarms::enable_actions(state, input, true),
        "DisableAlarmActions" => alarms::enable_actions(state, input, false),
        "PutMetricData" => {
            for one in put::measured(input, now_ms)? {
                state.add(one.metric, one.at_ms, one.unit, one.statistics, now_ms);
            }
            Ok(Value::Null)
        }
        "GetMetricStatistics" => read::statistics(state, input),
        "GetMetricData" => read::data(state, input),
        "ListMetrics" => read::list(state, input, now_ms),
        other => Err(ServiceError::not_implemented(Service::CloudWatch, other)),
    }
}
