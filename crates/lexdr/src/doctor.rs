//! `lexdr doctor`: whether a game day could begin on an account, and what would have to be mended.

use std::fs::OpenOptions;
use std::io::{ErrorKind, Write as _};
use std::path::Path;

use lexdr_gameday::GameDay;
use lexdr_gameday::doctor::{Discovered, Hints, Verdict, discover, examine};
use lexdr_scenario::Scenario;

use crate::args::{self, Format};
use crate::exit::{Exit, Failure};
use crate::{access, gameday};

pub(crate) fn doctor(options: &args::Doctor) -> Result<Exit, Failure> {
    if options.write_config {
        return write_config(options);
    }
    let config = gameday::config(&options.account.config)?;
    let scenario = Scenario::parse("steady.yaml", gameday::STEADY).map_err(Failure::unknown)?;
    gameday::runtime()?.block_on(async {
        let day = GameDay {
            scenario: scenario.scaled_to(config.system.check_every),
            clients: access::clients(options.account.endpoint.as_deref()).await?,
            config,
            flow: None,
            seed: 1,
        };
        let steady = day.steady().await;
        let findings = examine(&day.clients, &day.config, Some(steady)).await;
        match options.format {
            Format::Text => println!("{findings}"),
            Format::Json => {
                let text = serde_json::to_string_pretty(&findings).map_err(Failure::unknown)?;
                println!("{text}");
            }
        }
        Ok(match findings.verdict() {
            Verdict::Ok => Exit::Passed,
            Verdict::Unknown => Exit::Unknown,
            Verdict::Problem => Exit::Failed,
        })
    })
}

/// Finds a deployment, and writes a configuration for it.
fn write_config(options: &args::Doctor) -> Result<Exit, Failure> {
    let hints = Hints {
        check_function: options.check_function.clone(),
        region_function: options.region_function.clone(),
        rule: options.rule.clone(),
    };
    let found = gameday::runtime()?.block_on(async {
        let clients = access::clients(options.account.endpoint.as_deref()).await?;
        discover(&clients, &options.primary, &options.secondary, &hints)
            .await
            .map_err(Failure::unknown)
    })?;
    write_new(&options.account.config, &found)
}

/// Writes the configuration of a deployment to a file that is not there yet.
pub(crate) fn write_new(file: &Path, found: &Discovered) -> Result<Exit, Failure> {
    let name = file.display();
    let mut options = OpenOptions::new();
    // What is there was perhaps written by hand.
    let written = options.write(true).create_new(true).open(file);
    let written = written.and_then(|mut file| file.write_all(found.to_string().as_bytes()));
    match written {
        Ok(()) => {
            println!("{name} written; what only a person can decide is marked there");
            for note in &found.notes {
                println!("note: {note}");
            }
            Ok(Exit::Passed)
        }
        Err(error) if error.kind() == ErrorKind::AlreadyExists => Err(is_there(file)),
        Err(error) => Err(Failure::unknown(format!("cannot write {name}: {error}"))),
    }
}

pub(crate) fn is_there(file: &Path) -> Failure {
    let name = file.display();
    Failure::usage(format!(
        "{name} is there already; name another file with --config"
    ))
}
