//! Lex V2 over HTTP, as SDKs that are not written in Rust call it.

use lexdr_serve::{State, Timing, endpoint_variables};
use rstest::rstest;
use serde_json::{Value, json};

use crate::client::World;

const ORDER: &str = r#"{"text":"I would like to order some flowers"}"#;
const MODELS: &str = "/us-east-1/models-v2-lex";
const ROLE: &str = "arn:aws:iam::123456789012:role/lexDRBotRole";

/// What a request without prefix is told apart by: a host, or the scope of a signature.
const HOST: &str = "host: models-v2-lex.us-east-1.localhost";
const SCOPE: &str =
    "authorization: AWS4-HMAC-SHA256 Credential=AKID/20260101/us-east-1/lex/aws4_request";

/// The ids of the bot and its alias in a region.
async fn ids(world: &World, region: &str) -> (String, String) {
    let models = format!("/{region}/models-v2-lex/bots/");
    let (status, bots) = world.ask("POST", &models, "{}").await;
    assert_eq!(status, 200, "{bots}");
    assert_eq!(bots["botSummaries"][0]["botName"], "OrderFlowers");
    let bot = bots["botSummaries"][0]["botId"].as_str().unwrap();
    let path = format!("{models}{bot}/botaliases/");
    let (status, aliases) = world.ask("POST", &path, "{}").await;
    assert_eq!(status, 200, "{aliases}");
    let all = aliases["botAliasSummaries"].as_array().unwrap();
    let alias = all.iter().find(|alias| alias["botAliasName"] == "ver_one");
    let alias = alias.unwrap()["botAliasId"].as_str().unwrap();
    (bot.to_owned(), alias.to_owned())
}

fn session((bot, alias): &(String, String)) -> String {
    format!("/bots/{bot}/botAliases/{alias}/botLocales/en_US/sessions/caller-1")
}

async fn create(world: &World, name: &str) -> String {
    let bot = json!({
        "botName": name,
        "roleArn": ROLE,
        "dataPrivacy": { "childDirected": false },
        "idleSessionTTLInSeconds": 300,
    });
    let path = format!("{MODELS}/bots/");
    let (status, made) = world.ask("PUT", &path, &bot.to_string()).await;
    assert_eq!((status, &made["botStatus"]), (202, &json!("Creating")));
    made["botId"].as_str().unwrap().to_owned()
}

#[rstest]
#[tokio::test]
async fn a_stranger_can_talk_to_the_bot_at_once(
    #[values("us-east-1", "us-west-2")] region: &str,
    #[values("", "/")] end: &str,
) {
    let world = World::start().await;
    let ids = ids(&world, region).await;
    let path = format!("/{region}/runtime-v2-lex{}/text{end}", session(&ids));
    let (status, answer) = world.ask("POST", &path, ORDER).await;
    assert_eq!(status, 200, "{answer}");
    let state = &answer["sessionState"];
    assert_eq!(state["dialogAction"]["slotToElicit"], "FlowerType");
    assert_eq!(state["intent"]["slots"]["FlowerType"], Value::Null);
}

#[tokio::test]
async fn bots_have_the_ids_that_they_had_before() {
    let world = World::start().await;
    let before = ids(&world, "us-east-1").await;
    let path = "/_lexdr/reset?state=order-flowers";
    assert_eq!(world.ask("POST", path, "").await.0, 200);
    assert_eq!(ids(&world, "us-east-1").await, before);
}

#[rstest]
#[case::by_a_prefix(&format!("{MODELS}/bots/"), "accept: */*")]
#[case::by_the_host("/bots/", HOST)]
#[case::by_the_path("/bots/", SCOPE)]
#[tokio::test]
async fn every_address_leads_to_the_bots(#[case] path: &str, #[case] header: &str) {
    let world = World::start().await;
    let (status, _, bots) = world.ask_with("POST", path, &[header], "{}").await;
    assert!(status == 200 && bots.contains("botSummaries"), "{bots}");
}

/// Both generations delete bots at `/bots/…`.
#[tokio::test]
async fn on_a_shared_port_a_bot_is_deleted_in_its_own_generation() {
    let world = World::with(State::Empty).await;
    let bot = create(&world, "Flowers").await;
    let delete = |path: String| {
        let world = &world;
        async move { world.ask_with("DELETE", &path, &[SCOPE], "").await }
    };
    // Lex V1 says so of a bot that it does not have; Lex V2 has one of this name.
    let (status, head, answer) = delete("/bots/Flowers/".to_owned()).await;
    assert_eq!(status, 404, "{answer}");
    assert!(head.contains("notfoundexception") && !head.contains("resourcenotfound"));
    let (status, _, answer) = delete(format!("/bots/{bot}/")).await;
    let expected = format!(r#"{{"botId":"{bot}","botStatus":"Deleting"}}"#);
    assert_eq!((status, answer), (202, expected));
    let path = format!("{MODELS}/bots/{bot}/");
    assert_eq!(world.ask("GET", &path, "").await.0, 404);
}

/// Lex V2 answers a change before it is made.
#[tokio::test]
async fn nothing_is_waited_for() {
    let world = World::with(State::Empty).await;
    let bot = create(&world, "Flowers").await;
    let path = format!("{MODELS}/bots/{bot}/");
    let (_, found) = world.ask("GET", &path, "").await;
    assert_eq!(found["botStatus"], "Available");
    let locales = format!("{path}botversions/DRAFT/botlocales/");
    let locale = json!({ "localeId": "en_US", "nluIntentConfidenceThreshold": 0.4 });
    let (status, made) = world.ask("PUT", &locales, &locale.to_string()).await;
    assert_eq!(
        (status, &made["botLocaleStatus"]),
        (202, &json!("Creating"))
    );
    let (_, found) = world.ask("GET", &format!("{locales}en_US/"), "").await;
    assert_eq!(found["botLocaleStatus"], "NotBuilt");
}

#[tokio::test]
async fn with_simulated_latency_changes_take_their_time() {
    let world = World::timed(State::OrderFlowers, Timing::Simulated).await;
    ids(&world, "us-east-1").await;
    let bot = create(&world, "Flowers").await;
    let (_, found) = world.ask("GET", &format!("{MODELS}/bots/{bot}/"), "").await;
    assert_eq!(found["botStatus"], "Creating");
}

#[test]
fn both_apis_have_an_endpoint_variable() {
    let variables = endpoint_variables(([127, 0, 0, 1], 4588).into());
    for (name, prefix) in [
        ("AWS_ENDPOINT_URL_LEX_RUNTIME_V2", "runtime-v2-lex"),
        ("AWS_ENDPOINT_URL_LEX_MODELS_V2", "models-v2-lex"),
    ] {
        let expected = (name.to_owned(), format!("http://127.0.0.1:4588/{prefix}"));
        assert!(variables.contains(&expected), "{variables:?}");
    }
}
