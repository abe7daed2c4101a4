//! A sweep as people read it, and whether it finds the law that its samples were made by.

use lexdr_scenario::{Millis, Scenario};
use lexdr_sweep::{Prices, Sample, Sweep, offsets};
use lexdr_verdict::{Bounds, Phase};

const CHECK_MS: u64 = 200;
const CALLER_MS: i64 = 10_000;

fn scenario() -> Scenario {
    let text = "name: drill\nsummary: A drill.\ncheck: { every: 5m }\ntimeline:\n  \
                - { at: 12m, inject: { alias-deleted: { region: primary } } }\n  \
                - { at: 41m, undo: alias-deleted }\n  - { at: 60m, end: true }\n";
    Scenario::parse("drill.yaml", text).unwrap_or_else(|errors| panic!("{errors}"))
}

/// A run in which everything takes as long as theory says, seen through probes.
fn sample(scenario: &Scenario, offset: Millis) -> Sample {
    let wait = i64::try_from(scenario.check.every.0 - offset.0 + CHECK_MS).unwrap();
    let phase = |name: &str, took| Phase {
        name: name.to_owned(),
        edge: Some("alias-deleted".to_owned()),
        took,
    };
    Sample {
        offset,
        phases: vec![
            phase("failover.detect", Bounds::at(wait)),
            phase("failover.write", Bounds::new(0, 40)),
            phase("failover.total", Bounds::new(wait, wait + CALLER_MS)),
        ],
        lost: Bounds::new((wait - CALLER_MS).max(0), wait + CALLER_MS),
    }
}

fn sweep(count: usize) -> Sweep {
    let scenario = scenario();
    let samples: Vec<_> = offsets(scenario.check.every, count)
        .into_iter()
        .map(|offset| sample(&scenario, offset))
        .collect();
    let caller = Millis(CALLER_MS.unsigned_abs());
    Sweep::new(
        &scenario,
        caller,
        &samples,
        &[CHECK_MS],
        60.0,
        Prices::default(),
    )
}

#[test]
fn what_people_read() {
    insta::assert_snapshot!(sweep(1_000).text());
}

#[test]
fn every_quantile_of_theory_lies_inside_the_measured_bounds() {
    let sweep = sweep(1_000);
    let total = sweep
        .phases
        .iter()
        .find(|phase| phase.name == "failover.total")
        .unwrap();
    let theory = total.theory.unwrap();
    let measured = &total.measured;
    // The samples are a grid: a quantile is off by one step of it, 300 ms, at most.
    let near = 301;
    for (percent, bounds) in [
        (0, measured.min),
        (50, measured.p50),
        (95, measured.p95),
        (99, measured.p99),
        (100, measured.max),
    ] {
        let predicted = i64::try_from(theory.percentile(percent).0).unwrap();
        assert!(
            bounds.lo_ms - near <= predicted && predicted <= bounds.hi_ms + near,
            "{percent} %: {predicted} outside of {bounds:?}"
        );
    }
    assert_eq!(sweep.without_failover, 0);
}

#[test]
fn a_repetition_without_a_failover_is_counted() {
    let scenario = scenario();
    let mut samples = vec![
        sample(&scenario, Millis(1)),
        sample(&scenario, Millis(299_999)),
    ];
    samples[1].phases.clear();
    let sweep = Sweep::new(
        &scenario,
        Millis(10_000),
        &samples,
        &[CHECK_MS],
        60.0,
        Prices::default(),
    );
    assert_eq!((sweep.samples, sweep.without_failover), (2, 1));
    assert!(sweep.text().contains("in 1 of them"), "{}", sweep.text());
}

#[test]
fn the_document_has_bounds_and_theory() {
    let document: serde_json::Value = serde_json::from_str(&sweep(10).json()).unwrap();
    assert_eq!(document["schema"], 1);
    let phase = &document["phases"][0];
    assert_eq!(phase["name"], "failover.detect");
    assert!(phase["measured"]["max"]["hi_ms"].is_i64());
    assert_eq!(phase["theory"]["interval"], 300_000);
    assert_eq!(
        document["meaning"]["intervals"].as_array().unwrap().len(),
        4
    );
}
