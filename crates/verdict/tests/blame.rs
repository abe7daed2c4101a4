//! What a verdict says the functions did wrong.

use lexdr_history::{CheckCall, CheckResult, CheckTrace, Event};
use lexdr_scenario::{Expectation, Fault, RouteChange, RouteRef, Span};
use lexdr_verdict::fixture::{Drill, INJECT_MS, PRIMARY, SECONDARY, UNDO_MS};
use lexdr_verdict::{Finding, judge};
use rstest::rstest;
use serde_json::json;

/// A drill that asks for a flip and a recovery.
fn drill(route: Vec<(i64, &'static str)>) -> Drill {
    let change = |to| RouteChange {
        to,
        within: Span::MilliChecks(1_000),
        after: None,
    };
    Drill {
        expect: vec![
            Expectation::Flips(change(RouteRef::Secondary)),
            Expectation::Recovers(change(RouteRef::Primary)),
        ],
        route,
        telling: false,
        ..Drill::new("x")
    }
}

fn stuck() -> Drill {
    Drill {
        writes: false,
        ..drill(vec![])
    }
}

/// The findings on a drill whose checks during the fault ended like this.
fn findings(drill: &Drill, during: &CheckResult, trace: Option<&CheckTrace>) -> Vec<Finding> {
    let mut events = drill.events();
    for event in &mut events {
        if let Event::Check(check) = event
            && (INJECT_MS..UNDO_MS).contains(&check.during.start_ms)
        {
            check.result = during.clone();
            check.trace = trace.cloned();
        }
    }
    judge(&drill.header(), &events).findings
}

fn texts(findings: &[Finding]) -> Vec<(&str, &str)> {
    let told = findings.iter();
    told.map(|finding| (finding.kind, finding.text.as_str()))
        .collect()
}

fn returned() -> CheckResult {
    CheckResult::Returned {
        lex_region: None,
        primary: None,
        secondary: None,
    }
}

fn failed(error: &str) -> CheckResult {
    CheckResult::Failed {
        error: error.to_owned(),
    }
}

fn call(service: &str, operation: &str, region: &str, answer: Option<&str>) -> CheckCall {
    CheckCall {
        service: service.to_owned(),
        operation: operation.to_owned(),
        region: region.to_owned(),
        answer: answer.map(str::to_owned),
    }
}

fn post_text(region: &str, answer: Option<&str>) -> CheckCall {
    call("runtime.lex", "PostText", region, answer)
}

fn traced(calls: &[CheckCall]) -> CheckTrace {
    CheckTrace {
        calls: calls.to_vec(),
        ..CheckTrace::default()
    }
}

#[test]
fn nothing_is_found_where_all_went_well() {
    let good = drill(vec![(900_200, SECONDARY), (2_700_200, PRIMARY)]);
    assert_eq!(findings(&good, &returned(), None), []);
}

#[test]
fn a_check_that_returns_and_never_writes_is_named() {
    let told = "the health check returned 6 times while alias-deleted was in effect, and left \
                the route at us-east-1; it never wrote the route at all";
    let found = findings(&stuck(), &returned(), None);
    assert_eq!(texts(&found), [("never-wrote", told)]);
    assert_eq!(found[0].evidence.len(), 4);
}

#[test]
fn a_check_that_does_not_come_back_is_named() {
    let told = "the health check returned 3 times after alias-deleted was over, and left the \
                route at us-west-2";
    let found = findings(&drill(vec![(900_200, SECONDARY)]), &returned(), None);
    assert_eq!(texts(&found), [("never-wrote-back", told)]);
}

#[rstest]
#[case::hanging_at_the_primary(
    vec![post_text(PRIMARY, None)],
    ", before it had tried us-west-2, waiting for PostText in us-east-1"
)]
#[case::retrying_at_the_primary(
    vec![post_text(PRIMARY, Some("500 InternalFailureException")), post_text(PRIMARY, Some("connection reset by peer"))],
    ", before it had tried us-west-2"
)]
#[case::hanging_at_both(
    vec![post_text(PRIMARY, Some("404 NotFoundException")), post_text(SECONDARY, None)],
    ", before it had written what it knew of both regions, waiting for PostText in us-west-2"
)]
#[case::hanging_at_the_table(
    vec![post_text(PRIMARY, Some("200")), call("dynamodb", "UpdateItem", PRIMARY, None)],
    ", after it had tried to write the route, waiting for UpdateItem in us-east-1"
)]
#[case::doing_nothing(vec![], ", without having made any call")]
fn a_check_that_is_cut_off_is_told_how_far_it_came(
    #[case] calls: Vec<CheckCall>,
    #[case] how_far: &str,
) {
    let found = findings(&stuck(), &CheckResult::TimedOut, Some(&traced(&calls)));
    let told = format!(
        "the health check was cut off at its time limit of 15.0s in 6 of 12 runs{how_far} (first \
         at 00:15:00.0)"
    );
    assert_eq!(texts(&found), [("cut-off", told.as_str())]);
}

#[test]
fn a_check_that_raises_is_told_once_for_each_kind_of_error() {
    let mut events = stuck().events();
    let mut count = 0;
    for event in &mut events {
        if let Event::Check(check) = event {
            count += 1;
            check.result = failed(&format!("ClientError: request {count} was denied"));
        }
    }
    let found = judge(&stuck().header(), &events).findings;
    let told = "the health check raised an error in 12 of 12 runs: ClientError: request 1 was \
                denied (first at 00:00:00.0)";
    assert_eq!(texts(&found), [("raised", told)]);
}

#[test]
fn a_check_that_crashes_is_told() {
    let error = failed("Runtime.ExitError: Runtime exited with error: signal: killed");
    let told = "the health check crashed in 6 of 12 runs: Runtime.ExitError: Runtime exited with \
                error: signal: killed (first at 00:15:00.0)";
    let found = findings(&stuck(), &error, Some(&traced(&[])));
    assert_eq!(texts(&found), [("crashed", told)]);
}

#[test]
fn a_check_that_does_not_start_is_told_with_its_log() {
    let trace = CheckTrace {
        starting: true,
        log: Some("Traceback\nNo module named 'lexDRTest'".to_owned()),
        ..CheckTrace::default()
    };
    let error = failed("Runtime.ExitError: Runtime exited with error: exit status 1");
    let found = findings(&stuck(), &error, Some(&trace));
    let told = "the health check did not start in 6 of 12 runs: Runtime.ExitError: Runtime exited \
                with error: exit status 1 (first at 00:15:00.0)";
    assert_eq!(texts(&found), [("not-started", told)]);
    assert_eq!(found[0].log, ["Traceback", "No module named 'lexDRTest'"]);
}

#[test]
fn leaving_a_region_that_is_well_is_told_with_what_the_check_was_answered() {
    let calm = Drill {
        fault: false,
        ..drill(vec![(900_200, SECONDARY), (1_200_200, PRIMARY)])
    };
    let calls = [
        post_text(PRIMARY, Some("409 ConflictException")),
        post_text(SECONDARY, Some("200")),
    ];
    let found = findings(&calm, &returned(), Some(&traced(&calls)));
    let told = "the health check wrote us-west-2 although us-east-1 was well, at 00:15:00.2; what \
                it had been answered: PostText us-east-1 409 ConflictException, PostText us-west-2 \
                200";
    assert_eq!(texts(&found), [("false-failover", told)]);
}

#[test]
fn giving_up_while_the_secondary_is_well_is_told() {
    let found = findings(&drill(vec![(900_200, "err")]), &returned(), None);
    let kinds: Vec<_> = texts(&found);
    let told = "the health check wrote err although us-west-2 was well, at 00:15:00.2";
    assert_eq!(kinds[0], ("false-failover", told));
}

/// A check that cannot reach the table is right to fail, and one that cannot run did nothing.
#[rstest]
#[case(json!({ "role-denied": { "service": "dynamodb-update" } }))]
#[case(json!({ "code-crashes": { "function": "health-check" } }))]
#[case(json!({ "table-hang": {} }))]
fn what_a_fault_keeps_from_working_is_not_blamed(#[case] fault: serde_json::Value) {
    let drill = Drill {
        kind: serde_json::from_value::<Fault>(fault).unwrap(),
        ..stuck()
    };
    for result in [
        failed("AccessDenied: no"),
        CheckResult::TimedOut,
        returned(),
    ] {
        assert_eq!(findings(&drill, &result, Some(&traced(&[]))), []);
    }
}
