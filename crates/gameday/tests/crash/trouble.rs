//! Other ways in which things go wrong between a fault and its undo.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use aws_smithy_runtime_api::client::http::{
    HttpClient, HttpConnector, HttpConnectorFuture, HttpConnectorSettings, SharedHttpClient,
    SharedHttpConnector,
};
use aws_smithy_runtime_api::client::orchestrator::{HttpRequest, HttpResponse};
use aws_smithy_runtime_api::client::runtime_components::RuntimeComponents;
use aws_smithy_runtime_api::http::StatusCode;
use aws_smithy_types::body::SdkBody;
use lexdr_changes::{Options, plan};
use lexdr_deploy::Clients;
use lexdr_gameday::{Engine, Left};
use lexdr_journal::testing::{Failure, Memory};
use lexdr_journal::{State, Writer};
use rstest::rstest;
use serde_json::{Value, json};
use tokio::time::{Instant, sleep};

use crate::account::{Account, injection, silent};
use crate::dying::{Death, Disk};
use crate::matrix::{PATIENCE, drill, on_disk, recover};

const FAULT: &str = r#"{ "concurrency-zero": { "function": "get-region" } }"#;

fn fault() -> Value {
    serde_json::from_str(FAULT).unwrap()
}

/// An engine that has just injected the fault.
async fn injected(account: &Account, clients: &Clients, disk: Memory) -> Engine {
    let mut engine = begun(account, clients, disk).await.unwrap();
    inject(account, &mut engine).await;
    engine
}

async fn begun(account: &Account, clients: &Clients, disk: Memory) -> Result<Engine, String> {
    let writer = Writer::begin("disk", disk, account.header("run"));
    let writer = writer.map_err(|error| error.to_string())?;
    Engine::begin(clients, writer.boxed(), PATIENCE, silent()).await
}

async fn inject(account: &Account, engine: &mut Engine) -> Vec<String> {
    let injection = injection(&fault());
    let options = Options::default();
    let changes = plan(&account.clients, &account.system, &injection, &options);
    let changes = changes.await.unwrap();
    let deadline = account.now() + 1_800_000;
    let name = injection.fault.name();
    engine
        .inject("drill", name, changes, deadline)
        .await
        .problems
}

/// Status and error that calls are answered, and until when.
type Storm = (u16, &'static str, Instant);

/// Access on which something may be wrong.
#[derive(Debug, Clone)]
struct Weather {
    inner: SharedHttpClient,
    /// By part of the URL.
    storms: Arc<Mutex<BTreeMap<&'static str, Storm>>>,
}

impl Weather {
    fn over(clients: &Clients) -> (Self, Clients) {
        let config = clients.config().clone();
        let weather = Self {
            inner: config.http_client().unwrap(),
            storms: Arc::default(),
        };
        let config = config.into_builder().http_client(weather.clone()).build();
        (weather, Clients::new(config, None))
    }

    fn storm(&self, path: &'static str, status: u16, code: &'static str, lasts: Duration) {
        let until = Instant::now() + lasts;
        self.storms
            .lock()
            .unwrap()
            .insert(path, (status, code, until));
    }
}

impl HttpClient for Weather {
    fn http_connector(
        &self,
        settings: &HttpConnectorSettings,
        components: &RuntimeComponents,
    ) -> SharedHttpConnector {
        let inner = self.inner.http_connector(settings, components);
        SharedHttpConnector::new(Through {
            weather: self.clone(),
            inner,
        })
    }
}

#[derive(Debug, Clone)]
struct Through {
    weather: Weather,
    inner: SharedHttpConnector,
}

impl HttpConnector for Through {
    fn call(&self, request: HttpRequest) -> HttpConnectorFuture {
        let storms = self.weather.storms.lock().unwrap().clone();
        let hit = storms
            .into_iter()
            .find(|(path, (_, _, until))| request.uri().contains(path) && Instant::now() < *until);
        match hit {
            None => self.inner.call(request),
            Some((_, (status, code, _))) => {
                let status = StatusCode::try_from(status).unwrap();
                let body = json!({ "message": "in the weather" }).to_string();
                let mut answer = HttpResponse::new(status, SdkBody::from(body));
                answer.headers_mut().insert("x-amzn-errortype", code);
                HttpConnectorFuture::ready(Ok(answer))
            }
        }
    }
}

#[tokio::test(start_paused = true)]
async fn an_undo_that_is_throttled_for_minutes_is_made_all_the_same() {
    let account = Account::new(1).await;
    let before = account.everything().await;
    let (weather, clients) = Weather::over(&account.clients);
    let mut engine = injected(&account, &clients, Memory::new()).await;
    assert_ne!(account.everything().await, before);
    let began = Instant::now();
    let lasts = Duration::from_secs(240);
    weather.storm("/concurrency", 429, "TooManyRequestsException", lasts);
    assert_eq!(engine.undo(None).await.problems, Vec::<String>::new());
    engine.end().await.unwrap();
    assert!(began.elapsed() > lasts);
    assert_eq!(account.everything().await, before);
    assert!(engine.journal().is_settled());
}

#[tokio::test(start_paused = true)]
async fn credentials_that_expire_leave_the_undo_to_a_person_and_the_switch() {
    let account = Account::new(1).await;
    let before = account.everything().await;
    let (weather, clients) = Weather::over(&account.clients);
    let mut engine = injected(&account, &clients, Memory::new()).await;
    weather.storm(
        "/",
        403,
        "ExpiredTokenException",
        Duration::from_secs(86_400),
    );
    let problems = engine.undo(None).await.problems;
    let [problem] = &problems[..] else {
        panic!("{problems:?}");
    };
    assert!(problem.contains("ExpiredTokenException"), "{problem}");
    let by_hand = engine.by_hand();
    let [line] = &by_hand[..] else {
        panic!("{by_hand:?}");
    };
    assert!(
        line.starts_with("aws lambda delete-function-concurrency --region us-east-1 "),
        "{line}"
    );
    sleep(Duration::from_secs(1_900)).await;
    assert_eq!(account.everything().await, before);
}

#[rstest]
#[case::header(0, 0)]
#[case::opened(1, 0)]
#[case::armed(2, 0)]
#[case::applied(3, 1)]
#[tokio::test(start_paused = true)]
async fn nothing_is_made_that_a_full_disk_cannot_announce(
    #[case] append: usize,
    #[case] made: usize,
    #[values(Failure::Full, Failure::Torn)] failure: Failure,
) {
    let account = Account::new(1).await;
    let before = account.everything().await;
    let disk = Memory::new().failing(append, failure);
    let Ok(mut engine) = begun(&account, &account.clients, disk).await else {
        assert_eq!(
            append, 0,
            "only a journal that cannot begin ends the run there"
        );
        assert_eq!(account.everything().await, before);
        return;
    };
    let problems = inject(&account, &mut engine).await;
    assert_eq!(problems.len(), 1, "{problems:?}");
    let now = account.everything().await;
    let concurrency = "reserved concurrency of lexDRGetRegion in us-east-1";
    assert_eq!(usize::from(now[concurrency] != before[concurrency]), made);
    // The disk has room again.
    assert_eq!(engine.undo(None).await.problems, Vec::<String>::new());
    engine.end().await.unwrap();
    assert_eq!(account.everything().await, before);
    assert!(engine.journal().is_settled());
}

#[tokio::test(start_paused = true)]
async fn a_copy_that_cannot_be_written_keeps_a_fault_from_being_made() {
    let account = Account::new(1).await;
    let (weather, clients) = Weather::over(&account.clients);
    let mut engine = begun(&account, &clients, Memory::new()).await.unwrap();
    let before = account.everything().await;
    let lasts = Duration::from_secs(600);
    weather.storm("dynamodb.eu-west-1", 400, "AccessDeniedException", lasts);
    let problems = inject(&account, &mut engine).await;
    assert_eq!(problems.len(), 1, "{problems:?}");
    assert_eq!(account.everything().await, before);
    assert_eq!(engine.undo(None).await.problems, Vec::<String>::new());
    engine.end().await.unwrap();
    assert!(engine.behind().is_some());
    sleep(lasts).await;
    engine.end().await.unwrap();
    assert_eq!(engine.behind(), None);
}

#[tokio::test(start_paused = true)]
async fn what_somebody_else_has_changed_is_left_alone() {
    let account = Account::new(1).await;
    let mut engine = injected(&account, &account.clients, Memory::new()).await;
    let reserve = account
        .clients
        .lambda("us-east-1")
        .put_function_concurrency();
    let reserve = reserve.function_name(&account.system.region_function);
    let reserve = reserve.reserved_concurrent_executions(7).send();
    reserve.await.unwrap();
    let before = account.everything().await;
    let problems = engine.undo(None).await.problems;
    assert_eq!(
        problems,
        [
            "reserved concurrency of lexDRGetRegion in us-east-1: somebody else has changed it \
          since: left alone; compare it with the journal"
        ]
    );
    assert_eq!(engine.left(), problems);
    let entry = engine.journal().entry(0).unwrap();
    assert_eq!(entry.state, State::Left);
    // Nor does the switch overwrite it.
    sleep(Duration::from_secs(3_600)).await;
    let mut after = account.everything().await;
    after.insert(
        "schedules in us-east-1".to_owned(),
        before["schedules in us-east-1"].clone(),
    );
    assert_eq!(after, before);
    assert_eq!(account.schedules("us-east-1").await, Vec::<String>::new());
}

/// A process that died with the fault in effect, at this step or the next one at which it is.
async fn died(account: &Account, step: &mut usize) -> Disk {
    loop {
        let death = Death::at(*step);
        let disk = Disk::new(&death);
        let clients = death.clients(&account.clients);
        let run = format!("run-{}", account.now());
        let fault = fault();
        let lived = death.of(drill(account, &clients, disk.clone(), &run, &fault));
        assert!(
            lived.await.is_none(),
            "it never died with the fault in effect"
        );
        let concurrency = account.clients.lambda("us-east-1");
        let found = concurrency.get_function_concurrency();
        let found = found.function_name(&account.system.region_function);
        if found.send().await.unwrap().reserved_concurrent_executions == Some(0) {
            return disk;
        }
        recover(&account.clients, on_disk(disk.bytes())).await;
        *step += 1;
    }
}

#[tokio::test(start_paused = true)]
async fn a_recovery_that_dies_is_run_again() {
    let account = Account::new(1).await;
    let before = account.everything().await;
    let mut in_effect = 0;
    for step in 0.. {
        let disk = died(&account, &mut in_effect).await;
        let death = Death::at(step);
        let clients = death.clients(&account.clients);
        let lived = death.of(recover(&clients, on_disk(disk.bytes()))).await;
        recover(&account.clients, on_disk(disk.bytes())).await;
        assert_eq!(account.everything().await, before, "dead at step {step}");
        let open = recover(&account.clients, Left::default()).await;
        assert_eq!(open, 0, "dead at step {step}");
        if lived.is_some() {
            assert!(step > 10, "only {step} steps");
            break;
        }
    }
}

#[tokio::test(start_paused = true)]
async fn two_recoveries_at_once_do_what_one_does() {
    let account = Account::new(1).await;
    let before = account.everything().await;
    let mut in_effect = 0;
    for delay in (0..2_000).step_by(100) {
        let disk = died(&account, &mut in_effect).await;
        let late = async {
            sleep(Duration::from_millis(delay)).await;
            recover(&account.clients, Left::default()).await
        };
        tokio::join!(recover(&account.clients, on_disk(disk.bytes())), late);
        assert_eq!(account.everything().await, before, "{delay} ms apart");
        assert_eq!(recover(&account.clients, Left::default()).await, 0);
    }
}
