//! An emulator that a run starts for itself.

#[cfg(feature = "containers")]
pub(super) use with_containers::{Startable, Started};
#[cfg(not(feature = "containers"))]
pub(super) use without::{Startable, Started};

/// LocalStack in a container.
#[cfg(feature = "containers")]
mod with_containers {
    use std::env;

    use lexdr_container::{Engine, LocalStack, NoEngine, REACHED_AS, Settings, StartError};

    /// A Docker engine that answers, and what it is to start.
    pub(in super::super) struct Startable {
        engine: Engine,
        settings: Settings,
    }

    impl Startable {
        pub(in super::super) fn find() -> Result<Self, NoEngine> {
            let lookup = |name: &str| env::var(name).ok();
            Ok(Self {
                engine: Engine::find(lookup)?,
                settings: Settings::from_env(lookup),
            })
        }

        pub(in super::super) fn name(&self) -> String {
            format!("{} at {}", self.settings.image(), self.engine.address())
        }

        pub(in super::super) fn start(&self) -> Result<Started, StartError> {
            LocalStack::start(&self.engine, &self.settings).map(Started)
        }
    }

    /// What was started. It is removed when this is dropped.
    pub(in super::super) struct Started(LocalStack);

    impl Started {
        /// Where it answers, and the name by which its functions reach this machine.
        pub(in super::super) fn place(&self) -> (String, String) {
            (self.0.endpoint().to_owned(), REACHED_AS.to_owned())
        }
    }
}

/// Nothing: a program without containers is smaller, and most runs need none.
#[cfg(not(feature = "containers"))]
mod without {
    use std::convert::Infallible;

    /// What cannot be.
    pub(in super::super) struct Startable(Infallible);

    impl Startable {
        pub(in super::super) fn find() -> Result<Self, &'static str> {
            Err(
                "this program was built without `--features containers`, so it starts no \
                 LocalStack itself",
            )
        }

        pub(in super::super) const fn name(&self) -> String {
            match self.0 {}
        }

        pub(in super::super) const fn start(&self) -> Result<Started, Infallible> {
            match self.0 {}
        }
    }

    /// What was not started.
    pub(in super::super) struct Started(Infallible);

    impl Started {
        pub(in super::super) const fn place(&self) -> (String, String) {
            match self.0 {}
        }
    }
}
