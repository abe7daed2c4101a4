//! How many runs of a function are reserved for it: with none, it may not run.

use lexdr_deploy::{Clients, System};
use lexdr_journal::{Api, Call, Change, Subject};
use serde_json::{Value, json};

use crate::error::{Error, at, unless_missing};
use crate::members::Members;
use crate::refused::{PlanError, Refused};
use crate::seen::{Seen, look as look_at};

pub(crate) async fn look(clients: &Clients, region: &str, function: &str) -> Result<Seen, Error> {
    let call = clients.lambda(region).get_function_concurrency();
    let call = call.function_name(function).send();
    let what = format!("GetFunctionConcurrency {function} in {region}");
    let found = call.await.map_err(at(what))?;
    Ok(Seen::still(state(found.reserved_concurrent_executions)))
}

fn state(reserved: Option<i32>) -> Value {
    json!({ "reserved": reserved })
}

pub(crate) async fn zero(
    clients: &Clients,
    system: &System,
    function: &str,
) -> Result<Change, PlanError> {
    let region = &system.primary;
    let subject = Subject::Concurrency {
        region: region.clone(),
        function: function.to_owned(),
    };
    let before = look_at(clients, &subject).await?.state;
    let after = state(Some(0));
    if before == after {
        return Err(Refused::new(format!(
            "{subject} is 0 already, so there is nothing to break; let it run first"
        ))
        .into());
    }
    let call = |operation: &str, input: Value| Call {
        api: Api::Lambda,
        region: region.clone(),
        operation: operation.to_owned(),
        input,
    };
    let put = |reserved: &Value| {
        let input = json!({
            "FunctionName": function,
            "ReservedConcurrentExecutions": reserved,
        });
        call("PutFunctionConcurrency", input)
    };
    let undo = match &before["reserved"] {
        Value::Null => call(
            "DeleteFunctionConcurrency",
            json!({ "FunctionName": function }),
        ),
        reserved => put(reserved),
    };
    Ok(Change {
        apply: put(&after["reserved"]),
        undo,
        subject,
        before,
        after,
    })
}

pub(crate) async fn put(clients: &Clients, region: &str, input: Members) -> Result<(), Error> {
    let what = input.what().to_owned();
    let call = clients.lambda(region).put_function_concurrency();
    let call = input.whole(|input| {
        Ok(call
            .set_function_name(input.text("FunctionName")?)
            .set_reserved_concurrent_executions(input.number("ReservedConcurrentExecutions")?))
    })?;
    call.send().await.map_err(at(what)).map(drop)
}

pub(crate) async fn delete(clients: &Clients, region: &str, input: Members) -> Result<(), Error> {
    let what = input.what().to_owned();
    let call = clients.lambda(region).delete_function_concurrency();
    let call = input.whole(|input| Ok(call.set_function_name(input.text("FunctionName")?)))?;
    unless_missing(call.send().await, what).map(drop)
}
