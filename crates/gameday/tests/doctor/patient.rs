//! An account that is well, with everything a game day needs.

use std::time::{Duration, UNIX_EPOCH};

use aws_sdk_dynamodb::types::AttributeValue;
use jiff::Timestamp;
use lexdr_changes::{Options, execute, plan};
use lexdr_deploy::Clients;
use lexdr_gameday::config::Config;
use lexdr_gameday::doctor::{Findings, Verdict, examine};
use lexdr_journal::Change;
use serde_json::Value;
use tempfile::TempDir;

use crate::account::{Account, injection};
use crate::door::Door;

pub(crate) const ALARM: &str = "callers unserved";

/// An account and what is said of it.
pub(crate) struct Patient {
    pub(crate) account: Account,
    pub(crate) door: Door,
    pub(crate) config: Config,
    /// What `steady` is told.
    pub(crate) steady: Result<(), String>,
    pub(crate) directory: TempDir,
}

impl Patient {
    pub(crate) async fn new() -> Self {
        let account = Account::new(1).await;
        let directory = TempDir::new().unwrap();
        let patient = Self {
            door: Door::new(account.clock),
            config: config(&directory),
            steady: Ok(()),
            account,
            directory,
        };
        patient.put_alarm().await;
        patient.set_alarm("OK").await;
        // Until roles are known everywhere.
        tokio::time::sleep(Duration::from_secs(60)).await;
        let region = patient.account.system.primary.clone();
        patient.put_route(&region, Some(Duration::ZERO)).await;
        patient
    }

    /// The account as the tests see it.
    pub(crate) fn aws(&self) -> &Clients {
        &self.account.clients
    }

    /// The account as the doctor sees it.
    pub(crate) fn clients(&self) -> Clients {
        self.door.clients(self.aws())
    }

    pub(crate) async fn examine(&self) -> Findings {
        let steady = Some(self.steady.clone());
        Box::pin(examine(&self.clients(), &self.config, steady)).await
    }

    /// What is not well, as people see it.
    pub(crate) async fn complaints(&self) -> Vec<String> {
        let findings = self.examine().await;
        let complaints = findings.iter().filter(|one| one.verdict != Verdict::Ok);
        let directory = self.directory.path().display().to_string();
        complaints
            .map(|one| one.to_string().replace(&directory, "DIRECTORY"))
            .collect()
    }

    /// The route item, as a check writes it that began so long ago.
    pub(crate) async fn put_route(&self, to: &str, checked: Option<Duration>) {
        let system = &self.account.system;
        let text = |text: &str| AttributeValue::S(text.to_owned());
        let call = self.aws().dynamodb(&system.primary).put_item();
        let mut call = call
            .table_name(&system.table)
            .item("connectRegion", text(&system.primary))
            .item("lexRegion", text(to))
            .item("reason", text("the primary is well"));
        if let Some(ago) = checked {
            let since = self.account.clock.now().duration_since(UNIX_EPOCH).unwrap() - ago;
            let at = Timestamp::from_second(since.as_secs().try_into().unwrap()).unwrap();
            call = call.item("checkedAt", text(&at.to_string()));
        }
        call.send().await.unwrap();
    }

    async fn put_alarm(&self) {
        cloudwatch(self.aws())
            .put_metric_alarm()
            .alarm_name(ALARM)
            .namespace("lexDR")
            .metric_name("Unserved")
            .statistic("Sum".into())
            .period(60)
            .evaluation_periods(1)
            .threshold(0.0)
            .comparison_operator("GreaterThanThreshold".into())
            .treat_missing_data("ignore")
            .send()
            .await
            .unwrap();
    }

    pub(crate) async fn set_alarm(&self, state: &str) {
        let call = cloudwatch(self.aws()).set_alarm_state();
        let call = call.alarm_name(ALARM).state_value(state.into());
        call.state_reason("a test").send().await.unwrap();
    }

    pub(crate) async fn delete_alarm(&self) {
        let call = cloudwatch(self.aws()).delete_alarms();
        call.alarm_names(ALARM).send().await.unwrap();
    }

    /// What a fault would change.
    pub(crate) async fn change(&self, fault: &Value) -> Change {
        let injection = injection(fault);
        let options = Options::default();
        let changes = plan(self.aws(), &self.account.system, &injection, &options).await;
        changes.unwrap().remove(0)
    }

    /// Injects a fault, and leaves it there.
    pub(crate) async fn inject(&self, fault: &Value) {
        let change = Box::pin(self.change(fault)).await;
        Box::pin(execute(self.aws(), &change.apply)).await.unwrap();
        tokio::time::sleep(Duration::from_secs(10)).await;
    }

    /// A role that may do what a document says.
    pub(crate) async fn make_role(&self, name: &str, trust: &Value, may: &Value) {
        let iam = self.aws().iam();
        let role = iam.create_role().role_name(name);
        let role = role.assume_role_policy_document(trust.to_string()).send();
        role.await.unwrap();
        let policy = iam.put_role_policy().role_name(name).policy_name("may");
        let policy = policy.policy_document(may.to_string()).send();
        policy.await.unwrap();
        tokio::time::sleep(Duration::from_secs(60)).await;
    }
}

fn cloudwatch(clients: &Clients) -> aws_sdk_cloudwatch::Client {
    aws_sdk_cloudwatch::Client::new(clients.config())
}

pub(crate) fn config(directory: &TempDir) -> Config {
    let directory = directory.path().display();
    let remote = Account::remote();
    let (journals, elsewhere) = (remote.table, remote.region);
    let text = format!(
        r#"
[account]
id = "123456789012"
regions = ["us-east-1", "us-west-2", "{elsewhere}"]

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
check-every = "5m"
check-timeout = "15s"

[allow]
functions = ["lexDRTest", "lexDRGetRegion"]
tables = ["{journals}"]
bots = ["OrderFlowers"]
rules = ["lexHealthCheckRule"]
roles = ["lexDRRole"]
faults = [
  "alias-policy-denied", "alias-repointed", "concurrency-zero", "environment-drift",
  "locale-disabled", "role-denied", "rule-disabled",
]

[journal]
directory = '{directory}'
region = "{elsewhere}"
table = "{journals}"

[switch]
role-arn = "arn:aws:iam::123456789012:role/lexdr-switch"

[window]
days = ["tue"]
from = "01:00"
to = "05:00"

[alarms]
names = ["{ALARM}"]
region = "us-east-1"
"#
    );
    Config::parse("lexdr.toml", text.as_bytes()).unwrap()
}
