//! What stands between us and the account: as AWS does, it dates its answers.

use std::time::{Duration, SystemTime};

use aws_smithy_runtime_api::client::http::{
    HttpClient, HttpConnector, HttpConnectorFuture, HttpConnectorSettings, SharedHttpClient,
    SharedHttpConnector,
};
use aws_smithy_runtime_api::client::orchestrator::{HttpRequest, HttpResponse};
use aws_smithy_runtime_api::client::runtime_components::RuntimeComponents;
use aws_smithy_types::body::SdkBody;
use aws_smithy_types::date_time::{DateTime, Format};
use lexdr_deploy::Clients;
use lexdr_simulator::Clock;

/// How AWS answers.
#[derive(Debug, Clone)]
pub(crate) struct Door {
    clock: Clock,
    /// How many seconds the clock of AWS is ahead of ours.
    pub(crate) ahead: u64,
    /// Who we are told to be, if not who we are.
    pub(crate) identity: Option<&'static str>,
    /// Calls are refused whose body begins like this.
    pub(crate) refused: Option<&'static str>,
}

/// The operator of the simulator.
const OPERATOR: &str = "arn:aws:iam::123456789012:user/operator";

impl Door {
    pub(crate) fn new(clock: Clock) -> Self {
        Self {
            clock,
            ahead: 0,
            identity: None,
            refused: None,
        }
    }

    /// The same access, through this door.
    pub(crate) fn clients(&self, clients: &Clients) -> Clients {
        let config = clients.config().clone();
        let inner = config.http_client().unwrap();
        let http = Way {
            door: self.clone(),
            inner,
        };
        let config = config.into_builder().http_client(http).build();
        Clients::new(config, clients.retry_partition().cloned())
    }

    fn refuses(&self, asked: &str) -> bool {
        self.refused
            .is_some_and(|refused| asked.starts_with(refused))
    }

    fn dated(&self, mut answer: HttpResponse) -> HttpResponse {
        let date: SystemTime = self.clock.now() + Duration::from_secs(self.ahead);
        let date = DateTime::from(date).fmt(Format::HttpDate).unwrap();
        answer.headers_mut().insert("date", date);
        answer
    }

    fn disguised(&self, mut answer: HttpResponse) -> HttpResponse {
        if let Some(identity) = self.identity {
            let told = answer.body().bytes().unwrap();
            let told = str::from_utf8(told).unwrap().replace(OPERATOR, identity);
            *answer.body_mut() = SdkBody::from(told);
        }
        answer
    }
}

#[derive(Debug, Clone)]
struct Way<I> {
    door: Door,
    inner: I,
}

impl HttpClient for Way<SharedHttpClient> {
    fn http_connector(
        &self,
        settings: &HttpConnectorSettings,
        components: &RuntimeComponents,
    ) -> SharedHttpConnector {
        SharedHttpConnector::new(Way {
            door: self.door.clone(),
            inner: self.inner.http_connector(settings, components),
        })
    }
}

impl HttpConnector for Way<SharedHttpConnector> {
    fn call(&self, request: HttpRequest) -> HttpConnectorFuture {
        let Self { door, inner } = self.clone();
        let asked = request.body().bytes().unwrap_or_default();
        let asked = String::from_utf8_lossy(asked).into_owned();
        HttpConnectorFuture::new(async move {
            if door.refuses(&asked) {
                return Ok(refusal());
            }
            let answer = door.dated(inner.call(request).await?);
            Ok(if asked.starts_with("Action=GetCallerIdentity") {
                door.disguised(answer)
            } else {
                answer
            })
        })
    }
}

fn refusal() -> HttpResponse {
    let body = "<ErrorResponse><Error><Type>Sender</Type><Code>AccessDenied</Code>\
                <Message>not for you</Message></Error></ErrorResponse>";
    HttpResponse::new(403.try_into().unwrap(), SdkBody::from(body))
}
