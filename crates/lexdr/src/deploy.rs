//! `lexdr up` and `lexdr down`: the system under test, to stay.

mod account;
mod connect;
#[cfg(feature = "connect")]
mod instance;
#[cfg(not(feature = "connect"))]
#[path = "deploy/no_instance.rs"]
mod instance;
mod stack;

use std::time::Duration;

use lexdr_deploy::{Clients, DeployError, Driver, System};
use lexdr_runner::{Packages, RunError, emulator_access};

use crate::args::{DeployTarget, DeployTo, Down, Generation, Up};
use crate::emulator::{endpoint, packages};
use crate::exit::{Exit, Failure};
use crate::gameday;

/// The port of a URL that has been checked to be one.
fn port(url: &str) -> Option<&str> {
    let (_, port) = url.trim_end_matches('/').rsplit_once(':')?;
    port.parse::<u16>().is_ok().then_some(port)
}

/// Where the health check looks for each API of Lex that it calls, and that API's path there.
const LEX_APIS: [(&str, &str); 3] = [
    ("AWS_ENDPOINT_URL_LEX_RUNTIME_SERVICE", "runtime.lex"),
    ("AWS_ENDPOINT_URL_LEX_RUNTIME_V2", "runtime-v2-lex"),
    ("AWS_ENDPOINT_URL_LEX_MODELS_V2", "models-v2-lex"),
];

/// Where Lex is, unless another place is named.
const LEX: &str = "http://127.0.0.1:4588";

pub(crate) fn up(options: &Up) -> Result<Exit, Failure> {
    match options.place.target {
        DeployTarget::Aws => account::up(options),
        DeployTarget::Localstack => {
            if !options.tags.is_empty() || options.config.is_some() || options.scratch_alias {
                return Err(Failure::usage(
                    "--tag, --config and --scratch-alias go with --target aws",
                ));
            }
            emulator_up(options)
        }
    }
}

pub(crate) fn down(options: &Down) -> Result<Exit, Failure> {
    match options.place.target {
        DeployTarget::Aws => account::down(options),
        DeployTarget::Localstack => emulator_down(options),
    }
}

/// The check interval that was asked for.
fn interval(options: &Up) -> Result<Duration, Failure> {
    let every = lexdr_scenario::interval(&options.check_every).map_err(|problem| {
        Failure::usage(format!(
            "--check-every {:?}: {problem}",
            options.check_every
        ))
    })?;
    Ok(Duration::from_millis(every.0))
}

/// What belongs to an account has no meaning on an emulator.
fn refuse_own(place: &DeployTo) -> Result<(), Failure> {
    let own = &place.own;
    let texts = [
        &own.prefix,
        &own.id,
        &own.primary,
        &own.secondary,
        &own.connect_instance,
    ];
    if own.live || texts.into_iter().any(Option::is_some) {
        return Err(Failure::usage(
            "--prefix, --live, --account, --primary, --secondary and --connect-instance go with \
             --target aws",
        ));
    }
    Ok(())
}

fn emulator_up(options: &Up) -> Result<Exit, Failure> {
    refuse_own(&options.place)?;
    let every = interval(options)?;
    let aws = endpoint(options.place.endpoint.as_deref())?;
    let lex = lex_endpoint(&options.place);
    let Packages {
        health_check,
        get_region,
    } = packages(&options.packages)?;
    let (variables, lex_for_functions) = match &options.reached_as {
        // An emulator that runs functions in containers tells them where it is.
        Some(host) => (
            Vec::new(),
            format!("http://{host}:{}", port(lex).unwrap_or("80")),
        ),
        None => (vec![variable("AWS_ENDPOINT_URL", &aws)], lex.to_owned()),
    };
    let mut check_variables = variables.clone();
    check_variables.extend(LEX_APIS.map(|(name, prefix)| {
        let url = format!("{}/{prefix}", lex_for_functions.trim_end_matches('/'));
        variable(name, &url)
    }));
    let system = System {
        lex: generation(&options.place).into(),
        every,
        check_variables,
        region_variables: variables,
        ..System::published(health_check, get_region)
    };
    act(&options.place, &aws, async |clients| {
        let deployed = lexdr_deploy::up(clients, &system, &mut |line| eprintln!("{line}")).await?;
        let driver = lexdr_deploy::start(clients, &system).await?;
        println!("deployed to {aws}, account {}", deployed.account);
        match driver {
            Driver::Rule => println!(
                "rule {} runs {} every {}",
                system.rule, system.check_function, options.check_every
            ),
            Driver::Caller => println!(
                "no rule can run a check every {}: invoke {} yourself",
                options.check_every, system.check_function
            ),
        }
        Ok(())
    })
}

fn emulator_down(options: &Down) -> Result<Exit, Failure> {
    refuse_own(&options.place)?;
    let aws = endpoint(options.place.endpoint.as_deref())?;
    let system = System {
        lex: generation(&options.place).into(),
        ..System::published(Vec::new(), Vec::new())
    };
    act(&options.place, &aws, async |clients| {
        lexdr_deploy::down(clients, &system, &mut |line| eprintln!("{line}")).await?;
        println!("removed from {aws}");
        Ok(())
    })
}

fn lex_endpoint(place: &DeployTo) -> &str {
    place.lex_endpoint.as_deref().unwrap_or(LEX)
}

fn generation(place: &DeployTo) -> Generation {
    place.lex.unwrap_or(Generation::V1)
}

fn variable(name: &str, value: &str) -> (String, String) {
    (name.to_owned(), value.to_owned())
}

fn act(
    place: &DeployTo,
    endpoint: &str,
    work: impl AsyncFnOnce(&Clients) -> Result<(), DeployError>,
) -> Result<Exit, Failure> {
    gameday::runtime()?.block_on(async {
        let clients = emulator_access(endpoint, lex_endpoint(place))
            .await
            .map_err(|error| match error {
                RunError::Endpoint { .. } => Failure::usage(error),
                error => Failure::unknown(error.to_string()),
            })?;
        work(&clients)
            .await
            .map_err(|error| Failure::unknown(error.to_string()))?;
        Ok(Exit::Passed)
    })
}
