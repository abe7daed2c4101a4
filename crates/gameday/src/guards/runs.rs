//! Other runs, earlier runs, and what puts back this one.

use jiff::Timestamp;

use super::{Facts, Guard, Refusals};
use crate::config::Config;
use crate::plan::{Plan, date};

pub(super) fn other_run(facts: &Facts, now: Timestamp, refusals: &mut Refusals) {
    let told = &facts.told;
    let Some(Some(lock)) = refusals.known(Guard::OtherRun, "whether another run is on", &told.lock)
    else {
        return;
    };
    if told.run.as_ref() != Some(&lock.run) && now < lock.until {
        let (run, holder, until) = (&lock.run, &lock.holder, date(lock.until));
        refusals.add(
            Guard::OtherRun,
            format!("run {run} of {holder} holds the lock until {until}"),
            "wait until it is over; if it is dead, until then, and run `lexdr recover`",
        );
    }
}

pub(super) fn open_journal(facts: &Facts, refusals: &mut Refusals) {
    let open = refusals.known(
        Guard::OpenJournal,
        "whether an earlier run left something",
        &facts.told.open,
    );
    for journal in open.into_iter().flatten() {
        let (run, place) = (&journal.run, &journal.place);
        refusals.add(
            Guard::OpenJournal,
            format!("run {run} has not put everything back, says {place}"),
            "run `lexdr recover`",
        );
    }
}

pub(super) fn journal_region(config: &Config, plan: &Plan, refusals: &mut Refusals) {
    let region = &config.journal.region;
    if plan.regions.contains(region) {
        refusals.add(
            Guard::JournalRegion,
            format!("the journal's copy is in {region}, where the plan changes something"),
            "keep it in a table in another region: `region` and `table` in `[journal]`",
        );
    }
}

pub(super) fn switch(config: &Config, refusals: &mut Refusals) {
    if config.switch.role_arn.is_none() {
        refusals.add(
            Guard::Switch,
            "the dead-man's switch has no role to undo with",
            "write `role-arn` in `[switch]`: a role that scheduler.amazonaws.com may assume and \
             that may make the undo calls",
        );
    }
}
