//! `lexdr fault`: the rules of a running `lexdr serve`.

use std::fs;
use std::io::Read;
use std::time::Duration;

use http::{Method, Request, StatusCode, Uri, header};
use http_body_util::{BodyExt, Full};
use hyper::body::Bytes;
use hyper::client::conn::http1;
use hyper_util::rt::TokioIo;
use serde_json::Value;
use tokio::net::TcpStream;

use crate::args::{Fault, FaultCommand};
use crate::exit::{Exit, Failure};

/// A server on this machine answers at once, or not at all.
const PATIENCE: Duration = Duration::from_secs(10);

pub(crate) fn fault(options: &Fault) -> Result<Exit, Failure> {
    let (method, path, body) = match &options.command {
        FaultCommand::Add { rule } => (Method::POST, "/_lexdr/faults".to_owned(), document(rule)?),
        FaultCommand::List => (Method::GET, "/_lexdr/faults".to_owned(), String::new()),
        FaultCommand::Clear { id: None } => {
            (Method::DELETE, "/_lexdr/faults".to_owned(), String::new())
        }
        FaultCommand::Clear { id: Some(id) } => (
            Method::DELETE,
            format!("/_lexdr/faults/{}", escaped(id)),
            String::new(),
        ),
    };
    let answer = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .map_err(|error| Failure::unknown(format!("cannot start: {error}")))?
        .block_on(ask(&options.endpoint, method, &path, body))?;
    for id in answer["ids"].as_array().into_iter().flatten() {
        println!("{}", id.as_str().unwrap_or_default());
    }
    for rule in answer["faults"].as_array().into_iter().flatten() {
        println!("{}", line(rule));
    }
    Ok(Exit::Passed)
}

/// The JSON that is named or given on the command line.
fn document(rule: &str) -> Result<String, Failure> {
    let (name, text) = if rule.trim_start().starts_with(['{', '[']) {
        ("the rule", rule.to_owned())
    } else if rule == "-" {
        let mut text = String::new();
        let read = std::io::stdin().read_to_string(&mut text);
        read.map_err(|error| Failure::bad_file(format!("standard input: error: {error}")))?;
        ("standard input", text)
    } else {
        let text = fs::read_to_string(rule).map_err(|error| {
            Failure::bad_file(format!(
                "{rule}: error: cannot be read: {error}; name a file, or give the JSON itself"
            ))
        })?;
        (rule, text)
    };
    let checked: Result<Value, _> = serde_json::from_str(&text);
    match checked {
        Ok(_) => Ok(text),
        Err(error) => Err(Failure::bad_file(format!(
            "{name}: error: no JSON: {error}"
        ))),
    }
}

/// An id as a piece of a path. Rules have none but letters, digits and `-_.:/`.
fn escaped(id: &str) -> String {
    let safe = |byte: u8| byte.is_ascii_alphanumeric() || b"-_.:/".contains(&byte);
    id.bytes()
        .map(|byte| match byte {
            byte if safe(byte) => char::from(byte).to_string(),
            byte => format!("%{byte:02X}"),
        })
        .collect()
}

/// A rule in one line.
fn line(rule: &Value) -> String {
    let mut fields = rule.as_object().cloned().unwrap_or_default();
    let id = fields.remove("id").unwrap_or_default();
    let fired = fields.remove("fired").unwrap_or_default();
    let id = id.as_str().unwrap_or_default();
    format!("{id}  fired {fired}  {}", Value::Object(fields))
}

async fn ask(endpoint: &Uri, method: Method, path: &str, body: String) -> Result<Value, Failure> {
    let authority = match (endpoint.scheme_str(), endpoint.authority()) {
        (Some("http"), Some(authority)) => authority,
        _ => {
            return Err(Failure::usage(format!(
                "--endpoint {endpoint}: name the server as it was printed, such as \
                 http://127.0.0.1:4588"
            )));
        }
    };
    let request = Request::builder()
        .method(method)
        .uri(path)
        .header(header::HOST, authority.as_str())
        .header(header::CONTENT_TYPE, "application/json")
        .body(Full::new(Bytes::from(body)))
        .map_err(Failure::usage)?;
    let port = authority.port_u16().unwrap_or(80);
    let host = authority.host().trim_matches(['[', ']']).to_owned();
    let exchange = tokio::time::timeout(PATIENCE, exchange(&host, port, request)).await;
    let (status, text) = exchange
        .map_err(|_| "no answer in time".to_owned())
        .and_then(|exchanged| exchanged.map_err(|error| format!("{error:#}")))
        .map_err(|problem| {
            Failure::unknown(format!(
                "cannot ask {endpoint}: {problem}; start `lexdr serve`, or name another server \
                 with --endpoint"
            ))
        })?;
    let answer: Value = serde_json::from_str(&text).unwrap_or_default();
    if status.is_success() {
        return Ok(answer);
    }
    let problem = answer["error"]
        .as_str()
        .unwrap_or("this is no lexdr server");
    Err(match status {
        StatusCode::BAD_REQUEST => Failure::bad_file(format!("error: {problem}")),
        StatusCode::NOT_FOUND | StatusCode::CONFLICT => Failure::usage(problem),
        status => Failure::unknown(format!("{endpoint} answered {status}: {problem}")),
    })
}

async fn exchange(
    host: &str,
    port: u16,
    request: Request<Full<Bytes>>,
) -> anyhow::Result<(StatusCode, String)> {
    let stream = TcpStream::connect((host, port)).await?;
    let (mut sender, connection) = http1::handshake(TokioIo::new(stream)).await?;
    // It ends with the sender, and tells the sender what went wrong.
    let connection = tokio::spawn(connection);
    let response = sender.send_request(request).await?;
    let status = response.status();
    let body = response.into_body().collect().await?.to_bytes();
    connection.abort();
    Ok((status, String::from_utf8_lossy(&body).into_owned()))
}
