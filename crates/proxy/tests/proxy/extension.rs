//! The Extensions API, played by a server that answers as Lambda does.

use std::sync::{Arc, Mutex};

use lexdr_proxy::Extension;
use lexdr_server::{Reply, Request, read_body};
use lexdr_wire::{Body, Response};

use crate::support::{always, listen};

fn answer(status: u16, headers: &[(&'static str, &str)], body: &'static str) -> Reply {
    let mut response = http::Response::builder().status(status);
    for (name, value) in headers {
        response = response.header(*name, *value);
    }
    let response: Response = response.body(Body::from(body)).unwrap();
    response.into()
}

#[tokio::test]
async fn it_registers_waits_and_ends_with_the_environment() {
    let asked = Arc::new(Mutex::new(Vec::new()));
    let noted = asked.clone();
    let api = listen(move |_, request: Request| {
        let noted = noted.clone();
        async move {
            let request = read_body(request).await.unwrap();
            let header = |name: &str| {
                let value = request.headers().get(name);
                value.map(|value| value.to_str().unwrap().to_owned())
            };
            let mut asked = noted.lock().unwrap();
            asked.push((
                format!("{} {}", request.method(), request.uri().path()),
                header("lambda-extension-name").or(header("lambda-extension-identifier")),
                String::from_utf8(request.body().to_vec()).unwrap(),
            ));
            match asked.len() {
                1 => answer(200, &[("lambda-extension-identifier", "id-1")], "{}"),
                2 => answer(200, &[], r#"{"eventType":"INVOKE"}"#),
                _ => answer(
                    200,
                    &[],
                    r#"{"eventType":"SHUTDOWN","shutdownReason":"spindown"}"#,
                ),
            }
        }
    })
    .await;
    let extension = Extension::register(&api.to_string(), "lexdr")
        .await
        .unwrap();
    extension.shutdown().await.unwrap();
    let asked = asked.lock().unwrap();
    let expected = [
        (
            "POST /2020-01-01/extension/register",
            "lexdr",
            r#"{"events":["SHUTDOWN"]}"#,
        ),
        ("GET /2020-01-01/extension/event/next", "id-1", ""),
        ("GET /2020-01-01/extension/event/next", "id-1", ""),
    ];
    assert_eq!(asked.len(), expected.len());
    for (asked, (what, header, body)) in asked.iter().zip(expected) {
        assert_eq!(asked.0, what);
        assert_eq!(asked.1.as_deref(), Some(header));
        assert_eq!(asked.2, body);
    }
}

#[tokio::test]
async fn a_refusal_is_told() {
    let refusal = || answer(403, &[], r#"{"errorType":"Extension.UnknownName"}"#);
    let api = listen(always(refusal)).await;
    let error = Extension::register(&api.to_string(), "other")
        .await
        .unwrap_err();
    let error = error.to_string();
    assert!(
        error.contains(&format!("{api}: register: answered 403")),
        "{error}"
    );
    assert!(error.contains("Extension.UnknownName"), "{error}");
}
