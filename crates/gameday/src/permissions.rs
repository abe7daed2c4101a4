//! What a game day has to be allowed: each action with what it acts on and what for.
//!
//! There are two who need something: whoever runs the game day, [`needed`], and the role of the
//! dead-man's switch, [`needed_by_switch`]. What is made from these tables, a policy or a check,
//! cannot leave out a call that the other one knows.

use lexdr_changes::actions;
use lexdr_scenario::{DeniedService, Fault, FunctionRef, RegionRef};
use serde::Serialize;

use crate::config::Config;

/// A permission.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub struct Need {
    /// `lambda:InvokeFunction`.
    pub action: String,
    /// The ARN of what it acts on, with `*` for ids that only the account knows; `*` for actions
    /// that act on nothing in particular.
    pub resource: String,
    /// What for.
    pub why: String,
}

/// What the names of all schedules of the dead-man's switch begin with.
pub(crate) const SCHEDULES: &str = "lexdr-";

/// What whoever runs a game day has to be allowed.
#[must_use]
pub fn needed(config: &Config) -> Vec<Need> {
    let mut needs = Needs::of(config);
    needs.faults();
    needs.tags();
    needs.switch();
    needs.journal();
    needs.guards();
    needs.probes();
    needs.output();
    needs.doctor();
    needs.needs
}

/// What the role of the dead-man's switch has to be allowed: the undo of each allowed fault.
#[must_use]
pub fn needed_by_switch(config: &Config) -> Vec<Need> {
    let mut needs = Needs::of(config);
    for (name, fault) in allowed(config) {
        let undo = actions(&fault).map_or(&[][..], |actions| actions.undo);
        needs.each(undo, &format!("undo of {name}"));
    }
    needs.needs
}

/// The allowed faults, with an example of each: what they need does not depend on the rest.
fn allowed(config: &Config) -> impl Iterator<Item = (&str, Fault)> {
    let names = config.allow.faults.iter();
    let all = names.filter_map(|name| Some((name.as_str(), example(name)?)));
    all.filter(|(_, fault)| {
        config.system.scratch_alias || !matches!(fault, Fault::AliasDeleted { .. })
    })
}

fn example(name: &str) -> Option<Fault> {
    let (region, function) = (RegionRef::Both, FunctionRef::HealthCheck);
    Some(match name {
        "alias-deleted" => Fault::AliasDeleted { region },
        "alias-policy-denied" => Fault::AliasPolicyDenied { region },
        "alias-repointed" => Fault::AliasRepointed { region },
        "concurrency-zero" => Fault::ConcurrencyZero { function },
        "environment-drift" => Fault::EnvironmentDrift {
            function,
            variable: String::new(),
            value: None,
        },
        "locale-disabled" => Fault::LocaleDisabled { region },
        "role-denied" => Fault::RoleDenied {
            service: DeniedService::Lex,
            region: None,
        },
        "rule-disabled" => Fault::RuleDisabled {},
        _ => return None,
    })
}

/// Whether a fault acts on bots, which are in both regions.
const fn is_of_bots(fault: &Fault) -> bool {
    matches!(
        fault,
        Fault::AliasDeleted { .. }
            | Fault::AliasPolicyDenied { .. }
            | Fault::AliasRepointed { .. }
            | Fault::LocaleDisabled { .. }
    )
}

struct Needs<'c> {
    config: &'c Config,
    needs: Vec<Need>,
}

impl<'c> Needs<'c> {
    const fn of(config: &'c Config) -> Self {
        let needs = Vec::new();
        Self { config, needs }
    }

    fn add(&mut self, action: &str, resource: String, why: &str) {
        let known = |need: &Need| need.action == action && need.resource == resource;
        if !self.needs.iter().any(known) {
            self.needs.push(Need {
                action: action.to_owned(),
                resource,
                why: why.to_owned(),
            });
        }
    }

    /// Actions on whatever of the system they act on.
    fn each(&mut self, actions: &[&str], why: &str) {
        for action in actions {
            for resource in self.acted_on(action) {
                self.add(action, resource, why);
            }
        }
    }

    /// What of the system an action acts on.
    fn acted_on(&self, action: &str) -> Vec<String> {
        let system = &self.config.system;
        let (service, operation) = action.split_once(':').unwrap_or_default();
        match service {
            "events" => vec![self.arn("events", &system.primary, &format!("rule/{}", system.rule))],
            "lambda" => {
                let functions = [&system.check_function, &system.region_function];
                let allow = &self.config.allow;
                // Which are tagged only the account knows.
                let allowed =
                    |name: &&String| !allow.tags.is_empty() || allow.functions.contain(name);
                let functions = functions.into_iter().filter(allowed);
                functions.map(|name| self.function(name)).collect()
            }
            "iam" => vec![self.arn("iam", "", &format!("role/{}", system.role))],
            _ if operation == "ListBots" => vec!["*".to_owned()],
            _ => {
                let of_bot = ["DescribeBotLocale", "DescribeBotVersion", "ListBotAliases"];
                let what = if of_bot.contains(&operation) {
                    "bot/*"
                } else {
                    "bot-alias/*"
                };
                let regions = [&system.primary, &system.secondary];
                let arns = regions.map(|region| self.arn("lex", region, what));
                arns.into()
            }
        }
    }

    fn arn(&self, service: &str, region: &str, resource: &str) -> String {
        let account = &self.config.account;
        let (partition, id) = (&account.partition, &account.id);
        format!("arn:{partition}:{service}:{region}:{id}:{resource}")
    }

    fn function(&self, name: &str) -> String {
        let region = &self.config.system.primary;
        self.arn("lambda", region, &format!("function:{name}"))
    }

    fn table(&self, region: &str, name: &str) -> String {
        self.arn("dynamodb", region, &format!("table/{name}"))
    }

    fn faults(&mut self) {
        for (name, fault) in allowed(self.config) {
            let Some(actions) = actions(&fault) else {
                continue;
            };
            self.each(actions.plan, &format!("look before and after {name}"));
            self.each(actions.apply, &format!("{name} itself"));
            self.each(actions.undo, &format!("undo of {name}"));
        }
    }

    /// What each allowed fault changes may be allowed by its tags.
    fn tags(&mut self) {
        const WHY: &str = "tags of what is changed";
        if self.config.allow.tags.is_empty() {
            return;
        }
        for (_, fault) in allowed(self.config) {
            let apply = actions(&fault).map_or(&[][..], |actions| actions.apply);
            let services = apply.iter().filter_map(|action| action.split_once(':'));
            for (service, _) in services {
                let read = match service {
                    "lambda" => "lambda:ListTags",
                    "events" => "events:ListTagsForResource",
                    "iam" => "iam:ListRoleTags",
                    _ => {
                        self.tags_of_bots(WHY);
                        continue;
                    }
                };
                self.each(&[read], WHY);
            }
        }
    }

    fn tags_of_bots(&mut self, why: &str) {
        let system = &self.config.system;
        let bots = [&system.primary, &system.secondary].map(|at| self.arn("lex", at, "bot/*"));
        for bot in bots {
            self.add("lex:ListTagsForResource", bot, why);
        }
    }

    fn switch(&mut self) {
        const WHY: &str = "dead-man's switch";
        let system = &self.config.system;
        let faults: Vec<Fault> = allowed(self.config).map(|(_, fault)| fault).collect();
        let mut regions = Vec::new();
        if !faults.is_empty() {
            regions.push(&system.primary);
        }
        if faults.iter().any(is_of_bots) {
            regions.push(&system.secondary);
        }
        let group = &self.config.switch.group;
        for region in regions {
            let schedules = format!("schedule/{group}/{SCHEDULES}*");
            let schedules = self.arn("scheduler", region, &schedules);
            for operation in ["CreateSchedule", "GetSchedule", "DeleteSchedule"] {
                self.add(&format!("scheduler:{operation}"), schedules.clone(), WHY);
            }
        }
        if let Some(role) = &self.config.switch.role_arn {
            self.add("iam:PassRole", role.clone(), WHY);
        }
    }

    fn journal(&mut self) {
        let place = &self.config.journal;
        let table = self.table(&place.region, &place.table);
        for operation in ["GetItem", "PutItem", "UpdateItem", "DeleteItem", "Scan"] {
            let action = format!("dynamodb:{operation}");
            self.add(&action, table.clone(), "journal's copy and lock");
        }
    }

    fn guards(&mut self) {
        const WHY: &str = "guards";
        let alarms = self.arn("cloudwatch", &self.config.alarms.region, "alarm:*");
        self.add("cloudwatch:DescribeAlarms", alarms, WHY);
        let check = self.function(&self.config.system.check_function);
        self.add("lambda:GetFunctionConfiguration", check, WHY);
        self.each(
            &["events:DescribeRule", "lex:ListBotAliases", "lex:ListBots"],
            WHY,
        );
    }

    fn probes(&mut self) {
        const WHY: &str = "probes and callers";
        let system = &self.config.system;
        let route = self.table(&system.primary, &system.table);
        self.add("dynamodb:GetItem", route, WHY);
        let function = self.function(&system.region_function);
        self.add("lambda:InvokeFunction", function, WHY);
        self.each(&["lex:RecognizeText"], WHY);
        self.add("cloudwatch:GetMetricData", "*".to_owned(), WHY);
    }

    /// What is put where nothing has to be read.
    fn output(&mut self) {
        if let Some(to) = &self.config.output.upload {
            let objects = to.arn(&self.config.account.partition);
            self.add("s3:PutObject", objects, "upload of what a run leaves");
        }
    }

    /// What only the doctor reads.
    fn doctor(&mut self) {
        const WHY: &str = "doctor";
        let system = &self.config.system;
        for name in [&system.check_function, &system.region_function] {
            let function = self.function(name);
            for operation in ["GetFunctionConcurrency", "GetFunctionConfiguration"] {
                self.add(&format!("lambda:{operation}"), function.clone(), WHY);
            }
        }
        self.add("lambda:GetAccountSettings", "*".to_owned(), WHY);
        let place = &self.config.journal;
        let table = self.table(&place.region, &place.table);
        self.add("dynamodb:DescribeTable", table, WHY);
        self.each(
            &[
                "events:ListTargetsByRule",
                "lex:DescribeBotAlias",
                "lex:DescribeBotLocale",
            ],
            WHY,
        );
        if let Some(role) = &self.config.switch.role_arn {
            self.add("iam:GetRole", role.clone(), WHY);
            self.add("iam:SimulatePrincipalPolicy", role.clone(), WHY);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::example;
    use crate::config::FAULTS;

    #[test]
    fn each_fault_of_a_game_day_has_an_example_whose_needs_are_known() {
        for name in FAULTS {
            let fault = example(name).unwrap();
            assert_eq!(fault.name(), name);
            assert!(lexdr_changes::actions(&fault).is_some(), "{name}");
        }
    }
}
