//! What a game day may do, what it plans, and what keeps it from beginning.

mod config;
mod gather;
mod guards;
mod hostile;
mod plan;
mod tags;
mod upload;
mod window;

use jiff::Timestamp;
use lexdr_gameday::config::Config;
use lexdr_gameday::plan::{Plan, PlanError};
use lexdr_journal::{Api, Call, Change, Subject};
use lexdr_scenario::{Action, Injection, Scenario};
use serde_json::{Value, json};

/// A file in which nothing is wrong, with every key there is but for tags: what is allowed is named.
const GOOD: &str = r#"
[account]
id = "123456789012"
partition = "aws"
regions = ["us-east-1", "us-west-2", "us-east-2"]

[system]
primary = "us-east-1"
secondary = "us-west-2"
check-function = "lexDRTest"
region-function = "lexDRGetRegion"
table = "lexDR"
rule = "lexHealthCheckRule"
role = "lexDRRole"
bot = "OrderFlowers"
alias = "ver_one"
locale = "en_US"
replicated = false
check-every = "5m"
check-timeout = "15s"

[allow]
functions = ["lexDRTest"]
tables = ["lexdr-journal"]
bots = ["Order*"]
rules = ["lexHealthCheckRule"]
roles = ["lexDRRole"]
faults = ["locale-disabled", "rule-disabled", "role-denied"]

[faults]
repoint-to = "2"
known-variables = ["LOG_LEVEL"]

[journal]
directory = "runs"
region = "us-east-2"
table = "lexdr-journal"

[switch]
role-arn = "arn:aws:iam::123456789012:role/lexdr-switch"
margin = "4m"
group = "lexdr"

[window]
days = ["tue", "mon", "thu"]
from = "01:00"
to = "05:00"
timezone = "UTC"

[alarms]
names = ["callers unserved", "lex-errors"]
region = "us-east-1"

[probes]
route = "10s"
caller = "30s"
order = "2m"

[output]
upload = "s3://lexdr-runs/game-days"
upload-region = "us-west-2"
"#;

/// Two faults, one in the other.
const TWO_FAULTS: &str = "\
name: nightly
summary: The bot's language is off while the role may not write, so that the route must stay where it is.
lex: v2
check: { every: 5m }
timeline:
  - { at: 6m, inject: { locale-disabled: { region: primary } }, as: bot-mute }
  - { at: 8m, inject: { role-denied: { service: dynamodb-update } } }
  - { at: 20m, undo: role-denied }
  - { at: 26m, undo: bot-mute }
  - { at: 34m, end: true }
";

fn config() -> Config {
    Config::parse("lexdr.toml", GOOD.as_bytes()).unwrap()
}

fn scenario(text: &str) -> Scenario {
    Scenario::parse("nightly.yaml", text).unwrap()
}

/// A Tuesday, ten past one in the night.
fn now() -> Timestamp {
    "2026-11-24T01:10:00Z".parse().unwrap()
}

fn call(api: Api, region: &str, operation: &str, input: Value) -> Call {
    Call {
        api,
        region: region.to_owned(),
        operation: operation.to_owned(),
        input,
    }
}

/// The bot's alias with its language on or off.
fn locale_disabled(region: &str) -> Change {
    let state = |enabled: bool| {
        json!({
            "botId": "BOTEAST123",
            "botAliasId": "ALIASEAST1",
            "botAliasName": "ver_one",
            "botVersion": "1",
            "botAliasLocaleSettings": { "en_US": { "enabled": enabled } },
        })
    };
    let update = |enabled| call(Api::LexModelsV2, region, "UpdateBotAlias", state(enabled));
    Change {
        subject: Subject::Alias {
            region: region.to_owned(),
            bot: "BOTEAST123".to_owned(),
            alias: "ALIASEAST1".to_owned(),
        },
        before: state(true),
        after: state(false),
        apply: update(false),
        undo: update(true),
    }
}

/// A policy of the role that denies something, with this condition.
fn role_denied(condition: Option<Value>) -> Change {
    let name = json!({ "RoleName": "lexDRRole", "PolicyName": "lexdr-role-denied" });
    let mut statement =
        json!({ "Effect": "Deny", "Action": "dynamodb:UpdateItem", "Resource": "*" });
    if let Some(condition) = condition {
        statement["Condition"] = condition;
    }
    let document = json!({ "Version": "2012-10-17", "Statement": [statement] });
    let mut put = name.clone();
    put["PolicyDocument"] = json!(document.to_string());
    Change {
        subject: Subject::RolePolicy {
            region: "us-east-1".to_owned(),
            role: "lexDRRole".to_owned(),
            policy: "lexdr-role-denied".to_owned(),
        },
        before: json!({ "document": null }),
        after: json!({ "document": document }),
        apply: call(Api::Iam, "us-east-1", "PutRolePolicy", put),
        undo: call(Api::Iam, "us-east-1", "DeleteRolePolicy", name),
    }
}

/// A rule that is disabled for a while.
fn rule_disabled(name: &str) -> Change {
    let input = json!({ "Name": name });
    Change {
        subject: Subject::Rule {
            region: "us-east-1".to_owned(),
            name: name.to_owned(),
        },
        before: json!({ "state": "ENABLED" }),
        after: json!({ "state": "DISABLED" }),
        apply: call(Api::Events, "us-east-1", "DisableRule", input.clone()),
        undo: call(Api::Events, "us-east-1", "EnableRule", input),
    }
}

/// Each injection of a scenario with its changes.
fn prepared(scenario: &Scenario, changes: Vec<Vec<Change>>) -> Vec<(Injection, Vec<Change>)> {
    let injections = scenario
        .timeline
        .iter()
        .filter_map(|step| match &step.action {
            Action::Inject(injection) => Some(injection.clone()),
            _ => None,
        });
    injections.zip(changes).collect()
}

fn planned(text: &str, config: &Config, changes: Vec<Vec<Change>>) -> Result<Plan, PlanError> {
    let scenario = scenario(text);
    Plan::new(&scenario, config, prepared(&scenario, changes), now())
}

/// The plan of [`TWO_FAULTS`].
fn two_faults() -> Plan {
    let changes = vec![vec![locale_disabled("us-east-1")], vec![role_denied(None)]];
    planned(TWO_FAULTS, &config(), changes).unwrap()
}
