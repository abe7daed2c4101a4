//! How a function is invoked: attempts, time limits, what it is given, what is kept of its answer.

use std::collections::BTreeMap;

use lexdr_connect_flow::{Branch, ContactData, Ended, Invoked, Rules, Script, follow};
use rstest::rstest;
use serde_json::{Value, json};

use crate::fake::{
    EAST, Fake, answer, block, bot, bye, flow_of, flows, lambda, order, parse, sorry, to, when,
};

fn error() -> Invoked {
    Invoked::FunctionError("no".into())
}

#[rstest]
#[case::first(vec![(10, answer(EAST))], "8", 1, 10, "served")]
#[case::third(vec![(10, error()), (10, error()), (10, answer(EAST))], "8", 3, 430, "served")]
#[case::fourth_is_too_late(vec![(10, error()), (10, error()), (10, error()), (10, answer(EAST))], "8", 3, 430, "apologised")]
#[case::throttled(vec![(10, Invoked::Throttled), (10, answer(EAST))], "8", 2, 220, "served")]
#[case::service_error(vec![(10, Invoked::ServiceError), (10, answer(EAST))], "8", 2, 220, "served")]
#[case::hangs(vec![(100_000, answer(EAST))], "8", 1, 8_000, "apologised")]
#[case::hangs_short(vec![(100_000, answer(EAST))], "3", 1, 3_000, "apologised")]
// Lambda's own limit of 3 s is a function error: the third attempt is cut off at 8 s.
#[case::times_out_at_3_s(vec![(3_000, error())], "8", 3, 8_000, "apologised")]
#[case::no_time_for_another(vec![(2_900, error())], "3", 1, 3_000, "apologised")]
#[case::just_in_time(vec![(2_999, answer(EAST))], "3", 1, 2_999, "served")]
#[case::too_late(vec![(3_001, answer(EAST))], "3", 1, 3_000, "apologised")]
#[case::says_so_itself(vec![(10, Invoked::TimedOut)], "8", 1, 10, "apologised")]
// A longer limit than Amazon Connect allows is one of 8 s.
#[case::long_limit(vec![(100_000, answer(EAST))], "60", 1, 8_000, "apologised")]
#[tokio::test(start_paused = true)]
async fn attempts_end_with_the_time_limit(
    #[case] attempts: Vec<(u64, Invoked)>,
    #[case] limit: &str,
    #[case] asked: usize,
    #[case] millis: u128,
    #[case] ended: &str,
) {
    let both = [
        ("NoMatchingError", "sorry"),
        ("NoMatchingCondition", "sorry"),
    ];
    let flow = parse(&flow_of(&json!([
        lambda(limit, to("bot", &both)),
        bot(
            "bot",
            EAST,
            when(&[("OrderFlowers", "bye")], to("bye", &both))
        ),
        sorry(),
        bye(),
    ])));
    let world = Fake::new(attempts);
    let call = world.call(&flow).await;
    assert_eq!(world.asked.lock().unwrap().len(), asked);
    // Timers have a resolution of 1 ms.
    let took = call.path[0].took.as_millis();
    assert!((millis..=millis + 3).contains(&took), "{took} ms");
    assert_eq!(call.ended.name(), ended, "{call:#?}");
    assert_eq!(call.answered.is_some(), ended == "served");
}

#[tokio::test(start_paused = true)]
async fn an_attempt_knows_how_long_it_may_take() {
    let world = Fake::new([(1_000, error())]);
    let (_, flow) = flows().swap_remove(0);
    world.call(&flow).await;
    let limits: Vec<_> = world
        .asked
        .lock()
        .unwrap()
        .iter()
        .map(|asked| asked.limit.as_millis() / 100)
        .collect();
    assert_eq!(limits, [80, 68, 56]);
}

#[rstest]
#[case::published(json!({"statusCode": 200, "primaryCode": EAST}), false, "served")]
#[case::published_strictly(json!({"statusCode": 200, "primaryCode": EAST}), true, "apologised")]
#[case::texts_strictly(json!({"statusCode": "200", "primaryCode": EAST}), true, "served")]
#[case::nested(json!({"primaryCode": EAST, "more": {}}), false, "apologised")]
#[case::large(json!({"primaryCode": EAST, "more": "x".repeat(33_000)}), false, "apologised")]
#[tokio::test(start_paused = true)]
async fn a_string_map_is_as_strict_as_the_rules(
    #[case] answer: Value,
    #[case] strict: bool,
    #[case] ended: &str,
) {
    let both = [
        ("NoMatchingError", "sorry"),
        ("NoMatchingCondition", "sorry"),
    ];
    let flow = parse(&flow_of(&json!([
        lambda("8", to("bot", &both)),
        bot(
            "bot",
            "$.External.primaryCode",
            when(&[("OrderFlowers", "bye")], to("bye", &both))
        ),
        sorry(),
        bye(),
    ])));
    let rules = Rules {
        strict_string_map: strict,
        ..Rules::default()
    };
    let world = Fake::new([(10, Invoked::Answer(answer))]);
    let call = follow(&flow, &world, &order(), &rules).await;
    assert_eq!(call.ended.name(), ended, "{call:#?}");
    // An answer of a wrong form is no reason to ask again.
    assert_eq!(world.asked.lock().unwrap().len(), 1);
}

#[tokio::test(start_paused = true)]
async fn the_shipped_flows_take_the_published_answer_under_the_strict_rule() {
    let rules = Rules {
        strict_string_map: true,
        ..Rules::default()
    };
    for (form, flow) in flows() {
        let call = follow(&flow, &Fake::names(EAST), &order(), &rules).await;
        assert_eq!(call.ended, Ended::Served, "{form}");
    }
}

#[tokio::test(start_paused = true)]
async fn the_function_is_given_the_call_and_the_record_is_not() {
    let number = "+12065550123";
    let flow = parse(&flow_of(&json!([
        block(
            "keep",
            "UpdateContactAttributes",
            json!({ "Attributes": { "caller": "$.CustomerEndpoint.Address" } }),
            to("ask", &[]),
        ),
        block(
            "ask",
            "InvokeLambdaFunction",
            json!({
                "LambdaFunctionARN": "lexDR$.External.nothing",
                "InvocationTimeLimitSeconds": 8,
                "LambdaInvocationAttributes": { "region": "$.AwsRegion", "from": "$.Attributes.caller" },
            }),
            to("say", &[("NoMatchingError", "say")]),
        ),
        block(
            "say",
            "MessageParticipant",
            json!({ "Text": "You are $.External.echo" }),
            to("bye", &[])
        ),
        bye(),
    ])));
    let contact = ContactData {
        customer_address: number.into(),
        ..ContactData::default()
    };
    let script = Script { contact, ..order() };
    let failed = Invoked::FunctionError(format!("cannot find {number}"));
    let echo = Invoked::Answer(json!({ "echo": format!("<{number}>") }));
    let world = Fake::new([(10, failed), (10, echo)]);
    let call = follow(&flow, &world, &script, &Rules::default()).await;

    let asked = world.asked.lock().unwrap();
    assert_eq!(asked[0].function_arn, "lexDR");
    let parameters = BTreeMap::from([
        ("from".to_owned(), number.to_owned()),
        ("region".to_owned(), EAST.to_owned()),
    ]);
    assert_eq!(asked[0].parameters, parameters);
    let details = &asked[0].event["Details"];
    assert_eq!(details["Parameters"]["region"], EAST);
    assert_eq!(details["ContactData"]["Attributes"]["caller"], number);
    assert_eq!(
        details["ContactData"]["CustomerEndpoint"]["Address"],
        number
    );

    assert_eq!(call.said[0].text, "You are <[caller]>");
    assert_eq!(call.external["echo"], "<[caller]>");
    let written = serde_json::to_string(&call).unwrap();
    assert!(!written.contains("2065550123"), "{written}");
    assert_eq!(call.path[1].left_by, Branch::Next);
    assert_eq!(
        call.path[1].notes,
        ["attempt 1: function error: cannot find [caller]"]
    );
}
