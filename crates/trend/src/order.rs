//! In which order runs were made.

use std::cmp::Ordering;

/// Compares folders as people count: `run-9` before `run-10`, `v2/b` before `v10/a`.
pub(crate) fn by_folder(a: &str, b: &str) -> Ordering {
    let folders = |path| str::split(path, '/').map(parts);
    // The same number in other digits (`01`, `1`) still has to come in one order.
    folders(a).cmp(folders(b)).then_with(|| a.cmp(b))
}

/// A stretch of a name that is digits throughout or has none.
#[derive(PartialEq, Eq, PartialOrd, Ord)]
enum Part<'a> {
    Number { length: usize, digits: &'a str },
    Text(&'a str),
}

fn parts(name: &str) -> Vec<Part<'_>> {
    let mut parts = Vec::new();
    let mut rest = name;
    while let Some(first) = rest.chars().next() {
        let of_digits = first.is_ascii_digit();
        let end = rest.find(|c: char| c.is_ascii_digit() != of_digits);
        let (part, after) = rest.split_at(end.unwrap_or(rest.len()));
        parts.push(if of_digits {
            let digits = part.trim_start_matches('0');
            let length = digits.len();
            Part::Number { length, digits }
        } else {
            Part::Text(part)
        });
        rest = after;
    }
    parts
}

#[cfg(test)]
mod tests {
    use rstest::rstest;

    use super::*;

    #[rstest]
    #[case::dates("2026-11-09/a", "2026-11-23/a")]
    #[case::numbers("run-9/a", "run-10/a")]
    #[case::many_digits("99999999999999999999998", "99999999999999999999999")]
    #[case::the_shorter_name("2026-11-23/z", "2026-11-23-late/a")]
    #[case::folders_before_what_is_in_them("v2/b", "v10/a")]
    #[case::other_digits_of_one_number("01", "1")]
    #[case::letters("nightly-é", "nightly-ü")]
    fn folders_come_in_the_order_of_their_numbers(#[case] first: &str, #[case] second: &str) {
        assert_eq!(by_folder(first, second), Ordering::Less);
        assert_eq!(by_folder(second, first), Ordering::Greater);
        assert_eq!(by_folder(first, first), Ordering::Equal);
    }
}
