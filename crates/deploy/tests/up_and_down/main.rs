//! What `up` makes, that a second `up` changes nothing, and that `down` leaves nothing.
#![expect(
    deprecated,
    reason = "AWS deprecated the crate with Lex V1; the bots are of both generations"
)]

mod inventory;
mod lex_v2;
mod owned;
mod replicas;

use std::collections::BTreeMap;
use std::time::{Duration, SystemTime};

use aws_credential_types::Credentials;
use aws_smithy_async::rt::sleep::{SharedAsyncSleep, TokioSleep};
use aws_smithy_async::time::SharedTimeSource;
use aws_smithy_runtime_api::client::behavior_version::BehaviorVersion;
use aws_types::SdkConfig;
use aws_types::region::Region;
use aws_types::sdk_config::SharedCredentialsProvider;
use inventory::{Found, inventory};
use lexdr_deploy::{Clients, DeployedBot, Driver, System, down, start, up};
use lexdr_simulator::{Clock, Principal, SimHttpClient, Simulator, builtin_package};
use lexdr_wire::LexVersion;
use rstest::rstest;

/// An account without anything in it.
fn account() -> (Simulator, Clients) {
    let clock = Clock::starting_at(SystemTime::UNIX_EPOCH + Duration::from_secs(1_767_225_600));
    let simulator = Simulator::builder(clock, 1)
        .regions(["us-east-1", "us-west-2"])
        .build();
    let keys = simulator.credentials(&Principal::Operator);
    let credentials = Credentials::new(
        keys.access_key_id,
        keys.secret_access_key,
        keys.session_token,
        None,
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

fn system(lex: LexVersion) -> System {
    let code = || builtin_package("none").to_vec();
    System {
        lex,
        ..System::published(code(), code())
    }
}

#[rstest]
#[case::v1(LexVersion::V1, &[
    "alias in us-east-1",
    "alias in us-west-2",
    "bot OrderFlowers in us-east-1",
    "bot OrderFlowers in us-west-2",
    "function lexDRGetRegion in us-east-1",
    "function lexDRTest in us-east-1",
    "intent OrderFlowers in us-east-1",
    "intent OrderFlowers in us-west-2",
    "role lexDRRole",
    "rule lexHealthCheckRule in us-east-1",
    "slot type FlowerTypes in us-east-1",
    "slot type FlowerTypes in us-west-2",
    "table lexDR in us-east-1",
])]
#[case::v2(LexVersion::V2, &[
    "alias TestBotAlias in us-east-1",
    "alias TestBotAlias in us-west-2",
    "alias ver_one in us-east-1",
    "alias ver_one in us-west-2",
    "bot OrderFlowers in us-east-1",
    "bot OrderFlowers in us-west-2",
    "function lexDRGetRegion in us-east-1",
    "function lexDRTest in us-east-1",
    "locale en_US in us-east-1",
    "locale en_US in us-west-2",
    "role lexDRRole",
    "role lexDRRoleLex",
    "rule lexHealthCheckRule in us-east-1",
    "table lexDR in us-east-1",
])]
#[tokio::test(start_paused = true)]
async fn up_makes_the_published_design_and_twice_is_once(
    #[case] lex: LexVersion,
    #[case] things: &[&str],
) {
    let (_simulator, clients) = account();
    let system = system(lex);
    let mut steps = Vec::new();
    let deployed = up(&clients, &system, &mut |step| steps.push(step.to_owned()))
        .await
        .unwrap();
    assert_eq!(deployed.account, "123456789012");
    assert!(
        steps
            .iter()
            .any(|step| step == "bot OrderFlowers in us-west-2"),
        "{steps:?}"
    );

    let once = inventory(&clients, &system).await;
    let names: Vec<&str> = once.keys().map(String::as_str).collect();
    assert_eq!(names, things);
    assert!(once["rule lexHealthCheckRule in us-east-1"].contains("rate(5 minutes)"));
    assert!(once["function lexDRTest in us-east-1"].contains(r#""TEST_METHOD": "send_message""#));

    let again = up(&clients, &system, &mut |_| {}).await.unwrap();
    assert_eq!(again, deployed);
    assert_eq!(inventory(&clients, &system).await, once);
}

#[rstest]
#[case::v1(LexVersion::V1, "alias in us-east-1", "1", r#"["DynamoDBReadWrite"]"#)]
#[case::v2(
    LexVersion::V2,
    "alias ver_one in us-east-1",
    r#"1, ["en_US"]"#,
    r#"["DynamoDBReadWrite", "LexListBotAliases"]"#
)]
#[tokio::test(start_paused = true)]
async fn the_alias_serves_the_first_version_and_the_role_reaches_it(
    #[case] lex: LexVersion,
    #[case] alias: &str,
    #[case] serves: &str,
    #[case] policies: &str,
) {
    let (_simulator, clients) = account();
    let system = system(lex);
    up(&clients, &system, &mut |_| {}).await.unwrap();
    let found = inventory(&clients, &system).await;
    assert_eq!(found[alias], serves);
    assert_eq!(
        found["role lexDRRole"],
        format!("2 attached, inline {policies}")
    );
}

/// An alias of Lex V2 that is made again has another id.
fn without_ids(mut found: Found, bots: &[DeployedBot]) -> Found {
    for bot in bots {
        for line in found.values_mut() {
            *line = line.replace(&bot.alias_id, "the alias");
        }
    }
    found
}

#[rstest]
#[tokio::test(start_paused = true)]
async fn up_mends_what_somebody_removed(#[values(LexVersion::V1, LexVersion::V2)] lex: LexVersion) {
    let (_simulator, clients) = account();
    let system = system(lex);
    let deployed = up(&clients, &system, &mut |_| {}).await.unwrap();
    let once = inventory(&clients, &system).await;
    match deployed.bots.first() {
        None => {
            let lex = clients.lex_models("us-east-1");
            let gone = lex.delete_bot_alias().bot_name(&system.bot);
            gone.name(&system.alias).send().await.unwrap();
        }
        Some(bot) => {
            let lex = clients.lex_models_v2("us-east-1");
            let gone = lex.delete_bot_alias().bot_id(&bot.bot_id);
            gone.bot_alias_id(&bot.alias_id).send().await.unwrap();
        }
    }
    let lambda = clients.lambda("us-east-1");
    lambda
        .delete_function()
        .function_name(&system.check_function)
        .send()
        .await
        .unwrap();
    assert_ne!(inventory(&clients, &system).await, once);
    let mended = up(&clients, &system, &mut |_| {}).await.unwrap();
    let now = inventory(&clients, &system).await;
    assert_eq!(
        without_ids(now, &mended.bots),
        without_ids(once, &deployed.bots)
    );
}

#[rstest]
#[tokio::test(start_paused = true)]
async fn down_leaves_nothing_and_does_not_mind_nothing(
    #[values(LexVersion::V1, LexVersion::V2)] lex: LexVersion,
) {
    let (_simulator, clients) = account();
    let system = system(lex);
    up(&clients, &system, &mut |_| {}).await.unwrap();
    down(&clients, &system, &mut |_| {}).await.unwrap();
    assert_eq!(inventory(&clients, &system).await, BTreeMap::new());
    down(&clients, &system, &mut |_| {}).await.unwrap();
}

#[tokio::test(start_paused = true)]
async fn start_leaves_intervals_that_eventbridge_cannot_keep_to_the_caller() {
    let (_simulator, clients) = account();
    for (every, driver) in [
        (Duration::from_secs(60), Driver::Rule),
        (Duration::from_secs(300), Driver::Rule),
        (Duration::from_secs(3), Driver::Caller),
        (Duration::from_secs(90), Driver::Caller),
    ] {
        let system = System {
            every,
            ..system(LexVersion::V1)
        };
        up(&clients, &system, &mut |_| {}).await.unwrap();
        assert_eq!(start(&clients, &system).await.unwrap(), driver, "{every:?}");
    }
}
