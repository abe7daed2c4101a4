//! What a request meets first.

use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Instant;

use http::StatusCode;
use lexdr_admin::{Lifetime, Rules};
use lexdr_faults::{FaultLayer, FaultService};
use lexdr_server::{Handler, Reply, read_body};
use lexdr_wire::{Request, Response};
use tower::{Layer, Service};

use crate::account::Account;
use crate::events::{self, Events};
use crate::options::Options;
use crate::{admin, chunked, door};

/// Everything behind the port. Clones share it.
#[derive(Clone)]
pub(crate) struct Front(Arc<Shared>);

/// What requests need.
pub(crate) struct Shared {
    pub(crate) account: Account,
    pub(crate) rules: Rules,
    pub(crate) events: Events,
    pub(crate) begun: Instant,
    /// Whether other machines can come in.
    pub(crate) remote: bool,
    aws: FaultService<Account>,
}

impl Front {
    pub(crate) fn new(account: Account, options: &Options) -> Self {
        let faults = account.faults().clone();
        Self(Arc::new(Shared {
            aws: FaultLayer::new(faults.clone()).layer(account.clone()),
            account,
            rules: Rules::new(faults, Lifetime::UNLIMITED),
            events: Events::new(),
            begun: Instant::now(),
            remote: !options.listen.ip().is_loopback(),
        }))
    }

    /// Ends what would outlast the last request.
    pub(crate) fn close(&self) {
        self.0.events.close();
    }

    /// Ends what the account does by itself.
    pub(crate) fn shutdown(&self) {
        self.0.account.shutdown();
    }
}

impl Handler for Front {
    async fn handle(&self, _: SocketAddr, request: lexdr_server::Request) -> Reply {
        if lexdr_admin::is_for(request.uri().path()).is_some() {
            return admin::answer(&self.0, request).await;
        }
        match read_body(request).await {
            Ok(request) => self.0.aws(request).await,
            Err(error) => error.into(),
        }
    }
}

impl Shared {
    async fn aws(&self, request: Request) -> Reply {
        let request = match chunked::plain(request) {
            Ok(request) => request,
            Err(error) => {
                let mut response = Response::new(format!("{error}\n").into());
                *response.status_mut() = StatusCode::BAD_REQUEST;
                return response.into();
            }
        };
        let (place, request) = match door::enter(request, self.account.operator()) {
            Ok(entered) => entered,
            Err(refusal) => return refusal.response().into(),
        };
        let mut event = self.events.begin(&request, place);
        let mut aws = self.aws.clone();
        let (answer, fired) = events::firing(|| aws.call(request));
        if let Some(event) = &mut event {
            event.fired(fired);
        }
        let answer = answer.await;
        if let Some(event) = &mut event {
            event.answered(&answer);
        }
        drop(event);
        Reply::of(answer).await
    }
}
