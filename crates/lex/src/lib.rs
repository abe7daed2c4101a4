//! One question to a Lex bot: are you well?
//!
//! [`Bot`] is the question, [`Evidence`] the answer, [`V1`] and [`V2`] are the two generations of
//! the Lex runtime and [`AnyBot`] is whichever of them the settings name. The hard part is not the
//! call but what its outcome means: a bot that is down moves the callers to another region, while
//! a failure of our own (permissions, credentials, a session we share) must move nobody.
//! [`Evidence`] keeps the two apart, and `evidence.rs` is the one place that decides.
//!
//! [`tolerate_nulls`] makes an SDK HTTP client survive the null slots of real Lex answers; anyone
//! who calls Lex through the SDK needs it.

mod address;
mod any;
mod bot;
mod client;
mod conversation;
mod evidence;
mod nulls;
mod question;
mod v1;
mod v2;

pub use address::{Address, Alias};
pub use any::AnyBot;
pub use bot::{AliasIds, Bot, Evidence, Probe};
pub use nulls::tolerate_nulls;
pub use question::{Expected, Question};
pub use v1::V1;
pub use v2::V2;
