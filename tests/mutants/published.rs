//! The health check as the design was published: the same calls in the same order, with the same
//! reading of every answer. It is judged like any other.

use std::collections::BTreeMap;
use std::sync::Arc;

use aws_sdk_dynamodb::types::AttributeValue;
use aws_sdk_lexruntime::config::Region;
use aws_smithy_types::retry::RetryConfig;
use lexdr_lex::tolerate_nulls;
use lexdr_route::Aws;
use lexdr_runner::{BoxFuture, Event, FunctionError, Handler, Lambda, Start};

pub(super) fn check() -> Arc<dyn Lambda> {
    Arc::new(Program)
}

struct Program;

impl Lambda for Program {
    fn start(&self, start: Start) -> Result<Box<dyn Handler>, FunctionError> {
        let aws = start.aws.with_default_partition(start.quota);
        Ok(Box::new(Published {
            variables: start.variables,
            aws,
        }))
    }
}

struct Published {
    variables: BTreeMap<String, String>,
    aws: Aws,
}

impl Handler for Published {
    fn handle(&mut self, _: Event) -> BoxFuture<'_, Result<Vec<u8>, FunctionError>> {
        Box::pin(async {
            let primary = self.variable("PRIMARY_REGION").to_owned();
            let secondary = self.variable("SECONDARY_REGION").to_owned();
            // The second failure leads to `err`, which is written outside of any try.
            if !self.test(&primary).await? && !self.test(&secondary).await? {
                self.update("err").await?;
            }
            Ok(br#"{"statusCode":200,"body":"Success"}"#.to_vec())
        })
    }
}

impl Published {
    fn variable(&self, name: &str) -> &str {
        self.variables.get(name).map_or("", String::as_str)
    }

    /// One region: ask, write if all is well, end the session. Every error inside the try counts
    /// against the bot, the table's too.
    async fn test(&self, region: &str) -> Result<bool, FunctionError> {
        let lex = self.lex(region);
        let outcome = match self.variable("TEST_METHOD") {
            "send_message" => self.send_message(&lex, region).await,
            _ => self.put_session(&lex, region).await,
        };
        let Ok(is_well) = outcome else {
            return Ok(false);
        };
        // Outside of the try: a session that cannot be ended fails the run.
        lex.delete_session()
            .bot_name(self.variable("BOTNAME"))
            .bot_alias(self.variable("BOT_ALIAS"))
            .user_id(self.variable("TEST_USER"))
            .send()
            .await
            .map_err(|error| raised(&error))?;
        Ok(is_well)
    }

    async fn send_message(
        &self,
        lex: &aws_sdk_lexruntime::Client,
        region: &str,
    ) -> Result<bool, FunctionError> {
        let answer = lex
            .post_text()
            .bot_name(self.variable("BOTNAME"))
            .bot_alias(self.variable("BOT_ALIAS"))
            .user_id(self.variable("TEST_USER"))
            .input_text(self.variable("SAMPLE_UTTERANCE"))
            .send()
            .await
            .map_err(|error| raised(&error))?;
        let message = answer
            .message()
            .ok_or_else(|| FunctionError::new("KeyError", "'message'"))?;
        if message != self.variable("EXPECTED_RESPONSE") {
            return Ok(false);
        }
        self.update(region).await?;
        Ok(true)
    }

    async fn put_session(
        &self,
        lex: &aws_sdk_lexruntime::Client,
        region: &str,
    ) -> Result<bool, FunctionError> {
        let answer = lex
            .put_session()
            .bot_name(self.variable("BOTNAME"))
            .bot_alias(self.variable("BOT_ALIAS"))
            .user_id(self.variable("TEST_USER"))
            .send()
            .await
            .map_err(|error| raised(&error))?;
        answer
            .session_id()
            .ok_or_else(|| FunctionError::new("KeyError", "'sessionId'"))?;
        self.update(region).await?;
        Ok(true)
    }

    async fn update(&self, lex_region: &str) -> Result<(), FunctionError> {
        let key = AttributeValue::S(self.variable("PRIMARY_REGION").to_owned());
        self.aws
            .dynamodb(None)
            .update_item()
            .table_name(self.variable("TABLE_NAME"))
            .key("connectRegion", key)
            .update_expression("SET lexRegion = :region")
            .expression_attribute_values(":region", AttributeValue::S(lex_region.to_owned()))
            .send()
            .await
            .map(|_| ())
            .map_err(|error| raised(&error))
    }

    /// Five attempts, as the Python SDK of the time made, and no timeouts.
    fn lex(&self, region: &str) -> aws_sdk_lexruntime::Client {
        let mut config = aws_sdk_lexruntime::config::Builder::from(&self.aws.config)
            .region(Region::new(region.to_owned()))
            .retry_config(RetryConfig::standard().with_max_attempts(5));
        config.set_retry_partition(self.aws.retry_partition.clone());
        config.set_http_client(self.aws.config.http_client().map(tolerate_nulls));
        aws_sdk_lexruntime::Client::from_conf(config.build())
    }
}

fn raised(error: &impl std::fmt::Debug) -> FunctionError {
    FunctionError::new("ClientError", format!("{error:?}"))
}
