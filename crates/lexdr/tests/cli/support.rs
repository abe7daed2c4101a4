//! What all tests of the program need: to start it, and to speak with one that listens.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::process::{Child, ChildStdout, Command, Stdio};
use std::time::{Duration, Instant};

use serde_json::Value;

/// Longer than anything here takes.
pub(crate) const LONG: Duration = Duration::from_secs(60);

/// What the program reads of the environment, which is to be the same for all who test.
const OF_THE_ENVIRONMENT: [&str; 7] = [
    "AWS_ACCESS_KEY_ID",
    "AWS_SECRET_ACCESS_KEY",
    "AWS_SESSION_TOKEN",
    "AWS_LAMBDA_RUNTIME_API",
    "LEXDR_FAULT_RULES",
    "LEXDR_LOCALSTACK_ENDPOINT",
    "NO_COLOR",
];

/// The program, with nothing of the environment that could change what it does.
pub(crate) fn lexdr(arguments: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_lexdr"));
    for name in OF_THE_ENVIRONMENT {
        command.env_remove(name);
    }
    command.args(arguments);
    command
}

pub(crate) fn text(bytes: &[u8]) -> String {
    String::from_utf8(bytes.to_vec()).expect("the program writes UTF-8")
}

/// Sends a signal, by the name that `kill` has for it.
pub(crate) fn signal(child: &Child, name: &str) {
    let id = child.id().to_string();
    let sent = Command::new("kill").args([name, &id]).status().unwrap();
    assert!(sent.success());
}

/// Waits for something that another process does.
pub(crate) fn until(what: &str, mut is_so: impl FnMut() -> bool) {
    let begun = Instant::now();
    while !is_so() {
        assert!(begun.elapsed() < LONG, "waited in vain until {what}");
        std::thread::sleep(Duration::from_millis(25));
    }
}

/// A program that listens; it ends with this.
pub(crate) struct Listening {
    pub(crate) child: Child,
    out: BufReader<ChildStdout>,
    pub(crate) endpoint: String,
}

impl Listening {
    pub(crate) fn start(mut command: Command) -> Self {
        let mut child = command
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .expect("the program starts");
        let mut out = BufReader::new(child.stdout.take().expect("it is piped"));
        let mut line = String::new();
        out.read_line(&mut line).unwrap();
        let endpoint = line
            .strip_prefix("listening on ")
            .and_then(|rest| rest.strip_suffix('\n'))
            .unwrap_or_else(|| panic!("no word of listening: {line:?}"))
            .to_owned();
        Self {
            child,
            out,
            endpoint,
        }
    }

    /// The simulator.
    pub(crate) fn simulator(arguments: &[&str]) -> Self {
        let own = ["serve", "--listen", "127.0.0.1:0"];
        Self::start(lexdr(&[&own, arguments].concat()))
    }

    pub(crate) fn connect(&self) -> TcpStream {
        let address = self.endpoint.strip_prefix("http://").unwrap();
        let stream = TcpStream::connect(address).unwrap();
        stream.set_read_timeout(Some(LONG)).unwrap();
        stream
    }

    /// Status and body. `headers` end their lines.
    pub(crate) fn exchange(&self, request: &str, headers: &str, body: &str) -> (u16, String) {
        let mut stream = self.connect();
        let length = body.len();
        write!(
            stream,
            "{request} HTTP/1.1\r\nhost: localhost\r\n{headers}connection: close\r\n\
             content-length: {length}\r\n\r\n{body}"
        )
        .unwrap();
        let mut answer = String::new();
        stream.read_to_string(&mut answer).unwrap();
        let (head, body) = answer.split_once("\r\n\r\n").unwrap();
        let status = head.split(' ').nth(1).unwrap().parse().unwrap();
        (status, body.to_owned())
    }

    /// Status and JSON; nothing instead of what is none.
    pub(crate) fn ask(&self, request: &str, body: &str) -> (u16, Value) {
        let (status, body) = self.exchange(request, "", body);
        (status, serde_json::from_str(&body).unwrap_or_default())
    }

    /// The next line that it prints.
    pub(crate) fn line(&mut self) -> Value {
        let mut line = String::new();
        self.out.read_line(&mut line).unwrap();
        serde_json::from_str(&line).unwrap_or_else(|_| panic!("no JSON: {line:?}"))
    }
}

impl Drop for Listening {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
