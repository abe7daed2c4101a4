//! From the name of an alias to its id.

use std::sync::{Mutex, OnceLock, PoisonError};
use std::time::Duration;

use aws_sdk_lexmodelsv2::Client;
use aws_sdk_lexmodelsv2::config::Builder;
use aws_sdk_lexmodelsv2::types::{BotAliasStatus, BotAliasSummary};
use lexdr_route::{Aws, Failure, Limits, Sent};
use tokio::time::Instant;

/// Most aliases on a page, by the API reference of `ListBotAliases`.
const PAGE: i32 = 1_000;

/// Most pages read. A bot has at most a few hundred aliases.
const MOST_PAGES: usize = 20;

/// The alias of this name, and the id it had when it was last seen. The id is kept for as long as
/// the environment is warm, also when the name is gone: the runtime is asked about it first, so a
/// models API that fails keeps no bot from being judged.
#[derive(Debug)]
pub(super) struct Named {
    aws: Aws,
    /// Made when a name is looked up first, to keep the start short.
    client: OnceLock<Client>,
    region: String,
    bot: String,
    name: String,
    id: Mutex<Option<String>>,
}

impl Named {
    /// The alias of this name. `aws` is for the bot's region.
    pub(super) fn new(aws: Aws, region: &str, bot: &str, name: &str) -> Self {
        Self {
            aws,
            client: OnceLock::new(),
            region: region.to_owned(),
            bot: bot.to_owned(),
            name: name.to_owned(),
            id: Mutex::new(None),
        }
    }

    /// Its id, as far as it is known.
    pub(super) fn id(&self) -> Option<String> {
        self.id
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .clone()
    }

    /// Asks for its id. Nothing if the bot has no alias of this name, and then what was known
    /// stays known.
    pub(super) async fn look_up(&self, limit: Duration) -> Result<Option<String>, Failure> {
        let found = self.find(limit).await;
        match &found {
            Ok(Some(id)) => self.learn(id),
            Ok(None) => tracing::warn!(
                region = self.region,
                bot = self.bot,
                alias = self.name,
                "no alias of this name"
            ),
            Err(failure) => tracing::warn!(
                region = self.region,
                bot = self.bot,
                alias = self.name,
                reason = %failure,
                "alias not looked up"
            ),
        }
        found
    }

    fn learn(&self, id: &str) {
        let mut known = self.id.lock().unwrap_or_else(PoisonError::into_inner);
        if known.as_deref() != Some(id) {
            tracing::info!(
                region = self.region,
                bot = self.bot,
                alias = self.name,
                alias_id = id,
                before = *known,
                "alias has this id"
            );
            *known = Some(id.to_owned());
        }
    }

    async fn find(&self, limit: Duration) -> Result<Option<String>, Failure> {
        let ends = Instant::now() + limit;
        let mut best = None;
        let mut token = None;
        for _ in 0..MOST_PAGES {
            let left = ends.saturating_duration_since(Instant::now());
            let (summaries, next) = self.page(token, left).await?;
            for summary in summaries {
                if let (Some(rank), Some(id)) = (self.rank(&summary), summary.bot_alias_id) {
                    best = best.into_iter().chain([(rank, id)]).min();
                }
            }
            if next.is_none() {
                return Ok(best.map(|(_, id)| id));
            }
            token = next;
        }
        Err(Failure::Garbled)
    }

    async fn page(
        &self,
        token: Option<String>,
        limit: Duration,
    ) -> Result<(Vec<BotAliasSummary>, Option<String>), Failure> {
        if limit.is_zero() {
            return Err(Failure::Timeout);
        }
        let limits = Limits::look_up(limit);
        let limited = Builder::default()
            .timeout_config(limits.timeouts())
            .retry_config(limits.retries());
        let sent = Sent::default();
        let answer = self
            .client
            .get_or_init(|| client(&self.aws))
            .list_bot_aliases()
            .bot_id(&self.bot)
            .max_results(PAGE)
            .set_next_token(token)
            .customize()
            .config_override(limited)
            .interceptor(sent.clone())
            .send()
            .await
            .map_err(|error| Failure::of(&error, &sent))?;
        Ok((
            answer.bot_alias_summaries.unwrap_or_default(),
            answer.next_token.filter(|token| !token.is_empty()),
        ))
    }

    /// How well an alias fits, the best first. One that is being deleted may stand beside the one
    /// that replaces it; what has the id that was taken for a name comes last
    /// ([`crate::Alias::of`]).
    fn rank(&self, summary: &BotAliasSummary) -> Option<u8> {
        if summary.bot_alias_name() == Some(&self.name) {
            let ends = summary.bot_alias_status() == Some(&BotAliasStatus::Deleting);
            return Some(u8::from(ends));
        }
        (summary.bot_alias_id() == Some(&self.name)).then_some(2)
    }
}

fn client(aws: &Aws) -> Client {
    let mut config = Builder::from(&aws.config);
    config.set_retry_partition(aws.retry_partition.clone());
    Client::from_conf(config.build())
}
