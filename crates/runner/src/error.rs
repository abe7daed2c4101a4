//! Why a run could not be carried out (as against: it was, and something failed in it).

use std::io;
use std::time::Duration;

/// Why a run could not be carried out.
#[derive(Debug, thiserror::Error)]
pub enum RunError {
    /// The system under test could not be made.
    #[error("deploying the system under test: {0}")]
    Deploy(#[from] lexdr_deploy::DeployError),
    /// The contact flow cannot be followed.
    #[error(transparent)]
    Flow(#[from] lexdr_connect_flow::FlowError),
    /// The history could not be written.
    #[error("writing the history: {0}")]
    History(#[source] io::Error),
    /// The runtime the run needs could not be made.
    #[error("starting the run's runtime: {0}")]
    Runtime(#[source] io::Error),
    /// The simulator could not be put on a port.
    #[error("putting the simulator on a port: {0}")]
    Door(#[from] lexdr_server::BindError),
    /// The emulator cannot be used.
    #[error("endpoint {url}: {why}")]
    Endpoint {
        /// The endpoint asked for.
        url: String,
        /// What is wrong, and what to do.
        why: String,
    },
    /// Somebody ended the program.
    #[error("interrupted; what the run had made was removed")]
    Interrupted,
    /// The run did not come to its end.
    #[error("scenario {scenario}: {what}, {at:?} after the world began")]
    Stuck {
        /// The scenario.
        scenario: String,
        /// What was seen.
        what: String,
        /// The run's own time, since the simulated world began.
        at: Duration,
    },
}
