//! Runs against LocalStack, or anything compatible with it.

mod started;

use std::env;
use std::fmt::Display;
use std::fs;
use std::path::Path;
use std::sync::OnceLock;
use std::time::Duration;

use lexdr_connect_flow::Flow;
use lexdr_runner::{EmulatorOptions, Packages, lasts};

use crate::args::{Run, TargetName};
use crate::exit::Failure;
use crate::plan::Planned;
use crate::processes::in_words;
use started::{Startable, Started};

/// Names the endpoint where no option does.
const ENDPOINT: &str = "LEXDR_LOCALSTACK_ENDPOINT";

/// An emulator, and what to deploy to it.
pub(crate) struct Emulator {
    place: Place,
    packages: Packages,
    reached_as: Option<String>,
    own_rule: bool,
}

/// Where an emulator is.
enum Place {
    Named(String),
    /// In a container of this run, once it is started.
    Container(Startable, OnceLock<Started>),
}

impl Emulator {
    /// The emulator asked for, if one is. One of this run's own is not started before
    /// [`announce`](Self::announce).
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
        let place = match named(options.endpoint.as_deref()) {
            Some(endpoint) => Place::Named(endpoint),
            None => Place::Container(Startable::find().map_err(nowhere)?, OnceLock::new()),
        };
        Ok(Some(Self {
            place,
            packages: packages(&options.packages)?,
            reached_as: options.reached_as.clone(),
            own_rule: options.own_rule,
        }))
    }

    pub(crate) fn options(&self, seed: u64, flow: Option<Flow>) -> EmulatorOptions {
        let given = self.reached_as.clone();
        let (endpoint, reached_as) = match &self.place {
            Place::Named(endpoint) => (endpoint.clone(), given),
            Place::Container(_, started) => {
                let (endpoint, usual) = started.get().map(Started::place).unwrap_or_default();
                (endpoint, given.or(Some(usual)))
            }
        };
        EmulatorOptions {
            endpoint,
            packages: self.packages.clone(),
            reached_as,
            own_rule: self.own_rule,
            seed,
            flow,
        }
    }

    /// Says how long the run will take, and refuses one that nobody can have meant; then starts the
    /// emulator, if it is the run's own.
    pub(crate) fn announce(&self, scenarios: &[Planned], options: &Run) -> Result<(), Failure> {
        let takes = in_words(scenarios.iter().map(|run| lasts(run)).sum::<Duration>());
        let count = scenarios.len();
        if options.scenarios.is_empty() && options.check_every.is_none() {
            return Err(Failure::usage(format!(
                "{count} scenarios one after the other would take about {takes}; name scenarios, \
                 or give a short interval such as --check-every 3s"
            )));
        }
        let (name, open) = match &self.place {
            Place::Named(endpoint) => (endpoint.clone(), self.reached_as.is_some()),
            Place::Container(startable, _) => (startable.name(), true),
        };
        let s = if count == 1 { "" } else { "s" };
        eprintln!("{count} scenario{s} on {name}: about {takes}");
        if open {
            eprintln!("warning: ports that answer anybody are open on all addresses meanwhile");
        }
        if let Place::Container(startable, started) = &self.place {
            eprintln!("{name} is started, and removed at the end; fetching it can take minutes");
            // Announced once, so it is empty.
            let _ = started.set(startable.start().map_err(Failure::unknown)?);
        }
        Ok(())
    }
}

/// The endpoint that is named, of an emulator that stays.
pub(crate) fn endpoint(given: Option<&str>) -> Result<String, Failure> {
    named(given).ok_or_else(|| nowhere("what stays there needs an emulator that stays"))
}

fn named(given: Option<&str>) -> Option<String> {
    given
        .map(str::to_owned)
        .or_else(|| env::var(ENDPOINT).ok().filter(|url| !url.is_empty()))
}

fn nowhere(why: impl Display) -> Failure {
    Failure::usage(format!(
        "no emulator is named, and {why}. Give --endpoint http://127.0.0.1:4566 or set {ENDPOINT}; \
         `docker compose -f localstack/compose.yaml up localstack` starts LocalStack"
    ))
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
