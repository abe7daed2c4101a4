//! How many files, and so connections, the process may have open.

use lexdr_server::Limits;

/// Files that are no connections: standard ones, the listener, the runtime's.
const OTHERS: u64 = 64;

/// Raises the process's limit as far as it may and the connections need; where that is not enough,
/// fewer connections are taken, so that the last ones are refused in words.
#[cfg(unix)]
pub(crate) fn make_room(limits: &mut Limits) {
    use rustix::process::{Resource, Rlimit, getrlimit, setrlimit};

    let needed = limits.connections as u64 + OTHERS;
    let present = getrlimit(Resource::Nofile);
    let wanted = present
        .maximum
        .map_or(needed, |maximum| maximum.min(needed));
    let mut room = present.current.unwrap_or(u64::MAX);
    if room < wanted {
        let raised = Rlimit {
            current: Some(wanted),
            maximum: present.maximum,
        };
        if setrlimit(Resource::Nofile, raised).is_ok() {
            room = wanted;
        }
    }
    let fit = usize::try_from(room.saturating_sub(OTHERS)).unwrap_or(usize::MAX);
    limits.connections = limits.connections.min(fit.max(1));
}

/// Elsewhere sockets are not counted as files.
#[cfg(not(unix))]
pub(crate) fn make_room(_: &mut Limits) {}
