//! Scenario files: one failure each, what is done and what must hold.
//!
//! [`Scenario::load`] reads a file; what is wrong with it comes back as [`ScenarioErrors`], all of
//! it at once, each with its place and what would be right. [`schema`] is the same knowledge for
//! editors. A [`Scenario`] is data: nothing here runs it.
//!
//! Reading goes in four steps, a module each: the text to a tree that knows places (`tree`), the
//! tree held against the table of all keys (`walk`, `keys`), the model put together (`assemble`),
//! and what only the whole shows (`lint`).

mod assemble;
mod error;
mod fault;
mod json;
mod keys;
mod lint;
mod model;
mod parse;
mod parsed;
mod phases;
mod scalar;
mod scale;
mod schema;
mod span;
mod suggest;
mod time;
mod tree;
mod values;
mod walk;

pub use error::{Place, Problem, ScenarioErrors};
pub use lexdr_faults::RequestFault;
pub use lexdr_wire::LexVersion;
pub use model::{
    Action, AliasBy, Arrivals, Bots, CallerLimits, Check, CheckerLimits, DeniedService, Detection,
    ErrorBudget, Expectation, Fault, FlowForm, FunctionRef, Injection, Method, Millis, PhaseLimit,
    Probes, RegionRef, RouteChange, RouteRef, RouteRule, Scenario, Simulated, Step,
};
pub use phases::PHASES;
pub use schema::schema;
pub use span::Span;
pub use time::{duration, interval};
pub use values::BadValue;
