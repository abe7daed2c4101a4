//! The AWS services of the failover, with their names on the wire.

use http::Method;

use crate::partition;

/// How a service puts its calls and errors on the wire.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Protocol {
    /// Method and path name the operation; the error's type is in `x-amzn-errortype`.
    RestJson,
    /// `X-Amz-Target` names the operation; the error's type is in `__type`.
    AwsJson {
        /// `1.0` or `1.1`, as in `application/x-amz-json-1.0`.
        version: &'static str,
        /// What stands before the dot in `X-Amz-Target`.
        target_prefix: &'static str,
    },
    /// The path `/service/NAME/operation/OPERATION` names the operation (Smithy RPC v2); bodies are
    /// CBOR. Older SDKs speak [`Protocol::AwsJson`] to the same service. Errors have the names they
    /// had in the query protocol, in `x-amzn-query-error`.
    RpcCbor {
        /// `1.0`, as in `application/x-amz-json-1.0`.
        version: &'static str,
        /// The service's name in the path, and before the dot in `X-Amz-Target`.
        name: &'static str,
    },
    /// `Action` in a form body names the operation; answers are XML.
    Query {
        /// The XML namespace of answers.
        xmlns: &'static str,
    },
    /// Method, path and query name the operation; bodies are the caller's own, answers XML.
    RestXml,
}

/// A service that takes part in the failover or in deploying it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Service {
    /// Lex V1 runtime: callers and the health check talk to the bot.
    LexRuntime,
    /// Lex V1 model building: bots, versions, aliases.
    LexModels,
    /// Lex V2 runtime.
    LexRuntimeV2,
    /// Lex V2 models.
    LexModelsV2,
    /// DynamoDB: the route lives in table `lexDR`.
    DynamoDb,
    /// Lambda: the health check and GetRegion run there.
    Lambda,
    /// EventBridge rules: the schedule of the health check.
    Events,
    /// IAM: the role of the functions.
    Iam,
    /// STS: whose credentials these are.
    Sts,
    /// EventBridge Scheduler: calls that are made later, whoever is still there.
    Scheduler,
    /// CloudWatch: metrics of the functions and rules, and alarms.
    CloudWatch,
    /// S3: what a game day leaves, if somebody wants it there.
    S3,
    /// Amazon Connect: instances, what is associated with them, and contact flows.
    Connect,
}

impl Service {
    /// Every service, in a fixed order.
    pub const ALL: [Self; 13] = [
        Self::LexRuntime,
        Self::LexModels,
        Self::LexRuntimeV2,
        Self::LexModelsV2,
        Self::DynamoDb,
        Self::Lambda,
        Self::Events,
        Self::Iam,
        Self::Sts,
        Self::Scheduler,
        Self::CloudWatch,
        Self::S3,
        Self::Connect,
    ];

    /// The endpoint prefix: the host is `PREFIX.REGION.amazonaws.com`, and a single-port endpoint
    /// takes `/REGION/PREFIX` as a path prefix.
    #[must_use]
    pub const fn endpoint_prefix(self) -> &'static str {
        match self {
            Self::LexRuntime => "runtime.lex",
            Self::LexModels => "models.lex",
            Self::LexRuntimeV2 => "runtime-v2-lex",
            Self::LexModelsV2 => "models-v2-lex",
            Self::DynamoDb => "dynamodb",
            Self::Lambda => "lambda",
            Self::Events => "events",
            Self::Iam => "iam",
            Self::Sts => "sts",
            Self::Scheduler => "scheduler",
            Self::CloudWatch => "monitoring",
            Self::S3 => "s3",
            Self::Connect => "connect",
        }
    }

    /// The host of its endpoint in a region. IAM has one for all regions.
    #[must_use]
    pub fn host(self, region: &str) -> String {
        let prefix = self.endpoint_prefix();
        match (self, partition(region) == "aws-cn") {
            (Self::Iam, false) => format!("{prefix}.amazonaws.com"),
            (Self::Iam, true) => format!("{prefix}.cn-north-1.amazonaws.com.cn"),
            (_, false) => format!("{prefix}.{region}.amazonaws.com"),
            (_, true) => format!("{prefix}.{region}.amazonaws.com.cn"),
        }
    }

    /// The name in the SigV4 credential scope. All four Lex APIs sign as `lex`.
    #[must_use]
    pub const fn signing_name(self) -> &'static str {
        match self {
            Self::LexRuntime | Self::LexModels | Self::LexRuntimeV2 | Self::LexModelsV2 => "lex",
            other => other.endpoint_prefix(),
        }
    }

    /// The service with this endpoint prefix.
    #[must_use]
    pub fn from_endpoint_prefix(prefix: &str) -> Option<Self> {
        Self::ALL
            .into_iter()
            .find(|service| service.endpoint_prefix() == prefix)
    }

    /// The service that signs with this name and has this method and path. The four Lex APIs have
    /// one name; where none of them has the path, it is taken for the runtime's.
    #[must_use]
    pub fn signing_as(name: &str, method: &Method, path: &str) -> Option<Self> {
        if name == Self::LexRuntime.signing_name() {
            let found = crate::routes::lex_api(method, path);
            return Some(found.unwrap_or(Self::LexRuntime));
        }
        Self::ALL
            .into_iter()
            .find(|service| service.signing_name() == name)
    }

    /// The operations of a REST service that a request can be recognised as; none for services
    /// whose requests name their operation in a header or in the body.
    pub fn rest_operations(self) -> impl Iterator<Item = &'static str> {
        crate::routes::operations(self)
    }

    /// Method and path template (`/schedules/{Name}`) of an operation of a REST service; `None` for
    /// operations that are not known, and for other protocols.
    #[must_use]
    pub fn rest_route(self, operation: &str) -> Option<(&'static str, &'static str)> {
        crate::routes::route(self, operation)
    }

    /// How it talks.
    #[must_use]
    pub const fn protocol(self) -> Protocol {
        match self {
            Self::LexRuntime
            | Self::LexModels
            | Self::LexRuntimeV2
            | Self::LexModelsV2
            | Self::Lambda
            | Self::Scheduler
            | Self::Connect => Protocol::RestJson,
            Self::DynamoDb => Protocol::AwsJson {
                version: "1.0",
                target_prefix: "DynamoDB_20120810",
            },
            Self::Events => Protocol::AwsJson {
                version: "1.1",
                target_prefix: "AWSEvents",
            },
            Self::Iam => Protocol::Query {
                xmlns: "https://iam.amazonaws.com/doc/2010-05-08/",
            },
            Self::Sts => Protocol::Query {
                xmlns: "https://sts.amazonaws.com/doc/2011-06-15/",
            },
            Self::CloudWatch => Protocol::RpcCbor {
                version: "1.0",
                name: "GraniteServiceVersion20100801",
            },
            Self::S3 => Protocol::RestXml,
        }
    }
}

impl std::fmt::Display for Service {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.endpoint_prefix())
    }
}
