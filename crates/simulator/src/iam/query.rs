//! The query protocol: form in, XML out.

use std::collections::BTreeMap;
use std::fmt::Write;

use lexdr_wire::{Protocol, Response, Service, ServiceError};
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, percent_decode_str, utf8_percent_encode};

/// The parameters of a call.
pub(crate) struct Form(BTreeMap<String, String>);

impl Form {
    pub(crate) fn parse(body: &[u8]) -> Self {
        let text = String::from_utf8_lossy(body);
        let decoded = |text: &str| {
            let spaced = text.replace('+', " ");
            percent_decode_str(&spaced).decode_utf8_lossy().into_owned()
        };
        let pairs = text.split('&').filter_map(|pair| pair.split_once('='));
        Self(
            pairs
                .map(|(name, value)| (decoded(name), decoded(value)))
                .collect(),
        )
    }

    pub(crate) fn get(&self, name: &str) -> Option<&str> {
        self.0.get(name).map(String::as_str)
    }

    pub(crate) fn required(&self, name: &str) -> Result<&str, ServiceError> {
        self.get(name)
            .filter(|value| !value.is_empty())
            .ok_or_else(|| {
                let lower = format!("{}{}", name[..1].to_ascii_lowercase(), &name[1..]);
                let message = format!(
                    "1 validation error detected: Value null at '{lower}' failed to satisfy \
                 constraint: Member must not be null"
                );
                ServiceError::new("ValidationError", 400, message)
            })
    }

    /// `NAME.member.1`, `NAME.member.2`, …
    pub(crate) fn list(&self, name: &str) -> Vec<&str> {
        (1..)
            .map_while(|n| self.get(&format!("{name}.member.{n}")))
            .collect()
    }

    /// `Tags.member.1.Key`, `Tags.member.1.Value`, …
    pub(crate) fn tags(&self) -> Vec<(String, String)> {
        (1..)
            .map_while(|n| {
                let part = |what| self.get(&format!("Tags.member.{n}.{what}"));
                Some((
                    part("Key")?.to_owned(),
                    part("Value").unwrap_or_default().to_owned(),
                ))
            })
            .collect()
    }
}

/// XML, element by element.
#[derive(Debug, Default)]
pub(crate) struct Xml(String);

impl Xml {
    pub(crate) fn new() -> Self {
        Self::default()
    }

    /// An element with text.
    pub(crate) fn text(mut self, name: &str, text: impl AsRef<str>) -> Self {
        let text = text.as_ref();
        let escaped = text
            .replace('&', "&amp;")
            .replace('<', "&lt;")
            .replace('>', "&gt;");
        write!(self.0, "<{name}>{escaped}</{name}>").expect("a string takes it");
        self
    }

    /// An element with elements.
    pub(crate) fn element(mut self, name: &str, inner: &Self) -> Self {
        write!(self.0, "<{name}>{}</{name}>", inner.0).expect("a string takes it");
        self
    }

    /// `<name><member>…</member>…</name>`.
    pub(crate) fn list(self, name: &str, members: impl IntoIterator<Item = Self>) -> Self {
        let inner = members
            .into_iter()
            .fold(Self::new(), |all, one| all.element("member", &one));
        self.element(name, &inner)
    }

    /// Bare text, for lists of strings.
    pub(crate) fn bare(text: &str) -> Self {
        let escaped = text
            .replace('&', "&amp;")
            .replace('<', "&lt;")
            .replace('>', "&gt;");
        Self(escaped)
    }
}

impl std::fmt::Display for Xml {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.0)
    }
}

/// A successful answer; `None` for operations that say nothing but that they worked.
pub(crate) fn answer(
    service: Service,
    action: &str,
    request_id: &str,
    result: Option<Xml>,
) -> Response {
    let Protocol::Query { xmlns } = service.protocol() else {
        return ServiceError::not_implemented(service, action).into_response(service, request_id);
    };
    let result = result
        .map(|result| Xml::new().element(&format!("{action}Result"), &result).0)
        .unwrap_or_default();
    let body = format!(
        "<{action}Response xmlns=\"{xmlns}\">{result}<ResponseMetadata><RequestId>{request_id}\
         </RequestId></ResponseMetadata></{action}Response>"
    );
    http::Response::builder()
        .status(200)
        .header("content-type", "text/xml")
        .header("x-amzn-requestid", request_id)
        .body(body.into())
        .expect("status and headers are valid")
}

/// What RFC 3986 leaves alone; IAM shows policy documents encoded like this.
const UNRESERVED: &AsciiSet = &NON_ALPHANUMERIC
    .remove(b'-')
    .remove(b'_')
    .remove(b'.')
    .remove(b'~');

/// A policy document as IAM shows it.
pub(crate) fn url_encoded(document: &str) -> String {
    utf8_percent_encode(document, UNRESERVED).to_string()
}
