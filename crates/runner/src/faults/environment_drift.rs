//! A variable in a function's environment is wrong, or gone.

use lexdr_simulator::BoxFuture;

use super::function::{Variables, set_variables, settled, variables};
use super::report::unless_same;
use super::{Doing, Report, Undo};
use crate::Target;

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
    set_variables(target, function, variable, wrong, &mut doing.report).await
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
            set_variables(target, function, "as before", self.was.clone(), report).await?;
            let now = variables(target, function, report).await?;
            unless_same(&format!("environment of {function}"), &now, &self.was)
        })
    }
}
