//! Dates in the forms that AWS writes them.

use jiff::Timestamp;

fn format(form: &str, ms: i64) -> String {
    // Out of range means before year -9999 or after 9999: no clock shows that.
    Timestamp::from_millisecond(ms)
        .unwrap_or_default()
        .strftime(form)
        .to_string()
}

/// `2026-01-01T00:00:15.000Z`, as Lambda's logs and SDK timestamps have it.
pub(crate) fn iso(ms: i64) -> String {
    format("%Y-%m-%dT%H:%M:%S%.3fZ", ms)
}

/// `2026-01-01T00:00:15Z`, as IAM and scheduled events have it.
pub(crate) fn iso_seconds(ms: i64) -> String {
    format("%Y-%m-%dT%H:%M:%SZ", ms)
}

/// `2026-01-01T00:00:15.000+0000`, as a function's `LastModified` has it.
pub(crate) fn offset(ms: i64) -> String {
    format("%Y-%m-%dT%H:%M:%S%.3f+0000", ms)
}

/// `Thu, 01 Jan 2026 00:00:15 GMT`, as headers have it.
pub(crate) fn http(ms: i64) -> String {
    format("%a, %d %b %Y %H:%M:%S GMT", ms)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dates_have_the_forms_of_aws() {
        assert_eq!(iso(1_767_225_615_007), "2026-01-01T00:00:15.007Z");
        assert_eq!(iso_seconds(1_767_225_615_007), "2026-01-01T00:00:15Z");
        assert_eq!(http(1_767_225_615_007), "Thu, 01 Jan 2026 00:00:15 GMT");
        assert_eq!(offset(1_767_225_615_000), "2026-01-01T00:00:15.000+0000");
    }
}
