//! Who does it, and whether that is meant.

use jiff::Timestamp;
use lexdr_deploy::{Clients, boxed};
use lexdr_wire::BoxFuture;

use super::{Asked, Facts, Guard, Identity, Known, Refusal, Refusals, gather};
use crate::config::Config;
use crate::plan::{Plan, after, date};

pub(super) fn live(facts: &Facts, config: &Config, refusals: &mut Refusals) {
    if !facts.told.asked.live {
        refusals.add(
            Guard::Live,
            "this was a plan only",
            format!(
                "to carry it out, repeat the command with `--live --account {}`",
                config.account.id
            ),
        );
    }
}

pub(super) fn account(facts: &Facts, config: &Config, refusals: &mut Refusals) {
    const GUARD: Guard = Guard::Account;
    let configured = &config.account.id;
    match &facts.told.asked.account {
        // Without `--live` the guard before says what to write.
        None if facts.told.asked.live => unnamed(configured, refusals),
        Some(asked) if asked != configured => refusals.add(
            GUARD,
            format!("the command line names account {asked}, the configuration {configured}"),
            "find out which one is meant, and name the same in both",
        ),
        _ => {}
    }
    whose(&facts.identity, Some(configured), refusals);
}

/// Who deploys, if that is who was meant: there is no configuration yet that would say so as well.
///
/// # Errors
/// Why not, and what would mend it.
pub fn deployer<'a>(
    clients: &'a Clients,
    region: &'a str,
    asked: &'a Asked,
) -> BoxFuture<'a, Result<Identity, Vec<Refusal>>> {
    Box::pin(async move {
        let identity = boxed(|| gather::identity(clients, region)).await;
        let mut refusals = Refusals(Vec::new());
        let named = asked.account.as_deref();
        if let (Ok(identity), None, true) = (&identity, named, asked.live) {
            unnamed(&identity.account, &mut refusals);
        }
        whose(&identity, named, &mut refusals);
        match identity {
            Ok(identity) if refusals.0.is_empty() => Ok(identity),
            _ => Err(refusals.0),
        }
    })
}

fn unnamed(account: &str, refusals: &mut Refusals) {
    refusals.add(
        Guard::Account,
        "the account is not named on the command line",
        format!("add `--account {account}` if that is the one you mean"),
    );
}

/// The credentials are those of the account, if one was named, and not of its root user.
fn whose(identity: &Known<Identity>, named: Option<&str>, refusals: &mut Refusals) {
    const GUARD: Guard = Guard::Account;
    let Some(identity) = refusals.known(GUARD, "whose credentials these are", identity) else {
        return;
    };
    if let Some(named) = named.filter(|named| *named != identity.account) {
        let (account, arn) = (&identity.account, &identity.arn);
        refusals.add(
            GUARD,
            format!("the credentials are {arn} in account {account}, not {named}"),
            format!("use credentials of account {named}"),
        );
    }
    if identity.arn.ends_with(":root") {
        refusals.add(
            GUARD,
            "the credentials are those of the account's root user, whom no policy limits",
            "use a role that may do no more than the game day does",
        );
    }
}

pub(super) fn credentials(facts: &Facts, plan: &Plan, now: Timestamp, refusals: &mut Refusals) {
    let expire = refusals.known(
        Guard::Credentials,
        "when the credentials expire",
        &facts.expire,
    );
    let Some(Some(expire)) = expire else {
        return;
    };
    let settled = after(now, plan.settled());
    if settled.is_none_or(|settled| *expire < settled) {
        refusals.add(
            Guard::Credentials,
            format!(
                "the credentials expire at {}, before all is put back",
                date(*expire)
            ),
            format!(
                "renew them, and so that they are good until {}",
                date(settled.unwrap_or(Timestamp::MAX))
            ),
        );
    }
}
