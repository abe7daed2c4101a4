//! S3: buckets, and objects as they were put.
//!
//! A bucket is in one region, and its name is nobody else's. What a request says beside the object
//! itself, such as tags, conditions or parts of uploads, is refused by name rather than ignored; so
//! are bodies in signed chunks. Entity tags are not MD5 sums, which S3 does not promise either.

mod buckets;
mod list;
mod objects;

use std::collections::BTreeMap;
use std::sync::{Mutex, MutexGuard};

use bytes::Bytes;
use lexdr_wire::{Body, Call, Request, Response, Service, ServiceError};

use crate::input::header;
use crate::lock::locked;
use crate::world::World;

/// All buckets of the account.
#[derive(Debug, Default)]
pub(crate) struct S3(Mutex<Buckets>);

type Buckets = BTreeMap<String, Bucket>;

/// A bucket.
#[derive(Debug)]
struct Bucket {
    region: String,
    objects: BTreeMap<String, Object>,
}

impl Bucket {
    fn new(region: &str) -> Self {
        Self {
            region: region.to_owned(),
            objects: BTreeMap::new(),
        }
    }
}

/// An object.
#[derive(Debug, Clone)]
struct Object {
    body: Bytes,
    content_type: String,
    etag: String,
    changed_ms: i64,
}

/// A success: a builder with status and headers, and the body.
type Answered = Result<(http::response::Builder, Bytes), ServiceError>;

impl S3 {
    fn buckets(&self) -> MutexGuard<'_, Buckets> {
        locked(&self.0)
    }

    pub(crate) fn create(&self, region: &str, name: &str) {
        let mut buckets = self.buckets();
        let missing = || Bucket::new(region);
        buckets.entry(name.to_owned()).or_insert_with(missing);
    }

    pub(crate) fn object(&self, bucket: &str, key: &str) -> Option<Bytes> {
        let buckets = self.buckets();
        let object = buckets.get(bucket)?.objects.get(key)?;
        Some(object.body.clone())
    }
}

/// Answers a call of S3.
pub(crate) fn handle(world: &World, call: &Call, request: &Request, request_id: &str) -> Response {
    let mut response = match act(world, call, request) {
        Ok((builder, body)) => builder
            .header("x-amz-request-id", request_id)
            .body(body.into())
            .expect("status and headers are valid"),
        Err(error) => error.into_response(Service::S3, request_id),
    };
    if request.method() == http::Method::HEAD {
        let body = std::mem::replace(response.body_mut(), Body::empty());
        let length = body.bytes().map_or(0, Bytes::len);
        let headers = response.headers_mut();
        headers.insert(http::header::CONTENT_LENGTH, length.into());
    }
    response
}

fn act(world: &World, call: &Call, request: &Request) -> Answered {
    let mut buckets = world.s3.buckets();
    let (name, key) = (call.label("Bucket"), call.label("Key"));
    match call.operation.as_str() {
        "CreateBucket" => {
            plain(call, request, &[], &[])?;
            buckets::create(&mut buckets, name, &call.region, request.body())
        }
        "HeadBucket" => buckets::find(&mut buckets, name, &call.region)
            .map(|bucket| (buckets::answer(bucket), Bytes::new())),
        "ListObjectsV2" => {
            plain(call, request, &list::PARAMETERS, &[])?;
            list::list(
                buckets::find(&mut buckets, name, &call.region)?,
                name,
                request,
            )
        }
        "PutObject" => {
            plain(call, request, &[], &objects::REFUSED)?;
            let bucket = buckets::find(&mut buckets, name, &call.region)?;
            objects::put(bucket, key, request, world.clock.now_ms())
        }
        "GetObject" | "HeadObject" => {
            plain(call, request, &[], &objects::REFUSED)?;
            objects::get(buckets::find(&mut buckets, name, &call.region)?, key)
        }
        other => Err(ServiceError::not_implemented(Service::S3, other)),
    }
}

/// Refuses what is about something else than the whole, by its query or its headers: an answer
/// that looks as if it had an effect would be a false success.
fn plain(
    call: &Call,
    request: &Request,
    known: &[&str],
    refused: &[&str],
) -> Result<(), ServiceError> {
    let query = request.uri().query().unwrap_or_default().split('&');
    let mut names = query.map(|pair| pair.split('=').next().unwrap_or_default());
    // SDKs name the operation in `x-id`, for people.
    let other = names.find(|name| !matches!(*name, "" | "x-id") && !known.contains(name));
    let other = other.or_else(|| {
        let mut refused = refused.iter().copied();
        refused.find(|name| header(request, name).is_some())
    });
    match other {
        None => Ok(()),
        Some(name) => {
            let what = format!("{} with {name}", call.operation);
            Err(ServiceError::not_implemented(Service::S3, &what))
        }
    }
}
