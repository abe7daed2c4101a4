//! Why a run could not be carried out (as against: it was, and something failed in it).

use std::io;

/// Why a run could not be carried out.
#[derive(Debug, thiserror::Error)]
pub enum RunError {
    /// The system under test could not be made.
    #[error("deploying the system under test: {0}")]
    Deploy(#[from] lexdr_deploy::DeployError),
    /// The history could not be written.
    #[error("writing the history: {0}")]
    History(#[source] io::Error),
    /// The runtime the run needs could not be made.
    #[error("starting the run's runtime: {0}")]
    Runtime(#[source] io::Error),
}
