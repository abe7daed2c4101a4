//! The end of a function's log, fit for a history.

/// Lines kept, and characters of each.
const LINES: usize = 8;
const LENGTH: usize = 200;

/// What Lambda itself writes around a function's own lines.
const FRAME: [&str; 4] = [
    "START RequestId:",
    "END RequestId:",
    "REPORT RequestId:",
    "INIT_REPORT",
];

/// The function's own last lines, without what is secret. `None` if it wrote nothing.
pub(crate) fn tail(log: &str, secrets: &[String]) -> Option<String> {
    let mut clean = log.to_owned();
    for secret in secrets.iter().filter(|secret| !secret.is_empty()) {
        clean = clean.replace(secret, "***");
    }
    let own: Vec<String> = clean
        .lines()
        .map(str::trim_end)
        .filter(|line| !line.is_empty() && !is_frame(line))
        .map(|line| line.chars().take(LENGTH).collect())
        .collect();
    let last = &own[own.len().saturating_sub(LINES)..];
    (!last.is_empty()).then(|| last.join("\n"))
}

fn is_frame(line: &str) -> bool {
    FRAME.iter().any(|frame| line.starts_with(frame)) || line.contains(" Task timed out after ")
}

#[cfg(test)]
mod tests {
    use super::tail;

    #[test]
    fn only_the_functions_own_last_lines_are_kept_without_secrets() {
        let log = "START RequestId: 1 Version: $LATEST\none\n\ntwo KEY three\nINIT_REPORT Phase\n\
                   2026-01-01T00:00:00Z 1 Task timed out after 15.00 seconds\n\
                   END RequestId: 1\nREPORT RequestId: 1\tDuration: 1 ms\n";
        let kept = tail(log, &["KEY".to_owned(), String::new()]);
        assert_eq!(kept.as_deref(), Some("one\ntwo *** three"));
        assert_eq!(tail("START RequestId: 1\n\nEND RequestId: 1\n", &[]), None);
        let long = "x\n".repeat(50);
        assert_eq!(tail(&long, &[]).unwrap().lines().count(), 8);
    }
}
