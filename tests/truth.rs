//! The truth lies inside every reported interval.
//!
//! A verdict knows what probes saw from outside. The simulator knows the instant of everything
//! that happened. Here random scenarios run with somebody watching inside, and each interval that
//! the verdict reports must contain the true duration:
//!
//! | Instant | What it is |
//! |---|---|
//! | the step takes effect | a fault on the wire: the rule is in force, or gone; an alias or a bot: the runtime of the first of its regions no longer has it, or has it again, which for an alias is its change at the model API and the propagation |
//! | the first check sees it | the first question of a check, from then on, that meets the fault in one of its regions, or meets the region well again |
//! | it decides | the check sends the write that changes the route: it knows what to write, and no time has passed since it knew |
//! | it is written | the table takes that write |
//! | callers are served | whoever asked would be served from the new region: the route names it and its bot is well. No probe is needed for that to be so. The first caller who really was is a second truth of the same interval |
//! | the first caller is lost | the first question of a caller, from the effect on, that meets a broken bot; or GetRegion reads `err` |
//!
//! `outage` is the time during which callers could not be served, as the route item and the bots
//! say at each instant: the route is `err`, or the bot of its region is broken. Of a reported
//! outage it is the stretch that its lost calls met; from the beginning of the first such stretch
//! to the end of the last, if nobody called in between and could tell. `lost` is the sum of these
//! over the run.
//!
//! Where a fault in both regions calls for two changes of the route, the verdict may take either
//! for its answer, and all phases must be true of the one it took.
//!
//! Each history is judged four times: whole, without the exact writes, without anything of the
//! checks, and as an account shows it: without either, but with what the item says of the check that
//! wrote it last, by a clock of its own. Widths are counted in periods of the probe that
//! bounds the phase: `detect`, `decide` and `write` in those of the route probe, the others in
//! those of the callers.

mod item;
mod measure;
mod points;
mod random;
mod seen;
mod spans;
mod world;

use std::collections::BTreeMap;
use std::sync::Mutex;
use std::sync::atomic::{AtomicU64, Ordering};
use std::thread;

use lexdr_history::{Ending, Event};
use lexdr_scenario::Millis;
use lexdr_verdict::Bounds;

use measure::{Measured, Ran, Without};

const RUNS: u64 = 1_000;

/// An interval of a verdict on a history without something.
type Interval = (Without, Measured);

/// Every interval of a run, or what is wrong with one.
fn intervals(ran: &Ran) -> Result<Vec<Interval>, String> {
    let mut all = Vec::new();
    for without in Without::ALL {
        let tell = |why: String| format!("without {without:?}: {why}");
        let measured = ran.measured(without).map_err(tell)?;
        if let Some(miss) = measured.iter().find_map(Measured::miss) {
            return Err(tell(miss));
        }
        all.extend(measured.into_iter().map(|measured| (without, measured)));
    }
    Ok(all)
}

fn check(seed: u64) -> Result<Vec<Interval>, String> {
    let yaml = random::yaml(seed);
    Ran::new(&yaml, seed)
        .and_then(|ran| intervals(&ran))
        .map_err(|why| format!("seed {seed}: {why}\n{yaml}"))
}

#[test]
fn the_truth_lies_inside_every_interval() {
    let next = AtomicU64::new(0);
    let found = Mutex::new((Vec::new(), Vec::new()));
    thread::scope(|scope| {
        for _ in 0..2 {
            scope.spawn(|| {
                loop {
                    let seed = next.fetch_add(1, Ordering::Relaxed);
                    if seed >= RUNS {
                        break;
                    }
                    let result = check(seed);
                    let mut found = found.lock().unwrap();
                    match result {
                        Ok(measured) => found.0.extend(measured),
                        Err(miss) => found.1.push((seed, miss)),
                    }
                }
            });
        }
    });
    let (measured, mut misses) = found.into_inner().unwrap();
    misses.sort();
    let shown: Vec<&str> = misses
        .iter()
        .take(5)
        .map(|(_, miss)| miss.as_str())
        .collect();
    assert!(
        misses.is_empty(),
        "{} of {RUNS} runs miss the truth\n{}",
        misses.len(),
        shown.join("\n")
    );
    widths(&measured);
}

/// Prints how wide the intervals are, and holds the mean to its limit.
fn widths(measured: &[Interval]) {
    let mut rows: BTreeMap<(Without, &str), Vec<f64>> = BTreeMap::new();
    for (without, one) in measured {
        let row = rows.entry((*without, &one.name)).or_default();
        row.push(one.width());
    }
    println!(
        "{:<18}{:<24}{:>6}{:>9}{:>9}",
        "without", "interval", "n", "mean", "max"
    );
    for ((without, name), widths) in &rows {
        let without = format!("{without:?}");
        let max = widths.iter().copied().fold(0.0, f64::max);
        let (n, mean) = (widths.len(), mean(widths));
        println!("{without:<18}{name:<24}{n:>6}{mean:>9.3}{max:>9.3}");
        // An outage has two ends, and a caller who comes at random leaves longer gaps.
        assert!(mean < 3.0, "{name} is {mean:.3} periods wide");
    }
    for without in Without::ALL {
        let of = measured.iter().filter(|(of, _)| *of == without);
        let widths: Vec<f64> = of.map(|(_, one)| one.width()).collect();
        let mean = mean(&widths);
        println!("{without:?}: {} intervals, {mean:.3} periods", widths.len());
        assert!(
            mean < 2.0,
            "without {without:?} the mean width is {mean:.3}"
        );
    }
    for name in lexdr_scenario::PHASES {
        for without in [Without::Nothing, Without::AllButTheItem] {
            let seen = rows.get(&(without, *name)).map_or(0, Vec::len);
            assert!(seen > 300, "{name} was reported {seen} times only");
        }
    }
}

fn mean(widths: &[f64]) -> f64 {
    widths.iter().sum::<f64>() / widths.len() as f64
}

/// The drill, with an alias that the runtime knows of late.
const DRILL: &str = "\
name: drill
summary: The alias drill.
check: { every: 20s }
probes: { route: 5s, caller: 5s, order: 30s }
simulator: { alias-propagation: 7s }
timeline:
  - at: 22345ms
    inject: { alias-deleted: { region: primary } }
  - at: 64321ms
    undo: alias-deleted
  - at: 110s
    end: true
";

fn drill() -> Ran {
    Ran::new(DRILL, 1).expect("the drill runs")
}

fn said(ran: &Ran) -> String {
    match intervals(ran) {
        Ok(_) => "all is true".to_owned(),
        Err(why) => why,
    }
}

#[test]
fn the_drill_is_told_truly() {
    assert_eq!(said(&drill()), "all is true");
}

/// Every interval of the drill, cut on either side of the truth.
#[test]
fn an_interval_without_the_truth_is_a_miss() {
    let measured = drill().measured(Without::Nothing).unwrap();
    assert!(measured.len() > 10, "{}", measured.len());
    for one in measured {
        let cuts = one.truths_ms.iter().flat_map(|truth| {
            let (before, after) = (one.took.lo_ms.min(truth - 1), one.took.hi_ms.max(truth + 1));
            [
                Bounds::new(before, truth - 1),
                Bounds::new(truth + 1, after),
            ]
        });
        for took in cuts {
            let cut = Measured {
                took,
                ..one.clone()
            };
            assert!(cut.miss().is_some(), "{cut:?}");
        }
        assert_eq!(one.miss(), None);
    }
}

/// A verdict that does not know when an alias reaches the runtime is wrong about the fault.
#[test]
fn a_hidden_propagation_is_a_miss() {
    let mut ran = drill();
    ran.header.scenario.simulator.alias_propagation = Millis(0);
    let said = said(&ran);
    assert!(said.contains("failover."), "{said}");
}

/// So is one that takes a call which was lost for one that was served.
#[test]
fn a_call_that_was_not_served_is_a_miss() {
    let mut ran = drill();
    let lost = ran.events.iter_mut().filter_map(|event| match event {
        Event::Caller(call) if call.ending == Ending::Apologised => Some(call),
        _ => None,
    });
    let second = lost.into_iter().nth(1).expect("callers are lost");
    second.ending = Ending::Served;
    let said = said(&ran);
    assert!(said.contains("outage is said to be"), "{said}");
}
