//! The two functions, by name or by what their environment says.

use std::collections::BTreeMap;

use lexdr_deploy::Clients;
use lexdr_scenario::Millis;

use super::{DiscoverError, Hints};
use crate::said::said;

/// The names of the published design.
const CHECK: &str = "lexDRTest";
const REGION: &str = "lexDRGetRegion";

/// A function, as far as it tells of a deployment.
#[derive(Debug, Clone)]
pub(super) struct Function {
    pub(super) name: String,
    pub(super) arn: String,
    pub(super) role: String,
    pub(super) limit: Millis,
    pub(super) variables: BTreeMap<String, String>,
}

impl Function {
    /// A variable that has to be there.
    pub(super) fn says(&self, variable: &str) -> Result<&str, DiscoverError> {
        let value = self.variables.get(variable).map(String::as_str);
        value.ok_or_else(|| DiscoverError::Missing {
            what: format!("{} has no variable {variable}", self.name),
            how: "name the function of the health check with --check-function".to_owned(),
        })
    }

    /// Partition and account.
    pub(super) fn owner(&self) -> (String, String) {
        let mut parts = self.arn.split(':');
        let partition = parts.nth(1).unwrap_or_default();
        let account = parts.nth(2).unwrap_or_default();
        (partition.to_owned(), account.to_owned())
    }

    fn has(&self, variable: &str) -> bool {
        self.variables.contains_key(variable)
    }
}

/// The health check and the function that Amazon Connect asks.
pub(super) async fn find(
    clients: &Clients,
    region: &str,
    hints: &Hints,
) -> Result<(Function, Function), DiscoverError> {
    let all = list(clients, region).await?;
    let regions = ["PRIMARY_REGION", "SECONDARY_REGION", "TABLE_NAME"];
    let check = one(
        &all,
        ("the health check", CHECK, "--check-function"),
        hints.check_function.as_deref(),
        |function| regions.iter().all(|variable| function.has(variable)),
    )?;
    let table = check.variables.get("TABLE_NAME");
    let asked = one(
        &all,
        (
            "the function that Amazon Connect asks",
            REGION,
            "--region-function",
        ),
        hints.region_function.as_deref(),
        |function| {
            function.name != check.name
                && !function.has("SECONDARY_REGION")
                && table.is_some()
                && function.variables.get("TABLE_NAME") == table
        },
    )?;
    Ok((check, asked))
}

/// The function that is named, or has the published name, or else the only one that fits.
fn one(
    all: &[Function],
    (what, published, option): (&'static str, &str, &'static str),
    hint: Option<&str>,
    fits: impl Fn(&Function) -> bool,
) -> Result<Function, DiscoverError> {
    let named = |name: &str| all.iter().find(|function| function.name == name).cloned();
    let missing = |name: &str| DiscoverError::Missing {
        what: format!("there is no function {name}"),
        how: format!("name {what} with {option}"),
    };
    if let Some(name) = hint {
        return named(name).ok_or_else(|| missing(name));
    }
    if let Some(found) = named(published) {
        return Ok(found);
    }
    let found: Vec<&Function> = all.iter().filter(|function| fits(function)).collect();
    match found.as_slice() {
        [] => Err(missing(published)),
        [found] => Ok((*found).clone()),
        several => Err(DiscoverError::Ambiguous {
            what,
            names: several.iter().map(|found| found.name.clone()).collect(),
            option,
        }),
    }
}

async fn list(clients: &Clients, region: &str) -> Result<Vec<Function>, DiscoverError> {
    let mut pages = clients
        .lambda(region)
        .list_functions()
        .into_paginator()
        .send();
    let mut all = Vec::new();
    while let Some(page) = pages.next().await {
        let what = format!("ListFunctions in {region}");
        let page = page.map_err(|error| DiscoverError::Failed(said(&what, error)))?;
        for found in page.functions.unwrap_or_default() {
            let role = found.role.as_deref().and_then(|arn| arn.rsplit('/').next());
            let seconds = found.timeout.and_then(|limit| u64::try_from(limit).ok());
            let variables = found.environment.and_then(|all| all.variables);
            all.push(Function {
                role: role.unwrap_or_default().to_owned(),
                limit: Millis(seconds.unwrap_or_default() * 1_000),
                variables: variables.unwrap_or_default().into_iter().collect(),
                name: found.function_name.unwrap_or_default(),
                arn: found.function_arn.unwrap_or_default(),
            });
        }
    }
    Ok(all)
}

#[cfg(test)]
mod tests {
    use rstest::rstest;

    use super::{CHECK, Function, Millis, one};

    fn function(name: &str, variables: &[&str]) -> Function {
        let variables = variables.iter();
        let variables = variables.map(|name| ((*name).to_owned(), "x".to_owned()));
        Function {
            name: name.to_owned(),
            arn: format!("arn:aws:lambda:us-east-1:123456789012:function:{name}"),
            role: String::new(),
            limit: Millis(0),
            variables: variables.collect(),
        }
    }

    #[rstest]
    #[case::by_hint(&[CHECK, "a"], Some("a"), "a")]
    #[case::by_the_published_name(&[CHECK, "a"], None, CHECK)]
    #[case::by_what_its_environment_says(&["a", "other"], None, "a")]
    #[case::none(
        &["other"],
        None,
        "there is no function lexDRTest; name the check with --check-function"
    )]
    #[case::several(
        &["a", "b"],
        None,
        "the check could be any of a, b; name it with --check-function"
    )]
    fn a_function_is_found(
        #[case] names: &[&str],
        #[case] hint: Option<&str>,
        #[case] expected: &str,
    ) {
        let all: Vec<Function> = names
            .iter()
            .map(|name| match *name {
                "other" => function(name, &[]),
                name => function(name, &["TABLE_NAME"]),
            })
            .collect();
        let what = ("the check", CHECK, "--check-function");
        let found = one(&all, what, hint, |function| function.has("TABLE_NAME"));
        let found = found.map_or_else(|error| error.to_string(), |function| function.name);
        assert_eq!(found, expected);
    }

    #[test]
    fn an_arn_tells_partition_and_account() {
        let (partition, account) = function("a", &[]).owner();
        assert_eq!(
            (partition.as_str(), account.as_str()),
            ("aws", "123456789012")
        );
    }
}
