//! Files that nobody wrote in good faith: an error or a flow, and a call that ends.

use lexdr_connect_flow::{Finding, Flow, Rules, follow, lint, shipped};
use proptest::collection::vec;
use proptest::prelude::*;
use rstest::rstest;

use crate::fake::{EAST, Fake, order, params};

proptest! {
    #![proptest_config(ProptestConfig::with_cases(500))]

    #[test]
    fn arbitrary_bytes_never_panic(bytes in vec(any::<u8>(), 0..300)) {
        read(&String::from_utf8_lossy(&bytes));
    }

    #[test]
    fn mutated_flows_never_panic(
        mutations in vec((any::<prop::sample::Index>(), 0..4_u8, any::<u8>(), any::<prop::sample::Index>()), 1..4)
    ) {
        let mut bytes = shipped::static_form(&params(1)).into_bytes();
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

    // Texts are the leaves of the file: identifiers, types, targets, operators, references.
    #[test]
    fn flows_with_swapped_texts_never_panic(
        swaps in vec((any::<prop::sample::Index>(), any::<prop::sample::Index>()), 1..8),
        dynamic in any::<bool>(),
    ) {
        let text = if dynamic { shipped::dynamic_form(&params(1)) } else { shipped::static_form(&params(2)) };
        let mut parts: Vec<&str> = text.split('"').collect();
        let texts = parts.len() / 2;
        for (a, b) in swaps {
            let (a, b) = (a.index(texts) * 2 + 1, b.index(texts) * 2 + 1);
            parts.swap(a, b);
        }
        read(&parts.join("\""));
    }
}

/// What is read can be linted and followed; what is not has a place inside the text.
fn read(text: &str) {
    match Flow::parse("x.json", text) {
        Ok(flow) => {
            let findings = lint(&flow);
            let of_it = |finding: &Finding| flow.action(&finding.block).is_some();
            assert!(findings.iter().all(of_it));
            let runtime = tokio::runtime::Builder::new_current_thread()
                .enable_time()
                .start_paused(true)
                .build()
                .unwrap();
            let (world, script, rules) = (Fake::names(EAST), order(), Rules::default());
            let call = runtime.block_on(follow(&flow, &world, &script, &rules));
            assert!(call.path.len() <= rules.most_blocks);
            assert!(call.lasted.as_secs() <= rules.longest_call.as_secs());
        }
        Err(error) => {
            assert!(!error.problems().is_empty());
            let lines = text.split('\n').count();
            for place in error.problems().iter().filter_map(|problem| problem.place) {
                assert!((1..=lines).contains(&place.line), "{error}");
                assert!(place.column >= 1);
            }
        }
    }
}

#[test]
fn every_truncation_of_a_flow_is_an_error() {
    let text = shipped::static_form(&params(1));
    for end in 0..text.trim_end().len() {
        assert!(Flow::parse("x.json", &text[..end]).is_err(), "{end}");
    }
}

#[rstest]
#[case::brackets("[".repeat(100_000), "not valid JSON: recursion limit exceeded")]
#[case::control_characters("{\"Version\": \"\\u001b[31m\"}".to_owned(), "unknown flow language version ` [31m`")]
#[case::long_words(format!("{{\"Version\": \"{}\"}}", "x".repeat(100_000)), "xxx…`")]
#[case::lone_surrogate("{\"Version\": \"\\ud800\"}".to_owned(), "not valid JSON")]
fn a_hostile_file_is_a_short_error(#[case] text: String, #[case] expected: &str) {
    let error = Flow::parse("x.json", &text).unwrap_err().to_string();
    assert!(error.contains(expected), "{error}");
    assert!(error.len() < 1_000 && !error.chars().any(|c| c.is_control() && c != '\n'));
}
