//! A simulated account with the system in it, and all of it that faults change.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex};
use std::time::{Duration, SystemTime};

use aws_credential_types::Credentials;
use aws_sdk_lexmodelsv2::types::{BotStatus, BotVersionLocaleDetails};
use aws_smithy_async::rt::sleep::{SharedAsyncSleep, TokioSleep};
use aws_smithy_async::time::SharedTimeSource;
use aws_smithy_runtime_api::client::behavior_version::BehaviorVersion;
use aws_types::SdkConfig;
use aws_types::region::Region;
use aws_types::sdk_config::SharedCredentialsProvider;
use lexdr_changes::{Options, execute, plan, read, settled};
use lexdr_deploy::{Clients, DeployedBot, System, find_bots, start, up};
use lexdr_journal::{Api, Call, Change, Subject};
use lexdr_scenario::Injection;
use lexdr_simulator::{
    Clock, Observation, Observer, Principal, SimHttpClient, Simulator, builtin_package,
};
use lexdr_wire::LexVersion;
use serde_json::{Value, json};

/// More than anything here takes.
pub(crate) const PATIENCE: Duration = Duration::from_secs(60);

/// The system in an account.
pub(crate) struct Account {
    simulator: Simulator,
    clock: Clock,
    pub(crate) clients: Clients,
    pub(crate) system: System,
    pub(crate) bots: Vec<DeployedBot>,
    calls: Arc<Calls>,
}

/// The operator's calls, as IAM calls them: `lex:ListBots`.
#[derive(Default)]
struct Calls(Mutex<Vec<String>>);

impl Observer for Calls {
    fn observed(&self, what: &Observation<'_>) {
        if let Observation::Exchange {
            principal: Some(Principal::Operator),
            call,
            ..
        } = what
        {
            let line = format!("{}:{}", call.service.signing_name(), call.operation);
            self.0.lock().unwrap().push(line);
        }
    }
}

pub(crate) fn published() -> System {
    let code = || builtin_package("none").to_vec();
    System {
        lex: LexVersion::V2,
        ..System::published(code(), code())
    }
}

/// With an alias that may be deleted, and tags.
pub(crate) async fn with_scratch_alias() -> Account {
    let system = System {
        scratch_alias: true,
        ..published()
    };
    account_with(system.owned_by("nightly")).await
}

pub(crate) async fn account() -> Account {
    account_with(published()).await
}

pub(crate) async fn account_with(system: System) -> Account {
    let clock = Clock::starting_at(SystemTime::UNIX_EPOCH + Duration::from_secs(1_767_225_600));
    let calls = Arc::new(Calls::default());
    let simulator = Simulator::builder(clock, 1)
        .regions(["us-east-1", "us-west-2"])
        .observer(Arc::clone(&calls) as Arc<dyn Observer>)
        .build();
    let clients = Clients::new(access(&simulator, clock, &Principal::Operator), None);
    let deployed = up(&clients, &system, &mut |_| {}).await.unwrap();
    start(&clients, &system).await.unwrap();
    Account {
        simulator,
        clock,
        clients,
        system,
        bots: deployed.bots,
        calls,
    }
}

/// Calls as this principal makes them.
fn access(simulator: &Simulator, clock: Clock, principal: &Principal) -> SdkConfig {
    let keys = simulator.credentials(principal);
    let credentials = Credentials::new(
        keys.access_key_id,
        keys.secret_access_key,
        keys.session_token,
        None,
        "simulator",
    );
    SdkConfig::builder()
        .behavior_version(BehaviorVersion::v2026_01_12())
        .region(Region::new("us-east-1"))
        .credentials_provider(SharedCredentialsProvider::new(credentials))
        .http_client(SimHttpClient::new(simulator.clone()))
        .sleep_impl(SharedAsyncSleep::new(TokioSleep::new()))
        .time_source(SharedTimeSource::new(clock))
        .build()
}

/// `{ "locale-disabled": { "region": "primary" } }`, labelled `drill`.
pub(crate) fn injection(fault: Value) -> Injection {
    serde_json::from_value(json!({ "label": "drill", "fault": fault })).unwrap()
}

/// Through its JSON, as a journal keeps it.
pub(crate) fn kept(change: &Change) -> Change {
    let text = serde_json::to_string(change).unwrap();
    serde_json::from_str(&text).unwrap()
}

impl Account {
    /// Points `alias-repointed` to the version that [`Self::make_version`] makes.
    pub(crate) fn options() -> Options {
        Options {
            repoint_to: Some("2".to_owned()),
            ..Options::default()
        }
    }

    pub(crate) async fn plan(&self, fault: Value) -> Vec<Change> {
        let injection = injection(fault);
        let options = Self::options();
        let changes = plan(&self.clients, &self.system, &injection, &options).await;
        changes.unwrap()
    }

    /// Now, in milliseconds since 1970.
    pub(crate) fn now_ms(&self) -> i64 {
        self.clock.now_ms()
    }

    /// Calls as the health check makes them.
    pub(crate) fn checker(&self) -> SdkConfig {
        let principal = Principal::FunctionRole {
            function: self.system.check_function.clone(),
            role: self.system.role.clone(),
        };
        access(&self.simulator, self.clock, &principal)
    }

    /// What a fault would change that ends by itself then, if it can.
    pub(crate) async fn plan_until(&self, fault: Value, until_ms: i64) -> Vec<Change> {
        let injection = injection(fault);
        let options = Options {
            until_ms: Some(until_ms),
            ..Self::options()
        };
        let changes = plan(&self.clients, &self.system, &injection, &options).await;
        changes.unwrap()
    }

    /// Why a fault is not planned.
    pub(crate) async fn refusal(&self, fault: Value) -> String {
        let injection = injection(fault);
        let options = Self::options();
        let changes = plan(&self.clients, &self.system, &injection, &options).await;
        changes.unwrap_err().to_string()
    }

    pub(crate) async fn execute(&self, call: &Call) {
        execute(&self.clients, call).await.unwrap();
    }

    pub(crate) async fn call(&self, api: Api, region: &str, operation: &str, input: Value) {
        let call = Call {
            api,
            region: region.to_owned(),
            operation: operation.to_owned(),
            input,
        };
        self.execute(&call).await;
    }

    pub(crate) async fn settled(&self, subject: &Subject, wanted: &Value) -> Value {
        settled(&self.clients, subject, wanted, PATIENCE)
            .await
            .unwrap()
    }

    pub(crate) async fn apply(&self, change: &Change) {
        self.execute(&change.apply).await;
        let now = self.settled(&change.subject, &change.after).await;
        assert_eq!(now, change.after, "{}", change.subject);
    }

    pub(crate) async fn undo(&self, change: &Change) {
        self.execute(&change.undo).await;
        let now = self.settled(&change.subject, &change.before).await;
        assert_eq!(now, change.before, "{}", change.subject);
    }

    /// The input of an update of the alias in the primary region that changes nothing.
    pub(crate) async fn alias_in_primary(&self) -> Value {
        let bot = &self.bots[0];
        let subject = Subject::Alias {
            region: bot.region.clone(),
            bot: bot.bot_id.clone(),
            alias: bot.alias_id.clone(),
        };
        let mut input = read(&self.clients, &subject).await.unwrap();
        input["botId"] = bot.bot_id.as_str().into();
        input["botAliasId"] = bot.alias_id.as_str().into();
        input
    }

    /// The calls made since the last time this was asked.
    pub(crate) fn calls(&self) -> Vec<String> {
        std::mem::take(&mut *self.calls.0.lock().unwrap())
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
            let version = made.await.unwrap().bot_version;
            assert_eq!(version.as_deref(), Some("2"));
            loop {
                let found = lex.describe_bot_version().bot_id(&bot.bot_id);
                let found = found.bot_version("2").send().await;
                let status = found.ok().and_then(|found| found.bot_status);
                if status == Some(BotStatus::Available) {
                    break;
                }
                tokio::time::sleep(Duration::from_secs(1)).await;
            }
        }
    }

    /// The state of all that a fault may change.
    pub(crate) async fn everything(&self) -> BTreeMap<String, Value> {
        let region = self.system.primary.clone();
        let mut subjects = vec![Subject::Rule {
            region: region.clone(),
            name: self.system.rule.clone(),
        }];
        for function in [&self.system.check_function, &self.system.region_function] {
            subjects.push(Subject::Concurrency {
                region: region.clone(),
                function: function.clone(),
            });
            subjects.push(Subject::Environment {
                region: region.clone(),
                function: function.clone(),
            });
        }
        for bot in &self.bots {
            subjects.push(Subject::NamedAlias {
                region: bot.region.clone(),
                bot: bot.bot_id.clone(),
                name: self.system.alias.clone(),
                arns: bot.alias_arn.replace(&bot.alias_id, ""),
            });
        }
        let mut all = BTreeMap::new();
        // One that was made again has another id.
        for bot in find_bots(&self.clients, &self.system).await.unwrap() {
            let (region, arn) = (bot.region.clone(), bot.alias_arn);
            let subject = Subject::AliasPolicy { region, arn };
            let state = read(&self.clients, &subject).await.unwrap();
            all.insert(format!("policy of the alias in {}", bot.region), state);
        }
        let role = &self.system.role;
        let policies = self.clients.iam().list_role_policies().role_name(role);
        for policy in policies.send().await.unwrap().policy_names {
            subjects.push(Subject::RolePolicy {
                region: region.clone(),
                role: role.clone(),
                policy,
            });
        }
        for subject in subjects {
            let state = read(&self.clients, &subject).await.unwrap();
            all.insert(subject.to_string(), state);
        }
        all
    }

    /// A text without the ids of this account's bots.
    pub(crate) fn without_ids(&self, text: &str) -> String {
        let bots = self.bots.iter().zip(["EAST", "WEST"]);
        bots.fold(text.to_owned(), |text, (bot, place)| {
            text.replace(&bot.bot_id, &format!("BOT-{place}"))
                .replace(&bot.alias_id, &format!("ALIAS-{place}"))
        })
    }
}
