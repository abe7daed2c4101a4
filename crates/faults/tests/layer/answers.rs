//! Answers that are well formed and wrong.

use http_body_util::BodyExt;
use rstest::rstest;
use serde_json::{Value, json};

use crate::support::{
    World, bytes, dynamodb, header, invoke, json_of, post_content, post_text, post_text_answer,
    put_session, recognize_answer, recognize_text,
};

/// The true answer with these members instead; `"-"` takes one away.
fn changed(mut answer: Value, changes: Value) -> Value {
    for (key, value) in changes.as_object().unwrap() {
        match value {
            Value::String(gone) if gone == "-" => {
                answer.as_object_mut().unwrap().remove(key);
            }
            value => answer[key] = value.clone(),
        }
    }
    answer
}

#[rstest]
#[case(json!({ "message": "Closed." }), json!({ "message": "Closed." }))]
#[case(json!("no-message"), json!({ "message": "-", "messageFormat": "-" }))]
#[case(json!("null-message"), json!({ "message": null, "messageFormat": "-" }))]
#[case(json!({ "intent": "CancelOrder" }), json!({ "intentName": "CancelOrder" }))]
#[case(json!({ "slot": { "name": "FlowerType", "value": "some flowers" } }),
       json!({ "slots": { "FlowerType": "some flowers", "PickupDate": null } }))]
#[case(json!({ "slot-to-elicit": "PickupDate" }), json!({ "slotToElicit": "PickupDate" }))]
#[case(json!({ "dialog-state": "Failed" }), json!({ "dialogState": "Failed" }))]
#[case(json!("ready-for-fulfillment"),
       json!({ "dialogState": "ReadyForFulfillment", "message": "-", "messageFormat": "-", "slotToElicit": "-" }))]
#[case(json!({ "bot-version": "7" }), json!({ "botVersion": "7" }))]
#[tokio::test(start_paused = true)]
async fn a_v1_bot_answers_something_else(#[case] answer: Value, #[case] changes: Value) {
    let world = World::with(json!({ "effect": { "answer": answer } }));
    let response = world.send(post_text()).await.unwrap();
    let length = header(&response, "content-length").to_owned();
    let body = bytes(response).await;
    assert_eq!(length, body.len().to_string());
    let found: Value = serde_json::from_slice(&body).unwrap();
    assert_eq!(found, changed(post_text_answer(), changes));
    assert_eq!(world.acted(), 1);
}

#[rstest]
#[case(json!({ "message": "Closed." }), "x-amz-lex-message", "Closed.")]
#[case(json!({ "message": "Closed." }), "x-amz-lex-encoded-message", "Q2xvc2VkLg==")]
#[case(json!({ "message": "two\nlines" }), "x-amz-lex-message", "")]
#[case(json!({ "message": "two\nlines" }), "x-amz-lex-encoded-message", "dHdvCmxpbmVz")]
#[case(json!("no-message"), "x-amz-lex-message", "")]
#[case(json!("null-message"), "x-amz-lex-message-format", "")]
#[case(json!({ "intent": "CancelOrder" }), "x-amz-lex-intent-name", "CancelOrder")]
// {"FlowerType":"x"}
#[case(json!({ "slot": { "name": "FlowerType", "value": "x" } }), "x-amz-lex-slots", "eyJGbG93ZXJUeXBlIjoieCJ9")]
#[case(json!({ "slot-to-elicit": "PickupDate" }), "x-amz-lex-slot-to-elicit", "PickupDate")]
#[case(json!({ "dialog-state": "Failed" }), "x-amz-lex-dialog-state", "Failed")]
#[case(json!("ready-for-fulfillment"), "x-amz-lex-dialog-state", "ReadyForFulfillment")]
#[case(json!({ "bot-version": "7" }), "x-amz-lex-bot-version", "7")]
#[tokio::test(start_paused = true)]
async fn a_v1_bot_answers_something_else_in_headers(
    #[case] answer: Value,
    #[case] name: &str,
    #[case] value: &str,
) {
    let world = World::with(json!({ "effect": { "answer": answer } }));
    let response = world.send(post_content()).await.unwrap();
    assert_eq!(header(&response, name), value);
}

#[tokio::test(start_paused = true)]
async fn the_text_body_of_post_content_is_the_message() {
    let world = World::with(json!({ "effect": { "answer": { "message": "Closed." } } }));
    assert_eq!(
        bytes(world.send(post_content()).await.unwrap()).await,
        "Closed."
    );
    // The audio of PutSession is not touched.
    let response = world.send(put_session()).await.unwrap();
    assert_eq!(header(&response, "x-amz-lex-message"), "Closed.");
    assert!(bytes(response).await.is_empty());

    let world = World::with(json!({ "effect": { "answer": "no-message" } }));
    let response = world.send(post_content()).await.unwrap();
    assert_eq!(header(&response, "content-length"), "0");
    assert!(bytes(response).await.is_empty());
}

#[rstest]
#[case(json!({ "message": "Closed." }), "/messages/0/content", json!("Closed."))]
#[case(json!("no-message"), "/messages", Value::Null)]
#[case(json!({ "intent": "CancelOrder" }), "/sessionState/intent/name", json!("CancelOrder"))]
#[case(json!({ "intent": "CancelOrder" }), "/interpretations/0/intent/name", json!("CancelOrder"))]
#[case(json!({ "intent": "CancelOrder" }), "/interpretations/1/intent/name", json!("FallbackIntent"))]
#[case(json!({ "slot": { "name": "FlowerType", "value": "x" } }),
       "/sessionState/intent/slots/FlowerType/value/interpretedValue", json!("x"))]
#[case(json!({ "slot-to-elicit": "PickupDate" }), "/sessionState/dialogAction/slotToElicit", json!("PickupDate"))]
#[case(json!({ "dialog-state": "ElicitIntent" }), "/sessionState/dialogAction/type", json!("ElicitIntent"))]
#[case(json!({ "dialog-state": "Failed" }), "/sessionState/dialogAction", json!({ "type": "Close" }))]
#[case(json!({ "dialog-state": "Failed" }), "/sessionState/intent/state", json!("Failed"))]
#[case(json!("ready-for-fulfillment"), "/interpretations/0/intent/state", json!("ReadyForFulfillment"))]
#[tokio::test(start_paused = true)]
async fn a_v2_bot_answers_something_else(
    #[case] answer: Value,
    #[case] at: &str,
    #[case] value: Value,
) {
    let world = World::with(json!({ "effect": { "answer": answer } }));
    let found = json_of(world.send(recognize_text()).await.unwrap()).await;
    assert_eq!(
        found.pointer(at).cloned().unwrap_or_default(),
        value,
        "{found}"
    );
    assert_eq!(found["sessionId"], "s-1");
    assert_ne!(found, recognize_answer());
}

#[tokio::test(start_paused = true)]
async fn no_message_and_a_null_message_differ_in_v2() {
    for (answer, there) in [("no-message", false), ("null-message", true)] {
        let world = World::with(json!({ "effect": { "answer": answer } }));
        let found = json_of(world.send(recognize_text()).await.unwrap()).await;
        assert_eq!(
            found.as_object().unwrap().contains_key("messages"),
            there,
            "{answer}"
        );
    }
}

#[tokio::test(start_paused = true)]
async fn a_page_or_garbage_comes_as_a_success() {
    let of = async |answer: &str, request| {
        let world = World::with(json!({ "effect": { "answer": answer } }));
        let response = world.send(request).await.unwrap();
        assert_eq!((response.status().as_u16(), world.acted()), (200, 1));
        let kind = header(&response, "content-type").to_owned();
        let length = header(&response, "content-length").to_owned();
        let body = bytes(response).await;
        assert_eq!(length, body.len().to_string());
        (kind, body)
    };
    let (kind, body) = of("html", post_text()).await;
    assert!(kind.starts_with("text/html") && body.starts_with(b"<!DOCTYPE html>"));
    let (kind, body) = of("garbage", dynamodb("GetItem", "lexDR")).await;
    assert_eq!(kind, "application/json");
    assert!(serde_json::from_slice::<Value>(&body).is_err());
    let (_, body) = of("empty-object", recognize_text()).await;
    assert_eq!(body, "{}");
}

#[tokio::test(start_paused = true)]
async fn an_error_of_the_service_stays_an_error() {
    let world = World::new(1);
    let failing = tower::service_fn(|_| async {
        let error = lexdr_wire::ServiceError::new("NotFoundException", 404, "no alias");
        Ok(error.into_response(lexdr_wire::Service::LexRuntime, "id"))
    });
    world.add("html", json!({ "effect": { "answer": "html" } }));
    let service = tower::Layer::layer(
        &lexdr_faults::FaultLayer::new(world.faults.clone()),
        failing,
    );
    let response = tower::ServiceExt::oneshot(service, post_text())
        .await
        .unwrap();
    assert_eq!(response.status(), 404);
    let body = response.into_body().collect().await.unwrap().to_bytes();
    assert_eq!(body, r#"{"message":"no alias"}"#);
}

#[tokio::test(start_paused = true)]
async fn a_function_fails_for_those_who_wait_for_it() {
    let world = World::with(json!({
        "effect": { "function-error": { "error-type": "KeyError", "message": "'Item'" } },
    }));
    let response = world.send(invoke("lexDRGetRegion", None)).await.unwrap();
    assert_eq!(response.status(), 200);
    assert_eq!(header(&response, "x-amz-function-error"), "Unhandled");
    let payload = json_of(response).await;
    assert_eq!(
        (&payload["errorType"], &payload["errorMessage"]),
        (&json!("KeyError"), &json!("'Item'"))
    );
    assert_eq!(world.acted(), 0);

    assert!(world.passes(invoke("lexDRTest", Some("Event"))).await);
    assert!(
        !world
            .passes(invoke("lexDRTest", Some("RequestResponse")))
            .await
    );
}

#[tokio::test(start_paused = true)]
async fn headers_go_missing_and_change() {
    let world = World::with(json!({
        "effect": { "headers": {
            "drop": "X-Amz-Lex-Session-Id",
            "set": { "x-amz-lex-dialog-state": "Failed", "x-new": "1" },
        } },
    }));
    let response = world.send(put_session()).await.unwrap();
    assert_eq!(header(&response, "x-amz-lex-session-id"), "");
    assert_eq!(header(&response, "x-amz-lex-dialog-state"), "Failed");
    assert_eq!(header(&response, "x-new"), "1");
}

#[rstest]
#[case("10m", "Tue, 14 Nov 2023 22:23:20 GMT")]
#[case("-10m", "Tue, 14 Nov 2023 22:03:20 GMT")]
#[tokio::test(start_paused = true)]
async fn answers_are_dated_by_a_clock_that_is_off(#[case] skew: &str, #[case] date: &str) {
    // The run begins at 1 700 000 000 s, Tue, 14 Nov 2023 22:13:20 GMT.
    let world = World::with(json!({ "effect": { "clock-skew": skew } }));
    assert_eq!(
        header(&world.send(post_text()).await.unwrap(), "date"),
        date
    );
    tokio::time::advance(std::time::Duration::from_secs(1)).await;
    let later = world.send(post_text()).await.unwrap();
    assert_eq!(header(&later, "date"), date.replace(":20 GMT", ":21 GMT"));
}
