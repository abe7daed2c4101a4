//! How SDKs find the way here.

use std::net::SocketAddr;

use lexdr_wire::Service;

/// The environment variables that send the SDKs' calls of every service to a server at `address`,
/// each with its value. The names are those of the AWS SDKs' "service-specific endpoints".
#[must_use]
pub fn endpoint_variables(address: SocketAddr) -> Vec<(String, String)> {
    let variable = |service: Service| {
        let name = format!("AWS_ENDPOINT_URL_{}", service_id(service));
        (
            name,
            format!("http://{address}/{}", service.endpoint_prefix()),
        )
    };
    Service::ALL.into_iter().map(variable).collect()
}

/// The service's id in the SDKs' models, as environment variables spell it.
const fn service_id(service: Service) -> &'static str {
    match service {
        Service::LexRuntime => "LEX_RUNTIME_SERVICE",
        Service::LexModels => "LEX_MODEL_BUILDING_SERVICE",
        Service::LexRuntimeV2 => "LEX_RUNTIME_V2",
        Service::LexModelsV2 => "LEX_MODELS_V2",
        Service::DynamoDb => "DYNAMODB",
        Service::Lambda => "LAMBDA",
        Service::Events => "EVENTBRIDGE",
        Service::Iam => "IAM",
        Service::Sts => "STS",
        Service::CloudWatch => "CLOUDWATCH",
        Service::Scheduler => "SCHEDULER",
        Service::S3 => "S3",
        Service::Connect => "CONNECT",
    }
}
