//! What a principal may do, asked of IAM instead of tried.

use std::collections::BTreeMap;

use lexdr_deploy::Clients;

use super::Patient;
use crate::permissions::{Need, SCHEDULES};
use crate::said::said;

/// As good as any id of an alias that is yet to be made.
const ANOTHER: &str = "ANOTHER001";

/// Whether something is allowed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Answer {
    Yes,
    /// No policy allows it.
    No,
    /// A policy denies it, and no other can change that.
    Never,
    /// It depends on these keys of a call's context.
    Depends(Vec<String>),
}

/// The needs with the ids of the bots that are there, and the name of a schedule.
pub(super) fn concrete(patient: &Patient<'_>, needs: &[Need]) -> Vec<Need> {
    let bots = patient.facts.bots.as_ref().map_or(&[][..], Vec::as_slice);
    let concrete = |need: &Need| {
        let region = need.resource.split(':').nth(3).unwrap_or_default();
        let bot = bots.iter().find(|bot| bot.region == region);
        let resource = match (need.resource.strip_suffix('*'), bot) {
            (Some(arn), Some(bot)) if arn.ends_with(":bot/") => format!("{arn}{}", bot.id),
            (Some(arn), Some(bot)) if arn.ends_with(":bot-alias/") => {
                // What is allowed of a scratch alias has to be so of the one that is made again.
                let alias = match patient.config.system.scratch_alias {
                    true => ANOTHER,
                    false => &bot.alias,
                };
                format!("{arn}{}/{alias}", bot.id)
            }
            (Some(arn), _) if arn.ends_with(SCHEDULES) => format!("{arn}doctor"),
            _ => need.resource.clone(),
        };
        let (action, why) = (need.action.clone(), need.why.clone());
        Need {
            action,
            resource,
            why,
        }
    };
    needs.iter().map(concrete).collect()
}

/// Asks IAM about each need, in their order.
pub(super) async fn ask(
    clients: &Clients,
    source: &str,
    needs: &[Need],
) -> Result<Vec<Answer>, String> {
    let mut by_resource: BTreeMap<&str, Vec<String>> = BTreeMap::new();
    for need in needs {
        let actions = by_resource.entry(&need.resource).or_default();
        actions.push(need.action.clone());
    }
    let mut answers = BTreeMap::new();
    for (resource, actions) in by_resource {
        let asked = clients.iam().simulate_principal_policy();
        let asked = asked.policy_source_arn(source).resource_arns(resource);
        let mut pages = asked
            .set_action_names(Some(actions))
            .into_paginator()
            .send();
        while let Some(page) = pages.next().await {
            let page = page.map_err(|error| said("SimulatePrincipalPolicy", error))?;
            for result in page.evaluation_results.unwrap_or_default() {
                let missing = result.missing_context_values.unwrap_or_default();
                let answer = match result.eval_decision.as_str() {
                    "allowed" => Answer::Yes,
                    _ if !missing.is_empty() => Answer::Depends(missing),
                    "explicitDeny" => Answer::Never,
                    _ => Answer::No,
                };
                let action = result.eval_action_name.to_ascii_lowercase();
                answers.insert((action, resource), answer);
            }
        }
    }
    let answered = needs.iter().map(|need| {
        let asked = (need.action.to_ascii_lowercase(), need.resource.as_str());
        let answer = answers.get(&asked).cloned();
        answer.ok_or_else(|| format!("SimulatePrincipalPolicy: nothing about {}", need.action))
    });
    answered.collect()
}
