//! A variable in a function's environment is wrong, or gone.

use std::collections::HashMap;

use aws_sdk_lambda::types::Environment;
use lexdr_simulator::BoxFuture;

use super::function::{configuration, lambda, settled, told};
use super::report::unless_same;
use super::{Doing, Report, Undo};
use crate::Target;

type Variables = HashMap<String, String>;

struct PutBack {
    function: String,
    was: Variables,
}

pub(super) async fn inject(
    target: &Target,
    function: &str,
    variable: &str,
    value: Option<&str>,
    doing: &mut Doing,
) -> Result<(), String> {
    let was = variables(target, function, &mut doing.report).await?;
    let mut wrong = was.clone();
    match value {
        Some(value) => wrong.insert(variable.to_owned(), value.to_owned()),
        None => wrong.remove(variable),
    };
    doing.will_undo(PutBack {
        function: function.to_owned(),
        was,
    });
    // The value may be a secret of somebody's; the name says enough.
    set(target, function, variable, wrong, &mut doing.report).await
}

async fn variables(
    target: &Target,
    function: &str,
    report: &mut Report,
) -> Result<Variables, String> {
    let found = configuration(target, function, report).await?;
    let variables = found.environment.and_then(|found| found.variables);
    Ok(variables.unwrap_or_default())
}

async fn set(
    target: &Target,
    function: &str,
    why: &str,
    variables: Variables,
    report: &mut Report,
) -> Result<(), String> {
    let environment = Environment::builder()
        .set_variables(Some(variables))
        .build();
    let call = lambda(target)
        .update_function_configuration()
        .function_name(function)
        .environment(environment)
        .send();
    let what = told(target, "UpdateFunctionConfiguration", function);
    report
        .call(format!("{what} environment: {why}"), call)
        .await?;
    settled(target, function).await
}

impl Undo for PutBack {
    fn undo<'a>(
        &'a self,
        target: &'a Target,
        report: &'a mut Report,
    ) -> BoxFuture<'a, Result<(), String>> {
        Box::pin(async move {
            let function = &self.function;
            // An update on its way would refuse this one.
            settled(target, function).await?;
            set(target, function, "as before", self.was.clone(), report).await?;
            let now = variables(target, function, report).await?;
            unless_same(&format!("environment of {function}"), &now, &self.was)
        })
    }
}
