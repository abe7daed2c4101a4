//! Lists: pages, filters, order.

use aws_sdk_lexmodelsv2::Client;
use aws_sdk_lexmodelsv2::types::{
    BotFilter, BotFilterName, BotFilterOperator, BotSortAttribute, BotSortBy, SortOrder,
};
use rstest::rstest;

use crate::account::{Account, EAST};
use crate::flowers;

async fn bots() -> Client {
    let lex = Account::new().models(EAST);
    for name in ["Tulips", "Roses", "Lilies"] {
        flowers::bot(&lex, name).send().await.unwrap();
    }
    lex
}

fn order(order: SortOrder) -> BotSortBy {
    BotSortBy::builder()
        .attribute(BotSortAttribute::BotName)
        .order(order)
        .build()
        .unwrap()
}

#[tokio::test(start_paused = true)]
async fn pages_hold_everything_once_in_either_order() {
    let lex = bots().await;
    for (sort, expected) in [
        (SortOrder::Ascending, ["Lilies", "Roses", "Tulips"]),
        (SortOrder::Descending, ["Tulips", "Roses", "Lilies"]),
    ] {
        let list = lex.list_bots().max_results(1).sort_by(order(sort));
        let mut pages = list.into_paginator().send();
        let mut names = Vec::new();
        while let Some(page) = pages.next().await {
            let page = page.unwrap();
            assert_eq!(page.bot_summaries().len(), 1);
            names.push(page.bot_summaries()[0].bot_name().unwrap().to_owned());
        }
        assert_eq!(names, expected);
    }
}

#[rstest]
#[case(BotFilterOperator::Equals, "Roses", &["Roses"])]
#[case(BotFilterOperator::Contains, "li", &["Lilies", "Tulips"])]
#[case(BotFilterOperator::NotEquals, "Roses", &["Lilies", "Tulips"])]
#[tokio::test(start_paused = true)]
async fn bots_are_found_by_name(
    #[case] operator: BotFilterOperator,
    #[case] value: &str,
    #[case] expected: &[&str],
) {
    let lex = bots().await;
    let filter = BotFilter::builder()
        .name(BotFilterName::BotName)
        .operator(operator)
        .values(value)
        .build()
        .unwrap();
    let found = lex.list_bots().filters(filter).send().await.unwrap();
    let names = found.bot_summaries().iter();
    let names: Vec<&str> = names.map(|bot| bot.bot_name().unwrap()).collect();
    assert_eq!(names, expected);
}

#[tokio::test(start_paused = true)]
async fn a_bot_shows_its_latest_version_and_lists_the_draft_with_the_others() {
    let lex = Account::new().models(EAST);
    let (bot, alias) = flowers::live(&lex).await;
    let bots = lex.list_bots().send().await.unwrap();
    assert_eq!(bots.bot_summaries()[0].latest_bot_version(), Some("1"));
    let versions = lex.list_bot_versions().bot_id(&bot).send().await.unwrap();
    let versions = versions.bot_version_summaries().iter();
    let versions: Vec<&str> = versions.map(|one| one.bot_version().unwrap()).collect();
    assert_eq!(versions, ["DRAFT", "1"]);
    let aliases = lex.list_bot_aliases().bot_id(&bot).send().await.unwrap();
    let aliases = aliases.bot_alias_summaries().iter();
    let aliases: Vec<&str> = aliases.map(|one| one.bot_alias_id().unwrap()).collect();
    assert_eq!(aliases, ["TSTALIASID", alias.as_str()]);
}

#[tokio::test(start_paused = true)]
async fn a_token_that_lex_did_not_give_is_refused() {
    let lex = bots().await;
    let refused = lex.list_bots().next_token("soon").send().await;
    let refused = refused.unwrap_err().into_service_error();
    assert!(refused.is_validation_exception(), "{refused:?}");
}
