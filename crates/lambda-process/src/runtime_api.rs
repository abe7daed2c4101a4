//! The Runtime API of one environment (Lambda developer guide, "Using the Lambda runtime API for
//! custom runtimes"), version 2018-06-01.

use std::convert::Infallible;
use std::io;
use std::net::{Ipv4Addr, SocketAddr};
use std::sync::Arc;
use std::time::{Duration, SystemTime};

use bytes::{Bytes, BytesMut};
use http::{Method, Request, Response, StatusCode};
use http_body_util::{BodyExt, Full};
use hyper::body::Incoming;
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper_util::rt::TokioIo;
use lexdr_simulator::{FunctionError, Invocation};
use serde_json::{Value, json};
use tokio::net::TcpListener;
use tokio::task::JoinSet;

use crate::work::{Refused, Work};

/// Below this path everything lies.
const ROOT: &str = "/2018-06-01/runtime/";

/// The quota on an answer (6 MB and a little for the envelope).
const ANSWER_LIMIT: usize = 6_291_556;

/// A runtime that sends more than this is not listened to any longer.
const NEVER_MORE: usize = 64 * 1024 * 1024;

/// How long to wait when the system has no more sockets to give.
const NO_SOCKETS: Duration = Duration::from_millis(50);

/// Names the error's type where its body does not.
const ERROR_TYPE: &str = "lambda-runtime-function-error-type";

/// The Runtime API of one environment. It ends when this is dropped.
pub(crate) struct RuntimeApi {
    pub(crate) work: Arc<Work>,
    pub(crate) address: SocketAddr,
    /// Accepts connections, and is aborted with this.
    _server: JoinSet<()>,
}

impl RuntimeApi {
    /// Listens on a loopback port of its own.
    pub(crate) async fn listen() -> io::Result<Self> {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await?;
        let address = listener.local_addr()?;
        let work = Arc::new(Work::new());
        let mut server = JoinSet::new();
        server.spawn(accept(listener, Arc::clone(&work)));
        Ok(Self {
            work,
            address,
            _server: server,
        })
    }
}

async fn accept(listener: TcpListener, work: Arc<Work>) {
    let mut connections = JoinSet::new();
    loop {
        let Ok((stream, _)) = listener.accept().await else {
            // Out of file descriptors, say: the program's connection waits.
            tokio::time::sleep(NO_SOCKETS).await;
            continue;
        };
        while connections.try_join_next().is_some() {}
        let _ = stream.set_nodelay(true);
        let work = Arc::clone(&work);
        connections.spawn(async move {
            let service = service_fn(|request| {
                let work = Arc::clone(&work);
                async move { Ok::<_, Infallible>(serve(&work, request).await) }
            });
            let connection = http1::Builder::new().serve_connection(TokioIo::new(stream), service);
            // A program that is killed breaks its connections; there is nothing to tell of it.
            let _ = connection.await;
        });
    }
}

async fn serve(work: &Work, request: Request<Incoming>) -> Response<Full<Bytes>> {
    let path = request.uri().path().to_owned();
    let Some(what) = path.strip_prefix(ROOT) else {
        return unknown(&path);
    };
    let parts: Vec<&str> = what.split('/').collect();
    match (request.method(), parts.as_slice()) {
        (&Method::GET, ["invocation", "next"]) => match work.next().await {
            Ok(invocation) => event(invocation),
            Err(refused) => refusal(refused),
        },
        (&Method::POST, ["invocation", id, "response"]) => response(work, id, request).await,
        (&Method::POST, ["invocation", id, "error"]) => {
            if let Err(refused) = work.has(id) {
                return refusal(refused);
            }
            let error = error(request).await;
            accepted(work.answer(id, Err(error)))
        }
        (&Method::POST, ["init", "error"]) => {
            let error = error(request).await;
            accepted(work.init_failed(error))
        }
        _ => unknown(&path),
    }
}

/// The answer to the question for the next event.
fn event(invocation: Invocation) -> Response<Full<Bytes>> {
    let deadline = invocation
        .deadline
        .duration_since(SystemTime::UNIX_EPOCH)
        .unwrap_or_default();
    Response::builder()
        .header("content-type", "application/json")
        .header(
            "lambda-runtime-trace-id",
            trace_id(&invocation, deadline.as_secs()),
        )
        .header("lambda-runtime-aws-request-id", invocation.request_id)
        .header(
            "lambda-runtime-deadline-ms",
            deadline.as_millis().to_string(),
        )
        .header(
            "lambda-runtime-invoked-function-arn",
            invocation.function_arn,
        )
        .body(Full::new(invocation.payload))
        .unwrap_or_else(|_| plain(StatusCode::INTERNAL_SERVER_ERROR, &Value::Null))
}

/// An X-Ray trace that nobody samples, made from the request id so that the two can be matched.
fn trace_id(invocation: &Invocation, seconds: u64) -> String {
    let hex: String = invocation
        .request_id
        .chars()
        .filter(char::is_ascii_hexdigit)
        .collect();
    format!("Root=1-{seconds:08x}-{hex:0<24.24};Parent={hex:0<16.16};Sampled=0")
}

async fn response(work: &Work, id: &str, request: Request<Incoming>) -> Response<Full<Bytes>> {
    if let Err(refused) = work.has(id) {
        return refusal(refused);
    }
    match read(request.into_body()).await {
        Read::All(answer) => accepted(work.answer(id, Ok(answer))),
        Read::TooLarge(size) => {
            let message = format!(
                "Response payload size ({size} bytes) exceeded maximum allowed payload size \
                 ({ANSWER_LIMIT} bytes)."
            );
            let kind = "Function.ResponseSizeTooLarge";
            // It had the invocation a moment ago; if its time is up now, nobody minds.
            let _ = work.answer(id, Err(FunctionError::new(kind, message)));
            let body = json!({
                "errorMessage": format!("Exceeded maximum allowed payload size ({ANSWER_LIMIT} bytes)."),
                "errorType": "RequestEntityTooLarge",
            });
            plain(StatusCode::PAYLOAD_TOO_LARGE, &body)
        }
        Read::BrokenOff => plain(
            StatusCode::BAD_REQUEST,
            &json!({ "errorMessage": "the body broke off", "errorType": "BadRequest" }),
        ),
    }
}

enum Read {
    All(Bytes),
    TooLarge(usize),
    BrokenOff,
}

/// Reads a body. One that is too large is read to its end as well: a client that is cut off in the
/// middle of sending would not see the answer.
async fn read(mut body: Incoming) -> Read {
    let mut all = BytesMut::new();
    let mut size = 0;
    while let Some(frame) = body.frame().await {
        let Ok(frame) = frame else {
            return Read::BrokenOff;
        };
        let Some(data) = frame.data_ref() else {
            continue;
        };
        size += data.len();
        if size <= ANSWER_LIMIT {
            all.extend_from_slice(data);
        } else if size > NEVER_MORE {
            break;
        }
    }
    if size > ANSWER_LIMIT {
        Read::TooLarge(size)
    } else {
        Read::All(all.freeze())
    }
}

/// What a program says went wrong. What it does not say in the body it may say in a header.
async fn error(request: Request<Incoming>) -> FunctionError {
    let header = request.headers().get(ERROR_TYPE);
    let header = header
        .and_then(|value| value.to_str().ok())
        .map(str::to_owned);
    let body = match read(request.into_body()).await {
        Read::All(body) => serde_json::from_slice(&body).unwrap_or(Value::Null),
        Read::TooLarge(_) | Read::BrokenOff => Value::Null,
    };
    let member = |name: &str| body[name].as_str().filter(|text| !text.is_empty());
    let kind = member("errorType").map(str::to_owned).or(header);
    FunctionError::new(
        kind.unwrap_or_else(|| "Runtime.Unknown".to_owned()),
        member("errorMessage").unwrap_or("the function gave no message"),
    )
}

fn accepted(done: Result<(), Refused>) -> Response<Full<Bytes>> {
    match done {
        Ok(()) => plain(StatusCode::ACCEPTED, &json!({ "status": "OK" })),
        Err(refused) => refusal(refused),
    }
}

fn refusal(refused: Refused) -> Response<Full<Bytes>> {
    let (status, kind, message) = match refused {
        Refused::WrongState => (
            StatusCode::FORBIDDEN,
            "InvalidStateTransition",
            "this is not allowed in the present state of the runtime",
        ),
        Refused::WrongId => (
            StatusCode::BAD_REQUEST,
            "InvalidRequestID",
            "the runtime does not have an invocation of this id",
        ),
    };
    plain(
        status,
        &json!({ "errorMessage": message, "errorType": kind }),
    )
}

fn unknown(path: &str) -> Response<Full<Bytes>> {
    let message = format!("the Runtime API has no {path}");
    let body = json!({ "errorMessage": message, "errorType": "NotFound" });
    plain(StatusCode::NOT_FOUND, &body)
}

fn plain(status: StatusCode, body: &Value) -> Response<Full<Bytes>> {
    let mut response = Response::new(Full::new(Bytes::from(body.to_string())));
    *response.status_mut() = status;
    let json = http::HeaderValue::from_static("application/json");
    response
        .headers_mut()
        .insert(http::header::CONTENT_TYPE, json);
    response
}
