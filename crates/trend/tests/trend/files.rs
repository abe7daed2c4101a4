//! Files that are no verdict of lexdr, and files that would do harm.

use lexdr_trend::{Begin, Options, Run, Trend};
use rstest::rstest;
use serde_json::json;

use crate::{USUAL, run};

#[rstest]
#[case::empty("", "EOF")]
#[case::cut_off(r#"{"name": "a", "verd"#, "EOF")]
#[case::of_another_program(r#"{"status": "ok"}"#, "missing field `name`")]
#[case::a_list("[]", "no verdict of lexdr")]
#[case::another_word(
    r#"{"name":"a","verdict":"\u001b[31m","seed":1,"target":"sim","lex":"v1"}"#,
    "unknown variant ` [31m`"
)]
fn a_file_that_is_no_verdict_is_told(#[case] file: &str, #[case] part: &str) {
    let error = Run::read("a", file.as_bytes(), None)
        .unwrap_err()
        .to_string();
    assert!(error.contains(part), "{error}");
    assert!(!error.contains('\u{1b}'), "{error}");
}

#[rstest]
#[case::empty(b"".as_slice(), "EOF")]
#[case::of_another_version(
    br#"{"schema":"lexdr.history/9","started_at":"2026-11-01T00:00:00Z","scenario":{"check":{"every":1}}}"#,
    "schema lexdr.history/9"
)]
#[case::not_a_date(
    br#"{"schema":"lexdr.history/1","started_at":"yesterday","scenario":{"check":{"every":1}}}"#,
    "no history of lexdr"
)]
fn a_line_that_is_no_header_is_told(#[case] line: &[u8], #[case] part: &str) {
    let error = Begin::read(line).unwrap_err().to_string();
    assert!(error.contains(part), "{error}");
}

/// Nobody is harmed by what a file holds.
#[test]
fn hostile_figures_and_names_do_no_harm() {
    let mut file = USUAL.file();
    file["name"] = json!("a\u{1b}[31m\nb");
    file["phases"][1]["lo_ms"] = json!(i64::MAX);
    file["phases"][1]["hi_ms"] = json!(i64::MIN);
    file["callers"]["lost"] = json!({ "lo_ms": i64::MIN, "hi_ms": i64::MAX });
    let runs = (0..6).map(|n| run(&n.to_string(), &file, None)).collect();
    let trend = Trend::new(runs, &Options::default());
    assert_eq!(trend.regressions, []);
    assert!(!trend.text().contains('\u{1b}'));
}
