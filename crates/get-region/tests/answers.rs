//! Every answer, over the real SDK client in virtual time: from the table, and without it.

use std::sync::{Arc, Mutex};
use std::time::Duration;

use lexdr_get_region::{Answer, GetRegion, Reason, Request, Settings, Source};
use lexdr_route::testing::{Lines, Reply, ScriptedHttp, VirtualClock};
use lexdr_route::{DynamoDbRoutes, Metrics, logging};
use rstest::rstest;
use serde_json::{Value, json};
use tokio::time::Instant;
use tracing::instrument::WithSubscriber;

const EVENT: &str = r#"{"Name": "ContactFlowEvent", "Details": {"ContactData": {
    "CustomerEndpoint": {"Address": "+15550199", "Type": "TELEPHONE_NUMBER"}},
    "Parameters": {"region": "us-east-1"}}}"#;

/// The function in front of a table that can be changed.
struct World {
    table: Arc<Mutex<Reply>>,
    http: ScriptedHttp,
    clock: VirtualClock,
    function: GetRegion<DynamoDbRoutes>,
    lines: Lines,
}

impl World {
    fn new(table: Reply) -> Self {
        Self::with_default(table, None)
    }

    fn with_default(table: Reply, default_alias: Option<&str>) -> Self {
        let table = Arc::new(Mutex::new(table));
        let script = Arc::clone(&table);
        let http = ScriptedHttp::new(move |_| script.lock().unwrap().clone());
        let (clock, lines) = (VirtualClock::start(), Lines::default());
        let aws = http.aws(clock);
        let settings = Settings {
            table: "lexDR".into(),
            default_region: "us-east-2".into(),
            bot_alias_arns: default_alias
                .map(|arn| ("us-east-2".to_owned(), arn.to_owned()))
                .into_iter()
                .collect(),
        };
        let metrics = Metrics::new(lines.sink(), aws.clock(), "lexDRGetRegion");
        let function = GetRegion::from_aws(settings, &aws, metrics);
        Self {
            table,
            http,
            clock,
            function,
            lines,
        }
    }

    async fn ask(&self, event: &str, limit: Duration) -> Answer {
        let deadline = self.clock.time() + limit;
        let clock = aws_smithy_async::time::SharedTimeSource::new(self.clock);
        let dispatch = logging::dispatch(self.lines.sink(), clock, logging::level(Some("trace")));
        let request = Request::parse(event.as_bytes());
        self.function
            .answer(&request, deadline)
            .with_subscriber(dispatch)
            .await
    }

    async fn call(&self) -> Answer {
        self.ask(EVENT, Duration::from_secs(3)).await
    }
}

fn item(lex_region: Value) -> Reply {
    Reply::json(&json!({"Item": {"connectRegion": {"S": "us-east-1"}, "lexRegion": lex_region}}))
}

fn route(region: &str) -> Reply {
    item(json!({"S": region}))
}

#[tokio::test(start_paused = true)]
async fn the_tables_route_is_passed_on_in_the_published_shape() {
    for region in ["us-west-2", "err"] {
        let world = World::new(route(region));
        let answer = serde_json::to_value(world.call().await).unwrap();
        let expected = json!({"statusCode": 200, "primaryCode": region, "source": "table"});
        assert_eq!(answer, expected);
        assert!(
            world.http.exchanges()[0]
                .body
                .contains(r#""ConsistentRead":true"#)
        );
    }
}

#[rstest]
#[case::denied(Reply::table_error(400, "AccessDeniedException"), Reason::TableError)]
#[case::missing(
    Reply::table_error(400, "ResourceNotFoundException"),
    Reason::TableError
)]
#[case::throttled(Reply::table_error(400, "ThrottlingException"), Reason::TableError)]
#[case::internal(Reply::table_error(500, "InternalServerError"), Reason::TableError)]
#[case::broken(Reply::Broken, Reason::TableError)]
#[case::garbage(Reply::Answer(200, vec![], "<html>".into()), Reason::TableError)]
#[case::hang(Reply::Hang, Reason::TableTimeout)]
#[case::black_hole(Reply::ConnectTimeout, Reason::TableTimeout)]
#[case::no_item(Reply::json(&json!({})), Reason::NoItem)]
#[case::no_route(Reply::json(&json!({"Item": {"connectRegion": {"S": "us-east-1"}}})), Reason::BadItem)]
#[case::empty_route(route(""), Reason::BadItem)]
#[case::number(item(json!({"N": "1"})), Reason::BadItem)]
#[case::implausible(route("us-west-2; DROP"), Reason::BadItem)]
#[tokio::test(start_paused = true)]
async fn without_the_table_the_last_known_route_answers_else_the_default(
    #[case] trouble: Reply,
    #[case] reason: Reason,
) {
    let world = World::new(trouble.clone());
    let began = Instant::now();
    let cold = world.call().await;
    assert!(
        began.elapsed() <= Duration::from_millis(2_100),
        "{:?}",
        began.elapsed()
    );
    assert_eq!(
        (cold.primary_code.as_str(), cold.source),
        ("us-east-2", Source::Default)
    );
    assert_eq!(cold.reason, Some(reason));

    *world.table.lock().unwrap() = route("us-west-2");
    assert_eq!(world.call().await.source, Source::Table);
    *world.table.lock().unwrap() = trouble;
    let warm = world.call().await;
    assert_eq!(
        (warm.primary_code.as_str(), warm.source),
        ("us-west-2", Source::LastKnown)
    );
    assert_eq!(warm.reason, Some(reason));

    let warnings = world
        .lines
        .json()
        .iter()
        .filter(|line| line["level"] == "WARN")
        .count();
    assert_eq!(warnings, 2, "one warning for each fallback");
}

#[tokio::test(start_paused = true)]
async fn one_slow_attempt_is_tried_again_instead_of_falling_back() {
    let world = World::new(Reply::Hang);
    let table = Arc::clone(&world.table);
    let mend = async move {
        tokio::time::sleep(Duration::from_millis(500)).await;
        *table.lock().unwrap() = route("us-west-2");
    };
    let (answer, ()) = tokio::join!(world.call(), mend);
    assert_eq!(
        (answer.primary_code.as_str(), answer.source),
        ("us-west-2", Source::Table)
    );
}

#[rstest]
#[case(3_000, 2_050)]
#[case(2_000, 1_750)]
#[case(1_000, 750)]
#[case(100, 50)]
#[case(0, 50)]
#[tokio::test(start_paused = true)]
async fn a_hanging_table_never_costs_the_function_its_deadline(
    #[case] limit: u64,
    #[case] most: u64,
) {
    let world = World::new(Reply::Hang);
    let began = Instant::now();
    let answer = world.ask(EVENT, Duration::from_millis(limit)).await;
    assert_eq!(
        (answer.source, answer.reason),
        (Source::Default, Some(Reason::TableTimeout))
    );
    assert!(
        began.elapsed() <= Duration::from_millis(most),
        "{:?}",
        began.elapsed()
    );
}

#[tokio::test(start_paused = true)]
async fn without_a_region_parameter_the_default_is_the_key_and_the_answer_says_so() {
    let world = World::new(route("us-west-2"));
    let answer = world
        .ask(r#"{"Details": {"Parameters": {}}}"#, Duration::from_secs(3))
        .await;
    assert_eq!(
        (answer.primary_code.as_str(), answer.source),
        ("us-west-2", Source::Table)
    );
    assert_eq!(answer.reason, Some(Reason::NoRegionParameter));
    assert!(
        world.http.exchanges()[0]
            .body
            .contains(r#""connectRegion":{"S":"us-east-2"}"#)
    );
}

#[tokio::test(start_paused = true)]
async fn each_key_has_its_own_last_known_route() {
    let world = World::new(route("us-west-2"));
    world.call().await;
    *world.table.lock().unwrap() = Reply::Hang;
    let other = r#"{"Details": {"Parameters": {"region": "eu-west-1"}}}"#;
    let answer = world.ask(other, Duration::from_secs(3)).await;
    assert_eq!(
        (answer.primary_code.as_str(), answer.source),
        ("us-east-2", Source::Default)
    );
}

const DEFAULT_ALIAS: &str = "arn:aws:lex:us-east-2:123456789012:bot-alias/ABCDEFGHIJ/TSTALIASID";
const ALIAS: &str = "arn:aws:lex:us-west-2:123456789012:bot-alias/KLMNOPQRST/6PXYXDZRYQ";

/// An item of a check of Lex V2.
fn route_to(region: &str, alias: Value) -> Reply {
    Reply::json(
        &json!({"Item": {"connectRegion": {"S": "us-east-1"}, "lexRegion": {"S": region},
        "botAliasArn": alias}}),
    )
}

#[tokio::test(start_paused = true)]
async fn the_alias_of_the_route_stands_beside_it_and_is_remembered_with_it() {
    let world = World::with_default(Reply::Hang, Some(DEFAULT_ALIAS));
    assert_eq!(
        serde_json::to_value(world.call().await).unwrap(),
        json!({"statusCode": 200, "primaryCode": "us-east-2", "botAliasArn": DEFAULT_ALIAS,
            "source": "default", "reason": "table-timeout"})
    );
    *world.table.lock().unwrap() = route_to("us-west-2", json!({"S": ALIAS}));
    let before = world.http.exchanges().len();
    assert_eq!(
        serde_json::to_value(world.call().await).unwrap(),
        json!({"statusCode": 200, "primaryCode": "us-west-2", "botAliasArn": ALIAS,
            "source": "table"})
    );
    assert_eq!(world.http.exchanges().len() - before, 1, "no further call");
    *world.table.lock().unwrap() = Reply::Broken;
    assert_eq!(
        serde_json::to_value(world.call().await).unwrap(),
        json!({"statusCode": 200, "primaryCode": "us-west-2", "botAliasArn": ALIAS,
            "source": "last-known", "reason": "table-error"})
    );
    // A route of Lex V1 after one of V2 leaves nothing of it.
    *world.table.lock().unwrap() = route("us-west-2");
    world.call().await;
    *world.table.lock().unwrap() = Reply::Broken;
    let answer = world.call().await;
    assert_eq!(
        (answer.source, answer.bot_alias_arn),
        (Source::LastKnown, None)
    );
}

#[rstest]
#[case::nowhere("err", json!({"S": ALIAS}))]
#[case::of_another_region("us-east-1", json!({"S": ALIAS}))]
#[case::junk("us-west-2", json!({"S": "the new one"}))]
#[case::another_type("us-west-2", json!({"L": []}))]
#[tokio::test(start_paused = true)]
async fn an_alias_that_does_not_belong_to_the_route_is_left_out(
    #[case] region: &str,
    #[case] alias: Value,
) {
    let world = World::with_default(route_to(region, alias), Some(DEFAULT_ALIAS));
    assert_eq!(
        serde_json::to_value(world.call().await).unwrap(),
        json!({"statusCode": 200, "primaryCode": region, "source": "table"})
    );
}

#[tokio::test(start_paused = true)]
async fn logs_hold_neither_the_callers_number_nor_credentials() {
    let world = World::new(Reply::table_error(400, "AccessDeniedException"));
    world.call().await;
    let number_as_key = r#"{"Details": {"Parameters": {"region": "+15550199"}}}"#;
    world.ask(number_as_key, Duration::from_secs(3)).await;
    let text = world.lines.text();
    assert!(
        text.contains("AccessDeniedException") && text.contains("\"Fallback\":1"),
        "{text}"
    );
    for canary in ["5550199", "AKIACANARY", "canary-secret", "canary-token"] {
        assert!(!text.contains(canary), "{text}");
    }
}

#[tokio::test(start_paused = true)]
async fn an_item_without_the_alias_of_its_route_gets_the_one_of_the_settings() {
    let world = World::with_default(route("us-east-2"), Some(DEFAULT_ALIAS));
    assert_eq!(
        world.call().await.bot_alias_arn.as_deref(),
        Some(DEFAULT_ALIAS)
    );
    *world.table.lock().unwrap() = route("us-west-2");
    assert_eq!(world.call().await.bot_alias_arn, None);
}
