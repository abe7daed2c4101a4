//! Objects.

use bytes::Bytes;
use lexdr_wire::{Request, ServiceError};

use super::{Answered, Bucket, Object};
use crate::date;
use crate::input::header;
use crate::sum::sha256;

/// Headers that change what a request means.
pub(super) const REFUSED: [&str; 8] = [
    "content-encoding",
    "if-match",
    "if-modified-since",
    "if-none-match",
    "if-unmodified-since",
    "range",
    "x-amz-copy-source",
    "x-amz-tagging",
];

/// The longest key, in bytes.
const LONGEST: usize = 1_024;

/// What an object is that nobody has said anything of.
const UNSAID: &str = "binary/octet-stream";

pub(super) fn put(bucket: &mut Bucket, key: &str, request: &Request, now_ms: i64) -> Answered {
    if key.len() > LONGEST {
        let message = "Your key is too long";
        return Err(ServiceError::new("KeyTooLongError", 400, message));
    }
    let body = request.body();
    let sum = sha256(body);
    whole(header(request, "x-amz-content-sha256"), &sum)?;
    let object = Object {
        etag: format!("\"{}\"", &sum[..32]),
        body: body.clone(),
        content_type: header(request, "content-type").unwrap_or(UNSAID).to_owned(),
        changed_ms: now_ms,
    };
    let answer = http::Response::builder().status(200);
    let answer = answer.header("etag", &object.etag);
    bucket.objects.insert(key.to_owned(), object);
    Ok((answer, Bytes::new()))
}

/// Whether the body is what was signed.
fn whole(said: Option<&str>, sum: &str) -> Result<(), ServiceError> {
    match said {
        None => {
            let message = "Missing required header for this request: x-amz-content-sha256";
            Err(ServiceError::new("InvalidRequest", 400, message))
        }
        Some("UNSIGNED-PAYLOAD") => Ok(()),
        Some(said) if said == sum => Ok(()),
        Some(_) => {
            let message = "The provided 'x-amz-content-sha256' header does not match what was \
                           computed.";
            Err(ServiceError::new("XAmzContentSHA256Mismatch", 400, message))
        }
    }
}

pub(super) fn get(bucket: &Bucket, key: &str) -> Answered {
    let Some(object) = bucket.objects.get(key) else {
        let message = "The specified key does not exist.";
        return Err(ServiceError::new("NoSuchKey", 404, message).with_member("Key", key));
    };
    let answer = http::Response::builder().status(200);
    let answer = answer
        .header("content-type", &object.content_type)
        .header("etag", &object.etag)
        .header("last-modified", date::http(object.changed_ms));
    Ok((answer, object.body.clone()))
}
