//! How fast the harness is: one check, one caller, one scenario of an hour. Everything of a run is
//! in it: the SDK with signing and retries, the fault layer, the simulator.
//!
//! `cargo bench -p lexdr-tests`

use std::cell::Cell;
use std::io;
use std::path::Path;
use std::time::{Duration, SystemTime};

use aws_sdk_lambda::primitives::Blob;
use aws_sdk_lexruntime::config::Region;
use criterion::{Criterion, criterion_group, criterion_main};
use lexdr_connect_flow::shipped::{Bot, Params, static_form};
use lexdr_connect_flow::{
    BotRef, Contact, ContactData, DialogState, Ended, Flow, Invocation, Invoked, Line, Rules,
    Script, Turn, follow,
};
use lexdr_deploy::{EXPECTED_RESPONSE, INTENT, SAMPLE_UTTERANCE};
use lexdr_runner::{CodeUnderTest, SimOptions, SimulatedWorld, Target, simulate};
use lexdr_scenario::Scenario;
use serde_json::Value;
use tokio::runtime::Runtime;

criterion_group!(benches, check, caller, hour);
criterion_main!(benches);

fn scenario(name: &str) -> Scenario {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../.ci/hour");
    Scenario::load(folder.join(format!("{name}.yaml"))).unwrap_or_else(|errors| panic!("{errors}"))
}

/// A deployed system in virtual time. The rule is not enabled: nothing runs but what is measured.
struct Deployed {
    runtime: Runtime,
    world: SimulatedWorld,
    account: String,
}

impl Deployed {
    fn new() -> Self {
        let runtime = tokio::runtime::Builder::new_current_thread()
            .enable_time()
            .start_paused(true)
            .build()
            .expect("a runtime");
        let (world, account) = runtime.block_on(async {
            let world = SimulatedWorld::new(&scenario("healthy"), 1, &CodeUnderTest::production());
            let target = world.target();
            let up = lexdr_deploy::up(&target.operator, &target.system, &mut |_| {}).await;
            let function = &target.system.region_function;
            let settled = lexdr_deploy::settled(&target.operator, &target.system, function).await;
            settled.expect("the functions are ready");
            (world, up.expect("the system is deployed").account)
        });
        Self {
            runtime,
            world,
            account,
        }
    }

    fn target(&self) -> &Target {
        self.world.target()
    }

    /// One run of lexDRTest, invoked as a function.
    fn check(&self, lambda: &aws_sdk_lambda::Client) {
        let answer = self.runtime.block_on(async {
            let invoke = lambda
                .invoke()
                .function_name(&self.target().system.check_function);
            invoke
                .payload(Blob::new("{}"))
                .send()
                .await
                .expect("the check can be invoked")
        });
        assert_eq!(answer.function_error, None, "the check fails");
    }
}

fn check(criterion: &mut Criterion) {
    let deployed = Deployed::new();
    let target = deployed.target();
    let lambda = target.operator.lambda(&target.system.primary);
    criterion.bench_function("one check", |bencher| {
        bencher.iter(|| deployed.check(&lambda))
    });
}

fn caller(criterion: &mut Criterion) {
    let deployed = Deployed::new();
    let target = deployed.target();
    // The first check writes the route.
    deployed.check(&target.operator.lambda(&target.system.primary));
    let connect = Connect::new(target);
    let flow = flow(&deployed);
    let calls = Cell::new(0);
    let call = || {
        calls.set(calls.get() + 1);
        // A call has a session of its own.
        let line = Call {
            connect: &connect,
            user: format!("caller-{}", calls.get()),
        };
        let script = Script {
            contact: ContactData {
                contact_id: format!("00000000-0000-4000-8000-{:012}", calls.get()),
                ..ContactData::default()
            },
            ..Script::new([Line::new(SAMPLE_UTTERANCE, EXPECTED_RESPONSE)])
        };
        let followed = deployed
            .runtime
            .block_on(follow(&flow, &line, &script, &Rules::default()));
        assert_eq!(followed.ended, Ended::Served);
    };
    criterion.bench_function("one caller", |bencher| bencher.iter(call));
}

fn hour(criterion: &mut Criterion) {
    let scenario = scenario("alias-deleted");
    let options = SimOptions {
        seed: 1,
        code: CodeUnderTest::production(),
        flow: None,
    };
    let run = || simulate(&scenario, &options, Box::new(io::sink()), &|_| {}).expect("it runs");
    let mut group = criterion.benchmark_group("one scenario hour");
    group
        .sample_size(10)
        .measurement_time(Duration::from_secs(20));
    group.bench_function("a caller every second", |bencher| bencher.iter(run));
    group.finish();
}

/// The shipped flow, for the system as deployed.
fn flow(deployed: &Deployed) -> Flow {
    let system = &deployed.target().system;
    let text = static_form(&Params {
        function_arn: format!(
            "arn:aws:lambda:{}:{}:function:{}",
            system.primary, deployed.account, system.region_function
        ),
        route: system.primary.clone(),
        regions: system.regions().map(str::to_owned).to_vec(),
        bot: Bot::V1 {
            name: system.bot.clone(),
            alias: system.alias.clone(),
        },
        intent: INTENT.to_owned(),
        greeting: "Welcome.".to_owned(),
        apology: "We are sorry.".to_owned(),
    });
    Flow::parse("the shipped flow", &text).expect("the shipped flow is sound")
}

/// Amazon Connect's clients, for the primary region.
struct Connect {
    target: Target,
    lambda: aws_sdk_lambda::Client,
    lex: aws_sdk_lexruntime::Client,
}

impl Connect {
    fn new(target: &Target) -> Self {
        let config = target.connect.config();
        let mut lex = aws_sdk_lexruntime::config::Builder::from(config)
            .region(Region::new(target.system.primary.clone()));
        lex.set_retry_partition(target.connect.retry_partition().cloned());
        lex.set_http_client(config.http_client().map(lexdr_lex::tolerate_nulls));
        Self {
            lambda: target.connect.lambda(&target.system.primary),
            lex: aws_sdk_lexruntime::Client::from_conf(lex.build()),
            target: target.clone(),
        }
    }
}

/// A call in which nothing fails: anything else ends the benchmark.
struct Call<'c> {
    connect: &'c Connect,
    user: String,
}

impl Contact for Call<'_> {
    async fn invoke(&self, invocation: &Invocation) -> Invoked {
        let function = &self.connect.target.system.region_function;
        let invoke = self.connect.lambda.invoke().function_name(function);
        let payload = Blob::new(invocation.event.to_string());
        let answer = invoke
            .payload(payload)
            .send()
            .await
            .expect("GetRegion answers");
        let payload = answer.payload.expect("GetRegion answers something");
        let answer: Value = serde_json::from_slice(payload.as_ref()).expect("it is JSON");
        Invoked::Answer(answer)
    }

    async fn lex_turn(&self, _: &BotRef, utterance: &str) -> Turn {
        let system = &self.connect.target.system;
        let post = self.connect.lex.post_text().bot_name(&system.bot);
        let post = post.bot_alias(&system.alias).user_id(&self.user);
        let answer = post
            .input_text(utterance)
            .send()
            .await
            .expect("the bot answers");
        Turn::Reply {
            message: answer.message,
            intent: answer.intent_name,
            dialog_state: DialogState::Open,
        }
    }

    fn now(&self) -> SystemTime {
        let clock = self.connect.target.connect.config().time_source();
        clock.expect("the world has a clock").now()
    }
}
