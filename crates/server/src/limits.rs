//! What a client may take.

use std::time::Duration;

/// What a client may take of the server.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Limits {
    /// Longest request body; longer ones get 413.
    pub body_bytes: usize,
    /// Longest request line and headers; longer ones get 431.
    pub header_bytes: usize,
    /// From the first byte of a request to the end of its headers; later ones get 408.
    pub header_time: Duration,
    /// For a request's body, and for a client to take any part of an answer.
    pub body_time: Duration,
    /// How long a connection is kept without a request.
    pub idle_time: Duration,
    /// How many connections there may be; later ones get 503.
    pub connections: usize,
}

impl Default for Limits {
    /// 8 MiB and 64 KiB, which is more than any AWS call of the failover has; times that a person
    /// with a telnet client can meet; as many connections as fit common limits of open files.
    fn default() -> Self {
        Self {
            body_bytes: 8 * 1024 * 1024,
            header_bytes: 64 * 1024,
            header_time: Duration::from_secs(10),
            body_time: Duration::from_secs(30),
            idle_time: Duration::from_secs(60),
            connections: 4096,
        }
    }
}
