//! One SDK client for each service and region, from one configuration.

use aws_smithy_runtime::client::retries::RetryPartition;
use aws_types::SdkConfig;
use aws_types::region::Region;

use crate::DeployError;
use crate::error::at;

/// Makes the clients that deploying, faulting and probing use.
#[derive(Debug, Clone)]
pub struct Clients {
    config: SdkConfig,
    retry_partition: Option<RetryPartition>,
}

/// A client of `$service` from `$config`.
macro_rules! client {
    ($service:ident, $self:ident, $config:expr) => {{
        let config = $service::config::Builder::from(&$config);
        let config = match &$self.retry_partition {
            Some(partition) => config.retry_partition(partition.clone()),
            None => config,
        };
        $service::Client::from_conf(config.build())
    }};
}

impl Clients {
    /// Clients from this configuration: its credentials, endpoint, HTTP client and clock.
    ///
    /// The SDK counts retries against a quota that all clients of a process share. Runs that must
    /// not influence one another name a partition of their own.
    #[must_use]
    pub const fn new(config: SdkConfig, retry_partition: Option<RetryPartition>) -> Self {
        Self {
            config,
            retry_partition,
        }
    }

    /// What these clients are made from.
    #[must_use]
    pub const fn config(&self) -> &SdkConfig {
        &self.config
    }

    /// The retry quota these clients draw on, if it is not the process's.
    #[must_use]
    pub const fn retry_partition(&self) -> Option<&RetryPartition> {
        self.retry_partition.as_ref()
    }

    /// What they are made from, in `region`.
    #[must_use]
    pub fn in_region(&self, region: &str) -> SdkConfig {
        self.config
            .clone()
            .into_builder()
            .region(Region::new(region.to_owned()))
            .build()
    }

    /// Lex V1 model building in `region`.
    #[must_use]
    pub fn lex_models(&self, region: &str) -> aws_sdk_lexmodelbuilding::Client {
        client!(aws_sdk_lexmodelbuilding, self, self.in_region(region))
    }

    /// Lex V2 model building in `region`.
    #[must_use]
    pub fn lex_models_v2(&self, region: &str) -> aws_sdk_lexmodelsv2::Client {
        client!(aws_sdk_lexmodelsv2, self, self.in_region(region))
    }

    /// DynamoDB in `region`.
    #[must_use]
    pub fn dynamodb(&self, region: &str) -> aws_sdk_dynamodb::Client {
        client!(aws_sdk_dynamodb, self, self.in_region(region))
    }

    /// Lambda in `region`.
    #[must_use]
    pub fn lambda(&self, region: &str) -> aws_sdk_lambda::Client {
        client!(aws_sdk_lambda, self, self.in_region(region))
    }

    /// EventBridge in `region`.
    #[must_use]
    pub fn events(&self, region: &str) -> aws_sdk_eventbridge::Client {
        client!(aws_sdk_eventbridge, self, self.in_region(region))
    }

    /// IAM, which is global.
    #[must_use]
    pub fn iam(&self) -> aws_sdk_iam::Client {
        client!(aws_sdk_iam, self, self.config)
    }

    /// Amazon Connect in `region`.
    #[cfg(feature = "connect")]
    #[must_use]
    pub fn connect(&self, region: &str) -> aws_sdk_connect::Client {
        client!(aws_sdk_connect, self, self.in_region(region))
    }

    /// The account these credentials belong to.
    pub(crate) async fn account(&self) -> Result<String, DeployError> {
        const STEP: &str = "asking STS whose credentials these are";
        let sts = client!(aws_sdk_sts, self, self.config);
        let identity = sts.get_caller_identity().send().await.map_err(at(STEP))?;
        let account = identity.account();
        account
            .map(str::to_owned)
            .ok_or_else(|| DeployError::new(STEP, "no account in the answer"))
    }
}
