//! What happened, told line by line.

use std::fmt;
use std::sync::Arc;

use jiff::Timestamp;
use lexdr_faults::Fired;
use lexdr_wire::Service;
use serde_json::{Value, json};

type Tell = Arc<dyn Fn(&str) + Send + Sync>;

/// Who is told what happens, one line of JSON each, without the end of the line. It is called
/// where requests are served and must not wait.
#[derive(Clone)]
pub struct Sink(Tell);

impl Sink {
    /// Tells it to this function.
    pub fn new(tell: impl Fn(&str) + Send + Sync + 'static) -> Self {
        Self(Arc::new(tell))
    }

    /// A rule has fired.
    pub(crate) fn fired(&self, fired: &Fired) {
        let call = &fired.call;
        self.tell(json!({
            "event": "fault",
            "rule": fired.rule,
            "effect": fired.effect,
            "service": call.service.endpoint_prefix(),
            "operation": call.operation,
            "region": call.region,
        }));
    }

    /// The upstream brought no answer.
    pub(crate) fn upstream_failed(&self, service: Option<Service>, problem: &str) {
        self.tell(json!({
            "event": "upstream-failed",
            "service": service.map(Service::endpoint_prefix),
            "problem": problem,
        }));
    }

    /// A request went on with the signature that it came with.
    pub(crate) fn signature_kept(&self, service: Option<Service>, why: &str) {
        self.tell(json!({
            "event": "signature-kept",
            "service": service.map(Service::endpoint_prefix),
            "why": why,
        }));
    }

    fn tell(&self, mut line: Value) {
        let now = Timestamp::now().strftime("%Y-%m-%dT%H:%M:%S%.3fZ");
        line["time"] = now.to_string().into();
        (self.0)(&line.to_string());
    }
}

impl Default for Sink {
    /// Nobody.
    fn default() -> Self {
        Self::new(|_| {})
    }
}

impl fmt::Debug for Sink {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Sink")
    }
}
