//! The resources a call names, and patterns for them.

use lexdr_wire::{Call, Request, Service};
use serde::Serialize;
use serde_json::Value;

use crate::field::{Field, Read};

/// A pattern for names: `*` stands for any characters, `?` for one.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(transparent)]
pub struct Glob(String);

impl Glob {
    /// The pattern with this text.
    pub fn new(pattern: impl Into<String>) -> Self {
        Self(pattern.into())
    }

    pub(crate) fn read(field: &Field<'_>) -> Read<Self> {
        field.filled_text().map(Self::new)
    }

    /// Whether the whole of `name` fits the pattern; case counts.
    #[must_use]
    pub fn matches(&self, name: &str) -> bool {
        let (pattern, name): (Vec<char>, Vec<char>) =
            (self.0.chars().collect(), name.chars().collect());
        let (mut p, mut n) = (0, 0);
        // Where to resume when the latest star has to take one more character.
        let mut star: Option<(usize, usize)> = None;
        while n < name.len() {
            if p < pattern.len() && pattern[p] == '*' {
                star = Some((p, n));
                p += 1;
            } else if p < pattern.len() && (pattern[p] == '?' || pattern[p] == name[n]) {
                (p, n) = (p + 1, n + 1);
            } else if let Some((at, taken)) = star {
                star = Some((at, taken + 1));
                (p, n) = (at + 1, taken + 1);
            } else {
                return false;
            }
        }
        pattern[p..].iter().all(|c| *c == '*')
    }
}

/// The names by which a rule can mean the resource of a call.
pub(crate) fn names(call: &Call, request: &Request) -> Vec<String> {
    let mut names = Vec::new();
    match call.service {
        Service::LexRuntime => pair(call.label("botName"), call.label("botAlias"), &mut names),
        Service::LexRuntimeV2 => pair(call.label("botId"), call.label("botAliasId"), &mut names),
        Service::LexModels => match call.label("botName") {
            "" => names.push(call.label("name").to_owned()),
            bot => pair(bot, call.label("name"), &mut names),
        },
        Service::LexModelsV2 => pair(call.label("botId"), call.label("botAliasId"), &mut names),
        Service::Lambda => match call.label("name") {
            "" => names.extend(member(request.body(), "FunctionName")),
            name => names.push(function(name).to_owned()),
        },
        Service::DynamoDb => {
            names.extend(member(request.body(), "TableName").map(|name| last(&name).to_owned()));
        }
        Service::Events => {
            let own = member(request.body(), "Rule").or_else(|| member(request.body(), "Name"));
            names.extend(own);
        }
        Service::Scheduler => names.push(call.label("Name").to_owned()),
        Service::Connect => names.push(call.label("InstanceId").to_owned()),
        Service::S3 => names.push(call.label("Bucket").to_owned()),
        // Its bodies are CBOR, and no rule names an alarm.
        Service::CloudWatch => {}
        Service::Iam | Service::Sts => {
            let form = std::str::from_utf8(request.body()).unwrap_or_default();
            let values = form.split('&').filter_map(|pair| pair.split_once('='));
            names.extend(
                values
                    .filter(|(key, _)| matches!(*key, "RoleName" | "PolicyName"))
                    .map(|(_, value)| value.to_owned()),
            );
        }
    }
    names.retain(|name| !name.is_empty());
    names
}

/// Both, each by itself, and joined as in the resource names of IAM.
fn pair(bot: &str, alias: &str, names: &mut Vec<String>) {
    names.push(bot.to_owned());
    names.push(alias.to_owned());
    if !bot.is_empty() && !alias.is_empty() {
        names.push(format!("{bot}:{alias}"));
    }
}

/// A member of a JSON body that is text.
fn member(body: &[u8], name: &str) -> Option<String> {
    let body: Value = serde_json::from_slice(body).ok()?;
    body.get(name)?.as_str().map(str::to_owned)
}

/// A table's name, also where its ARN (`…:table/lexDR`) stands for it.
fn last(name: &str) -> &str {
    name.rsplit('/').next().unwrap_or(name)
}

/// A function's name, also where an ARN (`…:function:lexDRTest:live`) stands for it.
fn function(name: &str) -> &str {
    let name = name.split_once("function:").map_or(name, |(_, name)| name);
    name.split(':').next().unwrap_or(name)
}

#[cfg(test)]
mod tests {
    use rstest::rstest;

    use super::*;

    #[rstest]
    #[case("lexDR", "lexDR", true)]
    #[case("lexDR", "lexDRTest", false)]
    #[case("lexDR*", "lexDR", true)]
    #[case("*Test", "lexDRTest", true)]
    #[case("l*D*t", "lexDRTest", true)]
    #[case("l*D*x", "lexDRTest", false)]
    #[case("lex??", "lexDR", true)]
    #[case("lex?", "lexDR", false)]
    #[case("*", "", true)]
    #[case("OrderFlowers:*", "OrderFlowers:ver_one", true)]
    fn a_pattern_fits_the_whole_name(
        #[case] pattern: &str,
        #[case] name: &str,
        #[case] fits: bool,
    ) {
        assert_eq!(Glob::new(pattern).matches(name), fits);
    }

    #[rstest]
    #[case("lexDRTest", "lexDRTest")]
    #[case("lexDRTest:live", "lexDRTest")]
    #[case(
        "arn:aws:lambda:us-east-1:123456789012:function:lexDRTest",
        "lexDRTest"
    )]
    #[case("123456789012:function:lexDRTest:live", "lexDRTest")]
    fn a_function_is_known_by_its_name(#[case] given: &str, #[case] name: &str) {
        assert_eq!(function(given), name);
    }
}
