//! From bytes to members and back, in the protocol of the caller.

use std::io::Read;

use flate2::read::GzDecoder;
use http::HeaderValue;
use http::header::{CONTENT_ENCODING, CONTENT_LENGTH, CONTENT_TYPE};
use lexdr_wire::{Body, Request, Response, ServiceError};
use serde_json::Value;

use super::cbor;
use crate::input::{Input, header};

/// The quota on a request, unpacked (PutMetricData: 1 MB).
const MOST_BYTES: u64 = 1 << 20;

/// How awsJson callers name their operation; the others have it in the path.
const TARGET: &str = "x-amz-target";

/// The members of a request.
pub(super) fn read(request: &Request) -> Result<Input, ServiceError> {
    let unpacked;
    let body: &[u8] = match header(request, CONTENT_ENCODING.as_str()) {
        Some("gzip") => {
            unpacked = unpack(request.body())?;
            &unpacked
        }
        _ => request.body(),
    };
    if body.len() as u64 > MOST_BYTES {
        return Err(too_large());
    }
    if header(request, TARGET).is_some() || body.is_empty() {
        return Input::parse(body);
    }
    match cbor::decoded(body) {
        Ok(Value::Object(members)) => Ok(Input::from(members)),
        Ok(_) => Err(malformed("the body is no map")),
        Err(error) => Err(malformed(&format!("the body is no CBOR: {error}"))),
    }
}

fn unpack(body: &[u8]) -> Result<Vec<u8>, ServiceError> {
    let mut unpacked = Vec::new();
    let mut unpacker = GzDecoder::new(body).take(MOST_BYTES + 1);
    match unpacker.read_to_end(&mut unpacked) {
        Ok(_) => Ok(unpacked),
        Err(error) => Err(malformed(&format!("the body is no gzip: {error}"))),
    }
}

fn malformed(message: &str) -> ServiceError {
    ServiceError::new("SerializationException", 400, message)
}

fn too_large() -> ServiceError {
    let message = format!("Request must be smaller than {MOST_BYTES} bytes");
    ServiceError::new("RequestEntityTooLarge", 413, message)
}

/// The checks of members are those of the JSON services; here they have the name of the query
/// protocol.
pub(super) fn renamed(mut error: ServiceError) -> ServiceError {
    if error.code == "ValidationException" {
        error.code = "ValidationError".into();
    }
    error
}

/// A success. Operations without an answer send no body.
pub(super) fn answer(body: &Value, request_id: &str) -> Response {
    let builder = http::Response::builder()
        .status(200)
        .header("smithy-protocol", "rpc-v2-cbor")
        .header("x-amzn-requestid", request_id);
    let answer = if body.is_null() {
        builder.body(Body::empty())
    } else {
        builder
            .header(CONTENT_TYPE, "application/cbor")
            .body(cbor::encoded(body).into())
    };
    answer.expect("status and headers are valid")
}

/// The answer for the caller of `request`: as it is, or in JSON for one who asked in JSON.
pub(crate) fn in_words_of(request: &Request, mut response: Response) -> Response {
    if header(request, TARGET).is_none() {
        return response;
    }
    let value = response
        .body()
        .bytes()
        .and_then(|body| cbor::decoded(body).ok());
    let text = value.map_or_else(String::new, |value| value.to_string());
    let headers = response.headers_mut();
    headers.remove("smithy-protocol");
    headers.remove(CONTENT_LENGTH);
    headers.insert(
        CONTENT_TYPE,
        HeaderValue::from_static("application/x-amz-json-1.0"),
    );
    *response.body_mut() = text.into();
    response
}

/// The alarms that a request names.
pub(crate) fn alarm_names(request: &Request) -> Vec<String> {
    let input = read(request).unwrap_or_default();
    let one = input.get("AlarmName").cloned();
    let more = input.list("AlarmNames").unwrap_or_default().iter().cloned();
    let names = one.into_iter().chain(more);
    names
        .filter_map(|name| name.as_str().map(str::to_owned))
        .collect()
}

#[cfg(test)]
mod tests {
    use std::io::Write;

    use flate2::Compression;
    use flate2::write::GzEncoder;
    use serde_json::json;

    use super::*;

    fn request(encoding: &str, body: Vec<u8>) -> Request {
        let builder = http::Request::builder().header("content-encoding", encoding);
        builder.body(body.into()).unwrap()
    }

    #[test]
    fn what_unpacks_to_more_than_a_request_can_be_is_refused() {
        let packed = |length: usize| {
            let mut packer = GzEncoder::new(Vec::new(), Compression::best());
            packer.write_all(&vec![0xa0; length]).unwrap();
            packer.finish().unwrap()
        };
        let most = usize::try_from(MOST_BYTES).unwrap();
        let code = |length| read(&request("gzip", packed(length))).unwrap_err().code;
        assert_eq!(code(most), "SerializationException");
        assert_eq!(code(most + 1), "RequestEntityTooLarge");
        assert_eq!(code(most * 100), "RequestEntityTooLarge");
        assert!(read(&request("gzip", packed(1))).is_ok());
    }

    #[test]
    fn who_asks_in_json_is_answered_in_json() {
        let response = || answer(&json!({ "Timestamps": [1.5] }), "id");
        let cbor = in_words_of(&request("identity", Vec::new()), response());
        assert_eq!(cbor.headers()["content-type"], "application/cbor");
        let mut asked = request("identity", Vec::new());
        asked
            .headers_mut()
            .insert(TARGET, HeaderValue::from_static("X.Y"));
        let json = in_words_of(&asked, response());
        assert_eq!(json.headers()["content-type"], "application/x-amz-json-1.0");
        assert_eq!(
            json.body().bytes().unwrap().as_ref(),
            br#"{"Timestamps":[1.5]}"#
        );
    }
}
