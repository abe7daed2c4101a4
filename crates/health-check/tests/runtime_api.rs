//! The binary next to a small server of the Lambda Runtime API.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::{TcpListener, TcpStream};
use std::process::{Child, Command, Stdio};
use std::sync::mpsc::{Receiver, channel};
use std::thread;
use std::time::Duration;

use serde_json::Value;

/// A request to the server: first line and body.
type Asked = (String, String);

/// Answers one invocation, then leaves `/next` hanging, and tells what it was asked. Lex and
/// DynamoDB of the invocation are the same server (`AWS_ENDPOINT_URL`).
fn server() -> (String, Receiver<Asked>) {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = listener.local_addr().unwrap().to_string();
    let (tell, asked) = channel();
    thread::spawn(move || {
        let invocations = std::sync::Arc::new(std::sync::atomic::AtomicU32::new(0));
        for stream in listener.incoming() {
            let (tell, invocations) = (tell.clone(), std::sync::Arc::clone(&invocations));
            thread::spawn(move || {
                let mut stream = BufReader::new(stream.unwrap());
                while let Some((line, body)) = read(&mut stream) {
                    let first = line.contains("/next")
                        && invocations.fetch_add(1, std::sync::atomic::Ordering::Relaxed) == 0;
                    let hang = line.contains("/next") && !first;
                    let reply = reply(&line, first);
                    if tell.send((line, body)).is_err() || hang {
                        return;
                    }
                    stream.get_mut().write_all(reply.as_bytes()).unwrap();
                }
            });
        }
    });
    (address, asked)
}

fn read(stream: &mut BufReader<TcpStream>) -> Option<Asked> {
    let (mut first, mut line, mut length) = (String::new(), String::new(), 0);
    stream.read_line(&mut first).ok().filter(|read| *read > 0)?;
    while line != "\r\n" {
        line.clear();
        stream.read_line(&mut line).ok().filter(|read| *read > 0)?;
        let header = line.to_ascii_lowercase();
        if let Some(value) = header.strip_prefix("content-length:") {
            length = value.trim().parse().ok()?;
        }
    }
    let mut body = vec![0; length];
    stream.read_exact(&mut body).ok()?;
    Some((
        first.trim().to_owned(),
        String::from_utf8_lossy(&body).into_owned(),
    ))
}

fn reply(line: &str, first: bool) -> String {
    let deadline = std::time::SystemTime::now() + Duration::from_secs(15);
    let deadline = deadline
        .duration_since(std::time::UNIX_EPOCH)
        .unwrap()
        .as_millis();
    let (status, headers, body) = if first {
        let headers = format!(
            "Lambda-Runtime-Aws-Request-Id: request-1\r\nLambda-Runtime-Deadline-Ms: {deadline}\r\n\
             Lambda-Runtime-Invoked-Function-Arn: arn:aws:lambda:us-east-1:1:function:lexDRTest\r\n"
        );
        ("200 OK", headers, "{}")
    } else if line.contains("/2018-06-01/") {
        ("202 Accepted", String::new(), "{\"status\":\"OK\"}")
    } else if line.contains("/text") {
        // As real Lex answers: slots that are not filled yet are null. The first member is of V1,
        // the second of V2.
        let body = "{\"message\":\"Which flowers?\",\"messages\":[{\"content\":\"Which flowers?\",\
                    \"contentType\":\"PlainText\"}],\"slots\":{\"FlowerType\":null}}";
        ("200 OK", String::new(), body)
    } else if line.contains("/botaliases") {
        let body = "{\"botAliasSummaries\":[{\"botAliasName\":\"ver_one\",\
                    \"botAliasId\":\"6PXYXDZRYQ\"}]}";
        ("200 OK", String::new(), body)
    } else {
        ("200 OK", String::new(), "{}")
    };
    let length = body.len();
    format!(
        "HTTP/1.1 {status}\r\n{headers}Content-Type: application/json\r\n\
         Content-Length: {length}\r\n\r\n{body}"
    )
}

/// Ends the process with the test.
struct Running(Child);

impl Drop for Running {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

fn command(api: &str) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_health-check"));
    command
        .env_clear()
        .envs([
            ("AWS_LAMBDA_FUNCTION_NAME", "lexDRTest"),
            ("AWS_LAMBDA_FUNCTION_VERSION", "$LATEST"),
            ("AWS_LAMBDA_FUNCTION_MEMORY_SIZE", "128"),
            ("AWS_REGION", "us-east-1"),
            ("AWS_ACCESS_KEY_ID", "AKIACANARY"),
            ("AWS_SECRET_ACCESS_KEY", "canary-secret"),
            ("BOTNAME", "OrderFlowers"),
            ("BOT_ALIAS", "ver_one"),
            ("SAMPLE_UTTERANCE", "I would like to order some flowers"),
            ("EXPECTED_RESPONSE", "Which flowers?"),
            ("PRIMARY_REGION", "us-east-1"),
            ("SECONDARY_REGION", "us-west-2"),
            ("TABLE_NAME", "lexDR"),
            ("TEST_METHOD", "send_message"),
            ("TEST_USER", "test"),
        ])
        .env("AWS_LAMBDA_RUNTIME_API", api)
        .env("AWS_ENDPOINT_URL", format!("http://{api}"))
        .stdout(Stdio::piped())
        .stderr(Stdio::piped());
    command
}

fn next(asked: &Receiver<Asked>) -> Asked {
    asked
        .recv_timeout(Duration::from_secs(20))
        .expect("a request in time")
}

/// One invocation of a check that finds the primary well: all that was asked.
fn check(asked: &Receiver<Asked>) -> Vec<Asked> {
    let mut lines = vec![next(asked)];
    assert_eq!(
        lines[0].0, "GET /2018-06-01/runtime/invocation/next HTTP/1.1",
        "nothing before it"
    );
    let answer = loop {
        let (line, body) = next(asked);
        lines.push((line.clone(), body.clone()));
        if line.contains("/2018-06-01/runtime/invocation/request-1/") {
            break (line, body);
        }
    };
    assert!(answer.0.ends_with("/response HTTP/1.1"), "{lines:?}");
    let outcome: Value = serde_json::from_str(&answer.1).unwrap();
    assert_eq!(outcome["statusCode"], 200);
    assert_eq!(
        (&outcome["lexRegion"], &outcome["primary"]),
        (&"us-east-1".into(), &"healthy".into())
    );
    lines
}

#[test]
fn an_invocation_is_fetched_checked_and_answered() {
    let (api, asked) = server();
    let _running = Running(command(&api).spawn().unwrap());
    let lines = check(&asked);
    let session = lines
        .iter()
        .find(|(line, _)| line.contains("/text"))
        .unwrap();
    assert!(
        session
            .0
            .starts_with("POST /bot/OrderFlowers/alias/ver_one/user/test-request-1-")
    );
}

#[test]
fn a_bot_of_lex_v2_is_found_by_name_and_its_alias_written() {
    let (api, asked) = server();
    let mut command = command(&api);
    command.env_remove("BOTNAME").env_remove("BOT_ALIAS").envs([
        ("LEX_VERSION", "v2"),
        ("PRIMARY_BOT_ID", "ABCDEFGHIJ"),
        ("PRIMARY_BOT_ALIAS", "ver_one"),
        ("SECONDARY_BOT_ID", "KLMNOPQRST"),
        ("SECONDARY_BOT_ALIAS", "ver_one"),
    ]);
    let _running = Running(command.spawn().unwrap());
    let lines = check(&asked);
    let text =
        "POST /bots/ABCDEFGHIJ/botAliases/6PXYXDZRYQ/botLocales/en_US/sessions/test-request-1-";
    assert!(
        lines.iter().any(|(line, _)| line.starts_with(text)),
        "{lines:?}"
    );
    // Partition and account are those of the ARN that the function was invoked by.
    let arn = "arn:aws:lex:us-east-1:1:bot-alias/ABCDEFGHIJ/6PXYXDZRYQ";
    assert!(
        lines.iter().any(|(_, body)| body.contains(arn)),
        "{lines:?}"
    );
}

#[test]
fn a_wrong_setting_is_reported_to_the_runtime_api() {
    let (api, asked) = server();
    let output = command(&api)
        .env("TEST_METHOD", "sendMessage")
        .output()
        .unwrap();
    assert_eq!(output.status.code(), Some(1));
    let (line, body) = next(&asked);
    assert_eq!(line, "POST /2018-06-01/runtime/init/error HTTP/1.1");
    let body: Value = serde_json::from_str(&body).unwrap();
    assert_eq!(body["errorType"], "SettingsError");
    assert_eq!(
        body["errorMessage"],
        "TEST_METHOD is \"sendMessage\", must be put_session or send_message"
    );
    let log = String::from_utf8(output.stdout).unwrap();
    assert!(
        log.contains("\"level\":\"ERROR\"") && log.contains("TEST_METHOD"),
        "{log}"
    );
}

#[test]
fn outside_lambda_the_message_is_clear_and_nothing_panics() {
    let output = command("").output().unwrap();
    assert_eq!(output.status.code(), Some(1));
    let text = String::from_utf8(output.stderr).unwrap();
    assert!(
        text.starts_with("cannot start: AWS_LAMBDA_RUNTIME_API is not set"),
        "{text}"
    );
    assert!(!text.contains("panicked"), "{text}");
}
