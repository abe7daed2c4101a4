//! What is found without a call, and what is not found in a good flow.

use std::fmt::Write as _;

use lexdr_connect_flow::{Finding, lint};
use serde_json::{Value, json};

use crate::fake::{EAST, WEST, block, bot, bye, flow_of, flows, lambda, parse, sorry, to, when};

const CODE: &str = "$.External.primaryCode";
const BOTH: [(&str, &str); 2] = [
    ("NoMatchingError", "sorry"),
    ("NoMatchingCondition", "sorry"),
];

fn found(actions: &Value) -> Vec<Finding> {
    lint(&parse(&flow_of(actions)))
}

fn ask(limit: &str, error: &str) -> Value {
    let mut ask = lambda(limit, to("pick", &[("NoMatchingError", error)]));
    ask["Parameters"]["ResponseValidation"] = json!({ "ResponseType": "JSON" });
    ask
}

fn pick(value: &str, conditions: &[(&str, &str)], errors: &[(&str, &str)]) -> Value {
    let ways = when(conditions, to("sorry", errors));
    block("pick", "Compare", json!({ "ComparisonValue": value }), ways)
}

fn talk(identifier: &str, region: &str) -> Value {
    bot(
        identifier,
        region,
        when(&[("OrderFlowers", "bye")], to("sorry", &BOTH)),
    )
}

fn other(to: &'static str) -> [(&'static str, &'static str); 1] {
    [("NoMatchingCondition", to)]
}

#[test]
fn the_shipped_flows_have_no_findings() {
    for (form, flow) in flows() {
        assert_eq!(lint(&flow), [], "{form}");
    }
}

#[test]
fn what_will_hurt_is_told_with_its_mend() {
    let regions = [(EAST, "east"), (WEST, "west")];
    let bots = || [talk("east", EAST), talk("west", WEST), sorry(), bye()];
    let flow = |head: [Value; 2]| Value::from([&head[..], &bots()[..]].concat());
    let cases: Vec<(&str, Value)> = vec![
        (
            "branches missing",
            json!([
                lambda("8", to("pick", &[])),
                pick(CODE, &regions, &[]),
                bot("east", EAST, to("bye", &[])),
                talk("west", WEST),
                block(
                    "sorry",
                    "MessageParticipant",
                    json!({ "Text": "Sorry" }),
                    json!({})
                ),
                bye(),
            ]),
        ),
        (
            "a limit too long",
            flow([ask("9", "sorry"), pick(CODE, &regions, &other("sorry"))]),
        ),
        (
            "a limit too short",
            flow([ask("2", "sorry"), pick(CODE, &regions, &other("sorry"))]),
        ),
        (
            "a key that is not returned",
            flow([
                ask("8", "sorry"),
                pick("$.External.lexRegion", &regions, &other("sorry")),
            ]),
        ),
        (
            "an error branch to a bot",
            flow([ask("8", "east"), pick(CODE, &regions, &other("sorry"))]),
        ),
        (
            "err goes to a bot",
            flow([ask("8", "sorry"), pick(CODE, &regions, &other("east"))]),
        ),
        (
            "branches crossed",
            flow([
                ask("8", "sorry"),
                pick(CODE, &[(EAST, "west"), (WEST, "east")], &other("sorry")),
            ]),
        ),
        (
            "a region without a bot and a bot without a branch",
            flow([
                ask("8", "sorry"),
                pick(
                    CODE,
                    &[(EAST, "east"), ("eu-west-1", "sorry")],
                    &other("sorry"),
                ),
            ]),
        ),
        (
            "a region that is not guarded",
            json!([
                lambda("8", to("bot", &[("NoMatchingError", "sorry")])),
                talk("bot", CODE),
                sorry(),
                bye(),
            ]),
        ),
        (
            "a dialogue that always ends without a match",
            json!([
                ask("8", "sorry"),
                pick(CODE, &[(EAST, "bot"), (WEST, "bot")], &other("sorry")),
                bot("bot", CODE, to("bye", &BOTH)),
                sorry(),
                bye(),
            ]),
        ),
        (
            "a block nobody reaches",
            json!([
                ask("8", "sorry"),
                pick(CODE, &[(EAST, "bot")], &other("sorry")),
                talk("bot", CODE),
                sorry(),
                bye(),
                talk("old", WEST)
            ]),
        ),
        (
            "a circle",
            json!([
                ask("8", "again"),
                pick(CODE, &[(EAST, "bot")], &other("sorry")),
                talk("bot", CODE),
                sorry(),
                bye(),
                block(
                    "again",
                    "MessageParticipant",
                    json!({ "Text": "Wait" }),
                    to("ask", &[])
                )
            ]),
        ),
        (
            "a bot that is asked again as soon as it fails",
            json!([
                ask("8", "sorry"),
                pick(CODE, &[(EAST, "bot")], &other("sorry")),
                bot(
                    "bot",
                    CODE,
                    when(
                        &[("OrderFlowers", "bye")],
                        to(
                            "bye",
                            &[("NoMatchingError", "bot"), ("NoMatchingCondition", "bot")]
                        )
                    )
                ),
                sorry(),
                bye()
            ]),
        ),
    ];
    let mut told = String::new();
    for (name, actions) in cases {
        writeln!(told, "# {name}").unwrap();
        for finding in found(&actions) {
            writeln!(told, "{finding}").unwrap();
        }
        told.push('\n');
    }
    insta::assert_snapshot!(told);
}

#[test]
fn a_guard_may_be_written_in_other_ways() {
    // `err` alone is led away, whatever else comes names the region.
    let guard = [("err", "sorry")];
    let actions = json!([
        ask("8", "sorry"),
        pick(CODE, &guard, &other("bot")),
        talk("bot", CODE),
        sorry(),
        bye(),
    ]);
    assert_eq!(found(&actions), []);

    // The answer is kept in an attribute first.
    let mut ask = ask("8", "sorry");
    ask["Transitions"]["NextAction"] = json!("keep");
    let keep = json!({ "Attributes": { "region": CODE } });
    let value = "$.Attributes.region";
    let mut actions = json!([
        ask,
        block("keep", "UpdateContactAttributes", keep, to("pick", &[])),
        pick(value, &[(EAST, "bot"), (WEST, "bot")], &other("sorry")),
        talk("bot", value),
        sorry(),
        bye(),
    ]);
    assert_eq!(found(&actions), []);
    actions[2]["Transitions"]["Errors"][0]["NextAction"] = json!("bot");
    let codes: Vec<_> = found(&actions).iter().map(|finding| finding.code).collect();
    assert_eq!(codes, ["dynamic-region-unguarded"]);
}

#[test]
fn a_circle_with_a_pause_or_a_count_is_no_finding() {
    let pauses = [
        block(
            "pause",
            "Wait",
            json!({ "TimeoutSeconds": "5" }),
            when(
                &[("WaitCompleted", "ask")],
                to("ask", &[("NoMatchingError", "sorry")]),
            ),
        ),
        block(
            "pause",
            "Loop",
            json!({ "LoopCount": "2" }),
            when(
                &[("ContinueLooping", "ask"), ("DoneLooping", "sorry")],
                to("ask", &[]),
            ),
        ),
    ];
    for pause in pauses {
        let actions = json!([
            ask("8", "pause"),
            pick(CODE, &[(EAST, "bot")], &other("sorry")),
            talk("bot", CODE),
            sorry(),
            bye(),
            pause,
        ]);
        assert_eq!(found(&actions), []);
    }
}

#[test]
fn a_second_function_may_return_other_keys() {
    let mut second = lambda("8", to("pick", &[("NoMatchingError", "sorry")]));
    second["Identifier"] = json!("hours");
    second["Parameters"]["LambdaFunctionARN"] = json!("openingHours");
    second["Parameters"]["ResponseValidation"] = json!({ "ResponseType": "JSON" });
    let mut ask = ask("8", "sorry");
    ask["Transitions"]["NextAction"] = json!("hours");
    let open = pick("$.External.open", &[("yes", "bye")], &other("sorry"));
    assert_eq!(found(&json!([ask, second, open, sorry(), bye()])), []);
}
