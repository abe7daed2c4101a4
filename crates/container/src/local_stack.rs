//! A LocalStack in a container.

use std::io;
use std::time::Duration;

use testcontainers_modules::localstack::LocalStack as Image;
use testcontainers_modules::testcontainers::core::{Host, IntoContainerPort as _, Mount, WaitFor};
use testcontainers_modules::testcontainers::runners::AsyncRunner as _;
use testcontainers_modules::testcontainers::{
    ContainerAsync, ContainerRequest, ImageExt as _, TestcontainersError,
};
use tokio::runtime::Runtime;
use tokio::signal::unix::{SignalKind, signal};

use crate::settings::TOKEN_VARIABLE;
use crate::{Engine, Settings};

/// The name by which LocalStack and its functions reach this machine.
pub const REACHED_AS: &str = "host.docker.internal";

/// Where LocalStack listens, in its container.
const PORT: u16 = 4566;

/// Where LocalStack looks for the engine that runs its functions.
const SOCKET_INSIDE: &str = "/var/run/docker.sock";

/// How long LocalStack may take to be ready, once its image is there.
const STARTUP: Duration = Duration::from_secs(120);

/// How long it may take to remove the containers of its functions, in seconds.
const STOP_S: i32 = 15;

/// A LocalStack in a container. It is removed when this is dropped, which must not happen inside a
/// tokio runtime.
pub struct LocalStack {
    runtime: Runtime,
    container: Option<ContainerAsync<Image>>,
    endpoint: String,
}

/// Why a LocalStack did not start.
#[derive(Debug, thiserror::Error)]
pub enum StartError {
    /// This machine does not let us.
    #[error("cannot wait for a container: {0}")]
    Runtime(#[source] io::Error),
    /// The engine did not start it, or it did not become ready.
    #[error("{image} does not start in a container: {source}{hint}")]
    Container {
        /// The image.
        image: String,
        /// What the engine says.
        source: Box<TestcontainersError>,
        /// What may be missing.
        hint: String,
    },
    /// Somebody stopped this program.
    #[error("interrupted while {image} was starting; what was started is removed")]
    Interrupted {
        /// The image.
        image: String,
    },
}

impl LocalStack {
    /// Starts one and waits until it is ready; the first time its image has to be fetched. Must not
    /// be called inside a tokio runtime.
    ///
    /// # Errors
    /// When it does not start, or the program is interrupted meanwhile.
    pub fn start(engine: &Engine, settings: &Settings) -> Result<Self, StartError> {
        let runtime = tokio::runtime::Builder::new_current_thread()
            .enable_all()
            .build()
            .map_err(StartError::Runtime)?;
        let (container, endpoint) = runtime.block_on(async {
            let mut interrupt = signal(SignalKind::interrupt()).map_err(StartError::Runtime)?;
            let mut terminate = signal(SignalKind::terminate()).map_err(StartError::Runtime)?;
            let interrupted = || StartError::Interrupted {
                image: settings.image(),
            };
            tokio::select! {
                biased;
                _ = interrupt.recv() => Err(interrupted()),
                _ = terminate.recv() => Err(interrupted()),
                started = started(engine, settings) => started.map_err(|error| {
                    StartError::Container {
                        image: settings.image(),
                        source: Box::new(error),
                        hint: settings.hint(),
                    }
                }),
            }
        })?;
        Ok(Self {
            runtime,
            container: Some(container),
            endpoint,
        })
    }

    /// Where it answers, as `http://127.0.0.1:32768`.
    #[must_use]
    pub fn endpoint(&self) -> &str {
        &self.endpoint
    }
}

impl Drop for LocalStack {
    fn drop(&mut self) {
        let Some(container) = self.container.take() else {
            return;
        };
        self.runtime.block_on(async {
            let id = container.id().to_owned();
            // Only a LocalStack that is asked to stop removes the containers of its functions.
            let stopped = container.stop_with_timeout(Some(STOP_S)).await;
            if let Err(error) = stopped.and(container.rm().await) {
                eprintln!("warning: container {id} may be left: {error}; `docker rm -f {id}`");
            }
        });
    }
}

async fn started(
    engine: &Engine,
    settings: &Settings,
) -> Result<(ContainerAsync<Image>, String), TestcontainersError> {
    let container = request(engine, settings).start().await?;
    let port = container.get_host_port_ipv4(PORT.tcp()).await?;
    Ok((container, format!("http://127.0.0.1:{port}")))
}

/// What the engine is asked for.
fn request(engine: &Engine, settings: &Settings) -> ContainerRequest<Image> {
    let socket = engine.socket().display().to_string();
    let request = Image::default()
        .with_tag(&settings.tag)
        // What it prints last. The module would wait three seconds longer.
        .with_ready_conditions(vec![WaitFor::message_on_stdout("Ready.")])
        .with_startup_timeout(STARTUP)
        .with_mapped_port(0, PORT.tcp())
        .with_env_var("SERVICES", "dynamodb,events,iam,lambda,sts")
        // Functions run in containers of their own, which must find this machine too.
        .with_env_var(
            "LAMBDA_DOCKER_FLAGS",
            format!("--add-host={REACHED_AS}:host-gateway"),
        )
        .with_host(REACHED_AS, Host::HostGateway)
        .with_mount(Mount::bind_mount(socket, SOCKET_INSIDE))
        // Whoever reaches LocalStack can run programs on this machine, so it is not for the
        // network.
        .with_host_config_modifier(|host| {
            let ports = host
                .port_bindings
                .iter_mut()
                .flat_map(|ports| ports.values_mut());
            for binding in ports.flatten().flatten() {
                binding.host_ip = Some("127.0.0.1".to_owned());
            }
        });
    match &settings.token {
        Some(token) => request.with_env_var(TOKEN_VARIABLE, token),
        None => request,
    }
}

#[cfg(test)]
mod tests;
