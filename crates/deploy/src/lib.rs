//! Creates and removes the system under test, through AWS SDK calls only.
//!
//! The same calls serve every target: the simulator, a LocalStack-compatible endpoint, a real
//! account. What stands between them is the [`Clients`] the caller passes in.
//! [`up`] is idempotent: what exists as described is left alone, what differs is brought in line.
//! [`down`] removes what [`up`] made and does not mind what is already gone.

mod aws;
mod documents;
mod error;
mod functions;
mod lex_v1;
mod order_flowers;
mod role;
mod schedule;
mod system;
mod table;

pub use aws::Clients;
pub use error::DeployError;
pub use functions::TEST_USER;
pub use order_flowers::{EXPECTED_RESPONSE, INTENT, ORDER, SAMPLE_UTTERANCE};
pub use schedule::Driver;
pub use system::{Deployed, System, Thresholds};

/// Tells the caller what is being done, one line a step.
pub type Progress<'a> = &'a mut (dyn FnMut(&str) + Send);

/// Creates the system, or brings an existing one in line. The schedule is left disabled:
/// [`start`] enables it.
///
/// # Errors
/// When a call fails; the error names the step. What was made until then stays, and a second
/// call goes on from there.
pub async fn up(
    clients: &Clients,
    system: &System,
    progress: Progress<'_>,
) -> Result<Deployed, DeployError> {
    let account = clients.account().await?;
    bots(clients, system, progress).await?;
    table::up(clients, system, progress).await?;
    let role_arn = role::up(clients, system, &account, progress).await?;
    let rule_arn = schedule::create_rule(clients, system, progress).await?;
    functions::up(clients, system, &role_arn, &rule_arn, progress).await?;
    schedule::attach_target(clients, system, &account, progress).await?;
    Ok(Deployed {
        account,
        role_arn,
        rule_arn,
    })
}

/// Creates the bots with their alias and nothing else, in both regions, or brings them in line.
///
/// # Errors
/// When a call fails; the error names the step.
pub async fn bots(
    clients: &Clients,
    system: &System,
    progress: Progress<'_>,
) -> Result<(), DeployError> {
    for region in system.regions() {
        lex_v1::up(clients, system, region, progress).await?;
    }
    Ok(())
}

/// Waits until a function can be called in its present form, after it was created or updated.
///
/// # Errors
/// When the function cannot be read, or is still being updated after a minute.
pub async fn settled(
    clients: &Clients,
    system: &System,
    function: &str,
) -> Result<(), DeployError> {
    let step = format!("function {function} in {}", system.primary);
    functions::settled(&clients.lambda(&system.primary), function, &step).await
}

/// Enables the schedule; the first check comes one interval later. Tells who runs the checks.
///
/// # Errors
/// When the rule cannot be enabled.
pub async fn start(clients: &Clients, system: &System) -> Result<Driver, DeployError> {
    schedule::start(clients, system).await
}

/// Removes the system.
///
/// # Errors
/// When something exists and cannot be removed; the error names the step.
pub async fn down(
    clients: &Clients,
    system: &System,
    progress: Progress<'_>,
) -> Result<(), DeployError> {
    schedule::down(clients, system, progress).await?;
    functions::down(clients, system, progress).await?;
    role::down(clients, system, progress).await?;
    table::down(clients, system, progress).await?;
    for region in system.regions() {
        lex_v1::down(clients, system, region, progress).await?;
    }
    Ok(())
}
