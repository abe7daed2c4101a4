//! What only one generation of Lex has, and the check's time limit.

use lexdr_scenario::{AliasBy, Bots, LexVersion, Scenario};
use rstest::rstest;

use crate::{GOOD, errors};

/// The good file with something in front, and other lines in it.
fn good(front: &str, changes: &[(&str, &str)]) -> String {
    let changed = changes.iter().fold(GOOD.to_owned(), |text, (from, to)| {
        assert!(text.contains(from), "{from}");
        text.replace(from, to)
    });
    format!("{front}{changed}")
}

const V2_FAULT: (&str, &str) = ("alias-deleted", "locale-disabled");
const BY_ID: (&str, &str) = ("  method: put_session", "  alias-by: id");

#[test]
fn a_file_about_no_generation_is_about_each() {
    let any = Scenario::parse("good.yaml", &good("", &[])).unwrap();
    assert_eq!((any.lex, any.generation()), (None, LexVersion::V1));
    let v1 = any.for_generation(LexVersion::V1).unwrap();
    assert_eq!(v1, any);
    let v2 = any.for_generation(LexVersion::V2).unwrap();
    assert_eq!(v2.generation(), LexVersion::V2);
}

#[test]
fn a_file_about_one_generation_is_not_about_the_other() {
    let text = good("lex: v2\n", &[V2_FAULT, BY_ID]);
    let v2 = Scenario::parse("good.yaml", &text).unwrap();
    assert_eq!(v2.check.alias_by, AliasBy::Id);
    assert_eq!(v2.for_generation(LexVersion::V1), None);
    assert_eq!(v2.for_generation(LexVersion::V2), Some(v2));
}

#[test]
fn replicas_are_asked_for_and_are_not_the_rule() {
    let bots = |front: &str| {
        let text = good(front, &[]);
        Scenario::parse("good.yaml", &text).unwrap().bots
    };
    assert_eq!(bots(""), Bots::Separate);
    assert_eq!(bots("bots: separate\n"), Bots::Separate);
    assert_eq!(bots("lex: v2\nbots: replicated\n"), Bots::Replicated);
}

#[rstest]
#[case("", &[V2_FAULT], "`locale-disabled` is a fault of Lex V2 only")]
#[case("lex: v1\n", &[V2_FAULT], "`locale-disabled` is a fault of Lex V2 only")]
#[case("", &[BY_ID], "only Lex V2 has ids of aliases")]
#[case("lex: v1\n", &[BY_ID], "write `lex: v2` at the top of the file")]
#[case("bots: replicated\n", &[], "only bots of Lex V2 can be replicated")]
#[case("lex: v1\nbots: replicated\n", &[], "write `lex: v2` at the top of the file")]
#[case("lex: v2\nbots: replicate\n", &[], "did you mean `replicated`?")]
#[case("lex: v3\n", &[], "unknown generation of Lex `v3`")]
fn what_one_generation_has_is_asked_of_that_one_only(
    #[case] front: &str,
    #[case] changes: &[(&str, &str)],
    #[case] told: &str,
) {
    let shown = errors(&good(front, changes));
    assert!(shown.contains(told), "{shown}");
}

#[rstest]
#[case("3s", None)]
#[case("15m", None)]
#[case("1s", Some("`1s` is not a time limit for the check"))]
#[case("2500ms", Some("write whole seconds from `2s` to `15m`"))]
#[case("16m", Some("`16m` is not a time limit"))]
fn the_time_limit_of_the_check_is_one_that_lambda_takes(
    #[case] timeout: &str,
    #[case] told: Option<&str>,
) {
    let text = good(
        "",
        &[("method: put_session", &format!("timeout: {timeout}"))],
    );
    match told {
        None => {
            let read = Scenario::parse("good.yaml", &text).unwrap();
            let expected = lexdr_scenario::duration(timeout).unwrap();
            assert_eq!(read.check.timeout, expected);
        }
        Some(told) => {
            let shown = errors(&text);
            assert!(shown.contains(told), "{shown}");
        }
    }
}
