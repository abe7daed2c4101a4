//! Creates and removes the system under test, through AWS SDK calls only.
//!
//! The same calls serve every target: the simulator, a LocalStack-compatible endpoint, a real
//! account. What stands between them is the [`Clients`] the caller passes in.
//! [`up`] is idempotent: what exists as described is left alone, what differs is brought in line.
//! [`down`] removes what [`up`] made and does not mind what is already gone; [`down_own`] removes of
//! it what carries the tag of the deployment.

mod aws;
mod boxed;
#[cfg(feature = "connect")]
pub mod connect;
mod dated;
mod documents;
mod error;
mod failed;
mod functions;
mod lex_v1;
mod lex_v2;
mod names;
mod order_flowers;
mod owned;
mod role;
mod schedule;
mod system;
mod table;
pub mod tags;

pub use aws::Clients;
pub use boxed::boxed;
pub use dated::Dated;
use documents::bot_arn;
pub use documents::function_arn;
pub use error::DeployError;
pub use failed::{Failed, Said, failed, why};
pub use functions::TEST_USER;
use lexdr_wire::{BoxFuture, LexVersion};
pub use order_flowers::{EXPECTED_RESPONSE, INTENT, ORDER, SAMPLE_UTTERANCE};
pub use owned::{Part, Standing, down_own, find_own_bots, survey};
pub use schedule::Driver;
pub use system::{AliasBy, Deployed, DeployedBot, OWNER, System, Thresholds};

/// Tells the caller what is being done, one line a step.
pub type Progress<'a> = &'a mut (dyn FnMut(&str) + Send);

/// Creates the system, or brings an existing one in line. The schedule is left disabled:
/// [`start`] enables it.
///
/// # Errors
/// When a call fails; the error names the step. What was made until then stays, and a second
/// call goes on from there.
pub fn up<'a>(
    clients: &'a Clients,
    system: &'a System,
    progress: Progress<'a>,
) -> BoxFuture<'a, Result<Deployed, DeployError>> {
    Box::pin(async move {
        let account = clients.account().await?;
        let bots = boxed(|| bots_of(clients, system, &account, progress)).await?;
        table::up(clients, system, progress).await?;
        let role_arn = role::up(clients, system, &account, progress).await?;
        if system.lex == LexVersion::V2 {
            let arns = bots.iter();
            let arns = arns.map(|bot| bot_arn(&bot.region, &account, &bot.bot_id));
            role::permit_bots(clients, system, arns.collect()).await?;
        }
        let rule_arn = schedule::create_rule(clients, system, progress).await?;
        let deployed = Deployed {
            account,
            role_arn,
            rule_arn,
            bots,
        };
        functions::up(clients, &deployed, system, progress).await?;
        schedule::attach_target(clients, system, &deployed.account, progress).await?;
        Ok(deployed)
    })
}

/// Creates the bots with their alias and what they cannot be without, in both regions, or brings
/// them in line. Those of Lex V2 are returned with their ids, primary region first.
///
/// # Errors
/// When a call fails; the error names the step.
pub fn bots<'a>(
    clients: &'a Clients,
    system: &'a System,
    progress: Progress<'a>,
) -> BoxFuture<'a, Result<Vec<DeployedBot>, DeployError>> {
    Box::pin(async move {
        let account = match system.lex {
            // Its bots have no ARNs to be known.
            LexVersion::V1 => String::new(),
            LexVersion::V2 => clients.account().await?,
        };
        boxed(|| bots_of(clients, system, &account, progress)).await
    })
}

async fn bots_of(
    clients: &Clients,
    system: &System,
    account: &str,
    progress: Progress<'_>,
) -> Result<Vec<DeployedBot>, DeployError> {
    match system.lex {
        LexVersion::V1 => {
            for region in system.regions() {
                lex_v1::up(clients, system, region, progress).await?;
            }
            Ok(Vec::new())
        }
        LexVersion::V2 => {
            let role = role::bots_up(clients, system, progress).await?;
            let by = (account, role.as_str());
            boxed(|| lex_v2::all_up(clients, system, by, progress)).await
        }
    }
}

/// As [`bots`], of Lex V2 in one region; in the primary one with the replica, if there is to be
/// one.
///
/// # Errors
/// When a call fails; the error names the step.
pub fn bot_v2<'a>(
    clients: &'a Clients,
    system: &'a System,
    region: &'a str,
    progress: Progress<'a>,
) -> BoxFuture<'a, Result<DeployedBot, DeployError>> {
    Box::pin(async move {
        let account = clients.account().await?;
        let role = role::bots_up(clients, system, progress).await?;
        let by = (account.as_str(), role.as_str());
        boxed(|| lex_v2::up(clients, system, region, by, progress)).await
    })
}

/// The bots of Lex V2 that are there, primary region first. A region whose bot or alias is missing
/// is left out; with Lex V1 there are none.
///
/// # Errors
/// When a call fails; the error names the step.
pub fn find_bots<'a>(
    clients: &'a Clients,
    system: &'a System,
) -> BoxFuture<'a, Result<Vec<DeployedBot>, DeployError>> {
    Box::pin(async move {
        if system.lex == LexVersion::V1 {
            return Ok(Vec::new());
        }
        let account = clients.account().await?;
        let mut bots = Vec::new();
        for region in system.regions() {
            bots.extend(boxed(|| lex_v2::find(clients, system, region, &account)).await?);
        }
        Ok(bots)
    })
}

/// Lets the functions look up the aliases of the bots of Lex V2 that are there, and of no others:
/// a bot that is made again has a new id.
///
/// # Errors
/// When a call fails; the error names the step.
pub fn permit_bots<'a>(
    clients: &'a Clients,
    system: &'a System,
) -> BoxFuture<'a, Result<(), DeployError>> {
    Box::pin(async move {
        let account = clients.account().await?;
        let mut bots = Vec::new();
        for region in system.regions() {
            if let Some(id) = boxed(|| lex_v2::find_id(clients, system, region)).await? {
                bots.push(bot_arn(region, &account, &id));
            }
        }
        role::permit_bots(clients, system, bots).await
    })
}

/// Whether a version of a bot of Lex V2 says in the system's locale what [`bots`] would make it
/// say, so that nothing is lost by removing it.
///
/// # Errors
/// When a call fails; the error names the step.
pub fn is_described_v2<'a>(
    clients: &'a Clients,
    system: &'a System,
    region: &'a str,
    bot_id: &'a str,
    version: &'a str,
) -> BoxFuture<'a, Result<bool, DeployError>> {
    Box::pin(async move {
        boxed(|| lex_v2::is_described(clients, system, region, bot_id, version)).await
    })
}

/// Waits until a function can be called in its present form, after it was created or updated.
///
/// # Errors
/// When the function cannot be read, or is still being updated after a minute.
pub fn settled<'a>(
    clients: &'a Clients,
    system: &'a System,
    function: &'a str,
) -> BoxFuture<'a, Result<(), DeployError>> {
    Box::pin(async move {
        let step = format!("function {function} in {}", system.primary);
        functions::settled(&clients.lambda(&system.primary), function, &step).await
    })
}

/// Enables the schedule; the first check comes one interval later. Tells who runs the checks.
///
/// # Errors
/// When the rule cannot be enabled.
pub fn start<'a>(
    clients: &'a Clients,
    system: &'a System,
) -> BoxFuture<'a, Result<Driver, DeployError>> {
    Box::pin(async move { schedule::start(clients, system).await })
}

/// Removes the system.
///
/// # Errors
/// When something exists and cannot be removed; the error names the step.
pub fn down<'a>(
    clients: &'a Clients,
    system: &'a System,
    progress: Progress<'a>,
) -> BoxFuture<'a, Result<(), DeployError>> {
    Box::pin(async move { boxed(|| remove(clients, system, &|_| true, progress)).await })
}

/// Removes those parts of the system that are its own.
async fn remove(
    clients: &Clients,
    system: &System,
    is_own: &(dyn Fn(&str) -> bool + Sync),
    progress: Progress<'_>,
) -> Result<(), DeployError> {
    if is_own(&names::rule(system)) {
        schedule::down(clients, system, progress).await?;
    }
    for name in [&system.check_function, &system.region_function] {
        if is_own(&names::function(system, name)) {
            functions::down(clients, system, name, progress).await?;
        }
    }
    if is_own(&names::role(&system.role)) {
        role::down(clients, system, progress).await?;
    }
    if is_own(&names::table(system)) {
        table::down(clients, system, progress).await?;
    }
    match system.lex {
        LexVersion::V1 => {
            for region in system.regions() {
                lex_v1::down(clients, system, region, progress).await?;
            }
        }
        LexVersion::V2 => {
            for region in lex_v2::regions(system) {
                if is_own(&names::bot(system, region)) {
                    boxed(|| lex_v2::down(clients, system, region, progress)).await?;
                }
            }
            // The bots need it as long as they are there.
            if is_own(&names::role(&role::of_bots(system))) {
                role::bots_down(clients, system, progress).await?;
            }
        }
    }
    Ok(())
}
