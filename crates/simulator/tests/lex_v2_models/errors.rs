//! Errors as they stand on the wire.

use aws_sdk_lexmodelsv2::error::ProvideErrorMetadata;
use rstest::rstest;

use crate::account::{Account, EAST, LOCALE};
use crate::flowers;

#[tokio::test(start_paused = true)]
async fn an_error_has_its_name_in_a_header_and_its_text_in_the_body() {
    let lex = Account::new().models(EAST);
    let error = lex.describe_bot().bot_id("ABCDEFGHI1").send().await;
    let error = error.unwrap_err();
    let raw = error.raw_response().unwrap();
    assert_eq!(raw.status().as_u16(), 404);
    assert_eq!(
        raw.headers().get("x-amzn-errortype"),
        Some("ResourceNotFoundException")
    );
    let body: serde_json::Value = serde_json::from_slice(raw.body().bytes().unwrap()).unwrap();
    assert_eq!(body["message"], "Bot ABCDEFGHI1 does not exist.");
}

#[rstest]
#[case("", "length")]
#[case("two words", "regular expression")]
#[case("two__lines", "regular expression")]
#[tokio::test(start_paused = true)]
async fn names_have_a_form(#[case] name: &str, #[case] part: &str) {
    let lex = Account::new().models(EAST);
    let error = flowers::bot(&lex, name).send().await.unwrap_err();
    let error = error.into_service_error();
    assert!(error.is_validation_exception(), "{error:?}");
    assert!(error.message().unwrap().contains(part), "{error:?}");
}

#[tokio::test(start_paused = true)]
async fn members_have_bounds() {
    let lex = Account::new().models(EAST);
    let bot = flowers::bot(&lex, "Bot");
    let short = bot.clone().idle_session_ttl_in_seconds(59).send().await;
    assert!(
        short
            .unwrap_err()
            .into_service_error()
            .is_validation_exception()
    );
    let role = bot.role_arn("arn:aws:iam::123456789012:user/somebody-else");
    let role = role.send().await.unwrap_err().into_service_error();
    assert!(role.is_validation_exception(), "{role:?}");
    let id = flowers::empty_bot(&lex, "Bot").await;
    let locale = lex
        .create_bot_locale()
        .bot_id(&id)
        .bot_version("DRAFT")
        .nlu_intent_confidence_threshold(0.4);
    let unknown = locale.clone().locale_id("xx_XX").send().await;
    let unknown = unknown.unwrap_err().into_service_error();
    assert!(unknown.is_validation_exception(), "{unknown:?}");
    let numbered = locale.bot_version("1").locale_id(LOCALE).send().await;
    let numbered = numbered.unwrap_err().into_service_error();
    assert!(numbered.is_validation_exception(), "{numbered:?}");
}

#[tokio::test(start_paused = true)]
async fn a_quota_answers_payment_required() {
    let lex = Account::new().models(EAST);
    for number in 0..100 {
        let bot = flowers::bot(&lex, &format!("Bot{number}"));
        bot.send().await.unwrap();
    }
    let error = flowers::bot(&lex, "OneTooMany").send().await.unwrap_err();
    assert_eq!(error.raw_response().unwrap().status().as_u16(), 402);
    let error = error.into_service_error();
    assert!(error.is_service_quota_exceeded_exception(), "{error:?}");
}

#[tokio::test(start_paused = true)]
async fn a_bots_name_is_given_once() {
    let lex = Account::new().models(EAST);
    flowers::empty_bot(&lex, "OrderFlowers").await;
    let twice = flowers::bot(&lex, "OrderFlowers").send().await;
    let twice = twice.unwrap_err().into_service_error();
    assert!(twice.is_precondition_failed_exception(), "{twice:?}");
}

#[tokio::test(start_paused = true)]
async fn what_is_not_built_here_names_itself() {
    let lex = Account::new().models(EAST);
    let error = lex.list_exports().send().await.unwrap_err();
    assert_eq!(error.raw_response().unwrap().status().as_u16(), 501);
    let error = error.into_service_error();
    assert!(
        error.message().unwrap().contains("ListExports"),
        "{error:?}"
    );
}
