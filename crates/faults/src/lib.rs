//! Request-level faults of AWS calls.
//!
//! A [`Rule`] says which calls it is about ([`Match`]), which of those it applies to ([`When`])
//! and what it does to them ([`Effect`]). One [`FaultLayer`] applies the rules of a [`Faults`]
//! handle to a [`tower::Service`] of requests, wherever that stands: in front of a simulator in
//! process, in front of its HTTP form, or in a proxy in front of real endpoints.
//!
//! Scenario files do not write rules. They name a fault ([`RequestFault`]) with a few parameters,
//! and [`vocabulary`] turns it into rules.
//!
//! A run is a function of its seed: the same rules and the same calls in the same order fire the
//! same effects, on every machine. Time is tokio's, counted from the origin of the handle.
//!
//! ```
//! use lexdr_faults::{FaultLayer, Faults, Rule};
//! use tower::Layer as _;
//!
//! # fn simulator() {}
//! let faults = Faults::builder().seed(7).build();
//! let service = FaultLayer::new(faults.clone()).layer(simulator());
//! let rule: Rule = serde_json::from_str(
//!     r#"{ "id": "gone", "matches": { "service": "lex-v1" }, "effect": { "error": "NotFound" } }"#,
//! )?;
//! faults.add(rule)?;
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

mod audit;
mod bucket;
mod builder;
mod effect;
mod errors;
mod faults;
mod field;
mod http_date;
mod layer;
mod matching;
mod plan;
mod random;
mod resource;
mod rule;
mod services;
mod suggest;
mod units;
pub mod vocabulary;
mod when;

pub use audit::{Audit, Fired};
pub use builder::Builder;
pub use effect::{
    Answer, Cut, DialogState, Effect, ErrorAnswer, FunctionError, Headers, Latency, Loss,
    SlotValue, Throttle,
};
pub use faults::{AddError, Faults};
pub use field::FieldError;
pub use layer::{FaultFuture, FaultLayer, FaultService};
pub use matching::{Caller, CallerKind, Match};
pub use resource::Glob;
pub use rule::Rule;
pub use services::ServiceName;
pub use units::{Millis, Probability, Rate, Skew};
pub use vocabulary::RequestFault;
pub use when::{Duty, When, Window};
