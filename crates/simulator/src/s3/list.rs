//! What is in a bucket.

use std::ops::Bound;

use lexdr_wire::{Request, Service, ServiceError};
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};

use super::{Answered, Bucket, buckets};
use crate::date;
use crate::iam::Xml;
use crate::input::query;

/// The parameters that are known. SDKs ask for encoded keys, which XML takes whatever is in them.
pub(super) const PARAMETERS: [&str; 6] = [
    "continuation-token",
    "encoding-type",
    "list-type",
    "max-keys",
    "prefix",
    "start-after",
];

/// The most that one answer has.
const MOST: usize = 1_000;

/// What a key has that need not be encoded.
const PLAIN: &AsciiSet = &NON_ALPHANUMERIC
    .remove(b'-')
    .remove(b'_')
    .remove(b'.')
    .remove(b'~')
    .remove(b'/');

/// Lists the objects of a bucket in order, with the last key as the token of what comes after it.
pub(super) fn list(bucket: &Bucket, name: &str, request: &Request) -> Answered {
    if query(request, "list-type").as_deref() != Some("2") {
        return Err(ServiceError::not_implemented(Service::S3, "ListObjects"));
    }
    let limit = match query(request, "max-keys").map(|text| text.parse::<usize>()) {
        None => MOST,
        Some(Ok(limit)) => limit.min(MOST),
        Some(Err(_)) => {
            let message = "Provided max-keys not an integer or within integer range";
            return Err(ServiceError::new("InvalidArgument", 400, message));
        }
    };
    let prefix = query(request, "prefix").unwrap_or_default();
    let after = query(request, "continuation-token").or_else(|| query(request, "start-after"));
    let encoded = query(request, "encoding-type").as_deref() == Some("url");
    let written = |text: &str| match encoded {
        true => utf8_percent_encode(text, PLAIN).to_string(),
        false => text.to_owned(),
    };
    let begin = after.map_or(Bound::Unbounded, Bound::Excluded);
    let all = bucket.objects.range::<String, _>((begin, Bound::Unbounded));
    let mut rest = all.filter(|(key, _)| key.starts_with(&prefix));
    let page: Vec<_> = rest.by_ref().take(limit).collect();
    let more = limit > 0 && rest.next().is_some();
    let mut shown = Xml::new()
        .text("Name", name)
        .text("Prefix", written(&prefix))
        .text("KeyCount", page.len().to_string())
        .text("MaxKeys", limit.to_string())
        .text("IsTruncated", more.to_string());
    if encoded {
        shown = shown.text("EncodingType", "url");
    }
    if let (Some((last, _)), true) = (page.last(), more) {
        shown = shown.text("NextContinuationToken", last.as_str());
    }
    for (key, object) in &page {
        let one = Xml::new()
            .text("Key", written(key))
            .text("LastModified", date::iso(object.changed_ms))
            .text("ETag", &object.etag)
            .text("Size", object.body.len().to_string())
            .text("StorageClass", "STANDARD");
        shown = shown.element("Contents", &one);
    }
    let body = format!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n\
         <ListBucketResult xmlns=\"http://s3.amazonaws.com/doc/2006-03-01/\">{shown}\
         </ListBucketResult>"
    );
    let answer = buckets::answer(bucket).header("content-type", "application/xml");
    Ok((answer, body.into()))
}
