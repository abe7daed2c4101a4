//! A bot whose generation is chosen when the program starts.

use std::time::Duration;

use lexdr_route::Aws;

use crate::{Address, AliasIds, Bot, Probe, Question, V1, V2};

/// A bot of either generation.
#[derive(Debug)]
pub enum AnyBot {
    /// Of Lex V1.
    V1(V1),
    /// Of Lex V2.
    V2(V2),
}

impl AnyBot {
    /// The bot at `address` in `region`, to be asked `question`.
    #[must_use]
    pub fn new(aws: &Aws, region: &str, address: &Address, question: Question) -> Self {
        match address {
            Address::V1 { bot, alias } => Self::V1(V1::new(aws, region, bot, alias, question)),
            Address::V2 { bot, alias, locale } => {
                Self::V2(V2::new(aws, region, bot, alias, locale, question))
            }
        }
    }
}

impl Bot for AnyBot {
    async fn ask(&self, session: &str, limit: Duration) -> Probe {
        match self {
            Self::V1(bot) => bot.ask(session, limit).await,
            Self::V2(bot) => bot.ask(session, limit).await,
        }
    }

    async fn forget(&self, session: &str, limit: Duration) -> Result<(), String> {
        match self {
            Self::V1(bot) => bot.forget(session, limit).await,
            Self::V2(bot) => bot.forget(session, limit).await,
        }
    }

    fn alias_ids(&self) -> Option<AliasIds> {
        match self {
            Self::V1(bot) => bot.alias_ids(),
            Self::V2(bot) => bot.alias_ids(),
        }
    }
}
