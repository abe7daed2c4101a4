//! Code for the functions: the one that callers ask sends them to the primary region.

use bytes::Bytes;
use lexdr_deploy::{Clients, System, find_bots};
use lexdr_simulator::{BoxFuture, Environment, FunctionError, Instance, Invocation, Program};
use serde_json::json;

/// Says what is right as long as the route is the primary region.
#[derive(Clone)]
pub(crate) struct ToPrimary {
    /// Who looks the alias up by its name, as a check does, where the function is not told its ARN.
    pub(crate) admin: Clients,
    pub(crate) system: System,
}

impl Program for ToPrimary {
    fn start(
        &self,
        environment: Environment,
    ) -> BoxFuture<'static, Result<Box<dyn Instance>, FunctionError>> {
        let arns = environment.variables.get("BOT_ALIAS_ARNS");
        let arn = arns.and_then(|arns| arns.split(',').next());
        let answering = Answering {
            told: arn.map(str::to_owned),
            region: environment.region,
            program: self.clone(),
        };
        Box::pin(async move { Ok(Box::new(answering) as Box<dyn Instance>) })
    }
}

struct Answering {
    told: Option<String>,
    region: String,
    program: ToPrimary,
}

impl Answering {
    async fn arn(&self) -> Option<String> {
        if self.told.is_some() {
            return self.told.clone();
        }
        let ToPrimary { admin, system } = &self.program;
        let bots = find_bots(admin, system).await.unwrap();
        let mut bots = bots.into_iter().filter(|bot| bot.region == self.region);
        bots.next().map(|bot| bot.alias_arn)
    }
}

impl Instance for Answering {
    fn invoke<'a>(&'a mut self, _: Invocation) -> BoxFuture<'a, Result<Bytes, FunctionError>> {
        Box::pin(async move {
            let answer = json!({
                "statusCode": 200,
                "primaryCode": self.region,
                "botAliasArn": self.arn().await,
                "source": "table",
            });
            Ok(Bytes::from(answer.to_string()))
        })
    }
}
