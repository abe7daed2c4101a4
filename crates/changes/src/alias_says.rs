//! What an alias says, as JSON under the names of the API, in both directions.

use std::collections::{BTreeMap, HashMap};

use aws_sdk_lexmodelsv2::operation::create_bot_alias::builders::CreateBotAliasFluentBuilder;
use aws_sdk_lexmodelsv2::operation::describe_bot_alias::DescribeBotAliasOutput;
use aws_sdk_lexmodelsv2::operation::update_bot_alias::builders::UpdateBotAliasFluentBuilder;
use aws_sdk_lexmodelsv2::types::{
    AudioLogDestination, AudioLogSetting, BotAliasLocaleSettings, CloudWatchLogGroupLogDestination,
    CodeHookSpecification, ConversationLogSettings, LambdaCodeHook, S3BucketLogDestination,
    SentimentAnalysisSettings, TextLogDestination, TextLogSetting,
};
use aws_smithy_types::error::operation::BuildError;
use serde_json::{Value, json};

use crate::error::{Error, Kind};
use crate::members::Members;

/// All that an update has to repeat. Ids, dates and history differ between two that say the same.
/// What is empty is left out: an update does not take it.
pub(crate) fn says(found: DescribeBotAliasOutput) -> Value {
    let locales = found.bot_alias_locale_settings.unwrap_or_default();
    let locales: BTreeMap<String, Value> = locales
        .iter()
        .map(|(locale, settings)| (locale.clone(), locale_says(settings)))
        .collect();
    let logs = found.conversation_log_settings.as_ref().map(logs_say);
    let sentiment = found.sentiment_analysis_settings;
    let sentiment = sentiment.map(|says| json!({ "detectSentiment": says.detect_sentiment }));
    object([
        ("botAliasName", found.bot_alias_name.map(Value::from)),
        ("description", found.description.map(Value::from)),
        ("botVersion", found.bot_version.map(Value::from)),
        ("botAliasLocaleSettings", unless_empty(json!(locales))),
        ("conversationLogSettings", logs.and_then(unless_empty)),
        ("sentimentAnalysisSettings", sentiment),
    ])
}

/// An object of the members that are there.
fn object<const N: usize>(members: [(&str, Option<Value>); N]) -> Value {
    let there = members.into_iter();
    there
        .filter_map(|(name, value)| Some((name.to_owned(), value?)))
        .collect::<serde_json::Map<_, _>>()
        .into()
}

fn unless_empty(value: Value) -> Option<Value> {
    (value != json!({}) && value != json!([])).then_some(value)
}

fn locale_says(settings: &BotAliasLocaleSettings) -> Value {
    let hook = settings.code_hook_specification.as_ref().map(|hook| {
        let lambda = hook.lambda_code_hook.as_ref().map(|lambda| {
            json!({
                "lambdaARN": lambda.lambda_arn,
                "codeHookInterfaceVersion": lambda.code_hook_interface_version,
            })
        });
        object([("lambdaCodeHook", lambda)])
    });
    object([
        ("enabled", Some(settings.enabled.into())),
        ("codeHookSpecification", hook),
    ])
}

fn logs_say(logs: &ConversationLogSettings) -> Value {
    let text: Vec<Value> = logs.text_log_settings().iter().map(text_log_says).collect();
    let audio = logs.audio_log_settings().iter();
    let audio: Vec<Value> = audio.map(audio_log_says).collect();
    object([
        ("textLogSettings", unless_empty(text.into())),
        ("audioLogSettings", unless_empty(audio.into())),
    ])
}

fn text_log_says(log: &TextLogSetting) -> Value {
    let destination = log.destination.as_ref().map(|destination| {
        let group = destination.cloud_watch.as_ref().map(|group| {
            json!({
                "cloudWatchLogGroupArn": group.cloud_watch_log_group_arn,
                "logPrefix": group.log_prefix,
            })
        });
        object([("cloudWatch", group)])
    });
    log_says(log.enabled, destination, log.selective_logging_enabled)
}

fn audio_log_says(log: &AudioLogSetting) -> Value {
    let destination = log.destination.as_ref().map(|destination| {
        let bucket = destination.s3_bucket.as_ref().map(|bucket| {
            let key = bucket.kms_key_arn.clone();
            object([
                ("kmsKeyArn", key.map(Value::from)),
                ("s3BucketArn", Some(bucket.s3_bucket_arn.clone().into())),
                ("logPrefix", Some(bucket.log_prefix.clone().into())),
            ])
        });
        object([("s3Bucket", bucket)])
    });
    log_says(log.enabled, destination, log.selective_logging_enabled)
}

fn log_says(enabled: bool, destination: Option<Value>, selective: Option<bool>) -> Value {
    object([
        ("enabled", Some(enabled.into())),
        ("destination", destination),
        ("selectiveLoggingEnabled", selective.map(Value::from)),
    ])
}

/// What a call is to make an alias say.
struct Says {
    bot_id: Option<String>,
    name: Option<String>,
    description: Option<String>,
    version: Option<String>,
    locales: Option<HashMap<String, BotAliasLocaleSettings>>,
    logs: Option<ConversationLogSettings>,
    sentiment: Option<SentimentAnalysisSettings>,
}

impl Says {
    fn read(input: &mut Members) -> Result<Self, Error> {
        Ok(Self {
            bot_id: input.text("botId")?,
            name: input.text("botAliasName")?,
            description: input.text("description")?,
            version: input.text("botVersion")?,
            locales: input.entries("botAliasLocaleSettings", locale)?,
            logs: input.object("conversationLogSettings", logs)?,
            sentiment: input.object("sentimentAnalysisSettings", |input| {
                let detect = input.flag("detectSentiment")?;
                let settings = SentimentAnalysisSettings::builder();
                Ok(settings.set_detect_sentiment(detect).build())
            })?,
        })
    }
}

/// The call that says it: the builders have the same methods, and no trait for them.
macro_rules! saying {
    ($call:expr, $says:expr) => {{
        let says = $says;
        $call
            .set_bot_id(says.bot_id)
            .set_bot_alias_name(says.name)
            .set_description(says.description)
            .set_bot_version(says.version)
            .set_bot_alias_locale_settings(says.locales)
            .set_conversation_log_settings(says.logs)
            .set_sentiment_analysis_settings(says.sentiment)
    }};
}

/// Puts into an update what its input says.
pub(crate) fn fill(
    call: UpdateBotAliasFluentBuilder,
    input: &mut Members,
) -> Result<UpdateBotAliasFluentBuilder, Error> {
    let call = call.set_bot_alias_id(input.text("botAliasId")?);
    Ok(saying!(call, Says::read(input)?))
}

/// Puts into the call that makes an alias what its input says.
pub(crate) fn fill_new(
    call: CreateBotAliasFluentBuilder,
    input: &mut Members,
) -> Result<CreateBotAliasFluentBuilder, Error> {
    let call = call.set_tags(input.texts("tags")?);
    Ok(saying!(call, Says::read(input)?))
}

/// A member that the API cannot do without is missing.
fn incomplete(what: String) -> impl FnOnce(BuildError) -> Error {
    move |error| Error::new(what, error.to_string(), Kind::Other)
}

fn locale(input: &mut Members) -> Result<BotAliasLocaleSettings, Error> {
    let hook = input.object("codeHookSpecification", |input| {
        let lambda = input.object("lambdaCodeHook", |input| {
            LambdaCodeHook::builder()
                .set_lambda_arn(input.text("lambdaARN")?)
                .set_code_hook_interface_version(input.text("codeHookInterfaceVersion")?)
                .build()
                .map_err(incomplete(input.what().to_owned()))
        })?;
        let hook = CodeHookSpecification::builder();
        Ok(hook.set_lambda_code_hook(lambda).build())
    })?;
    Ok(BotAliasLocaleSettings::builder()
        .set_enabled(input.flag("enabled")?)
        .set_code_hook_specification(hook)
        .build())
}

fn logs(input: &mut Members) -> Result<ConversationLogSettings, Error> {
    Ok(ConversationLogSettings::builder()
        .set_text_log_settings(input.objects("textLogSettings", text_log)?)
        .set_audio_log_settings(input.objects("audioLogSettings", audio_log)?)
        .build())
}

fn text_log(input: &mut Members) -> Result<TextLogSetting, Error> {
    let destination = input.object("destination", |input| {
        let group = input.object("cloudWatch", |input| {
            CloudWatchLogGroupLogDestination::builder()
                .set_cloud_watch_log_group_arn(input.text("cloudWatchLogGroupArn")?)
                .set_log_prefix(input.text("logPrefix")?)
                .build()
                .map_err(incomplete(input.what().to_owned()))
        })?;
        let destination = TextLogDestination::builder();
        Ok(destination.set_cloud_watch(group).build())
    })?;
    Ok(TextLogSetting::builder()
        .set_enabled(input.flag("enabled")?)
        .set_destination(destination)
        .set_selective_logging_enabled(input.flag("selectiveLoggingEnabled")?)
        .build())
}

fn audio_log(input: &mut Members) -> Result<AudioLogSetting, Error> {
    let destination = input.object("destination", |input| {
        let bucket = input.object("s3Bucket", |input| {
            S3BucketLogDestination::builder()
                .set_kms_key_arn(input.text("kmsKeyArn")?)
                .set_s3_bucket_arn(input.text("s3BucketArn")?)
                .set_log_prefix(input.text("logPrefix")?)
                .build()
                .map_err(incomplete(input.what().to_owned()))
        })?;
        let destination = AudioLogDestination::builder();
        Ok(destination.set_s3_bucket(bucket).build())
    })?;
    Ok(AudioLogSetting::builder()
        .set_enabled(input.flag("enabled")?)
        .set_destination(destination)
        .set_selective_logging_enabled(input.flag("selectiveLoggingEnabled")?)
        .build())
}
