//! Callers follow a contact flow: what they hear in an outage is decided there.

use lexdr_connect_flow::Flow;
use lexdr_history::{CallerProbe, Ending, Event, SteadyState};
use lexdr_runner::{CodeUnderTest, SimOptions};
use lexdr_scenario::Scenario;
use rstest::rstest;

use crate::support::{events, run, run_as, scenario};

/// Two minutes of a fault, within one check interval, so that nothing flips.
fn outage(form: &str, fault: &str) -> Scenario {
    scenario(&format!(
        "\
name: outage
summary: A fault that no check sees.
check: {{ every: 5m }}
probes: {{ route: 10s, caller: 5s, order: 15s, flow: {form} }}
timeline:
  - at: 1m
    inject: {{ {fault} }}
    as: outage
    brief: true
  - at: 3m
    undo: outage
  - at: 4m
    end: true
"
    ))
}

fn calls(events: &[Event]) -> Vec<&CallerProbe> {
    events
        .iter()
        .filter_map(|event| match event {
            Event::Caller(call) => Some(call),
            _ => None,
        })
        .collect()
}

fn name(ending: &Ending) -> &'static str {
    match ending {
        Ending::Served => "served",
        Ending::Apologised => "apologised",
        Ending::WrongRegion { .. } => "wrong-region",
        Ending::DeadAir { .. } => "dead-air",
        Ending::Dropped { .. } => "dropped",
        Ending::Unknown { .. } => "unknown",
    }
}

const ALIAS: &str = "alias-deleted: { region: primary }";
const HANG: &str = "lex-hang: { region: primary, caller: customer }";
const FUNCTION_HANG: &str = "lambda-hang: { region: primary, caller: customer }";
const FUNCTION_ERROR: &str = "lambda-function-error: { region: primary, caller: customer }";
const CRASH: &str = "code-crashes: { function: get-region }";

#[rstest]
#[case::alias_deleted(ALIAS, "apologised", 0)]
#[case::bot_hangs(HANG, "dead-air", 10_000)]
#[case::function_hangs(FUNCTION_HANG, "apologised", 8_000)]
#[case::function_fails(FUNCTION_ERROR, "apologised", 400)]
#[case::function_crashes(CRASH, "apologised", 400)]
fn both_shipped_flows_end_alike(
    #[values("static", "dynamic")] form: &str,
    #[case] fault: &str,
    #[case] ending: &str,
    #[case] silence_ms: u64,
) {
    let events = events(&run(&outage(form, fault), 1));
    let calls = calls(&events);
    let (during, around): (Vec<&CallerProbe>, Vec<_>) = calls
        .into_iter()
        .partition(|call| (65_000..180_000).contains(&call.during.start_ms));
    assert!(during.len() > 20 && around.len() > 15);
    for call in during {
        assert_eq!(name(&call.ending), ending, "{call:?}");
        assert!(call.silence_ms >= silence_ms, "{call:?}");
    }
    // A call that comes as the fault does may be hit or not; a minute later all is well.
    let clear = |call: &&CallerProbe| !(55_000..190_000).contains(&call.during.start_ms);
    for call in around.into_iter().filter(clear) {
        assert_eq!(call.ending, Ending::Served, "{call:?}");
        assert_eq!(call.region.as_deref(), Some("us-east-1"));
        assert!(call.answered_ms.is_some());
    }
}

/// The branch for `err` and the error branch of the bot block lead back to the bot.
const NO_WAY_OUT: &str = r#"{
  "Version": "2019-10-30",
  "StartAction": "ask",
  "Metadata": {},
  "Actions": [
    {
      "Identifier": "ask",
      "Type": "InvokeLambdaFunction",
      "Parameters": {
        "LambdaFunctionARN": "arn:aws:lambda:us-east-1:999999999999:function:lexDRGetRegion",
        "InvocationTimeLimitSeconds": "8",
        "LambdaInvocationAttributes": { "region": "us-east-1" },
        "ResponseValidation": { "ResponseType": "JSON" }
      },
      "Transitions": {
        "NextAction": "bot",
        "Errors": [{ "NextAction": "bye", "ErrorType": "NoMatchingError" }]
      }
    },
    {
      "Identifier": "bot",
      "Type": "ConnectParticipantWithLexBot",
      "Parameters": {
        "Text": "Hello",
        "LexBot": {
          "Name": "OrderFlowers", "Region": "$.External.primaryCode", "Alias": "ver_one"
        }
      },
      "Transitions": {
        "NextAction": "bye",
        "Errors": [
          { "NextAction": "bye", "ErrorType": "NoMatchingError" },
          { "NextAction": "bye", "ErrorType": "NoMatchingCondition" }
        ]
      }
    },
    {
      "Identifier": "bye",
      "Type": "DisconnectParticipant",
      "Parameters": {},
      "Transitions": {}
    }
  ]
}"#;

/// A flow exported from another account, whose error branch hangs up without a word.
#[test]
fn a_flow_of_ones_own_shows_what_it_does_to_callers() {
    let flow = Flow::parse("own.json", NO_WAY_OUT).unwrap();
    let options = SimOptions {
        seed: 1,
        code: CodeUnderTest::production(),
        flow: Some(flow),
    };
    let events = events(&run_as(&outage("static", ALIAS), &options));
    let calls = calls(&events);
    let hit = |call: &&&CallerProbe| (65_000..180_000).contains(&call.during.start_ms);
    assert!(calls.iter().filter(hit).count() > 20);
    for call in calls.iter().filter(hit) {
        let Ending::Dropped { why } = &call.ending else {
            panic!("{call:?}");
        };
        assert!(why.contains("hung up"), "{why}");
    }
    assert_eq!(calls[0].ending, Ending::Served);
}

#[test]
fn callers_may_come_at_random() {
    let text = "\
name: random
summary: Callers at random.
check: { every: 5m }
probes: { route: 10s, caller: 2s, order: 20s, arrivals: poisson }
timeline:
  - at: 10m
    end: true
";
    let (first, second) = (run(&scenario(text), 3), run(&scenario(text), 3));
    assert_eq!(first, second, "the seed decides when they come");
    let events = events(&first);
    let calls = calls(&events);
    // 300 on average, with a standard deviation of 17.
    assert!((240..360).contains(&calls.len()), "{} calls", calls.len());
    assert!(calls.iter().all(|call| call.ending == Ending::Served));
    assert!(calls.iter().filter(|call| call.order).count() >= 20);
    let mut starts: Vec<i64> = calls.iter().map(|call| call.during.start_ms).collect();
    starts.sort_unstable();
    let gaps: Vec<i64> = starts.windows(2).map(|pair| pair[1] - pair[0]).collect();
    assert!(gaps.iter().any(|gap| *gap < 500) && gaps.iter().any(|gap| *gap > 5_000));
}

#[test]
fn the_health_check_leaves_no_session_and_the_steady_state_holds() {
    let events = events(&run(&outage("dynamic", ALIAS), 1));
    let left: Vec<u32> = events
        .iter()
        .filter_map(|event| match event {
            Event::Sessions { left, .. } => Some(*left),
            _ => None,
        })
        .collect();
    assert_eq!(left, [0]);
    let problems = events.iter().filter_map(|event| match event {
        Event::SteadyState(SteadyState { problem, .. }) => Some(problem),
        _ => None,
    });
    assert_eq!(problems.collect::<Vec<_>>(), [&None, &None]);
}
