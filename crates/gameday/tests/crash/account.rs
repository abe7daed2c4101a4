//! A simulated account with the system in it, and everything there is in it.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::{Duration, SystemTime};

use aws_credential_types::Credentials;
use aws_sdk_lexmodelsv2::client::Waiters as _;
use aws_sdk_lexmodelsv2::types::BotVersionLocaleDetails;
use aws_smithy_async::rt::sleep::{SharedAsyncSleep, TokioSleep};
use aws_smithy_async::time::SharedTimeSource;
use aws_smithy_runtime_api::client::behavior_version::BehaviorVersion;
use aws_types::SdkConfig;
use aws_types::region::Region;
use aws_types::sdk_config::SharedCredentialsProvider;
use lexdr_changes::read;
use lexdr_deploy::{Clients, DeployedBot, System, find_bots, start, up};
use lexdr_gameday::Tell;
use lexdr_journal::{Header, Remote, Subject, Switch};
use lexdr_scenario::Injection;
use lexdr_simulator::{Clock, Principal, SimHttpClient, Simulator, builtin_package};
use lexdr_wire::LexVersion;
use serde_json::{Value, json};

use crate::journals::make_table;

const JOURNALS: &str = "lexdr-journals";

/// Where no fault acts.
const ELSEWHERE: &str = "eu-west-1";

const SWITCH: &str = "lexdr-switch";

/// The system in an account.
pub(crate) struct Account {
    _simulator: Simulator,
    pub(crate) clock: Clock,
    pub(crate) clients: Clients,
    pub(crate) system: System,
    bots: Vec<DeployedBot>,
}

impl Account {
    pub(crate) async fn new(seed: u64) -> Self {
        fastrand::seed(seed);
        let clock = Clock::starting_at(SystemTime::UNIX_EPOCH + Duration::from_secs(1_767_225_600));
        let simulator = Simulator::builder(clock, seed)
            .regions(["us-east-1", "us-west-2", ELSEWHERE])
            .build();
        let keys = simulator.credentials(&Principal::Operator);
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
        let clients = Clients::new(config, None);
        let code = || builtin_package("none").to_vec();
        let system = System {
            lex: LexVersion::V2,
            scratch_alias: true,
            tags: BTreeMap::from([("team".to_owned(), "voice".to_owned())]),
            ..System::published(code(), code())
        };
        let deployed = up(&clients, &system, &mut |_| {}).await.unwrap();
        start(&clients, &system).await.unwrap();
        let account = Self {
            _simulator: simulator,
            clock,
            clients,
            system,
            bots: deployed.bots,
        };
        make_table(&account.clients, ELSEWHERE, JOURNALS).await;
        account.make_role().await;
        account
    }

    /// The role of the dead-man's switch.
    async fn make_role(&self) {
        let trust = json!({ "Version": "2012-10-17", "Statement": [{
            "Effect": "Allow",
            "Principal": { "Service": "scheduler.amazonaws.com" },
            "Action": "sts:AssumeRole",
        }]});
        let may = json!({ "Version": "2012-10-17", "Statement": [{
            "Effect": "Allow",
            "Action": ["events:EnableRule", "iam:DeleteRolePolicy", "iam:PutRolePolicy",
                "lambda:DeleteFunctionConcurrency", "lambda:PutFunctionConcurrency",
                "lambda:UpdateFunctionConfiguration", "lex:CreateBotAlias",
                "lex:DeleteResourcePolicy", "lex:TagResource", "lex:UpdateBotAlias",
                "lex:UpdateResourcePolicy"],
            "Resource": "*",
        }]});
        let iam = self.clients.iam();
        let role = iam.create_role().role_name(SWITCH);
        let role = role.assume_role_policy_document(trust.to_string());
        role.send().await.unwrap();
        let policy = iam.put_role_policy().role_name(SWITCH).policy_name("undo");
        policy
            .policy_document(may.to_string())
            .send()
            .await
            .unwrap();
    }

    /// A second version of each bot, `2`.
    pub(crate) async fn make_version(&self) {
        for bot in &self.bots {
            let lex = self.clients.lex_models_v2(&bot.region);
            let source = BotVersionLocaleDetails::builder().source_bot_version("DRAFT");
            let made = lex
                .create_bot_version()
                .bot_id(&bot.bot_id)
                .bot_version_locale_specification("en_US", source.build().unwrap())
                .send();
            made.await.unwrap();
            let made = lex.wait_until_bot_version_available();
            let made = made.bot_id(&bot.bot_id).bot_version("2");
            made.wait(Duration::from_secs(60)).await.unwrap();
        }
    }

    pub(crate) fn remote() -> Remote {
        Remote {
            region: ELSEWHERE.to_owned(),
            table: JOURNALS.to_owned(),
        }
    }

    pub(crate) fn header(&self, run: &str) -> Header {
        Header {
            schema: Header::SCHEMA.to_owned(),
            run: run.to_owned(),
            account: "123456789012".to_owned(),
            partition: "aws".to_owned(),
            started_at: self.now(),
            scenario: "drill".to_owned(),
            remote: Some(Self::remote()),
            switch: Switch {
                group: "default".to_owned(),
                prefix: format!("lexdr-{run}-"),
                role: format!("arn:aws:iam::123456789012:role/{SWITCH}"),
            },
        }
    }

    pub(crate) fn now(&self) -> i64 {
        let since = self.clock.now().duration_since(SystemTime::UNIX_EPOCH);
        i64::try_from(since.unwrap().as_millis()).unwrap()
    }

    /// The state of everything in the account but the journals and the route, which each check
    /// writes.
    pub(crate) async fn everything(&self) -> BTreeMap<String, Value> {
        let mut all = BTreeMap::new();
        for subject in self.subjects().await {
            let state = read(&self.clients, &subject).await.unwrap();
            all.insert(subject.to_string(), state);
        }
        // One that was made again has another id.
        for bot in find_bots(&self.clients, &self.system).await.unwrap() {
            let (region, arn) = (bot.region.clone(), bot.alias_arn);
            let subject = Subject::AliasPolicy { region, arn };
            let state = read(&self.clients, &subject).await.unwrap();
            all.insert(format!("policy of the alias in {}", bot.region), state);
        }
        for region in ["us-east-1", "us-west-2", ELSEWHERE] {
            let schedules = self.schedules(region).await;
            all.insert(format!("schedules in {region}"), json!(schedules));
        }
        let region = &self.system.primary;
        for function in [&self.system.check_function, &self.system.region_function] {
            let call = self.clients.lambda(region).get_function_configuration();
            let found = call.function_name(function).send().await.unwrap();
            let state = json!({
                "code": found.code_sha256, "role": found.role, "timeout": found.timeout,
                "memory": found.memory_size, "handler": found.handler,
                "state": found.state.map(|state| state.as_str().to_owned()),
            });
            all.insert(format!("function {function}"), state);
        }
        let call = self.clients.events(region).list_targets_by_rule();
        let targets = call.rule(&self.system.rule).send().await.unwrap();
        let targets = targets.targets.unwrap_or_default();
        let targets: Vec<_> = targets.iter().map(|target| target.arn.clone()).collect();
        all.insert("targets of the rule".to_owned(), json!(targets));
        all
    }

    async fn subjects(&self) -> Vec<Subject> {
        let region = self.system.primary.clone();
        let mut subjects = vec![Subject::Rule {
            region: region.clone(),
            name: self.system.rule.clone(),
        }];
        for function in [&self.system.check_function, &self.system.region_function] {
            let (region, function) = (region.clone(), function.clone());
            subjects.push(Subject::Concurrency {
                region: region.clone(),
                function: function.clone(),
            });
            subjects.push(Subject::Environment { region, function });
        }
        for bot in &self.bots {
            subjects.push(Subject::NamedAlias {
                region: bot.region.clone(),
                bot: bot.bot_id.clone(),
                name: self.system.alias.clone(),
                arns: bot.alias_arn.replace(&bot.alias_id, ""),
            });
        }
        for role in [self.system.role.as_str(), SWITCH] {
            let policies = self.clients.iam().list_role_policies().role_name(role);
            for policy in policies.send().await.unwrap().policy_names {
                subjects.push(Subject::RolePolicy {
                    region: region.clone(),
                    role: role.to_owned(),
                    policy,
                });
            }
        }
        subjects
    }

    pub(crate) async fn schedules(&self, region: &str) -> Vec<String> {
        let config = self.clients.config().clone().into_builder();
        let config = config.region(Region::new(region.to_owned())).build();
        let listed = aws_sdk_scheduler::Client::new(&config).list_schedules();
        let listed = listed.send().await.unwrap().schedules;
        listed.into_iter().filter_map(|found| found.name).collect()
    }
}

/// `{ "locale-disabled": { "region": "primary" } }`, labelled `drill`.
pub(crate) fn injection(fault: &Value) -> Injection {
    serde_json::from_value(json!({ "label": "drill", "fault": fault })).unwrap()
}

pub(crate) fn silent() -> Tell {
    Arc::new(|_| {})
}
