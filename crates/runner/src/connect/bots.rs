//! A caller's turn with a bot, of either generation of Lex.

use aws_sdk_lambda::error::SdkError;
use aws_smithy_runtime_api::client::http::SharedHttpClient;
use aws_types::region::Region;
use lexdr_connect_flow::{BotRef, DialogState, Turn};
use lexdr_deploy::{Clients, System, failed, why};
use lexdr_wire::LexVersion;

/// Amazon Connect's access to the bots. Clients of the system's own regions are kept: they are
/// asked all the time.
pub(super) struct Bots {
    clients: Clients,
    locale: String,
    v1: Vec<(String, aws_sdk_lexruntime::Client)>,
    v2: Vec<(String, aws_sdk_lexruntimev2::Client)>,
}

impl Bots {
    pub(super) fn new(clients: &Clients, system: &System) -> Self {
        let (mut v1, mut v2) = (Vec::new(), Vec::new());
        for region in system.regions() {
            match system.lex {
                LexVersion::V1 => v1.push((region.to_owned(), runtime_v1(clients, region))),
                LexVersion::V2 => v2.push((region.to_owned(), runtime_v2(clients, region))),
            }
        }
        Self {
            clients: clients.clone(),
            locale: system.locale.clone(),
            v1,
            v2,
        }
    }

    /// Says something to a bot, in the session of this user.
    pub(super) async fn turn(&self, bot: &BotRef, user: &str, utterance: &str) -> Turn {
        match bot {
            BotRef::V1 {
                name,
                region,
                alias,
            } => {
                let lex = known(&self.v1, region);
                let lex = lex.unwrap_or_else(|| runtime_v1(&self.clients, region));
                post_text(&lex, name, alias, user, utterance).await
            }
            BotRef::V2 { alias_arn } => match Alias::of(alias_arn) {
                Some(alias) => {
                    let lex = known(&self.v2, alias.region);
                    let lex = lex.unwrap_or_else(|| runtime_v2(&self.clients, alias.region));
                    recognize_text(&lex, &alias, &self.locale, user, utterance).await
                }
                None => Turn::Error(format!(
                    "{alias_arn:?} is not the ARN of an alias of Lex V2"
                )),
            },
        }
    }
}

fn known<C: Clone>(clients: &[(String, C)], region: &str) -> Option<C> {
    let found = clients.iter().find(|(name, _)| name == region);
    found.map(|(_, client)| client.clone())
}

async fn post_text(
    lex: &aws_sdk_lexruntime::Client,
    bot: &str,
    alias: &str,
    user: &str,
    utterance: &str,
) -> Turn {
    let answer = lex
        .post_text()
        .bot_name(bot)
        .bot_alias(alias)
        .user_id(user)
        .input_text(utterance)
        .send()
        .await;
    match answer {
        Ok(answer) => Turn::Reply {
            dialog_state: answer.dialog_state().map_or(DialogState::Open, |state| {
                DialogState::parse(state.as_str())
            }),
            message: answer.message,
            intent: answer.intent_name,
        },
        Err(SdkError::TimeoutError(_)) => Turn::TimedOut,
        Err(error) => Turn::Error(why(&failed(error))),
    }
}

/// Amazon Connect speaks `StartConversation`, a stream of audio; to the bot it is the same turn.
async fn recognize_text(
    lex: &aws_sdk_lexruntimev2::Client,
    alias: &Alias<'_>,
    locale: &str,
    user: &str,
    utterance: &str,
) -> Turn {
    let answer = lex
        .recognize_text()
        .bot_id(alias.bot)
        .bot_alias_id(alias.alias)
        .locale_id(locale)
        .session_id(user)
        .text(utterance)
        .send()
        .await;
    match answer {
        Ok(answer) => {
            let said: Vec<&str> = answer
                .messages()
                .iter()
                .filter_map(|m| m.content())
                .collect();
            let message = (!said.is_empty()).then(|| said.join(" "));
            let intent = answer.session_state().and_then(|state| state.intent());
            Turn::Reply {
                dialog_state: intent
                    .and_then(|intent| intent.state())
                    .map_or(DialogState::Open, |state| {
                        DialogState::parse(state.as_str())
                    }),
                message,
                intent: intent.map(|intent| intent.name().to_owned()),
            }
        }
        Err(SdkError::TimeoutError(_)) => Turn::TimedOut,
        Err(error) => Turn::Error(why(&failed(error))),
    }
}

/// The parts of `arn:aws:lex:REGION:ACCOUNT:bot-alias/BOT/ALIAS`.
#[derive(Debug, PartialEq, Eq)]
struct Alias<'a> {
    region: &'a str,
    bot: &'a str,
    alias: &'a str,
}

impl<'a> Alias<'a> {
    fn of(arn: &'a str) -> Option<Self> {
        let parts: Vec<&str> = arn.split(':').collect();
        let ["arn", _, "lex", region, _, resource] = parts.as_slice() else {
            return None;
        };
        let (bot, alias) = resource.strip_prefix("bot-alias/")?.split_once('/')?;
        Some(Self { region, bot, alias })
    }
}

/// Real answers hold nulls where the SDK wants maps of strings (`"slots": {"FlowerType": null}`).
fn tolerant(clients: &Clients) -> Option<SharedHttpClient> {
    let http = clients.config().http_client();
    http.map(lexdr_lex::tolerate_nulls)
}

fn runtime_v1(clients: &Clients, region: &str) -> aws_sdk_lexruntime::Client {
    let mut config = aws_sdk_lexruntime::config::Builder::from(clients.config())
        .region(Region::new(region.to_owned()));
    config.set_retry_partition(clients.retry_partition().cloned());
    config.set_http_client(tolerant(clients));
    aws_sdk_lexruntime::Client::from_conf(config.build())
}

fn runtime_v2(clients: &Clients, region: &str) -> aws_sdk_lexruntimev2::Client {
    let mut config = aws_sdk_lexruntimev2::config::Builder::from(clients.config())
        .region(Region::new(region.to_owned()));
    config.set_retry_partition(clients.retry_partition().cloned());
    config.set_http_client(tolerant(clients));
    aws_sdk_lexruntimev2::Client::from_conf(config.build())
}

#[cfg(test)]
mod tests {
    use super::Alias;

    #[test]
    fn an_alias_is_read_from_its_arn() {
        let arn = "arn:aws:lex:us-west-2:123456789012:bot-alias/B0T1234567/AL1AS12345";
        let alias = Alias {
            region: "us-west-2",
            bot: "B0T1234567",
            alias: "AL1AS12345",
        };
        assert_eq!(Alias::of(arn), Some(alias));
        assert_eq!(Alias::of("arn:aws:lex:us-west-2:1:bot/B0T1234567"), None);
        assert_eq!(Alias::of("us-west-2"), None);
    }
}
