//! Calls fail on the wire: rules of the fault layers, added and removed.

use lexdr_deploy::System;
use lexdr_faults::RequestFault;
use lexdr_simulator::BoxFuture;

use super::{Doing, Report, Undo};
use crate::Target;

struct Remove {
    ids: Vec<String>,
}

pub(super) fn inject(
    target: &Target,
    label: &str,
    fault: &RequestFault,
    doing: &mut Doing,
) -> Result<(), String> {
    let at = target.layers.now();
    let rules = fault.rules(label, at, |word| resolved(&target.system, word));
    doing.will_undo(Remove {
        ids: rules.iter().map(|rule| rule.id.clone()).collect(),
    });
    for rule in rules {
        let what = format!("add rule {}: {}", rule.id, rule.effect.name());
        let added = target.layers.add(rule);
        added.map_err(|error| format!("{what}: {error}"))?;
        doing.report.calls.push(what);
    }
    Ok(())
}

/// The names behind `primary`, `secondary` and `both`; any other word is a name.
pub(super) fn resolved(system: &System, word: &str) -> Vec<String> {
    match word {
        "primary" => vec![system.primary.clone()],
        "secondary" => vec![system.secondary.clone()],
        "both" => vec![system.primary.clone(), system.secondary.clone()],
        name => vec![name.to_owned()],
    }
}

impl Undo for Remove {
    fn undo<'a>(
        &'a self,
        target: &'a Target,
        report: &'a mut Report,
    ) -> BoxFuture<'a, Result<(), String>> {
        Box::pin(async move {
            for id in &self.ids {
                // A rule that has expired is gone already, which is what is wanted.
                target.layers.remove(id);
                report.calls.push(format!("remove rule {id}"));
            }
            Ok(())
        })
    }
}
