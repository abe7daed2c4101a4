//! Rules of the fault layer over HTTP: what stands under `/_lexdr/` wherever the layer does.
//!
//! | | |
//! |---|---|
//! | `GET /_lexdr/faults` | the rules in force, and how often each fired |
//! | `POST /_lexdr/faults` | adds rules: `{"id", "matches", "when", "effect"}`, or a fault as scenario files name it: `{"fault": {"lex-error": {…}}}`; `"ttl": "30s"` removes them by themselves; times count from now |
//! | `DELETE /_lexdr/faults/ID`, `DELETE /_lexdr/faults` | removes one, or all |
//!
//! [`Rules`] are those rules, with a [`Lifetime`] that says how long they may stay; [`answer`]
//! speaks HTTP; [`is_foreign`] tells web pages from programs.

mod answer;
mod browser;
mod document;
mod lifetime;
mod rules;

pub use answer::{answer, error, is_for, not_allowed, reply};
pub use browser::is_foreign;
pub use lifetime::Lifetime;
pub use rules::{RuleError, Rules};
