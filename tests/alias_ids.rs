//! The lesson of Lex V2: an alias that is made again has another id.

use lexdr_scenario::{AliasBy, LexVersion, Scenario};
use lexdr_verdict::{Outcome, Verdict};
use rstest::rstest;

use crate::support::{SHORT, judged, run, scenario};

/// The drill in Lex V2, with a check that is told the alias in this way.
fn drill(alias_by: AliasBy) -> Scenario {
    let drill = scenario(SHORT).for_generation(LexVersion::V2);
    let mut drill = drill.expect("it is about no generation");
    drill.check.alias_by = alias_by;
    drill
}

fn outcome(verdict: &Verdict, rule: &str) -> Outcome {
    let found = verdict
        .expectations
        .iter()
        .find(|judged| judged.rule == rule);
    found.expect("it is expected").outcome
}

/// A check that has the name looks the new id up and brings callers home. One that has the id asks
/// for an alias that is gone for ever, and never does.
#[rstest]
#[case::by_name(AliasBy::Name, Outcome::Passed)]
#[case::by_id(AliasBy::Id, Outcome::Failed)]
fn only_a_check_that_knows_the_alias_by_name_fails_back(
    #[case] alias_by: AliasBy,
    #[case] recovers: Outcome,
) {
    let verdict = judged(&run(&drill(alias_by), 1));
    assert_eq!(outcome(&verdict, "flips"), Outcome::Passed);
    assert_eq!(
        outcome(&verdict, "recovers"),
        recovers,
        "{}",
        verdict.reason
    );
    assert_eq!(verdict.outcome, recovers, "{}", verdict.reason);
}
