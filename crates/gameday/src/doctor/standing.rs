//! What the guards judge, before there is a plan.

use std::collections::BTreeSet;

use lexdr_scenario::Millis;

use super::{Check, Findings, Patient};
use crate::cost::Cost;
use crate::guards::{self, Guard, Refusal};
use crate::plan::{Plan, date};

/// What would refuse a plan that changes nothing.
pub(super) fn refusals(patient: &Patient<'_>) -> Vec<Refusal> {
    let Patient {
        config, facts, now, ..
    } = patient;
    let plan = Plan {
        scenario: String::new(),
        summary: String::new(),
        account: config.account.id.clone(),
        starts: *now,
        lasts: Millis(0),
        faults: Vec::new(),
        regions: BTreeSet::new(),
        cost: Cost::of(Millis(0), &config.probes, 0),
    };
    guards::check(facts, config, &plan, *now)
}

/// Adds what these guards refuse, and the facts they could not know; `ok` if there is nothing.
pub(super) fn judge(
    (check, guards): (Check, &[Guard]),
    refusals: &[Refusal],
    unknown: &[Option<&String>],
    ok: impl FnOnce() -> String,
    findings: &mut Findings,
) {
    let mut is_well = true;
    let unknown: Vec<&String> = unknown.iter().copied().flatten().collect();
    for why in &unknown {
        is_well = false;
        findings.failed(check, why);
    }
    for Refusal { guard, why, how } in refusals {
        // What a guard could not find out has just been said.
        let is_said = unknown
            .iter()
            .any(|unknown| why.ends_with(unknown.as_str()));
        if guards.contains(guard) && !is_said {
            is_well = false;
            findings.problem(check, why, how);
        }
    }
    if is_well {
        findings.ok(check, ok());
    }
}

pub(super) fn account(patient: &Patient<'_>, refusals: &[Refusal], findings: &mut Findings) {
    let facts = &patient.facts;
    let ok = || {
        let identity = facts.identity.as_ref().ok();
        let arn = identity.map_or("", |identity| identity.arn.as_str());
        let until = match facts.expire {
            Ok(Some(expire)) => format!(", until {}", date(expire)),
            _ => String::new(),
        };
        format!("account {}, as {arn}{until}", patient.config.account.id)
    };
    judge(
        (Check::Account, &[Guard::Account, Guard::Credentials]),
        refusals,
        &[facts.identity.as_ref().err(), facts.expire.as_ref().err()],
        ok,
        findings,
    );
}

pub(super) fn alarms(patient: &Patient<'_>, refusals: &[Refusal], findings: &mut Findings) {
    let facts = &patient.facts;
    let ok = || {
        let alarms = facts.alarms.iter().flatten();
        let alarms: Vec<String> = alarms
            .map(|alarm| format!("{} {}", alarm.name, alarm.state))
            .collect();
        let region = &patient.config.alarms.region;
        format!("alarms in {region}: {}", alarms.join(", "))
    };
    judge(
        (Check::Alarms, &[Guard::Alarms]),
        refusals,
        &[facts.alarms.as_ref().err()],
        ok,
        findings,
    );
}

pub(super) fn runs(patient: &Patient<'_>, refusals: &[Refusal], findings: &mut Findings) {
    let told = &patient.facts.told;
    judge(
        (Check::OpenJournal, &[Guard::OpenJournal]),
        refusals,
        &[told.open.as_ref().err()],
        || "nothing is left of earlier runs".to_owned(),
        findings,
    );
    judge(
        (Check::OtherRun, &[Guard::OtherRun]),
        refusals,
        &[told.lock.as_ref().err()],
        || "no other run holds the lock".to_owned(),
        findings,
    );
}

pub(super) fn steady_state(patient: &Patient<'_>, refusals: &[Refusal], findings: &mut Findings) {
    let primary = &patient.config.system.primary;
    judge(
        (Check::SteadyState, &[Guard::SteadyState]),
        refusals,
        &[],
        || format!("a caller is served in {primary}"),
        findings,
    );
}
