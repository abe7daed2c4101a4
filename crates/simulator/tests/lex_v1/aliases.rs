//! Aliases as the model-building API shows them.

use std::time::Duration;

use aws_sdk_lexmodelbuilding::types::ReferenceType;
use rstest::rstest;

use crate::bot;

#[tokio::test(start_paused = true)]
async fn the_model_building_api_sees_changes_at_once() {
    let door = bot::two_versions(Duration::from_secs(120)).await;
    let models = door.models();
    bot::point(&door, "ver_one", "1", None).await;
    let alias = models
        .get_bot_alias()
        .bot_name("OrderFlowers")
        .name("ver_one")
        .send()
        .await
        .expect("alias");
    assert_eq!(alias.bot_version(), Some("1"));
    let bot = models
        .get_bot()
        .name("OrderFlowers")
        .version_or_alias("ver_one")
        .send()
        .await
        .expect("bot by alias");
    assert_eq!(bot.version(), Some("1"));
    bot::unpoint(&door).await;
    let error = models
        .get_bot_alias()
        .bot_name("OrderFlowers")
        .name("ver_one")
        .send()
        .await
        .expect_err("gone")
        .into_service_error();
    assert!(error.is_not_found_exception(), "{error:?}");
}

#[tokio::test(start_paused = true)]
async fn checksums_guard_an_alias() {
    let door = bot::two_versions(Duration::ZERO).await;
    let models = door.models();
    let put = |checksum: Option<&str>| {
        models
            .put_bot_alias()
            .bot_name("OrderFlowers")
            .name("ver_one")
            .bot_version("1")
            .set_checksum(checksum.map(str::to_owned))
            .send()
    };
    let error = put(Some("any"))
        .await
        .expect_err("new with a checksum")
        .into_service_error();
    assert!(error.is_bad_request_exception(), "{error:?}");
    let made = put(None).await.expect("made");
    assert_eq!(made.created_date(), made.last_updated_date());
    let error = put(None)
        .await
        .expect_err("without one")
        .into_service_error();
    assert!(error.is_precondition_failed_exception(), "{error:?}");
    let error = put(Some("stale"))
        .await
        .expect_err("stale")
        .into_service_error();
    assert!(error.is_precondition_failed_exception(), "{error:?}");
    tokio::time::advance(Duration::from_millis(1500)).await;
    let again = put(made.checksum()).await.expect("replaced");
    assert_ne!(again.checksum(), made.checksum());
    assert_eq!(again.created_date(), made.created_date());
    let age = again
        .last_updated_date()
        .expect("date")
        .to_millis()
        .expect("ms")
        - again.created_date().expect("date").to_millis().expect("ms");
    assert_eq!(age, 1500);
}

#[rstest]
#[case::no_such_version("OrderFlowers", "ver_one", "9")]
#[case::no_such_bot("Nobody", "ver_one", "1")]
#[case::digits_in_the_name("OrderFlowers", "ver1", "1")]
#[case::not_a_version("OrderFlowers", "ver_one", "one")]
#[tokio::test(start_paused = true)]
async fn aliases_to_nowhere_are_refused(
    #[case] bot: &str,
    #[case] alias: &str,
    #[case] version: &str,
) {
    let door = bot::two_versions(Duration::ZERO).await;
    let error = door
        .models()
        .put_bot_alias()
        .bot_name(bot)
        .name(alias)
        .bot_version(version)
        .send()
        .await
        .expect_err("refused")
        .into_service_error();
    assert!(error.is_bad_request_exception(), "{error:?}");
}

#[tokio::test(start_paused = true)]
async fn a_bot_with_an_alias_is_in_use() {
    let door = bot::two_versions(Duration::ZERO).await;
    let models = door.models();
    bot::point(&door, "ver_one", "1", None).await;
    let error = models
        .delete_bot()
        .name("OrderFlowers")
        .send()
        .await
        .expect_err("in use")
        .into_service_error();
    let aws_sdk_lexmodelbuilding::operation::delete_bot::DeleteBotError::ResourceInUseException(
        error,
    ) = error
    else {
        panic!("{error:?}");
    };
    assert_eq!(error.reference_type(), Some(&ReferenceType::Botalias));
    assert_eq!(
        error.example_reference().and_then(|r| r.name()),
        Some("ver_one")
    );
    let error = models
        .delete_bot_version()
        .name("OrderFlowers")
        .version("1")
        .send()
        .await
        .expect_err("in use")
        .into_service_error();
    assert!(error.is_resource_in_use_exception(), "{error:?}");
    models
        .delete_bot_version()
        .name("OrderFlowers")
        .version("2")
        .send()
        .await
        .expect("nobody uses it");
    bot::unpoint(&door).await;
    models
        .delete_bot()
        .name("OrderFlowers")
        .send()
        .await
        .expect("free");
}

#[tokio::test(start_paused = true)]
async fn aliases_are_listed_in_pages_by_name() {
    let door = bot::two_versions(Duration::ZERO).await;
    let models = door.models();
    for name in ["green", "blue", "ver_one", "ver_two"] {
        bot::point(&door, name, "1", None).await;
    }
    let list = |token: Option<String>| {
        models
            .get_bot_aliases()
            .bot_name("OrderFlowers")
            .max_results(3)
            .set_next_token(token)
            .send()
    };
    let first = list(None).await.expect("first page");
    let names: Vec<_> = first
        .bot_aliases()
        .iter()
        .filter_map(|alias| alias.name())
        .collect();
    assert_eq!(names, ["blue", "green", "ver_one"]);
    let second = list(first.next_token).await.expect("second page");
    let names: Vec<_> = second
        .bot_aliases()
        .iter()
        .filter_map(|alias| alias.name())
        .collect();
    assert_eq!(names, ["ver_two"]);
    assert_eq!(second.next_token(), None);
    let some = models
        .get_bot_aliases()
        .bot_name("OrderFlowers")
        .name_contains("ver_")
        .send()
        .await
        .expect("filtered");
    assert_eq!(some.bot_aliases().len(), 2);
}
