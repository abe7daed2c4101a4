//! Health checks and GetRegions that are wrong on purpose, each in one way: the scenario library
//! must catch every one. A harness that passes what is wrong proves nothing about what is right.
//!
//! The programs run on the real SDK clients, as production does. [`check`] and [`get_region`] are
//! right as long as no defect is switched on, which is proved here too: a scenario counts as
//! catching a mutant only if the same program without the defect passes it.

mod bot;
mod check;
mod defects;
mod get_region;
mod hunt;
mod judge;
mod published;
mod route;

use lexdr_runner::CodeUnderTest;

use defects::{CHECKS, REGIONS};
use hunt::{Mutant, hunt};

/// All of them, with the scenarios that should see each at once; the others are tried after.
fn mutants() -> Vec<Mutant> {
    let checks = CHECKS.iter().map(|(defect, suspects)| Mutant {
        name: format!("health check {defect:?}"),
        code: CodeUnderTest {
            health_check: check::mutant(Some(*defect)),
            ..sound()
        },
        suspects,
    });
    let regions = REGIONS.iter().map(|(defect, suspects)| Mutant {
        name: format!("GetRegion {defect:?}"),
        code: CodeUnderTest {
            get_region: get_region::mutant(Some(*defect)),
            ..sound()
        },
        suspects,
    });
    let published = Mutant {
        name: "health check as published".to_owned(),
        code: CodeUnderTest {
            health_check: published::check(),
            ..sound()
        },
        suspects: &["lex-hang", "lex-conflict-once"],
    };
    checks.chain(regions).chain([published]).collect()
}

/// The same programs without a defect.
fn sound() -> CodeUnderTest {
    CodeUnderTest {
        health_check: check::mutant(None),
        get_region: get_region::mutant(None),
    }
}

#[test]
fn every_mutant_is_caught_by_a_scenario_of_the_library() {
    let mutants = mutants();
    assert!(mutants.len() >= 25);
    let caught = hunt(&mutants, &sound());
    for (mutant, by) in mutants.iter().zip(&caught) {
        let by = by.as_deref().unwrap_or("NOBODY");
        println!("{:<52} {by}", mutant.name);
    }
    let escaped: Vec<&str> = mutants
        .iter()
        .zip(&caught)
        .filter(|(_, by)| by.is_none())
        .map(|(mutant, _)| mutant.name.as_str())
        .collect();
    assert!(escaped.is_empty(), "no scenario catches {escaped:#?}");
}
