//! The sections of the file.

use toml::de::DeTable;

use super::error::Problem;
use super::reader::{Reader, Section};
use super::{
    Account, Alarms, Allow, Config, Deployment, Faults, JournalPlace, Names, Output, Probes,
    Switch, Window, lint, secrets, tags, values,
};
use lexdr_scenario::Millis;

/// All there can be in a file; `true` for what must be there.
const SECTIONS: [Section; 10] = [
    (
        "account",
        &[("id", true), ("partition", false), ("regions", true)],
    ),
    (
        "system",
        &[
            ("primary", true),
            ("secondary", true),
            ("check-function", true),
            ("region-function", true),
            ("table", true),
            ("rule", true),
            ("role", true),
            ("bot", true),
            ("alias", true),
            ("locale", false),
            ("replicated", false),
            ("scratch-alias", false),
            ("check-every", true),
            ("check-timeout", true),
        ],
    ),
    (
        "allow",
        &[
            ("functions", false),
            ("tables", false),
            ("bots", false),
            ("rules", false),
            ("roles", false),
            ("tags", false),
            ("faults", true),
        ],
    ),
    (
        "faults",
        &[("repoint-to", false), ("known-variables", false)],
    ),
    (
        "journal",
        &[("directory", false), ("region", true), ("table", true)],
    ),
    (
        "switch",
        &[("role-arn", false), ("margin", false), ("group", false)],
    ),
    (
        "window",
        &[
            ("days", true),
            ("from", true),
            ("to", true),
            ("timezone", false),
        ],
    ),
    ("alarms", &[("names", true), ("region", true)]),
    (
        "probes",
        &[
            ("route", false),
            ("caller", false),
            ("order", false),
            ("counts-after", false),
        ],
    ),
    ("output", &[("upload", false), ("upload-region", false)]),
];

/// Between the planned undo and the dead-man's switch.
const MARGIN: Millis = Millis(300_000);

/// Reads a file, or tells everything that is wrong with it.
pub(super) fn read(text: &str) -> Result<Config, Vec<Problem>> {
    let (root, broken) = DeTable::parse_recoverable(text);
    if !broken.is_empty() {
        // What else is wrong may follow from that, but for what must not stand there at all.
        let mut problems: Vec<Problem> = broken
            .iter()
            .map(|error| Problem::new(error.span(), one_line(error.message())))
            .collect();
        secrets::refuse(root.get_ref(), &mut problems);
        return Err(problems);
    }
    let mut reader = Reader::new(root.get_ref(), &SECTIONS);
    let config = Config {
        account: account(&mut reader),
        system: system(&mut reader),
        allow: allow(&mut reader),
        faults: faults(&mut reader),
        journal: journal(&mut reader),
        switch: switch(&mut reader),
        window: window(&mut reader),
        alarms: alarms(&mut reader),
        probes: probes(&mut reader),
        output: output(&mut reader),
    };
    if reader.problems.is_empty() {
        lint::lint(&config, &mut reader);
    }
    if reader.problems.is_empty() {
        Ok(config)
    } else {
        Err(reader.problems)
    }
}

/// The parser's messages may have lines of their own.
fn one_line(message: &str) -> String {
    message.lines().collect::<Vec<_>>().join(", ")
}

fn account(reader: &mut Reader<'_>) -> Account {
    const IN: &str = "account";
    let partition = reader.text(IN, "partition", values::partition);
    Account {
        id: reader.text(IN, "id", values::account).unwrap_or_default(),
        partition: partition.unwrap_or_else(|| "aws".to_owned()),
        regions: reader
            .list(IN, "regions", values::region)
            .unwrap_or_default(),
    }
}

fn system(reader: &mut Reader<'_>) -> Deployment {
    const IN: &str = "system";
    let mut region = |key| reader.text(IN, key, values::region).unwrap_or_default();
    let (primary, secondary) = (region("primary"), region("secondary"));
    let mut name = |key| reader.text(IN, key, values::name).unwrap_or_default();
    let mut deployment = Deployment {
        primary,
        secondary,
        check_function: name("check-function"),
        region_function: name("region-function"),
        table: name("table"),
        rule: name("rule"),
        role: name("role"),
        bot: name("bot"),
        alias: name("alias"),
        ..Deployment::default()
    };
    let locale = reader.text(IN, "locale", values::locale);
    deployment.locale = locale.unwrap_or_else(|| "en_US".to_owned());
    deployment.replicated = reader.switch(IN, "replicated").unwrap_or_default();
    deployment.scratch_alias = reader.switch(IN, "scratch-alias").unwrap_or_default();
    let every = reader.text(IN, "check-every", values::interval);
    deployment.check_every = every.unwrap_or_default();
    let timeout = reader.text(IN, "check-timeout", values::timeout);
    deployment.check_timeout = timeout.unwrap_or_default();
    deployment
}

fn allow(reader: &mut Reader<'_>) -> Allow {
    const IN: &str = "allow";
    let mut names = |key| Names::new(reader.list(IN, key, values::pattern).unwrap_or_default());
    Allow {
        functions: names("functions"),
        tables: names("tables"),
        bots: names("bots"),
        rules: names("rules"),
        roles: names("roles"),
        tags: reader
            .table(IN, "tags", tags::key, tags::value)
            .unwrap_or_default(),
        faults: reader.list(IN, "faults", values::fault).unwrap_or_default(),
    }
}

fn faults(reader: &mut Reader<'_>) -> Faults {
    const IN: &str = "faults";
    let known = reader.list(IN, "known-variables", values::variable);
    Faults {
        repoint_to: reader.text(IN, "repoint-to", values::version),
        known_variables: known.unwrap_or_default(),
    }
}

fn journal(reader: &mut Reader<'_>) -> JournalPlace {
    const IN: &str = "journal";
    let directory = reader.text(IN, "directory", values::directory);
    JournalPlace {
        directory: directory.unwrap_or_else(|| ".lexdr".into()),
        region: reader
            .text(IN, "region", values::region)
            .unwrap_or_default(),
        table: reader.text(IN, "table", values::name).unwrap_or_default(),
    }
}

fn switch(reader: &mut Reader<'_>) -> Switch {
    const IN: &str = "switch";
    let group = reader.text(IN, "group", values::name);
    Switch {
        role_arn: reader.text(IN, "role-arn", values::role_arn).flatten(),
        margin: reader.text(IN, "margin", values::margin).unwrap_or(MARGIN),
        group: group.unwrap_or_else(|| "default".to_owned()),
    }
}

fn window(reader: &mut Reader<'_>) -> Window {
    const IN: &str = "window";
    let mut days = reader.list(IN, "days", values::day).unwrap_or_default();
    days.sort_unstable();
    days.dedup();
    reader.text(IN, "timezone", values::time_zone);
    let mut time = |key| {
        reader
            .text(IN, key, values::time_of_day)
            .unwrap_or_default()
    };
    Window {
        days,
        from: time("from"),
        to: time("to"),
    }
}

fn alarms(reader: &mut Reader<'_>) -> Alarms {
    const IN: &str = "alarms";
    Alarms {
        names: reader.list(IN, "names", values::alarm).unwrap_or_default(),
        region: reader
            .text(IN, "region", values::region)
            .unwrap_or_default(),
    }
}

fn probes(reader: &mut Reader<'_>) -> Probes {
    let usual = Probes::default();
    let mut distance = |key, usual| {
        let read = reader.text("probes", key, values::distance);
        read.unwrap_or(usual)
    };
    let [route, caller, order] = [
        distance("route", usual.route),
        distance("caller", usual.caller),
        distance("order", usual.order),
    ];
    let counts_after = reader.text("probes", "counts-after", values::delay);
    Probes {
        route,
        caller,
        order,
        counts_after: counts_after.unwrap_or(usual.counts_after),
    }
}

fn output(reader: &mut Reader<'_>) -> Output {
    const IN: &str = "output";
    Output {
        upload: reader.text(IN, "upload", values::destination),
        upload_region: reader.text(IN, "upload-region", values::region),
    }
}
