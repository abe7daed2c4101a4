//! One question to a Lex bot: are you well?
//!
//! [`Bot`] is the question, [`Evidence`] the answer, [`V1`] the Lex V1 runtime. The hard part is
//! not the call but what its outcome means: a bot that is down moves the callers to another
//! region, while a failure of our own (permissions, credentials, a session we share) must move
//! nobody. [`Evidence`] keeps the two apart, and `evidence.rs` is the one place that decides.
//!
//! [`tolerate_nulls`] makes an SDK HTTP client survive the null slots of real Lex answers; anyone
//! who calls Lex through the SDK needs it.

mod bot;
mod evidence;
mod nulls;
mod question;
mod v1;

pub use bot::{Bot, Evidence, Probe};
pub use nulls::tolerate_nulls;
pub use question::{Expected, Question};
pub use v1::V1;
