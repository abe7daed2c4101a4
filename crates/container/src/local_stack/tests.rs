use std::collections::BTreeMap;
use std::io::{BufRead as _, BufReader, Write as _};
use std::os::unix::net::UnixListener;
use std::path::Path;
use std::thread::{self, JoinHandle};

use rstest::rstest;
use tempfile::TempDir;
use testcontainers_modules::testcontainers::bollard::models::{HostConfig, PortBinding};

use super::*;
use crate::NoEngine;

/// An engine that answers one request with `answer`; ends with the request's first line.
fn fake(answer: &'static str) -> (TempDir, JoinHandle<String>) {
    let folder = tempfile::tempdir().unwrap();
    let listener = UnixListener::bind(folder.path().join("docker.sock")).unwrap();
    let served = thread::spawn(move || {
        let (mut stream, _) = listener.accept().unwrap();
        let mut lines = BufReader::new(stream.try_clone().unwrap()).lines();
        let first = lines.next().unwrap().unwrap();
        // To the end of the request, so that closing does not reset the connection.
        lines
            .take_while(|line| !line.as_ref().unwrap().is_empty())
            .count();
        stream.write_all(answer.as_bytes()).unwrap();
        first
    });
    (folder, served)
}

fn find(folder: &Path) -> Result<Engine, NoEngine> {
    let host = format!("unix://{}", folder.join("docker.sock").display());
    Engine::find(|name| (name == "DOCKER_HOST").then(|| host.clone()))
}

#[test]
fn an_engine_is_found_by_its_ping() {
    let (folder, served) =
        fake("HTTP/1.1 200 OK\r\nApi-Version: 1.51\r\nContent-Length: 2\r\n\r\nOK");
    let engine = find(folder.path()).unwrap();
    assert_eq!(served.join().unwrap(), "GET /_ping HTTP/1.1");
    assert_eq!(engine.socket(), folder.path().join("docker.sock"));
}

#[rstest]
#[case::broken("HTTP/1.1 500 Internal Server Error\r\n\r\n", "500")]
#[case::another_protocol("SSH-2.0-OpenSSH_9.2\r\n", "SSH-2.0")]
#[case::nothing("", "_ping")]
fn another_answer_is_no_engine(#[case] answer: &'static str, #[case] told: &str) {
    let (folder, served) = fake(answer);
    let text = find(folder.path()).unwrap_err().to_string();
    served.join().unwrap();
    assert!(
        text.contains(told) && text.contains("docker.sock"),
        "{text}"
    );
}

#[test]
fn a_dead_socket_is_no_engine() {
    let folder = tempfile::tempdir().unwrap();
    let missing = find(folder.path()).unwrap_err().to_string();
    assert!(missing.contains("docker.sock"), "{missing}");
    // A socket whose engine has ended stays behind as a file.
    drop(UnixListener::bind(folder.path().join("docker.sock")).unwrap());
    let error = find(folder.path()).unwrap_err();
    assert!(matches!(error, NoEngine::Silent { .. }), "{error}");
}

fn asked(variables: &[(&str, &str)]) -> ContainerRequest<Image> {
    let (folder, served) = fake("HTTP/1.0 200 OK\r\n\r\nOK");
    let engine = find(folder.path()).unwrap();
    served.join().unwrap();
    request(&engine, &settings(variables))
}

fn settings(variables: &[(&str, &str)]) -> Settings {
    Settings::from_env(|name| {
        let found = variables.iter().find(|(variable, _)| *variable == name)?;
        Some(found.1.to_owned())
    })
}

#[rstest]
#[case::usual(&[], "4.14.0", None)]
#[case::empty(&[("LEXDR_LOCALSTACK_TAG", ""), ("LOCALSTACK_AUTH_TOKEN", "")], "4.14.0", None)]
#[case::newer(&[("LEXDR_LOCALSTACK_TAG", "2026.3"), ("LOCALSTACK_AUTH_TOKEN", "ls-1")], "2026.3", Some("ls-1"))]
fn the_image_and_its_token_are_those_of_the_environment(
    #[case] variables: &[(&str, &str)],
    #[case] tag: &str,
    #[case] token: Option<&str>,
) {
    let request = asked(variables);
    assert_eq!(request.descriptor(), format!("localstack/localstack:{tag}"));
    let inside: BTreeMap<_, _> = request.env_vars().collect();
    assert_eq!(
        inside.get("LOCALSTACK_AUTH_TOKEN").map(AsRef::as_ref),
        token
    );
}

#[test]
fn functions_in_containers_find_this_machine_and_their_engine() {
    let request = asked(&[]);
    let hosts: Vec<String> = request
        .hosts()
        .map(|(name, host)| format!("{name}:{host}"))
        .collect();
    assert_eq!(hosts, ["host.docker.internal:host-gateway"]);
    let inside: BTreeMap<_, _> = request.env_vars().collect();
    assert_eq!(
        inside["LAMBDA_DOCKER_FLAGS"],
        "--add-host=host.docker.internal:host-gateway"
    );
    let mounts: Vec<_> = request.mounts().filter_map(Mount::target).collect();
    assert_eq!(mounts, ["/var/run/docker.sock"]);
}

#[test]
fn the_network_does_not_reach_it() {
    let request = asked(&[]);
    let ports = request.ports().into_iter().flatten();
    let ports: Vec<_> = ports.map(|port| port.container_port()).collect();
    assert_eq!(ports, [4566.tcp()]);
    let mut host = HostConfig {
        port_bindings: Some([("4566/tcp".into(), Some(vec![PortBinding::default()]))].into()),
        ..HostConfig::default()
    };
    request.host_config_modifier().unwrap()(&mut host);
    let bindings = host.port_bindings.unwrap().remove("4566/tcp").flatten();
    assert_eq!(bindings.unwrap()[0].host_ip.as_deref(), Some("127.0.0.1"));
}

#[rstest]
#[case::usual(&[], "")]
#[case::without_a_token(&[("LEXDR_LOCALSTACK_TAG", "2026.3")], "LOCALSTACK_AUTH_TOKEN")]
fn a_newer_tag_without_a_token_is_told_apart(
    #[case] variables: &[(&str, &str)],
    #[case] told: &str,
) {
    let hint = settings(variables).hint();
    assert!(
        hint.contains(told) && hint.is_empty() == told.is_empty(),
        "{hint}"
    );
}
