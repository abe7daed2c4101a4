//! The contact flow that callers follow: a shipped one, or the user's own.

use std::sync::Arc;

use lexdr_connect_flow::shipped::{Bot, Params, dynamic_form, static_form};
use lexdr_connect_flow::{Flow, FlowError};
use lexdr_deploy::{Deployed, System, function_arn};
use lexdr_scenario::FlowForm;
use lexdr_wire::LexVersion;

/// The shipped flow in the form asked for, or else in that which fits the generation of Lex, for
/// this system in this account.
pub(crate) fn shipped(
    form: Option<FlowForm>,
    system: &System,
    deployed: &Deployed,
) -> Result<Arc<Flow>, FlowError> {
    let params = Params {
        function_arn: function_arn(&system.primary, &deployed.account, &system.region_function),
        route: system.primary.clone(),
        regions: system.regions().map(str::to_owned).to_vec(),
        bot: bot(system, deployed),
        intent: lexdr_deploy::INTENT.to_owned(),
        greeting: "Welcome to the flower shop. How can I help you?".to_owned(),
        apology: "We are sorry, we cannot take your order now. Please call again later.".to_owned(),
    };
    let usual = match system.lex {
        LexVersion::V1 => FlowForm::Static,
        LexVersion::V2 => FlowForm::Dynamic,
    };
    let text = match form.unwrap_or(usual) {
        FlowForm::Static => static_form(&params),
        FlowForm::Dynamic => dynamic_form(&params),
    };
    Flow::parse("the shipped flow", &text).map(Arc::new)
}

fn bot(system: &System, deployed: &Deployed) -> Bot {
    match system.lex {
        LexVersion::V1 => Bot::V1 {
            name: system.bot.clone(),
            alias: system.alias.clone(),
        },
        LexVersion::V2 => Bot::V2 {
            alias_arns: deployed
                .bots
                .iter()
                .map(|bot| (bot.region.clone(), bot.alias_arn.clone()))
                .collect(),
        },
    }
}
