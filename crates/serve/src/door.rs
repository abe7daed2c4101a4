//! From a request as it comes to the port to the request that AWS would have got.

use http::header::AUTHORIZATION;
use http::uri::{PathAndQuery, Scheme};
use http::{HeaderValue, Uri};
use lexdr_wire::{CredentialScope, Destination, Request, Response, Service, ServiceError};

/// The regions there are: those of the partition `aws` (Regions and Zones user guide).
#[rustfmt::skip]
pub(crate) const REGIONS: [&str; 34] = [
    "af-south-1", "ap-east-1", "ap-east-2", "ap-northeast-1", "ap-northeast-2", "ap-northeast-3",
    "ap-south-1", "ap-south-2", "ap-southeast-1", "ap-southeast-2", "ap-southeast-3",
    "ap-southeast-4", "ap-southeast-5", "ap-southeast-6", "ap-southeast-7", "ca-central-1",
    "ca-west-1", "eu-central-1", "eu-central-2", "eu-north-1", "eu-south-1", "eu-south-2",
    "eu-west-1", "eu-west-2", "eu-west-3", "il-central-1", "me-central-1", "me-south-1",
    "mx-central-1", "sa-east-1", "us-east-1", "us-east-2", "us-west-1", "us-west-2",
];

/// Where calls of services without regions go.
const DEFAULT_REGION: &str = "us-east-1";

/// The prefix of a role session's access key id (IAM user guide, "unique ids").
const SESSION: &str = "ASIA";

/// A service in a region.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Place {
    pub(crate) service: Service,
    pub(crate) region: &'static str,
}

/// Why a request is for nobody here.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Refusal {
    /// Nothing in it names a service.
    NoService,
    /// There is no such region.
    NoRegion(Service, String),
}

/// The request as AWS would have got it, at the service's own host, signed with a key of the
/// account unless it is a session's; and where it goes.
pub(crate) fn enter(
    mut request: Request,
    operator: &HeaderValue,
) -> Result<(Place, Request), Refusal> {
    let destination = Destination::of_prefix(&request)
        .or_else(|| Destination::of(&request))
        .ok_or(Refusal::NoService)?;
    let place = Place {
        service: destination.service,
        region: known(destination.service, &destination.region)?,
    };
    let uri =
        canonical(place, &destination.path, request.uri().query()).ok_or(Refusal::NoService)?;
    if !is_session(&request) {
        request
            .headers_mut()
            .insert(AUTHORIZATION, operator.clone());
    }
    *request.uri_mut() = uri;
    Ok((place, request))
}

fn known(service: Service, region: &str) -> Result<&'static str, Refusal> {
    // IAM is one for all regions; SDKs sign its calls with names such as `aws-global`, too.
    let found = REGIONS.into_iter().find(|known| *known == region);
    match found {
        Some(region) => Ok(region),
        None if service == Service::Iam => Ok(DEFAULT_REGION),
        None => Err(Refusal::NoRegion(service, region.to_owned())),
    }
}

fn canonical(place: Place, path: &str, query: Option<&str>) -> Option<Uri> {
    let path = match query {
        Some(query) => format!("{path}?{query}"),
        None => path.to_owned(),
    };
    let prefix = place.service.endpoint_prefix();
    let host = if place.service == Service::Iam {
        format!("{prefix}.amazonaws.com")
    } else {
        format!("{prefix}.{}.amazonaws.com", place.region)
    };
    Uri::builder()
        .scheme(Scheme::HTTPS)
        .authority(host)
        .path_and_query(PathAndQuery::try_from(path).ok()?)
        .build()
        .ok()
}

/// Whether a request is signed with a session's key.
pub(crate) fn is_session(request: &Request) -> bool {
    CredentialScope::of(request).is_some_and(|scope| scope.access_key_id().starts_with(SESSION))
}

/// The Authorization header of the owner of `key`. Behind the door the host says which service and
/// region are meant, and nobody looks at the rest of the scope.
pub(crate) fn authorization(key: &str) -> HeaderValue {
    let value = format!("AWS4-HMAC-SHA256 Credential={key}/20260101/here/any/aws4_request");
    HeaderValue::try_from(value).expect("access key ids are letters and digits")
}

impl Refusal {
    /// What the sender is told: an error that an SDK can read where it was an SDK.
    pub(crate) fn response(&self) -> Response {
        match self {
            Self::NoService => {
                let message = "no AWS service is named by path, host or signature; set an SDK's \
                               endpoint to http://HOST:PORT/runtime.lex (`lexdr serve --print-env` \
                               prints them all), or ask GET /_lexdr/health";
                let body = serde_json::json!({ "__type": "UnknownService", "message": message });
                let response = http::Response::builder()
                    .status(404)
                    .header("content-type", "application/json")
                    .header("x-amzn-errortype", "UnknownService");
                response
                    .body(body.to_string().into())
                    .expect("status and headers are valid")
            }
            Self::NoRegion(service, region) => {
                let region: String = region.chars().take(40).collect();
                let message = format!(
                    "there is no region {region:?} here; there are those of the partition aws, \
                     such as {DEFAULT_REGION}"
                );
                ServiceError::new("UnknownRegion", 400, message).into_response(*service, "none")
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use bytes::Bytes;
    use http::header::HOST;
    use rstest::rstest;

    use super::*;

    const OPERATOR: &str = "AKIAOPERATOR";

    fn entered(request: Request) -> Result<Request, Refusal> {
        enter(request, &authorization(OPERATOR)).map(|(_, request)| request)
    }

    fn request(uri: &str, host: &str, scope: &str) -> Request {
        let builder = http::Request::builder()
            .method("POST")
            .uri(uri)
            .header(HOST, host);
        let builder = match scope {
            "" => builder,
            scope => builder.header(
                AUTHORIZATION,
                format!("AWS4-HMAC-SHA256 Credential={scope}/aws4_request, Signature=00"),
            ),
        };
        builder.body(Bytes::new()).unwrap()
    }

    const TEXT: &str = "/bot/Flowers/alias/one/user/u/text";

    #[rstest]
    #[case::region_and_service_in_the_path(
        "/us-west-2/runtime.lex/bot/Flowers/alias/one/user/u/text",
        "127.0.0.1:4588",
        "AKID/20260101/us-east-1/lex",
        "https://runtime.lex.us-west-2.amazonaws.com"
    )]
    #[case::service_in_the_path(
        "/runtime.lex/bot/Flowers/alias/one/user/u/text",
        "127.0.0.1:4588",
        "AKID/20260101/us-west-2/lex",
        "https://runtime.lex.us-west-2.amazonaws.com"
    )]
    #[case::the_path_before_the_host(
        "/us-west-2/runtime.lex/bot/Flowers/alias/one/user/u/text",
        "dynamodb.eu-west-1.amazonaws.com",
        "",
        "https://runtime.lex.us-west-2.amazonaws.com"
    )]
    #[case::host_of_aws(
        TEXT,
        "runtime.lex.us-west-2.amazonaws.com",
        "",
        "https://runtime.lex.us-west-2.amazonaws.com"
    )]
    #[case::host_of_here(
        TEXT,
        "runtime.lex.us-west-2.localhost:4588",
        "AKID/20260101/us-east-1/lex",
        "https://runtime.lex.us-west-2.amazonaws.com"
    )]
    #[case::host_without_region(
        TEXT,
        "runtime.lex.localhost",
        "AKID/20260101/us-east-2/lex",
        "https://runtime.lex.us-east-2.amazonaws.com"
    )]
    #[case::signature_only(
        TEXT,
        "localhost:4588",
        "AKID/20260101/us-west-2/lex",
        "https://runtime.lex.us-west-2.amazonaws.com"
    )]
    #[case::neither_region_nor_signature(
        "/runtime.lex/bot/Flowers/alias/one/user/u/text",
        "localhost",
        "",
        "https://runtime.lex.us-east-1.amazonaws.com"
    )]
    fn a_request_finds_its_way(
        #[case] uri: &str,
        #[case] host: &str,
        #[case] scope: &str,
        #[case] expected: &str,
    ) {
        let entered = entered(request(uri, host, scope)).unwrap();
        assert_eq!(entered.uri().to_string(), format!("{expected}{TEXT}"));
    }

    #[rstest]
    #[case(
        "/bots/dynamodb/versions/%24LATEST?a=b%20c",
        "lex",
        "models.lex.us-east-1"
    )]
    #[case(
        "/bots/ID/botAliases/A/botLocales/en_US/sessions/s/text",
        "lex",
        "runtime-v2-lex.us-east-1"
    )]
    #[case("/", "dynamodb", "dynamodb.us-east-1")]
    #[case("/", "iam", "iam")]
    fn the_signature_and_the_path_name_the_service(
        #[case] uri: &str,
        #[case] name: &str,
        #[case] host: &str,
    ) {
        let scope = format!("AKID/20260101/us-east-1/{name}");
        let entered = entered(request(uri, "localhost", &scope)).unwrap();
        assert_eq!(
            entered.uri().to_string(),
            format!("https://{host}.amazonaws.com{uri}")
        );
    }

    #[rstest]
    #[case::strangers("AKIAIOSFODNN7EXAMPLE/20260101/us-east-1/lex", OPERATOR)]
    #[case::nobody("", OPERATOR)]
    #[case::sessions_stay("ASIAFUNCTION/20260101/us-east-1/lex", "ASIAFUNCTION")]
    fn who_is_unknown_acts_as_the_operator(#[case] scope: &str, #[case] expected: &str) {
        let uri = format!("/us-east-1/runtime.lex{TEXT}");
        let entered = entered(request(&uri, "localhost", scope)).unwrap();
        let scope = CredentialScope::of(&entered).unwrap();
        assert_eq!(scope.access_key_id(), expected);
    }

    #[test]
    fn what_names_nothing_is_refused() {
        let refused = |uri, host, scope| entered(request(uri, host, scope)).unwrap_err();
        assert_eq!(refused("/", "localhost:4588", ""), Refusal::NoService);
        assert_eq!(refused("/sqs/x", "localhost", ""), Refusal::NoService);
        let other = refused("/", "localhost", "AKID/20260101/us-east-1/sqs");
        assert_eq!(other, Refusal::NoService);
        let region = refused("/", "localhost", "AKID/20260101/eu-nowhere-9/dynamodb");
        let expected = Refusal::NoRegion(Service::DynamoDb, "eu-nowhere-9".to_owned());
        assert_eq!(region, expected);
        assert_eq!(region.response().status(), 400);
    }
}
