//! A deployment of its own in an instance of Amazon Connect.

use std::fs;

use serde_json::{Value, json};

use super::support::{lexdr, text};
use super::up::{LIVE, acme, packages};
use crate::gameday::place::Place;
use crate::support::until;

/// The id of a new instance that is active.
fn instance(place: &Place) -> String {
    let order = json!({
        "IdentityManagementType": "CONNECT_MANAGED",
        "InstanceAlias": "drill",
        "InboundCallsEnabled": true,
        "OutboundCallsEnabled": false,
    });
    let made = place.json("PUT /us-east-1/connect/instance", &order.to_string());
    let id = made["Id"].as_str().unwrap().to_owned();
    until("the instance is active", || {
        let path = format!("GET /us-east-1/connect/instance/{id}");
        place.json(&path, "")["Instance"]["InstanceStatus"] == "ACTIVE"
    });
    id
}

/// What is in the instance: aliases, functions, flows with their content.
fn inside(place: &Place, id: &str) -> Value {
    let get = |path: &str| place.json(&format!("GET /us-east-1/connect{path}"), "");
    let bots = get(&format!("/instance/{id}/bots?lexVersion=V2"));
    let functions = get(&format!("/instance/{id}/lambda-functions"));
    let flows = get(&format!("/contact-flows-summary/{id}"));
    let flows = flows["ContactFlowSummaryList"].as_array().unwrap().iter();
    let flows = flows.map(|flow| {
        let flow = flow["Id"].as_str().unwrap();
        let found = get(&format!("/contact-flows/{id}/{flow}"));
        let flow = &found["ContactFlow"];
        json!({
            "name": flow["Name"], "status": flow["Status"], "tags": flow["Tags"],
            "content": flow["Content"],
        })
    });
    json!({
        "bots": bots["LexBots"],
        "functions": functions["LambdaFunctions"],
        "flows": flows.collect::<Vec<_>>(),
    })
}

#[test]
fn it_is_connected_and_taken_out_again() {
    let (place, folder) = (Place::start(), packages());
    let id = instance(&place);
    let before = inside(&place, &id);
    let run = |command: &str, more: &[&str]| {
        let arguments = [&["--connect-instance", &id], more].concat();
        acme(&place, folder.path(), command, &arguments)
    };
    let plan = run("up", &[]);
    let shown = text(&plan.stdout);
    assert_eq!(plan.status.code(), Some(0), "{}", text(&plan.stderr));
    for what in [
        "bot acme-OrderFlowers in us-east-1 with instance",
        "bot acme-OrderFlowers in us-west-2 with instance",
        "function acme-lexDRGetRegion in us-east-1 with instance",
        "contact flow acme-flow of instance",
    ] {
        let line = format!("  {what} {id}: to be made\n");
        assert!(shown.contains(&line), "{line}{shown}");
    }
    assert_eq!(inside(&place, &id), before);

    let made = run("up", &LIVE);
    let shown = text(&made.stdout);
    assert_eq!(made.status.code(), Some(0), "{}", text(&made.stderr));
    assert!(!shown.contains("associate-bot"), "{shown}");
    assert!(
        shown.contains("contact flow acme-flow is published\n"),
        "{shown}"
    );
    let connected = inside(&place, &id);
    assert_eq!(
        connected["bots"].as_array().unwrap().len(),
        2,
        "{connected}"
    );
    let function = "arn:aws:lambda:us-east-1:123456789012:function:acme-lexDRGetRegion";
    assert_eq!(connected["functions"], json!([function]));
    let flow = &connected["flows"][0];
    assert_eq!(flow["status"], "PUBLISHED");
    assert_eq!(flow["tags"], json!({ "lexdr": "acme" }));
    let file = folder.path().join("flow.json");
    fs::write(&file, flow["content"].as_str().unwrap()).unwrap();
    let linted = lexdr(folder.path(), &["flow", "lint", "flow.json"]);
    assert_eq!(linted.status.code(), Some(0), "{}", text(&linted.stdout));

    let again = run("up", &LIVE);
    assert_eq!(again.status.code(), Some(0), "{}", text(&again.stderr));
    assert_eq!(inside(&place, &id), connected);

    let removed = run("down", &LIVE);
    assert_eq!(removed.status.code(), Some(0), "{}", text(&removed.stderr));
    assert_eq!(inside(&place, &id), before);
}

#[test]
fn a_flow_of_somebody_else_is_left() {
    let (place, folder) = (Place::start(), packages());
    let id = instance(&place);
    let run = |command: &str| {
        let arguments = [&["--connect-instance", &id][..], &LIVE].concat();
        acme(&place, folder.path(), command, &arguments)
    };
    let content = r#"{"Version":"2019-10-30","StartAction":"bye","Actions":[{"Identifier":"bye","Type":"DisconnectParticipant","Parameters":{},"Transitions":{}}]}"#;
    let order = json!({ "Name": "acme-flow", "Type": "CONTACT_FLOW", "Content": content });
    let path = format!("PUT /us-east-1/connect/contact-flows/{id}");
    place.json(&path, &order.to_string());
    let with_flow = inside(&place, &id);
    let refused = run("up");
    let said = text(&refused.stderr);
    assert_eq!(refused.status.code(), Some(3), "{said}");
    let why = format!(
        "refused: contact flow acme-flow of instance {id} is there without the tag lexdr=acme; \
         remove it, or choose another --prefix\n"
    );
    assert_eq!(said, why);
    let left = run("down");
    let said = text(&left.stderr);
    assert_eq!(left.status.code(), Some(4), "{said}");
    assert!(said.contains("left: contact flow acme-flow of"), "{said}");
    assert_eq!(inside(&place, &id), with_flow);
}

/// Somebody has a function of the deployment's name in the instance.
#[test]
fn a_function_of_somebody_else_stays_associated() {
    let (place, folder) = (Place::start(), packages());
    let id = instance(&place);
    let function = json!({
        "FunctionName": "acme-lexDRGetRegion",
        "Role": "arn:aws:iam::123456789012:role/lexDRRole",
        "Runtime": "provided.al2023",
        "Handler": "bootstrap",
        "Code": { "ZipFile": "UEsFBgAAAAAAAAAAAAAAAAAAAAAAAA==" },
    });
    let path = "POST /us-east-1/lambda/2015-03-31/functions";
    let made = place.json(path, &function.to_string());
    let order = json!({ "FunctionArn": made["FunctionArn"] });
    let path = format!("PUT /us-east-1/connect/instance/{id}/lambda-function");
    place.json(&path, &order.to_string());
    let before = inside(&place, &id);
    assert_eq!(before["functions"], json!([made["FunctionArn"]]));
    let arguments = [&["--connect-instance", &id][..], &LIVE].concat();
    let left = acme(&place, folder.path(), "down", &arguments);
    let said = text(&left.stderr);
    assert_eq!(left.status.code(), Some(4), "{said}");
    assert!(
        said.contains("left: function acme-lexDRGetRegion in us-east-1"),
        "{said}"
    );
    assert_eq!(inside(&place, &id), before);
}

#[test]
fn an_instance_that_is_not_there_is_refused() {
    let (place, folder) = (Place::start(), packages());
    for command in ["up", "down"] {
        let arguments = [&["--connect-instance", "1234-abcd"][..], &LIVE].concat();
        let refused = acme(&place, folder.path(), command, &arguments);
        let said = text(&refused.stderr);
        assert_eq!(refused.status.code(), Some(3), "{said}");
        let why = "there is no instance 1234-abcd of Amazon Connect in us-east-1";
        assert!(said.contains(why), "{said}");
    }
}
