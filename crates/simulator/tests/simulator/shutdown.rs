//! Nothing goes on after the simulator.

use std::sync::Arc;
use std::time::Duration;

use lexdr_simulator::{
    BoxFuture, Environment, FunctionError, Instance, Invocation, Latency, Program, SimHttpClient,
    Simulator, WeakSimulator,
};
use serde_json::json;

use crate::support::{Account, Seen};

async fn busy() -> Account {
    let account = Account::instant();
    account.function("f", 900).await;
    account.send("f", json!({ "do": "fail" })).await;
    account.send("f", json!({ "do": "hang" })).await;
    let put = account
        .events()
        .put_rule()
        .name("x")
        .schedule_expression("rate(1 minute)");
    put.send().await.unwrap();
    account.until(2_000).await;
    assert_eq!(account.simulator.background_tasks(), 3);
    account
}

fn alive() -> usize {
    tokio::runtime::Handle::current()
        .metrics()
        .num_alive_tasks()
}

#[tokio::test(start_paused = true)]
async fn dropping_the_last_handle_ends_all_background_work() {
    let account = busy().await;
    let Account {
        simulator, seen, ..
    } = account;
    let weak = simulator.downgrade();
    drop(simulator);
    assert!(weak.upgrade().is_none());
    tokio::time::sleep(Duration::from_secs(3_600)).await;
    assert_eq!(alive(), 0);
    assert_eq!(seen.of("ended").len(), 1, "no retry came");
}

#[tokio::test(start_paused = true)]
async fn shutdown_ends_it_while_handles_are_left() {
    let account = busy().await;
    account.simulator.shutdown();
    tokio::time::sleep(Duration::from_secs(3_600)).await;
    assert_eq!(alive(), 0);
    let refused = account.lambda().list_functions().send().await.unwrap_err();
    assert!(matches!(
        refused,
        aws_sdk_lambda::error::SdkError::DispatchFailure(_)
    ));
}

/// A program that calls the simulator it runs in.
struct Inward(WeakSimulator);

struct Calling {
    simulator: WeakSimulator,
    environment: Environment,
}

impl Program for Inward {
    fn start(
        &self,
        environment: Environment,
    ) -> BoxFuture<'static, Result<Box<dyn Instance>, FunctionError>> {
        let simulator = self.0.clone();
        Box::pin(async move {
            Ok(Box::new(Calling {
                simulator,
                environment,
            }) as Box<dyn Instance>)
        })
    }
}

impl Instance for Calling {
    fn invoke<'a>(
        &'a mut self,
        _: Invocation,
    ) -> BoxFuture<'a, Result<bytes::Bytes, FunctionError>> {
        Box::pin(async move {
            let simulator = self.simulator.upgrade().unwrap();
            let keys = |name: &str| self.environment.variables[name].clone();
            let credentials = aws_credential_types::Credentials::new(
                keys("AWS_ACCESS_KEY_ID"),
                keys("AWS_SECRET_ACCESS_KEY"),
                Some(keys("AWS_SESSION_TOKEN")),
                None,
                "role",
            );
            let config = crate::support::config(
                &simulator,
                simulator.clock(),
                &lexdr_simulator::Principal::Operator,
                SimHttpClient::new(self.simulator.clone()),
            )
            .into_builder()
            .credentials_provider(
                aws_credential_types::provider::SharedCredentialsProvider::new(credentials),
            )
            .build();
            drop(simulator);
            let identity = aws_sdk_sts::Client::new(&config)
                .get_caller_identity()
                .send()
                .await;
            Ok(json!(identity.unwrap().arn()).to_string().into())
        })
    }
}

#[tokio::test(start_paused = true)]
async fn a_program_that_calls_its_own_simulator_does_not_keep_it_alive() {
    let account = Account::instant();
    let program = Inward(account.simulator.downgrade());
    account
        .simulator
        .register_program("obedient", Arc::new(program));
    account.function("f", 3).await;
    let (arn, _) = account.invoke("f", json!({})).await;
    assert_eq!(arn, json!("arn:aws:sts::123456789012:assumed-role/r/f"));
    let weak = account.simulator.downgrade();
    drop(account);
    assert!(weak.upgrade().is_none());
}

#[tokio::test(start_paused = true)]
async fn a_simulator_without_regions_in_use_costs_nothing_to_drop() {
    let clock = lexdr_simulator::Clock::starting_at(crate::support::epoch());
    let seen: Arc<Seen> = Arc::default();
    let simulator = Simulator::builder(clock, 1)
        .latency(Latency::none())
        .observer(seen)
        .build();
    simulator.shutdown();
    drop(simulator);
    assert_eq!(alive(), 0);
}
