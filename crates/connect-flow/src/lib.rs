//! Amazon Connect contact flows, followed by a synthetic caller.
//!
//! What a caller hears in an outage is decided in the flow: it asks a function for the region,
//! branches on the answer, connects the bot of that region, and has, or lacks, a branch for
//! everything that can go wrong on the way.
//!
//! - [`Flow::parse`] reads a flow in flow language 2019-10-30, the one that `DescribeContactFlow`
//!   returns, with errors that name the block and the line.
//! - [`follow`] makes a call through it. Functions, bots and the clock are a [`Contact`]; time is
//!   tokio's and may be virtual. The result is a [`Call`]: how it ended, the blocks it went through,
//!   what was said and the longest silence.
//! - [`lint`] finds what will hurt in an outage without making a call.
//! - [`shipped`] writes the flow of the published design, in two forms.
//!
//! Blocks that cannot be followed exactly are errors, not guesses. Where the documentation leaves a
//! choice, [`Rules`] makes it, and says so.

mod block;
mod call;
mod contact;
mod data;
mod error;
mod flow;
mod follow;
mod graph;
mod lint;
mod operator;
mod parse;
mod place;
mod script;
pub mod shipped;
mod text;

pub use block::{Block, BotText, InvokeLambda, Prompt, ResponseType, TalkToBot};
pub use call::{Branch, Call, Ended, Saying, Speaker, Step};
pub use contact::{BotRef, Contact, DialogState, Invocation, Invoked, Turn};
pub use error::{FlowError, Problem, Wrong};
pub use flow::{Action, Condition, Flow, Transitions};
pub use follow::follow;
pub use lint::{Finding, Severity, lint};
pub use operator::Operator;
pub use place::Place;
pub use script::{ContactData, Expected, Line, Rules, Script};
pub use text::{Part, Reference, Text};
