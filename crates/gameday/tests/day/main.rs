//! Whole game days in virtual time: planned, run by the account's own rule, put back, and judged.

use std::collections::{BTreeMap, BTreeSet};
use std::io;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use aws_sdk_cloudwatch::types::Metric;
use aws_sdk_dynamodb::types::{
    AttributeDefinition, BillingMode, KeySchemaElement, KeyType, ScalarAttributeType,
};
use lexdr_deploy::{Clients, start, up};
use lexdr_gameday::config::Config;
use lexdr_gameday::guards::{Asked, Guard};
use lexdr_gameday::{DayError, Ended, GameDay, Name, Tell, find, metrics};
use lexdr_history::History;
use lexdr_journal::Remote;
use lexdr_runner::{CodeUnderTest, SimulatedWorld};
use lexdr_scenario::Scenario;
use lexdr_verdict::{Outcome, Verdict, judge};
use serde_json::json;
use tempfile::TempDir;
use tokio::sync::watch;
use tokio::time::{Instant, sleep};

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
check-every = "1m"
check-timeout = "15s"
[allow]
functions = ["lexDR*"]
tables = ["lexdr-journals"]
bots = ["OrderFlowers"]
rules = ["lexHealthCheckRule"]
roles = ["lexDRRole"]
faults = ["locale-disabled", "role-denied", "alias-policy-denied"]
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
";

/// A history that can be read while it is written.
#[derive(Clone, Default)]
struct Sink(Arc<Mutex<Vec<u8>>>);

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
    fn verdict(&self) -> Verdict {
        let bytes = self.0.lock().unwrap().clone();
        let history = History::read("drill", bytes.as_slice()).unwrap();
        judge(&history.header, &history.events)
    }
}

/// An account with a system that runs, and what a game day needs besides.
struct Account {
    world: SimulatedWorld,
    day: GameDay,
    _folder: TempDir,
}

impl Account {
    async fn new(fault: &str) -> Self {
        fastrand::seed(1);
        let text = DRILL.replace("FAULT", fault);
        let scenario = Scenario::parse("drill.yaml", &text).unwrap();
        let world = SimulatedWorld::new(&scenario, 1, &CodeUnderTest::production());
        let target = world.target();
        let (clients, system) = (&target.operator, &target.system);
        up(clients, system, &mut |_| {}).await.unwrap();
        start(clients, system).await.unwrap();
        make_table(clients).await;
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

    async fn run(&self, interrupted: watch::Receiver<bool>) -> (Result<Ended, DayError>, Sink) {
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
    async fn is_settled(&self) -> bool {
        let journal = &self.day.config.journal;
        let remote = Remote {
            region: journal.region.clone(),
            table: journal.table.clone(),
        };
        find(&self.day.clients, &journal.directory, &remote)
            .await
            .is_empty()
    }

    /// The locales of the alias in the primary region, and which of them are on.
    async fn locales(&self) -> BTreeMap<String, bool> {
        let target = self.world.target();
        let bots = lexdr_deploy::find_bots(&target.operator, &target.system).await;
        let bot = &bots.unwrap()[0];
        let lex = target.operator.lex_models_v2("us-east-1");
        let found = lex.describe_bot_alias().bot_id(&bot.bot_id);
        let found = found.bot_alias_id(&bot.alias_id).send().await.unwrap();
        let locales = found.bot_alias_locale_settings.unwrap_or_default();
        let locales = locales.into_iter();
        locales
            .map(|(name, settings)| (name, settings.enabled))
            .collect()
    }
}

fn asked() -> Asked {
    Asked {
        live: true,
        account: Some("123456789012".to_owned()),
    }
}

async fn make_table(clients: &Clients) {
    let key = KeySchemaElement::builder().attribute_name("id");
    let id = AttributeDefinition::builder().attribute_name("id");
    let call = clients.dynamodb("us-west-2").create_table();
    call.table_name("lexdr-journals")
        .billing_mode(BillingMode::PayPerRequest)
        .key_schema(key.key_type(KeyType::Hash).build().unwrap())
        .attribute_definitions(id.attribute_type(ScalarAttributeType::S).build().unwrap())
        .send()
        .await
        .unwrap();
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

fn cloudwatch(clients: &Clients) -> aws_sdk_cloudwatch::Client {
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

#[tokio::test(start_paused = true)]
async fn a_day_measures_what_it_broke_and_puts_it_back() {
    let account = Account::new("locale-disabled").await;
    let before = account.locales().await;
    let (ended, sink) = account.run(watch::channel(false).1).await;
    let ended = ended.unwrap();
    assert_eq!(ended.problems, Vec::<String>::new());
    assert_eq!(ended.stopped, None);
    assert_eq!(account.locales().await, before);
    assert!(account.is_settled().await);
    let verdict = sink.verdict();
    assert_eq!(verdict.outcome, Outcome::Passed, "{verdict:#?}");
    assert_eq!(verdict.expectations.len(), 4);
    // Nobody saw the checks, but each look at the route found when the last one began.
    for phase in ["detect", "decide", "write"] {
        let took = |kind: &str| {
            let name = format!("{kind}.{phase}");
            let mut phases = verdict.phases.iter();
            phases.find(|phase| phase.name == name).map(|it| it.took)
        };
        for took in [took("failover"), took("failback")] {
            // A minute until the check, and five seconds until the look.
            assert!(
                took.is_some_and(|took| took.hi_ms < 66_000),
                "{phase}: {took:?}"
            );
        }
    }

    let clients = &account.day.clients;
    metrics::put(clients, "us-east-1", &verdict).await.unwrap();
    let listed = cloudwatch(clients).list_metrics().namespace("LexDR");
    let listed = listed.send().await.unwrap().metrics.unwrap_or_default();
    let told = |name: &str| {
        let named = |metric: &&Metric| metric.metric_name() == Some(name);
        listed.iter().filter(named).count()
    };
    assert_eq!((told("Passed"), told("Unknown")), (1, 1));
    let phases: BTreeSet<_> = verdict.phases.iter().map(|phase| &phase.name).collect();
    assert!(!phases.is_empty());
    assert_eq!(told("DowntimeLow"), phases.len());
    assert_eq!(told("DowntimeHigh"), phases.len());
}

#[tokio::test(start_paused = true)]
async fn an_alarm_ends_the_day_and_everything_is_put_back() {
    let account = Account::new("locale-disabled").await;
    let before = account.locales().await;
    let clients = &account.day.clients;
    let alarm = async {
        sleep(Duration::from_secs(240)).await;
        assert_ne!(account.locales().await, before);
        let call = cloudwatch(clients)
            .set_alarm_state()
            .alarm_name("calls-lost");
        let call = call.state_value("ALARM".into()).state_reason("the test");
        call.send().await.unwrap();
        Instant::now()
    };
    let (_, interrupted) = watch::channel(false);
    let ((ended, _), alarmed) = tokio::join!(account.run(interrupted), alarm);
    let ended = ended.unwrap();
    assert_eq!(ended.stopped.as_deref(), Some("alarm calls-lost fired"));
    assert_eq!(ended.problems, Vec::<String>::new());
    assert!(
        alarmed.elapsed() < Duration::from_secs(120),
        "{:?}",
        alarmed.elapsed()
    );
    assert_eq!(account.locales().await, before);
    assert!(account.is_settled().await);
}

#[tokio::test(start_paused = true)]
async fn an_interrupt_ends_the_day_and_everything_is_put_back() {
    let account = Account::new("locale-disabled").await;
    let before = account.locales().await;
    let (interrupt, interrupted) = watch::channel(false);
    let hand = async {
        sleep(Duration::from_secs(240)).await;
        assert_ne!(account.locales().await, before);
        interrupt.send_replace(true);
    };
    let ((ended, _), ()) = tokio::join!(account.run(interrupted), hand);
    let ended = ended.unwrap();
    assert_eq!(ended.stopped.as_deref(), Some("interrupted"));
    assert_eq!(ended.problems, Vec::<String>::new());
    assert_eq!(account.locales().await, before);
    assert!(account.is_settled().await);
}

#[tokio::test(start_paused = true)]
async fn a_second_day_is_refused_while_the_first_goes_on() {
    let account = Account::new("locale-disabled").await;
    let second = async {
        // Before the fault: then there would be nothing to break.
        sleep(Duration::from_secs(60)).await;
        account.day.prepare(asked()).await.unwrap().refusals
    };
    let (_, interrupted) = watch::channel(false);
    let ((first, _), second) = tokio::join!(account.run(interrupted), second);
    assert_eq!(first.unwrap().problems, Vec::<String>::new());
    let guards: Vec<_> = second.iter().map(|refusal| refusal.guard).collect();
    assert_eq!(guards, [Guard::OtherRun], "{second:?}");
}

#[tokio::test(start_paused = true)]
async fn planning_changes_nothing_and_says_what_forbids_the_day() {
    let account = Account::new("locale-disabled").await;
    let before = account.locales().await;
    let prepared = account.day.prepare(Asked::default()).await.unwrap();
    let refused: Vec<_> = prepared
        .refusals
        .iter()
        .map(|refusal| refusal.guard)
        .collect();
    assert_eq!(refused, [Guard::Live], "{:?}", prepared.refusals);
    assert_eq!(account.locales().await, before);
    assert!(account.is_settled().await);
}
