//! `aws-chunked`: the form in which SDKs send a body whose signature or checksum follows it.

use bytes::{Buf, Bytes, BytesMut};
use http::{HeaderMap, header};
use lexdr_wire::Request;

/// A body that says it is `aws-chunked` and is not.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("the body is not in the form aws-chunked that its headers announce")]
pub(crate) struct Malformed;

/// The request with the body that its sender meant. Signatures and checksums are not verified.
pub(crate) fn plain(request: Request) -> Result<Request, Malformed> {
    if !is_chunked(request.headers()) {
        return Ok(request);
    }
    let (mut parts, body) = request.into_parts();
    parts.headers.remove(header::CONTENT_ENCODING);
    decode(body).map(|body| Request::from_parts(parts, body))
}

fn is_chunked(headers: &HeaderMap) -> bool {
    let has = |name: &str, part: &str| {
        headers
            .get(name)
            .and_then(|value| value.to_str().ok())
            .is_some_and(|value| value.contains(part))
    };
    has("content-encoding", "aws-chunked") || has("x-amz-content-sha256", "STREAMING-")
}

/// `SIZE[;extension]\r\nDATA\r\n…0[;extension]\r\n[trailers]\r\n`
fn decode(mut body: Bytes) -> Result<Bytes, Malformed> {
    let mut whole = BytesMut::new();
    loop {
        let end = body.windows(2).position(|pair| pair == b"\r\n");
        let line = body.split_to(end.ok_or(Malformed)?);
        body.advance(2);
        let size = std::str::from_utf8(&line).map_err(|_| Malformed)?;
        let size = size.split(';').next().unwrap_or_default();
        let size = usize::from_str_radix(size, 16).map_err(|_| Malformed)?;
        if size == 0 {
            return Ok(whole.freeze());
        }
        if body.len() < size || !body[size..].starts_with(b"\r\n") {
            return Err(Malformed);
        }
        whole.extend_from_slice(&body.split_to(size));
        body.advance(2);
    }
}

#[cfg(test)]
mod tests {
    use rstest::rstest;

    use super::*;

    fn request(header: (&str, &str), body: &'static str) -> Request {
        http::Request::builder()
            .header(header.0, header.1)
            .body(Bytes::from_static(body.as_bytes()))
            .unwrap()
    }

    #[rstest]
    #[case::signed(
        ("x-amz-content-sha256", "STREAMING-AWS4-HMAC-SHA256-PAYLOAD"),
        "5;chunk-signature=ab\r\nhello\r\n1;chunk-signature=cd\r\n!\r\n0;chunk-signature=ef\r\n\r\n"
    )]
    #[case::with_a_checksum(
        ("content-encoding", "aws-chunked"),
        "6\r\nhello!\r\n0\r\nx-amz-checksum-crc32:AAAAAA==\r\n\r\n"
    )]
    #[case::plain(("x-amz-content-sha256", "UNSIGNED-PAYLOAD"), "hello!")]
    fn the_body_is_what_was_meant(#[case] header: (&str, &str), #[case] body: &'static str) {
        let request = plain(request(header, body)).unwrap();
        assert_eq!(request.body().as_ref(), b"hello!");
    }

    #[rstest]
    #[case("hello")]
    #[case("5\r\nhell")]
    #[case("5\r\nhelloo\r\n0\r\n\r\n")]
    #[case("fffffffffffffffff\r\nhello\r\n")]
    #[case("5\r\nhello\r\n")]
    fn what_is_not_in_that_form_is_refused(#[case] body: &'static str) {
        let refused = plain(request(("content-encoding", "aws-chunked"), body));
        assert_eq!(refused.unwrap_err(), Malformed);
    }
}
