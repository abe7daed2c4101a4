//! The environment of a function. It is replaced whole, so its undo holds every value of it: that
//! is why an environment with variables of somebody else's is left alone.

use std::collections::BTreeMap;

use aws_sdk_lambda::types::{Environment, LastUpdateStatus};
use lexdr_deploy::{Clients, System};
use lexdr_journal::{Api, Call, Change, Subject};
use serde_json::{Value, json};

use crate::Options;
use crate::error::{Error, Kind, at};
use crate::members::Members;
use crate::refused::{PlanError, Refused};
use crate::seen::{Seen, look as look_at};

/// The settings of the two functions: names, words, numbers, nothing that is secret.
const KNOWN: [&str; 19] = [
    "BOTNAME",
    "BOT_ALIAS",
    "BOT_ALIAS_ARNS",
    "DEFAULT_REGION",
    "EXPECTED_RESPONSE",
    "FAILURE_THRESHOLD",
    "LEX_VERSION",
    "LOCALE_ID",
    "PRIMARY_BOT_ALIAS",
    "PRIMARY_BOT_ID",
    "PRIMARY_REGION",
    "RECOVERY_THRESHOLD",
    "SAMPLE_UTTERANCE",
    "SECONDARY_BOT_ALIAS",
    "SECONDARY_BOT_ID",
    "SECONDARY_REGION",
    "TABLE_NAME",
    "TEST_METHOD",
    "TEST_USER",
];

type Variables = BTreeMap<String, String>;

pub(crate) async fn look(clients: &Clients, region: &str, function: &str) -> Result<Seen, Error> {
    let call = clients.lambda(region).get_function_configuration();
    let call = call.function_name(function).send();
    let what = format!("GetFunctionConfiguration {function} in {region}");
    let found = call.await.map_err(at(&what))?;
    let environment = found.environment;
    // Without the key they are encrypted with the variables are not shown, which looks like none.
    if let Some(error) = environment.as_ref().and_then(|found| found.error()) {
        let code = error.error_code().unwrap_or("no code");
        let why = format!("{code}: its environment cannot be read; its key must be usable");
        return Err(Error::new(what, why, Kind::Other));
    }
    if found.last_update_status == Some(LastUpdateStatus::Failed) {
        let reason = found.last_update_status_reason.unwrap_or_default();
        let why = format!("its last update failed: {reason}; update it again");
        return Err(Error::new(what, why, Kind::Other));
    }
    let variables = environment.and_then(|found| found.variables);
    let variables: Variables = variables.unwrap_or_default().into_iter().collect();
    Ok(Seen {
        state: state(&variables),
        moving: found.last_update_status == Some(LastUpdateStatus::InProgress),
    })
}

fn state(variables: &Variables) -> Value {
    json!({ "variables": variables })
}

/// A variable as it shall be: with another value, or not at all.
pub(crate) struct Drift<'f> {
    pub(crate) function: &'f str,
    pub(crate) variable: &'f str,
    pub(crate) value: Option<&'f str>,
}

pub(crate) async fn drift(
    clients: &Clients,
    system: &System,
    drift: Drift<'_>,
    options: &Options,
) -> Result<Change, PlanError> {
    let Drift {
        function,
        variable,
        value,
    } = drift;
    let region = &system.primary;
    let subject = Subject::Environment {
        region: region.clone(),
        function: function.to_owned(),
    };
    let seen = look_at(clients, &subject).await?;
    if seen.moving {
        let why = format!("{subject} is being updated; try again in a minute");
        return Err(Refused::new(why).into());
    }
    let before = seen.state;
    refuse_unknown(&subject, &before, options)?;
    let mut variables = before["variables"].clone();
    match (value, variables.as_object_mut()) {
        (Some(value), Some(variables)) => variables.insert(variable.to_owned(), value.into()),
        (None, Some(variables)) => variables.remove(variable),
        (_, None) => None,
    };
    let after = json!({ "variables": variables });
    if before == after {
        let has = match value {
            Some(_) => format!("has this value of {variable} already"),
            None => format!("does not have {variable}"),
        };
        let why = format!("{subject} {has}, so there is nothing to break");
        return Err(Refused::new(why).into());
    }
    let update = |state: &Value| Call {
        api: Api::Lambda,
        region: region.clone(),
        operation: "UpdateFunctionConfiguration".to_owned(),
        input: json!({
            "FunctionName": function,
            "Environment": { "Variables": state["variables"] },
        }),
    };
    Ok(Change {
        apply: update(&after),
        undo: update(&before),
        subject,
        before,
        after,
    })
}

/// Values of others would go where they were never meant to be.
fn refuse_unknown(subject: &Subject, state: &Value, options: &Options) -> Result<(), Refused> {
    let known =
        |name: &String| KNOWN.contains(&name.as_str()) || options.known_variables.contains(name);
    let names = state["variables"].as_object().into_iter().flatten();
    let unknown: Vec<&str> = names
        .filter(|(name, _)| !known(name))
        .map(|(name, _)| name.as_str())
        .collect();
    if unknown.is_empty() {
        return Ok(());
    }
    Err(Refused::new(format!(
        "{subject} has variables that are none of lexdr's: {}; their values would be written into \
         the journal and into the schedule of the dead-man's switch; name them among the known \
         variables if they are no secrets",
        unknown.join(", ")
    )))
}

pub(crate) async fn update(clients: &Clients, region: &str, input: Members) -> Result<(), Error> {
    let what = input.what().to_owned();
    let call = clients.lambda(region).update_function_configuration();
    let call = input.whole(|input| {
        let environment = input.object("Environment", |input| {
            let variables = input.texts("Variables")?;
            Ok(Environment::builder().set_variables(variables).build())
        })?;
        Ok(call
            .set_function_name(input.text("FunctionName")?)
            .set_environment(environment))
    })?;
    call.send().await.map_err(at(what)).map(drop)
}
