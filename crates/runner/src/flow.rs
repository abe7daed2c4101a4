//! The contact flow that callers follow: a shipped one, or the user's own.

use std::sync::Arc;

use lexdr_connect_flow::shipped::{Bot, Params, dynamic_form, static_form};
use lexdr_connect_flow::{Flow, FlowError};
use lexdr_deploy::System;
use lexdr_scenario::FlowForm;

/// The shipped flow in the form asked for, for this system in this account.
pub(crate) fn shipped(
    form: FlowForm,
    system: &System,
    account: &str,
) -> Result<Arc<Flow>, FlowError> {
    let params = Params {
        function_arn: format!(
            "arn:aws:lambda:{}:{account}:function:{}",
            system.primary, system.region_function
        ),
        route: system.primary.clone(),
        regions: system.regions().map(str::to_owned).to_vec(),
        bot: Bot::V1 {
            name: system.bot.clone(),
            alias: system.alias.clone(),
        },
        intent: lexdr_deploy::INTENT.to_owned(),
        greeting: "Welcome to the flower shop. How can I help you?".to_owned(),
        apology: "We are sorry, we cannot take your order now. Please call again later.".to_owned(),
    };
    let text = match form {
        FlowForm::Static => static_form(&params),
        FlowForm::Dynamic => dynamic_form(&params),
    };
    Flow::parse("the shipped flow", &text).map(Arc::new)
}
