//! Facts, read from a simulated account in virtual time.

use std::collections::BTreeMap;
use std::time::{Duration, SystemTime};

use aws_credential_types::Credentials;
use aws_smithy_async::rt::sleep::{SharedAsyncSleep, TokioSleep};
use aws_smithy_async::time::SharedTimeSource;
use aws_smithy_runtime_api::client::behavior_version::BehaviorVersion;
use aws_types::SdkConfig;
use aws_types::region::Region;
use aws_types::sdk_config::SharedCredentialsProvider;
use jiff::Timestamp;
use lexdr_deploy::Clients;
use lexdr_gameday::guards::{Alarm, Asked, Facts, Rule, Told, firing, gather};
use lexdr_journal::Subject;
use lexdr_scenario::Millis;
use lexdr_simulator::{Clock, Principal, SimHttpClient, Simulator, builtin_package};

use crate::{TWO_FAULTS, config, locale_disabled, planned, role_denied, rule_disabled, scenario};

/// An account without anything in it.
pub(crate) fn account() -> (Simulator, Clients) {
    let clock = Clock::starting_at(SystemTime::UNIX_EPOCH + Duration::from_secs(1_767_225_600));
    let simulator = Simulator::builder(clock, 1)
        .regions(["us-east-1", "us-west-2"])
        .build();
    let keys = simulator.credentials(&Principal::Operator);
    let expiry = SystemTime::UNIX_EPOCH + Duration::from_secs(1_767_229_200);
    let credentials = Credentials::new(
        keys.access_key_id,
        keys.secret_access_key,
        keys.session_token,
        Some(expiry),
        "simulator",
    );
    let config = SdkConfig::builder()
        .behavior_version(BehaviorVersion::v2026_01_12())
        .region(Region::new("us-east-1"))
        .credentials_provider(SharedCredentialsProvider::new(credentials))
        .http_client(SimHttpClient::new(simulator.clone()))
        .sleep_impl(SharedAsyncSleep::new(TokioSleep::new()))
        .time_source(SharedTimeSource::new(clock))
        .build();
    (simulator, Clients::new(config, None))
}

fn cloudwatch(clients: &Clients) -> aws_sdk_cloudwatch::Client {
    aws_sdk_cloudwatch::Client::new(clients.config())
}

async fn put_alarm(clients: &Clients, name: &str) {
    cloudwatch(clients)
        .put_metric_alarm()
        .alarm_name(name)
        .namespace("lexDR")
        .metric_name("Unserved")
        .statistic("Sum".into())
        .period(60)
        .evaluation_periods(1)
        .threshold(0.0)
        .comparison_operator("GreaterThanThreshold".into())
        .send()
        .await
        .unwrap();
}

async fn set_alarm(clients: &Clients, name: &str, state: &str) {
    let call = cloudwatch(clients).set_alarm_state();
    let call = call.alarm_name(name).state_value(state.into());
    call.state_reason("a test").send().await.unwrap();
}

fn told() -> Told {
    Told {
        asked: Asked::default(),
        run: None,
        lock: Ok(None),
        open: Ok(Vec::new()),
        steady: Ok(()),
    }
}

async fn facts(clients: &Clients) -> Facts {
    let config = config();
    let system = config.system(&scenario(TWO_FAULTS).check);
    gather(clients, &config, &system, None, told()).await
}

#[tokio::test(start_paused = true)]
async fn a_deployed_system_is_known() {
    let (_simulator, clients) = account();
    let code = builtin_package("none").to_vec();
    let system = lexdr_deploy::System {
        check_code: code.clone(),
        region_code: code,
        ..config().system(&scenario(TWO_FAULTS).check)
    };
    let deployed = lexdr_deploy::up(&clients, &system, &mut |_| {})
        .await
        .unwrap();
    put_alarm(&clients, "lex-errors").await;
    put_alarm(&clients, "somebody else's").await;
    set_alarm(&clients, "lex-errors", "OK").await;

    let found = facts(&clients).await;
    let identity = found.identity.unwrap();
    assert_eq!(identity.account, "123456789012");
    assert!(identity.arn.starts_with("arn:aws:"), "{}", identity.arn);
    let expire: Timestamp = "2026-01-01T01:00:00Z".parse().unwrap();
    assert_eq!(found.expire, Ok(Some(expire)));
    let rule = |enabled| {
        let schedule = "rate(5 minutes)".to_owned();
        Ok(Rule { enabled, schedule })
    };
    assert_eq!(found.rule, rule(false));
    assert_eq!(found.check_timeout, Ok(Millis(15_000)));
    let bots = found.bots.unwrap();
    let arns: Vec<&String> = bots.iter().map(|bot| &bot.arn).collect();
    let deployed: Vec<&String> = deployed.bots.iter().map(|bot| &bot.alias_arn).collect();
    assert_eq!(arns, deployed);
    let quiet = Alarm {
        name: "lex-errors".to_owned(),
        state: "OK".to_owned(),
    };
    assert_eq!(found.alarms, Ok(vec![quiet]));

    lexdr_deploy::start(&clients, &system).await.unwrap();
    assert_eq!(facts(&clients).await.rule, rule(true));
}

#[tokio::test(start_paused = true)]
async fn what_is_not_there_is_a_fact_that_says_so() {
    let (_simulator, clients) = account();
    let found = facts(&clients).await;
    let rule = found.rule.unwrap_err();
    assert!(
        rule.starts_with("DescribeRule lexHealthCheckRule: ResourceNotFoundException: "),
        "{rule}"
    );
    let timeout = found.check_timeout.unwrap_err();
    assert!(
        timeout.starts_with("GetFunctionConfiguration lexDRTest: ResourceNotFoundException: "),
        "{timeout}"
    );
    assert_eq!(found.bots, Ok(Vec::new()));
    assert_eq!(found.alarms, Ok(Vec::new()));
}

#[tokio::test(start_paused = true)]
async fn alarms_that_fire_or_are_gone_stop_the_game_day() {
    let (_simulator, clients) = account();
    let both = ["callers unserved", "lex-errors"];
    assert_eq!(firing(&clients, &config()).await.unwrap(), both);
    for name in both {
        put_alarm(&clients, name).await;
        set_alarm(&clients, name, "OK").await;
    }
    assert_eq!(firing(&clients, &config()).await.unwrap(), [""; 0]);
    set_alarm(&clients, "lex-errors", "ALARM").await;
    assert_eq!(firing(&clients, &config()).await.unwrap(), ["lex-errors"]);
}

#[tokio::test(start_paused = true)]
async fn alarms_that_cannot_be_read_are_an_error_and_not_quiet() {
    let (simulator, clients) = account();
    simulator.shutdown();
    let error = firing(&clients, &config()).await.unwrap_err();
    assert!(
        error.starts_with("DescribeAlarms in us-east-1: "),
        "{error}"
    );
}

#[tokio::test(start_paused = true)]
async fn tags_are_read_of_what_the_plan_changes_if_they_allow_something() {
    let (_simulator, clients) = account();
    let code = builtin_package("none").to_vec();
    let mut config = config();
    let tags = BTreeMap::from([("lexdr".to_owned(), "game-day".to_owned())]);
    let system = lexdr_deploy::System {
        check_code: code.clone(),
        region_code: code,
        tags: tags.clone(),
        ..config.system(&scenario(TWO_FAULTS).check)
    };
    let deployed = lexdr_deploy::up(&clients, &system, &mut |_| {}).await;
    let bot = deployed.unwrap().bots.remove(0);

    let mut alias = locale_disabled("us-east-1");
    alias.subject = Subject::AliasPolicy {
        region: bot.region,
        arn: bot.alias_arn,
    };
    let mut function = rule_disabled("lexHealthCheckRule");
    function.subject = Subject::Environment {
        region: "us-east-1".to_owned(),
        function: "lexDRTest".to_owned(),
    };
    let rules = ["lexHealthCheckRule", "nobody"].map(rule_disabled);
    let changes = vec![rules.to_vec(), vec![alias, role_denied(None), function]];
    let plan = planned(TWO_FAULTS, &config, changes).unwrap();
    let facts = gather(&clients, &config, &system, Some(&plan), told()).await;
    assert_eq!(facts.tags, BTreeMap::new());

    config.allow.tags = tags.clone();
    let facts = gather(&clients, &config, &system, Some(&plan), told()).await;
    let found = facts.tags.into_values();
    let found = found
        .map(|tags| tags.map_err(|why| why.split(": ").take(2).collect::<Vec<_>>().join(": ")));
    let nobody = "ListTagsForResource arn:aws:events:us-east-1:123456789012:rule/nobody: \
                  ResourceNotFoundException";
    // Bot, function, role, and two rules.
    let own = || Ok(tags.clone());
    assert_eq!(
        found.collect::<Vec<_>>(),
        [own(), own(), own(), own(), Err(nobody.to_owned())]
    );
}
