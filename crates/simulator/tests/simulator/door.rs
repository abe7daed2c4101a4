//! The SDK's connector: time limits, connection errors, bodies that break off.

use std::pin::Pin;
use std::task::{Context, Poll};
use std::time::Duration;

use aws_sdk_lambda::config::retry::RetryPartition;
use aws_sdk_lambda::error::SdkError;
use aws_smithy_types::retry::RetryConfig;
use aws_smithy_types::timeout::TimeoutConfig;
use bytes::Bytes;
use http_body::Frame;
use http_body_util::BodyExt;
use lexdr_simulator::{BoxFuture, Principal, SimHttpClient};
use lexdr_wire::{Body, ConnectTimeout, ConnectionError, Request, Response};
use rstest::rstest;

use crate::support::{Account, config};

/// A network that does one thing.
#[derive(Clone, Copy)]
enum Network {
    Fails(ConnectionError),
    Hangs,
    BlackHole,
    BreaksOff,
    Streams,
}

impl tower::Service<Request> for Network {
    type Response = Response;
    type Error = ConnectionError;
    type Future = BoxFuture<'static, Result<Response, ConnectionError>>;

    fn poll_ready(&mut self, _: &mut Context<'_>) -> Poll<Result<(), ConnectionError>> {
        Poll::Ready(Ok(()))
    }

    fn call(&mut self, request: Request) -> Self::Future {
        let network = *self;
        Box::pin(async move {
            let pieces = match network {
                Self::Fails(error) => return Err(error),
                Self::Hangs => return std::future::pending().await,
                Self::BlackHole => {
                    let limit = request.extensions().get::<ConnectTimeout>().unwrap().0;
                    tokio::time::sleep(limit).await;
                    return Err(ConnectionError::ConnectTimeout);
                }
                Self::BreaksOff => vec![Ok(r#"{"Func"#), Err(ConnectionError::Closed)],
                Self::Streams => vec![Ok(r#"{"Func"#), Ok(r#"tions":[]}"#)],
            };
            let pieces = Pieces(pieces.into_iter().rev().collect());
            Ok(http::Response::new(Body::Stream(pieces.boxed())))
        })
    }
}

/// A body in pieces, the first one last.
struct Pieces(Vec<Result<&'static str, ConnectionError>>);

impl http_body::Body for Pieces {
    type Data = Bytes;
    type Error = ConnectionError;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        _: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, ConnectionError>>> {
        let piece = self.0.pop();
        Poll::Ready(piece.map(|piece| piece.map(|text| Frame::data(Bytes::from(text)))))
    }
}

fn client(account: &Account, network: Network, attempts: u32) -> aws_sdk_lambda::Client {
    let partition =
        RetryPartition::custom(format!("{attempts} in {:?}", std::thread::current().id()));
    let retries = RetryConfig::standard().with_max_attempts(attempts);
    let limits = TimeoutConfig::builder()
        .connect_timeout(Duration::from_secs(1))
        .read_timeout(Duration::from_secs(2))
        .build();
    let shared = config(
        &account.simulator,
        account.clock,
        &Principal::Operator,
        SimHttpClient::new(network),
    );
    let config = aws_sdk_lambda::config::Builder::from(&shared)
        .retry_config(retries)
        .retry_partition(partition.build())
        .timeout_config(limits)
        .build();
    aws_sdk_lambda::Client::from_conf(config)
}

#[rstest]
#[case(Network::Hangs, 2_000)]
#[case(Network::BlackHole, 1_000)]
#[tokio::test(start_paused = true)]
async fn time_limits_are_kept(#[case] network: Network, #[case] ms: i64) {
    let account = Account::instant();
    let error = client(&account, network, 1)
        .list_functions()
        .send()
        .await
        .unwrap_err();
    assert_eq!(account.now_ms(), ms);
    match error {
        SdkError::DispatchFailure(failure) => assert!(failure.is_timeout(), "{failure:?}"),
        other => panic!("{other:?}"),
    }
}

#[rstest]
#[case(ConnectionError::Refused, true)]
#[case(ConnectionError::Reset, true)]
#[case(ConnectionError::Dns, true)]
#[case(ConnectionError::Closed, false)]
#[tokio::test(start_paused = true)]
async fn connection_errors_are_what_the_sdk_reports(
    #[case] error: ConnectionError,
    #[case] io: bool,
) {
    let account = Account::instant();
    let client = client(&account, Network::Fails(error), 3);
    let failed = client.list_functions().send().await.unwrap_err();
    match failed {
        SdkError::DispatchFailure(failure) => assert_eq!(failure.is_io(), io, "{failure:?}"),
        other => panic!("{other:?}"),
    }
    assert!(account.now_ms() > 0, "it was retried, after a pause");
}

#[tokio::test(start_paused = true)]
async fn bodies_stream_and_may_break_off() {
    let account = Account::instant();
    let whole = client(&account, Network::Streams, 1)
        .list_functions()
        .send()
        .await
        .unwrap();
    assert!(whole.functions().is_empty());
    let broken = client(&account, Network::BreaksOff, 1)
        .list_functions()
        .send()
        .await;
    assert!(matches!(broken.unwrap_err(), SdkError::ResponseError(_)));
}
