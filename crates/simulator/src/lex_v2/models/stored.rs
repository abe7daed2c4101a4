//! Definitions as they are kept: what the client sent, and what it means.

use lexdr_wire::ServiceError;
use serde_json::{Map, Value};

use super::timestamp;
use crate::lex_v2::definition::Definition;
use crate::lex_v2::input;

/// Members of requests that are kept elsewhere.
const TAGS: [&str; 3] = ["botTags", "tags", "testBotAliasTags"];

/// A definition with its id.
#[derive(Debug, Clone)]
pub(super) struct Stored<B> {
    pub(super) id: String,
    /// What it is part of, beside the locale: for a slot its intent.
    pub(super) owner: String,
    /// The members as the client sent them, which is how they are given back.
    pub(super) members: Map<String, Value>,
    pub(super) body: B,
    pub(super) created_ms: i64,
    pub(super) updated_ms: i64,
}

impl<B: Definition> Stored<B> {
    pub(super) fn new(
        id: String,
        members: Map<String, Value>,
        now_ms: i64,
    ) -> Result<Self, ServiceError> {
        let (members, body) = read(members)?;
        Ok(Self {
            id,
            owner: String::new(),
            members,
            body,
            created_ms: now_ms,
            updated_ms: now_ms,
        })
    }

    pub(super) fn name(&self) -> &str {
        self.body.name()
    }

    /// The same with other members; what they leave out is gone.
    pub(super) fn changed(
        &self,
        members: Map<String, Value>,
        now_ms: i64,
    ) -> Result<Self, ServiceError> {
        let (members, body) = read(members)?;
        Ok(Self {
            id: self.id.clone(),
            owner: self.owner.clone(),
            members,
            body,
            created_ms: self.created_ms,
            updated_ms: now_ms,
        })
    }

    /// Every member, with the id under the name that this kind has for it.
    pub(super) fn describe(&self, id: &str) -> Map<String, Value> {
        let mut out = self.members.clone();
        out.insert(id.to_owned(), self.id.as_str().into());
        out.insert("creationDateTime".to_owned(), timestamp(self.created_ms));
        out.insert("lastUpdatedDateTime".to_owned(), timestamp(self.updated_ms));
        out
    }
}

fn read<B: Definition>(
    mut members: Map<String, Value>,
) -> Result<(Map<String, Value>, B), ServiceError> {
    members.retain(|_, value| !value.is_null());
    let body: B = input::read(&members)?;
    body.check()?;
    members.retain(|key, _| !TAGS.contains(&key.as_str()));
    Ok((members, body))
}
