//! How the system is.

use lexdr_scenario::{Millis, Span};

use super::{Facts, Guard, Refusals, Rule};
use crate::config::Config;

pub(super) fn check(facts: &Facts, config: &Config, refusals: &mut Refusals) {
    const GUARD: Guard = Guard::Check;
    let system = &config.system;
    if let Some(rule) = refusals.known(GUARD, "how often the check runs", &facts.rule) {
        self::rule(rule, config, refusals);
    }
    let timeout = refusals.known(GUARD, "the time limit of the check", &facts.check_timeout);
    if let Some(timeout) = timeout
        && *timeout != system.check_timeout
    {
        let (real, configured) = (Span::Ms(*timeout), Span::Ms(system.check_timeout));
        refusals.add(
            GUARD,
            format!(
                "the time limit of {} is {real}, the configuration says {configured}",
                system.check_function
            ),
            format!("write `check-timeout = \"{real}\"` in `[system]`"),
        );
    }
}

fn rule(rule: &Rule, config: &Config, refusals: &mut Refusals) {
    const GUARD: Guard = Guard::Check;
    let system = &config.system;
    let (name, region) = (&system.rule, &system.primary);
    if !rule.enabled {
        refusals.add(
            GUARD,
            format!("the rule {name} is disabled: no check runs"),
            format!("enable it with `aws events enable-rule --region {region} --name {name}`"),
        );
    }
    let Some(every) = interval(&rule.schedule) else {
        refusals.add(
            GUARD,
            format!(
                "the rule {name} runs the check by {}, which has no fixed interval",
                rule.schedule
            ),
            "give it a rate, such as rate(5 minutes): every limit is counted in intervals",
        );
        return;
    };
    if every != system.check_every {
        let (real, configured) = (Span::Ms(every), Span::Ms(system.check_every));
        refusals.add(
            GUARD,
            format!(
                "the rule {name} runs the check every {real}, the configuration says {configured}"
            ),
            format!("write `check-every = \"{real}\"` in `[system]`"),
        );
    }
}

/// The interval of `rate(5 minutes)`.
fn interval(schedule: &str) -> Option<Millis> {
    let rate = schedule.strip_prefix("rate(")?.strip_suffix(')')?;
    let (count, unit) = rate.trim().split_once(' ')?;
    let unit = match unit.trim() {
        "minute" | "minutes" => 60_000_u64,
        "hour" | "hours" => 3_600_000,
        "day" | "days" => 86_400_000,
        _ => return None,
    };
    count.parse::<u64>().ok()?.checked_mul(unit).map(Millis)
}

pub(super) fn alarms(facts: &Facts, config: &Config, refusals: &mut Refusals) {
    const GUARD: Guard = Guard::Alarms;
    let Some(alarms) = refusals.known(GUARD, "how the alarms stand", &facts.alarms) else {
        return;
    };
    let region = &config.alarms.region;
    for name in &config.alarms.names {
        match alarms.iter().find(|alarm| alarm.name == *name) {
            None => refusals.add(
                GUARD,
                format!("there is no alarm {name} in {region} to stop the game day"),
                "make it, or correct `names` in `[alarms]`",
            ),
            Some(alarm) if alarm.state == "ALARM" => refusals.add(
                GUARD,
                format!("the alarm {name} is in ALARM"),
                "find out why, and wait until it is quiet",
            ),
            Some(_) => {}
        }
    }
}

pub(super) fn steady_state(facts: &Facts, refusals: &mut Refusals) {
    if let Err(problem) = &facts.told.steady {
        refusals.add(
            Guard::SteadyState,
            format!("the system is not well: {problem}"),
            "repair it first; a fault on top of that would prove nothing",
        );
    }
}
