//! `lexdr gameday`: a guarded run on an account.

mod place;
mod refused;

use std::fs;
use std::path::Path;
use std::sync::Arc;

use lexdr_gameday::config::Config;
use lexdr_gameday::guards::Asked;
use lexdr_gameday::{DayError, Ended, GameDay, Name, Prepared, Tell, metrics};
use lexdr_history::History;
use lexdr_report::Case;
use lexdr_scenario::{LexVersion, Scenario};
use lexdr_verdict::{Verdict, judge};
use tokio::sync::watch;

use crate::args::{self, Format};
use crate::exit::{Exit, Failure};
use crate::{access, flow, library, output, run, serve, upload};
use place::Place;

/// What says nothing but how the system is checked.
pub(crate) const STEADY: &str = include_str!("steady.yaml");

pub(crate) fn gameday(options: &args::GameDay) -> Result<Exit, Failure> {
    let config = config(&options.account.config)?;
    if refused::strays(options, &config) {
        return Ok(Exit::Refused);
    }
    let scenario = scenario(&options.scenario, &config)?;
    let flow = options.flow.as_deref().map(flow::read).transpose()?;
    runtime()?.block_on(async {
        let day = GameDay {
            clients: access::clients(options.account.endpoint.as_deref()).await?,
            config,
            scenario,
            flow,
            seed: options.seed,
        };
        if options.probes_only {
            return probes_only(day, options).await;
        }
        let asked = Asked {
            live: options.live,
            account: options.id.clone(),
        };
        let prepared = day.prepare(asked).await.map_err(refused::no_plan)?;
        show(&prepared, options.format)?;
        let forbidden = refused::forbidden(&prepared, options.live);
        if forbidden > 0 {
            return Ok(Exit::Refused);
        }
        if !options.live {
            eprintln!(
                "nothing was done; to do it: --live --account {}",
                day.config.account.id
            );
            return Ok(Exit::Passed);
        }
        live(&day, &prepared, options).await
    })
}

/// The configuration in this file.
pub(crate) fn config(file: &Path) -> Result<Config, Failure> {
    Config::load(file).map_err(Failure::bad_file)
}

pub(crate) fn runtime() -> Result<tokio::runtime::Runtime, Failure> {
    tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .map_err(|error| Failure::unknown(format!("cannot start: {error}")))
}

/// The scenario, in the generation that accounts have and at the interval that the system has.
fn scenario(name: &str, config: &Config) -> Result<Scenario, Failure> {
    let names = [name.to_owned()];
    let mut found = library::load(&library::find(&names)?)?;
    let (Some(scenario), true) = (found.pop(), found.is_empty()) else {
        return Err(Failure::usage(format!(
            "{name:?} names several scenarios; a game day is about one"
        )));
    };
    let Some(scenario) = scenario.for_generation(LexVersion::V2) else {
        return Err(Failure::refused(format!(
            "scenario {} is about Lex V1, which accounts do not have any more",
            scenario.name
        )));
    };
    Ok(scenario.scaled_to(config.system.check_every))
}

fn show(prepared: &Prepared, format: Format) -> Result<(), Failure> {
    match format {
        Format::Text => print!("{}", prepared.plan),
        Format::Json => {
            // Standard output is the report's.
            let plan = serde_json::to_string(&prepared.plan).map_err(Failure::unknown)?;
            eprintln!("{plan}");
        }
    }
    Ok(())
}

/// Everything but the faults.
async fn probes_only(mut day: GameDay, options: &args::GameDay) -> Result<Exit, Failure> {
    let lasts = lexdr_runner::lasts(&day.scenario).as_millis();
    let text = STEADY.replace("at: 5m", &format!("at: {lasts}ms"));
    let mut scenario = Scenario::parse("steady.yaml", &text).map_err(Failure::unknown)?;
    scenario.check = day.scenario.check.clone();
    day.scenario = scenario;
    let place = Place::new(&day, options)?;
    let tell: Tell = Arc::new(|line: &str| eprintln!("{line}"));
    let (interrupt, interrupted) = watch::channel(false);
    let watching = day.watch(interrupted, Box::new(place.sink()?), tell);
    let ended = tokio::select! {
        biased;
        ended = watching => ended,
        impatient = patience(interrupt) => {
            impatient?;
            return Ok(Exit::Unknown);
        }
    };
    let told = match ended {
        Ok(()) => judged(&place, options.format),
        Err(DayError::Run { why, .. }) => Err(Failure::unknown(why)),
        Err(error) => return Err(Failure::unknown(error)),
    };
    let exit = match &told {
        Ok(verdict) => verdict.outcome.into(),
        Err(failure) => said(failure),
    };
    let files = place.files(told.is_ok(), None);
    Ok(upload::after(&day, options, &place.name.run, &files, exit).await)
}

/// Says why there is no verdict.
fn said(failure: &Failure) -> Exit {
    eprintln!("{}", failure.message);
    failure.exit
}

async fn live(
    day: &GameDay,
    prepared: &Prepared,
    options: &args::GameDay,
) -> Result<Exit, Failure> {
    let place = Place::new(day, options)?;
    let sink = place.sink()?;
    let tell: Tell = Arc::new(|line: &str| eprintln!("{line}"));
    let (interrupt, interrupted) = watch::channel(false);
    let recover = recover_command(options);
    let running = day.run(prepared, &place.name, interrupted, Box::new(sink), tell);
    let ended = tokio::select! {
        biased;
        ended = running => ended,
        impatient = patience(interrupt) => {
            impatient?;
            eprintln!("not everything is undone; to undo the rest: {recover}");
            return Ok(Exit::NotUndone);
        }
    };
    let (ended, failed) = match ended {
        Ok(ended) => (ended, None),
        Err(DayError::Locked) => return Err(Failure::refused(DayError::Locked)),
        Err(DayError::Run { why, ended }) => (*ended, Some(why)),
        Err(error) => return Err(Failure::unknown(error)),
    };
    let told = match failed {
        None => judged(&place, options.format),
        Some(why) => Err(Failure::unknown(why)),
    };
    let exit = match &told {
        Ok(verdict) => {
            measured(day, options, verdict).await;
            verdict.outcome.into()
        }
        Err(failure) => said(failure),
    };
    // What is not put back cannot wait for a bucket.
    let exit = put_back(&ended, &recover).unwrap_or(match exit {
        Exit::Passed if ended.stopped.is_some() => Exit::Unknown,
        exit => exit,
    });
    let files = place.files(told.is_ok(), Some(&ended.journal));
    Ok(upload::after(day, options, &place.name.run, &files, exit).await)
}

/// Says what is not put back, if something is not.
fn put_back(ended: &Ended, recover: &str) -> Option<Exit> {
    if let Some(why) = &ended.stopped {
        eprintln!("stopped before its time: {why}; everything was undone at once");
    }
    if ended.problems.is_empty() {
        return None;
    }
    for problem in &ended.problems {
        eprintln!("not put back: {problem}");
    }
    if !ended.by_hand.is_empty() {
        eprintln!("to undo the rest: {recover}\nor paste these, in this order:");
        for line in &ended.by_hand {
            eprintln!("{line}");
        }
        eprintln!("the dead-man's switch does the same at its deadline");
    }
    eprintln!("journal: {}", ended.journal.display());
    Some(Exit::NotUndone)
}

fn recover_command(options: &args::GameDay) -> String {
    let config = options.account.config.display();
    let endpoint = options.account.endpoint.as_ref();
    let endpoint = endpoint.map(|url| format!(" --endpoint {url}"));
    let endpoint = endpoint.unwrap_or_default();
    format!("lexdr recover --config {config}{endpoint}")
}

/// Passes the first signal on, and returns at the second.
async fn patience(interrupt: watch::Sender<bool>) -> Result<(), Failure> {
    let signals = |error| Failure::unknown(format!("cannot take signals: {error}"));
    serve::stop().map_err(signals)?.await;
    let second = serve::stop().map_err(signals)?;
    eprintln!("undoing everything; a second signal stops waiting for that");
    interrupt.send_replace(true);
    second.await;
    Ok(())
}

/// Puts what was measured where alarms can look at it.
async fn measured(day: &GameDay, options: &args::GameDay, verdict: &Verdict) {
    let Some(region) = &options.metrics else {
        return;
    };
    // The verdict stands without them.
    if let Err(why) = metrics::put(&day.clients, region, verdict).await {
        eprintln!("warning: no metrics: {why}");
    }
}

/// Writes the report, and prints it.
fn judged(place: &Place, format: Format) -> Result<Verdict, Failure> {
    let (report, file) = (&place.report, place.history.display().to_string());
    let history = History::load(&place.history).map_err(Failure::unknown)?;
    let verdict = judge(&history.header, &history.events);
    let case = Case {
        verdict: &verdict,
        history: Some(&file),
    };
    let folder = report.join(&verdict.about.scenario);
    let text = lexdr_report::json_scenario(&case);
    run::write_file(&folder.join("verdict.json"), &text)?;
    let cases = [case];
    run::write_reports(report, &cases)?;
    match format {
        Format::Text => print!("\n{}", lexdr_report::terminal(&cases, output::colour())),
        Format::Json => print!("{}", lexdr_report::json(&cases)),
    }
    Ok(verdict)
}

/// A name that no other run has, and who runs it.
pub(crate) fn name() -> Name {
    let date = jiff::Timestamp::now().strftime("%Y%m%dT%H%M%SZ");
    let machine = fs::read_to_string("/proc/sys/kernel/hostname");
    let machine = machine.unwrap_or_else(|_| "an unnamed machine".to_owned());
    let user = std::env::var("USER").unwrap_or_else(|_| "somebody".to_owned());
    Name {
        run: format!("{date}-{:06x}", fastrand::u32(..1 << 24)),
        holder: format!("{user} on {}", machine.trim()),
    }
}
