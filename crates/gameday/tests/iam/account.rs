//! A simulated account with the system in it, and roles that may do no more than a policy says.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex};
use std::time::{Duration, SystemTime};

use aws_credential_types::Credentials;
use aws_sdk_cloudwatch::types::ComparisonOperator;
use aws_sdk_lexmodelsv2::client::Waiters as _;
use aws_sdk_lexmodelsv2::types::BotVersionLocaleDetails;
use aws_smithy_async::rt::sleep::{SharedAsyncSleep, TokioSleep};
use aws_smithy_async::time::SharedTimeSource;
use aws_smithy_runtime_api::client::behavior_version::BehaviorVersion;
use aws_types::SdkConfig;
use aws_types::region::Region;
use aws_types::sdk_config::SharedCredentialsProvider;
use lexdr_deploy::{Clients, DeployedBot, System, start, up};
use lexdr_gameday::config::Config;
use lexdr_journal::{Api, Call, Change};
use lexdr_simulator::{
    Clock, Observation, Observer, Principal, Program, SimHttpClient, Simulator, builtin_package,
};
use lexdr_wire::LexVersion;
use serde_json::{Value, json};

use crate::journals::make_table;
use crate::programs::ToPrimary;

/// A call, as IAM sees it.
#[derive(Debug, Clone)]
pub(crate) struct Seen {
    pub(crate) who: Principal,
    pub(crate) action: String,
    pub(crate) refused: bool,
}

#[derive(Default)]
struct Calls(Mutex<Vec<Seen>>);

impl Observer for Calls {
    fn observed(&self, what: &Observation<'_>) {
        if let Observation::Exchange {
            principal: Some(who),
            call,
            error_code,
            ..
        } = what
        {
            let service = match call.service.signing_name() {
                "monitoring" => "cloudwatch",
                name => name,
            };
            let operation = match (service, call.operation.as_str()) {
                ("lambda", "Invoke") => "InvokeFunction",
                (_, name) => name,
            };
            self.0.lock().unwrap().push(Seen {
                who: (*who).clone(),
                action: format!("{service}:{operation}"),
                refused: error_code.is_some_and(|code| code.starts_with("AccessDenied")),
            });
        }
    }
}

/// An account.
pub(crate) struct Account {
    pub(crate) simulator: Simulator,
    pub(crate) clock: Clock,
    /// Who may do everything.
    pub(crate) admin: Clients,
    pub(crate) system: System,
    calls: Arc<Calls>,
}

/// The published system.
fn published() -> System {
    System {
        lex: LexVersion::V2,
        ..System::published(
            builtin_package("check").to_vec(),
            builtin_package("region").to_vec(),
        )
    }
}

impl Account {
    /// With nothing in it.
    pub(crate) fn bare() -> Self {
        fastrand::seed(1);
        let clock = Clock::starting_at(SystemTime::UNIX_EPOCH + Duration::from_secs(1_767_225_600));
        let calls = Arc::new(Calls::default());
        let simulator = Simulator::builder(clock, 1)
            .regions(["us-east-1", "us-west-2", "eu-west-1"])
            .observer(Arc::clone(&calls) as Arc<dyn Observer>)
            .build();
        let admin = clients(&simulator, clock, &Principal::Operator);
        let program = Arc::new(ToPrimary {
            admin: admin.clone(),
            system: published(),
        });
        for name in ["check", "region"] {
            simulator.register_program(name, Arc::clone(&program) as Arc<dyn Program>);
        }
        Self {
            simulator,
            clock,
            admin,
            system: published(),
            calls,
        }
    }

    /// With the system, a second version of each bot, the table of journals, and an alarm.
    pub(crate) async fn with_system(config: &Config) -> (Self, Vec<DeployedBot>) {
        let mut account = Self::bare();
        if config.system.scratch_alias {
            account.system.scratch_alias = true;
            let tag = ("team".to_owned(), "voice".to_owned());
            account.system.tags = BTreeMap::from([tag]);
        }
        let (clients, system) = (&account.admin, &account.system);
        let deployed = up(clients, system, &mut |_| {}).await.unwrap();
        start(clients, system).await.unwrap();
        for bot in &deployed.bots {
            account.make_version(bot).await;
        }
        make_table(
            &account.admin,
            &config.journal.region,
            &config.journal.table,
        )
        .await;
        account.make_alarms(config).await;
        let region = config.output.upload_region.as_ref().unwrap();
        account
            .simulator
            .create_bucket(region, "lexdr-123456789012");
        (account, deployed.bots)
    }

    /// What runs with a role that has this policy and no other. The role may be taken by
    /// EventBridge Scheduler as `trust` says.
    pub(crate) async fn role(&self, name: &str, policy: &str, trust: &str) -> Clients {
        let iam = self.admin.iam();
        let made = iam.create_role().role_name(name);
        let made = made.assume_role_policy_document(trust).send();
        made.await.unwrap();
        self.may(name, policy).await;
        clients(&self.simulator, self.clock, &session(name))
    }

    /// Gives a role another policy instead.
    pub(crate) async fn may(&self, role: &str, policy: &str) {
        self.put(role, "it", policy).await;
    }

    /// Gives a role another policy beside the one it has.
    pub(crate) async fn may_besides(&self, role: &str, policy: &str) {
        self.put(role, "besides", policy).await;
    }

    async fn put(&self, role: &str, name: &str, policy: &str) {
        let put = self.admin.iam().put_role_policy().role_name(role);
        let put = put.policy_name(name).policy_document(policy);
        put.send().await.unwrap();
    }

    /// What was called since this was last asked.
    pub(crate) fn seen(&self) -> Vec<Seen> {
        std::mem::take(&mut *self.calls.0.lock().unwrap())
    }

    pub(crate) fn now(&self) -> i64 {
        let since = self.clock.now().duration_since(SystemTime::UNIX_EPOCH);
        i64::try_from(since.unwrap().as_millis()).unwrap()
    }

    async fn make_version(&self, bot: &DeployedBot) {
        let lex = self.admin.lex_models_v2(&bot.region);
        let source = BotVersionLocaleDetails::builder().source_bot_version("DRAFT");
        let made = lex.create_bot_version().bot_id(&bot.bot_id);
        let made = made.bot_version_locale_specification("en_US", source.build().unwrap());
        made.send().await.unwrap();
        let made = lex.wait_until_bot_version_available();
        let made = made.bot_id(&bot.bot_id).bot_version("2");
        made.wait(Duration::from_secs(60)).await.unwrap();
    }

    async fn make_alarms(&self, config: &Config) {
        let region = Region::new(config.alarms.region.clone());
        let sdk = self.admin.config().clone().into_builder().region(region);
        let cloudwatch = aws_sdk_cloudwatch::Client::new(&sdk.build());
        for name in &config.alarms.names {
            let alarm = cloudwatch.put_metric_alarm().alarm_name(name);
            let alarm = alarm.namespace("lexDR").metric_name("Unserved");
            alarm
                .statistic("Sum".into())
                .period(60)
                .evaluation_periods(1)
                .threshold(0.0)
                .comparison_operator(ComparisonOperator::GreaterThanThreshold)
                .send()
                .await
                .unwrap();
        }
    }

    /// What a deployment does not make: reserved concurrency, and a policy of each alias. Undoing
    /// a fault puts these back instead of removing its own.
    pub(crate) async fn make_prior_states(&self, bots: &[DeployedBot]) {
        let region = &self.system.primary;
        for function in [&self.system.check_function, &self.system.region_function] {
            let reserved = json!({ "FunctionName": function, "ReservedConcurrentExecutions": 5 });
            self.call(Api::Lambda, region, "PutFunctionConcurrency", reserved)
                .await;
        }
        for bot in bots {
            let policy = json!({
                "Version": "2012-10-17",
                "Statement": [{
                    "Effect": "Allow",
                    "Principal": "*",
                    "Action": "lex:RecognizeText",
                    "Resource": bot.alias_arn,
                }],
            });
            let input = json!({ "resourceArn": bot.alias_arn, "policy": policy.to_string() });
            self.call(Api::LexModelsV2, &bot.region, "CreateResourcePolicy", input)
                .await;
        }
    }

    async fn call(&self, api: Api, region: &str, operation: &str, input: Value) {
        let call = Call {
            api,
            region: region.to_owned(),
            operation: operation.to_owned(),
            input,
        };
        lexdr_changes::execute(&self.admin, &call).await.unwrap();
    }

    /// Puts things back with every permission there is.
    pub(crate) async fn put_back(&self, changes: &[Change]) {
        for change in changes.iter().rev() {
            let undone = lexdr_changes::execute(&self.admin, &change.undo).await;
            undone.unwrap();
        }
    }

    /// Which of these changes are still to be seen.
    pub(crate) async fn broken(&self, changes: &[Change]) -> Vec<String> {
        let mut broken = Vec::new();
        for change in changes {
            let state = lexdr_changes::read(&self.admin, &change.subject).await;
            if state.unwrap() != change.before {
                broken.push(change.subject.to_string());
            }
        }
        broken
    }
}

/// Who calls with a role.
pub(crate) fn session(role: &str) -> Principal {
    Principal::FunctionRole {
        function: "night".to_owned(),
        role: role.to_owned(),
    }
}

fn clients(simulator: &Simulator, clock: Clock, who: &Principal) -> Clients {
    let keys = simulator.credentials(who);
    let credentials = Credentials::new(
        keys.access_key_id,
        keys.secret_access_key,
        keys.session_token,
        None,
        "simulator",
    );
    let config = SdkConfig::builder()
        .behavior_version(BehaviorVersion::v2026_01_12())
        .region(Region::new("us-east-1"))
        .credentials_provider(SharedCredentialsProvider::new(credentials))
        .http_client(SimHttpClient::new(simulator.clone()))
        .sleep_impl(SharedAsyncSleep::new(TokioSleep::new()))
        .time_source(SharedTimeSource::new(clock))
        .build();
    Clients::new(config, None)
}
