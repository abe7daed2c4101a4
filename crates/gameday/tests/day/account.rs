//! An account with a system that runs, and what a game day needs there.

use std::collections::BTreeMap;
use std::io;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use aws_sdk_lexmodelsv2::operation::describe_bot_alias::DescribeBotAliasOutput;
use lexdr_deploy::{Clients, DeployedBot, System, find_bots, start, up};
use lexdr_gameday::config::Config;
use lexdr_gameday::guards::Asked;
use lexdr_gameday::{DayError, Ended, GameDay, Name, Tell, find};
use lexdr_history::History;
use lexdr_journal::Remote;
use lexdr_runner::{CodeUnderTest, SimulatedWorld};
use lexdr_scenario::Scenario;
use lexdr_verdict::{Verdict, judge};
use serde_json::json;
use tempfile::TempDir;
use tokio::sync::watch;
use tokio::time::sleep;

use crate::journals::make_table;

const CONFIG: &str = r#"
[account]
id = "123456789012"
regions = ["us-east-1", "us-west-2"]
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
scratch-alias = true
check-every = "1m"
check-timeout = "15s"
[allow]
functions = ["lexDR*"]
tables = ["lexdr-journals"]
bots = ["OrderFlowers"]
rules = ["lexHealthCheckRule"]
roles = ["lexDRRole"]
faults = ["locale-disabled", "role-denied", "alias-policy-denied", "alias-deleted"]
[journal]
directory = "DIRECTORY"
region = "us-west-2"
table = "lexdr-journals"
[switch]
role-arn = "arn:aws:iam::123456789012:role/lexdr-switch"
[window]
days = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"]
from = "00:00"
to = "23:59"
[alarms]
names = ["calls-lost"]
region = "us-east-1"
[probes]
route = "5s"
caller = "5s"
order = "30s"
counts-after = "2m"
"#;

const DRILL: &str = "\
name: drill
summary: The bot's language is off for ten minutes.
lex: v2
check: { every: 1m, method: send_message }
timeline:
  - { at: 2m, inject: { FAULT: { region: primary } } }
  - { at: 12m, undo: FAULT }
  - { at: 15m, end: true }
expect:
  - flips: { to: secondary, within: 1 check }
  - recovers: { to: primary, within: 1 check }
  - detects: { within: 1 check }
  - phase: { name: failover.detect, within: 1 check }
  - checker: { errors-at-most: 0, never-times-out: true, duration-at-most: 5s }
";

/// A history that can be read while it is written.
#[derive(Clone, Default)]
pub(crate) struct Sink(Arc<Mutex<Vec<u8>>>);

impl io::Write for Sink {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.lock().unwrap().extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

impl Sink {
    pub(crate) fn history(&self) -> History {
        let bytes = self.0.lock().unwrap().clone();
        History::read("drill", bytes.as_slice()).unwrap()
    }

    pub(crate) fn verdict(&self) -> Verdict {
        let history = self.history();
        judge(&history.header, &history.events)
    }
}

/// An account with a system that runs, and what a game day needs besides.
pub(crate) struct Account {
    pub(crate) world: SimulatedWorld,
    pub(crate) day: GameDay,
    _folder: TempDir,
}

impl Account {
    pub(crate) async fn new(fault: &str) -> Self {
        Self::drilled(&DRILL.replace("FAULT", fault)).await
    }

    /// As [`new`](Self::new), for a scenario of its own.
    pub(crate) async fn drilled(text: &str) -> Self {
        fastrand::seed(1);
        let scenario = Scenario::parse("drill.yaml", text).unwrap();
        let world = SimulatedWorld::new(&scenario, 1, &CodeUnderTest::production());
        let target = world.target();
        let (clients, system) = (&target.operator, &target.system);
        let system = &System {
            scratch_alias: text.contains("alias-deleted"),
            ..system.clone()
        };
        up(clients, system, &mut |_| {}).await.unwrap();
        start(clients, system).await.unwrap();
        make_table(clients, "us-west-2", "lexdr-journals").await;
        make_role(clients).await;
        put_alarm(clients).await;
        let folder = tempfile::tempdir().unwrap();
        let directory = folder.path().display().to_string();
        let config = CONFIG.replace("DIRECTORY", &directory);
        let config = Config::parse("lexdr.toml", config.as_bytes()).unwrap();
        let day = GameDay {
            clients: clients.clone(),
            config,
            scenario,
            flow: None,
            seed: 1,
        };
        // The first check has written the route by then.
        sleep(Duration::from_secs(150)).await;
        Self {
            world,
            day,
            _folder: folder,
        }
    }

    pub(crate) async fn run(
        &self,
        interrupted: watch::Receiver<bool>,
    ) -> (Result<Ended, DayError>, Sink) {
        let prepared = self.day.prepare(asked()).await.unwrap();
        assert_eq!(prepared.refusals, []);
        let sink = Sink::default();
        let name = Name {
            run: "run-1".to_owned(),
            holder: "the test".to_owned(),
        };
        let tell: Tell = Arc::new(|_| {});
        let to = Box::new(sink.clone());
        let ended = self.day.run(&prepared, &name, interrupted, to, tell).await;
        (ended, sink)
    }

    /// Whether anything is left to do.
    pub(crate) async fn is_settled(&self) -> bool {
        let journal = &self.day.config.journal;
        let remote = Remote {
            region: journal.region.clone(),
            table: journal.table.clone(),
        };
        find(&self.day.clients, &journal.directory, &remote)
            .await
            .is_empty()
    }

    pub(crate) async fn bots(&self) -> Vec<DeployedBot> {
        let target = self.world.target();
        let found = find_bots(&target.operator, &target.system).await;
        found.unwrap()
    }

    /// The alias in the primary region, and who can change it.
    async fn alias(&self) -> (aws_sdk_lexmodelsv2::Client, DescribeBotAliasOutput) {
        let target = self.world.target();
        let bot = &self.bots().await[0];
        let lex = target.operator.lex_models_v2("us-east-1");
        let found = lex.describe_bot_alias().bot_id(&bot.bot_id);
        let found = found.bot_alias_id(&bot.alias_id).send().await.unwrap();
        (lex, found)
    }

    /// Somebody else writes something else into the alias.
    pub(crate) async fn describe(&self, description: &str) {
        let (lex, found) = self.alias().await;
        lex.update_bot_alias()
            .set_bot_id(found.bot_id)
            .set_bot_alias_id(found.bot_alias_id)
            .set_bot_alias_name(found.bot_alias_name)
            .set_bot_version(found.bot_version)
            .set_bot_alias_locale_settings(found.bot_alias_locale_settings)
            .description(description)
            .send()
            .await
            .unwrap();
    }

    /// The locales of the alias in the primary region, and which of them are on.
    pub(crate) async fn locales(&self) -> BTreeMap<String, bool> {
        let (_, found) = self.alias().await;
        let locales = found.bot_alias_locale_settings.unwrap_or_default();
        let locales = locales.into_iter();
        locales
            .map(|(name, settings)| (name, settings.enabled))
            .collect()
    }
}

pub(crate) fn asked() -> Asked {
    Asked {
        live: true,
        account: Some("123456789012".to_owned()),
    }
}

async fn make_role(clients: &Clients) {
    let trust = json!({ "Version": "2012-10-17", "Statement": [{
        "Effect": "Allow",
        "Principal": { "Service": "scheduler.amazonaws.com" },
        "Action": "sts:AssumeRole",
    }]});
    let may = json!({ "Version": "2012-10-17", "Statement": [{
        "Effect": "Allow", "Action": "lex:*", "Resource": "*",
    }]});
    let iam = clients.iam();
    let role = iam.create_role().role_name("lexdr-switch");
    let role = role.assume_role_policy_document(trust.to_string());
    role.send().await.unwrap();
    let policy = iam
        .put_role_policy()
        .role_name("lexdr-switch")
        .policy_name("undo");
    policy
        .policy_document(may.to_string())
        .send()
        .await
        .unwrap();
}

pub(crate) fn cloudwatch(clients: &Clients) -> aws_sdk_cloudwatch::Client {
    aws_sdk_cloudwatch::Client::new(clients.config())
}

async fn put_alarm(clients: &Clients) {
    let call = cloudwatch(clients).put_metric_alarm();
    call.alarm_name("calls-lost")
        .namespace("Shop")
        .metric_name("Lost")
        .statistic("Sum".into())
        .period(60)
        .evaluation_periods(1)
        .threshold(100.0)
        .comparison_operator("GreaterThanThreshold".into())
        .treat_missing_data("ignore")
        .send()
        .await
        .unwrap();
}
