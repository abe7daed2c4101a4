//! A health check over the real SDK clients in virtual time: two scripted bots, a small table.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use lexdr_health_check::{CheckError, HealthCheck, Invocation, Outcome, Settings};
use lexdr_lex::AnyBot;
use lexdr_route::testing::{Exchange, Lines, Reply, ScriptedHttp, VirtualClock};
use lexdr_route::{DynamoDbRoutes, Metrics, logging};
use serde_json::{Map, Value, json};
use tracing::instrument::WithSubscriber;

pub(crate) const PRIMARY: &str = "us-east-1";
pub(crate) const SECONDARY: &str = "us-west-2";

/// What stands behind the HTTP client.
pub(crate) struct Behind {
    /// What each region's bot does with a question.
    pub(crate) bots: BTreeMap<&'static str, Reply>,
    /// The id of alias `ver_one` in each region, for bots of Lex V2.
    pub(crate) alias_ids: BTreeMap<&'static str, &'static str>,
    /// What ListBotAliases does instead of listing that.
    pub(crate) lists: Option<Reply>,
    /// What each region does with DeleteSession.
    pub(crate) clean_up: Reply,
    /// The item.
    pub(crate) item: Option<Map<String, Value>>,
    /// What GetItem does instead of reading.
    pub(crate) reads: Option<Reply>,
    /// What UpdateItem does instead of writing.
    pub(crate) writes: Option<Reply>,
    /// Items other checks write, one before each UpdateItem.
    pub(crate) rivals: Vec<Map<String, Value>>,
    /// Whether UpdateItem writes and then hangs, once.
    pub(crate) lose_one_answer: bool,
}

impl Behind {
    fn answer(&mut self, exchange: &Exchange) -> Reply {
        if exchange.operation.ends_with("GetItem") {
            return self.reads.clone().unwrap_or_else(|| match &self.item {
                Some(item) => Reply::json(&json!({"Item": item})),
                None => Reply::json(&json!({})),
            });
        }
        if exchange.operation.ends_with("UpdateItem") {
            return self
                .writes
                .clone()
                .unwrap_or_else(|| self.update(&exchange.body));
        }
        if exchange.method == "DELETE" {
            return self.clean_up.clone();
        }
        let host = exchange.target.split('/').next().unwrap_or_default();
        let here = |region: &&str| host.split('.').any(|part| part == *region);
        let Some(region) = [PRIMARY, SECONDARY].into_iter().find(here) else {
            return Reply::Broken;
        };
        let alias_id = self.alias_ids.get(region).copied();
        if host.starts_with("models-v2-lex.") {
            return self.lists.clone().unwrap_or_else(|| aliases(alias_id));
        }
        let is_other = |id| !exchange.target.contains(&format!("/botAliases/{id}/"));
        if host.starts_with("runtime-v2-lex.") && alias_id.is_none_or(is_other) {
            return Reply::error(404, "ResourceNotFoundException");
        }
        self.bots.get(region).cloned().unwrap_or(Reply::Broken)
    }

    /// As DynamoDB does it, for the expressions the store writes.
    fn update(&mut self, body: &str) -> Reply {
        if let Some(rival) = self.rivals.pop() {
            self.item = Some(rival);
        }
        let call: Value = serde_json::from_str(body).unwrap();
        let mut item = self.item.clone().unwrap_or_default();
        for term in call["ConditionExpression"].as_str().unwrap().split(" AND ") {
            let holds = match term.split_once(" = ") {
                Some((name, value)) => {
                    item.get(&name[1..]) == call["ExpressionAttributeValues"].get(value)
                }
                None => {
                    let name = term
                        .trim_start_matches("attribute_not_exists(#")
                        .trim_end_matches(')');
                    !item.contains_key(name)
                }
            };
            if !holds {
                return Reply::table_error(400, "ConditionalCheckFailedException");
            }
        }
        let expression = call["UpdateExpression"].as_str().unwrap();
        let (sets, removed) = match expression.split_once(" REMOVE #") {
            Some((sets, name)) => (sets, Some(name)),
            None => (expression, None),
        };
        if let Some(name) = removed {
            item.remove(name);
        }
        for set in sets.strip_prefix("SET ").unwrap().split(", ") {
            let (name, value) = set.split_once(" = ").unwrap();
            let value = call["ExpressionAttributeValues"][value].clone();
            item.insert(name[1..].to_owned(), value);
        }
        self.item = Some(item);
        if std::mem::take(&mut self.lose_one_answer) {
            Reply::Hang
        } else {
            Reply::json(&json!({}))
        }
    }
}

pub(crate) struct World {
    pub(crate) behind: Arc<Mutex<Behind>>,
    pub(crate) http: ScriptedHttp,
    pub(crate) clock: VirtualClock,
    pub(crate) lines: Lines,
    check: HealthCheck<AnyBot, DynamoDbRoutes>,
}

impl World {
    /// Both bots well and of Lex V1, the item as `item`, and further settings.
    pub(crate) fn new(item: Option<Value>, more: &[(&str, &str)]) -> Self {
        let v1 = [("BOTNAME", "OrderFlowers"), ("BOT_ALIAS", "ver_one")];
        Self::start(item, &[&v1[..], more].concat())
    }

    /// The same with bots of Lex V2, given by the names of their aliases.
    pub(crate) fn v2(item: Option<Value>, more: &[(&str, &str)]) -> Self {
        let v2 = [
            ("LEX_VERSION", "v2"),
            ("PRIMARY_BOT_ID", "PRIMARYBOT"),
            ("PRIMARY_BOT_ALIAS", "ver_one"),
            ("SECONDARY_BOT_ID", "SECONDARYB"),
            ("SECONDARY_BOT_ALIAS", "ver_one"),
        ];
        let world = Self::start(item, &[&v2[..], more].concat());
        world.set(|behind| behind.bots = [(PRIMARY, well_v2()), (SECONDARY, well_v2())].into());
        world
    }

    fn start(item: Option<Value>, more: &[(&str, &str)]) -> Self {
        let mut env = BTreeMap::from([
            ("SAMPLE_UTTERANCE", "I would like to order some flowers"),
            ("EXPECTED_RESPONSE", "Which flowers?"),
            ("PRIMARY_REGION", PRIMARY),
            ("SECONDARY_REGION", SECONDARY),
            ("TABLE_NAME", "lexDR"),
            ("TEST_METHOD", "send_message"),
            ("TEST_USER", "test"),
        ]);
        env.extend(more.iter().copied());
        let settings =
            Settings::from_env(|name| env.get(name).map(|value| (*value).to_owned())).unwrap();
        let behind = Arc::new(Mutex::new(Behind {
            bots: BTreeMap::from([(PRIMARY, well()), (SECONDARY, well())]),
            alias_ids: BTreeMap::from([(PRIMARY, "PRIMARY001"), (SECONDARY, "SECOND0001")]),
            lists: None,
            clean_up: Reply::json(&json!({})),
            item: item.map(|item| item.as_object().unwrap().clone()),
            reads: None,
            writes: None,
            rivals: Vec::new(),
            lose_one_answer: false,
        }));
        let script = Arc::clone(&behind);
        let http = ScriptedHttp::new(move |exchange| script.lock().unwrap().answer(exchange));
        let (clock, lines) = (VirtualClock::start(), Lines::default());
        let aws = http.aws(clock);
        let metrics = Metrics::new(lines.sink(), aws.clock(), "lexDRTest");
        let check = HealthCheck::from_aws(settings, &aws, metrics);
        Self {
            behind,
            http,
            clock,
            lines,
            check,
        }
    }

    pub(crate) fn set(&self, change: impl FnOnce(&mut Behind)) {
        change(&mut self.behind.lock().unwrap());
    }

    pub(crate) async fn run(&self) -> Result<Outcome, CheckError> {
        self.run_within(Duration::from_secs(15)).await
    }

    pub(crate) async fn run_within(&self, limit: Duration) -> Result<Outcome, CheckError> {
        let invocation = Invocation {
            request_id: "8476a536-e9f4-11e8-9739-2dfe598c3fcd".into(),
            deadline: self.clock.time() + limit,
            function_arn: Some("arn:aws:lambda:us-east-1:123456789012:function:lexDRTest".into()),
        };
        let clock = aws_smithy_async::time::SharedTimeSource::new(self.clock);
        let dispatch = logging::dispatch(self.lines.sink(), clock, logging::level(Some("trace")));
        self.check.run(&invocation).with_subscriber(dispatch).await
    }

    /// An attribute of the item.
    pub(crate) fn stands(&self, name: &str) -> Option<String> {
        let behind = self.behind.lock().unwrap();
        let value = behind.item.as_ref()?.get(name)?;
        value["S"]
            .as_str()
            .or_else(|| value["N"].as_str())
            .map(str::to_owned)
    }

    /// How many requests went out that `which` picks.
    pub(crate) fn count(&self, which: impl Fn(&Exchange) -> bool) -> usize {
        self.http
            .exchanges()
            .iter()
            .filter(|exchange| which(exchange))
            .count()
    }
}

/// A healthy answer, with the null slots of real Lex.
pub(crate) fn well() -> Reply {
    Reply::json(&json!({"message": "Which flowers?", "slots": {"FlowerType": null}}))
}

/// The same of Lex V2.
pub(crate) fn well_v2() -> Reply {
    Reply::json(&json!({
        "messages": [{"content": "Which flowers?", "contentType": "PlainText"}],
        "sessionState": {"intent": {"name": "OrderFlowers", "slots": {"FlowerType": null}}}
    }))
}

/// An answer of ListBotAliases.
fn aliases(id: Option<&str>) -> Reply {
    let alias = |id| json!({"botAliasName": "ver_one", "botAliasId": id});
    let summaries: Vec<_> = id.into_iter().map(alias).collect();
    Reply::json(&json!({ "botAliasSummaries": summaries }))
}

pub(crate) fn gone() -> Reply {
    Reply::error(404, "NotFoundException")
}

/// An item as a check left it, `checked_at` in ISO 8601.
pub(crate) fn item(lex_region: &str, checked_at: &str) -> Value {
    json!({"connectRegion": {"S": PRIMARY}, "lexRegion": {"S": lex_region},
        "checkedAt": {"S": checked_at}, "changedAt": {"S": "2023-01-01T00:00:00.000Z"}})
}
