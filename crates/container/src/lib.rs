//! LocalStack in a container, where a Docker engine answers.
//!
//! [`Engine::find`] asks for an engine before anything is started, because a `docker` program on
//! the PATH proves nothing: it is only a client. [`LocalStack::start`] then starts the container,
//! and what it returns removes it again when dropped.
//!
//! The functions of a LocalStack run in containers of their own. They find programs of this machine
//! as [`REACHED_AS`].

mod engine;
mod local_stack;
mod settings;

pub use engine::{Engine, NoEngine};
pub use local_stack::{LocalStack, REACHED_AS, StartError};
pub use settings::Settings;
