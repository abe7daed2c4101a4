//! The API under `/_lexdr/`.

use http::header::{CACHE_CONTROL, CONTENT_TYPE};
use http::{HeaderValue, Method, StatusCode};
use lexdr_admin::{error, is_for, is_foreign, not_allowed, reply};
use lexdr_server::{Reply, Request, read_body};
use lexdr_wire::Response;
use serde_json::json;

use crate::account::FillError;
use crate::door;
use crate::front::Shared;
use crate::options::State;

pub(crate) async fn answer(shared: &Shared, request: Request) -> Reply {
    if is_foreign(request.headers(), shared.remote) {
        let message = "this API answers programs on this machine, not web pages from elsewhere; \
                       use a host name or address of this machine";
        return error(StatusCode::FORBIDDEN, message).into();
    }
    let request = match read_body(request).await {
        Ok(request) => request,
        Err(error) => return error.into(),
    };
    let (resource, id) = is_for(request.uri().path()).unwrap_or_default();
    let method = request.method();
    match (resource, id) {
        ("faults", id) => lexdr_admin::answer(&shared.rules, &request, id),
        ("health", "") if method == Method::GET || method == Method::HEAD => health(shared),
        ("events", "") if method == Method::GET => events(shared),
        ("reset", "") if method == Method::POST => reset(shared, request.uri().query()).await,
        ("health" | "events", "") => not_allowed("GET"),
        ("reset", "") => not_allowed("POST"),
        _ => error(
            StatusCode::NOT_FOUND,
            "there are /_lexdr/health, /_lexdr/faults, /_lexdr/events and /_lexdr/reset",
        ),
    }
    .into()
}

fn health(shared: &Shared) -> Response {
    reply(
        StatusCode::OK,
        &json!({
            "status": "running",
            "version": env!("CARGO_PKG_VERSION"),
            "uptime_s": shared.begun.elapsed().as_secs(),
            "regions": door::REGIONS.as_slice(),
            "faults": shared.rules.names().len(),
        }),
    )
}

fn events(shared: &Shared) -> Response {
    let mut response = Response::new(shared.events.body());
    let headers = response.headers_mut();
    let kind = HeaderValue::from_static("application/x-ndjson");
    headers.insert(CONTENT_TYPE, kind);
    headers.insert(CACHE_CONTROL, HeaderValue::from_static("no-store"));
    response
}

async fn reset(shared: &Shared, query: Option<&str>) -> Response {
    let name = match query.map(|query| query.strip_prefix("state=")) {
        None => State::Empty.name(),
        Some(name) => name.unwrap_or_default(),
    };
    let Some(state) = State::from_name(name) else {
        let message = "the query may be state=empty, state=order-flowers or state=system";
        return error(StatusCode::BAD_REQUEST, message);
    };
    match shared.account.reset(state).await {
        Ok(()) => reply(StatusCode::OK, &json!({ "state": state.name() })),
        Err(problem @ FillError::NoCode) => error(StatusCode::CONFLICT, &problem.to_string()),
        Err(problem) => error(StatusCode::INTERNAL_SERVER_ERROR, &problem.to_string()),
    }
}
