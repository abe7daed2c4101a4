//! The tree of a file, held against the table of all keys.

use std::collections::BTreeMap;
use std::ops::Range;

use toml::de::{DeTable, DeValue};

use super::error::{Problem, quoted};
use super::values::{Read, nearest};

/// A section and its keys; `true` for those that must be there.
pub(super) type Section = (&'static str, &'static [(&'static str, bool)]);

/// Gives out values by section and key, and collects what is wrong with them.
pub(super) struct Reader<'t> {
    root: &'t DeTable<'t>,
    pub(super) problems: Vec<Problem>,
}

impl<'t> Reader<'t> {
    /// Refuses what is in no table of keys, and asks for what is missing.
    pub(super) fn new(root: &'t DeTable<'t>, sections: &[Section]) -> Self {
        let mut reader = Self {
            root,
            problems: Vec::new(),
        };
        super::secrets::refuse(root, &mut reader.problems);
        reader.known(root, sections.iter().map(|(name, _)| *name), "section");
        for (name, keys) in sections {
            reader.section(name, keys);
        }
        reader
    }

    fn section(&mut self, name: &str, keys: &[(&'static str, bool)]) {
        let needed = || keys.iter().filter(|(_, needed)| *needed);
        let Some((span, value)) = find(self.root, name) else {
            if needed().next().is_some() {
                let needed: Vec<String> = needed().map(|(key, _)| quoted(key)).collect();
                let missing = Problem::new(None, format!("section `[{name}]` is missing"));
                self.problems
                    .push(missing.help(format!("it needs {}", needed.join(", "))));
            }
            return;
        };
        let DeValue::Table(table) = value else {
            let wrong = format!("`{name}` is {}, not a section", said(value));
            let help = format!("write a line `[{name}]` and its keys below it");
            self.problems
                .push(Problem::new(Some(span), wrong).help(help));
            return;
        };
        self.known(table, keys.iter().map(|(key, _)| *key), "key");
        let missing = needed().filter(|(key, _)| find(table, key).is_none());
        let missing: Vec<String> = missing.map(|(key, _)| quoted(key)).collect();
        if !missing.is_empty() {
            let are = if missing.len() == 1 { "is" } else { "are" };
            let what = format!("{} {are} missing in `[{name}]`", missing.join(", "));
            self.problems.push(Problem::new(Some(span), what));
        }
    }

    /// Refuses keys that are none of these.
    fn known(
        &mut self,
        table: &DeTable<'_>,
        options: impl Iterator<Item = &'static str> + Clone,
        what: &str,
    ) {
        for (key, _) in table {
            let written: &str = key.get_ref();
            // What looks like a credential is refused already.
            if options.clone().any(|option| option == written) || super::secrets::is_key(written) {
                continue;
            }
            let meant = nearest(written, options.clone())
                .map(|option| format!("; did you mean {}?", quoted(option)))
                .unwrap_or_default();
            let options: Vec<String> = options.clone().map(quoted).collect();
            let problem = format!("unknown {what} {}{meant}", quoted(written));
            let help = format!("there are {}", options.join(", "));
            self.problems
                .push(Problem::new(Some(key.span()), problem).help(help));
        }
    }

    fn value(&self, section: &str, key: &str) -> Option<(Range<usize>, &'t DeValue<'t>)> {
        let (_, section) = find(self.root, section)?;
        let value = section.as_table()?.iter();
        let mut found = value.filter(|(name, _)| name.get_ref() == key);
        found
            .next()
            .map(|(_, value)| (value.span(), value.get_ref()))
    }

    /// Where a value stands.
    pub(super) fn place(&self, section: &str, key: &str) -> Option<Range<usize>> {
        self.value(section, key).map(|(span, _)| span)
    }

    /// A text, read by `read`.
    pub(super) fn text<T>(
        &mut self,
        section: &str,
        key: &str,
        read: impl Fn(&str) -> Read<T>,
    ) -> Option<T> {
        let (span, value) = self.value(section, key)?;
        self.one(span, value, &read)
    }

    /// A list of texts, each read by `read`.
    pub(super) fn list<T>(
        &mut self,
        section: &str,
        key: &str,
        read: impl Fn(&str) -> Read<T>,
    ) -> Option<Vec<T>> {
        let (span, value) = self.value(section, key)?;
        let DeValue::Array(values) = value else {
            let wrong = format!("`{key}` is {}, not a list", said(value));
            let help = format!("write `{key} = [\"…\", \"…\"]`");
            self.problems
                .push(Problem::new(Some(span), wrong).help(help));
            return None;
        };
        let read = values
            .iter()
            .filter_map(|value| self.one(value.span(), value.get_ref(), &read));
        Some(read.collect())
    }

    /// A table of texts that is not empty.
    pub(super) fn table(
        &mut self,
        section: &str,
        name: &str,
        read_key: impl Fn(&str) -> Read<String>,
        read_value: impl Fn(&str) -> Read<String>,
    ) -> Option<BTreeMap<String, String>> {
        let (span, value) = self.value(section, name)?;
        let DeValue::Table(table) = value else {
            let wrong = format!("`{name}` is {}, not a table", said(value));
            let help = format!("write `{name} = {{ … = \"…\" }}`");
            self.problems
                .push(Problem::new(Some(span), wrong).help(help));
            return None;
        };
        if table.is_empty() {
            let wrong = Problem::new(Some(span), format!("there is nothing in `{name}`"));
            let help = format!("write `{name} = {{ … = \"…\" }}`, or leave it out");
            self.problems.push(wrong.help(help));
        }
        let mut read = BTreeMap::new();
        for (key, value) in table {
            let written = DeValue::String(key.get_ref().clone());
            let key = self.one(key.span(), &written, &read_key);
            let value = self.one(value.span(), value.get_ref(), &read_value);
            read.extend(key.zip(value));
        }
        Some(read)
    }

    /// Whether something is so.
    pub(super) fn switch(&mut self, section: &str, key: &str) -> Option<bool> {
        let (span, value) = self.value(section, key)?;
        if let DeValue::Boolean(value) = value {
            return Some(*value);
        }
        let wrong = format!("`{key}` is {}", said(value));
        let problem = Problem::new(Some(span), wrong).help("write `true` or `false`");
        self.problems.push(problem);
        None
    }

    fn one<T>(
        &mut self,
        span: Range<usize>,
        value: &DeValue<'_>,
        read: &impl Fn(&str) -> Read<T>,
    ) -> Option<T> {
        let DeValue::String(text) = value else {
            let wrong = format!("this is {}, not a text", said(value));
            let problem = Problem::new(Some(span), wrong).help("write it in quotes");
            self.problems.push(problem);
            return None;
        };
        match read(text) {
            Ok(value) => Some(value),
            Err(bad) => {
                let problem = Problem::new(Some(span), bad.message);
                let problem = match bad.help.as_str() {
                    "" => problem,
                    help => problem.help(help),
                };
                self.problems.push(problem);
                None
            }
        }
    }
}

fn find<'t>(table: &'t DeTable<'t>, key: &str) -> Option<(Range<usize>, &'t DeValue<'t>)> {
    let mut found = table.iter().filter(|(name, _)| name.get_ref() == key);
    found
        .next()
        .map(|(name, value)| (name.span(), value.get_ref()))
}

fn said(value: &DeValue<'_>) -> &'static str {
    match value {
        DeValue::String(_) => "a text",
        DeValue::Integer(_) | DeValue::Float(_) => "a number",
        DeValue::Boolean(_) => "true or false",
        DeValue::Datetime(_) => "a date or a time",
        DeValue::Array(_) => "a list",
        DeValue::Table(_) => "a table",
    }
}
