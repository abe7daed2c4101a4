//! Past runs side by side: what people and programs read of them.

mod files;
mod groups;
mod regressions;

use lexdr_trend::{Begin, Change, Kind, Options, Run, Trend};
use serde_json::{Value, json};

/// How long a drill took, and how it ended.
#[derive(Clone, Copy)]
struct Drill {
    first_failed: (i64, i64),
    failover: (i64, i64),
    failback: (i64, i64),
    verdict: &'static str,
    target: &'static str,
    /// Whether the run ended before a caller was served again.
    open: bool,
}

const USUAL: Drill = Drill {
    first_failed: (0, 60),
    failover: (179_900, 181_100),
    failback: (239_800, 240_100),
    verdict: "passed",
    target: "localstack",
    open: false,
};

impl Drill {
    fn with_failover(lo_ms: i64, hi_ms: i64) -> Self {
        Self {
            failover: (lo_ms, hi_ms),
            ..USUAL
        }
    }

    fn judged(verdict: &'static str) -> Self {
        Self { verdict, ..USUAL }
    }

    fn file(self) -> Value {
        let phase = |name: &str, (lo_ms, hi_ms): (i64, i64)| json!({ "name": name, "edge": "alias-deleted", "lo_ms": lo_ms, "hi_ms": hi_ms });
        let (lo, hi) = (self.failover.0, self.failover.1 + 1_000);
        json!({
            "name": "alias-deleted", "verdict": self.verdict, "reason": "", "seed": 1,
            "target": self.target, "lex": "v1", "duration_ms": 3_600_000,
            "phases": [
                phase("failover.first-failed", self.first_failed),
                phase("failover.write", (0, 24)),
                phase("failover.total", self.failover),
                phase("failback.total", self.failback),
                phase("outage", (lo, hi)),
            ],
            "callers": {
                "calls": 3_600, "lost": { "lo_ms": lo, "hi_ms": hi },
                "outages": [{ "lo_ms": lo, "hi_ms": hi, "open": self.open }],
            },
        })
    }

    /// The run of a day in November.
    fn on(self, day: u32) -> Run {
        self.at(
            &format!("nightly-{day}"),
            &format!("2026-11-{day:02}T03:00:00Z"),
        )
    }

    fn at(self, folder: &str, started_at: &str) -> Run {
        let begin = Begin::read(&header(started_at, 300_000)).unwrap();
        run(folder, &self.file(), Some(begin))
    }
}

fn header(started_at: &str, every_ms: u64) -> Vec<u8> {
    let header = json!({
        "schema": "lexdr.history/1", "lexdr": "0.1.0", "seed": 1, "started_at": started_at,
        "scenario": { "name": "alias-deleted", "check": { "every": every_ms } },
    });
    header.to_string().into_bytes()
}

fn run(folder: &str, file: &Value, begin: Option<Begin>) -> Run {
    Run::read(folder, file.to_string().as_bytes(), begin).unwrap_or_else(|error| panic!("{error}"))
}

fn trend(drills: &[Drill]) -> Trend {
    let runs = drills.iter().zip(1..).map(|(drill, day)| drill.on(day));
    Trend::new(runs.collect(), &Options::default())
}

/// What became of a phase of the only group.
fn change(trend: &Trend, name: &str) -> Change {
    let phases = &trend.groups[0].phases;
    let found = phases.iter().find(|phase| phase.name == name);
    found
        .unwrap_or_else(|| panic!("no {name} in {}", trend.json()))
        .change
}

fn slower(trend: &Trend) -> Vec<&str> {
    let kinds = trend.regressions.iter().map(|regression| &regression.kind);
    kinds
        .filter_map(|kind| match kind {
            Kind::Slower { phase, .. } => Some(phase.as_str()),
            Kind::Verdict { .. } => None,
        })
        .collect()
}

#[test]
fn what_people_read() {
    let late = Drill {
        verdict: "failed",
        ..Drill::with_failover(479_900, 481_100)
    };
    let mut runs: Vec<Run> = (1..=12).map(|day| USUAL.on(day)).collect();
    runs.push(late.on(13));
    let simulated = Drill {
        target: "sim",
        ..USUAL
    };
    for folder in ["release-9", "release-10"] {
        runs.push(simulated.at(folder, "2026-01-01T00:00:03.691Z"));
    }
    insta::assert_snapshot!(Trend::new(runs, &Options::default()).text());
}

#[test]
fn the_document_for_programs() {
    let mut drills = [USUAL; 4];
    drills[3] = Drill {
        verdict: "unknown",
        open: true,
        ..Drill::with_failover(479_900, 481_100)
    };
    insta::assert_snapshot!(trend(&drills).json());
}
