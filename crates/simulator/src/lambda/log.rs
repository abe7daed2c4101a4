//! The log of one invocation, as CloudWatch would show it.

use std::time::Duration;

use super::invoke::Outcome;

/// What `X-Amz-Log-Result` carries at most.
const TAIL: usize = 4 * 1024;

/// What is known of a run when it is over.
pub(crate) struct Report {
    /// Time of the init phase, if there was one.
    pub(crate) init: Option<Duration>,
    pub(crate) duration: Duration,
    /// What the program wrote.
    pub(crate) log: Vec<u8>,
}

/// The last 4 KB of the log, cut at a character.
pub(crate) fn tail(request_id: &str, memory_mb: u32, report: Report, outcome: &Outcome) -> String {
    let mut log = format!("START RequestId: {request_id} Version: $LATEST\n");
    log.push_str(&String::from_utf8_lossy(&report.log));
    if !log.ends_with('\n') {
        log.push('\n');
    }
    if let Outcome::TimedOut(error) = outcome {
        log.push_str(&error.message);
        log.push_str("\n\n");
    }
    let ms = report.duration.as_secs_f64() * 1000.0;
    log.push_str(&format!(
        "END RequestId: {request_id}\nREPORT RequestId: {request_id}\tDuration: {ms:.2} ms\t\
         Billed Duration: {} ms\tMemory Size: {memory_mb} MB",
        ms.ceil()
    ));
    if let Some(init) = report.init {
        log.push_str(&format!(
            "\tInit Duration: {:.2} ms",
            init.as_secs_f64() * 1000.0
        ));
    }
    log.push('\n');
    let mut from = log.len().saturating_sub(TAIL);
    while !log.is_char_boundary(from) {
        from += 1;
    }
    log.split_off(from)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_tail_is_the_end_and_at_most_4_kb() {
        let report = Report {
            init: Some(Duration::from_millis(61)),
            duration: Duration::from_millis(12),
            log: "ä".repeat(5000).into_bytes(),
        };
        let log = tail("id", 128, report, &Outcome::Returned("{}".into()));
        assert!(log.len() <= TAIL && log.len() > TAIL - 4, "{}", log.len());
        assert!(
            log.ends_with("Memory Size: 128 MB\tInit Duration: 61.00 ms\n"),
            "{log}"
        );
        assert!(
            log.contains("Duration: 12.00 ms\tBilled Duration: 12 ms"),
            "{log}"
        );
    }
}
