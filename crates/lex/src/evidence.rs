//! What a failed call says about the bot.
//!
//! Down is everything that would keep the bot from serving a caller: it is gone or not built, the
//! service or what it depends on fails, there is no connection, no answer in time, or no readable
//! one, or it is throttled beyond all retries. No evidence is everything that is about the asker:
//! permissions, credentials, signatures, and the conflict with another client of the same session.

use lexdr_route::Failure;

use crate::{Evidence, Probe};

/// Names of errors about the asker. The first two are Lex's, the others come from the layer in
/// front of every AWS service ("Common error types" of the Lex API reference, and the names the
/// AWS SDKs know for the same).
const ABOUT_THE_ASKER: [&str; 18] = [
    "AccessDeniedException",
    "ConflictException",
    "AccessDenied",
    "AuthFailure",
    "ExpiredToken",
    "ExpiredTokenException",
    "IncompleteSignature",
    "IncompleteSignatureException",
    "InvalidAccessKeyId",
    "InvalidClientTokenId",
    "InvalidSignatureException",
    "MissingAuthenticationToken",
    "MissingAuthenticationTokenException",
    "NotAuthorized",
    "OptInRequired",
    "RequestExpired",
    "SignatureDoesNotMatch",
    "UnrecognizedClientException",
];

/// Statuses that mean the same when the error has another name or none.
const ASKER_STATUSES: [u16; 3] = [401, 403, 409];

/// Errors about the asker whose text is safe to log. The others quote access key ids, signatures
/// and session tokens.
const SAFE_TEXT: [&str; 2] = ["AccessDeniedException", "ConflictException"];

/// Judges a failed question.
pub(crate) fn of(failure: Failure) -> Probe {
    let reason = failure.to_string();
    let (about_the_asker, session_may_be_open, detail) = match failure {
        Failure::NotSent { .. } => (true, false, None),
        Failure::Timeout | Failure::Connection | Failure::Garbled => (false, true, None),
        Failure::Service {
            code,
            status,
            message,
        } => {
            let code = code.unwrap_or_default();
            let about_the_asker =
                ABOUT_THE_ASKER.contains(&code.as_str()) || ASKER_STATUSES.contains(&status);
            let safe = !about_the_asker || SAFE_TEXT.contains(&code.as_str());
            // A client error is an answer before any work was done. What depends on a Lambda or on
            // the service itself may fail after the session was made.
            let open = status >= 500 || status == 424;
            (about_the_asker, open, message.filter(|_| safe))
        }
    };
    let evidence = if about_the_asker {
        Evidence::NoEvidence(reason)
    } else {
        Evidence::Down(reason)
    };
    Probe {
        evidence,
        session_may_be_open,
        detail,
    }
}
