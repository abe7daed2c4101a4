//! The rule that runs the health check, and whether it is enabled.

use lexdr_deploy::{Clients, System};
use lexdr_journal::{Api, Call, Change, Subject};
use serde_json::json;

use crate::error::{Error, at};
use crate::members::Members;
use crate::refused::{PlanError, Refused};
use crate::seen::{Seen, look as look_at};

/// `DescribeRule` says so of a rule that fires.
const ENABLED: &str = "ENABLED";
const DISABLED: &str = "DISABLED";

pub(crate) async fn look(clients: &Clients, region: &str, name: &str) -> Result<Seen, Error> {
    let call = clients.events(region).describe_rule().name(name).send();
    let what = format!("DescribeRule {name} in {region}");
    let found = call.await.map_err(at(what))?;
    let state = found.state.as_ref().map(|state| state.as_str());
    Ok(Seen::still(json!({ "state": state })))
}

pub(crate) async fn disabled(clients: &Clients, system: &System) -> Result<Change, PlanError> {
    let subject = Subject::Rule {
        region: system.primary.clone(),
        name: system.rule.clone(),
    };
    let before = look_at(clients, &subject).await?.state;
    // `EnableRule` brings back no other state than this.
    if before["state"] != ENABLED {
        let was = before["state"].as_str().unwrap_or("unknown");
        return Err(Refused::new(format!(
            "{subject} is {was}, so there is nothing to disable; enable it first"
        ))
        .into());
    }
    Ok(Change {
        apply: call(system, "DisableRule"),
        undo: call(system, "EnableRule"),
        after: json!({ "state": DISABLED }),
        subject,
        before,
    })
}

fn call(system: &System, operation: &str) -> Call {
    Call {
        api: Api::Events,
        region: system.primary.clone(),
        operation: operation.to_owned(),
        input: json!({ "Name": system.rule }),
    }
}

/// The rule that an input names, and the bus it is on.
fn named(input: Members) -> Result<(Option<String>, Option<String>), Error> {
    input.whole(|input| Ok((input.text("Name")?, input.text("EventBusName")?)))
}

pub(crate) async fn disable(clients: &Clients, region: &str, input: Members) -> Result<(), Error> {
    let what = input.what().to_owned();
    let (name, bus) = named(input)?;
    let call = clients.events(region).disable_rule();
    let call = call.set_name(name).set_event_bus_name(bus).send();
    call.await.map_err(at(what)).map(drop)
}

pub(crate) async fn enable(clients: &Clients, region: &str, input: Members) -> Result<(), Error> {
    let what = input.what().to_owned();
    let (name, bus) = named(input)?;
    let call = clients.events(region).enable_rule();
    let call = call.set_name(name).set_event_bus_name(bus).send();
    call.await.map_err(at(what)).map(drop)
}
