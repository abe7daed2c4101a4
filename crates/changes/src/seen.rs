//! What a resource looks like now.

use lexdr_wire::BoxFuture;
use std::time::Duration;

use lexdr_deploy::{Clients, boxed};
use lexdr_journal::Subject;
use serde_json::Value;
use tokio::time::{Instant, sleep};

use crate::error::{Error, Kind};
use crate::{alias, alias_policy, concurrency, environment, role_policy, rule, scratch_alias};

/// Between two looks.
const PAUSE: Duration = Duration::from_secs(1);

/// A look at a resource.
pub(crate) struct Seen {
    pub(crate) state: Value,
    /// A change is still on its way into effect.
    pub(crate) moving: bool,
}

impl Seen {
    /// What counts at once.
    pub(crate) const fn still(state: Value) -> Self {
        Self {
            state,
            moving: false,
        }
    }
}

pub(crate) async fn look(clients: &Clients, subject: &Subject) -> Result<Seen, Error> {
    match subject {
        Subject::Rule { region, name } => rule::look(clients, region, name).await,
        Subject::Concurrency { region, function } => {
            concurrency::look(clients, region, function).await
        }
        Subject::Environment { region, function } => {
            boxed(|| environment::look(clients, region, function)).await
        }
        Subject::RolePolicy { role, policy, .. } => role_policy::look(clients, role, policy).await,
        Subject::Alias { region, bot, alias } => {
            boxed(|| alias::look(clients, region, bot, alias)).await
        }
        Subject::NamedAlias {
            region,
            bot,
            name,
            arns,
        } => {
            let named = scratch_alias::Named {
                region,
                bot,
                name,
                arns,
            };
            boxed(|| scratch_alias::look(clients, named)).await
        }
        Subject::AliasPolicy { region, arn } => {
            boxed(|| alias_policy::look(clients, region, arn)).await
        }
    }
}

/// The present state of a resource, in a form in which equal states are equal values.
///
/// # Errors
/// When it cannot be read, or is not there and its absence is not a state of its own.
pub fn read<'a>(clients: &'a Clients, subject: &'a Subject) -> BoxFuture<'a, Result<Value, Error>> {
    Box::pin(async move { look(clients, subject).await.map(|seen| seen.state) })
}

/// Waits until a resource is in the state wanted, for as long as `patience`, and returns the last
/// state seen: the wanted one, or what is there instead.
///
/// Functions take a change later than they acknowledge it, and some places know a change of an
/// alias before others do: so the state has to be seen twice, with nothing on its way.
///
/// # Errors
/// When it cannot be read, or is the wanted one and still not in effect.
pub fn settled<'a>(
    clients: &'a Clients,
    subject: &'a Subject,
    wanted: &'a Value,
    patience: Duration,
) -> BoxFuture<'a, Result<Value, Error>> {
    Box::pin(async move {
        let deadline = Instant::now() + patience;
        let mut agreed = 0;
        loop {
            let seen = look(clients, subject).await;
            agreed = match &seen {
                Ok(seen) if !seen.moving && seen.state == *wanted => agreed + 1,
                Err(error) if !error.kind().is_worth_a_retry() => {
                    return seen.map(|seen| seen.state);
                }
                _ => 0,
            };
            if agreed == 2 || Instant::now() + PAUSE > deadline {
                let seen = seen?;
                if seen.moving && seen.state == *wanted {
                    let why = format!("still not in effect after {} s", patience.as_secs());
                    return Err(Error::new(subject.to_string(), why, Kind::Transient));
                }
                return Ok(seen.state);
            }
            sleep(PAUSE).await;
        }
    })
}
