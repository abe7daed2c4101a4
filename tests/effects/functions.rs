//! The calls as the functions' own code makes them, and what it takes the outcome for.

use std::time::Duration;

use aws_smithy_runtime::client::retries::{RetryPartition, TokenBucket};
use aws_types::SdkConfig;
use lexdr_deploy::{EXPECTED_RESPONSE, SAMPLE_UTTERANCE, System};
use lexdr_health_check::Plan;
use lexdr_lex::{Bot, Evidence, Expected, Probe, Question, V1};
use lexdr_route::{Aws, DynamoDbRoutes, RouteStore, Seen, StoreError, Update};

use super::calls::Call;

/// Access as a function has it in an environment of its own.
pub(super) fn access(config: &SdkConfig) -> Aws {
    let endless = RetryPartition::custom("lexdr").token_bucket(TokenBucket::unlimited());
    Aws::new(config.clone()).with_default_partition(endless.build())
}

/// The time a check has when Lambda gives it the published 15 s.
pub(super) fn plan() -> Plan {
    Plan::within(Duration::from_secs(15)).expect("enough time for a check")
}

/// The functions' own code.
pub(super) struct Functions {
    aws: Aws,
    says: V1,
    opens: V1,
    routes: DynamoDbRoutes,
}

impl Functions {
    pub(super) fn new(config: &SdkConfig, system: &System) -> Self {
        let aws = access(config);
        let System {
            primary,
            bot,
            alias,
            table,
            ..
        } = system;
        let question = Question::Say {
            utterance: SAMPLE_UTTERANCE.to_owned(),
            expected: Expected::parse(EXPECTED_RESPONSE),
        };
        Self {
            says: V1::new(&aws, primary, bot, alias, question),
            opens: V1::new(&aws, primary, bot, alias, Question::OpenSession),
            routes: DynamoDbRoutes::new(&aws, table),
            aws,
        }
    }

    /// Makes the call; tells what the functions make of its outcome. Nothing if they make no such
    /// call.
    pub(super) async fn make(&self, call: Call, id: &str) -> Option<String> {
        let plan = plan();
        let says = match call {
            Call::PostText => judged(&self.says.ask(id, plan.probe).await),
            Call::PutSession => judged(&self.opens.ask(id, plan.probe).await),
            Call::DeleteSession => match self.opens.forget(id, plan.clean_up).await {
                Ok(()) => "ended".to_owned(),
                Err(why) => format!("not ended: {why}"),
            },
            Call::GetItem => match self.routes.read(id, plan.read).await {
                Ok(_) => "read".to_owned(),
                Err(error) => held(&error),
            },
            Call::UpdateItem => {
                let update = Update {
                    lex_region: "us-east-1".to_owned(),
                    checked_at: self.aws.now(),
                    changed: true,
                    reason: "a test".to_owned(),
                    failures: 0,
                    recoveries: 0,
                    bot_alias_arn: None,
                };
                let new = Seen::default();
                match self.routes.write(id, &update, &new, plan.write).await {
                    Ok(()) => "written".to_owned(),
                    Err(error) => held(&error),
                }
            }
            Call::Invoke | Call::GetBotAlias => return None,
        };
        Some(says)
    }
}

fn judged(probe: &Probe) -> String {
    match &probe.evidence {
        Evidence::Healthy => "healthy".to_owned(),
        Evidence::Down(reason) => format!("down: {reason}"),
        Evidence::NoEvidence(reason) => format!("no evidence: {reason}"),
    }
}

fn held(error: &StoreError) -> String {
    match error {
        StoreError::ConditionFailed { .. } => "somebody else wrote".to_owned(),
        StoreError::Failed { reason, .. } => format!("failed: {reason}"),
    }
}
