//! A function for tests, with a Runtime API client of its own: HTTP over a plain socket.
//!
//! `lambda ACTION` does the same for each event, `lambda event` does what the event's `do` says.

use std::collections::BTreeMap;
use std::env;
use std::io::{Read, Write};
use std::net::TcpStream;
use std::process::{Command, exit};
use std::thread;
use std::time::Duration;

use serde_json::{Value, json};

const LONG: Duration = Duration::from_secs(3_600);

fn main() {
    let action = env::args().nth(1).unwrap_or_default();
    let argument = env::args().nth(2).unwrap_or_default();
    match action.as_str() {
        "init-error" => {
            println!("settings are missing");
            let error = json!({ "errorType": "KeyError", "errorMessage": "'PRIMARY_REGION'" });
            runtime("POST", "init/error", &error.to_string());
            exit(1);
        }
        "exit" => {
            eprintln!("no module named lexDRTest");
            exit(7);
        }
        "never" => thread::sleep(LONG),
        _ => serve(&action, &argument),
    }
}

fn serve(action: &str, argument: &str) -> ! {
    loop {
        let (headers, event) = runtime("GET", "invocation/next", "");
        let id = headers["lambda-runtime-aws-request-id"].clone();
        let event: Value = serde_json::from_str(&event).unwrap_or_default();
        let action = match action {
            "event" => event["do"].as_str().unwrap_or("echo"),
            action => action,
        };
        let answer = match action {
            "echo" => echo(&headers, &event),
            "log" => {
                print!("{}", "x".repeat(10_000));
                println!("last words");
                eprintln!("and an error");
                json!({})
            }
            "raise" => {
                let error = json!({ "errorType": "Oops", "errorMessage": "it went wrong" });
                let path = format!("invocation/{id}/error");
                runtime("POST", &path, &error.to_string());
                continue;
            }
            "crash" => exit(3),
            "hang" => {
                let child = Command::new("sleep").arg("3600").spawn();
                println!(
                    "child {}",
                    child.map(|child| child.id()).unwrap_or_default()
                );
                thread::sleep(LONG);
                continue;
            }
            "large" => json!("x".repeat(7 * 1024 * 1024)),
            "write" => {
                write_route(argument);
                json!({ "statusCode": 200, "body": "Success" })
            }
            "ask" => {
                ask_bot(argument);
                json!({ "statusCode": 200, "body": "Success" })
            }
            _ => json!({ "statusCode": 200, "body": "Success" }),
        };
        let path = format!("invocation/{id}/response");
        runtime("POST", &path, &answer.to_string());
        if action == "leave" {
            exit(0);
        }
    }
}

fn echo(headers: &BTreeMap<String, String>, event: &Value) -> Value {
    let variables: BTreeMap<String, String> = env::vars().collect();
    let directory = env::current_dir().unwrap_or_default();
    let pid = std::process::id();
    json!({
        "pid": pid,
        "headers": headers,
        "event": event,
        "variables": variables,
        "directory": directory,
    })
}

/// Writes a region into the route item, whatever there is to say for it.
fn write_route(region: &str) {
    let home = env::var("AWS_REGION").unwrap_or_default();
    let table = env::var("TABLE_NAME").unwrap_or_default();
    let update = json!({
        "TableName": table,
        "Key": { "connectRegion": { "S": home } },
        "UpdateExpression": "SET lexRegion = :r",
        "ExpressionAttributeValues": { ":r": { "S": region } },
    });
    let target = "x-amz-target: DynamoDB_20120810.UpdateItem\r\n";
    aws(
        "dynamodb",
        &home,
        "/",
        target,
        "application/x-amz-json-1.0",
        &update,
    );
}

/// Asks the bot of a region, waits for its answer as long as it takes, and does nothing about it.
fn ask_bot(region: &str) {
    let path = "/bot/OrderFlowers/alias/ver_one/user/test/text";
    let text = json!({ "inputText": "I would like to order some flowers" });
    aws("lex", region, path, "", "application/json", &text);
}

/// A call of AWS. Nobody checks signatures there, only who signs.
fn aws(service: &str, region: &str, path: &str, header: &str, content: &str, body: &Value) {
    let endpoint = env::var("AWS_ENDPOINT_URL").unwrap_or_default();
    let key = env::var("AWS_ACCESS_KEY_ID").unwrap_or_default();
    let headers = format!(
        "{header}content-type: {content}\r\nauthorization: AWS4-HMAC-SHA256 \
         Credential={key}/20260101/{region}/{service}/aws4_request, SignedHeaders=host, \
         Signature=0\r\n"
    );
    let host = endpoint.trim_start_matches("http://").trim_end_matches('/');
    // What no log should hold, and some do.
    println!("{service} in {region}: signing with {key}");
    let (_, body) = exchange(host, "POST", path, &headers, &body.to_string());
    println!("{body}");
}

fn runtime(method: &str, path: &str, body: &str) -> (BTreeMap<String, String>, String) {
    let host = env::var("AWS_LAMBDA_RUNTIME_API").unwrap_or_default();
    let path = format!("/2018-06-01/runtime/{path}");
    exchange(&host, method, &path, "", body)
}

/// One exchange on a connection of its own: headers in small letters, and the body.
fn exchange(
    host: &str,
    method: &str,
    path: &str,
    headers: &str,
    body: &str,
) -> (BTreeMap<String, String>, String) {
    let mut stream = TcpStream::connect(host).unwrap_or_else(|error| {
        eprintln!("cannot reach {host}: {error}");
        exit(2)
    });
    let length = body.len();
    let request = format!(
        "{method} {path} HTTP/1.1\r\nhost: {host}\r\n{headers}content-length: {length}\r\n\
         connection: close\r\n\r\n{body}"
    );
    let mut answer = String::new();
    let done = stream
        .write_all(request.as_bytes())
        .and_then(|()| stream.read_to_string(&mut answer));
    if let Err(error) = done {
        eprintln!("lost {host}: {error}");
        exit(2);
    }
    let (head, body) = answer.split_once("\r\n\r\n").unwrap_or((&answer, ""));
    let header = |line: &str| {
        let (name, value) = line.split_once(':')?;
        Some((name.to_ascii_lowercase(), value.trim().to_owned()))
    };
    (head.lines().filter_map(header).collect(), body.to_owned())
}
