//! Buckets.

use bytes::Bytes;
use lexdr_wire::ServiceError;

use super::{Answered, Bucket, Buckets};

/// The region whose buckets are made without a word of where.
const UNSAID: &str = "us-east-1";

/// The bucket, for a request to `region`.
///
/// # Errors
/// If there is none of that name, or it is elsewhere.
pub(super) fn find<'b>(
    buckets: &'b mut Buckets,
    name: &str,
    region: &str,
) -> Result<&'b mut Bucket, ServiceError> {
    let Some(bucket) = buckets.get_mut(name) else {
        let error = ServiceError::new("NoSuchBucket", 404, "The specified bucket does not exist");
        return Err(error.with_member("BucketName", name));
    };
    if bucket.region == region {
        return Ok(bucket);
    }
    let message = "The bucket you are attempting to access must be addressed using the specified \
                   endpoint. Please send all future requests to this endpoint.";
    let endpoint = format!("s3.{}.amazonaws.com", bucket.region);
    Err(ServiceError::new("PermanentRedirect", 301, message)
        .with_member("Bucket", name)
        .with_member("Endpoint", endpoint)
        .with_header("x-amz-bucket-region", &bucket.region))
}

/// What an answer about a bucket begins with.
pub(super) fn answer(bucket: &Bucket) -> http::response::Builder {
    let builder = http::Response::builder().status(200);
    builder.header("x-amz-bucket-region", &bucket.region)
}

pub(super) fn create(buckets: &mut Buckets, name: &str, region: &str, body: &[u8]) -> Answered {
    if !is_name(name) {
        let error = ServiceError::new(
            "InvalidBucketName",
            400,
            "The specified bucket is not valid.",
        );
        return Err(error.with_member("BucketName", name));
    }
    let asked = location(body);
    if asked.as_deref().unwrap_or(UNSAID) != region {
        let asked = asked.as_deref().unwrap_or("unspecified");
        let message = format!(
            "The {asked} location constraint is incompatible for the region specific endpoint \
             this request was sent to."
        );
        let code = "IllegalLocationConstraintException";
        return Err(ServiceError::new(code, 400, message));
    }
    if buckets.contains_key(name) {
        let message = "Your previous request to create the named bucket succeeded and you already \
                       own it.";
        return Err(ServiceError::new("BucketAlreadyOwnedByYou", 409, message));
    }
    buckets.insert(name.to_owned(), Bucket::new(region));
    let answer = http::Response::builder().status(200);
    Ok((answer.header("location", format!("/{name}")), Bytes::new()))
}

/// The region that the body names.
fn location(body: &[u8]) -> Option<String> {
    let text = std::str::from_utf8(body).ok()?;
    let (_, rest) = text.split_once("<LocationConstraint>")?;
    let (region, _) = rest.split_once("</LocationConstraint>")?;
    Some(region.trim().to_owned())
}

/// As "General purpose bucket naming rules" has it, but for the less likely slips.
fn is_name(name: &str) -> bool {
    let sign = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit();
    let ends = [name.bytes().next(), name.bytes().last()];
    (3..=63).contains(&name.len())
        && name.bytes().all(|byte| sign(byte) || b"-.".contains(&byte))
        && ends.into_iter().flatten().all(sign)
}
