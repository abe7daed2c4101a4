//! The Lex V2 runtime.
//!
//! Here an alias has an id beside its name, and the runtime knows it by the id alone. One that is
//! deleted and made again under its old name has a new id, and a check that held on to the old one
//! would never come back to it. So a check that was given a name looks the id up: before its first
//! question, and again when the runtime does not find it.
//!
//! Looking up is a call to another API, which can fail by itself, and what fails there is no
//! evidence about callers: they need the runtime alone.

mod aliases;
mod runtime;

use std::time::Duration;

use aws_sdk_lexruntimev2::Client;
use lexdr_route::{Aws, Failure};
use tokio::time::Instant;

use self::aliases::Named;
use self::runtime::At;
use crate::conversation::{self, Runtime};
use crate::{Alias, AliasIds, Bot, Evidence, Probe, Question, client, evidence};

/// What the runtime says of a bot, an alias or a locale that it does not find.
const NOT_FOUND: &str = "ResourceNotFoundException";

/// The bot has no alias of the name that was given.
const NO_ALIAS: &str = "no alias of this name";

/// The part of a question's time that looking up may take. The rest is enough for a bot that
/// answers as quickly as it should.
const LOOK_UP: f64 = 0.4;

/// A bot of Lex V2: an alias in a region.
#[derive(Debug)]
pub struct V2 {
    client: Client,
    bot: String,
    alias: Known,
    locale: String,
    question: Question,
}

/// An alias whose id is known, or can be.
#[derive(Debug)]
enum Known {
    Id(String),
    ByName(Box<Named>),
}

impl V2 {
    /// The bot of this id and alias in `region`, to be asked `question` in this locale.
    #[must_use]
    pub fn new(
        aws: &Aws,
        region: &str,
        bot: &str,
        alias: &Alias,
        locale: &str,
        question: Question,
    ) -> Self {
        let aws = client::in_region(aws, region);
        Self {
            client: runtime::client(&aws),
            bot: bot.to_owned(),
            alias: match alias {
                Alias::Id(id) => Known::Id(id.clone()),
                Alias::Name(name) => Known::ByName(Box::new(Named::new(aws, region, bot, name))),
            },
            locale: locale.to_owned(),
            question,
        }
    }

    fn at<'a>(&'a self, alias_id: &'a str) -> At<'a> {
        At {
            client: &self.client,
            bot: &self.bot,
            alias_id,
            locale: &self.locale,
        }
    }

    async fn ask_at(&self, alias_id: &str, session: &str, limit: Duration) -> Probe {
        conversation::ask(&self.at(alias_id), &self.question, session, limit).await
    }

    /// The id of the alias, as far as it is known.
    fn alias_id(&self) -> Option<String> {
        match &self.alias {
            Known::Id(id) => Some(id.clone()),
            Known::ByName(alias) => alias.id(),
        }
    }

    /// Asks at the id that `alias` had when it was last seen, and if it is not found there, at the
    /// one it has now.
    async fn ask_where_it_was(
        &self,
        alias: &Named,
        old: &str,
        session: &str,
        limit: Duration,
    ) -> Probe {
        let ends = Instant::now() + limit;
        let left = || ends.saturating_duration_since(Instant::now());
        let probe = self.ask_at(old, session, limit).await;
        let gone = matches!(&probe.evidence, Evidence::Down(reason) if reason == NOT_FOUND);
        if !gone {
            return probe;
        }
        match alias.look_up(left().mul_f64(LOOK_UP)).await {
            Ok(Some(new)) if new != old => self.ask_at(&new, session, left()).await,
            // The same as before, or none, or not to be learnt: whoever calls there is not served,
            // as the runtime said.
            _ => probe,
        }
    }

    /// Asks at the id that is looked up first.
    async fn ask_where_it_is(&self, alias: &Named, session: &str, limit: Duration) -> Probe {
        let ends = Instant::now() + limit;
        let left = || ends.saturating_duration_since(Instant::now());
        match alias.look_up(limit.mul_f64(LOOK_UP)).await {
            Ok(Some(id)) => self.ask_at(&id, session, left()).await,
            Ok(None) => unasked(Evidence::Down(NO_ALIAS.to_owned()), None),
            Err(failure) => self.without_an_id(failure, session, left()).await,
        }
    }

    /// The alias could not be looked up and was never seen, so the bot cannot be asked. That holds
    /// the route, with two exceptions: the bot itself is not there, or the runtime does not work
    /// for anybody, as in the outage of a whole region.
    async fn without_an_id(&self, failure: Failure, session: &str, limit: Duration) -> Probe {
        let reason = failure.to_string();
        if failure.code() == Some(NOT_FOUND) {
            return evidence::of(failure);
        }
        if is_outage(&failure) {
            // Every bot has this alias. Whatever the answer, one that comes means the runtime works.
            let answer = self.at(Alias::TEST).delete_session(session, limit).await;
            if let Err(failure) = answer
                && is_outage(&failure)
            {
                return unasked(Evidence::Down(failure.to_string()), None);
            }
        }
        let hold = Evidence::NoEvidence(format!("ListBotAliases: {reason}"));
        unasked(hold, evidence::of(failure).detail)
    }
}

/// Whether a service gives no answer, or none that has to do with the question.
const fn is_outage(failure: &Failure) -> bool {
    match failure {
        Failure::Timeout | Failure::Connection => true,
        Failure::Service { status, .. } => *status >= 500,
        Failure::NotSent { .. } | Failure::Garbled => false,
    }
}

/// What is known without the question.
const fn unasked(evidence: Evidence, detail: Option<String>) -> Probe {
    Probe {
        evidence,
        session_may_be_open: false,
        detail,
    }
}

impl Bot for V2 {
    async fn ask(&self, session: &str, limit: Duration) -> Probe {
        match &self.alias {
            Known::Id(id) => self.ask_at(id, session, limit).await,
            Known::ByName(alias) => match alias.id() {
                Some(id) => self.ask_where_it_was(alias, &id, session, limit).await,
                None => self.ask_where_it_is(alias, session, limit).await,
            },
        }
    }

    async fn forget(&self, session: &str, limit: Duration) -> Result<(), String> {
        let Some(id) = self.alias_id() else {
            // Nothing was ever asked.
            return Ok(());
        };
        let ended = self.at(&id).delete_session(session, limit).await;
        ended.map_err(|failure| failure.to_string())
    }

    fn alias_ids(&self) -> Option<AliasIds> {
        Some(AliasIds {
            bot: self.bot.clone(),
            alias: self.alias_id()?,
        })
    }
}
