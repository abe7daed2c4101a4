//! Who calls: every request is resolved to a principal by the access key id of its signature.
//!
//! Signatures are not verified: the simulator stands in for AWS towards code that signs with the
//! real SDK, and what matters to a failover is whose permissions a call has.

use std::collections::BTreeMap;
use std::fmt;
use std::sync::Mutex;

use lexdr_wire::{Protocol, Service, ServiceError};

use crate::lock::locked;
use crate::random::{BASE32, text};

/// Who makes a call.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum Principal {
    /// The person or pipeline that runs lexdr, with every permission.
    Operator,
    /// An AWS service acting for the account: `connect.amazonaws.com`.
    Service(String),
    /// A function's code, in a session of the function's role.
    FunctionRole {
        /// The function.
        function: String,
        /// The role's name.
        role: String,
    },
    /// EventBridge Scheduler, making the call of a schedule in a session of the schedule's role.
    ScheduleRole {
        /// The schedule.
        schedule: String,
        /// The role's name.
        role: String,
    },
}

impl Principal {
    /// The ARN that STS knows it by.
    #[must_use]
    pub fn arn(&self, account: &str) -> String {
        match self {
            Self::Operator => format!("arn:aws:iam::{account}:user/operator"),
            Self::Service(name) => {
                format!("arn:aws:sts::{account}:assumed-role/aws-service-role/{name}")
            }
            Self::FunctionRole { function, role } => {
                format!("arn:aws:sts::{account}:assumed-role/{role}/{function}")
            }
            // On AWS the session has an id that is made up for it.
            Self::ScheduleRole { schedule, role } => {
                format!("arn:aws:sts::{account}:assumed-role/{role}/{schedule}")
            }
        }
    }
}

impl fmt::Display for Principal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Operator => f.write_str("operator"),
            Self::Service(name) => f.write_str(name),
            Self::FunctionRole { function, role } => write!(f, "{function} as {role}"),
            Self::ScheduleRole { schedule, role } => write!(f, "schedule {schedule} as {role}"),
        }
    }
}

/// What a principal signs with.
#[derive(Clone, PartialEq, Eq)]
pub struct Credentials {
    /// Names the principal; no secret.
    pub access_key_id: String,
    /// The secret half.
    pub secret_access_key: String,
    /// Present for roles' sessions.
    pub session_token: Option<String>,
}

impl fmt::Debug for Credentials {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Credentials")
            .field("access_key_id", &self.access_key_id)
            .finish_non_exhaustive()
    }
}

/// The account's access keys.
pub(crate) struct Keys {
    seed: u64,
    known: Mutex<BTreeMap<String, Principal>>,
}

impl Keys {
    pub(crate) fn new(seed: u64) -> Self {
        Self {
            seed,
            known: Mutex::default(),
        }
    }

    /// A principal's credentials: a function of the seed and the principal.
    pub(crate) fn credentials(&self, principal: &Principal) -> Credentials {
        let label = principal.to_string();
        let of = |what: &str, alphabet: &[u8], length| {
            text(self.seed, &format!("{what} of {label}"), alphabet, length)
        };
        const BASE64: &[u8] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
        // AKIA marks a long-term key, ASIA one of a session (IAM user guide, "unique ids").
        let session = *principal != Principal::Operator;
        let prefix = if session { "ASIA" } else { "AKIA" };
        let credentials = Credentials {
            access_key_id: format!("{prefix}{}", of("key", BASE32, 16)),
            secret_access_key: of("secret", BASE64, 40),
            session_token: session.then(|| of("token", BASE64, 120)),
        };
        locked(&self.known)
            .entry(credentials.access_key_id.clone())
            .or_insert_with(|| principal.clone());
        credentials
    }

    /// Who signs with this key.
    ///
    /// # Errors
    /// As AWS answers a request without a signature or with a key it does not know. Services that
    /// speak awsJson answer 400, the others 403; IAM and STS have their own names for both.
    pub(crate) fn principal(
        &self,
        service: Service,
        access_key_id: Option<&str>,
    ) -> Result<Principal, ServiceError> {
        if service.protocol() == Protocol::RestXml {
            return self.of_xml(access_key_id);
        }
        let (status, query) = match service.protocol() {
            Protocol::AwsJson { .. } => (400, false),
            Protocol::RestJson | Protocol::RestXml => (403, false),
            Protocol::Query { .. } | Protocol::RpcCbor { .. } => (403, true),
        };
        let Some(key) = access_key_id else {
            let code = if query {
                "MissingAuthenticationToken"
            } else {
                "MissingAuthenticationTokenException"
            };
            return Err(ServiceError::new(
                code,
                status,
                "Request is missing Authentication Token",
            ));
        };
        locked(&self.known).get(key).cloned().ok_or_else(|| {
            let code = if query {
                "InvalidClientTokenId"
            } else {
                "UnrecognizedClientException"
            };
            let message = "The security token included in the request is invalid.";
            ServiceError::new(code, status, message)
        })
    }

    /// S3 has words of its own.
    fn of_xml(&self, access_key_id: Option<&str>) -> Result<Principal, ServiceError> {
        let Some(key) = access_key_id else {
            return Err(ServiceError::new("AccessDenied", 403, "Access Denied"));
        };
        locked(&self.known).get(key).cloned().ok_or_else(|| {
            let message = "The AWS Access Key Id you provided does not exist in our records.";
            ServiceError::new("InvalidAccessKeyId", 403, message)
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn role() -> Principal {
        Principal::FunctionRole {
            function: "f".to_owned(),
            role: "r".to_owned(),
        }
    }

    #[test]
    fn keys_are_a_function_of_seed_and_principal_and_lead_back() {
        let keys = Keys::new(1);
        let operator = keys.credentials(&Principal::Operator);
        let session = keys.credentials(&role());
        assert_eq!(operator, Keys::new(1).credentials(&Principal::Operator));
        assert_ne!(operator, Keys::new(2).credentials(&Principal::Operator));
        assert_ne!(operator.secret_access_key, session.secret_access_key);
        assert_eq!(operator.access_key_id.len(), 20);
        let who = keys.principal(Service::Lambda, Some(&session.access_key_id));
        assert_eq!(who, Ok(role()));
    }

    #[test]
    fn secrets_stay_out_of_debug_output() {
        let credentials = Keys::new(1).credentials(&role());
        let shown = format!("{credentials:?}");
        assert!(shown.contains(&credentials.access_key_id));
        assert!(!shown.contains(&credentials.secret_access_key));
        assert!(!shown.contains(credentials.session_token.as_deref().unwrap()));
    }

    #[test]
    fn strangers_are_refused_as_the_service_would() {
        let keys = Keys::new(1);
        let unknown = keys
            .principal(Service::LexRuntime, Some("AKIAUNKNOWN"))
            .unwrap_err();
        assert_eq!(
            (unknown.code.as_ref(), unknown.status),
            ("UnrecognizedClientException", 403)
        );
        let unsigned = keys.principal(Service::DynamoDb, None).unwrap_err();
        assert_eq!(
            (unsigned.code.as_ref(), unsigned.status),
            ("MissingAuthenticationTokenException", 400)
        );
        let iam = keys
            .principal(Service::Iam, Some("AKIAUNKNOWN"))
            .unwrap_err();
        assert_eq!(iam.code, "InvalidClientTokenId");
    }
}
