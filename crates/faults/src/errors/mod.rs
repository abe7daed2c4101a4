//! The errors AWS services answer with, by name.
//!
//! A rule may name only what the services it is about really send: an error nobody ever sees
//! proves nothing about a failover. Names stand with or without `Exception`.

mod data;
mod lex;
mod table;

use lexdr_wire::{Response, Service, ServiceError};

use crate::field::{FieldError, Read};
use crate::services::spoken;
use crate::suggest::{listed, meant, quoted};
pub(crate) use table::{Extra, Known};
use table::{common, own};

/// V1 and V2 name the same failures differently. A rule for both runtimes may use either name,
/// and each runtime then sends its own.
const LEX_PAIRS: [(&str, &str); 4] = [
    ("NotFound", "ResourceNotFound"),
    ("BadRequest", "Validation"),
    ("InternalFailure", "InternalServer"),
    ("LimitExceeded", "Throttling"),
];

/// The error a service sends under this name, or under the other Lex runtime's name for it.
pub(crate) fn find(service: Service, name: &str) -> Option<&'static Known> {
    exact(service, name).or_else(|| {
        let short = short(name);
        let other = match service {
            Service::LexRuntime => LEX_PAIRS.iter().find(|(_, v2)| *v2 == short)?.0,
            Service::LexRuntimeV2 => LEX_PAIRS.iter().find(|(v1, _)| *v1 == short)?.1,
            _ => return None,
        };
        exact(service, other)
    })
}

fn exact(service: Service, name: &str) -> Option<&'static Known> {
    let name = short(name);
    own(service).iter().chain(common(service)).find(|known| {
        short(known.code) == name || known.also.is_some_and(|also| short(also) == name)
    })
}

fn short(name: &str) -> &str {
    name.strip_suffix("Exception").unwrap_or(name)
}

/// The names of all errors of a service.
pub(crate) fn names(service: Service) -> Vec<&'static str> {
    own(service)
        .iter()
        .chain(common(service))
        .map(|known| known.code)
        .collect()
}

/// Refuses a name that one of these services never sends.
pub(crate) fn check(path: &str, name: &str, services: &[Service]) -> Read<()> {
    let lex = [Service::LexRuntime, Service::LexRuntimeV2];
    let spans_lex = lex.iter().all(|service| services.contains(service));
    for service in services {
        let known = if spans_lex {
            find(*service, name)
        } else {
            exact(*service, name)
        };
        if known.is_some() {
            continue;
        }
        let problem = format!("{} is no error of {}", quoted(name), spoken(*service));
        let known = names(*service);
        let elsewhere: Vec<&str> = Service::ALL
            .into_iter()
            .filter(|other| other != service && exact(*other, name).is_some())
            .map(spoken)
            .collect();
        let suggestion = match (elsewhere.as_slice(), pair(*service, name)) {
            ([], _) => meant(name, known, "known are"),
            (others, Some(own)) => {
                let list = listed(known, "known are");
                format!(
                    "{} calls it `{own}`, {}; {list}",
                    spoken(*service),
                    sent_by(others)
                )
            }
            (others, None) => format!("{}; {}", sent_by(others), listed(known, "known are")),
        };
        return Err(FieldError::new(path, problem).suggest(suggestion));
    }
    Ok(())
}

fn sent_by(services: &[&str]) -> String {
    listed(services.iter().copied(), "it is sent by")
}

/// What this Lex runtime calls the other one's error.
fn pair(service: Service, name: &str) -> Option<&'static str> {
    find(service, name).map(|known| known.code)
}

/// The error a service answers calls beyond a limit with.
pub(crate) const fn throttle(service: Service) -> &'static str {
    match service {
        Service::LexRuntime | Service::LexModels => "LimitExceededException",
        Service::DynamoDb => "ProvisionedThroughputExceededException",
        Service::Lambda => "TooManyRequestsException",
        Service::Iam | Service::Sts | Service::CloudWatch => "Throttling",
        Service::LexRuntimeV2
        | Service::LexModelsV2
        | Service::Events
        | Service::Scheduler
        | Service::Connect => "ThrottlingException",
        Service::S3 => "SlowDown",
    }
}

/// The answer with this error.
pub(crate) fn respond(
    known: &Known,
    message: Option<&str>,
    service: Service,
    operation: &str,
    request_id: &str,
) -> Response {
    let message = message.map_or_else(|| known.message_for(service, operation), str::to_owned);
    let mut error = ServiceError::new(known.code, known.status, message);
    if service == Service::Lambda {
        let kind = if known.status < 500 {
            "User"
        } else {
            "Service"
        };
        error = error.with_member("Type", kind);
    }
    match known.extra {
        Extra::None => {}
        Extra::RetryAfter => error = error.with_header("retry-after", "1"),
        Extra::Reason(reason) => {
            error = error
                .with_member("Reason", reason)
                .with_header("retry-after", "1");
        }
        // This error names what is in the way and carries no text.
        Extra::InUse => {
            let body = serde_json::json!({
                "referenceType": "BotAlias",
                "exampleReference": { "name": "ver_one", "version": "1" },
            });
            let mut response = error.into_response(service, request_id);
            *response.body_mut() = body.to_string().into();
            return response;
        }
    }
    error.into_response(service, request_id)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_error_of_every_service_becomes_an_answer() {
        for service in Service::ALL {
            let all = names(service);
            assert!(all.contains(&throttle(service)), "{service}");
            for name in all {
                let known = find(service, name).unwrap();
                let response = respond(known, None, service, "AnyOperation", "id");
                assert_eq!(response.status(), known.status, "{service} {name}");
                let body = String::from_utf8_lossy(response.body().bytes().unwrap());
                assert!(!body.contains("{action}"), "{service} {name}: {body}");
            }
        }
    }

    #[test]
    fn a_resource_in_use_is_named_without_a_text() {
        let known = find(Service::LexModels, "ResourceInUse").unwrap();
        let response = respond(known, None, Service::LexModels, "DeleteBot", "id");
        let body = std::str::from_utf8(response.body().bytes().unwrap()).unwrap();
        assert!(
            body.contains("exampleReference") && !body.contains("essage"),
            "{body}"
        );
    }
}
