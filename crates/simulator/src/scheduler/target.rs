//! What a schedule calls.

use lexdr_wire::{Protocol, Service, ServiceError};

use super::validation;

/// What a schedule calls.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Target {
    /// A function, asynchronously.
    Function(String),
    /// An operation of a service: a universal target.
    Operation(Service, String),
}

/// How the actions begin that universal targets cannot have, because they only read (EventBridge
/// Scheduler user guide, "Using universal targets").
const READING: [&str; 25] = [
    "get",
    "describe",
    "list",
    "poll",
    "receive",
    "search",
    "scan",
    "query",
    "select",
    "read",
    "lookup",
    "discover",
    "validate",
    "batchGet",
    "batchDescribe",
    "batchRead",
    "transactGet",
    "adminGet",
    "adminList",
    "testMigration",
    "retrieve",
    "testConnection",
    "translateDocument",
    "isAuthorized",
    "invokeModel",
];

/// Services by the identifiers that the AWS SDKs have for them.
const SERVICES: [(&str, Service); 10] = [
    ("cloudwatch", Service::CloudWatch),
    ("dynamodb", Service::DynamoDb),
    ("eventbridge", Service::Events),
    ("iam", Service::Iam),
    ("lambda", Service::Lambda),
    ("lexmodelbuilding", Service::LexModels),
    ("lexmodelsv2", Service::LexModelsV2),
    ("lexruntime", Service::LexRuntime),
    ("lexruntimev2", Service::LexRuntimeV2),
    ("scheduler", Service::Scheduler),
];

impl Target {
    /// Reads the ARN of a target of a schedule in `region`.
    ///
    /// # Errors
    /// If there can be no such target, or the simulator has not what it stands for.
    pub(super) fn parse(arn: &str, region: &str) -> Result<Self, ServiceError> {
        let parts: Vec<&str> = arn.split(':').collect();
        match parts.as_slice() {
            [
                "arn",
                "aws",
                "scheduler",
                "",
                "",
                "aws-sdk",
                service,
                action,
            ] => operation(arn, service, action),
            ["arn", "aws", "lambda", place, _, "function", _, ..] if *place == region => {
                Ok(Self::Function(arn.to_owned()))
            }
            ["arn", "aws", "lambda", ..] => Err(validation(format!(
                "Provided Arn is not a function in {region}: {arn}"
            ))),
            ["arn", _, _, _, _, _, ..] => Err(not_implemented(arn)),
            _ => Err(validation("Provided Arn is not in correct format.")),
        }
    }

    /// The service and operation that are called.
    pub(super) fn call(&self) -> (Service, &str) {
        match self {
            Self::Function(_) => (Service::Lambda, "Invoke"),
            Self::Operation(service, operation) => (*service, operation),
        }
    }
}

fn operation(arn: &str, service: &str, action: &str) -> Result<Target, ServiceError> {
    let invalid = || validation(format!("{arn} is not a valid universal target."));
    let reads = READING.iter().any(|prefix| action.starts_with(prefix));
    let is_small = |letter: char| letter.is_ascii_lowercase();
    if reads || !action.starts_with(is_small) {
        return Err(invalid());
    }
    let known = SERVICES.iter().find(|(name, _)| *name == service);
    let (_, service) = known.ok_or_else(|| not_implemented(arn))?;
    let (first, rest) = action.split_at(1);
    let operation = format!("{}{rest}", first.to_ascii_uppercase());
    let unknown = service.rest_route(&operation).is_none();
    if service.protocol() == Protocol::RestJson && unknown {
        return Err(not_implemented(arn));
    }
    Ok(Target::Operation(*service, operation))
}

fn not_implemented(arn: &str) -> ServiceError {
    let message = format!("the lexdr simulator does not implement schedules with target {arn}");
    ServiceError::new("NotImplementedException", 501, message)
}

#[cfg(test)]
mod tests {
    use super::*;
    use rstest::rstest;

    #[rstest]
    #[case("arn:aws:scheduler:::aws-sdk:iam:deleteRolePolicy", "")]
    #[case("arn:aws:scheduler:::aws-sdk:lexmodelsv2:updateBotAlias", "")]
    #[case("arn:aws:lambda:us-east-1:123456789012:function:f", "")]
    #[case(
        "arn:aws:lambda:us-west-2:123456789012:function:f",
        "ValidationException"
    )]
    #[case(
        "arn:aws:scheduler:::aws-sdk:lambda:getFunction",
        "ValidationException"
    )]
    #[case(
        "arn:aws:scheduler:::aws-sdk:dynamodb:batchGetItem",
        "ValidationException"
    )]
    #[case(
        "arn:aws:scheduler:::aws-sdk:lambda:PutFunctionConcurrency",
        "ValidationException"
    )]
    #[case(
        "arn:aws:scheduler:::aws-sdk:events:enableRule",
        "NotImplementedException"
    )]
    #[case(
        "arn:aws:scheduler:::aws-sdk:lambda:makeCoffee",
        "NotImplementedException"
    )]
    #[case("arn:aws:sqs:us-east-1:123456789012:q", "NotImplementedException")]
    #[case("f", "ValidationException")]
    fn targets(#[case] arn: &str, #[case] refusal: &str) {
        let code = Target::parse(arn, "us-east-1")
            .err()
            .map(|error| error.code);
        assert_eq!(code.unwrap_or_default(), refusal);
    }
}
