//! `lexdr run` with functions that are programs of the user's.
//!
//! The programs are lexdr's own Lambdas, and the example `lambda` of the crate that runs
//! processes, which does one thing wrong at a time.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};
use std::time::{Duration, Instant};

use rstest::rstest;
use tempfile::TempDir;

use crate::support::{self, signal, text, until};

/// Two and a half checks of calm, two of a deleted alias, two of calm.
const SHORT: &str = "\
name: short
summary: A short outage.
check: { every: 5m, method: send_message }
timeline:
  - at: 12m
    inject: { alias-deleted: { region: primary } }
  - at: 22m
    undo: alias-deleted
  - at: 32m
    end: true
expect:
  - flips: { to: secondary, within: 1 check }
  - recovers: { to: primary, within: 1 check }
";

/// The same, with a primary that hangs, to the end. Its time limit is short, so that nobody waits
/// fifteen seconds for a check to be cut off.
const HANG: &str = "\
name: short-hang
summary: The primary hangs.
check: { every: 5m, method: send_message, timeout: 3s }
timeline:
  - at: 7m
    inject: { lex-hang: { region: primary, caller: checker } }
  - at: 18m
    undo: lex-hang
  - at: 19m
    end: true
expect:
  - flips: { to: secondary, within: 1 check }
";

fn lexdr(arguments: &[&str]) -> Command {
    let mut command = support::lexdr(arguments);
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
    command.current_dir(root).env("NO_COLOR", "1");
    command
}

/// A program that cargo puts beside lexdr. It is there when the workspace is tested; when this
/// package is tested alone it may have to be built first.
fn program(path: &str, build: &[&str]) -> PathBuf {
    let built = Path::new(env!("CARGO_BIN_EXE_lexdr")).with_file_name(path);
    if !built.is_file() {
        let cargo = Command::new(env!("CARGO"))
            .arg("build")
            .args(build)
            .status();
        assert!(cargo.unwrap().success(), "cannot build {path}");
    }
    built
}

fn example() -> PathBuf {
    let build = ["-p", "lexdr-lambda-process", "--example", "lambda"];
    program("examples/lambda", &build)
}

/// A copy that only one test uses, so that its processes can be told from those of others.
fn copied(program: &Path, folder: &TempDir) -> PathBuf {
    let copy = folder.path().join(program.file_name().unwrap());
    fs::copy(program, &copy).unwrap();
    copy
}

/// How many processes run a program.
fn running(program: &Path) -> usize {
    let processes = fs::read_dir("/proc").unwrap().flatten();
    let runs = |process: &fs::DirEntry| {
        fs::read_link(process.path().join("exe")).is_ok_and(|exe| exe == program)
    };
    processes.filter(runs).count()
}

fn scenario(folder: &TempDir, text: &str) -> String {
    let name = text
        .lines()
        .next()
        .and_then(|line| line.strip_prefix("name: "));
    let file = folder.path().join(format!("{}.yaml", name.unwrap()));
    fs::write(&file, text).unwrap();
    file.display().to_string()
}

fn printed(output: &Output) -> (String, String) {
    (text(&output.stdout), text(&output.stderr))
}

/// Lines of a report are broken between words; here they are not.
fn unbroken(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

#[test]
fn a_drill_passes_on_processes_and_leaves_none() {
    let folder = tempfile::tempdir().unwrap();
    let check = copied(
        &program("health-check", &["-p", "lexdr-health-check"]),
        &folder,
    );
    let region = copied(&program("get-region", &["-p", "lexdr-get-region"]), &folder);
    let (check_cmd, region_cmd) = (check.display().to_string(), region.display().to_string());
    let began = Instant::now();
    let output = lexdr(&["run", "alias-deleted", "--check-every", "1s"])
        .args([
            "--health-check-cmd",
            &check_cmd,
            "--get-region-cmd",
            &region_cmd,
        ])
        .output()
        .unwrap();
    let took = began.elapsed();
    let (stdout, stderr) = printed(&output);
    assert_eq!(output.status.code(), Some(0), "{stdout}{stderr}");
    assert!(stdout.starts_with("passed  alias-deleted"), "{stdout}");
    assert!(
        stderr.starts_with("1 scenario in real time: about 12.0s\n"),
        "{stderr}"
    );
    assert!(took < Duration::from_secs(15), "took {took:?}");
    assert_eq!((running(&check), running(&region)), (0, 0));
}

/// What a wrong program does, the exit code, and what the report says of it.
const WRONG: [(&str, i32, &str); 5] = [
    (
        "echo",
        2,
        "the health check returned 2 times while alias-deleted was in effect, and left the route \
         at us-east-1; it never wrote the route at all",
    ),
    (
        "write us-west-2",
        1,
        "the health check wrote us-west-2 although us-east-1 was well, at 00:00:01.0; what it had \
         been answered: nothing, it had asked no bot",
    ),
    (
        "raise",
        2,
        "the health check raised an error in 6 of 6 runs: Oops: it went wrong",
    ),
    (
        "crash",
        2,
        "the health check crashed in 6 of 6 runs: Runtime.ExitError: Runtime exited with error: \
         exit status 3",
    ),
    (
        "exit",
        2,
        "the health check did not start in 6 of 6 runs: Runtime.ExitError: Runtime exited with \
         error: exit status 7 (first at 00:00:01.0) | no module named lexDRTest",
    ),
];

/// All at a time: each run is by the clock on the wall, and mostly waits.
#[test]
fn a_report_says_what_a_wrong_program_does() {
    let folder = tempfile::tempdir().unwrap();
    let short = scenario(&folder, SHORT);
    let runs = WRONG.map(|(action, _, _)| {
        let command = format!("{} {action}", example().display());
        lexdr(&["run", &short, "--check-every", "1s"])
            .args(["--health-check-cmd", &command])
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap()
    });
    for (run, (action, exit, finding)) in runs.into_iter().zip(WRONG) {
        let output = run.wait_with_output().unwrap();
        let (stdout, stderr) = printed(&output);
        assert_eq!(
            output.status.code(),
            Some(exit),
            "{action}: {stdout}{stderr}"
        );
        let report = unbroken(&stdout);
        assert!(report.contains(finding), "{action}: {stdout}");
    }
}

/// It also writes its access key into its log, from where it must not get into the history.
#[test]
fn a_program_that_waits_for_ever_is_told_how_far_it_came_and_keeps_its_secrets() {
    let folder = tempfile::tempdir().unwrap();
    let command = format!("{} ask us-east-1", example().display());
    let report = folder.path().join("report").display().to_string();
    let output = lexdr(&["run", &scenario(&folder, HANG), "--check-every", "1s"])
        .args(["--health-check-cmd", &command, "--report", &report])
        .output()
        .unwrap();
    let (stdout, stderr) = printed(&output);
    let told = "before it had tried us-west-2, waiting for PostText in us-east-1";
    assert!(unbroken(&stdout).contains(told), "{stdout}{stderr}");
    let history = fs::read_to_string(folder.path().join("report/short-hang/history.jsonl"));
    let history = history.unwrap();
    assert!(history.contains(r#""operation":"PostText""#), "{history}");
    assert!(history.contains("signing with ***"), "{history}");
    assert!(!history.contains("ASIA"), "an access key is in the history");
    let file = format!("{report}/short-hang/history.jsonl");
    let again = lexdr(&["check", &file]).output().unwrap();
    assert!(unbroken(&text(&again.stdout)).contains(told));
}

#[test]
fn an_interrupt_ends_the_run_and_its_processes() {
    let folder = tempfile::tempdir().unwrap();
    let program = copied(&example(), &folder);
    let command = format!("{} hang", program.display());
    let mut run = lexdr(&["run", "alias-deleted", "--check-every", "2s"])
        .args(["--health-check-cmd", &command])
        .stdout(Stdio::null())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    until("its program runs", || {
        assert_eq!(run.try_wait().unwrap(), None, "the run is over");
        running(&program) > 0
    });
    signal(&run, "-INT");
    let output = run.wait_with_output().unwrap();
    let (_, stderr) = printed(&output);
    assert_eq!(output.status.code(), Some(2), "{stderr}");
    assert!(stderr.contains("interrupted"), "{stderr}");
    assert_eq!(running(&program), 0);
}

#[rstest]
#[case::the_whole_library(
    &["run", "--health-check-cmd", "true"],
    "would take about"
)]
#[case::no_such_program(
    &["run", "alias-deleted", "--health-check-cmd", "./no-such-program"],
    "--health-check-cmd: there is no program \"./no-such-program\", or it cannot be executed; \
     give its path, or put it on the PATH"
)]
#[case::an_open_quote(
    &["run", "alias-deleted", "--get-region-cmd", "sh 'x"],
    "--get-region-cmd: the command \"sh 'x\" has a quote that is not closed"
)]
fn what_cannot_have_been_meant_is_refused(#[case] arguments: &[&str], #[case] told: &str) {
    let output = lexdr(arguments).output().unwrap();
    let (_, stderr) = printed(&output);
    assert_eq!(output.status.code(), Some(64), "{stderr}");
    assert!(stderr.contains(told), "{stderr}");
}
