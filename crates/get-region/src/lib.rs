//! The production Lambda `lexDRGetRegion`.
//!
//! An Amazon Connect flow invokes it at the start of a call and sends the call to the bot of the
//! region it names. A caller waits on the line meanwhile, and an error loses the call; so it
//! always answers, and soon: with the route in table `lexDR`, else with the last route it knew,
//! else with a default, and it says which ([`Source`]).
//!
//! [`GetRegion`] is the function, [`Request`] the little it reads of Connect's event, [`Answer`]
//! what it returns, [`Settings`] what the environment may say.

mod answer;
mod get_region;
mod memory;
mod request;
mod settings;

pub use answer::{Answer, Reason, Source};
pub use get_region::GetRegion;
pub use request::Request;
pub use settings::Settings;
