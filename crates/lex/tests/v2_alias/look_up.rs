//! When the id is looked up, and which alias is taken.

use std::time::Duration;

use lexdr_lex::{Alias, AliasIds, Bot, Evidence, Question, V2};
use lexdr_route::testing::{Reply, ScriptedHttp, VirtualClock};
use rstest::rstest;
use serde_json::json;

use crate::support::{
    LIMIT, NEW, OLD, World, aliases, called, down, gone, none, owned, page, well,
};

#[tokio::test(start_paused = true)]
async fn an_alias_made_again_is_found_once_and_kept() {
    let world = World::warm().await;
    world.runtime(&[(NEW, well())]);
    world.list(aliases(&[("ver_one", NEW)]));
    assert_eq!(world.ask().await.1, [OLD, "list", NEW]);
    assert_eq!(world.ask().await, (Evidence::Healthy, owned(&[NEW])));
    let ids = |alias: &str| AliasIds {
        bot: "ABCDEFGHIJ".into(),
        alias: alias.into(),
    };
    assert_eq!(world.bot.alias_ids(), Some(ids(NEW)));
    let lines = world.lines.json();
    let told: Vec<_> = lines
        .iter()
        .filter(|line| line["message"] == "alias has this id")
        .map(|line| (line["before"].as_str(), line["alias_id"].as_str()))
        .collect();
    assert_eq!(told, [(None, Some(OLD)), (Some(OLD), Some(NEW))]);
}

/// While the name is gone the old id is asked first, at every check; the reason stays the same.
#[tokio::test(start_paused = true)]
async fn a_deleted_alias_is_looked_for_at_every_check_until_it_is_back() {
    let world = World::warm().await;
    world.runtime(&[]);
    world.list(aliases(&[]));
    for _ in 0..3 {
        let (evidence, called) = world.ask().await;
        assert_eq!(evidence, down("ResourceNotFoundException"));
        assert_eq!(called, [OLD, "list"]);
    }
    world.runtime(&[(NEW, well())]);
    world.list(aliases(&[("ver_one", NEW)]));
    assert_eq!(world.ask().await.0, Evidence::Healthy);
}

#[tokio::test(start_paused = true)]
async fn an_id_is_used_as_it_is_and_never_looked_up() {
    let world = World::new(OLD);
    world.runtime(&[(NEW, well())]);
    world.list(aliases(&[(OLD, NEW)]));
    let (evidence, called) = world.ask().await;
    assert_eq!(evidence, down("ResourceNotFoundException"));
    assert_eq!(called, [OLD]);
}

#[rstest]
#[case::later_page("ver_one", &[("", page(&[("a", "A")], Some("2"))), ("2", aliases(&[("ver_one", OLD)]))])]
#[case::empty_page("ver_one", &[("", page(&[], Some("2"))), ("2", aliases(&[("ver_one", OLD)]))])]
#[case::name_before_id("PRODUCTION", &[("", aliases(&[("x", "PRODUCTION"), ("PRODUCTION", OLD)]))])]
#[case::other_case("ver_one", &[("", aliases(&[("Ver_One", NEW), ("ver_one", OLD)]))])]
#[tokio::test(start_paused = true)]
async fn the_alias_is_found_wherever_it_stands(
    #[case] alias: &str,
    #[case] pages: &[(&'static str, Reply)],
) {
    let world = World::new(alias);
    world.runtime(&[(OLD, well())]);
    world.behind.lock().unwrap().list = pages.iter().cloned().collect();
    assert_eq!(world.ask().await.0, Evidence::Healthy);
}

#[tokio::test(start_paused = true)]
async fn an_id_without_a_digit_is_found_as_well() {
    let world = World::new("ABCDEFGHIJ");
    world.runtime(&[("ABCDEFGHIJ", well())]);
    world.list(aliases(&[("ver_one", "ABCDEFGHIJ")]));
    assert_eq!(
        world.ask().await,
        (Evidence::Healthy, owned(&["list", "ABCDEFGHIJ"]))
    );
}

#[tokio::test(start_paused = true)]
async fn an_alias_that_is_being_deleted_gives_way_to_its_successor() {
    for order in [[OLD, NEW], [NEW, OLD]] {
        let world = World::new("ver_one");
        world.runtime(&[(NEW, well())]);
        let status = |id: &str| if id == OLD { "Deleting" } else { "Creating" };
        let summaries = order.map(
            |id| json!({"botAliasName": "ver_one", "botAliasId": id, "botAliasStatus": status(id)}),
        );
        world.list(Reply::json(&json!({ "botAliasSummaries": summaries })));
        assert_eq!(world.ask().await.1, ["list", NEW]);
    }
}

#[tokio::test(start_paused = true)]
async fn pages_without_end_are_not_read_without_end() {
    let world = World::new("ver_one");
    world.list(page(&[], Some("again")));
    let again = page(&[], Some("again"));
    world.behind.lock().unwrap().list.insert("again", again);
    let (evidence, _) = world.ask().await;
    assert_eq!(evidence, none("ListBotAliases: garbled answer"));
    assert_eq!(world.http.exchanges().len(), 20);
}

/// A slow look-up leaves the bot the time that a healthy one needs.
#[tokio::test(start_paused = true)]
async fn a_slow_look_up_is_no_evidence_against_the_bot() {
    let world = World::new("ver_one");
    let after = |millis, reply| Reply::After(Duration::from_millis(millis), Box::new(reply));
    world.list(after(700, aliases(&[("ver_one", OLD)])));
    world.runtime(&[(OLD, after(1_400, well()))]);
    assert_eq!(world.ask().await.0, Evidence::Healthy);
}

#[tokio::test(start_paused = true)]
async fn a_session_is_ended_where_it_was_opened_and_nowhere_if_nothing_was_asked() {
    let limit = Duration::from_secs(1);
    let cold = World::new("ver_one");
    assert_eq!(cold.bot.forget("test-1", limit).await, Ok(()));
    assert_eq!(cold.http.exchanges().len(), 0);
    assert_eq!(cold.bot.alias_ids(), None);

    let world = World::warm().await;
    world.runtime(&[(NEW, well())]);
    world.list(aliases(&[("ver_one", NEW)]));
    world.ask().await;
    let before = world.http.exchanges().len();
    assert_eq!(world.bot.forget("test-1", limit).await, Ok(()));
    let exchanges = world.http.exchanges();
    assert_eq!(exchanges[before].method, "DELETE");
    assert_eq!(called(&exchanges[before]), NEW);
}

#[tokio::test(start_paused = true)]
async fn without_credentials_nothing_is_known_and_nothing_sent() {
    let http = ScriptedHttp::new(|_| gone());
    let aws = http.aws_without_credentials(VirtualClock::start());
    let alias = Alias::of("ver_one");
    let question = Question::OpenSession;
    let bot = V2::new(&aws, "us-west-2", "ABCDEFGHIJ", &alias, "en_US", question);
    let probe = bot.ask("test-1", LIMIT).await;
    assert_eq!(probe.evidence, none("ListBotAliases: request not sent"));
    assert!(!probe.session_may_be_open);
    assert_eq!(http.exchanges().len(), 0);
}
