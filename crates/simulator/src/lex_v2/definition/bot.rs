//! A bot as `CreateBot` and `UpdateBot` take it.

use std::collections::BTreeMap;

use lexdr_wire::ServiceError;
use serde::Deserialize;
use serde_json::{Map, Value};

use super::{Definition, check_description};
use crate::lex_v2::names;

/// The members that have a meaning here; the rest is stored and given back unread.
#[derive(Debug, Clone, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(in crate::lex_v2) struct BotBody {
    bot_name: String,
    description: Option<String>,
    role_arn: String,
    #[serde(rename = "dataPrivacy")]
    _data_privacy: DataPrivacy,
    #[serde(rename = "idleSessionTTLInSeconds")]
    idle_session_ttl: i64,
    pub(in crate::lex_v2) bot_tags: Option<BTreeMap<String, String>>,
    pub(in crate::lex_v2) test_bot_alias_tags: Option<BTreeMap<String, String>>,
    #[serde(flatten)]
    rest: Map<String, Value>,
}

#[derive(Debug, Clone, Deserialize)]
struct DataPrivacy {
    #[serde(rename = "childDirected")]
    _child_directed: bool,
}

impl BotBody {
    /// How long a session may be silent.
    pub(in crate::lex_v2) const fn idle_ttl_ms(&self) -> i64 {
        self.idle_session_ttl * 1000
    }
}

impl Definition for BotBody {
    const KIND: &'static str = "bot";

    fn name(&self) -> &str {
        &self.bot_name
    }

    fn check(&self) -> Result<(), ServiceError> {
        names::check_name("botName", &self.bot_name)?;
        check_description(self.description.as_ref())?;
        names::length("roleArn", &self.role_arn, 32, 2048)?;
        if !is_role(&self.role_arn) {
            let form = "^arn:aws:iam::[0-9]{12}:role/.*$";
            return Err(names::pattern("roleArn", &self.role_arn, form));
        }
        names::within("idleSessionTTLInSeconds", self.idle_session_ttl, 60, 86_400)?;
        if let Some(kind) = self.rest.get("botType").and_then(Value::as_str) {
            names::one_of("botType", kind, &["Bot", "BotNetwork"])?;
        }
        super::refuse(&self.rest, &["botMembers"])
    }
}

fn is_role(arn: &str) -> bool {
    let Some((account, _)) = arn
        .strip_prefix("arn:aws:iam::")
        .and_then(|rest| rest.split_once(":role/"))
    else {
        return false;
    };
    account.len() == 12 && account.bytes().all(|sign| sign.is_ascii_digit())
}
