//! What `up` makes, that a second `up` changes nothing, and that `down` leaves nothing.
#![expect(
    deprecated,
    reason = "AWS deprecated the crate with Lex V1; the bots are of Lex V1"
)]

use std::collections::BTreeMap;
use std::time::{Duration, SystemTime};

use aws_credential_types::Credentials;
use aws_smithy_async::rt::sleep::{SharedAsyncSleep, TokioSleep};
use aws_smithy_async::time::SharedTimeSource;
use aws_smithy_runtime_api::client::behavior_version::BehaviorVersion;
use aws_types::SdkConfig;
use aws_types::region::Region;
use aws_types::sdk_config::SharedCredentialsProvider;
use lexdr_deploy::{Clients, Driver, System, down, start, up};
use lexdr_simulator::{Clock, Principal, SimHttpClient, Simulator, builtin_package};

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

fn system() -> System {
    let code = || builtin_package("none").to_vec();
    System::published(code(), code())
}

/// Items with their attributes in order.
fn sorted<V: std::fmt::Debug>(
    items: &[std::collections::HashMap<String, V>],
) -> Vec<BTreeMap<&String, &V>> {
    items.iter().map(|item| item.iter().collect()).collect()
}

/// What is there, one line a thing: what matters of it, without ids and dates.
async fn inventory(clients: &Clients, system: &System) -> BTreeMap<String, String> {
    let mut found = BTreeMap::new();
    for region in system.regions() {
        let lex = clients.lex_models(region);
        if let Ok(alias) = lex
            .get_bot_alias()
            .bot_name(&system.bot)
            .name(&system.alias)
            .send()
            .await
        {
            let version = alias.bot_version.unwrap();
            found.insert(format!("alias in {region}"), version);
        }
        let bots = lex.get_bots().send().await.unwrap();
        for bot in bots.bots() {
            let name = bot.name().unwrap();
            let versions = lex.get_bot_versions().name(name).send().await.unwrap();
            found.insert(
                format!("bot {name} in {region}"),
                format!(
                    "{:?}, {} versions",
                    bot.status().unwrap(),
                    versions.bots().len()
                ),
            );
        }
        for intent in lex.get_intents().send().await.unwrap().intents() {
            found.insert(
                format!("intent {} in {region}", intent.name().unwrap()),
                String::new(),
            );
        }
        for slot_type in lex.get_slot_types().send().await.unwrap().slot_types() {
            let name = slot_type.name().unwrap();
            found.insert(format!("slot type {name} in {region}"), String::new());
        }
        for name in clients
            .dynamodb(region)
            .list_tables()
            .send()
            .await
            .unwrap()
            .table_names()
        {
            let items = clients
                .dynamodb(region)
                .scan()
                .table_name(name)
                .send()
                .await
                .unwrap();
            found.insert(
                format!("table {name} in {region}"),
                format!("{:?}", sorted(items.items())),
            );
        }
        for function in clients
            .lambda(region)
            .list_functions()
            .send()
            .await
            .unwrap()
            .functions()
        {
            let variables = function
                .environment()
                .and_then(|environment| environment.variables());
            let variables: BTreeMap<_, _> = variables.into_iter().flatten().collect();
            found.insert(
                format!("function {} in {region}", function.function_name().unwrap()),
                format!("{:?} s, {variables:?}", function.timeout().unwrap()),
            );
        }
        for rule in clients
            .events(region)
            .list_rules()
            .send()
            .await
            .unwrap()
            .rules()
        {
            found.insert(
                format!("rule {} in {region}", rule.name().unwrap()),
                format!(
                    "{:?} {:?}",
                    rule.state().unwrap(),
                    rule.schedule_expression()
                ),
            );
        }
    }
    if let Ok(role) = clients
        .iam()
        .get_role()
        .role_name(&system.role)
        .send()
        .await
    {
        let attached = clients
            .iam()
            .list_attached_role_policies()
            .role_name(&system.role)
            .send()
            .await;
        let inline = clients
            .iam()
            .list_role_policies()
            .role_name(&system.role)
            .send()
            .await;
        found.insert(
            format!("role {}", role.role.unwrap().role_name),
            format!(
                "{} attached, inline {:?}",
                attached.unwrap().attached_policies().len(),
                inline.unwrap().policy_names()
            ),
        );
    }
    found
}

#[tokio::test(start_paused = true)]
async fn up_makes_the_published_design_and_twice_is_once() {
    let (_simulator, clients) = account();
    let system = system();
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
    assert_eq!(
        names,
        [
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
        ]
    );
    assert_eq!(once["alias in us-east-1"], "1");
    assert_eq!(
        once["role lexDRRole"],
        r#"2 attached, inline ["DynamoDBReadWrite"]"#
    );
    assert!(once["rule lexHealthCheckRule in us-east-1"].contains("rate(5 minutes)"));
    assert!(once["function lexDRTest in us-east-1"].contains(r#""TEST_METHOD": "send_message""#));

    up(&clients, &system, &mut |_| {}).await.unwrap();
    assert_eq!(inventory(&clients, &system).await, once);
}

#[tokio::test(start_paused = true)]
async fn up_mends_what_somebody_removed() {
    let (_simulator, clients) = account();
    let system = system();
    up(&clients, &system, &mut |_| {}).await.unwrap();
    let once = inventory(&clients, &system).await;
    let lex = clients.lex_models("us-east-1");
    lex.delete_bot_alias()
        .bot_name(&system.bot)
        .name(&system.alias)
        .send()
        .await
        .unwrap();
    let lambda = clients.lambda("us-east-1");
    lambda
        .delete_function()
        .function_name(&system.check_function)
        .send()
        .await
        .unwrap();
    assert_ne!(inventory(&clients, &system).await, once);
    up(&clients, &system, &mut |_| {}).await.unwrap();
    assert_eq!(inventory(&clients, &system).await, once);
}

#[tokio::test(start_paused = true)]
async fn down_leaves_nothing_and_does_not_mind_nothing() {
    let (_simulator, clients) = account();
    let system = system();
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
        let system = System { every, ..system() };
        up(&clients, &system, &mut |_| {}).await.unwrap();
        assert_eq!(start(&clients, &system).await.unwrap(), driver, "{every:?}");
    }
}
