//! A function's resource policy: who may invoke it.

use indexmap::IndexMap;
use lexdr_wire::ServiceError;
use serde_json::{Map, Value, json};

use super::functions::conflict;
use crate::input::Input;

/// One statement of the policy.
#[derive(Debug, Clone)]
pub(crate) struct Permission {
    principal: String,
    action: String,
    source_arn: Option<String>,
    source_account: Option<String>,
}

/// The statements by id, in the order in which they were added.
#[derive(Debug, Default)]
pub(crate) struct Policy {
    statements: IndexMap<String, Permission>,
    pub(crate) revision: String,
}

impl Policy {
    /// AddPermission: the new statement as JSON.
    pub(crate) fn add(
        &mut self,
        input: &Input,
        function_arn: &str,
        revision: String,
    ) -> Result<Value, ServiceError> {
        input.refuse(
            "AddPermission",
            &[
                "PrincipalOrgID",
                "FunctionUrlAuthType",
                "EventSourceToken",
                "InvokedViaFunctionUrl",
            ],
        )?;
        let id = input.required("StatementId")?.to_owned();
        self.guard(input.text("RevisionId")?)?;
        let text = |name| input.text(name).map(|found| found.map(str::to_owned));
        let permission = Permission {
            principal: input.required("Principal")?.to_owned(),
            action: input.required("Action")?.to_owned(),
            source_arn: text("SourceArn")?,
            source_account: text("SourceAccount")?,
        };
        if self.statements.contains_key(&id) {
            return Err(conflict(&format!(
                "The statement id ({id}) provided already exists. Please provide a new statement \
                 id, or remove the existing statement."
            )));
        }
        let shown = permission.json(&id, function_arn);
        self.statements.insert(id, permission);
        self.revision = revision;
        Ok(shown)
    }

    /// RemovePermission.
    pub(crate) fn remove(
        &mut self,
        id: &str,
        guard: Option<&str>,
        revision: String,
    ) -> Result<(), ServiceError> {
        self.guard(guard)?;
        self.statements.shift_remove(id).ok_or_else(|| {
            ServiceError::new(
                "ResourceNotFoundException",
                404,
                format!("Statement {id} is not found in resource policy."),
            )
        })?;
        self.revision = revision;
        Ok(())
    }

    /// GetPolicy: the document, as the text that the API carries.
    pub(crate) fn document(&self, function_arn: &str) -> Result<String, ServiceError> {
        if self.statements.is_empty() {
            return Err(ServiceError::new(
                "ResourceNotFoundException",
                404,
                "The resource you requested does not exist.",
            ));
        }
        let statements: Vec<Value> = self
            .statements
            .iter()
            .map(|(id, one)| one.json(id, function_arn))
            .collect();
        let document = json!({ "Version": "2012-10-17", "Id": "default", "Statement": statements });
        Ok(document.to_string())
    }

    /// Whether the service `principal` may invoke the function on behalf of `source_arn`.
    pub(crate) fn allows(&self, principal: &str, source_arn: &str, account: &str) -> bool {
        self.statements.values().any(|one| {
            (one.principal == principal || one.principal == "*")
                && matches!(
                    one.action.as_str(),
                    "lambda:InvokeFunction" | "lambda:*" | "*"
                )
                && one
                    .source_arn
                    .as_deref()
                    .is_none_or(|like| matches_arn(like, source_arn))
                && one
                    .source_account
                    .as_deref()
                    .is_none_or(|own| own == account)
        })
    }

    fn guard(&self, expected: Option<&str>) -> Result<(), ServiceError> {
        match expected {
            Some(expected) if expected != self.revision => Err(super::functions::stale()),
            _ => Ok(()),
        }
    }
}

impl Permission {
    fn json(&self, id: &str, function_arn: &str) -> Value {
        let principal = if self.principal.ends_with(".amazonaws.com") {
            json!({ "Service": self.principal })
        } else if self.principal == "*" {
            json!("*")
        } else {
            json!({ "AWS": self.principal })
        };
        let mut shown = json!({
            "Sid": id,
            "Effect": "Allow",
            "Principal": principal,
            "Action": self.action,
            "Resource": function_arn,
        });
        let mut condition = Map::new();
        if let Some(account) = &self.source_account {
            condition.insert(
                "StringEquals".to_owned(),
                json!({ "AWS:SourceAccount": account }),
            );
        }
        if let Some(arn) = &self.source_arn {
            condition.insert("ArnLike".to_owned(), json!({ "AWS:SourceArn": arn }));
        }
        if !condition.is_empty() {
            shown["Condition"] = Value::Object(condition);
        }
        shown
    }
}

/// IAM's `ArnLike`: `*` stands for any text, `?` for one character.
fn matches_arn(pattern: &str, arn: &str) -> bool {
    let (pattern, arn) = (pattern.as_bytes(), arn.as_bytes());
    let (mut p, mut a) = (0, 0);
    // Where the last `*` stands, and up to where in the ARN it has been stretched.
    let mut star: Option<(usize, usize)> = None;
    while a < arn.len() {
        if pattern.get(p) == Some(&b'*') {
            star = Some((p, a));
            p += 1;
        } else if pattern
            .get(p)
            .is_some_and(|one| *one == b'?' || *one == arn[a])
        {
            p += 1;
            a += 1;
        } else if let Some((at, stretched)) = star {
            star = Some((at, stretched + 1));
            p = at + 1;
            a = stretched + 1;
        } else {
            return false;
        }
    }
    pattern[p..].iter().all(|rest| *rest == b'*')
}

#[cfg(test)]
mod tests {
    use super::matches_arn;
    use rstest::rstest;

    #[rstest]
    #[case("arn:aws:events:us-east-1:1:rule/a", true)]
    #[case("arn:aws:events:us-east-1:1:rule/*", true)]
    #[case("arn:aws:events:*:1:rule/?", true)]
    #[case("*", true)]
    #[case("arn:aws:events:us-west-2:1:rule/a", false)]
    #[case("arn:aws:events:us-east-1:1:rule/", false)]
    #[case("arn:aws:events:us-east-1:1:rule/a?", false)]
    #[case("", false)]
    fn source_arns_match_as_arn_like(#[case] pattern: &str, #[case] matches: bool) {
        assert_eq!(
            matches_arn(pattern, "arn:aws:events:us-east-1:1:rule/a"),
            matches
        );
    }
}
