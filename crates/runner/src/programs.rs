//! The functions' code, as the simulator runs it: in process, in virtual time.
//!
//! A [`Lambda`] is started once per execution environment, with that environment's variables and
//! AWS access, and then invoked; it is what `main` of a Lambda binary is on AWS. The production
//! Lambdas are two of them, and a test that wants to see a wrong one caught writes a third.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::SystemTime;

use aws_credential_types::Credentials;
use aws_smithy_async::rt::sleep::{SharedAsyncSleep, TokioSleep};
use aws_smithy_async::time::SharedTimeSource;
use aws_smithy_runtime::client::retries::RetryPartition;
use aws_smithy_runtime_api::client::behavior_version::BehaviorVersion;
use aws_smithy_runtime_api::client::http::SharedHttpClient;
use aws_types::SdkConfig;
use aws_types::region::Region;
use aws_types::sdk_config::SharedCredentialsProvider;
use lexdr_route::Aws;
pub(crate) use lexdr_simulator::BoxFuture;
use lexdr_simulator::{
    Clock, Environment, FunctionError, Instance, Invocation, LogBuffer, Program,
};

/// A function's code.
pub trait Lambda: Send + Sync {
    /// Starts it in a new execution environment: what its `main` does before the first event.
    ///
    /// # Errors
    /// When it cannot start, as after a wrong setting.
    fn start(&self, start: Start) -> Result<Box<dyn Handler>, FunctionError>;
}

/// What code is started with.
pub struct Start {
    /// The function's name.
    pub function: String,
    /// The environment's variables.
    pub variables: BTreeMap<String, String>,
    /// Access to AWS as the function's role, with the environment's clock.
    pub aws: Aws,
    /// The retry quota of this environment, for code that leaves the SDK's default in place. A real
    /// environment is a process, and the SDK's default quota lasts as long as the process does;
    /// here environments share one process, and their quotas must not meet.
    pub quota: RetryPartition,
    /// Where its log goes.
    pub log: LogBuffer,
}

/// Code that has started.
pub trait Handler: Send {
    /// Handles one event.
    ///
    /// # Errors
    /// What the function raises.
    fn handle<'a>(&'a mut self, event: Event) -> BoxFuture<'a, Result<Vec<u8>, FunctionError>>;
}

/// An event to handle.
pub struct Event {
    /// The invocation's id.
    pub request_id: String,
    /// The function's ARN.
    pub function_arn: String,
    /// The JSON it was invoked with.
    pub payload: Vec<u8>,
    /// When Lambda will cut it off.
    pub deadline: SystemTime,
}

/// The two functions of a run.
#[derive(Clone)]
pub struct CodeUnderTest {
    /// lexDRTest.
    pub health_check: Arc<dyn Lambda>,
    /// lexDRGetRegion.
    pub get_region: Arc<dyn Lambda>,
}

impl CodeUnderTest {
    /// The health check and GetRegion as a simulator of somebody else runs them: they reach AWS
    /// through `http`, by `clock`.
    #[must_use]
    pub fn programs(&self, http: &SharedHttpClient, clock: Clock) -> [Arc<dyn Program>; 2] {
        [&self.health_check, &self.get_region].map(|code| {
            let program: Arc<dyn Program> = Arc::new(InProcess {
                code: Arc::clone(code),
                world: World {
                    http: http.clone(),
                    clock,
                },
            });
            program
        })
    }
}

/// How code in the simulator reaches AWS: through the simulator, by its clock.
#[derive(Clone)]
pub(crate) struct World {
    pub(crate) http: SharedHttpClient,
    pub(crate) clock: Clock,
}

impl World {
    /// AWS access with these credentials.
    pub(crate) fn config(&self, region: &str, credentials: Credentials) -> SdkConfig {
        SdkConfig::builder()
            .behavior_version(BehaviorVersion::v2026_01_12())
            .region(Region::new(region.to_owned()))
            .credentials_provider(SharedCredentialsProvider::new(credentials))
            .http_client(self.http.clone())
            .sleep_impl(SharedAsyncSleep::new(TokioSleep::new()))
            .time_source(SharedTimeSource::new(self.clock))
            .build()
    }
}

/// A [`Lambda`] as the simulator's Lambda service wants it.
pub(crate) struct InProcess {
    pub(crate) code: Arc<dyn Lambda>,
    pub(crate) world: World,
}

impl Program for InProcess {
    fn start(
        &self,
        environment: Environment,
    ) -> BoxFuture<'static, Result<Box<dyn Instance>, FunctionError>> {
        let variable = |name: &str| environment.variables.get(name).cloned();
        let credentials = Credentials::new(
            variable("AWS_ACCESS_KEY_ID").unwrap_or_default(),
            variable("AWS_SECRET_ACCESS_KEY").unwrap_or_default(),
            variable("AWS_SESSION_TOKEN"),
            None,
            "execution environment",
        );
        let aws = Aws::new(self.world.config(&environment.region, credentials));
        let quota = RetryPartition::custom("execution environment").build();
        let started = self.code.start(Start {
            function: environment.function_name,
            variables: environment.variables,
            aws,
            quota,
            log: environment.log,
        });
        Box::pin(
            async move { started.map(|handler| Box::new(Running(handler)) as Box<dyn Instance>) },
        )
    }
}

struct Running(Box<dyn Handler>);

impl Instance for Running {
    fn invoke<'a>(
        &'a mut self,
        invocation: Invocation,
    ) -> BoxFuture<'a, Result<bytes::Bytes, FunctionError>> {
        let event = Event {
            request_id: invocation.request_id,
            function_arn: invocation.function_arn,
            payload: invocation.payload.to_vec(),
            deadline: invocation.deadline,
        };
        Box::pin(async move { self.0.handle(event).await.map(bytes::Bytes::from) })
    }
}
