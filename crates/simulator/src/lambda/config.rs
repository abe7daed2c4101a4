//! A function's configuration: what CreateFunction and UpdateFunctionConfiguration set.

use std::collections::BTreeMap;
use std::sync::Arc;

use lexdr_wire::ServiceError;
use serde_json::{Map, Value, json};

use super::code::Code;
use crate::date;
use crate::input::{Input, invalid};

/// One state of a function. Updates make a new one. No `Debug`: variables may hold secrets.
#[derive(Clone)]
pub(crate) struct Config {
    pub(crate) code: Arc<Code>,
    pub(crate) role: String,
    pub(crate) timeout_s: u32,
    pub(crate) memory_mb: u32,
    pub(crate) variables: BTreeMap<String, String>,
    runtime: String,
    handler: String,
    description: String,
    architectures: Value,
    pub(crate) revision: String,
    pub(crate) modified_ms: i64,
}

/// Members that the simulator would have to ignore.
const UNSUPPORTED: &[&str] = &[
    "VpcConfig",
    "DeadLetterConfig",
    "KMSKeyArn",
    "FileSystemConfigs",
    "ImageConfig",
    "Layers",
    "CapacityProviderConfig",
    "DurableConfig",
];

/// Variables that a function may not set (Lambda developer guide, "Defined runtime environment
/// variables").
const RESERVED: &[&str] = &[
    "_HANDLER",
    "_X_AMZN_TRACE_ID",
    "AWS_ACCESS_KEY",
    "AWS_ACCESS_KEY_ID",
    "AWS_DEFAULT_REGION",
    "AWS_EXECUTION_ENV",
    "AWS_LAMBDA_FUNCTION_MEMORY_SIZE",
    "AWS_LAMBDA_FUNCTION_NAME",
    "AWS_LAMBDA_FUNCTION_VERSION",
    "AWS_LAMBDA_INITIALIZATION_TYPE",
    "AWS_LAMBDA_LOG_GROUP_NAME",
    "AWS_LAMBDA_LOG_STREAM_NAME",
    "AWS_LAMBDA_RUNTIME_API",
    "AWS_REGION",
    "AWS_SECRET_ACCESS_KEY",
    "AWS_SESSION_TOKEN",
    "LAMBDA_RUNTIME_DIR",
    "LAMBDA_TASK_ROOT",
];

/// The quota on all variables together, in bytes.
const VARIABLES_LIMIT: usize = 4096;

impl Config {
    /// The configuration that CreateFunction asks for.
    pub(crate) fn create(input: &Input, code: Code) -> Result<Self, ServiceError> {
        input.refuse("CreateFunction", UNSUPPORTED)?;
        let (Some(runtime), Some(handler)) = (input.text("Runtime")?, input.text("Handler")?)
        else {
            return Err(refused(
                "Runtime and Handler are mandatory parameters for functions created with \
                 deployment packages.",
            ));
        };
        let mut config = Self {
            code: Arc::new(code),
            role: input.required("Role")?.to_owned(),
            // Lambda's defaults.
            timeout_s: 3,
            memory_mb: 128,
            variables: BTreeMap::new(),
            runtime: runtime.to_owned(),
            handler: handler.to_owned(),
            description: String::new(),
            architectures: json!(["x86_64"]),
            revision: String::new(),
            modified_ms: 0,
        };
        if let Some(architectures) = input.get("Architectures") {
            config.architectures = architectures.clone();
        }
        config.update("CreateFunction", input)?;
        Ok(config)
    }

    /// Takes over the members that a request names. Variables are replaced as a whole.
    pub(crate) fn update(&mut self, operation: &str, input: &Input) -> Result<(), ServiceError> {
        input.refuse(operation, UNSUPPORTED)?;
        for (member, field) in [
            ("Role", &mut self.role),
            ("Runtime", &mut self.runtime),
            ("Handler", &mut self.handler),
            ("Description", &mut self.description),
        ] {
            if let Some(text) = input.text(member)? {
                text.clone_into(field);
            }
        }
        // Quotas: Lambda developer guide, "Lambda quotas".
        for (member, bounds, field) in [
            ("Timeout", 1..=900, &mut self.timeout_s),
            ("MemorySize", 128..=10_240, &mut self.memory_mb),
        ] {
            if let Some(number) = input.bounded(member, bounds)? {
                *field = u32::try_from(number).expect("within its bounds");
            }
        }
        if let Some(environment) = input.object("Environment")? {
            let empty = Map::new();
            let given = environment.get("Variables").and_then(Value::as_object);
            self.variables = variables(given.unwrap_or(&empty))?;
        }
        Ok(())
    }

    /// The members of `FunctionConfiguration` that this holds.
    pub(crate) fn json(&self, name: &str, arn: &str) -> Map<String, Value> {
        let mut shown = json!({
            "FunctionName": name,
            "FunctionArn": arn,
            "Runtime": self.runtime,
            "Role": self.role,
            "Handler": self.handler,
            "CodeSize": self.code.size,
            "CodeSha256": self.code.sha256,
            "Description": self.description,
            "Timeout": self.timeout_s,
            "MemorySize": self.memory_mb,
            "LastModified": date::offset(self.modified_ms),
            "Version": "$LATEST",
            "TracingConfig": { "Mode": "PassThrough" },
            "RevisionId": self.revision,
            "PackageType": "Zip",
            "Architectures": self.architectures,
            "EphemeralStorage": { "Size": 512 },
            "SnapStart": { "ApplyOn": "None", "OptimizationStatus": "Off" },
            "LoggingConfig": { "LogFormat": "Text", "LogGroup": format!("/aws/lambda/{name}") },
        });
        if !self.variables.is_empty() {
            shown["Environment"] = json!({ "Variables": self.variables });
        }
        match shown {
            Value::Object(members) => members,
            _ => Map::new(),
        }
    }
}

fn variables(given: &Map<String, Value>) -> Result<BTreeMap<String, String>, ServiceError> {
    let mut variables = BTreeMap::new();
    for (name, value) in given {
        let Some(value) = value.as_str() else {
            return Err(refused(&format!(
                "The value of variable {name} is not a string."
            )));
        };
        let plain = |c: char| c.is_ascii_alphanumeric() || c == '_';
        // `[a-zA-Z]([a-zA-Z0-9_])+`
        let first = name.chars().next().is_some_and(|c| c.is_ascii_alphabetic());
        if RESERVED.contains(&name.as_str()) {
            return Err(refused(&format!(
                "Lambda was unable to configure your environment variables because the \
                 environment variables you have provided contains reserved keys that are \
                 currently not supported for modification. Reserved keys used in this request: \
                 {name}"
            )));
        }
        if !first || name.len() < 2 || !name.chars().all(plain) {
            let constraint =
                "Member must satisfy regular expression pattern: [a-zA-Z]([a-zA-Z0-9_])+";
            return Err(invalid("environment.variables", name, constraint));
        }
        variables.insert(name.clone(), value.to_owned());
    }
    let size: usize = variables
        .iter()
        .map(|(name, value)| name.len() + value.len())
        .sum();
    if size > VARIABLES_LIMIT {
        return Err(refused(
            "Lambda was unable to configure your environment variables because the environment \
             variables you have provided exceeded the 4KB limit.",
        ));
    }
    Ok(variables)
}

pub(crate) fn refused(message: &str) -> ServiceError {
    ServiceError::new("InvalidParameterValueException", 400, message).with_member("Type", "User")
}
