//! A function may not run: its reserved concurrency is 0.

use lexdr_simulator::BoxFuture;

use super::function::{lambda, told};
use super::report::unless_same;
use super::{Doing, Report, Undo};
use crate::Target;

struct Reserve {
    function: String,
    /// The reservation before; `None` if there was none.
    was: Option<i32>,
}

pub(super) async fn inject(
    target: &Target,
    function: &str,
    doing: &mut Doing,
) -> Result<(), String> {
    let was = reserved(target, function, &mut doing.report).await?;
    doing.will_undo(Reserve {
        function: function.to_owned(),
        was,
    });
    reserve(target, function, 0, &mut doing.report).await
}

async fn reserved(
    target: &Target,
    function: &str,
    report: &mut Report,
) -> Result<Option<i32>, String> {
    let call = lambda(target).get_function_concurrency();
    let call = call.function_name(function).send();
    let what = told(target, "GetFunctionConcurrency", function);
    Ok(report
        .call(what, call)
        .await?
        .reserved_concurrent_executions)
}

async fn reserve(
    target: &Target,
    function: &str,
    executions: i32,
    report: &mut Report,
) -> Result<(), String> {
    let call = lambda(target)
        .put_function_concurrency()
        .function_name(function)
        .reserved_concurrent_executions(executions)
        .send();
    let what = told(target, "PutFunctionConcurrency", function);
    report
        .call(format!("{what} {executions}"), call)
        .await
        .map(drop)
}

impl Undo for Reserve {
    fn undo<'a>(
        &'a self,
        target: &'a Target,
        report: &'a mut Report,
    ) -> BoxFuture<'a, Result<(), String>> {
        Box::pin(async move {
            let function = &self.function;
            match self.was {
                Some(executions) => reserve(target, function, executions, report).await?,
                None => {
                    let call = lambda(target).delete_function_concurrency();
                    let call = call.function_name(function).send();
                    let what = told(target, "DeleteFunctionConcurrency", function);
                    report.call(what, call).await?;
                }
            }
            let now = reserved(target, function, report).await?;
            unless_same(&format!("concurrency of {function}"), &now, &self.was)
        })
    }
}
