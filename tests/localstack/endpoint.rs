//! Where the endpoint is, if there is one: the one that is named, else a LocalStack in a container
//! if a Docker engine answers.

use std::env;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use lexdr_container::{Engine, LocalStack, NoEngine, REACHED_AS, Settings};
use lexdr_runner::Packages;
use rstest::{fixture, rstest};

use super::shared::Shared;

/// Names the endpoint.
const ENDPOINT: &str = "LEXDR_LOCALSTACK_ENDPOINT";

/// Names one that enforces IAM.
const WITH_IAM: &str = "LEXDR_LOCALSTACK_IAM_ENDPOINT";

/// The name by which functions there reach this machine, if they do not run on it.
const FUNCTIONS_REACH: &str = "LEXDR_REACHED_AS";

/// How to come to one without Docker.
const OTHERWISE: &str = "`bash .ci/localstack` installs an endpoint and runs these tests";

/// An endpoint, and what to deploy to it.
pub(crate) struct Place {
    pub(crate) endpoint: String,
    pub(crate) packages: Packages,
    pub(crate) reached_as: Option<String>,
    /// Removed with the last place in it.
    _container: Option<Arc<LocalStack>>,
}

/// The endpoint to test against; says why if there is none.
#[fixture]
pub(crate) fn place() -> Option<Place> {
    static CONTAINER: Shared<LocalStack> = Shared::new();
    let packages = packages();
    match choice(set(ENDPOINT), || Engine::find(set), packages.exists()) {
        Choice::Named(endpoint) => Some(named(ENDPOINT, endpoint)),
        Choice::Container(engine) => {
            let settings = Settings::from_env(set);
            let container = CONTAINER.hold(|| {
                println!("{} starts at {}", settings.image(), engine.address());
                LocalStack::start(&engine, &settings)
            });
            let container = container.unwrap_or_else(|error| panic!("{error}"));
            Some(Place {
                endpoint: container.endpoint().to_owned(),
                packages: read(&packages),
                reached_as: Some(REACHED_AS.to_owned()),
                _container: Some(container),
            })
        }
        Choice::Skip(why) => {
            eprintln!("SKIPPED: {why}");
            None
        }
    }
}

/// The same for tests of permissions. The LocalStack that needs no account has none.
#[fixture]
pub(crate) fn place_with_iam() -> Option<Place> {
    let Some(endpoint) = set(WITH_IAM) else {
        eprintln!("SKIPPED: {WITH_IAM} is not set; {OTHERWISE}");
        return None;
    };
    Some(named(WITH_IAM, endpoint))
}

/// What the tests run against.
#[derive(Debug)]
enum Choice {
    Named(String),
    Container(Engine),
    Skip(String),
}

fn choice(
    endpoint: Option<String>,
    find: impl FnOnce() -> Result<Engine, NoEngine>,
    packaged: bool,
) -> Choice {
    if let Some(endpoint) = endpoint {
        return Choice::Named(endpoint);
    }
    match find() {
        Ok(engine) if packaged => Choice::Container(engine),
        Ok(engine) => Choice::Skip(format!(
            "a Docker engine answers at {}, but there are no packages to deploy: run \
             `cargo xtask package`",
            engine.address()
        )),
        Err(none) => Choice::Skip(format!(
            "{ENDPOINT} is not set, and {none}; start a Docker engine, or set {ENDPOINT} to \
             http://127.0.0.1:4566; {OTHERWISE}"
        )),
    }
}

fn named(variable: &str, endpoint: String) -> Place {
    let packages = packages();
    assert!(
        packages.exists(),
        "{variable} is set, but there is no {}: run `cargo xtask package`",
        packages.display()
    );
    Place {
        endpoint,
        packages: read(&packages),
        reached_as: set(FUNCTIONS_REACH),
        _container: None,
    }
}

fn set(variable: &str) -> Option<String> {
    env::var(variable).ok().filter(|value| !value.is_empty())
}

/// The health check's package; the other lies beside it.
fn packages() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../target/lambda/health-check.zip")
}

fn read(packages: &Path) -> Packages {
    let read = |name: &str| fs::read(packages.with_file_name(name)).expect("a readable package");
    Packages {
        health_check: read("health-check.zip"),
        get_region: read("get-region.zip"),
    }
}

#[test]
fn a_named_endpoint_wins_without_a_look_at_docker() {
    let chosen = choice(Some("http://there".into()), || unreachable!(), false);
    assert!(
        matches!(&chosen, Choice::Named(url) if url == "http://there"),
        "{chosen:?}"
    );
}

#[rstest]
#[case::no_engine("/nowhere/docker.sock", "/nowhere/docker.sock")]
#[case::not_named("/nowhere/docker.sock", ENDPOINT)]
fn without_an_engine_it_is_said_what_was_looked_for(#[case] socket: &str, #[case] told: &str) {
    let host = format!("unix://{socket}");
    let find = || Engine::find(|name| (name == "DOCKER_HOST").then(|| host.clone()));
    let Choice::Skip(why) = choice(None, find, true) else {
        panic!("there is no engine");
    };
    assert!(why.contains(told), "{why}");
}

/// An engine that answers its ping once, on a port of this machine.
fn engine() -> Engine {
    use std::io::{Read as _, Write as _};
    let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let host = format!("tcp://{}", listener.local_addr().unwrap());
    let served = std::thread::spawn(move || {
        let (mut stream, _) = listener.accept().unwrap();
        let mut request = [0; 1_024];
        assert!(stream.read(&mut request).unwrap() > 0);
        stream.write_all(b"HTTP/1.1 200 OK\r\n\r\nOK").unwrap();
    });
    let engine = Engine::find(|name| (name == "DOCKER_HOST").then(|| host.clone()));
    served.join().unwrap();
    engine.unwrap_or_else(|none| panic!("{none}"))
}

#[test]
fn an_engine_that_answers_runs_the_tests() {
    let chosen = choice(None, || Ok(engine()), true);
    assert!(matches!(chosen, Choice::Container(_)), "{chosen:?}");
}

#[test]
fn an_engine_without_packages_says_how_to_make_them() {
    let Choice::Skip(why) = choice(None, || Ok(engine()), false) else {
        panic!("there is nothing to deploy");
    };
    assert!(why.contains("cargo xtask package"), "{why}");
}
