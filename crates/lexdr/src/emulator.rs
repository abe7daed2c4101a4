//! Runs against LocalStack, or anything compatible with it.

use std::env;
use std::fs;
use std::path::Path;
use std::time::Duration;

use lexdr_connect_flow::Flow;
use lexdr_runner::{EmulatorOptions, Packages, lasts};

use crate::args::{Run, TargetName};
use crate::exit::Failure;
use crate::plan::Planned;
use crate::processes::in_words;

/// Names the endpoint where no option does.
const ENDPOINT: &str = "LEXDR_LOCALSTACK_ENDPOINT";

/// An emulator, and what to deploy to it.
pub(crate) struct Emulator {
    endpoint: String,
    packages: Packages,
    reached_as: Option<String>,
    own_rule: bool,
}

impl Emulator {
    /// The emulator asked for, if one is.
    pub(crate) fn of(options: &Run) -> Result<Option<Self>, Failure> {
        if options.target != TargetName::Localstack {
            let named = options.endpoint.is_some() || options.reached_as.is_some();
            if named || options.own_rule {
                return Err(Failure::usage(
                    "--endpoint, --reached-as and --own-rule go with --target localstack",
                ));
            }
            return Ok(None);
        }
        if options.health_check_cmd.is_some() || options.get_region_cmd.is_some() {
            return Err(Failure::usage(
                "--health-check-cmd and --get-region-cmd run on the simulator; an emulator runs \
                 packages (--packages DIR)",
            ));
        }
        Ok(Some(Self {
            endpoint: endpoint(options.endpoint.as_deref())?,
            packages: packages(&options.packages)?,
            reached_as: options.reached_as.clone(),
            own_rule: options.own_rule,
        }))
    }

    pub(crate) fn options(&self, seed: u64, flow: Option<Flow>) -> EmulatorOptions {
        EmulatorOptions {
            endpoint: self.endpoint.clone(),
            packages: self.packages.clone(),
            reached_as: self.reached_as.clone(),
            own_rule: self.own_rule,
            seed,
            flow,
        }
    }

    /// Says how long the run will take, and refuses one that nobody can have meant.
    pub(crate) fn announce(&self, scenarios: &[Planned], options: &Run) -> Result<(), Failure> {
        let takes = in_words(scenarios.iter().map(|run| lasts(run)).sum::<Duration>());
        let count = scenarios.len();
        if options.scenarios.is_empty() && options.check_every.is_none() {
            return Err(Failure::usage(format!(
                "{count} scenarios one after the other would take about {takes}; name scenarios, \
                 or give a short interval such as --check-every 3s"
            )));
        }
        eprintln!(
            "{count} scenario{} on {}: about {takes}",
            if count == 1 { "" } else { "s" },
            self.endpoint
        );
        if self.reached_as.is_some() {
            eprintln!("warning: ports that answer anybody are open on all addresses meanwhile");
        }
        Ok(())
    }
}

/// The endpoint that is named.
pub(crate) fn endpoint(given: Option<&str>) -> Result<String, Failure> {
    let named = given
        .map(str::to_owned)
        .or_else(|| env::var(ENDPOINT).ok().filter(|url| !url.is_empty()));
    named.ok_or_else(|| {
        Failure::usage(format!(
            "no emulator is named: give --endpoint http://127.0.0.1:4566 or set {ENDPOINT}. \
             `docker compose -f localstack/compose.yaml up` starts LocalStack"
        ))
    })
}

/// The deployment packages in a folder.
pub(crate) fn packages(folder: &Path) -> Result<Packages, Failure> {
    Ok(Packages {
        health_check: package(folder, "health-check.zip")?,
        get_region: package(folder, "get-region.zip")?,
    })
}

fn package(folder: &Path, name: &str) -> Result<Vec<u8>, Failure> {
    let file = folder.join(name);
    fs::read(&file).map_err(|error| {
        Failure::usage(format!(
            "cannot read the package {}: {error}; `cargo xtask package` makes both in \
             target/lambda, --packages names another folder",
            file.display()
        ))
    })
}
