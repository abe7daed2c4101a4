//! Who does it, and whether that is meant.

use jiff::Timestamp;

use super::{Facts, Guard, Refusals};
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
        None if facts.told.asked.live => refusals.add(
            GUARD,
            "the account is not named on the command line",
            format!("add `--account {configured}` if that is the one you mean"),
        ),
        Some(asked) if asked != configured => refusals.add(
            GUARD,
            format!("the command line names account {asked}, the configuration {configured}"),
            "find out which one is meant, and name the same in both",
        ),
        _ => {}
    }
    let Some(identity) = refusals.known(GUARD, "whose credentials these are", &facts.identity)
    else {
        return;
    };
    if identity.account != *configured {
        let (account, arn) = (&identity.account, &identity.arn);
        refusals.add(
            GUARD,
            format!("the credentials are {arn} in account {account}, not {configured}"),
            format!("use credentials of account {configured}"),
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
