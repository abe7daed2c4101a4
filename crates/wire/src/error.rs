//! The bytes AWS answers an error with.
//!
//! The SDKs read an error's type from the header `x-amzn-errortype`, else from the body's `code`,
//! else from `__type`; the text from `message`, `Message` or `errorMessage`. Which of them a real
//! service sends differs by protocol and, in Lex V1, by error.

use std::borrow::Cow;

use serde_json::{Map, Value, json};

use crate::{Protocol, Response, Service};

/// An error answer of an AWS service.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ServiceError {
    /// The error's name, `NotFoundException`.
    pub code: Cow<'static, str>,
    /// The HTTP status.
    pub status: u16,
    /// The text for people.
    pub message: String,
    /// Members beside the text (`Reason`, `referenceType`, …).
    pub members: Map<String, Value>,
    /// Headers beside the usual ones (`Retry-After`, …).
    pub headers: Vec<(&'static str, String)>,
}

impl ServiceError {
    /// An error with this name, status and text.
    pub fn new(
        code: impl Into<Cow<'static, str>>,
        status: u16,
        message: impl Into<String>,
    ) -> Self {
        Self {
            code: code.into(),
            status,
            message: message.into(),
            members: Map::new(),
            headers: Vec::new(),
        }
    }

    /// The answer for an operation that nobody built here: it names itself and can never be
    /// taken for a success. Status 501 is not retried by any SDK.
    #[must_use]
    pub fn not_implemented(service: Service, operation: &str) -> Self {
        Self::new(
            "NotImplementedException",
            501,
            format!("the lexdr simulator does not implement {service} {operation}"),
        )
    }

    /// Adds a member to the body.
    #[must_use]
    pub fn with_member(mut self, name: &str, value: impl Into<Value>) -> Self {
        self.members.insert(name.to_owned(), value.into());
        self
    }

    /// Adds a header.
    #[must_use]
    pub fn with_header(mut self, name: &'static str, value: impl Into<String>) -> Self {
        self.headers.push((name, value.into()));
        self
    }

    /// The response as `service` would send it.
    ///
    /// # Panics
    /// Never for statuses of 100 to 999 and printable header values, which all callers send.
    #[must_use]
    pub fn into_response(self, service: Service, request_id: &str) -> Response {
        let mut builder = http::Response::builder()
            .status(self.status)
            .header("x-amzn-requestid", request_id);
        for (name, value) in &self.headers {
            builder = builder.header(*name, value);
        }
        let (builder, body) = match service.protocol() {
            Protocol::RestXml => {
                let mut members = String::new();
                for (name, value) in &self.members {
                    let value = xml_escape(value.as_str().unwrap_or_default());
                    members.push_str(&format!("<{name}>{value}</{name}>"));
                }
                let body = format!(
                    "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<Error><Code>{}</Code>\
                     <Message>{}</Message>{members}<RequestId>{request_id}</RequestId></Error>",
                    xml_escape(&self.code),
                    xml_escape(&self.message),
                );
                let builder = builder.header("x-amz-request-id", request_id);
                (builder.header("content-type", "application/xml"), body)
            }
            Protocol::RestJson => {
                let key = message_key(service, &self.code);
                let mut body = self.members;
                body.insert(key.to_owned(), Value::from(self.message));
                let builder = builder
                    .header("content-type", "application/json")
                    .header("x-amzn-errortype", self.code.as_ref());
                (builder, Value::Object(body).to_string())
            }
            Protocol::AwsJson { version, .. } => {
                let mut body = self.members;
                body.insert("__type".to_owned(), qualified(service, &self.code));
                body.insert("message".to_owned(), Value::from(self.message));
                let builder =
                    builder.header("content-type", format!("application/x-amz-json-{version}"));
                (builder, Value::Object(body).to_string())
            }
            Protocol::RpcCbor { .. } => {
                let fault = fault(self.status);
                let mut body = vec![CBOR_MAP];
                cbor_text(&mut body, "__type");
                cbor_text(&mut body, shape(&self.code));
                cbor_text(&mut body, "message");
                cbor_text(&mut body, &self.message);
                body.push(CBOR_BREAK);
                let builder = builder
                    .header("content-type", "application/cbor")
                    .header("smithy-protocol", "rpc-v2-cbor")
                    .header("x-amzn-query-error", format!("{};{fault}", self.code));
                return builder
                    .body(body.into())
                    .expect("status and headers are valid");
            }
            Protocol::Query { xmlns } => {
                let fault = fault(self.status);
                let body = format!(
                    "<ErrorResponse xmlns=\"{xmlns}\"><Error><Type>{fault}</Type><Code>{}</Code>\
                     <Message>{}</Message></Error><RequestId>{request_id}</RequestId></ErrorResponse>",
                    xml_escape(&self.code),
                    xml_escape(&self.message),
                );
                (builder.header("content-type", "text/xml"), body)
            }
        };
        builder
            .body(body.into())
            .expect("status and headers are valid")
    }
}

/// Whose fault it is, in the words of the query protocol.
const fn fault(status: u16) -> &'static str {
    if status < 500 { "Sender" } else { "Receiver" }
}

/// A CBOR map of a length that its end tells (RFC 8949, section 3.2.2).
const CBOR_MAP: u8 = 0xbf;
const CBOR_BREAK: u8 = 0xff;

/// A text of CBOR (RFC 8949, major type 3), with a length of four bytes.
fn cbor_text(body: &mut Vec<u8>, text: &str) {
    let length = u32::try_from(text.len()).unwrap_or(u32::MAX);
    body.push(0x7a);
    body.extend_from_slice(&length.to_be_bytes());
    body.extend_from_slice(text.as_bytes());
}

/// What CloudWatch's model calls an error whose name in the query protocol is another.
fn shape(code: &str) -> &str {
    match code {
        "InvalidFormat" => "InvalidFormatFault",
        "InvalidParameterValue" => "InvalidParameterValueException",
        "InvalidParameterCombination" => "InvalidParameterCombinationException",
        "MissingParameter" => "MissingRequiredParameterException",
        "LimitExceeded" => "LimitExceededFault",
        "InternalServiceError" => "InternalServiceFault",
        other => other,
    }
}

/// Lex V1 and IAM denials spell the member `Message` in three errors, `message` in the others;
/// EventBridge Scheduler has only the capital one.
fn message_key(service: Service, code: &str) -> &'static str {
    let capital = matches!(
        (service, code),
        (
            Service::LexRuntime,
            "DependencyFailedException" | "BadGatewayException" | "LoopDetectedException"
        ) | (_, "AccessDeniedException")
            | (Service::Scheduler | Service::Connect, _)
    );
    if capital { "Message" } else { "message" }
}

/// The namespaces DynamoDB puts before an error's name; the SDKs cut everything up to `#`.
fn qualified(service: Service, code: &str) -> Value {
    let namespace = match (service, code) {
        (Service::DynamoDb, "ValidationException") => "com.amazon.coral.validate#",
        (
            Service::DynamoDb,
            "AccessDeniedException"
            | "UnrecognizedClientException"
            | "ExpiredTokenException"
            | "ThrottlingException"
            | "InvalidSignatureException",
        ) => "com.amazon.coral.service#",
        (Service::DynamoDb, _) => "com.amazonaws.dynamodb.v20120810#",
        _ => "",
    };
    json!(format!("{namespace}{code}"))
}

fn xml_escape(text: &str) -> String {
    text.replace('&', "&amp;")
        .replace('<', "&lt;")
        .replace('>', "&gt;")
}
