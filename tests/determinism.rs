//! Same scenario, seed and code: byte-identical history.

use std::collections::BTreeSet;
use std::process::Command;
use std::{env, thread};

use lexdr_scenario::LexVersion;

use crate::support::{library, run, scenario};

const SEEDS: u64 = 100;

/// Everything random that a run has, in as few calls as show it: 200 of them have to be run.
const DRILL: &str = "\
name: short
summary: The alias drill in four minutes.
check: { every: 1m }
probes: { route: 10s, caller: 15s, order: 1m }
timeline:
  - at: 50s
    inject: { alias-deleted: { region: primary } }
  - at: 2m 20s
    undo: alias-deleted
  - at: 4m
    end: true
expect:
  - flips: { to: secondary, within: 1 check }
";

/// The seeds take turns between the generations of Lex. Each is run twice, on different threads and after different neighbours, because what a
/// thread or process keeps (random generators, retry quotas) is what makes runs differ.
#[test]
fn a_seed_gives_the_same_history_twice() {
    let generations = LexVersion::ALL.map(|lex| {
        let scenario = scenario(DRILL).for_generation(lex);
        scenario.expect("it is about no generation")
    });
    let of = |seed: u64| &generations[usize::from(seed % 2 == 1)];
    let forwards = || {
        (0..SEEDS)
            .map(|seed| run(of(seed), seed))
            .collect::<Vec<_>>()
    };
    let backwards = || {
        (0..SEEDS)
            .rev()
            .map(|seed| run(of(seed), seed))
            .collect::<Vec<_>>()
    };
    let (first, mut second) = thread::scope(|scope| {
        let first = scope.spawn(forwards);
        let second = scope.spawn(backwards);
        (first.join().unwrap(), second.join().unwrap())
    });
    second.reverse();
    for (seed, (first, second)) in first.iter().zip(&second).enumerate() {
        assert!(
            first == second,
            "seed {seed}: {}",
            first_difference(first, second)
        );
    }
    let different: BTreeSet<&[u8]> = first.iter().map(|history| body(history)).collect();
    assert_eq!(
        different.len(),
        first.len(),
        "each seed gives a run of its own"
    );
}

/// Whether a test is run by [`the_first_run_of_a_process_is_as_the_next`].
const ALONE: &str = "LEXDR_TEST_ALONE";

/// A process of its own, as in this one others have run before. The scenario shows the jitter of
/// retries.
#[test]
fn the_first_run_of_a_process_is_as_the_next() {
    const NAME: &str = "determinism::the_first_run_of_a_process_is_as_the_next";
    if env::var_os(ALONE).is_none() {
        let itself = env::current_exe().expect("a test has a program");
        let alone = Command::new(itself)
            .args(["--exact", NAME])
            .env(ALONE, "1")
            .output();
        let told = String::from_utf8(alone.expect("it starts").stdout).expect("text");
        assert!(told.contains("1 passed"), "{told}");
        return;
    }
    let scenario = library("lex-reset");
    let scenario = scenario.for_generation(LexVersion::V1);
    let scenario = scenario.expect("it is about no generation");
    let [first, second] = [(); 2].map(|()| run(&scenario, 1));
    assert!(first == second, "{}", first_difference(&first, &second));
}

/// A history without its header, which names the seed.
fn body(history: &[u8]) -> &[u8] {
    let end = history
        .iter()
        .position(|byte| *byte == b'\n')
        .expect("a header line");
    &history[end..]
}

fn first_difference(one: &[u8], other: &[u8]) -> String {
    let lines = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
    let (one, other) = (lines(one), lines(other));
    one.lines()
        .zip(other.lines())
        .enumerate()
        .find(|(_, (a, b))| a != b)
        .map_or_else(
            || "one is longer".to_owned(),
            |(line, (a, b))| format!("line {}:\n{a}\n{b}", line + 1),
        )
}
