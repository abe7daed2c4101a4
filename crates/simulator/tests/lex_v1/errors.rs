//! Every error is to the real SDK what it is meant to be.

use aws_sdk_lexruntime::error::ProvideErrorMetadata;
use aws_sdk_lexruntime::operation::post_content::PostContentError;
use aws_sdk_lexruntime::primitives::ByteStream;
use aws_smithy_runtime_api::client::http::{
    HttpClient, HttpConnector, HttpConnectorFuture, HttpConnectorSettings, SharedHttpConnector,
};
use aws_smithy_runtime_api::client::orchestrator::HttpRequest;
use aws_smithy_runtime_api::client::runtime_components::RuntimeComponents;
use lexdr_simulator::LexError;
use lexdr_wire::Service;
use rstest::rstest;

use crate::bot;
use crate::door::{self, sdk_response};

/// Answers every call with one error.
#[derive(Debug, Clone, Copy)]
struct Always(LexError);

impl HttpClient for Always {
    fn http_connector(
        &self,
        _: &HttpConnectorSettings,
        _: &RuntimeComponents,
    ) -> SharedHttpConnector {
        SharedHttpConnector::new(*self)
    }
}

impl HttpConnector for Always {
    fn call(&self, _: HttpRequest) -> HttpConnectorFuture {
        let response = self
            .0
            .with("as told")
            .into_response(Service::LexRuntime, "request-1");
        HttpConnectorFuture::ready(sdk_response(response))
    }
}

type Is = fn(&PostContentError) -> bool;

#[rstest]
#[case(LexError::BadRequest, PostContentError::is_bad_request_exception as Is)]
#[case(LexError::NotFound, PostContentError::is_not_found_exception as Is)]
#[case(LexError::NotAcceptable, PostContentError::is_not_acceptable_exception as Is)]
#[case(LexError::RequestTimeout, PostContentError::is_request_timeout_exception as Is)]
#[case(LexError::Conflict, PostContentError::is_conflict_exception as Is)]
#[case(LexError::UnsupportedMediaType, PostContentError::is_unsupported_media_type_exception as Is)]
#[case(LexError::DependencyFailed, PostContentError::is_dependency_failed_exception as Is)]
#[case(LexError::LimitExceeded, PostContentError::is_limit_exceeded_exception as Is)]
#[case(LexError::InternalFailure, PostContentError::is_internal_failure_exception as Is)]
#[case(LexError::BadGateway, PostContentError::is_bad_gateway_exception as Is)]
#[case(LexError::LoopDetected, PostContentError::is_loop_detected_exception as Is)]
#[tokio::test(start_paused = true)]
async fn the_sdk_knows_every_runtime_error(#[case] error: LexError, #[case] is: Is) {
    let failure = door::runtime_over(Always(error))
        .post_content()
        .bot_name("OrderFlowers")
        .bot_alias("ver_one")
        .user_id("caller")
        .content_type("text/plain; charset=utf-8")
        .input_stream(ByteStream::from_static(b"hello"))
        .send()
        .await
        .expect_err("an error");
    assert_eq!(
        failure.raw_response().map(|r| r.status().as_u16()),
        Some(error.status())
    );
    let failure = failure.into_service_error();
    assert!(is(&failure), "{failure:?}");
    assert_eq!(failure.message(), Some("as told"));
    if let PostContentError::LimitExceededException(limit) = &failure {
        assert_eq!(limit.retry_after_seconds(), Some("1"));
    }
}

#[test]
fn every_error_has_a_name_of_its_own() {
    let mut codes: Vec<_> = LexError::ALL.iter().map(|error| error.code()).collect();
    codes.sort_unstable();
    codes.dedup();
    assert_eq!(codes.len(), LexError::ALL.len());
}

#[tokio::test(start_paused = true)]
async fn a_missing_alias_and_a_missing_bot_are_not_found() {
    let door = bot::served().await;
    for (name, alias, beginning) in [
        ("OrderFlowers", "ver_two", "There is no alias named ver_two"),
        ("OrderFlowers", "VER_ONE", "There is no alias named VER_ONE"),
        ("Nobody", "ver_one", "There is no bot named Nobody"),
    ] {
        let error = door
            .runtime()
            .put_session()
            .bot_name(name)
            .bot_alias(alias)
            .user_id("caller")
            .send()
            .await
            .expect_err("missing")
            .into_service_error();
        assert!(error.is_not_found_exception(), "{error:?}");
        let text = error.message().expect("a text");
        assert!(text.starts_with(beginning), "{text}");
    }
}
