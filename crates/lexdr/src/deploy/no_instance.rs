//! Without the feature `connect` the steps are printed, and no calls of Amazon Connect are made.

use lexdr_deploy::{Clients, DeployedBot, Part, System};

use crate::exit::Failure;

/// There is none.
pub(super) enum Instance {}

impl Instance {
    /// Says that the steps are only printed, if an instance is named.
    #[expect(clippy::unused_async, reason = "the other one makes calls")]
    pub(super) async fn look(
        _: &Clients,
        _: (&System, &str),
        id: Option<&str>,
        _: &[Part],
    ) -> Result<Option<Self>, Failure> {
        if id.is_some() {
            eprintln!(
                "this lexdr is built without the feature `connect`: the steps for Amazon Connect are \
                 printed, and done by hand"
            );
        }
        Ok(None)
    }

    pub(super) fn parts(&self) -> &[Part] {
        match *self {}
    }

    #[expect(clippy::unused_async, reason = "the other one makes calls")]
    pub(super) async fn connect(
        &self,
        _: &Clients,
        _: &System,
        _: &[DeployedBot],
    ) -> Result<(), Failure> {
        match *self {}
    }

    #[expect(clippy::unused_async, reason = "the other one makes calls")]
    pub(super) async fn disconnect(&self, _: &Clients, _: &System) -> Result<Vec<Part>, Failure> {
        match *self {}
    }
}
