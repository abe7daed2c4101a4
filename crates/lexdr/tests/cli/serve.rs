//! `lexdr serve` and `lexdr fault` as their users meet them.

use std::io::{Read, Write};
use std::process::Output;

use rstest::rstest;

use crate::support::{self, Listening, lexdr, text};

const POST_TEXT: &str = "POST /us-east-1/runtime.lex/bot/OrderFlowers/alias/ver_one/user/u1/text";
const ORDER: &str = r#"{"inputText":"I would like to order some flowers"}"#;

fn run(arguments: &[&str]) -> Output {
    lexdr(arguments).output().expect("the program starts")
}

fn fault(server: &Listening, arguments: &[&str]) -> Output {
    let endpoint = ["--endpoint", &server.endpoint];
    run(&[&["fault"], arguments, &endpoint].concat())
}

#[test]
fn a_stranger_gets_an_answer_from_the_bot_at_once() {
    let server = Listening::simulator(&[]);
    assert_eq!(server.ask("GET /_lexdr/health", "").1["status"], "running");
    let (status, answer) = server.ask(POST_TEXT, ORDER);
    assert_eq!(status, 200, "{answer}");
    assert_eq!(answer["slotToElicit"], "FlowerType");
}

#[test]
fn an_empty_account_has_no_bot() {
    let server = Listening::simulator(&["--empty"]);
    assert_eq!(server.ask(POST_TEXT, ORDER).0, 404);
}

#[test]
fn faults_are_added_listed_and_cleared() {
    let server = Listening::simulator(&[]);
    let rule = r#"{"fault":{"lex-error":{"region":"primary","error":"NotFound"}},"id":"gone"}"#;
    let added = fault(&server, &["add", rule]);
    assert_eq!(added.status.code(), Some(0), "{}", text(&added.stderr));
    assert_eq!(text(&added.stdout), "gone\n");
    assert_eq!(server.ask(POST_TEXT, ORDER).0, 404);
    let listed = text(&fault(&server, &["list"]).stdout);
    assert!(
        listed.starts_with("gone  fired 1  {\"effect\":"),
        "{listed}"
    );
    let cleared = fault(&server, &["clear", "gone"]);
    assert_eq!(text(&cleared.stdout), "gone\n");
    assert_eq!(server.ask(POST_TEXT, ORDER).0, 200);
    assert_eq!(text(&fault(&server, &["list"]).stdout), "");
}

#[test]
fn a_rule_comes_from_a_file_too() {
    let server = Listening::simulator(&[]);
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("rule.json");
    std::fs::write(&file, r#"{"id": "slow", "effect": {"latency": "10ms"}}"#).unwrap();
    let added = fault(&server, &["add", file.to_str().unwrap()]);
    assert_eq!(text(&added.stdout), "slow\n", "{}", text(&added.stderr));
    let all = fault(&server, &["clear"]);
    assert_eq!(text(&all.stdout), "slow\n");
}

#[rstest]
#[case::wrong_rule(&["add", r#"{"id":"a","efect":"hang"}"#], 65, "error: efect: unknown key `efect`; did you mean `effect`?")]
#[case::no_json(&["add", "{"], 65, "the rule: error: no JSON: EOF while parsing an object at line 1 column 1")]
#[case::no_file(&["add", "nowhere.json"], 65, "nowhere.json: error: cannot be read: ")]
#[case::no_rule(&["clear", "nobody"], 64, "error: there is no rule \"nobody\"; there are none")]
fn what_is_wrong_with_a_fault_is_said(
    #[case] arguments: &[&str],
    #[case] exit: i32,
    #[case] message: &str,
) {
    let server = Listening::simulator(&["--empty"]);
    let done = fault(&server, arguments);
    let said = text(&done.stderr);
    assert!(said.starts_with(message), "{said}");
    assert_eq!(done.status.code(), Some(exit));
}

#[test]
fn without_a_server_the_way_to_one_is_named() {
    // A port that was free a moment ago.
    let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let endpoint = format!("http://{}", listener.local_addr().unwrap());
    drop(listener);
    let done = run(&["fault", "list", "--endpoint", &endpoint]);
    let said = text(&done.stderr);
    assert!(
        said.contains("start `lexdr serve`, or name another server"),
        "{said}"
    );
    assert_eq!(done.status.code(), Some(2));
    let done = run(&["fault", "list", "--endpoint", "https://localhost:1"]);
    assert_eq!(done.status.code(), Some(64), "{}", text(&done.stderr));
}

#[test]
fn other_machines_are_let_in_only_if_that_is_meant() {
    let done = run(&["serve", "--listen", "0.0.0.0:0"]);
    let said = text(&done.stderr);
    assert!(
        said.contains("--allow-remote") && said.contains("127.0.0.1"),
        "{said}"
    );
    assert_eq!(done.status.code(), Some(64));
    let server = Listening::start(lexdr(&["serve", "--listen", "0.0.0.0:0", "--allow-remote"]));
    assert!(server.endpoint.starts_with("http://0.0.0.0:"));
}

#[test]
fn an_address_in_use_is_a_wrong_command_line() {
    let server = Listening::simulator(&["--empty"]);
    let address = server.endpoint.strip_prefix("http://").unwrap();
    let done = run(&["serve", "--listen", address]);
    let said = text(&done.stderr);
    assert!(
        said.contains(&format!("cannot listen on {address}: another program")),
        "{said}"
    );
    assert_eq!(done.status.code(), Some(64));
}

#[test]
fn the_variables_name_every_service_and_the_address() {
    let done = run(&["serve", "--print-env"]);
    insta::assert_snapshot!(text(&done.stdout), @r"
    export AWS_ENDPOINT_URL_LEX_RUNTIME_SERVICE=http://127.0.0.1:4588/runtime.lex
    export AWS_ENDPOINT_URL_LEX_MODEL_BUILDING_SERVICE=http://127.0.0.1:4588/models.lex
    export AWS_ENDPOINT_URL_LEX_RUNTIME_V2=http://127.0.0.1:4588/runtime-v2-lex
    export AWS_ENDPOINT_URL_LEX_MODELS_V2=http://127.0.0.1:4588/models-v2-lex
    export AWS_ENDPOINT_URL_DYNAMODB=http://127.0.0.1:4588/dynamodb
    export AWS_ENDPOINT_URL_LAMBDA=http://127.0.0.1:4588/lambda
    export AWS_ENDPOINT_URL_EVENTBRIDGE=http://127.0.0.1:4588/events
    export AWS_ENDPOINT_URL_IAM=http://127.0.0.1:4588/iam
    export AWS_ENDPOINT_URL_STS=http://127.0.0.1:4588/sts
    export AWS_ENDPOINT_URL_SCHEDULER=http://127.0.0.1:4588/scheduler
    export AWS_ENDPOINT_URL_CLOUDWATCH=http://127.0.0.1:4588/monitoring
    export AWS_ENDPOINT_URL_S3=http://127.0.0.1:4588/s3
    export AWS_ENDPOINT_URL_CONNECT=http://127.0.0.1:4588/connect
    ");
    assert_eq!(done.status.code(), Some(0));
    let done = run(&["serve", "--print-env", "--listen", "127.0.0.1:0"]);
    assert_eq!(done.status.code(), Some(64), "{}", text(&done.stderr));
}

#[cfg(unix)]
#[rstest]
#[case("-INT")]
#[case("-TERM")]
fn a_signal_ends_it_after_the_exchange_under_way(#[case] signal: &str) {
    let mut server = Listening::simulator(&[]);
    let slow = r#"{"id": "slow", "effect": {"latency": "500ms"}}"#;
    assert_eq!(server.ask("POST /_lexdr/faults", slow).0, 201);
    let mut stream = server.connect();
    let length = ORDER.len();
    write!(
        stream,
        "{POST_TEXT} HTTP/1.1\r\ncontent-length: {length}\r\n\r\n{ORDER}"
    )
    .unwrap();
    // Under way once the rule has fired.
    while server.ask("GET /_lexdr/faults", "").1["faults"][0]["fired"] != 1 {}
    support::signal(&server.child, signal);
    assert_eq!(server.child.wait().unwrap().code(), Some(0));
    let mut answer = String::new();
    stream.read_to_string(&mut answer).unwrap();
    assert!(answer.starts_with("HTTP/1.1 200 OK\r\n"), "{answer}");
    assert!(answer.contains("FlowerType"), "{answer}");
}
