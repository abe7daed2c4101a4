//! The date format of HTTP headers (RFC 9110, IMF-fixdate).

use std::time::{Duration, SystemTime};

const DAYS: [&str; 7] = ["Thu", "Fri", "Sat", "Sun", "Mon", "Tue", "Wed"];
const MONTHS: [&str; 12] = [
    "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec",
];

/// A date as a `Date` header states it; dates before 1970 read as 1970.
pub(crate) fn format(date: SystemTime) -> String {
    let since = date
        .duration_since(SystemTime::UNIX_EPOCH)
        .unwrap_or(Duration::ZERO)
        .as_secs();
    let (days, of_day) = (since / 86_400, since % 86_400);
    let (year, month, day) = civil(days);
    format!(
        "{}, {day:02} {} {year:04} {:02}:{:02}:{:02} GMT",
        DAYS[(days % 7) as usize],
        MONTHS[month],
        of_day / 3_600,
        of_day / 60 % 60,
        of_day % 60,
    )
}

/// Year, month from 0 and day of month of a day counted from 1970-01-01. Years begin in March
/// here, so that the leap day is the last of its year (Hinnant, "chrono-compatible low-level date
/// algorithms").
const fn civil(days: u64) -> (u64, usize, u64) {
    let days = days + 719_468;
    let (era, of_era) = (days / 146_097, days % 146_097);
    let year_of_era = (of_era - of_era / 1_460 + of_era / 36_524 - of_era / 146_096) / 365;
    let of_year = of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    let shifted = (5 * of_year + 2) / 153;
    let day = of_year - (153 * shifted + 2) / 5 + 1;
    let month = if shifted < 10 {
        shifted + 2
    } else {
        shifted - 10
    };
    let year = year_of_era + era * 400 + if month < 2 { 1 } else { 0 };
    (year, month as usize, day)
}

#[cfg(test)]
mod tests {
    use rstest::rstest;

    use super::*;

    #[rstest]
    #[case(0, "Thu, 01 Jan 1970 00:00:00 GMT")]
    #[case(784_111_777, "Sun, 06 Nov 1994 08:49:37 GMT")]
    #[case(951_782_400, "Tue, 29 Feb 2000 00:00:00 GMT")]
    #[case(1_709_251_199, "Thu, 29 Feb 2024 23:59:59 GMT")]
    #[case(4_102_444_800, "Fri, 01 Jan 2100 00:00:00 GMT")]
    fn dates_read_as_in_the_standard(#[case] seconds: u64, #[case] text: &str) {
        assert_eq!(
            format(SystemTime::UNIX_EPOCH + Duration::from_secs(seconds)),
            text
        );
    }
}
