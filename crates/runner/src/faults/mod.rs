//! Injects and undoes faults with the calls one would make on a real account, and request faults
//! in the layers in front of it.
//!
//! An undo restores what was there: the state is read before the fault is applied and is kept in
//! an [`Applied`]. What was restored is read back and compared; a difference is the step's error.
//! Each fault has a file of its own.

mod alias_deleted;
mod alias_policy_denied;
mod alias_repointed;
mod bot_deleted;
mod code_crashes;
mod concurrency_zero;
mod environment_drift;
mod function;
mod item;
mod lex;
mod locale_disabled;
mod replicated;
mod report;
mod request;
mod rewire;
mod role_denied;
mod rule_disabled;
mod table_deleted;

use lexdr_deploy::{System, boxed};
use lexdr_scenario::{Fault, FunctionRef, Injection, RegionRef};
use lexdr_simulator::BoxFuture;

use crate::Target;
pub use replicated::refusal;
pub use report::Report;

/// A fault that is in effect, with what its undo needs.
pub struct Applied {
    /// The name to undo it by.
    pub label: String,
    /// The fault's own name.
    pub fault: &'static str,
    /// Names of the regions it acts in.
    pub regions: Vec<String>,
    undo: Vec<Box<dyn Undo>>,
}

impl Applied {
    /// Whether nothing of it is left.
    #[must_use]
    pub fn is_undone(&self) -> bool {
        self.undo.is_empty()
    }
}

impl std::fmt::Debug for Applied {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Applied")
            .field("label", &self.label)
            .field("fault", &self.fault)
            .field("regions", &self.regions)
            .field("changes", &self.undo.len())
            .finish()
    }
}

/// The inverse of one change. It may be asked for more than once, and where the change was never
/// made: what is as it was before is left alone.
trait Undo: Send + Sync {
    /// Restores what was there, and verifies it.
    fn undo<'a>(
        &'a self,
        target: &'a Target,
        report: &'a mut Report,
    ) -> BoxFuture<'a, Result<(), String>>;
}

/// A step under way: what it has done, and how to take that back.
#[derive(Default)]
struct Doing {
    report: Report,
    undo: Vec<Box<dyn Undo>>,
}

impl Doing {
    /// Keeps the inverse of a change. Called before the change is made: one whose answer is lost
    /// may have been made all the same.
    fn will_undo(&mut self, undo: impl Undo + 'static) {
        self.undo.push(Box::new(undo));
    }
}

/// Applies a fault, unless [`refusal`] would have refused it. What was applied before an error comes back too, so that it can be undone.
pub fn inject<'a>(
    target: &'a Target,
    injection: &'a Injection,
) -> BoxFuture<'a, (Applied, Report)> {
    Box::pin(async move {
        let mut doing = Doing::default();
        let done = boxed(|| apply(target, injection, &mut doing)).await;
        let Doing { mut report, undo } = doing;
        report.error = done.err();
        let applied = Applied {
            label: injection.label.clone(),
            fault: injection.fault.name(),
            regions: acts_in(&target.system, &injection.fault),
            undo,
        };
        (applied, report)
    })
}

/// Takes a fault back, in the reverse order of its changes. Changes whose undo failed stay in
/// `applied`, so that it can be tried again; the others are taken back all the same.
pub fn undo<'a>(target: &'a Target, applied: &'a mut Applied) -> BoxFuture<'a, Report> {
    Box::pin(async move {
        let mut report = Report::default();
        let mut left = Vec::new();
        while let Some(step) = applied.undo.pop() {
            if let Err(error) = step.undo(target, &mut report).await {
                report.error.get_or_insert(error);
                left.push(step);
            }
        }
        left.reverse();
        applied.undo = left;
        report
    })
}

async fn apply(target: &Target, injection: &Injection, doing: &mut Doing) -> Result<(), String> {
    let system = &target.system;
    replicated::unless_meant(system, injection)?;
    match &injection.fault {
        Fault::AliasDeleted { region } => {
            for region in regions(system, region) {
                boxed(|| alias_deleted::inject(target, &region, doing)).await?;
            }
            Ok(())
        }
        Fault::AliasRepointed { region } => {
            for region in regions(system, region) {
                boxed(|| alias_repointed::inject(target, &region, doing)).await?;
            }
            Ok(())
        }
        Fault::BotDeleted { region } => {
            for region in regions(system, region) {
                boxed(|| bot_deleted::inject(target, &region, doing)).await?;
            }
            Ok(())
        }
        Fault::LocaleDisabled { region } => {
            for region in regions(system, region) {
                boxed(|| locale_disabled::inject(target, &region, doing)).await?;
            }
            Ok(())
        }
        Fault::AliasPolicyDenied { region } => {
            for region in regions(system, region) {
                boxed(|| alias_policy_denied::inject(target, &region, doing)).await?;
            }
            Ok(())
        }
        Fault::RuleDisabled {} => rule_disabled::inject(target, doing).await,
        Fault::ConcurrencyZero { function } => {
            concurrency_zero::inject(target, name_of(system, *function), doing).await
        }
        Fault::EnvironmentDrift {
            function,
            variable,
            value,
        } => {
            let function = name_of(system, *function);
            environment_drift::inject(target, function, variable, value.as_deref(), doing).await
        }
        Fault::CodeCrashes { function } => {
            let code = match function {
                FunctionRef::HealthCheck => &system.check_code,
                FunctionRef::GetRegion => &system.region_code,
            };
            code_crashes::inject(target, name_of(system, *function), code, doing).await
        }
        Fault::ItemMissing {} => item::delete(target, doing).await,
        Fault::ItemCorrupted { lex_region } => item::corrupt(target, lex_region, doing).await,
        Fault::TableDeleted {} => table_deleted::inject(target, doing).await,
        Fault::RoleDenied { service, region } => {
            let regions = region.as_ref().map(|region| regions(system, region));
            role_denied::inject(target, &injection.label, *service, regions, doing).await
        }
        Fault::Request(fault) => request::inject(target, &injection.label, fault, doing),
    }
}

/// The names of the regions a fault acts in.
#[must_use]
pub fn acts_in(system: &System, fault: &Fault) -> Vec<String> {
    if replicated::reaches_the_replica(system, fault) {
        return regions(system, &RegionRef::Both);
    }
    match fault {
        Fault::AliasDeleted { region }
        | Fault::AliasRepointed { region }
        | Fault::BotDeleted { region }
        | Fault::LocaleDisabled { region }
        | Fault::AliasPolicyDenied { region }
        | Fault::RoleDenied {
            region: Some(region),
            ..
        } => regions(system, region),
        // Rule, functions and table live in the primary region.
        Fault::RuleDisabled {}
        | Fault::ConcurrencyZero { .. }
        | Fault::EnvironmentDrift { .. }
        | Fault::CodeCrashes { .. }
        | Fault::ItemMissing {}
        | Fault::ItemCorrupted { .. }
        | Fault::TableDeleted {} => vec![system.primary.clone()],
        Fault::RoleDenied { region: None, .. } => regions(system, &RegionRef::Both),
        Fault::Request(fault) => match fault.region() {
            None => regions(system, &RegionRef::Both),
            Some(word) => request::resolved(system, word),
        },
    }
}

/// The names behind a region's part in the failover.
fn regions(system: &System, region: &RegionRef) -> Vec<String> {
    match region {
        RegionRef::Primary => vec![system.primary.clone()],
        RegionRef::Secondary => vec![system.secondary.clone()],
        RegionRef::Both => vec![system.primary.clone(), system.secondary.clone()],
        RegionRef::Named(name) => vec![name.clone()],
    }
}

fn name_of(system: &System, function: FunctionRef) -> &str {
    match function {
        FunctionRef::HealthCheck => &system.check_function,
        FunctionRef::GetRegion => &system.region_function,
    }
}
