//! The decision table: what each outcome of the look-up and of the question says about the bot.

use lexdr_lex::Evidence;
use lexdr_route::testing::Reply;
use rstest::rstest;

use crate::support::{NEW, OLD, World, aliases, down, gone, none, owned, well};

/// The id is known from before. The models API is asked only when the runtime does not find it.
#[rstest]
#[case::well(&[(OLD, well())], Reply::Hang, Evidence::Healthy, &[OLD])]
#[case::broken(&[(OLD, Reply::error(502, "BadGatewayException"))], Reply::Hang,
    down("BadGatewayException"), &[OLD])]
#[case::denied(&[(OLD, Reply::error(403, "AccessDeniedException"))], Reply::Hang,
    none("AccessDeniedException"), &[OLD])]
#[case::made_again(&[(NEW, well())], aliases(&[("ver_one", NEW)]),
    Evidence::Healthy, &[OLD, "list", NEW])]
#[case::made_again_and_down(&[(NEW, Reply::error(424, "DependencyFailedException"))],
    aliases(&[("ver_one", NEW)]), down("DependencyFailedException"), &[OLD, "list", NEW])]
#[case::made_again_and_not_there_yet(&[], aliases(&[("ver_one", NEW)]),
    down("ResourceNotFoundException"), &[OLD, "list", NEW])]
#[case::made_again_and_not_for_us(&[(NEW, Reply::error(403, "AccessDeniedException"))],
    aliases(&[("ver_one", NEW)]), none("AccessDeniedException"), &[OLD, "list", NEW])]
#[case::deleted(&[], aliases(&[("TestBotAlias", "TSTALIASID")]),
    down("ResourceNotFoundException"), &[OLD, "list"])]
#[case::same_id(&[], aliases(&[("ver_one", OLD)]),
    down("ResourceNotFoundException"), &[OLD, "list"])]
#[case::bot_deleted(&[], gone(), down("ResourceNotFoundException"), &[OLD, "list"])]
#[case::list_denied(&[], Reply::error(403, "AccessDeniedException"),
    down("ResourceNotFoundException"), &[OLD, "list"])]
#[case::list_broken(&[], Reply::error(500, "InternalServerException"),
    down("ResourceNotFoundException"), &[OLD, "list"])]
#[case::list_hangs(&[], Reply::Hang,
    down("ResourceNotFoundException"), &[OLD, "list"])]
#[tokio::test(start_paused = true)]
async fn with_an_id_from_before(
    #[case] runtime: &[(&'static str, Reply)],
    #[case] list: Reply,
    #[case] evidence: Evidence,
    #[case] calls: &[&str],
) {
    let world = World::warm().await;
    world.runtime(runtime);
    world.list(list);
    let (found, called) = world.ask().await;
    assert_eq!((found, called), (evidence, owned(calls)));
}

/// The environment is new, so the models API is asked first.
#[rstest]
#[case::well(&[(OLD, well())], aliases(&[("ver_one", OLD)]), Evidence::Healthy, &["list", OLD])]
#[case::down(&[(OLD, Reply::Broken)], aliases(&[("ver_one", OLD)]),
    down("connection error"), &["list", OLD])]
#[case::gone_meanwhile(&[], aliases(&[("ver_one", OLD)]),
    down("ResourceNotFoundException"), &["list", OLD])]
#[case::no_such_alias(&[], aliases(&[("ver_two", OLD)]), down("no alias of this name"), &["list"])]
#[case::no_alias_at_all(&[], aliases(&[]), down("no alias of this name"), &["list"])]
#[case::no_such_bot(&[], gone(), down("ResourceNotFoundException"), &["list"])]
// The models API fails by itself: nothing is known about the callers.
#[case::denied(&[], Reply::error(403, "AccessDeniedException"),
    none("ListBotAliases: AccessDeniedException"), &["list"])]
#[case::refused(&[], Reply::error(400, "ValidationException"),
    none("ListBotAliases: ValidationException"), &["list"])]
#[case::throttled(&[], Reply::error(429, "ThrottlingException"),
    none("ListBotAliases: ThrottlingException"), &["list"])]
#[case::garbled(&[], Reply::Answer(200, vec![], "<html>".into()),
    none("ListBotAliases: garbled answer"), &["list"])]
#[case::broken(&[], Reply::error(500, "InternalServerException"),
    none("ListBotAliases: InternalServerException"), &["list", "TSTALIASID"])]
#[case::hangs(&[], Reply::Hang, none("ListBotAliases: timeout"), &["list", "TSTALIASID"])]
#[case::no_connection(&[("TSTALIASID", Reply::error(403, "AccessDeniedException"))], Reply::Broken,
    none("ListBotAliases: connection error"), &["list", "TSTALIASID"])]
#[case::hangs_and_the_runtime_is_busy(
    &[("TSTALIASID", Reply::error(429, "ThrottlingException"))], Reply::Hang,
    none("ListBotAliases: timeout"), &["list", "TSTALIASID"])]
// And so does the runtime: the region is out for callers too.
#[case::all_hangs(&[("TSTALIASID", Reply::Hang)], Reply::Hang,
    down("timeout"), &["list", "TSTALIASID"])]
#[case::all_broken(&[("TSTALIASID", Reply::Broken)], Reply::Broken,
    down("connection error"), &["list", "TSTALIASID"])]
#[case::all_unwell(&[("TSTALIASID", Reply::error(503, ""))],
    Reply::error(500, "InternalServerException"),
    down("HTTP 503"), &["list", "TSTALIASID"])]
#[tokio::test(start_paused = true)]
async fn without_an_id_from_before(
    #[case] runtime: &[(&'static str, Reply)],
    #[case] list: Reply,
    #[case] evidence: Evidence,
    #[case] calls: &[&str],
) {
    let world = World::new("ver_one");
    world.runtime(runtime);
    world.list(list);
    let (found, called) = world.ask().await;
    assert_eq!((found, called), (evidence, owned(calls)));
}
