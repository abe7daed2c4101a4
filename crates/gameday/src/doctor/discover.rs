//! Finds a deployment in an account, and writes a configuration for it.
//!
//! The functions say where everything else is: their environment names the table and the bots, a
//! rule has one of them as its target, and their role is in their configuration. What no account
//! can tell, which is what may be broken and when, is left to a person and marked in the file.

mod bots;
mod file;
mod functions;

use lexdr_deploy::{Clients, boxed};
use lexdr_scenario::{Millis, duration};
use lexdr_wire::BoxFuture;

use crate::config::{Account, Deployment};
use crate::said::said;
use functions::Function;

/// What is known of a deployment beforehand.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Hints {
    /// The health check's function.
    pub check_function: Option<String>,
    /// The function that Amazon Connect asks.
    pub region_function: Option<String>,
    /// The rule that runs the health check.
    pub rule: Option<String>,
}

/// A deployment that was found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Discovered {
    /// The account. Its regions are those of the deployment and one for the journal.
    pub account: Account,
    /// The system under test.
    pub system: Deployment,
    /// What a person should look at.
    pub notes: Vec<String>,
}

/// Why no configuration can be written.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum DiscoverError {
    /// The account cannot be read.
    #[error("{0}")]
    Failed(String),
    /// Something is not there.
    #[error("{what}; {how}")]
    Missing {
        /// What.
        what: String,
        /// What to do.
        how: String,
    },
    /// There are several of which it could be any.
    #[error("{what} could be any of {}; name it with {option}", .names.join(", "))]
    Ambiguous {
        /// What.
        what: &'static str,
        /// The names.
        names: Vec<String>,
        /// What names it.
        option: &'static str,
    },
}

/// Finds the deployment whose functions are in `primary`. Reads only.
///
/// # Errors
/// When there is none, or several, or the account cannot be read.
pub fn discover<'a>(
    clients: &'a Clients,
    primary: &'a str,
    secondary: &'a str,
    hints: &'a Hints,
) -> BoxFuture<'a, Result<Discovered, DiscoverError>> {
    Box::pin(async move {
        let (check, region_function) = boxed(|| functions::find(clients, primary, hints)).await?;
        let mut system = Deployment {
            primary: primary.to_owned(),
            secondary: secondary.to_owned(),
            check_function: check.name.clone(),
            region_function: region_function.name,
            table: check.says("TABLE_NAME")?.to_owned(),
            role: check.role.clone(),
            check_timeout: check.limit,
            ..Deployment::default()
        };
        same_regions(&check, &system)?;
        let mut notes = Vec::new();
        if region_function.role != check.role {
            notes.push(format!(
                "{} has another role than {}: {}",
                system.region_function, system.check_function, region_function.role
            ));
        }
        boxed(|| bots::find(clients, &check, &mut system, &mut notes)).await?;
        let hint = hints.rule.as_deref();
        (system.rule, system.check_every) = boxed(|| rule(clients, primary, &check, hint)).await?;
        let (partition, id) = check.owner();
        let regions = [primary, secondary, journal_region(&partition, &system)];
        let mut regions: Vec<String> = regions.map(str::to_owned).into();
        regions.dedup();
        let account = Account {
            id,
            partition,
            regions,
        };
        Ok(Discovered {
            account,
            system,
            notes,
        })
    })
}

/// The function goes by its own regions, whatever was asked for.
fn same_regions(check: &Function, system: &Deployment) -> Result<(), DiscoverError> {
    for (variable, asked) in [
        ("PRIMARY_REGION", &system.primary),
        ("SECONDARY_REGION", &system.secondary),
    ] {
        let says = check.says(variable)?;
        if says != asked {
            let name = &check.name;
            return Err(DiscoverError::Missing {
                what: format!("{variable} of {name} says {says}, not {asked}"),
                how: "name the regions that it says, if this is the right function".to_owned(),
            });
        }
    }
    Ok(())
}

/// Where no fault acts, if the partition has such a region.
fn journal_region<'s>(partition: &str, system: &'s Deployment) -> &'s str {
    let own = [&system.primary, &system.secondary];
    let others = ["us-east-2", "us-west-1", "eu-west-1"];
    let mut others = others
        .into_iter()
        .filter(|region| own.iter().all(|own| own != region));
    let other = (partition == "aws").then(|| others.next()).flatten();
    other.unwrap_or(&system.secondary)
}

/// The rule that runs the function, and how often.
async fn rule(
    clients: &Clients,
    region: &str,
    check: &Function,
    hint: Option<&str>,
) -> Result<(String, Millis), DiscoverError> {
    let events = clients.events(region);
    // It may name an alias of the function.
    let alias = format!("{}:", check.arn);
    let is_check = |target: &str| target == check.arn || target.starts_with(&alias);
    let mut found = Vec::new();
    let mut token = None;
    loop {
        let page = events.list_rules().set_next_token(token).send().await;
        let what = format!("ListRules in {region}");
        let page = page.map_err(|error| DiscoverError::Failed(said(&what, error)))?;
        for rule in page.rules.unwrap_or_default() {
            let (Some(name), Some(schedule)) = (rule.name, rule.schedule_expression) else {
                continue;
            };
            if hint.is_some_and(|hint| hint != name) {
                continue;
            }
            let what = format!("ListTargetsByRule {name} in {region}");
            let targets = events.list_targets_by_rule().rule(&name).send().await;
            let targets = targets.map_err(|error| DiscoverError::Failed(said(&what, error)))?;
            let mut targets = targets.targets().iter();
            if targets.any(|target| is_check(target.arn())) {
                found.push((name, schedule));
            }
        }
        token = page.next_token;
        if token.is_none() {
            break;
        }
    }
    match found.as_slice() {
        [] => Err(DiscoverError::Missing {
            what: format!("no rule in {region} runs {} on a schedule", check.name),
            how: "make one, such as rate(5 minutes)".to_owned(),
        }),
        [(name, schedule)] => Ok((name.clone(), interval(name, schedule)?)),
        _ => Err(DiscoverError::Ambiguous {
            what: "the rule",
            names: found.into_iter().map(|(name, _)| name).collect(),
            option: "--rule",
        }),
    }
}

/// The interval of `rate(5 minutes)`.
fn interval(rule: &str, schedule: &str) -> Result<Millis, DiscoverError> {
    let rate = schedule.strip_prefix("rate(");
    let rate = rate.and_then(|rate| rate.strip_suffix(')'));
    let every = rate.and_then(|rate| duration(rate.trim()).ok());
    every.ok_or_else(|| DiscoverError::Missing {
        what: format!("rule {rule} runs by {schedule}, which has no fixed interval"),
        how: "give it a rate, such as rate(5 minutes)".to_owned(),
    })
}
