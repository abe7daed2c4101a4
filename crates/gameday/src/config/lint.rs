//! What only the whole file shows.

use super::Config;
use super::error::{Problem, quoted};
use super::reader::Reader;

/// Alarms that one call of CloudWatch describes at most.
const MOST_ALARMS: usize = 100;

/// Holds the parts of a file against one another.
pub(super) fn lint(config: &Config, reader: &mut Reader<'_>) {
    regions(config, reader);
    role(config, reader);
    empty(config, reader);
    scratch(config, reader);
    let system = &config.system;
    if system.check_timeout >= system.check_every {
        wrong(
            reader,
            ("system", "check-timeout"),
            "a check may take as long as the interval, so that two would overlap",
            "write the time limit of the check's function, such as \"15s\"",
        );
    }
    if config.window.from == config.window.to {
        wrong(
            reader,
            ("window", "to"),
            "the window ends when it begins",
            "write a later time; an earlier one than `from` is on the next day",
        );
    }
    if config.probes.order < config.probes.caller {
        wrong(
            reader,
            ("probes", "order"),
            "orders come more often than callers, of whom they are a part",
            "write at least the distance of `caller`",
        );
    }
}

fn regions(config: &Config, reader: &mut Reader<'_>) {
    let system = &config.system;
    if system.primary == system.secondary {
        wrong(
            reader,
            ("system", "secondary"),
            "both regions are the same",
            "write the region callers go to when the primary is not well",
        );
    }
    let uploads = config.output.upload_region.iter();
    let uploads = uploads.map(|region| (("output", "upload-region"), region));
    for (place, region) in [
        (("system", "primary"), &system.primary),
        (("system", "secondary"), &system.secondary),
        (("journal", "region"), &config.journal.region),
        (("alarms", "region"), &config.alarms.region),
    ]
    .into_iter()
    .chain(uploads)
    {
        if !config.account.regions.contains(region) {
            wrong(
                reader,
                place,
                format!(
                    "{} is not among the regions where calls may be made",
                    quoted(region)
                ),
                "add it to `regions` in `[account]` if that is meant",
            );
        }
    }
}

fn role(config: &Config, reader: &mut Reader<'_>) {
    let (id, partition) = (&config.account.id, &config.account.partition);
    let begins = format!("arn:{partition}:iam::{id}:role/");
    let role = config.switch.role_arn.as_deref();
    if role.is_some_and(|arn| !arn.starts_with(&begins)) {
        wrong(
            reader,
            ("switch", "role-arn"),
            "this role is not in the account of the game day",
            format!("the ARN of one that is begins with {begins}"),
        );
    }
}

fn scratch(config: &Config, reader: &mut Reader<'_>) {
    let system = &config.system;
    if system.scratch_alias && system.replicated {
        wrong(
            reader,
            ("system", "scratch-alias"),
            "the bot is replicated: an alias that is made again has another id in both regions",
            "leave it out",
        );
    }
    let allowed = config
        .allow
        .faults
        .iter()
        .any(|name| name == "alias-deleted");
    if allowed && !system.scratch_alias {
        wrong(
            reader,
            ("allow", "faults"),
            "alias-deleted is for a scratch alias only: one that is made again has another id, and \
             whatever holds the old one does not find it",
            "if nobody calls the alias but the check and drills, write `scratch-alias = true` in \
             `[system]`; otherwise take alias-deleted out",
        );
    }
}

fn empty(config: &Config, reader: &mut Reader<'_>) {
    let alarms = config.alarms.names.len();
    if alarms == 0 {
        wrong(
            reader,
            ("alarms", "names"),
            "no alarm would stop the game day",
            "name at least one that tells when callers suffer more than the plan says",
        );
    }
    if alarms > MOST_ALARMS {
        wrong(
            reader,
            ("alarms", "names"),
            format!("{alarms} alarms are more than {MOST_ALARMS}"),
            "join some of them in a composite alarm, and name that",
        );
    }
    if config.window.days.is_empty() {
        wrong(
            reader,
            ("window", "days"),
            "no day is a day for it",
            "write days such as [\"tue\", \"wed\"]",
        );
    }
}

fn wrong(
    reader: &mut Reader<'_>,
    (section, key): (&str, &str),
    message: impl Into<String>,
    help: impl Into<String>,
) {
    let place = reader.place(section, key);
    reader
        .problems
        .push(Problem::new(place, message).help(help));
}
