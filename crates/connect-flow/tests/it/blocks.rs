//! What single blocks do.

use lexdr_connect_flow::{Branch, Call, Expected, Invoked, Line, Rules, Script, follow};
use rstest::rstest;
use serde_json::{Value, json};

use crate::fake::{EAST, Fake, block, bot, bye, flow_of, lambda, order, parse, sorry, to, when};

async fn call(actions: Value) -> Call {
    Fake::names(EAST).call(&parse(&flow_of(&actions))).await
}

fn path(call: &Call) -> Vec<&str> {
    call.path.iter().map(|step| step.block.as_str()).collect()
}

#[rstest]
#[case::equal("Equals", EAST, true)]
#[case::case_matters("Equals", "US-EAST-1", false)]
#[case::prefix("TextStartsWith", "us-", true)]
#[case::no_prefix("TextStartsWith", "eu-", false)]
#[case::suffix("TextEndsWith", "-1", true)]
#[case::inside("TextContains", "east", true)]
#[case::not_inside("TextContains", "west", false)]
#[case::text_is_no_number("NumberGreaterThan", "1", false)]
#[tokio::test(start_paused = true)]
async fn conditions_on_text(#[case] operator: &str, #[case] operand: &str, #[case] holds: bool) {
    assert_eq!(
        compared("$.External.primaryCode", operator, operand).await,
        holds
    );
}

#[rstest]
#[case::greater("NumberGreaterThan", "199.5", true)]
#[case::not_greater("NumberGreaterThan", "200", false)]
#[case::greater_or_equal("NumberGreaterOrEqualTo", "200", true)]
#[case::less("NumberLessThan", "1000", true)]
#[case::not_less("NumberLessThan", "200", false)]
#[case::less_or_equal("NumberLessOrEqualTo", "200", true)]
#[case::as_text("Equals", "200", true)]
#[tokio::test(start_paused = true)]
async fn conditions_on_numbers(#[case] operator: &str, #[case] operand: &str, #[case] holds: bool) {
    assert_eq!(
        compared("$.External.statusCode", operator, operand).await,
        holds
    );
}

async fn compared(value: &str, operator: &str, operand: &str) -> bool {
    let mut compare = block(
        "compare",
        "Compare",
        json!({ "ComparisonValue": value }),
        to("bye", &[("NoMatchingCondition", "bye")]),
    );
    compare["Transitions"]["Conditions"] = json!([{
        "NextAction": "sorry", "Condition": { "Operator": operator, "Operands": [operand] },
    }]);
    let call = call(json!([
        lambda("8", to("compare", &[])),
        compare,
        sorry(),
        bye()
    ]))
    .await;
    path(&call).contains(&"sorry")
}

#[tokio::test(start_paused = true)]
async fn the_first_condition_that_holds_is_taken() {
    let conditions = [(EAST, "sorry"), (EAST, "bye")];
    let compare = json!({ "ComparisonValue": "$.External.primaryCode" });
    let compare = block(
        "compare",
        "Compare",
        compare,
        when(&conditions, to("bye", &[])),
    );
    let call = call(json!([
        lambda("8", to("compare", &[])),
        compare,
        sorry(),
        bye()
    ]))
    .await;
    assert_eq!(path(&call), ["ask", "compare", "sorry", "bye"]);
    assert_eq!(call.path[1].left_by, Branch::Condition(EAST.into()));
}

#[tokio::test(start_paused = true)]
async fn a_loop_counts_and_begins_again() {
    let ways = when(
        &[("ContinueLooping", "say"), ("DoneLooping", "bye")],
        to("say", &[]),
    );
    let call = call(json!([
        block("loop", "Loop", json!({ "LoopCount": "2" }), ways),
        block(
            "say",
            "MessageParticipant",
            json!({ "Text": "Hello" }),
            to("loop", &[])
        ),
        bye(),
    ]))
    .await;
    assert_eq!(path(&call), ["loop", "say", "loop", "say", "loop", "bye"]);
}

#[rstest]
#[case::fixed(json!("5"), "done", 5)]
#[case::number(json!(5), "done", 5)]
#[case::looked_up(json!("$.Attributes.seconds"), "done", 3)]
#[case::nothing_there(json!("$.Attributes.nothing"), "failed", 0)]
#[tokio::test(start_paused = true)]
async fn a_wait_takes_its_time(#[case] seconds: Value, #[case] then: &str, #[case] took: u64) {
    let say = |name: &str| {
        block(
            name,
            "MessageParticipant",
            json!({ "Text": name }),
            to("bye", &[]),
        )
    };
    let ways = when(
        &[("WaitCompleted", "done")],
        to("done", &[("NoMatchingError", "failed")]),
    );
    let attributes = json!({ "Attributes": { "seconds": 3 }, "TargetContact": "Current" });
    let call = call(json!([
        block(
            "set",
            "UpdateContactAttributes",
            attributes,
            to("wait", &[])
        ),
        block("wait", "Wait", json!({ "TimeoutSeconds": seconds }), ways),
        say("done"),
        say("failed"),
        bye(),
    ]))
    .await;
    assert_eq!(path(&call), ["set", "wait", then, "bye"]);
    assert_eq!(call.lasted.as_secs(), took);
    assert_eq!(call.longest_silence.as_secs(), took);
}

#[tokio::test(start_paused = true)]
async fn a_caller_presses_no_keys_and_that_is_no_dead_air() {
    let parameters = json!({ "Text": "Press 1", "InputTimeLimitSeconds": "20" });
    let ways = to(
        "bye",
        &[
            ("InputTimeLimitExceeded", "sorry"),
            ("NoMatchingError", "bye"),
        ],
    );
    let call = call(json!([
        block("menu", "GetParticipantInput", parameters, ways),
        sorry(),
        bye()
    ]))
    .await;
    assert_eq!(call.ended.name(), "apologised");
    assert_eq!(call.lasted.as_secs(), 20);
    assert_eq!(call.longest_silence.as_secs(), 0);
}

#[tokio::test(start_paused = true)]
async fn harmless_blocks_pass_on() {
    let kinds = [
        "UpdateFlowLoggingBehavior",
        "UpdateContactTextToSpeechVoice",
        "UpdateContactRecordingBehavior",
    ];
    for kind in kinds {
        let call = call(json!([
            block("set", kind, json!({ "Any": {} }), to("bye", &[])),
            bye()
        ]))
        .await;
        assert_eq!(path(&call), ["set", "bye"]);
    }
}

#[tokio::test(start_paused = true)]
async fn prompts_in_all_forms_are_heard() {
    let forms = [
        (json!({ "Text": "in $.AwsRegion" }), "in us-east-1"),
        (json!({ "SSML": "<speak>Hello</speak>" }), "Hello"),
        (json!({ "PromptId": "abc" }), "[recording abc]"),
        (
            json!({ "Media": { "Uri": "s3://b/k", "SourceType": "S3" } }),
            "[recording s3://b/k]",
        ),
    ];
    for (parameters, heard) in forms {
        let call = call(json!([
            block("say", "MessageParticipant", parameters, to("bye", &[])),
            bye()
        ]))
        .await;
        assert_eq!(call.said[0].text, heard);
    }
}

#[rstest]
#[case::the_intent("OrderFlowers", Branch::Condition("OrderFlowers".into()))]
#[case::another_intent("CancelOrder", Branch::Error("NoMatchingCondition".into()))]
#[tokio::test(start_paused = true)]
async fn a_complete_dialogue_branches_on_its_intent(#[case] intent: &str, #[case] left_by: Branch) {
    let ways = when(
        &[(intent, "bye")],
        to("sorry", &[("NoMatchingCondition", "sorry")]),
    );
    let call = call(json!([bot("bot", EAST, ways), sorry(), bye()])).await;
    assert_eq!(call.path[0].left_by, left_by);
    // The order was taken, whatever is said afterwards.
    assert_eq!(call.ended.name(), "served");
}

#[tokio::test(start_paused = true)]
async fn an_older_input_block_may_have_a_bot() {
    let parameters = json!({
        "Text": "Hello", "LexBot": { "Name": "OrderFlowers", "Region": EAST, "Alias": "ver_one" },
    });
    let call = call(json!([
        block("old", "GetParticipantInput", parameters, to("bye", &[])),
        bye()
    ]))
    .await;
    assert_eq!(
        (call.ended.name(), call.region.as_deref()),
        ("served", Some(EAST))
    );
}

#[rstest]
#[case::empty_region(json!({ "LexBot": { "Name": "OrderFlowers", "Region": "$.External.no", "Alias": "a" } }), "the bot's region is empty")]
#[case::empty_arn(json!({ "LexV2Bot": { "AliasArn": "$.External.no" } }), "the bot's alias ARN is empty")]
#[case::no_arn(json!({ "LexV2Bot": { "AliasArn": "OrderFlowers" } }), "the bot's alias ARN is no ARN")]
#[tokio::test(start_paused = true)]
async fn a_bot_that_is_none_takes_the_error_branch(
    #[case] mut parameters: Value,
    #[case] note: &str,
) {
    parameters["Text"] = json!("Hello");
    let ways = to("bye", &[("NoMatchingError", "sorry")]);
    let kind = "ConnectParticipantWithLexBot";
    let call = call(json!([
        block("bot", kind, parameters, ways),
        sorry(),
        bye()
    ]))
    .await;
    assert_eq!(
        (call.ended.name(), call.region.as_deref()),
        ("apologised", None)
    );
    assert_eq!(call.path[0].notes, [note]);
}

#[tokio::test(start_paused = true)]
async fn a_line_that_failed_is_said_again_to_the_next_bot() {
    let ways = to("bye", &[("NoMatchingError", "second")]);
    let flow = parse(&flow_of(&json!([
        bot("first", "eu-west-1", ways),
        bot("second", EAST, to("bye", &[])),
        bye(),
    ])));
    let call = Fake::names(EAST).call(&flow).await;
    assert_eq!((call.ended.name(), call.turns_answered), ("served", 3));
    assert_eq!(call.region.as_deref(), Some(EAST));
}

#[tokio::test(start_paused = true)]
async fn the_next_answer_replaces_the_last_one() {
    let mut again = lambda("8", to("say", &[("NoMatchingError", "say")]));
    again["Identifier"] = json!("again");
    let text = json!({ "Text": "now [$.External.primaryCode]" });
    let flow = parse(&flow_of(&json!([
        lambda("8", to("again", &[])),
        again,
        block("say", "MessageParticipant", text, to("bye", &[])),
        bye(),
    ])));
    let failed = Invoked::FunctionError("no".into());
    let world = Fake::new([
        (10, Invoked::Answer(json!({ "primaryCode": EAST }))),
        (10, failed),
    ]);
    let call = follow(&flow, &world, &order(), &Rules::default()).await;
    assert_eq!(call.said[0].text, "now []");
}

#[rstest]
#[case::anything(Expected::Anything, true)]
#[case::exactly(Expected::Exactly("What type of flowers?".into()), true)]
#[case::not_exactly(Expected::Exactly("What type".into()), false)]
#[case::start(Expected::StartsWith("What type".into()), true)]
#[case::silence(Expected::Silence, false)]
#[tokio::test(start_paused = true)]
async fn what_is_expected_decides(#[case] expects: Expected, #[case] served: bool) {
    let line = Line {
        says: "I would like to order flowers".into(),
        expects,
    };
    let flow = parse(&flow_of(&json!([bot("bot", EAST, to("bye", &[])), bye()])));
    let call = follow(
        &flow,
        &Fake::names(EAST),
        &Script::new([line]),
        &Rules::default(),
    )
    .await;
    assert_eq!(call.ended.name(), if served { "served" } else { "dropped" });
}
