//! Keeping web pages out of the administration.
//!
//! A page from anywhere can let its visitor's browser send requests to this machine. Browsers say
//! whose page it is (`Origin`, `Sec-Fetch-Site`), except where the page pretends to come from here:
//! then the name that it had resolved to this machine stands in `Host`.

use std::net::IpAddr;

use http::header::{HOST, ORIGIN};
use http::{HeaderMap, Uri};

/// Whether these are the headers of a page from elsewhere. Where the server listens for other
/// machines, too, any host name may be its own.
#[must_use]
pub fn is_foreign(headers: &HeaderMap, remote: bool) -> bool {
    let text = |name| {
        headers
            .get(name)
            .map(|value| value.to_str().unwrap_or("null"))
    };
    let origin = text(ORIGIN.as_str()).is_some_and(|origin| !is_local(origin));
    let site = text("sec-fetch-site").is_some_and(|site| site == "cross-site");
    let host = text(HOST.as_str()).is_some_and(|host| !remote && !is_local(host));
    origin || site || host
}

/// Whether `NAME[:PORT]` or a URL of it names this machine or an address, which nobody can let
/// point elsewhere.
fn is_local(text: &str) -> bool {
    let uri = text.parse::<Uri>().ok();
    let Some(name) = uri.as_ref().and_then(Uri::host) else {
        return false;
    };
    let name = name.to_ascii_lowercase();
    let address = name
        .trim_start_matches('[')
        .trim_end_matches(']')
        .parse::<IpAddr>();
    let is_url = text.contains("://");
    match address {
        Ok(address) => address.is_loopback() || !is_url,
        Err(_) => name == "localhost" || name.ends_with(".localhost"),
    }
}

#[cfg(test)]
mod tests {
    use http::HeaderValue;
    use rstest::rstest;

    use super::*;

    #[rstest]
    #[case::curl(&[("host", "127.0.0.1:4588")], false)]
    #[case::by_name(&[("host", "localhost:4588")], false)]
    #[case::by_other_name(&[("host", "lexdr.localhost:4588")], false)]
    #[case::six(&[("host", "[::1]:4588")], false)]
    #[case::in_a_container(&[("host", "172.17.0.1:4588")], false)]
    #[case::a_page_of_this_machine(&[("host", "localhost:4588"), ("origin", "http://localhost:3000")], false)]
    #[case::old_client(&[], false)]
    #[case::a_page(&[("host", "localhost:4588"), ("origin", "https://example.com")], true)]
    #[case::a_page_without_origin(&[("host", "localhost:4588"), ("origin", "null")], true)]
    #[case::a_page_by_address(&[("host", "localhost:4588"), ("origin", "http://192.0.2.1")], true)]
    #[case::a_link(&[("host", "localhost:4588"), ("sec-fetch-site", "cross-site")], true)]
    #[case::a_name_that_points_here(&[("host", "rebind.example.com:4588")], true)]
    #[case::no_text(&[("host", "localhost"), ("origin", "\u{fc}")], true)]
    fn pages_from_elsewhere_are_told_apart(
        #[case] given: &[(&'static str, &str)],
        #[case] foreign: bool,
    ) {
        let mut headers = HeaderMap::new();
        for (name, value) in given {
            headers.insert(*name, HeaderValue::from_bytes(value.as_bytes()).unwrap());
        }
        assert_eq!(is_foreign(&headers, false), foreign);
    }

    #[test]
    fn a_server_for_others_has_any_name_but_still_no_foreign_pages() {
        let mut headers = HeaderMap::new();
        headers.insert("host", HeaderValue::from_static("lexdr:4588"));
        assert!(!is_foreign(&headers, true));
        headers.insert("origin", HeaderValue::from_static("https://example.com"));
        assert!(is_foreign(&headers, true));
    }
}
