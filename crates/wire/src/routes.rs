//! Method and path of every REST operation lexdr knows.
//!
//! Trailing slashes differ between SDKs (botocore sends them, the Rust SDK does not), so paths
//! are compared piece by piece with empty pieces left out. Labels are percent-decoded: `$LATEST`
//! arrives as `%24LATEST` in some operations and raw in others.

mod connect;
mod lex_models_v2;
mod s3;
mod scheduler;

use http::Method;
use percent_encoding::percent_decode_str;

use crate::Service;

/// What the labels of a path template matched, in template order.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Labels(Vec<(&'static str, String)>);

impl Labels {
    /// The value of a label, or the empty string where the template has none of that name.
    #[must_use]
    pub fn get(&self, name: &str) -> &str {
        self.0
            .iter()
            .find(|(label, _)| *label == name)
            .map_or("", |(_, value)| value)
    }
}

/// An operation found for a method and path.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Matched {
    /// Its name in the API reference.
    pub operation: &'static str,
    /// What its path labels matched.
    pub labels: Labels,
}

type Route = (&'static str, &'static str, &'static str);

/// The four Lex APIs in the order in which a path on a shared port is tried: runtime before
/// models, V1 before V2.
const LEX_APIS: [Service; 4] = [
    Service::LexRuntime,
    Service::LexRuntimeV2,
    Service::LexModels,
    Service::LexModelsV2,
];

const LEX_RUNTIME: &[Route] = &[
    (
        "PostText",
        "POST",
        "/bot/{botName}/alias/{botAlias}/user/{userId}/text",
    ),
    (
        "PostContent",
        "POST",
        "/bot/{botName}/alias/{botAlias}/user/{userId}/content",
    ),
    (
        "PutSession",
        "POST",
        "/bot/{botName}/alias/{botAlias}/user/{userId}/session",
    ),
    (
        "GetSession",
        "GET",
        "/bot/{botName}/alias/{botAlias}/user/{userId}/session",
    ),
    (
        "DeleteSession",
        "DELETE",
        "/bot/{botName}/alias/{botAlias}/user/{userId}/session",
    ),
];

const LEX_MODELS: &[Route] = &[
    ("GetBots", "GET", "/bots"),
    ("PutBot", "PUT", "/bots/{name}/versions/$LATEST"),
    ("GetBot", "GET", "/bots/{name}/versions/{versionOrAlias}"),
    ("CreateBotVersion", "POST", "/bots/{name}/versions"),
    ("GetBotVersions", "GET", "/bots/{name}/versions"),
    (
        "DeleteBotVersion",
        "DELETE",
        "/bots/{name}/versions/{version}",
    ),
    ("DeleteBot", "DELETE", "/bots/{name}"),
    ("GetBotAlias", "GET", "/bots/{botName}/aliases/{name}"),
    ("GetBotAliases", "GET", "/bots/{botName}/aliases"),
    ("PutBotAlias", "PUT", "/bots/{botName}/aliases/{name}"),
    ("DeleteBotAlias", "DELETE", "/bots/{botName}/aliases/{name}"),
    ("GetIntents", "GET", "/intents"),
    ("PutIntent", "PUT", "/intents/{name}/versions/$LATEST"),
    ("GetIntent", "GET", "/intents/{name}/versions/{version}"),
    ("CreateIntentVersion", "POST", "/intents/{name}/versions"),
    ("GetIntentVersions", "GET", "/intents/{name}/versions"),
    (
        "DeleteIntentVersion",
        "DELETE",
        "/intents/{name}/versions/{version}",
    ),
    ("DeleteIntent", "DELETE", "/intents/{name}"),
    ("GetSlotTypes", "GET", "/slottypes"),
    ("PutSlotType", "PUT", "/slottypes/{name}/versions/$LATEST"),
    ("GetSlotType", "GET", "/slottypes/{name}/versions/{version}"),
    (
        "CreateSlotTypeVersion",
        "POST",
        "/slottypes/{name}/versions",
    ),
    ("GetSlotTypeVersions", "GET", "/slottypes/{name}/versions"),
    // Singular "version", in this one operation only.
    (
        "DeleteSlotTypeVersion",
        "DELETE",
        "/slottypes/{name}/version/{version}",
    ),
    ("DeleteSlotType", "DELETE", "/slottypes/{name}"),
    ("TagResource", "POST", "/tags/{resourceArn}"),
    ("UntagResource", "DELETE", "/tags/{resourceArn}"),
    ("ListTagsForResource", "GET", "/tags/{resourceArn}"),
];

const LEX_RUNTIME_V2: &[Route] = &[
    (
        "RecognizeText",
        "POST",
        "/bots/{botId}/botAliases/{botAliasId}/botLocales/{localeId}/sessions/{sessionId}/text",
    ),
    (
        "RecognizeUtterance",
        "POST",
        "/bots/{botId}/botAliases/{botAliasId}/botLocales/{localeId}/sessions/{sessionId}/utterance",
    ),
    (
        "StartConversation",
        "POST",
        "/bots/{botId}/botAliases/{botAliasId}/botLocales/{localeId}/sessions/{sessionId}/conversation",
    ),
    (
        "PutSession",
        "POST",
        "/bots/{botId}/botAliases/{botAliasId}/botLocales/{localeId}/sessions/{sessionId}",
    ),
    (
        "GetSession",
        "GET",
        "/bots/{botId}/botAliases/{botAliasId}/botLocales/{localeId}/sessions/{sessionId}",
    ),
    (
        "DeleteSession",
        "DELETE",
        "/bots/{botId}/botAliases/{botAliasId}/botLocales/{localeId}/sessions/{sessionId}",
    ),
];

const LAMBDA: &[Route] = &[
    ("Invoke", "POST", "/2015-03-31/functions/{name}/invocations"),
    ("CreateFunction", "POST", "/2015-03-31/functions"),
    ("ListFunctions", "GET", "/2015-03-31/functions"),
    ("GetFunction", "GET", "/2015-03-31/functions/{name}"),
    ("DeleteFunction", "DELETE", "/2015-03-31/functions/{name}"),
    (
        "UpdateFunctionCode",
        "PUT",
        "/2015-03-31/functions/{name}/code",
    ),
    (
        "GetFunctionConfiguration",
        "GET",
        "/2015-03-31/functions/{name}/configuration",
    ),
    (
        "UpdateFunctionConfiguration",
        "PUT",
        "/2015-03-31/functions/{name}/configuration",
    ),
    (
        "AddPermission",
        "POST",
        "/2015-03-31/functions/{name}/policy",
    ),
    ("GetPolicy", "GET", "/2015-03-31/functions/{name}/policy"),
    (
        "RemovePermission",
        "DELETE",
        "/2015-03-31/functions/{name}/policy/{statementId}",
    ),
    (
        "PutFunctionConcurrency",
        "PUT",
        "/2017-10-31/functions/{name}/concurrency",
    ),
    (
        "DeleteFunctionConcurrency",
        "DELETE",
        "/2017-10-31/functions/{name}/concurrency",
    ),
    (
        "GetFunctionConcurrency",
        "GET",
        "/2019-09-30/functions/{name}/concurrency",
    ),
    (
        "PutFunctionEventInvokeConfig",
        "PUT",
        "/2019-09-25/functions/{name}/event-invoke-config",
    ),
    (
        "GetFunctionEventInvokeConfig",
        "GET",
        "/2019-09-25/functions/{name}/event-invoke-config",
    ),
    (
        "DeleteFunctionEventInvokeConfig",
        "DELETE",
        "/2019-09-25/functions/{name}/event-invoke-config",
    ),
    ("GetAccountSettings", "GET", "/2016-08-19/account-settings"),
    ("ListTags", "GET", "/2017-03-31/tags/{name}"),
    ("TagResource", "POST", "/2017-03-31/tags/{name}"),
    ("UntagResource", "DELETE", "/2017-03-31/tags/{name}"),
];

const fn table(service: Service) -> &'static [Route] {
    match service {
        Service::LexRuntime => LEX_RUNTIME,
        Service::LexModels => LEX_MODELS,
        Service::LexRuntimeV2 => LEX_RUNTIME_V2,
        Service::Lambda => LAMBDA,
        Service::LexModelsV2 => lex_models_v2::LEX_MODELS_V2,
        Service::Scheduler => scheduler::SCHEDULER,
        Service::S3 => s3::S3,
        Service::Connect => connect::CONNECT,
        Service::DynamoDb | Service::Events | Service::Iam | Service::Sts | Service::CloudWatch => {
            &[]
        }
    }
}

/// The operations of `service` that a method and path name; none for the other protocols.
pub(crate) fn operations(service: Service) -> impl Iterator<Item = &'static str> {
    table(service).iter().map(|(operation, ..)| *operation)
}

/// Method and path template of an operation; none for the other protocols.
pub(crate) fn route(service: Service, operation: &str) -> Option<(&'static str, &'static str)> {
    let mut rows = table(service).iter();
    let (_, method, template) = rows.find(|(name, ..)| *name == operation)?;
    Some((method, template))
}

/// The operation of `service` at this method and path. Earlier rows win, so a literal piece
/// (`$LATEST`) stands before a label in its place.
pub(crate) fn find(service: Service, method: &Method, path: &str) -> Option<Matched> {
    table(service)
        .iter()
        .filter(|(_, verb, _)| *verb == method.as_str())
        .find_map(|(operation, _, template)| {
            let labels = matches(template, path)?;
            Some(Matched { operation, labels })
        })
}

/// Which Lex API a call is for that names no host: the one that has the operation, else the one that
/// has the path for another method. The models of both generations have paths in common, and what
/// they name tells them apart.
pub(crate) fn lex_api(method: &Method, path: &str) -> Option<Service> {
    let has =
        |service: &Service| find(*service, method, path).is_some_and(|it| fits(*service, &it));
    let could_be = |service: &Service| {
        let mut templates = table(*service).iter().map(|(_, _, template)| template);
        templates.any(|template| matches(template, path).is_some())
    };
    let apis = LEX_APIS.into_iter();
    apis.clone()
        .find(has)
        .or_else(|| apis.clone().find(could_be))
}

/// Whether what an operation names can be of this API. The names of Lex V1 bots have no digits and
/// the ids of Lex V2 bots have; ARNs say `bot:NAME` in V1 and `bot/ID` in V2.
fn fits(service: Service, found: &Matched) -> bool {
    let first = || match found.operation {
        "DeleteBot" => {
            let bot = [found.labels.get("name"), found.labels.get("botId")].concat();
            !bot.bytes().any(|sign| sign.is_ascii_digit())
        }
        "TagResource" | "UntagResource" | "ListTagsForResource" => {
            let arn = found.labels.get("resourceArn");
            !arn.contains(":bot/") && !arn.contains(":bot-alias/")
        }
        _ => true,
    };
    service != Service::LexModels || first()
}

fn matches(template: &'static str, path: &str) -> Option<Labels> {
    let mut labels = Vec::new();
    let mut rest = path;
    for expected in template.split('/').filter(|piece| !piece.is_empty()) {
        rest = rest.trim_start_matches('/');
        let label = expected
            .strip_prefix('{')
            .and_then(|name| name.strip_suffix('}'));
        // `{Key+}` is all that is left, slashes and all.
        if let Some(name) = label.and_then(|name| name.strip_suffix('+')) {
            if rest.is_empty() {
                return None;
            }
            let all = percent_decode_str(rest).decode_utf8_lossy();
            labels.push((name, all.into_owned()));
            return Some(Labels(labels));
        }
        let (piece, behind) = rest.split_at(rest.find('/').unwrap_or(rest.len()));
        if piece.is_empty() {
            return None;
        }
        rest = behind;
        let piece = percent_decode_str(piece).decode_utf8_lossy();
        match label {
            Some(name) => labels.push((name, piece.into_owned())),
            None if piece == expected => {}
            None => return None,
        }
    }
    let pieces = rest.trim_start_matches('/');
    pieces.is_empty().then_some(Labels(labels))
}
