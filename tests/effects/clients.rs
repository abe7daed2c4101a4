//! The calls as SDK clients make them: with the settings of the production functions, and with
//! nothing set.

#![expect(
    deprecated,
    reason = "AWS deprecated the crate with Lex V1; the bot is of Lex V1"
)]

use aws_sdk_dynamodb::types::AttributeValue;
use aws_sdk_lambda::primitives::Blob;
use aws_smithy_runtime::client::retries::RetryPartition;
use aws_smithy_runtime_api::client::stalled_stream_protection::StalledStreamProtectionConfig;
use aws_types::SdkConfig;
use lexdr_deploy::{SAMPLE_UTTERANCE, System};
use lexdr_health_check::Plan;
use lexdr_lex::tolerate_nulls;
use lexdr_route::Limits;
use tokio::time::timeout;

use super::calls::Call;
use super::functions::{access, plan};
use super::reported::{cause, failed, reported};

/// The clients of one way to call.
pub(super) struct Clients {
    lex: aws_sdk_lexruntime::Client,
    models: aws_sdk_lexmodelbuilding::Client,
    dynamodb: aws_sdk_dynamodb::Client,
    lambda: aws_sdk_lambda::Client,
    /// How long the calls may take, where somebody has thought about that.
    plan: Option<Plan>,
}

impl Clients {
    /// With the settings of the production functions.
    pub(super) fn ours(config: &SdkConfig) -> Self {
        let aws = access(config);
        let mut lex = aws_sdk_lexruntime::config::Builder::from(config)
            .stalled_stream_protection(StalledStreamProtectionConfig::disabled());
        lex.set_retry_partition(aws.retry_partition.clone());
        lex.set_http_client(config.http_client().map(tolerate_nulls));
        Self {
            lex: aws_sdk_lexruntime::Client::from_conf(lex.build()),
            dynamodb: aws.dynamodb(None),
            plan: Some(plan()),
            ..Self::defaults(config)
        }
    }

    /// With nothing set, in a process of its own.
    pub(super) fn defaults(config: &SdkConfig) -> Self {
        macro_rules! client {
            ($service:ident) => {
                $service::Client::from_conf(
                    $service::config::Builder::from(config)
                        .retry_partition(RetryPartition::custom("a process").build())
                        .build(),
                )
            };
        }
        Self {
            lex: client!(aws_sdk_lexruntime),
            models: client!(aws_sdk_lexmodelbuilding),
            dynamodb: client!(aws_sdk_dynamodb),
            lambda: client!(aws_sdk_lambda),
            plan: None,
        }
    }

    /// Makes a call in a session, or about an item, that nobody else uses; tells what the SDK
    /// reports.
    pub(super) async fn make(&self, call: Call, system: &System, id: &str) -> String {
        match call {
            Call::PostText => self.post_text(system, id).await,
            Call::PutSession => self.put_session(system, id).await,
            Call::DeleteSession => self.delete_session(system, id).await,
            Call::GetItem => self.get_item(system, id).await,
            Call::UpdateItem => self.update_item(system, id).await,
            Call::Invoke => {
                let invoke = self.lambda.invoke().function_name(&system.region_function);
                match invoke.payload(Blob::new("{}")).send().await {
                    Ok(answer) => match answer.function_error {
                        Some(kind) => format!("ok, function error {kind}"),
                        None => "ok".to_owned(),
                    },
                    Err(error) => failed(&error),
                }
            }
            Call::GetBotAlias => {
                let get = self.models.get_bot_alias().bot_name(&system.bot);
                reported(get.name(&system.alias).send().await)
            }
        }
    }

    /// The limits of a call that the functions make, by their plan.
    fn limits(&self, of: impl Fn(&Plan) -> Limits) -> Option<Limits> {
        self.plan.as_ref().map(of)
    }

    async fn post_text(&self, system: &System, user: &str) -> String {
        let post = self.lex.post_text().bot_name(&system.bot);
        let post = post.bot_alias(&system.alias).user_id(user);
        let mut post = post.input_text(SAMPLE_UTTERANCE).customize();
        if let Some(limits) = self.limits(|plan| Limits::probe(plan.probe)) {
            post = post.config_override(lex_limits(limits));
        }
        reported(post.send().await)
    }

    async fn put_session(&self, system: &System, user: &str) -> String {
        let began = tokio::time::Instant::now();
        let put = self.lex.put_session().bot_name(&system.bot);
        let put = put.bot_alias(&system.alias).user_id(user);
        let mut put = put.accept("text/plain; charset=utf-8").customize();
        let limits = self.limits(|plan| Limits::probe(plan.probe));
        if let Some(limits) = limits {
            put = put.config_override(lex_limits(limits));
        }
        let answer = match put.send().await {
            Ok(answer) => answer,
            Err(error) => return failed(&error),
        };
        // The SDK is done when the headers are there; the body is the caller's to read.
        let body = answer.audio_stream.collect();
        let read = match limits {
            Some(limits) => {
                let left = limits.total.saturating_sub(began.elapsed());
                timeout(left, body).await
            }
            None => Ok(body.await),
        };
        match read {
            Ok(Ok(_)) => "ok".to_owned(),
            Ok(Err(error)) => format!("ok, then {}", cause(&error)),
            Err(_) => "ok, then no body in time".to_owned(),
        }
    }

    async fn delete_session(&self, system: &System, user: &str) -> String {
        let delete = self.lex.delete_session().bot_name(&system.bot);
        let delete = delete.bot_alias(&system.alias).user_id(user);
        let mut delete = delete.customize();
        if let Some(limits) = self.limits(|plan| Limits::clean_up(plan.clean_up)) {
            delete = delete.config_override(lex_limits(limits));
        }
        reported(delete.send().await)
    }

    async fn get_item(&self, system: &System, key: &str) -> String {
        let get = self.dynamodb.get_item().table_name(&system.table);
        let get = get.key("connectRegion", AttributeValue::S(key.to_owned()));
        let mut get = get.consistent_read(true).customize();
        if let Some(limits) = self.limits(|plan| Limits::table(plan.read)) {
            get = get.config_override(table_limits(limits));
        }
        reported(get.send().await)
    }

    async fn update_item(&self, system: &System, key: &str) -> String {
        let update = self.dynamodb.update_item().table_name(&system.table);
        let mut update = update
            .key("connectRegion", AttributeValue::S(key.to_owned()))
            .update_expression("SET lexRegion = :region")
            .condition_expression("attribute_not_exists(lexRegion)")
            .expression_attribute_values(":region", AttributeValue::S(system.primary.clone()))
            .customize();
        if let Some(limits) = self.limits(|plan| Limits::table(plan.write)) {
            update = update.config_override(table_limits(limits));
        }
        reported(update.send().await)
    }
}

fn lex_limits(limits: Limits) -> aws_sdk_lexruntime::config::Builder {
    aws_sdk_lexruntime::config::Builder::default()
        .timeout_config(limits.timeouts())
        .retry_config(limits.retries())
}

fn table_limits(limits: Limits) -> aws_sdk_dynamodb::config::Builder {
    aws_sdk_dynamodb::config::Builder::default()
        .timeout_config(limits.timeouts())
        .retry_config(limits.retries())
}
