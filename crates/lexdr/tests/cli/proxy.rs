//! `lexdr proxy` as its users meet it.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpListener;
use std::process::Command;

use rstest::rstest;

use crate::support::{LONG, Listening, lexdr, text};

const POST_TEXT: &str = "POST /us-east-1/runtime.lex/bot/OrderFlowers/alias/ver_one/user/u1/text";
const ORDER: &str = r#"{"inputText":"I would like to order some flowers"}"#;

fn refused(arguments: &[&str]) -> (Option<i32>, String) {
    let output = lexdr(arguments).output().expect("the program starts");
    (output.status.code(), text(&output.stderr))
}

/// A proxy in front of the simulator.
fn proxy(upstream: &str, arguments: &[&str]) -> Listening {
    let own = ["proxy", "--listen", "127.0.0.1:0", "--upstream", upstream];
    Listening::start(lexdr(&[&own, arguments].concat()))
}

#[test]
fn the_bot_answers_through_it_until_a_rule_says_otherwise() {
    let simulator = Listening::simulator(&[]);
    let mut proxy = proxy(&simulator.endpoint, &[]);
    let (status, answer) = proxy.ask(POST_TEXT, ORDER);
    assert_eq!(
        (status, &answer["slotToElicit"]),
        (200, &"FlowerType".into())
    );
    let rule = r#"{"fault":{"lex-error":{"region":"primary","error":"NotFound"}},"ttl":"1m"}"#;
    let added = lexdr(&["fault", "add", rule, "--endpoint", &proxy.endpoint]).output();
    assert!(added.unwrap().status.success());
    assert_eq!(proxy.ask(POST_TEXT, ORDER).0, 404);
    let line = proxy.line();
    assert_eq!(line["event"], "fault");
    assert_eq!(line["service"], "runtime.lex");
    assert_eq!(line["operation"], "PostText");
    assert_eq!(line["region"], "us-east-1");
    let secondary = POST_TEXT.replace("us-east-1", "us-west-2");
    assert_eq!(proxy.ask(&secondary, ORDER).0, 200);
    let cleared = lexdr(&["fault", "clear", "--endpoint", &proxy.endpoint]).output();
    assert!(cleared.unwrap().status.success());
    assert_eq!(proxy.ask(POST_TEXT, ORDER).0, 200);
}

#[test]
fn rules_of_a_file_are_in_force_from_the_start_and_for_a_time() {
    let file = tempfile::NamedTempFile::new().unwrap();
    let rules = "{ \"id\": \"a\", \"effect\": { \"error\": \"AccessDenied\" } }\n\
                 { \"id\": \"b\", \"effect\": \"hang\", \"ttl\": \"5m\" }\n";
    std::fs::write(file.path(), rules).unwrap();
    let name = file.path().to_str().unwrap();
    let proxy = proxy(
        "http://127.0.0.1:1",
        &["--rules", name, "--default-ttl", "2h"],
    );
    let (_, listed) = proxy.ask("GET /_lexdr/faults", "");
    let left = |nth: usize| {
        let ttl = listed["faults"][nth]["ttl"].as_str().unwrap();
        ttl.split(' ').next().unwrap().to_owned()
    };
    assert_eq!((left(0).as_str(), left(1).as_str()), ("1h", "4m"));
    assert_eq!(proxy.ask(POST_TEXT, ORDER).0, 403);
}

#[rstest]
#[case::no_upstream(&["proxy"], 64, "--upstream")]
#[case::no_endpoint(&["proxy", "--upstream", "localhost"], 64, "write http://HOST:PORT")]
#[case::remote(
    &["proxy", "--upstream", "http://127.0.0.1:1", "--listen", "0.0.0.0:0"],
    64,
    "--allow-remote"
)]
#[case::for_ever(
    &["proxy", "--upstream", "http://127.0.0.1:1", "--default-ttl", "25h"],
    64,
    "at most 1day"
)]
#[case::no_keys(&["proxy", "--upstream", "http://127.0.0.1:1", "--resign"], 64, "AWS_ACCESS_KEY_ID")]
#[case::no_key_file(
    &["proxy", "--upstream", "http://127.0.0.1:1", "--credentials", "/nowhere"],
    65,
    "/nowhere: cannot be read"
)]
#[case::no_rules(
    &["proxy", "--upstream", "http://127.0.0.1:1", "--rules", "/nowhere"],
    65,
    "/nowhere: cannot be read"
)]
#[case::not_in_lambda(
    &["proxy", "--upstream", "http://127.0.0.1:1", "--lambda-extension"],
    64,
    "AWS_LAMBDA_RUNTIME_API"
)]
fn what_cannot_be_done_is_refused_with_what_to_do(
    #[case] arguments: &[&str],
    #[case] code: i32,
    #[case] expected: &str,
) {
    let (exit, told) = refused(arguments);
    assert_eq!(exit, Some(code), "{told}");
    assert!(told.contains(expected), "{told}");
}

/// Reads one request and answers it; what was asked comes back.
fn answered(api: &TcpListener, body: &str) -> String {
    let (mut stream, _) = api.accept().unwrap();
    stream.set_read_timeout(Some(LONG)).unwrap();
    let mut asked = String::new();
    let mut reader = BufReader::new(stream.try_clone().unwrap());
    while !asked.ends_with("\r\n\r\n") {
        assert!(reader.read_line(&mut asked).unwrap() > 0, "{asked}");
    }
    let length = body.len();
    write!(
        stream,
        "HTTP/1.1 200 OK\r\nlambda-extension-identifier: id-1\r\nconnection: close\r\n\
         content-length: {length}\r\n\r\n{body}"
    )
    .unwrap();
    asked
}

/// A proxy in front of the simulator that takes `api` for Lambda's.
fn extension(simulator: &Listening, api: &TcpListener) -> Command {
    let own = ["proxy", "--lambda-extension", "--listen", "127.0.0.1:0"];
    let mut command = lexdr(&own);
    command
        .args(["--upstream", &simulator.endpoint])
        .env(
            "AWS_LAMBDA_RUNTIME_API",
            api.local_addr().unwrap().to_string(),
        )
        .env("AWS_ACCESS_KEY_ID", "AKIAFUNCTION")
        .env("AWS_SECRET_ACCESS_KEY", "secret");
    command
}

#[test]
fn as_an_extension_it_does_nothing_without_rules_and_ends_with_the_function() {
    let simulator = Listening::simulator(&[]);
    let api = TcpListener::bind("127.0.0.1:0").unwrap();
    let mut proxy = Listening::start(extension(&simulator, &api));
    let asked = answered(&api, "{}");
    assert!(
        asked.starts_with("POST /2020-01-01/extension/register "),
        "{asked}"
    );
    assert!(
        asked.contains("lambda-extension-name: lexdr\r\n"),
        "{asked}"
    );
    assert_eq!(proxy.ask(POST_TEXT, ORDER).0, 200);
    let rule = r#"{ "id": "hang", "effect": "hang" }"#;
    assert_eq!(proxy.ask("POST /_lexdr/faults", rule).0, 403);
    let asked = answered(&api, r#"{"eventType":"SHUTDOWN"}"#);
    assert!(
        asked.starts_with("GET /2020-01-01/extension/event/next "),
        "{asked}"
    );
    assert_eq!(proxy.child.wait().unwrap().code(), Some(0));
}

#[test]
fn an_extension_with_broken_rules_lets_everything_pass() {
    let simulator = Listening::simulator(&[]);
    let api = TcpListener::bind("127.0.0.1:0").unwrap();
    let mut command = extension(&simulator, &api);
    command.env("LEXDR_FAULT_RULES", "/nowhere/rules.json");
    let mut proxy = Listening::start(command);
    answered(&api, "{}");
    assert_eq!(proxy.ask(POST_TEXT, ORDER).0, 200);
    answered(&api, r#"{"eventType":"SHUTDOWN"}"#);
    assert_eq!(proxy.child.wait().unwrap().code(), Some(0));
    let mut told = String::new();
    let mut errors = proxy.child.stderr.take().unwrap();
    errors.read_to_string(&mut told).unwrap();
    assert!(
        told.contains("/nowhere/rules.json: cannot be read"),
        "{told}"
    );
    assert!(told.contains("everything passes"), "{told}");
}

#[test]
fn an_extension_takes_its_rules_from_a_url() {
    let simulator = Listening::simulator(&[]);
    let (api, rules) = (
        TcpListener::bind("127.0.0.1:0").unwrap(),
        TcpListener::bind("127.0.0.1:0").unwrap(),
    );
    let url = format!("http://{}/rules", rules.local_addr().unwrap());
    let mut command = extension(&simulator, &api);
    command.env("LEXDR_FAULT_RULES", url);
    let rule = r#"{ "id": "denied", "effect": { "error": "AccessDenied" } }"#;
    let served = std::thread::spawn(move || answered(&rules, rule));
    let proxy = Listening::start(command);
    assert!(served.join().unwrap().starts_with("GET /rules "));
    answered(&api, "{}");
    assert_eq!(proxy.ask(POST_TEXT, ORDER).0, 403);
}
