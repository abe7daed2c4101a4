//! The credential scope of a Signature Version 4: whose signature it is, for which service where.

use std::borrow::Cow;

use percent_encoding::percent_decode_str;

/// `AKID/date/region/service/aws4_request`, from a request's Authorization header or, where the
/// signature is in the URL, from its `X-Amz-Credential`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CredentialScope<'r>(Cow<'r, str>);

impl<'r> CredentialScope<'r> {
    /// The scope of a request; `None` if it is not signed.
    #[must_use]
    pub fn of<B>(request: &'r http::Request<B>) -> Option<Self> {
        let scope = Self(in_header(request).or_else(|| in_query(request))?);
        (!scope.service().is_empty()).then_some(scope)
    }

    /// The access key id: who signed.
    #[must_use]
    pub fn access_key_id(&self) -> &str {
        self.part(0)
    }

    /// The region.
    #[must_use]
    pub fn region(&self) -> &str {
        self.part(2)
    }

    /// The service's signing name.
    #[must_use]
    pub fn service(&self) -> &str {
        self.part(3)
    }

    fn part(&self, nth: usize) -> &str {
        self.0.split('/').nth(nth).unwrap_or_default()
    }
}

fn in_header<B>(request: &http::Request<B>) -> Option<Cow<'_, str>> {
    let header = request.headers().get(http::header::AUTHORIZATION)?;
    let (_, credential) = header.to_str().ok()?.split_once("Credential=")?;
    credential.split([',', ' ']).next().map(Cow::Borrowed)
}

fn in_query<B>(request: &http::Request<B>) -> Option<Cow<'_, str>> {
    let pairs = request.uri().query()?.split('&');
    let credential = pairs
        .filter_map(|pair| pair.split_once('='))
        .find_map(|(name, value)| (name == "X-Amz-Credential").then_some(value))?;
    percent_decode_str(credential).decode_utf8().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parts(request: &http::Request<()>) -> Option<[String; 3]> {
        let scope = CredentialScope::of(request)?;
        Some([scope.access_key_id(), scope.region(), scope.service()].map(str::to_owned))
    }

    #[test]
    fn it_is_found_in_the_header_and_in_the_url() {
        let header = http::Request::builder()
            .header(
                "authorization",
                "AWS4-HMAC-SHA256 Credential=AKID/20260101/us-west-2/lex/aws4_request, \
                 SignedHeaders=host, Signature=00",
            )
            .body(())
            .unwrap();
        let query = http::Request::builder()
            .uri("http://x/?a=b&X-Amz-Credential=AKID%2F20260101%2Fus-west-2%2Flex%2Faws4_request")
            .body(())
            .unwrap();
        let expected = ["AKID", "us-west-2", "lex"].map(str::to_owned);
        assert_eq!(parts(&header), Some(expected.clone()));
        assert_eq!(parts(&query), Some(expected));
    }

    #[test]
    fn other_authorizations_are_none() {
        for value in [
            "Bearer abc",
            "AWS4-HMAC-SHA256 Credential=AKID",
            "AWS4 Credential=a/b",
        ] {
            let request = http::Request::builder().header("authorization", value);
            assert_eq!(parts(&request.body(()).unwrap()), None, "{value}");
        }
        assert_eq!(parts(&http::Request::new(())), None);
    }
}
