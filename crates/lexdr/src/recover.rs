//! `lexdr recover`: undoes what an interrupted game day has left.

use std::sync::Arc;
use std::time::Duration;

use lexdr_gameday::{GameDay, LEASE, Left, TableLock, Tell, Unsettled, find};
use lexdr_journal::Remote;
use lexdr_scenario::Scenario;
use tokio::task::JoinSet;

use crate::exit::{Exit, Failure};
use crate::{access, args, gameday};

/// How long an undo that fails for now is tried again.
const PATIENCE: Duration = Duration::from_secs(600);

pub(crate) fn recover(options: &args::Recover) -> Result<Exit, Failure> {
    let config = gameday::config(&options.account.config)?;
    let scenario = Scenario::parse("steady.yaml", gameday::STEADY).map_err(Failure::unknown)?;
    gameday::runtime()?.block_on(async {
        let clients = access::clients(options.account.endpoint.as_deref()).await?;
        let day = GameDay {
            scenario: scenario.scaled_to(config.system.check_every),
            clients,
            config,
            flow: None,
            seed: 1,
        };
        let remote = day.config.journal.remote();
        let left = find(&day.clients, &day.config.journal.directory, &remote).await;
        show(&left);
        if options.dry_run {
            return Ok(known(&left).unwrap_or(Exit::Passed));
        }
        let done = match left.runs.is_empty() {
            true => None,
            false => put_back(&day, left.runs, &remote).await?,
        };
        for problem in &left.problems {
            eprintln!("not put back, perhaps: {problem}");
        }
        let unread = (!left.problems.is_empty()).then_some(Exit::Unknown);
        if let Some(exit) = done.or(unread) {
            return Ok(exit);
        }
        if options.no_wait {
            return Ok(Exit::Passed);
        }
        let tell: Tell = Arc::new(|line: &str| eprintln!("{line}"));
        match day.until_steady(&tell).await {
            Ok(()) => {
                println!("the system is well: callers are served in the primary region");
                Ok(Exit::Passed)
            }
            Err(why) => Err(Failure::unknown(format!(
                "everything is put back, but the system is not well: {why}"
            ))),
        }
    })
}

fn known(left: &Left) -> Option<Exit> {
    (!left.problems.is_empty()).then_some(Exit::Unknown)
}

fn show(left: &Left) {
    if left.is_empty() {
        println!("no run has left anything");
    }
    for run in &left.runs {
        println!(
            "run {}, from {}",
            run.journal.run(),
            run.places.join(" and ")
        );
        for problem in run.journal.problems() {
            println!("  damaged: {problem}");
        }
        for entry in run.changes() {
            let subject = &entry.change.subject;
            println!(
                "  {} ({}), {}: {subject}",
                entry.label, entry.fault, entry.state
            );
            println!("    {}", entry.change.undo);
        }
    }
}

/// Undoes what is open, while nobody else does; an exit code if that does not end well.
async fn put_back(
    day: &GameDay,
    runs: Vec<Unsettled>,
    remote: &Remote,
) -> Result<Option<Exit>, Failure> {
    let tell: Tell = Arc::new(|line: &str| eprintln!("{line}"));
    let name = gameday::name();
    let run = format!("recover-{}", name.run);
    let lock = TableLock::new(&day.clients, remote, &run, &name.holder);
    if !held(&lock).await {
        return Ok(Some(Exit::Refused));
    }
    let mut beside = JoinSet::new();
    beside.spawn(lock.clone().keep(Arc::clone(&tell)));
    let mut failed = false;
    for run in runs {
        let id = run.journal.run().to_owned();
        let settled = run.settle(&day.clients, PATIENCE, Arc::clone(&tell)).await;
        for call in &settled.done.calls {
            println!("  {call}");
        }
        for problem in &settled.done.problems {
            eprintln!("not put back: {problem}");
        }
        for line in &settled.by_hand {
            eprintln!("to undo it by hand: {line}");
        }
        if settled.done.problems.is_empty() {
            println!("run {id}: everything is as it was");
        } else {
            failed = true;
        }
    }
    drop(beside);
    // If it cannot be given back it is free when the lease is over.
    let _ = lock.release().await;
    Ok(failed.then_some(Exit::NotUndone))
}

/// Takes the lock, when a run that died no longer has it. Without the table there is no lock, and
/// undoing is more important.
async fn held(lock: &TableLock) -> bool {
    let rounds = LEASE.as_secs().div_ceil(5) + 2;
    for round in 0..rounds {
        match lock.hold().await {
            Ok(true) => return true,
            Ok(false) if round == 0 => {
                eprintln!(
                    "waiting for the lock of the run, which is free {} s after its death",
                    LEASE.as_secs()
                );
            }
            Ok(false) => {}
            Err(why) => {
                eprintln!("going on without the lock: {why}");
                return true;
            }
        }
        tokio::time::sleep(Duration::from_secs(5)).await;
    }
    let holder = lock.holder().await.ok().flatten();
    let holder = holder.map(|lock| format!("run {} of {}", lock.run, lock.holder));
    let holder = holder.unwrap_or_else(|| "a run".to_owned());
    eprintln!("refused: {holder} is still going on; interrupt it, and it undoes by itself");
    false
}
