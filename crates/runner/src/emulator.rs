//! A run against an emulator of AWS: LocalStack, or anything compatible with it.
//!
//! DynamoDB, Lambda, EventBridge and IAM are the emulator's; Lex is the simulator's, because no
//! emulator has it. The functions are deployed there as they would be on AWS, with one variable
//! more: `AWS_ENDPOINT_URL` leads back to a port of this process, one for each function. There a
//! call meets the faults, and goes on to the emulator or to the simulator's bot. So everything that
//! can be injected in the simulator can be injected here.
//!
//! The harness runs the checks itself and waits for each, because an emulator does not show when a
//! function ran; or the emulator's rule does. What a run has made it removes, also when it is
//! interrupted.

mod access;
mod checks;
mod marked;
mod upstream;

use std::io;
use std::net::Ipv4Addr;
use std::time::Duration;

use lexdr_connect_flow::Flow;
use lexdr_deploy::System;
use lexdr_scenario::Scenario;
use lexdr_simulator::{Principal, Simulator, package};
use tokio::sync::watch;

pub use access::{emulator_access, endpoint_access};
pub use checks::WatchedChecks;
pub(crate) use upstream::Upstream;

use crate::door::{Door, Open};
use crate::real_time::{as_run_in_real_time, interrupted, settling};
use crate::recorder::Recorder;
use crate::simulate::{Drill, must_be_over};
use crate::tempo::Tempo;
use crate::world::{Making, SimulatedWorld, system};
use crate::{CodeUnderTest, RunError};

use marked::Marked;

/// Code that ends as it starts.
const CRASH: &[u8] = b"#!/bin/sh\nexit 1\n";

/// How late a rule's rate may tick.
const RULE_SLACK: Duration = Duration::from_secs(60);

/// Deployment packages of the two functions.
#[derive(Debug, Clone)]
pub struct Packages {
    /// The health check's zip.
    pub health_check: Vec<u8>,
    /// GetRegion's zip.
    pub get_region: Vec<u8>,
}

/// What a run against an emulator is told.
#[derive(Debug)]
pub struct EmulatorOptions {
    /// The emulator, `http://127.0.0.1:4566`.
    pub endpoint: String,
    /// The functions under test.
    pub packages: Packages,
    /// The name by which the functions reach this process, if it is not this machine's own
    /// address: `host.docker.internal` from a container. The ports are then open to the network.
    pub reached_as: Option<String>,
    /// The emulator's own rule runs the checks, at its minute and its pleasure, and nobody sees
    /// them but in what they write. Otherwise the harness runs them, at any interval.
    pub own_rule: bool,
    /// Seed of everything random that is not up to the machine.
    pub seed: u64,
    /// The contact flow that callers follow; the shipped one that the scenario chooses if left
    /// out.
    pub flow: Option<Flow>,
}

/// Deploys the system under test to an emulator, runs `scenario` there by the clock on the wall,
/// writes its history to `sink` as [`simulate`](crate::simulate) does, and removes the system.
///
/// # Errors
/// When the emulator does not answer, or the run could not be carried out, or its history not be
/// written.
pub fn emulator(
    scenario: &Scenario,
    options: &EmulatorOptions,
    sink: Box<dyn io::Write + Send>,
    progress: &(dyn Fn(&str) + Send + Sync),
) -> Result<(), RunError> {
    let scenario = &as_run_in_real_time(scenario);
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .map_err(RunError::Runtime)?;
    runtime.block_on(run(scenario, options, sink, progress))
}

async fn run(
    scenario: &Scenario,
    options: &EmulatorOptions,
    sink: Box<dyn io::Write + Send>,
    progress: &(dyn Fn(&str) + Send + Sync),
) -> Result<(), RunError> {
    let upstream = Upstream::new(&options.endpoint)?;
    upstream.answers(&options.endpoint).await?;
    let ports = Ports::new(options.reached_as.as_deref()).await?;
    let system = System {
        check_code: options.packages.health_check.clone(),
        region_code: options.packages.get_region.clone(),
        check_variables: ports.variables(&ports.check),
        region_variables: ports.variables(&ports.region),
        ..system(scenario)
    };
    let recorder = Recorder::new(sink);
    let mut world = SimulatedWorld::make(Making {
        system: &system,
        scenario,
        seed: options.seed,
        code: &CodeUnderTest::production(),
        tempo: Tempo::Real,
        watch: None,
        witness: None,
        upstream: Some(upstream),
    });
    // As functions settle at once in real time, so do bots: a build would last as long as the drill.
    world.simulator().set_instant_bots(true);
    let (busy, checking) = watch::channel(false);
    let checks = WatchedChecks::new(recorder.clone(), busy);
    let target = world.target_mut();
    target.name = "localstack";
    target.crash_code = package(CRASH).to_vec();
    if options.own_rule {
        target.schedule_slack = RULE_SLACK;
        // Whether a check is under way is known to nobody, so its sessions cannot be counted.
        target.insight = None;
    } else {
        target.checks = Some(checks);
        if let Some(insight) = &mut target.insight {
            insight.checking = checking;
        }
    }
    let open = ports.open(&world, &system);
    let drill = Drill {
        scenario,
        flow: options.flow.as_ref(),
        recorder,
        seed: options.seed,
        settling: settling(scenario),
    };
    let done = tokio::select! {
        biased;
        interrupted = interrupted() => Err(interrupted),
        done = limited(scenario, drill.carry_out(&world, progress)) => done,
    };
    let target = world.target();
    let removed =
        lexdr_deploy::down(&target.operator, &target.system, &mut |line| progress(line)).await;
    drop(open);
    done.and(removed.map_err(RunError::Deploy))
}

async fn limited(
    scenario: &Scenario,
    work: impl Future<Output = Result<(), RunError>>,
) -> Result<(), RunError> {
    let limit: Duration = must_be_over(scenario);
    let done = tokio::time::timeout(limit, work).await;
    done.unwrap_or_else(|_| {
        Err(RunError::Stuck {
            scenario: scenario.name.clone(),
            what: "the run should be over by now".to_owned(),
            at: limit,
        })
    })
}

/// One port for each function: a call's port tells whose it is.
struct Ports {
    check: Door,
    region: Door,
    host: String,
}

impl Ports {
    async fn new(reached_as: Option<&str>) -> Result<Self, RunError> {
        let address = match reached_as {
            None => Ipv4Addr::LOCALHOST,
            Some(_) => Ipv4Addr::UNSPECIFIED,
        };
        Ok(Self {
            check: Door::on(address).await?,
            region: Door::on(address).await?,
            host: reached_as.unwrap_or("127.0.0.1").to_owned(),
        })
    }

    fn variables(&self, door: &Door) -> Vec<(String, String)> {
        let url = format!("http://{}:{}", self.host, door.port());
        vec![("AWS_ENDPOINT_URL".to_owned(), url)]
    }

    fn open(self, world: &SimulatedWorld, system: &System) -> [Open; 2] {
        let simulator = world.simulator();
        let marked = |function: &str| Marked::new(world.door(), key(simulator, function));
        [
            self.check.open(marked(&system.check_function)),
            self.region.open(marked(&system.region_function)),
        ]
    }
}

/// What the calls of a function are marked with. The function's role lives in the emulator, so to
/// the simulator it is somebody who may talk to every bot.
pub(crate) fn principal(function: &str) -> Principal {
    Principal::Service(format!("{function}.emulator"))
}

fn key(simulator: &Simulator, function: &str) -> String {
    simulator.credentials(&principal(function)).access_key_id
}
