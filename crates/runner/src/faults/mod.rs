//! Injects and undoes faults with the calls one would make on a real account.
//!
//! An undo restores what was there: the state is read before the fault is applied and is kept in
//! an [`Applied`].

mod alias_v1;

use aws_smithy_types::error::display::DisplayErrorContext;
use aws_smithy_types::error::metadata::ProvideErrorMetadata;
use lexdr_deploy::{Clients, System};
use lexdr_scenario::{Fault, Injection, RegionRef};

/// A fault that is in effect, with what its undo needs.
pub(crate) struct Applied {
    pub(crate) label: String,
    pub(crate) fault: &'static str,
    pub(crate) regions: Vec<String>,
    undo: Vec<Undo>,
}

/// The inverse of one change.
enum Undo {
    CreateAlias(Box<alias_v1::Alias>),
}

/// What a step did, for the history.
#[derive(Default)]
pub(crate) struct Report {
    pub(crate) calls: Vec<String>,
    pub(crate) error: Option<String>,
}

/// Applies a fault. What was applied before an error comes back too, so that it can be undone.
pub(crate) async fn inject(
    clients: &Clients,
    system: &System,
    injection: &Injection,
) -> (Applied, Report) {
    let Fault::AliasDeleted { region } = &injection.fault;
    let mut applied = Applied {
        label: injection.label.clone(),
        fault: injection.fault.name(),
        regions: regions(system, region),
        undo: Vec::new(),
    };
    let mut report = Report::default();
    for region in applied.regions.clone() {
        match alias_v1::delete(clients, system, &region, &mut report).await {
            Ok(alias) => applied.undo.push(Undo::CreateAlias(Box::new(alias))),
            Err(error) => {
                report.error = Some(error);
                break;
            }
        }
    }
    (applied, report)
}

/// Takes a fault back, in the reverse order of its changes. Changes whose undo failed stay in
/// `applied`, so that it can be tried again.
pub(crate) async fn undo(clients: &Clients, system: &System, applied: &mut Applied) -> Report {
    let mut report = Report::default();
    while let Some(step) = applied.undo.pop() {
        let Undo::CreateAlias(alias) = &step;
        if let Err(error) = alias_v1::create(clients, system, alias, &mut report).await {
            report.error = Some(error);
            applied.undo.push(step);
            break;
        }
    }
    report
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

/// For `map_err`: the call, then code and message of the service's error.
fn told<E>(call: &str) -> impl FnOnce(E) -> String
where
    E: ProvideErrorMetadata + std::error::Error,
{
    move |error| match (error.code(), error.message()) {
        (Some(code), Some(message)) => format!("{call}: {code}: {message}"),
        (Some(code), None) => format!("{call}: {code}"),
        _ => format!("{call}: {}", DisplayErrorContext(&error)),
    }
}
