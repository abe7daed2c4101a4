//! What is no evidence about a bot holds the route and fails the invocation.

use lexdr_health_check::CheckError;
use lexdr_route::testing::Reply;
use rstest::rstest;

use crate::support::{PRIMARY, SECONDARY, World, gone, item};

const BEFORE: &str = "2023-11-14T22:00:00.000Z";

#[rstest]
#[case(403, "AccessDeniedException")]
#[case(403, "ExpiredTokenException")]
#[case(403, "UnrecognizedClientException")]
#[case(403, "InvalidSignatureException")]
#[case(409, "ConflictException")]
#[tokio::test(start_paused = true)]
async fn a_failure_of_our_own_holds_the_route(
    #[case] status: u16,
    #[case] code: &'static str,
    #[values("put_session", "send_message")] method: &str,
    #[values(PRIMARY, SECONDARY)] region: &'static str,
) {
    let world = World::new(Some(item(PRIMARY, BEFORE)), &[("TEST_METHOD", method)]);
    world.set(|behind| {
        behind.bots.insert(PRIMARY, gone());
        behind.bots.insert(region, Reply::error(status, code));
    });
    let error = world.run().await.unwrap_err();
    assert_eq!(
        error.to_string(),
        format!("no evidence about the bot in {region}: {code}; the route is held")
    );
    assert_eq!(error.kind(), "NoEvidence");
    assert_eq!(world.stands("checkedAt").as_deref(), Some(BEFORE));
    assert_eq!(
        world.count(|exchange| exchange.operation.ends_with("UpdateItem")),
        0
    );
}

#[rstest]
#[case::denied(
    Reply::table_error(400, "AccessDeniedException"),
    "AccessDeniedException"
)]
#[case::missing(
    Reply::table_error(400, "ResourceNotFoundException"),
    "ResourceNotFoundException"
)]
#[case::throttled(Reply::table_error(400, "ThrottlingException"), "ThrottlingException")]
#[case::internal(Reply::table_error(500, "InternalServerError"), "InternalServerError")]
#[case::hang(Reply::Hang, "timeout")]
#[case::broken(Reply::Broken, "connection error")]
#[tokio::test(start_paused = true)]
async fn a_failing_table_is_never_read_as_a_failing_bot(
    #[case] trouble: Reply,
    #[case] reason: &str,
    #[values(true, false)] reading: bool,
) {
    let world = World::new(Some(item(PRIMARY, BEFORE)), &[]);
    world.set(|behind| {
        let place = if reading {
            &mut behind.reads
        } else {
            &mut behind.writes
        };
        *place = Some(trouble);
    });
    let error = world.run().await.unwrap_err();
    assert!(matches!(error, CheckError::Table(_)), "{error}");
    let operation = if reading { "GetItem" } else { "UpdateItem" };
    let expected = format!("{operation} on table \"lexDR\" failed: {reason}; the route is held");
    assert_eq!(error.to_string(), expected);
    assert_eq!(world.stands("lexRegion").as_deref(), Some(PRIMARY));
    assert_eq!(
        world.count(|exchange| exchange.target.contains(SECONDARY)),
        0
    );
    assert_eq!(
        world.count(|exchange| exchange.method == "DELETE"),
        1,
        "still cleans up"
    );
}
