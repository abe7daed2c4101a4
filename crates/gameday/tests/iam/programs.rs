//! Code for the functions: the one that callers ask sends them to the primary region.

use bytes::Bytes;
use lexdr_simulator::{BoxFuture, Environment, FunctionError, Instance, Invocation, Program};
use serde_json::json;

/// Says what is right as long as the route is the primary region.
pub(crate) struct ToPrimary;

impl Program for ToPrimary {
    fn start(
        &self,
        environment: Environment,
    ) -> BoxFuture<'static, Result<Box<dyn Instance>, FunctionError>> {
        let arns = environment.variables.get("BOT_ALIAS_ARNS");
        let arn = arns.and_then(|arns| arns.split(',').next());
        let answer = json!({
            "statusCode": 200,
            "primaryCode": environment.region,
            "botAliasArn": arn,
            "source": "table",
        });
        let answer = Bytes::from(answer.to_string());
        Box::pin(async move { Ok(Box::new(Answering(answer)) as Box<dyn Instance>) })
    }
}

struct Answering(Bytes);

impl Instance for Answering {
    fn invoke<'a>(&'a mut self, _: Invocation) -> BoxFuture<'a, Result<Bytes, FunctionError>> {
        Box::pin(std::future::ready(Ok(self.0.clone())))
    }
}
