//! Every way a call can end, in every form of the shipped flow.

use lexdr_connect_flow::{Call, Ended, Flow, Invoked, Line, Rules, Script, follow};
use rstest::rstest;
use serde_json::json;

use crate::fake::{
    BotDoes, EAST, Fake, WEST, answer, block, bot, bye, flow_of, flows, lambda, order, parse,
    sorry, to, when,
};

fn error() -> Invoked {
    Invoked::FunctionError("KeyError: 'Item'".into())
}

#[rstest]
#[case::primary(Fake::names(EAST), "served", Some(EAST))]
#[case::secondary(Fake::names(WEST), "served", Some(WEST))]
#[case::no_healthy_region(Fake::names("err"), "apologised", None)]
#[case::unknown_region(Fake::names("eu-west-1"), "apologised", None)]
#[case::empty_answer(Fake::new([(10, Invoked::Answer(json!({})))]), "apologised", None)]
#[case::function_fails(Fake::new([(10, error())]), "apologised", None)]
#[case::function_is_throttled(Fake::new([(10, Invoked::Throttled)]), "apologised", None)]
#[case::function_hangs(Fake::new([(60_000, error())]), "apologised", None)]
#[case::function_recovers(
    Fake::new([(10, error()), (10, Invoked::ServiceError), (10, answer(EAST))]),
    "served",
    Some(EAST)
)]
#[case::stale_route(Fake::names(EAST).bot(EAST, (50, BotDoes::Down)), "apologised", Some(EAST))]
#[case::dies_on_the_line(Fake::names(EAST).bot(EAST, (50, BotDoes::FailsLater)), "apologised", Some(EAST))]
#[case::wrong_words(Fake::names(EAST).bot(EAST, (50, BotDoes::Wrong)), "dropped", Some(EAST))]
#[case::bot_hangs(Fake::names(EAST).bot(EAST, (60_000, BotDoes::Well)), "dead-air", Some(EAST))]
#[case::bot_is_too_slow(Fake::names(EAST).bot(EAST, (8_200, BotDoes::Well)), "dead-air", Some(EAST))]
#[case::bot_is_slow(Fake::names(EAST).bot(EAST, (7_900, BotDoes::Well)), "served", Some(EAST))]
#[tokio::test(start_paused = true)]
async fn every_form_of_the_flow_ends_alike(
    #[case] world: Fake,
    #[case] ended: &str,
    #[case] region: Option<&str>,
) {
    for (form, flow) in flows() {
        world.asked.lock().unwrap().clear();
        let call = world.call(&flow).await;
        assert_eq!(call.ended.name(), ended, "{form}: {call:#?}");
        assert_eq!(call.region.as_deref(), region, "{form}");
        // Dead air may still end well; all others end well only when served.
        if ended != "dead-air" {
            assert_eq!(call.turns_answered == 3, ended == "served", "{form}");
        }
        // Whatever happens, the caller is not left without a word.
        assert!(!call.said.is_empty(), "{form}");
    }
}

#[tokio::test(start_paused = true)]
async fn a_served_call_in_full() {
    let (_, flow) = flows().swap_remove(0);
    let call = Fake::names(WEST).call(&flow).await;
    insta::assert_json_snapshot!(call);
}

#[tokio::test(start_paused = true)]
async fn a_failed_function_in_full() {
    let (_, flow) = flows().swap_remove(0);
    let call = Fake::new([(1_000, error())]).call(&flow).await;
    insta::assert_json_snapshot!(call);
}

fn unguarded() -> Flow {
    let sorry_on = [
        ("NoMatchingError", "sorry"),
        ("NoMatchingCondition", "sorry"),
    ];
    parse(&flow_of(&json!([
        lambda("8", to("bot", &[("NoMatchingError", "bot")])),
        bot(
            "bot",
            EAST,
            when(&[("OrderFlowers", "bye")], to("sorry", &sorry_on))
        ),
        sorry(),
        bye(),
    ])))
}

#[rstest]
#[case::served_from_it(BotDoes::Well)]
#[case::failed_by_it_later(BotDoes::FailsLater)]
#[case::misunderstood_by_it(BotDoes::Wrong)]
#[tokio::test(start_paused = true)]
async fn a_bot_in_another_region_than_the_answer_is_wrong(#[case] does: BotDoes) {
    let world = Fake::names(WEST).bot(EAST, (50, does));
    let call = world.call(&unguarded()).await;
    let wrong = Ended::WrongRegion {
        expected: WEST.into(),
        reached: EAST.into(),
    };
    assert_eq!(call.ended, wrong);
    assert_eq!(
        call.ended.to_string(),
        "answered from us-east-1 instead of us-west-2"
    );
}

#[rstest]
#[case::as_expected(Some(WEST), Ended::Served)]
#[case::not_as_expected(
    Some(EAST),
    Ended::WrongRegion { expected: EAST.into(), reached: WEST.into() }
)]
#[tokio::test(start_paused = true)]
async fn the_runner_may_know_better(#[case] expected: Option<&str>, #[case] ended: Ended) {
    for (form, flow) in flows() {
        let script = Script {
            expected_region: expected.map(str::to_owned),
            ..order()
        };
        let call = follow(&flow, &Fake::names(WEST), &script, &Rules::default()).await;
        assert_eq!(call.ended, ended, "{form}");
    }
}

#[tokio::test(start_paused = true)]
async fn an_error_branch_to_a_bot_can_serve() {
    let call = Fake::new([(10, error())]).call(&unguarded()).await;
    assert_eq!(
        (call.ended, call.region.as_deref()),
        (Ended::Served, Some(EAST))
    );
}

/// A flow with a Lambda block and nothing for what goes wrong.
fn bare(errors: &[(&str, &str)]) -> Flow {
    let bot = bot("bot", EAST, to("bye", errors));
    parse(&flow_of(&json!([
        lambda("8", to("bot", errors)),
        bot,
        bye()
    ])))
}

#[rstest]
#[case::hangs_up_silently(
    bare(&[("NoMatchingError", "bye")]),
    "the flow hung up without a word"
)]
#[case::has_no_branch(
    bare(&[]),
    "block `ask` has no branch for NoMatchingError; 0 of 3 turns were answered"
)]
#[tokio::test(start_paused = true)]
async fn a_caller_is_dropped(#[case] flow: Flow, #[case] why: &str) {
    let call = Fake::new([(10, error())]).call(&flow).await;
    assert_eq!(call.ended, Ended::Dropped { why: why.into() });
}

#[tokio::test(start_paused = true)]
async fn a_flow_without_an_end_runs_out() {
    let flow = parse(&flow_of(&json!([block(
        "only",
        "MessageParticipant",
        json!({ "Text": "Hello" }),
        json!({})
    )])));
    let call = Fake::names(EAST).call(&flow).await;
    let why = "the flow ran out at block `only`; 0 of 3 turns were answered";
    assert_eq!(call.ended, Ended::Dropped { why: why.into() });
}

#[tokio::test(start_paused = true)]
async fn a_message_that_is_no_apology_serves_nobody() {
    // On the normal path: the flow is closed.
    let flow = parse(&flow_of(&json!([sorry(), bye()])));
    let call = Fake::names(EAST).call(&flow).await;
    let why = "the flow hung up when 0 of 3 turns were answered";
    assert_eq!(call.ended, Ended::Dropped { why: why.into() });
}

#[tokio::test(start_paused = true)]
async fn a_word_before_the_bot_is_no_apology_for_its_failure() {
    // Lambda fails, "one moment" is heard, the bot of the default region fails, the line goes dead.
    let flow = parse(&flow_of(&json!([
        lambda("8", to("bot", &[("NoMatchingError", "moment")])),
        block(
            "moment",
            "MessageParticipant",
            json!({ "Text": "One moment" }),
            to("bot", &[])
        ),
        bot("bot", EAST, to("bye", &[("NoMatchingError", "bye")])),
        bye(),
    ])));
    let world = Fake::new([(10, error())]).bot(EAST, (10, BotDoes::Down));
    assert_eq!(world.call(&flow).await.ended.name(), "dropped");
}

#[tokio::test(start_paused = true)]
async fn a_caller_without_a_line_is_never_served() {
    for (form, flow) in flows() {
        let script = Script::default();
        let call = follow(&flow, &Fake::names(EAST), &script, &Rules::default()).await;
        let why = "the caller had nothing to say".to_owned();
        assert_eq!(call.ended, Ended::Dropped { why }, "{form}");
    }
}

#[tokio::test(start_paused = true)]
async fn the_first_turn_may_be_all() {
    let script = Script::new([Line::new("I would like to order flowers", "What type")]);
    for (form, flow) in flows() {
        let call = follow(&flow, &Fake::names(EAST), &script, &Rules::default()).await;
        assert_eq!(call.ended, Ended::Served, "{form}");
        // The caller hangs up at the bot.
        assert_eq!(
            call.path.last().unwrap().kind,
            "ConnectParticipantWithLexBot"
        );
    }
}

fn circle(seconds: Option<&str>) -> Flow {
    let first = match seconds {
        Some(seconds) => {
            let done = when(&[("WaitCompleted", "again")], to("again", &[]));
            block("wait", "Wait", json!({ "TimeoutSeconds": seconds }), done)
        }
        None => block(
            "wait",
            "UpdateFlowLoggingBehavior",
            json!({}),
            to("again", &[]),
        ),
    };
    let message = json!({ "Text": "Please hold" });
    parse(&flow_of(&json!([
        first,
        block("again", "MessageParticipant", message, to("wait", &[]))
    ])))
}

#[rstest]
#[case::at_once(
    circle(None),
    "still in the flow after 250 blocks; 0 of 3 turns were answered",
    0,
    250
)]
#[case::with_pauses(
    circle(Some("7")),
    "still in the flow after 10 min; 0 of 3 turns were answered",
    600,
    171
)]
#[tokio::test(start_paused = true)]
async fn a_call_in_a_circle_is_given_up(
    #[case] flow: Flow,
    #[case] why: &str,
    #[case] seconds: u64,
    #[case] blocks: usize,
) {
    let call: Call = Fake::names(EAST).call(&flow).await;
    assert_eq!(call.ended, Ended::Dropped { why: why.into() });
    assert_eq!((call.lasted.as_secs(), call.path.len()), (seconds, blocks));
}
