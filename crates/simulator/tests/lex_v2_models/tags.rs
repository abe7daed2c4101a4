//! Tags of bots and aliases.

use std::collections::HashMap;

use crate::account::{ACCOUNT, Account, EAST};
use crate::flowers;

#[tokio::test(start_paused = true)]
async fn tags_are_given_with_a_bot_and_changed_later() {
    let lex = Account::new().models(EAST);
    let made = flowers::bot(&lex, "OrderFlowers")
        .bot_tags("team", "voice")
        .test_bot_alias_tags("use", "tests");
    let made = made.send().await.unwrap();
    assert_eq!(made.bot_tags().unwrap()["team"], "voice");
    let id = made.bot_id().unwrap();
    let bot = format!("arn:aws:lex:{EAST}:{ACCOUNT}:bot/{id}");
    let alias = format!("arn:aws:lex:{EAST}:{ACCOUNT}:bot-alias/{id}/TSTALIASID");
    let tags = async |arn: &str| {
        let listed = lex.list_tags_for_resource().resource_arn(arn).send().await;
        listed.unwrap().tags.unwrap()
    };
    assert_eq!(tags(&alias).await["use"], "tests");
    let add = lex.tag_resource().resource_arn(&bot).tags("stage", "prod");
    add.send().await.unwrap();
    let remove = lex.untag_resource().resource_arn(&bot).tag_keys("team");
    remove.send().await.unwrap();
    let left = HashMap::from([("stage".to_owned(), "prod".to_owned())]);
    assert_eq!(tags(&bot).await, left);
    let nobody = format!("arn:aws:lex:{EAST}:{ACCOUNT}:bot/ABCDEFGHI1");
    let missing = lex.list_tags_for_resource().resource_arn(nobody);
    let missing = missing.send().await.unwrap_err().into_service_error();
    assert!(missing.is_resource_not_found_exception(), "{missing:?}");
}
