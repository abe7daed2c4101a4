//! Resources with versions: one revision that changes, numbered ones that stay.

use std::collections::BTreeMap;

use lexdr_wire::ServiceError;
use serde_json::{Map, Value};

use super::checksum;
use super::{missing, timestamp};
use crate::lex_v1::LATEST;
use crate::lex_v1::ids::Ids;
use crate::lex_v1::names;

/// Members of a `Put…` request that say what to do and are no part of the definition.
const INSTRUCTIONS: [&str; 4] = ["checksum", "createVersion", "processBehavior", "tags"];

/// All resources of one kind, by name.
#[derive(Debug)]
pub(super) struct Shelf<D>(BTreeMap<String, Versions<D>>);

impl<D> Default for Shelf<D> {
    fn default() -> Self {
        Self(BTreeMap::new())
    }
}

/// A resource: `$LATEST` and its numbered versions.
#[derive(Debug)]
pub(super) struct Versions<D> {
    pub(super) latest: Revision<D>,
    pub(super) numbered: BTreeMap<u32, Revision<D>>,
    /// The highest number ever given; numbers are not given twice.
    last_number: u32,
}

/// One state of a resource.
#[derive(Debug, Clone)]
pub(super) struct Revision<D> {
    /// The members as the client sent them, which is how they are given back.
    pub(super) members: Map<String, Value>,
    pub(super) definition: D,
    pub(super) checksum: String,
    pub(super) created_ms: i64,
    pub(super) updated_ms: i64,
}

impl<D: Clone> Shelf<D> {
    pub(super) fn get(&self, name: &str) -> Option<&Versions<D>> {
        self.0.get(name)
    }

    pub(super) fn get_mut(&mut self, name: &str) -> Option<&mut Versions<D>> {
        self.0.get_mut(name)
    }

    pub(super) fn remove(&mut self, name: &str) {
        self.0.remove(name);
    }

    pub(super) fn iter(&self) -> impl Iterator<Item = (&String, &Versions<D>)> {
        self.0.iter()
    }

    pub(super) fn iter_mut(&mut self) -> impl Iterator<Item = (&String, &mut Versions<D>)> {
        self.0.iter_mut()
    }

    /// A version for reading; names are case-sensitive here.
    pub(super) fn find(&self, name: &str, version: &str) -> Result<&Revision<D>, ServiceError> {
        self.get(name)
            .and_then(|found| found.revision(version))
            .ok_or_else(|| missing(name))
    }

    /// The name under which a resource is stored; names are not case-sensitive here.
    pub(super) fn stored_name(&self, name: &str) -> String {
        let known = self.0.keys().find(|known| known.eq_ignore_ascii_case(name));
        known.map_or_else(|| name.to_owned(), Clone::clone)
    }

    /// The checksum of `$LATEST`, if the resource exists.
    pub(super) fn checksum(&self, name: &str) -> Option<&str> {
        self.get(name).map(|found| found.latest.checksum.as_str())
    }

    /// Makes `$LATEST`, or replaces it whole.
    pub(super) fn put(
        &mut self,
        name: &str,
        mut members: Map<String, Value>,
        definition: D,
        ids: &mut Ids,
        now_ms: i64,
    ) {
        members.retain(|key, value| !INSTRUCTIONS.contains(&key.as_str()) && !value.is_null());
        let checksum = ids.checksum();
        let existing = self.0.get_mut(name);
        let created_ms = existing
            .as_ref()
            .map_or(now_ms, |found| found.latest.created_ms);
        let latest = Revision {
            members,
            definition,
            checksum,
            created_ms,
            updated_ms: now_ms,
        };
        match existing {
            Some(found) => found.latest = latest,
            None => {
                let new = Versions {
                    latest,
                    numbered: BTreeMap::new(),
                    last_number: 0,
                };
                self.0.insert(name.to_owned(), new);
            }
        }
    }

    /// The number of a version with the content of `$LATEST`: the last one if nothing has changed
    /// since, else a new one.
    pub(super) fn create_version(
        &mut self,
        name: &str,
        body: &Map<String, Value>,
        now_ms: i64,
    ) -> Result<u32, ServiceError> {
        let versions = self.0.get_mut(name).ok_or_else(|| missing(name))?;
        checksum::check_create_version(name, &versions.latest.checksum, body)?;
        if let Some((number, last)) = versions.numbered.last_key_value()
            && last.checksum == versions.latest.checksum
        {
            return Ok(*number);
        }
        versions.last_number += 1;
        let mut revision = versions.latest.clone();
        revision.created_ms = now_ms;
        revision.updated_ms = now_ms;
        versions.numbered.insert(versions.last_number, revision);
        Ok(versions.last_number)
    }
}

impl<D> Versions<D> {
    pub(super) fn revision(&self, version: &str) -> Option<&Revision<D>> {
        if version == LATEST {
            return Some(&self.latest);
        }
        self.numbered.get(&names::number(version)?)
    }

    /// Every revision with its version, `$LATEST` first, and a key that sorts that way.
    pub(super) fn all(&self) -> impl Iterator<Item = (String, String, &Revision<D>)> {
        let latest = (String::new(), LATEST.to_owned(), &self.latest);
        let numbered = self
            .numbered
            .iter()
            .map(|(number, revision)| (format!("{number:010}"), number.to_string(), revision));
        std::iter::once(latest).chain(numbered)
    }
}

impl<D> Revision<D> {
    /// Every member, as `Get…` and `Put…` answer.
    pub(super) fn describe(&self, name: &str, version: &str) -> Map<String, Value> {
        let mut out = self.members.clone();
        self.stamp(&mut out, name, version);
        out.insert("checksum".to_owned(), Value::from(self.checksum.as_str()));
        out
    }

    /// What lists show.
    pub(super) fn metadata(&self, name: &str, version: &str) -> Map<String, Value> {
        let mut out = Map::new();
        if let Some(description) = self.members.get("description") {
            out.insert("description".to_owned(), description.clone());
        }
        self.stamp(&mut out, name, version);
        out
    }

    fn stamp(&self, out: &mut Map<String, Value>, name: &str, version: &str) {
        out.insert("name".to_owned(), Value::from(name));
        out.insert("version".to_owned(), Value::from(version));
        out.insert("createdDate".to_owned(), timestamp(self.created_ms));
        out.insert("lastUpdatedDate".to_owned(), timestamp(self.updated_ms));
    }
}
