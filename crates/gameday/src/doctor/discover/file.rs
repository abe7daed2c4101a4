//! The configuration of a deployment that was found, as a file.

use std::fmt;

use lexdr_scenario::Span;
use serde_json::Value;

use super::{Discovered, journal_region};

/// The file: what was found, and what a person has to decide, marked with `DECIDE`.
impl fmt::Display for Discovered {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(
            f,
            "# What a game day may do, and to what. Whatever is marked DECIDE is no fact of the \
             account:\n# read it, change it, and take the mark away."
        )?;
        for note in &self.notes {
            writeln!(f, "# NOTE: {}", note.replace(char::is_control, " "))?;
        }
        self.found(f)?;
        self.allowed(f)?;
        self.decided(f)
    }
}

impl Discovered {
    fn found(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let account = &self.account;
        writeln!(f, "\n[account]")?;
        text(f, "id", &account.id)?;
        text(f, "partition", &account.partition)?;
        writeln!(f, "# Calls are made nowhere else.")?;
        let regions: Vec<&str> = account.regions.iter().map(String::as_str).collect();
        writeln!(f, "regions = {}", list(&regions))?;

        let system = &self.system;
        writeln!(f, "\n[system]")?;
        for (key, value) in [
            ("primary", &system.primary),
            ("secondary", &system.secondary),
            ("check-function", &system.check_function),
            ("region-function", &system.region_function),
            ("table", &system.table),
            ("rule", &system.rule),
            ("role", &system.role),
            ("bot", &system.bot),
            ("alias", &system.alias),
            ("locale", &system.locale),
        ] {
            text(f, key, value)?;
        }
        writeln!(f, "replicated = {}", system.replicated)?;
        if system.scratch_alias {
            writeln!(f, "scratch-alias = true")?;
        }
        let (every, timeout) = (system.check_every, system.check_timeout);
        text(f, "check-every", &Span::Ms(every).to_string())?;
        text(f, "check-timeout", &Span::Ms(timeout).to_string())
    }

    fn allowed(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let system = &self.system;
        writeln!(
            f,
            "\n# What may be broken. What is not named is not touched.\n[allow]"
        )?;
        let functions = [system.check_function.as_str(), &system.region_function];
        writeln!(f, "functions = {}", list(&functions))?;
        for (key, name) in [
            ("tables", JOURNALS),
            ("bots", system.bot.as_str()),
            ("rules", system.rule.as_str()),
            ("roles", system.role.as_str()),
        ] {
            writeln!(f, "{key} = {}", list(&[name]))?;
        }
        let all = crate::config::FAULTS.into_iter();
        let fit = all.filter(|name| system.scratch_alias || *name != "alias-deleted");
        let faults = list(&fit.collect::<Vec<_>>());
        writeln!(
            f,
            "# DECIDE: which faults. Until then no game day breaks anything. There are\n# {faults}\n\
             faults = []"
        )
    }

    fn decided(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let region = journal_region(&self.account.partition, &self.system);
        writeln!(
            f,
            "\n# The undo journal: a file here, and a copy where no fault acts.\n[journal]\n\
             directory = \".lexdr\"\n\
             # DECIDE: another region than the two above, and a table; `lexdr doctor` says how to \
             make it."
        )?;
        text(f, "region", region)?;
        text(f, "table", JOURNALS)?;
        let (partition, id) = (&self.account.partition, &self.account.id);
        writeln!(
            f,
            "\n# The dead-man's switch undoes what nobody has undone.\n[switch]\n\
             # DECIDE: a role that scheduler.amazonaws.com may assume and that may make the undo \
             calls.\n# Write it here, and `lexdr doctor` says how to make it. Without one nothing \
             is done.\n\
             # role-arn = \"arn:{partition}:iam::{id}:role/lexdr-switch\"\n\
             margin = \"5m\""
        )?;
        writeln!(
            f,
            "\n# DECIDE: when, in UTC. All of a game day has to fit into one window.\n[window]\n\
             days = [\"tue\", \"wed\", \"thu\"]\nfrom = \"01:00\"\nto = \"05:00\""
        )?;
        writeln!(
            f,
            "\n# DECIDE: alarms that stop a game day when callers suffer more than was planned; \
             `aws cloudwatch\n# describe-alarms` lists those there are.\n[alarms]\n\
             names = [\"lexDR callers unserved\"]"
        )?;
        text(f, "region", &self.system.primary)
    }
}

/// The table of the journal's copy, unless somebody chooses another name.
const JOURNALS: &str = "lexdr-journals";

fn text(f: &mut fmt::Formatter<'_>, key: &str, value: &str) -> fmt::Result {
    writeln!(f, "{key} = {}", quoted(value))
}

fn list(values: &[&str]) -> String {
    let values: Vec<String> = values.iter().map(|value| quoted(value)).collect();
    format!("[{}]", values.join(", "))
}

/// A text of JSON is one of TOML as well.
fn quoted(value: &str) -> String {
    Value::from(value).to_string()
}
