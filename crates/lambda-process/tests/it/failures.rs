//! Processes that do not do well.

use rstest::rstest;

use crate::support::{Account, Invoked, gone};

#[tokio::test]
async fn an_error_is_the_functions_own_and_its_process_stays() {
    let account = Account::with(&["event"], 10).await;
    let pid = account.invoke("echo").await.pid();
    assert_eq!(
        account.invoke("raise").await.error(),
        ("Oops", "it went wrong")
    );
    assert_eq!(account.invoke("echo").await.pid(), pid);
}

#[tokio::test]
async fn a_crash_is_told_and_the_next_event_gets_a_new_process() {
    let account = Account::with(&["event"], 10).await;
    let pid = account.invoke("echo").await.pid();
    let crash = account.invoke("crash").await;
    let told = (
        "Runtime.ExitError",
        "Runtime exited with error: exit status 3",
    );
    assert_eq!(crash.error(), told);
    assert_ne!(account.invoke("echo").await.pid(), pid);
}

#[tokio::test]
async fn a_process_that_ends_between_two_events_is_no_crash() {
    let account = Account::with(&["event"], 10).await;
    let pid = account.invoke("echo").await.pid();
    assert!(!account.invoke("leave").await.failed);
    gone(pid).await;
    assert_ne!(account.invoke("echo").await.pid(), pid);
}

#[rstest]
#[case::says_why("init-error", "KeyError", "'PRIMARY_REGION'", "settings are missing\n")]
#[case::just_ends(
    "exit",
    "Runtime.ExitError",
    "Runtime exited with error: exit status 7",
    "no module named lexDRTest\n"
)]
#[tokio::test]
async fn an_init_that_fails_is_told_with_its_log(
    #[case] how: &str,
    #[case] kind: &str,
    #[case] message: &str,
    #[case] line: &str,
) {
    let account = Account::with(&[how], 10).await;
    let failed = account.invoke("echo").await;
    assert_eq!(failed.error(), (kind, message));
    assert!(failed.log.contains(line), "{}", failed.log);
    assert!(
        failed
            .log
            .contains("INIT_REPORT Phase: init\tStatus: error"),
        "{}",
        failed.log
    );
}

#[tokio::test]
async fn the_time_limit_ends_the_process_and_its_children() {
    let account = Account::with(&["event"], 1).await;
    let pid = account.invoke("echo").await.pid();
    let cut_off = account.invoke("hang").await;
    let (kind, message) = cut_off.error();
    assert_eq!(kind, "Sandbox.Timedout");
    assert!(
        message.ends_with("Task timed out after 1.00 seconds"),
        "{message}"
    );
    gone(pid).await;
    gone(child(&cut_off)).await;
    assert_ne!(account.invoke("echo").await.pid(), pid);
}

/// The child that a hanging function has said it started.
fn child(invoked: &Invoked) -> u64 {
    let line = invoked
        .log
        .lines()
        .find_map(|line| line.strip_prefix("child "));
    let pid = line.and_then(|pid| pid.parse().ok()).unwrap_or_default();
    assert_ne!(pid, 0, "{}", invoked.log);
    pid
}

#[tokio::test]
async fn an_answer_that_is_too_large_is_an_error() {
    let account = Account::with(&["event"], 10).await;
    let pid = account.invoke("echo").await.pid();
    let large = account.invoke("large").await;
    // Seven mebibytes and the quotes.
    let told = "Response payload size (7340034 bytes) exceeded maximum allowed payload size \
                (6291556 bytes).";
    assert_eq!(large.error(), ("Function.ResponseSizeTooLarge", told));
    assert_eq!(account.invoke("echo").await.pid(), pid);
}
