//! Files that nobody wrote in good faith: an error, and soon.

use std::fmt::Write as _;

use lexdr_scenario::Scenario;
use proptest::collection::vec;
use proptest::prelude::*;
use rstest::rstest;

use crate::{FULL, GOOD, errors, good_but};

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2_000))]

    #[test]
    fn arbitrary_bytes_never_panic(bytes in vec(any::<u8>(), 0..400)) {
        read(&String::from_utf8_lossy(&bytes));
    }

    #[test]
    fn arbitrary_yaml_signs_never_panic(
        signs in vec(prop::sample::select(" \t\n\r-?:,[]{}#&*!|>'\"%@`0aA~.\\\u{feff}é".chars().collect::<Vec<_>>()), 0..80)
    ) {
        read(&signs.into_iter().collect::<String>());
    }

    #[test]
    fn mutated_files_never_panic(
        mutations in vec((any::<prop::sample::Index>(), 0..4_u8, any::<u8>(), any::<prop::sample::Index>()), 1..6)
    ) {
        let mut bytes = FULL.as_bytes().to_vec();
        for (place, kind, byte, other) in mutations {
            let at = place.index(bytes.len());
            match kind {
                0 => bytes[at] = byte,
                1 => { bytes.remove(at); }
                2 => bytes.insert(at, byte % 128),
                _ => {
                    let to = other.index(bytes.len());
                    bytes.swap(at, to);
                }
            }
        }
        read(&String::from_utf8_lossy(&bytes));
    }

    #[test]
    fn swapped_words_never_panic(
        swaps in vec((any::<prop::sample::Index>(), any::<prop::sample::Index>()), 1..8)
    ) {
        let mut words: Vec<&str> = FULL.split_inclusive([' ', '\n']).collect();
        for (a, b) in swaps {
            let (a, b) = (a.index(words.len()), b.index(words.len()));
            words.swap(a, b);
        }
        read(&words.concat());
    }
}

/// What is read has no errors; what is not has at least one, with a place inside the text.
fn read(text: &str) {
    if let Err(errors) = Scenario::parse("x.yaml", text) {
        assert!(!errors.problems().is_empty());
        assert!(errors.to_string().starts_with("x.yaml:"));
        for place in errors
            .problems()
            .iter()
            .filter_map(lexdr_scenario::Problem::place)
        {
            let lines = text.split('\n').count();
            assert!((1..=lines + 1).contains(&place.line), "{errors}");
            assert!(place.column >= 1);
        }
    }
}

#[test]
fn every_truncation_of_a_file_is_refused_or_complete() {
    for end in 0..FULL.len() {
        read(&FULL[..end]);
    }
    // Cut in its timeline, a file has no end.
    let cut = GOOD.find("  - at: 60m").unwrap();
    assert!(errors(&GOOD[..cut]).contains("the timeline has no end"));
}

/// A YAML bomb: each line refers to the one before it nine times.
fn laughs() -> String {
    let mut text = "a0: &a0 [x]\n".to_owned();
    for n in 1..60 {
        let inner = vec![format!("*a{}", n - 1); 9].join(", ");
        writeln!(text, "a{n}: &a{n} [{inner}]").unwrap();
    }
    text
}

#[rstest]
#[case::empty("", "there is no scenario in it")]
#[case::comments("# nothing\n\n# at all\n", "there is no scenario in it")]
#[case::word("hello", "expected a scenario, found text")]
#[case::list("- a\n- b\n", "expected a scenario, found a list")]
#[case::nul("name: x\n\0summary: y\n", "control character U+0000")]
#[case::escape("name: \u{1b}[31mred\n", "control character U+001B")]
#[case::lone_return("name: x\rsummary: y\n", "control character U+000D")]
#[case::two_documents("name: x\n---\nname: y\n", "a second document starts here")]
#[case::tag("name: !!binary aGk=\n", "a YAML tag")]
#[case::bad_yaml("name: [x\n", "not valid YAML")]
#[case::tab("check:\n\tevery: 5m\n", "not valid YAML")]
#[case::itself("name: &a [*a]\n", "this alias stands inside what it refers to")]
#[case::unknown_alias("name: *nobody\n", "not valid YAML")]
#[case::brackets(&"[".repeat(100_000), "recursion limit exceeded")]
#[case::braces(&"{a: ".repeat(100_000), "recursion limit exceeded")]
#[case::dashes(&"- ".repeat(100_000), "nested more than 32 levels deep")]
#[case::questions(&"? ".repeat(100_000), "nested more than 32 levels deep")]
#[case::laughs(&laughs(), "nested more than 32 levels deep")]
#[case::many(&"- a\n".repeat(200_000), "more than 50000 values in one file")]
#[case::long_word(&"a".repeat(1_000_000), "expected a scenario, found text")]
#[case::long_key(&format!("{}: x\n", "k".repeat(900)), "unknown key `kkkk")]
#[case::large(&"# a comment\n".repeat(100_000), "larger than 1024 KiB")]
#[case::many_errors(&(0..20_000).map(|n| format!("k{n}: 1\n")).collect::<String>(), "19954 more errors")]
fn a_hostile_file_is_an_error(#[case] text: &str, #[case] expected: &str) {
    let errors = errors(text);
    assert!(
        errors.contains(expected),
        "{}",
        &errors[..errors.len().min(2_000)]
    );
    // Fit for a terminal, whatever was in the file.
    assert!(errors.len() < 40_000, "{} bytes of errors", errors.len());
    assert!(!errors.chars().any(|c| c.is_control() && c != '\n'));
}

/// Aliases make a few lines of parameters many values; the fault layer gets none of them.
#[test]
fn parameters_of_a_fault_do_not_explode() {
    let mut bomb = "{ a0: &a0 [x, x, x, x, x, x, x, x, x]".to_owned();
    for n in 1..20 {
        let inner = vec![format!("*a{}", n - 1); 9].join(", ");
        write!(bomb, ", a{n}: &a{n} [{inner}]").unwrap();
    }
    let fault = format!("{{ lex-hang: {bomb} }} }}");
    let text = good_but("{ alias-deleted: { region: primary } }", &fault);
    let shown = errors(&text);
    assert!(
        shown.contains("more than 1000 values in the parameters of one fault"),
        "{shown}"
    );
}

#[test]
fn anchors_are_followed() {
    let text = GOOD
        .replace("inject: { alias-deleted: { region: primary } }", "inject: &fault { alias-deleted: { region: primary } }")
        .replace("    undo: gone\n", "    undo: gone\n  - { at: 25m, inject: *fault, as: again }\n  - { at: 35m, undo: again }\n");
    let scenario = Scenario::parse("x", &text).unwrap_or_else(|errors| panic!("{errors}"));
    assert_eq!(scenario.timeline.len(), 5);
}

#[test]
fn line_ends_and_a_byte_order_mark_of_windows_are_read() {
    let text = format!("\u{feff}{}", GOOD.replace('\n', "\r\n"));
    assert_eq!(Scenario::parse("x", &text), Scenario::parse("x", GOOD));
    let text = text.replace("every", "evry");
    assert!(
        errors(&text).starts_with("bad.yaml:5:3: error: unknown key `evry`"),
        "{}",
        errors(&text)
    );
}
