//! What does not let a game day begin.

use lexdr_gameday::config::Config;
use lexdr_gameday::guards::{Guard, Refusal};
use lexdr_gameday::{PrepareError, Prepared};

use crate::args;
use crate::exit::Failure;

/// Says which options name a region where no calls may be made. Those of the configuration are
/// refused with the file.
pub(super) fn strays(options: &args::GameDay, config: &Config) -> bool {
    let allowed = &config.account.regions;
    let named = [
        ("--metrics", &options.metrics),
        ("--upload-region", &options.upload_region),
    ];
    let mut found = false;
    for (option, region) in named {
        let Some(region) = region.as_ref().filter(|region| !allowed.contains(region)) else {
            continue;
        };
        found = true;
        let refusal = Refusal {
            guard: Guard::Regions,
            why: format!(
                "{option} names {region}; allowed are {}",
                allowed.join(", ")
            ),
            how: "add it to `regions` in `[account]` if that is meant".to_owned(),
        };
        eprintln!("refused: {refusal}");
    }
    found
}

pub(super) fn no_plan(error: PrepareError) -> Failure {
    match &error {
        PrepareError::Fault {
            why: lexdr_changes::PlanError::Refused(_),
            ..
        } => Failure::refused(error),
        PrepareError::Earlier(_) | PrepareError::Plan(_) => Failure::refused(error),
        _ => Failure::unknown(error),
    }
}

/// Says what forbids the plan, and how many guards do. A plan that is only to be seen needs no
/// leave to be carried out.
pub(super) fn forbidden(prepared: &Prepared, live: bool) -> usize {
    let asked = |guard| live || guard != Guard::Live;
    let refusals: Vec<_> = prepared
        .refusals
        .iter()
        .filter(|refusal| asked(refusal.guard))
        .collect();
    for refusal in &refusals {
        eprintln!("refused: {refusal}");
    }
    refusals.len()
}
