//! Times in the item: ISO 8601, UTC, whole milliseconds, fixed width, so that their order as text
//! is their order in time.

use std::time::{Duration, SystemTime, UNIX_EPOCH};

use jiff::Timestamp;

/// `2026-01-31T12:00:00.000Z`. Times out of the range of years 0 to 9999 become its nearest end.
#[must_use]
pub fn iso8601(time: SystemTime) -> String {
    let first = Timestamp::UNIX_EPOCH;
    let timestamp = Timestamp::try_from(whole_millis(time))
        .unwrap_or(Timestamp::MAX)
        .max(first);
    format!("{timestamp:.3}")
}

/// Reads any RFC 3339 time; nothing if `text` is none.
#[must_use]
pub fn parse_iso8601(text: &str) -> Option<SystemTime> {
    text.parse::<Timestamp>().ok().map(SystemTime::from)
}

/// The same time without what is below a millisecond, as it comes back from the item.
#[must_use]
pub fn whole_millis(time: SystemTime) -> SystemTime {
    let since_epoch = time.duration_since(UNIX_EPOCH).unwrap_or_default();
    let below = Duration::from_nanos(u64::from(since_epoch.subsec_nanos() % 1_000_000));
    UNIX_EPOCH + (since_epoch - below)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_order_is_time_order_and_the_width_is_fixed() {
        let times: Vec<SystemTime> = [0, 1, 999, 1_000, 1_700_000_000_000, 1_700_000_000_001]
            .into_iter()
            .map(|ms| UNIX_EPOCH + Duration::from_millis(ms))
            .collect();
        let texts: Vec<String> = times.iter().copied().map(iso8601).collect();
        assert!(
            texts.is_sorted() && texts.iter().all(|text| text.len() == 24),
            "{texts:?}"
        );
        assert_eq!(texts[4], "2023-11-14T22:13:20.000Z");
        let back: Vec<SystemTime> = texts
            .iter()
            .filter_map(|text| parse_iso8601(text))
            .collect();
        assert_eq!(back, times);
    }

    #[test]
    fn what_is_below_a_millisecond_is_dropped_not_rounded() {
        let time = UNIX_EPOCH + Duration::from_nanos(1_999_999);
        assert_eq!(iso8601(time), "1970-01-01T00:00:00.001Z");
        assert_eq!(whole_millis(time), UNIX_EPOCH + Duration::from_millis(1));
    }

    #[test]
    fn what_is_no_time_is_nothing() {
        for text in [
            "",
            "yesterday",
            "2026-01-31",
            "2026-01-31T12:00:00",
            "17000",
        ] {
            assert_eq!(parse_iso8601(text), None, "{text}");
        }
    }
}
