//! The production Lambdas as the simulator runs them: what their `main` does, without a process.

use std::sync::Arc;

use lexdr_get_region::{GetRegion, Request};
use lexdr_health_check::{HealthCheck, Invocation, Settings};
use lexdr_route::{Metrics, Sink, logging};
use lexdr_simulator::FunctionError;
use tracing::instrument::WithSubscriber;
use tracing::{Dispatch, Level};

use crate::programs::{BoxFuture, CodeUnderTest, Event, Handler, Lambda, Start};

impl CodeUnderTest {
    /// The Lambdas of this workspace.
    #[must_use]
    pub fn production() -> Self {
        Self {
            health_check: Arc::new(HealthCheckLambda),
            get_region: Arc::new(GetRegionLambda),
        }
    }
}

/// What a function cannot be started with.
fn init_error(error: impl std::fmt::Display) -> FunctionError {
    FunctionError::new("Runtime.ExitError", error.to_string())
}

/// Log and metrics of an environment.
fn voice(start: &Start, function: &str) -> (Dispatch, Metrics) {
    let sink = Sink::new(start.log.clone());
    let log = logging::dispatch(sink.clone(), start.aws.clock(), Level::INFO);
    (log, Metrics::new(sink, start.aws.clock(), function))
}

/// lexDRTest of this workspace.
#[derive(Debug)]
pub struct HealthCheckLambda;

impl Lambda for HealthCheckLambda {
    fn start(&self, start: Start) -> Result<Box<dyn Handler>, FunctionError> {
        let settings =
            Settings::from_env(|name| start.variables.get(name).cloned()).map_err(init_error)?;
        let (log, metrics) = voice(&start, &start.function);
        let check = HealthCheck::from_aws(settings, &start.aws, metrics);
        Ok(Box::new(RunningCheck { check, log }))
    }
}

struct RunningCheck {
    check: HealthCheck<lexdr_lex::AnyBot, lexdr_route::DynamoDbRoutes>,
    log: Dispatch,
}

impl Handler for RunningCheck {
    fn handle(&mut self, event: Event) -> BoxFuture<'_, Result<Vec<u8>, FunctionError>> {
        let invocation = Invocation {
            request_id: event.request_id,
            deadline: event.deadline,
            function_arn: Some(event.function_arn),
        };
        let log = self.log.clone();
        Box::pin(
            async move {
                match self.check.run(&invocation).await {
                    Ok(outcome) => Ok(serde_json::to_vec(&outcome).map_err(init_error)?),
                    Err(error) => Err(FunctionError::new(error.kind(), error.to_string())),
                }
            }
            .with_subscriber(log),
        )
    }
}

/// lexDRGetRegion of this workspace.
#[derive(Debug)]
pub struct GetRegionLambda;

impl Lambda for GetRegionLambda {
    fn start(&self, start: Start) -> Result<Box<dyn Handler>, FunctionError> {
        let settings =
            lexdr_get_region::Settings::from_env(|name| start.variables.get(name).cloned())
                .map_err(init_error)?;
        let (log, metrics) = voice(&start, &start.function);
        let region = GetRegion::from_aws(settings, &start.aws, metrics);
        Ok(Box::new(RunningRegion { region, log }))
    }
}

struct RunningRegion {
    region: GetRegion<lexdr_route::DynamoDbRoutes>,
    log: Dispatch,
}

impl Handler for RunningRegion {
    fn handle(&mut self, event: Event) -> BoxFuture<'_, Result<Vec<u8>, FunctionError>> {
        let log = self.log.clone();
        Box::pin(
            async move {
                let request = Request::parse(&event.payload);
                let answer = self.region.answer(&request, event.deadline).await;
                serde_json::to_vec(&answer).map_err(init_error)
            }
            .with_subscriber(log),
        )
    }
}
