//! Whether a Docker engine answers.

use std::io::{self, BufRead as _, BufReader, Read, Write};
use std::net::{TcpStream, ToSocketAddrs as _};
use std::os::unix::net::UnixStream;
use std::path::{Path, PathBuf};
use std::time::Duration;

/// Where an engine is if nobody says otherwise, and where its containers find it.
const USUAL: &str = "/var/run/docker.sock";

/// How long an engine may take to answer.
const PATIENCE: Duration = Duration::from_secs(2);

/// More than the first line of any answer.
const LONGEST_LINE: u64 = 1_024;

/// A Docker engine that has answered.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Engine(Address);

#[derive(Debug, Clone, PartialEq, Eq)]
enum Address {
    Socket(PathBuf),
    /// Host and port.
    Tcp(String),
}

/// Why there is no engine to use.
#[derive(Debug, thiserror::Error)]
pub enum NoEngine {
    /// Nobody names one, and it is in none of the usual places.
    #[error("there is no socket at {} and DOCKER_HOST is not set", in_words(.0))]
    NoSocket(Vec<PathBuf>),
    /// The one that is named cannot be used.
    #[error("DOCKER_HOST is {host:?}: {why}")]
    Host {
        /// What names it.
        host: String,
        /// What is wrong with it, and what would be right.
        why: &'static str,
    },
    /// Nothing answers there, or something that is no engine.
    #[error("no engine answers at {at}: {why}")]
    Silent {
        /// Where it was looked for.
        at: String,
        /// What came instead.
        why: String,
    },
}

fn in_words(paths: &[PathBuf]) -> String {
    let paths: Vec<String> = paths
        .iter()
        .map(|path| path.display().to_string())
        .collect();
    paths.join(", ")
}

impl Engine {
    /// The engine that DOCKER_HOST names, else the one behind the first socket found where
    /// engines put theirs, once it has answered.
    ///
    /// # Errors
    /// When there is none. That is no fault of anybody: say why, and go on without.
    pub fn find(lookup: impl Fn(&str) -> Option<String>) -> Result<Self, NoEngine> {
        let address = match lookup("DOCKER_HOST") {
            Some(host) => named(&host, lookup("DOCKER_TLS_VERIFY").as_deref() == Some("1"))?,
            None => {
                let places = sockets(lookup);
                let found = places.iter().find(|path| path.exists()).cloned();
                Address::Socket(found.ok_or(NoEngine::NoSocket(places))?)
            }
        };
        let engine = Self(address);
        match engine.ping() {
            Ok(()) => Ok(engine),
            Err(error) => Err(NoEngine::Silent {
                at: engine.address(),
                why: error.to_string(),
            }),
        }
    }

    /// Where it is, for people.
    #[must_use]
    pub fn address(&self) -> String {
        match &self.0 {
            Address::Socket(path) => format!("unix://{}", path.display()),
            Address::Tcp(authority) => format!("tcp://{authority}"),
        }
    }

    /// The socket by which a container reaches the engine that runs it.
    pub(crate) fn socket(&self) -> &Path {
        match &self.0 {
            // Docker Desktop's is in the user's folder here, and in the usual place where its
            // containers run.
            Address::Socket(path) if !path.iter().any(|piece| piece == ".docker") => path,
            _ => Path::new(USUAL),
        }
    }

    fn ping(&self) -> io::Result<()> {
        match &self.0 {
            Address::Socket(path) => {
                let stream = UnixStream::connect(path)?;
                stream.set_read_timeout(Some(PATIENCE))?;
                stream.set_write_timeout(Some(PATIENCE))?;
                ping(stream)
            }
            Address::Tcp(authority) => {
                let mut addresses = authority.to_socket_addrs()?;
                let address = addresses.next().ok_or(io::ErrorKind::AddrNotAvailable)?;
                let stream = TcpStream::connect_timeout(&address, PATIENCE)?;
                stream.set_read_timeout(Some(PATIENCE))?;
                stream.set_write_timeout(Some(PATIENCE))?;
                ping(stream)
            }
        }
    }
}

/// What every engine answers, without an account.
fn ping(mut stream: impl Read + Write) -> io::Result<()> {
    stream.write_all(b"GET /_ping HTTP/1.1\r\nHost: docker\r\nConnection: close\r\n\r\n")?;
    let mut line = Vec::new();
    BufReader::new(stream.take(LONGEST_LINE)).read_until(b'\n', &mut line)?;
    let line = String::from_utf8_lossy(&line);
    let mut words = line.split_ascii_whitespace();
    let http = words.next().is_some_and(|word| word.starts_with("HTTP/1."));
    if http && words.next() == Some("200") {
        return Ok(());
    }
    Err(io::Error::other(format!(
        "GET /_ping is answered by {:?}",
        line.trim_end()
    )))
}

fn named(host: &str, tls: bool) -> Result<Address, NoEngine> {
    let wrong = |why| NoEngine::Host {
        host: host.to_owned(),
        why,
    };
    if let Some(path) = host.strip_prefix("unix://") {
        return Ok(Address::Socket(path.into()));
    }
    let Some(authority) = ["tcp://", "http://"]
        .iter()
        .find_map(|scheme| host.strip_prefix(scheme))
    else {
        return Err(wrong("only unix://PATH and tcp://HOST:PORT can be used"));
    };
    if tls {
        return Err(wrong("an engine behind TLS cannot be used"));
    }
    let authority = authority.trim_end_matches('/');
    let machine = authority.rsplit_once(':').map_or(authority, |pair| pair.0);
    if machine != "localhost" && machine != "[::1]" && !machine.starts_with("127.") {
        return Err(wrong(
            "the containers of another machine cannot reach this one; name its LocalStack instead",
        ));
    }
    Ok(Address::Tcp(authority.to_owned()))
}

/// The usual places, in the order in which testcontainers looks at them.
fn sockets(lookup: impl Fn(&str) -> Option<String>) -> Vec<PathBuf> {
    let below = |variable: &str, path: &str| {
        let folder = lookup(variable).filter(|folder| !folder.is_empty())?;
        Some(Path::new(&folder).join(path))
    };
    let places = [
        Some(USUAL.into()),
        below("XDG_RUNTIME_DIR", ".docker/run/docker.sock"),
        below("HOME", ".docker/run/docker.sock"),
        below("HOME", ".docker/desktop/docker.sock"),
    ];
    places.into_iter().flatten().collect()
}

#[cfg(test)]
mod tests {
    use rstest::rstest;

    use super::*;

    #[rstest]
    #[case::socket("unix:///run/user/1000/docker.sock", Address::Socket("/run/user/1000/docker.sock".into()))]
    #[case::port("tcp://127.0.0.1:2375", Address::Tcp("127.0.0.1:2375".into()))]
    #[case::slash("http://localhost:2375/", Address::Tcp("localhost:2375".into()))]
    #[case::ipv6("tcp://[::1]:2375", Address::Tcp("[::1]:2375".into()))]
    fn an_engine_is_named_by_a_url(#[case] host: &str, #[case] expected: Address) {
        assert_eq!(named(host, false).unwrap(), expected);
    }

    #[rstest]
    #[case::empty("", false, "unix://PATH")]
    #[case::ssh("ssh://me@there", false, "unix://PATH")]
    #[case::tls("tcp://127.0.0.1:2376", true, "TLS")]
    #[case::far("tcp://10.0.0.7:2375", false, "another machine")]
    #[case::disguised("tcp://localhost.example.org:2375", false, "another machine")]
    fn an_engine_that_cannot_be_used_says_why(
        #[case] host: &str,
        #[case] tls: bool,
        #[case] told: &str,
    ) {
        let text = named(host, tls).unwrap_err().to_string();
        assert!(text.contains(told) && text.contains(host), "{text}");
    }

    #[test]
    fn the_usual_places_come_in_the_order_of_testcontainers() {
        let places = sockets(|name| Some(format!("/{}", name.to_lowercase())));
        let places: Vec<_> = places.iter().map(|path| path.to_str().unwrap()).collect();
        assert_eq!(
            places,
            [
                "/var/run/docker.sock",
                "/xdg_runtime_dir/.docker/run/docker.sock",
                "/home/.docker/run/docker.sock",
                "/home/.docker/desktop/docker.sock",
            ]
        );
        assert_eq!(sockets(|_| None).len(), 1);
    }

    #[rstest]
    #[case::rootless("/run/user/1000/docker.sock", "/run/user/1000/docker.sock")]
    #[case::desktop("/home/me/.docker/desktop/docker.sock", USUAL)]
    fn containers_find_the_engine_by_a_socket(#[case] here: &str, #[case] there: &str) {
        let engine = Engine(Address::Socket(here.into()));
        assert_eq!(engine.socket(), Path::new(there));
        assert_eq!(
            Engine(Address::Tcp("localhost:1".into())).socket(),
            Path::new(USUAL)
        );
    }
}
