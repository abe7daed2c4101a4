//! A bot of Lex V2 over the real SDK clients in virtual time: a scripted runtime and models API.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use aws_smithy_async::time::SharedTimeSource;
use lexdr_lex::{Alias, Bot, Evidence, Expected, Question, V2};
use lexdr_route::logging;
use lexdr_route::testing::{Exchange, Lines, Reply, ScriptedHttp, VirtualClock};
use serde_json::{Value, json};
use tokio::time::Instant;
use tracing::instrument::WithSubscriber;

pub(crate) const LIMIT: Duration = Duration::from_secs(4);
pub(crate) const PROMPT: &str = "Which flowers?";
pub(crate) const OLD: &str = "OLD0000000";
pub(crate) const NEW: &str = "NEW0000000";

/// What stands behind the HTTP client.
pub(crate) struct Behind {
    /// What the runtime does at an alias id; 404 at all others.
    pub(crate) runtime: BTreeMap<&'static str, Reply>,
    /// What ListBotAliases does with a page: the first one, then by token.
    pub(crate) list: BTreeMap<&'static str, Reply>,
}

pub(crate) struct World {
    pub(crate) behind: Arc<Mutex<Behind>>,
    pub(crate) http: ScriptedHttp,
    pub(crate) lines: Lines,
    clock: VirtualClock,
    pub(crate) bot: V2,
}

impl World {
    /// A bot given by `alias`, in an environment that just started.
    pub(crate) fn new(alias: &str) -> Self {
        let behind = Arc::new(Mutex::new(Behind {
            runtime: BTreeMap::new(),
            list: BTreeMap::new(),
        }));
        let script = Arc::clone(&behind);
        let http = ScriptedHttp::new(move |exchange| script.lock().unwrap().answer(exchange));
        let clock = VirtualClock::start();
        let question = Question::Say {
            utterance: "flowers".into(),
            expected: Expected::parse(PROMPT),
        };
        let aws = http.aws(clock);
        let alias = Alias::of(alias);
        let bot = V2::new(&aws, "us-west-2", "ABCDEFGHIJ", &alias, "en_US", question);
        Self {
            behind,
            http,
            lines: Lines::default(),
            clock,
            bot,
        }
    }

    /// One in which a healthy bot was asked before, at id `OLD`.
    pub(crate) async fn warm() -> Self {
        let world = Self::new("ver_one");
        world.runtime(&[(OLD, well())]);
        world.list(aliases(&[("ver_one", OLD)]));
        assert_eq!(world.ask().await.0, Evidence::Healthy);
        world
    }

    pub(crate) fn runtime(&self, replies: &[(&'static str, Reply)]) {
        self.behind.lock().unwrap().runtime = replies.iter().cloned().collect();
    }

    pub(crate) fn list(&self, reply: Reply) {
        self.behind.lock().unwrap().list = [("", reply)].into();
    }

    /// Asks, and tells what was called, retries left out: `list`, or the alias id.
    pub(crate) async fn ask(&self) -> (Evidence, Vec<String>) {
        let before = self.http.exchanges().len();
        let clock = SharedTimeSource::new(self.clock);
        let dispatch = logging::dispatch(self.lines.sink(), clock, logging::level(None));
        let began = Instant::now();
        let probe = self
            .bot
            .ask("test-1", LIMIT)
            .with_subscriber(dispatch)
            .await;
        assert!(began.elapsed() <= LIMIT, "{:?}", began.elapsed());
        let exchanges = self.http.exchanges();
        let mut called: Vec<_> = exchanges[before..].iter().map(called).collect();
        called.dedup();
        (probe.evidence, called)
    }
}

impl Behind {
    fn answer(&self, exchange: &Exchange) -> Reply {
        let body: Value = serde_json::from_str(&exchange.body).unwrap_or_default();
        match called(exchange).as_str() {
            "list" => {
                let token = body["nextToken"].as_str().unwrap_or_default();
                self.list.get(token).cloned().unwrap_or(Reply::Hang)
            }
            id => self.runtime.get(id).cloned().unwrap_or_else(gone),
        }
    }
}

pub(crate) fn called(exchange: &Exchange) -> String {
    let list = "models-v2-lex.us-west-2.amazonaws.com/bots/ABCDEFGHIJ/botaliases";
    if exchange.target.trim_end_matches('/') == list {
        return "list".to_owned();
    }
    let mut parts = exchange
        .target
        .split('/')
        .skip_while(|part| *part != "botAliases");
    parts.nth(1).unwrap_or(&exchange.target).to_owned()
}

pub(crate) fn well() -> Reply {
    Reply::json(&json!({"messages": [{"content": PROMPT, "contentType": "PlainText"}]}))
}

pub(crate) fn gone() -> Reply {
    Reply::error(404, "ResourceNotFoundException")
}

pub(crate) fn aliases(aliases: &[(&str, &str)]) -> Reply {
    page(aliases, None)
}

pub(crate) fn page(aliases: &[(&str, &str)], next: Option<&str>) -> Reply {
    let summaries: Vec<_> = aliases
        .iter()
        .map(|(name, id)| {
            json!({"botAliasName": name, "botAliasId": id, "botVersion": "1",
                "botAliasStatus": "Available"})
        })
        .collect();
    let next = next.map_or(Value::Null, Value::from);
    Reply::json(&json!({"botId": "ABCDEFGHIJ", "botAliasSummaries": summaries, "nextToken": next}))
}

pub(crate) fn down(reason: &str) -> Evidence {
    Evidence::Down(reason.into())
}

pub(crate) fn none(reason: &str) -> Evidence {
    Evidence::NoEvidence(reason.into())
}

pub(crate) fn owned(calls: &[&str]) -> Vec<String> {
    calls.iter().map(|call| (*call).to_owned()).collect()
}
