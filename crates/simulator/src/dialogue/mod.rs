//! The dialogue of a bot, for both generations of Lex.
//!
//! A generation turns what clients define into a [`Program`], keeps a [`Dialogue`] for each session
//! and lets a [`Talk`] over both hear what users say. What comes back is neutral: a [`Reply`] in
//! parts, or a [`Refusal`]. How either looks on the wire is the generation's own affair.
//!
//! [`talk`] hears, [`moves`] acts, [`asking`] words it. [`state`] is what a session keeps of it.
//! [`slots`], [`dates`] and [`times`] turn words into slot values. [`sessions`] forgets who was
//! silent for too long, and [`speech`] stands in for a voice.

mod asking;
mod confirm;
mod contexts;
mod dates;
mod message;
mod moves;
mod numbers;
mod program;
mod refusal;
mod sessions;
mod slots;
mod speech;
mod state;
mod talk;
mod times;
mod utterance;

pub(crate) use asking::{Reply, Said, SaidPart};
pub(crate) use contexts::{Context, Contexts};
pub(crate) use dates::today;
pub(crate) use message::{Message, Part, Prompt, Statement};
pub(crate) use program::{GiveUp, Intent, KnownValue, OutputContext, Program, Slot, SlotKind};
pub(crate) use refusal::Refusal;
pub(crate) use sessions::{Key, Sessions};
pub(crate) use slots::SlotValue;
pub(crate) use speech::{Output, check_input};
pub(crate) use state::{Active, Awaiting, Confirmation, Dialogue, End, Slots};
pub(crate) use talk::Talk;
pub(crate) use utterance::{Template, slots_of};
