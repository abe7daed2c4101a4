//! Who ends a game day before its time.

use std::time::Duration;

use lexdr_deploy::Clients;
use tokio::sync::watch;
use tokio::time::sleep;

use crate::config::Config;
use crate::guards::{self, WATCH_EVERY};

/// Ends the run when somebody asks for it, or an alarm fires.
pub(super) async fn watch_over(
    clients: Clients,
    config: Config,
    mut interrupted: watch::Receiver<bool>,
    (stop, reason): (watch::Sender<bool>, watch::Sender<Option<String>>),
) {
    let alarms = async {
        if config.alarms.names.is_empty() {
            return std::future::pending().await;
        }
        loop {
            sleep(Duration::from_millis(WATCH_EVERY.0)).await;
            match guards::firing(&clients, &config).await {
                Ok(names) if names.is_empty() => {}
                Ok(names) => return format!("alarm {} fired", names.join(", ")),
                Err(why) => return format!("the alarms cannot be read: {why}"),
            }
        }
    };
    let asked = async {
        if interrupted.wait_for(|asked| *asked).await.is_err() {
            std::future::pending::<()>().await;
        }
        "interrupted".to_owned()
    };
    let why = tokio::select! {
        why = asked => why,
        why = alarms => why,
    };
    reason.send_replace(Some(why));
    stop.send_replace(true);
    // The run listens until it is over.
    std::future::pending::<()>().await;
}
