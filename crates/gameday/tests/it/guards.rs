//! What keeps a game day from beginning.

use std::collections::BTreeMap;

use lexdr_gameday::config::Config;
use lexdr_gameday::guards::{
    Alarm, Asked, Bot, Facts, Guard, Identity, Lock, OpenJournal, Rule, Told, check,
};
use lexdr_gameday::plan::Plan;
use lexdr_journal::Subject;
use lexdr_scenario::Millis;
use rstest::rstest;

use crate::{
    GOOD, TWO_FAULTS, config, locale_disabled, now, planned, role_denied, rule_disabled, two_faults,
};

/// An account in which nothing is wrong.
fn facts() -> Facts {
    let alarm = |name: &str, state: &str| Alarm {
        name: name.to_owned(),
        state: state.to_owned(),
    };
    Facts {
        told: Told {
            asked: Asked {
                live: true,
                account: Some("123456789012".to_owned()),
            },
            run: Some("run-7".to_owned()),
            lock: Ok(None),
            open: Ok(Vec::new()),
            steady: Ok(()),
        },
        identity: Ok(Identity {
            account: "123456789012".to_owned(),
            arn: "arn:aws:sts::123456789012:assumed-role/gameday/nightly".to_owned(),
        }),
        expire: Ok(None),
        rule: Ok(Rule {
            enabled: true,
            schedule: "rate(5 minutes)".to_owned(),
        }),
        check_timeout: Ok(Millis(15_000)),
        bots: Ok(vec![Bot {
            region: "us-east-1".to_owned(),
            id: "BOTEAST123".to_owned(),
            alias: "ALIASEAST1".to_owned(),
            arn: "arn:aws:lex:us-east-1:123456789012:bot-alias/BOTEAST123/ALIASEAST1".to_owned(),
        }]),
        alarms: Ok(vec![
            alarm("callers unserved", "OK"),
            // With no data at night there is nothing to fear.
            alarm("lex-errors", "INSUFFICIENT_DATA"),
        ]),
        tags: BTreeMap::new(),
    }
}

/// The three things guards look at, and the hour.
pub(crate) struct World {
    pub(crate) facts: Facts,
    pub(crate) config: Config,
    plan: Plan,
    now: jiff::Timestamp,
}

impl World {
    pub(crate) fn good() -> Self {
        Self {
            facts: facts(),
            config: config(),
            plan: two_faults(),
            now: now(),
        }
    }

    pub(crate) fn refusals(&self) -> Vec<(Guard, String)> {
        check(&self.facts, &self.config, &self.plan, self.now)
            .iter()
            .map(|refusal| (refusal.guard, refusal.to_string()))
            .collect()
    }

    /// The configuration, but for this.
    pub(crate) fn configure(&mut self, from: &str, to: &str) {
        assert_eq!(GOOD.matches(from).count(), 1, "{from:?} must stand once");
        let text = GOOD.replace(from, to);
        self.config = Config::parse("lexdr.toml", text.as_bytes()).unwrap();
    }

    /// The plan with another first fault.
    pub(crate) fn plan(&mut self, first: lexdr_journal::Change) {
        let changes = vec![vec![first], vec![role_denied(None)]];
        self.plan = planned(TWO_FAULTS, &self.config, changes).unwrap();
    }

    fn lock(&mut self, run: &str, until: &str) {
        self.facts.told.lock = Ok(Some(Lock {
            run: run.to_owned(),
            holder: "anna@build-3".to_owned(),
            until: until.parse().unwrap(),
        }));
    }
}

type Damage = fn(&mut World);

#[rstest]
#[case::nothing(|_: &mut World| {})]
#[case::own_lock(|world: &mut World| world.lock("run-7", "2026-11-24T03:00:00Z"))]
#[case::lease_that_is_over(|world: &mut World| world.lock("run-6", "2026-11-24T01:10:00Z"))]
#[case::credentials_that_last(|world: &mut World| {
    world.facts.expire = Ok(Some("2026-11-24T01:44:00Z".parse().unwrap()));
})]
#[case::at_the_last_moment(|world: &mut World| world.now = "2026-11-24T04:26:00Z".parse().unwrap())]
fn nothing_is_refused_where_all_is_well(#[case] harmless: Damage) {
    let mut world = World::good();
    harmless(&mut world);
    assert_eq!(world.refusals(), []);
}

#[rstest]
#[case::only_planned(
    |world: &mut World| world.facts.told.asked = Asked::default(),
    Guard::Live,
    "live: this was a plan only; to carry it out, repeat the command with `--live --account \
     123456789012`"
)]
#[case::account_not_named(
    |world: &mut World| world.facts.told.asked.account = None,
    Guard::Account,
    "account: the account is not named on the command line; add `--account 123456789012` if that \
     is the one you mean"
)]
#[case::another_account_named(
    |world: &mut World| world.facts.told.asked.account = Some("210987654321".to_owned()),
    Guard::Account,
    "account: the command line names account 210987654321, the configuration 123456789012; find \
     out which one is meant, and name the same in both"
)]
#[case::credentials_of_another_account(
    |world: &mut World| {
        world.facts.identity = Ok(Identity {
            account: "210987654321".to_owned(),
            arn: "arn:aws:iam::210987654321:user/bob".to_owned(),
        });
    },
    Guard::Account,
    "account: the credentials are arn:aws:iam::210987654321:user/bob in account 210987654321, not \
     123456789012; use credentials of account 123456789012"
)]
#[case::root(
    |world: &mut World| {
        world.facts.identity = Ok(Identity {
            account: "123456789012".to_owned(),
            arn: "arn:aws:iam::123456789012:root".to_owned(),
        });
    },
    Guard::Account,
    "account: the credentials are those of the account's root user, whom no policy limits; use a \
     role that may do no more than the game day does"
)]
#[case::identity_unknown(
    |world: &mut World| world.facts.identity = Err("GetCallerIdentity: ExpiredToken".to_owned()),
    Guard::Account,
    "account: whose credentials these are could not be found out: GetCallerIdentity: ExpiredToken; \
     run `lexdr doctor`, which says what is missing"
)]
#[case::credentials_expire(
    |world: &mut World| world.facts.expire = Ok(Some("2026-11-24T01:43:59Z".parse().unwrap())),
    Guard::Credentials,
    "credentials: the credentials expire at 2026-11-24 01:43:59 UTC, before all is put back; renew \
     them, and so that they are good until 2026-11-24 01:44:00 UTC"
)]
#[case::no_credentials(
    |world: &mut World| world.facts.expire = Err("there are no credentials".to_owned()),
    Guard::Credentials,
    "credentials: when the credentials expire could not be found out: there are no credentials; \
     run `lexdr doctor`, which says what is missing"
)]
#[case::region(
    |world: &mut World| {
        world.plan(rule_disabled("lexHealthCheckRule"));
        world.plan.regions.insert("eu-west-1".to_owned());
    },
    Guard::Regions,
    "regions: the plan changes something in eu-west-1; allowed are us-east-1, us-west-2, \
     us-east-2; add it to `regions` in `[account]` if that is meant"
)]
#[case::rule_not_allowed(
    |world: &mut World| world.plan(rule_disabled("nightly-billing")),
    Guard::Resources,
    "resources: the rule nightly-billing may not be changed; allowed: lexHealthCheckRule; add \
     \"nightly-billing\" to `rules` in `[allow]` if that is meant"
)]
#[case::bot_not_allowed(
    |world: &mut World| world.configure("bots = [\"Order*\"]\n", ""),
    Guard::Resources,
    "resources: the bot OrderFlowers may not be changed; allowed: nothing; add \"OrderFlowers\" to \
     `bots` in `[allow]` if that is meant"
)]
#[case::role_not_allowed(
    |world: &mut World| world.configure("roles = [\"lexDRRole\"]", "roles = [\"lexDRRole2\", \"test-*\"]"),
    Guard::Resources,
    "resources: the role lexDRRole may not be changed; allowed: lexDRRole2, test-*; add \
     \"lexDRRole\" to `roles` in `[allow]` if that is meant"
)]
#[case::table_not_allowed(
    |world: &mut World| world.configure("tables = [\"lexdr-journal\"]", "tables = []"),
    Guard::Resources,
    "resources: the table lexdr-journal may not be changed; allowed: nothing; add \
     \"lexdr-journal\" to `tables` in `[allow]` if that is meant"
)]
#[case::bot_of_somebody_else(
    |world: &mut World| world.plan(locale_disabled("us-west-2")),
    Guard::Resources,
    "resources: alias BOTEAST123/ALIASEAST1 in us-west-2 is not of alias ver_one of bot \
     OrderFlowers; make the plan again; the bot may have been made again since"
)]
#[case::named_alias_of_somebody_else(
    |world: &mut World| {
        let mut change = locale_disabled("us-east-1");
        change.subject = Subject::NamedAlias {
            region: "us-east-1".to_owned(),
            bot: "BOTELSE123".to_owned(),
            name: "ver_one".to_owned(),
            arns: "arn:aws:lex:us-east-1:123456789012:bot-alias/BOTELSE123/".to_owned(),
        };
        world.plan(change);
    },
    Guard::Resources,
    "resources: alias ver_one of bot BOTELSE123 in us-east-1 is not of alias ver_one of bot \
     OrderFlowers; make the plan again; the bot may have been made again since"
)]
#[case::bots_unknown(
    |world: &mut World| world.facts.bots = Err("ListBots: AccessDeniedException".to_owned()),
    Guard::Resources,
    "resources: which bots there are could not be found out: ListBots: AccessDeniedException; run \
     `lexdr doctor`, which says what is missing"
)]
#[case::fault_not_allowed(
    |world: &mut World| world.configure(", \"role-denied\"]", "]"),
    Guard::Faults,
    "faults: the fault role-denied is not allowed; add \"role-denied\" to `faults` in `[allow]` if \
     that is meant"
)]
#[case::outside_the_window(
    |world: &mut World| world.now = "2026-11-25T02:00:00Z".parse().unwrap(),
    Guard::Window,
    "window: from 2026-11-25 02:00:00 UTC to 2026-11-25 02:34:00 UTC is not within the window, \
     mon, tue, thu 01:00 to 05:00 UTC; start it at 2026-11-26 01:00:00 UTC, when the next window \
     opens"
)]
#[case::out_of_the_window_at_the_end(
    |world: &mut World| world.now = "2026-11-24T04:26:00.001Z".parse().unwrap(),
    Guard::Window,
    "window: from 2026-11-24 04:26:00 UTC to 2026-11-24 05:00:00 UTC is not within the window, \
     mon, tue, thu 01:00 to 05:00 UTC; start it at 2026-11-26 01:00:00 UTC, when the next window \
     opens"
)]
#[case::window_too_short(
    |world: &mut World| world.configure("to = \"05:00\"", "to = \"01:30\""),
    Guard::Window,
    "window: from 2026-11-24 01:10:00 UTC to 2026-11-24 01:44:00 UTC is not within the window, \
     mon, tue, thu 01:00 to 01:30 UTC; it takes 34m until nothing can be left of it, longer than \
     the window: make one of the two fit the other"
)]
#[case::fault_too_short(
    |world: &mut World| world.plan.faults[1].until = Millis(8 * 60_000 + 374_999),
    Guard::Length,
    "length: role-denied lasts 6m 14s 999ms, and no check is sure to see it before 6m 15s; undo it \
     later, or write `brief: true` beside the inject if that is meant"
)]
#[case::rule_disabled_already(
    |world: &mut World| world.facts.rule.as_mut().unwrap().enabled = false,
    Guard::Check,
    "check: the rule lexHealthCheckRule is disabled: no check runs; enable it with `aws events \
     enable-rule --region us-east-1 --name lexHealthCheckRule`"
)]
#[case::another_interval(
    |world: &mut World| world.facts.rule.as_mut().unwrap().schedule = "rate(1 minute)".to_owned(),
    Guard::Check,
    "check: the rule lexHealthCheckRule runs the check every 1m, the configuration says 5m; write \
     `check-every = \"1m\"` in `[system]`"
)]
#[case::no_interval(
    |world: &mut World| world.facts.rule.as_mut().unwrap().schedule = "cron(0/5 * * * ? *)".to_owned(),
    Guard::Check,
    "check: the rule lexHealthCheckRule runs the check by cron(0/5 * * * ? *), which has no fixed \
     interval; give it a rate, such as rate(5 minutes): every limit is counted in intervals"
)]
#[case::another_time_limit(
    |world: &mut World| world.facts.check_timeout = Ok(Millis(30_000)),
    Guard::Check,
    "check: the time limit of lexDRTest is 30s, the configuration says 15s; write `check-timeout = \
     \"30s\"` in `[system]`"
)]
#[case::alarm_in_alarm(
    |world: &mut World| world.facts.alarms.as_mut().unwrap()[0].state = "ALARM".to_owned(),
    Guard::Alarms,
    "alarms: the alarm callers unserved is in ALARM; find out why, and wait until it is quiet"
)]
#[case::alarm_missing(
    |world: &mut World| world.facts.alarms = Ok(vec![facts().alarms.unwrap().remove(0)]),
    Guard::Alarms,
    "alarms: there is no alarm lex-errors in us-east-1 to stop the game day; make it, or correct \
     `names` in `[alarms]`"
)]
#[case::alarms_unknown(
    |world: &mut World| world.facts.alarms = Err("DescribeAlarms in us-east-1: AccessDenied".to_owned()),
    Guard::Alarms,
    "alarms: how the alarms stand could not be found out: DescribeAlarms in us-east-1: \
     AccessDenied; run `lexdr doctor`, which says what is missing"
)]
#[case::another_run(
    |world: &mut World| world.lock("run-6", "2026-11-24T01:10:01Z"),
    Guard::OtherRun,
    "other-run: run run-6 of anna@build-3 holds the lock until 2026-11-24 01:10:01 UTC; wait until \
     it is over; if it is dead, until then, and run `lexdr recover`"
)]
#[case::lock_unknown(
    |world: &mut World| world.facts.told.lock = Err("GetItem: ResourceNotFoundException".to_owned()),
    Guard::OtherRun,
    "other-run: whether another run is on could not be found out: GetItem: \
     ResourceNotFoundException; run `lexdr doctor`, which says what is missing"
)]
#[case::open_journal(
    |world: &mut World| {
        world.facts.told.open = Ok(vec![OpenJournal {
            run: "run-5".to_owned(),
            place: "runs/run-5.jsonl".to_owned(),
        }]);
    },
    Guard::OpenJournal,
    "open-journal: run run-5 has not put everything back, says runs/run-5.jsonl; run `lexdr \
     recover`"
)]
#[case::journal_where_it_breaks(
    |world: &mut World| world.configure("region = \"us-east-2\"\ntable", "region = \"us-east-1\"\ntable"),
    Guard::JournalRegion,
    "journal-region: the journal's copy is in us-east-1, where the plan changes something; keep it \
     in a table in another region: `region` and `table` in `[journal]`"
)]
#[case::no_switch(
    |world: &mut World| {
        let line = "role-arn = \"arn:aws:iam::123456789012:role/lexdr-switch\"\n";
        world.configure(line, "");
    },
    Guard::Switch,
    "switch: the dead-man's switch has no role to undo with; write `role-arn` in `[switch]`: a \
     role that scheduler.amazonaws.com may assume and that may make the undo calls"
)]
#[case::not_well(
    |world: &mut World| world.facts.told.steady = Err("the route is us-west-2".to_owned()),
    Guard::SteadyState,
    "steady-state: the system is not well: the route is us-west-2; repair it first; a fault on top \
     of that would prove nothing"
)]
fn a_guard_refuses_and_says_what_would_satisfy_it(
    #[case] damage: Damage,
    #[case] guard: Guard,
    #[case] text: &str,
) {
    let mut world = World::good();
    damage(&mut world);
    assert_eq!(world.refusals(), [(guard, text.to_owned())]);
}

#[test]
fn a_brief_fault_is_meant_to_be_brief() {
    let mut world = World::good();
    world.plan.faults[1].until = Millis(9 * 60_000);
    world.plan.faults[1].brief = true;
    assert_eq!(world.refusals(), []);
}

#[test]
fn every_guard_that_refuses_is_told_and_each_thing_once() {
    let mut world = World::good();
    world.configure("faults = [\"locale-disabled\", ", "faults = [");
    world.plan(rule_disabled("nightly-billing"));
    let again = world.plan.faults[0].clone();
    world.plan.faults.push(again);
    world.facts.told.asked = Asked::default();
    world.facts.told.steady = Err("callers hear an apology".to_owned());
    let guards: Vec<Guard> = world
        .refusals()
        .into_iter()
        .map(|(guard, _)| guard)
        .collect();
    assert_eq!(
        guards,
        [
            Guard::Live,
            Guard::Resources,
            Guard::Faults,
            Guard::SteadyState
        ]
    );
}
