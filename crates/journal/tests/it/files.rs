//! Journals as files: made, locked, found.

use std::fs;
use std::io::{BufRead as _, BufReader, Read as _};
use std::path::Path;
use std::process::{Command, Stdio};

use lexdr_journal::{Journal, Record, WriteError, Writer, find_open};
use rstest::rstest;

use crate::fixture::{
    armed, closed, concurrency, header, lines, night, opened, read, told, whole_night, written,
};

fn names<'a>(paths: impl IntoIterator<Item = &'a std::path::PathBuf>) -> Vec<String> {
    let paths = paths.into_iter();
    paths
        .map(|path| path.file_name().unwrap().to_string_lossy().into_owned())
        .collect()
}

#[test]
fn a_run_has_one_file_of_its_name() {
    let folder = tempfile::tempdir().unwrap();
    let directory = folder.path().join("deep/.lexdr");
    let mut writer = Writer::create(&directory, header("night-1")).unwrap();
    for record in whole_night() {
        writer.append(record).unwrap();
    }
    let path = directory.join("night-1.jsonl");
    assert_eq!(writer.path(), path);
    assert_eq!(fs::read(&path).unwrap(), written(&whole_night()));
    drop(writer);

    let error = Writer::create(&directory, header("night-1")).unwrap_err();
    assert!(error.to_string().contains("exists"), "{error}");
    assert_eq!(fs::read(&path).unwrap(), written(&whole_night()));
}

#[cfg(unix)]
#[test]
fn nobody_else_may_read_it() {
    use std::os::unix::fs::PermissionsExt as _;
    let folder = tempfile::tempdir().unwrap();
    let directory = folder.path().join(".lexdr");
    let writer = Writer::create(&directory, header("night-1")).unwrap();
    let mode = |path: &Path| fs::metadata(path).unwrap().permissions().mode() & 0o777;
    assert_eq!(mode(writer.path()), 0o600);
    assert_eq!(mode(&directory), 0o700);
}

#[rstest]
#[case::empty("")]
#[case::another_directory("../night")]
#[case::hidden(".night")]
#[case::an_option("-night")]
#[case::a_space("night 1")]
#[case::not_ascii("nächt")]
#[case::a_line_end("night\n")]
#[case::too_long(&"n".repeat(101))]
fn a_run_whose_id_is_no_file_name_is_refused(#[case] run: &str) {
    let folder = tempfile::tempdir().unwrap();
    let error = Writer::create(folder.path(), header(run)).unwrap_err();
    assert!(matches!(error, WriteError::Name { .. }), "{error}");
    assert!(!error.to_string().contains('\n'), "{error}");
    assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 0);
}

#[test]
fn two_processes_do_not_work_on_one_journal() {
    let folder = tempfile::tempdir().unwrap();
    let mut writer = Writer::create(folder.path(), header("night-1")).unwrap();
    writer.append(opened(0, concurrency())).unwrap();
    let path = writer.path().to_owned();
    let error = Writer::open(&path).unwrap_err();
    assert_eq!(
        error.to_string(),
        format!(
            "{}: in use by another run or recovery; wait until it is over",
            path.display()
        )
    );
    // Another process cannot either, and reading is free.
    let flock = Command::new("flock")
        .args(["--nonblock", "--conflict-exit-code", "9"])
        .arg(&path)
        .arg("true")
        .status();
    if let Ok(status) = flock {
        assert_eq!(status.code(), Some(9));
    }
    assert_eq!(Journal::load(&path).unwrap().open().count(), 1);

    drop(writer);
    let mut writer = Writer::open(&path).unwrap();
    writer.append(closed(0)).unwrap();
    assert_eq!(Journal::load(&path).unwrap().open().count(), 0);
}

#[test]
fn a_file_cut_by_a_crash_is_mended_before_it_is_continued() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("night-1.jsonl");
    let whole = written(&night()[..2]);
    let torn = written(&night()[..3]);
    fs::write(&path, &torn[..torn.len() - 20]).unwrap();
    let writer = Writer::open(&path).unwrap();
    assert_eq!(fs::read(&path).unwrap(), whole);
    assert!(writer.journal().records().eq(read(&whole).records()));
    assert_eq!(
        told(writer.journal()),
        ["line 4, the last, was cut off while it was written; its step was not taken"]
    );
    drop(writer);

    fs::write(&path, &whole[..whole.len() - 1]).unwrap();
    let mut writer = Writer::open(&path).unwrap();
    assert_eq!(fs::read(&path).unwrap(), whole);
    writer.append(night()[2].clone()).unwrap();
    assert_eq!(fs::read(&path).unwrap(), torn);
}

#[test]
fn a_file_that_is_no_journal_is_not_touched() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("notes.jsonl");
    fs::write(&path, "dear diary").unwrap();
    let error = Writer::open(&path).unwrap_err();
    assert!(matches!(error, WriteError::Journal(_)), "{error}");
    assert_eq!(fs::read(&path).unwrap(), b"dear diary");
    let error = Writer::open(folder.path().join("no.jsonl")).unwrap_err();
    assert!(
        error.to_string().contains("no.jsonl: cannot be read"),
        "{error}"
    );
}

#[test]
fn what_is_not_settled_is_found_and_what_cannot_be_read_is_told() {
    let folder = tempfile::tempdir().unwrap();
    let at = |name: &str| folder.path().join(name);
    let mut damaged = lines(&written(&whole_night()[..12]));
    damaged[4][30] ^= 1;
    fs::write(at("a-settled.jsonl"), written(&whole_night())).unwrap();
    fs::write(at("b-open.jsonl"), written(&night()[..3])).unwrap();
    fs::write(at("c-damaged.jsonl"), damaged.concat()).unwrap();
    fs::write(at("d-unbegun.jsonl"), "").unwrap();
    fs::write(at("e-foreign.jsonl"), "{\"event\":1}\n").unwrap();
    fs::create_dir(at("f-directory.jsonl")).unwrap();
    fs::write(at("g-other.txt"), "not looked at").unwrap();
    let pipe = Command::new("mkfifo").arg(at("h-pipe.jsonl")).status();
    let pipe = pipe.is_ok_and(|status| status.success());

    let found = find_open(folder.path()).unwrap();
    assert!(!found.is_settled());
    assert_eq!(
        names(found.open.iter().map(|(path, _)| path)),
        ["b-open.jsonl", "c-damaged.jsonl"]
    );
    assert_eq!(found.open[0].1, read(&written(&night()[..3])));
    assert_eq!(found.open[1].1.open().count(), 0);
    assert_eq!(names(&found.unbegun), ["d-unbegun.jsonl"]);
    let mut unreadable = vec!["e-foreign.jsonl", "f-directory.jsonl"];
    if pipe {
        unreadable.push("h-pipe.jsonl");
    }
    assert_eq!(
        names(found.unreadable.iter().map(|(path, _)| path)),
        unreadable
    );
}

#[test]
fn a_directory_that_is_not_there_holds_nothing() {
    let folder = tempfile::tempdir().unwrap();
    let found = find_open(folder.path().join("no")).unwrap();
    assert!(found.is_settled());
    assert_eq!(found.unbegun.len(), 0);
    let file = folder.path().join("file");
    fs::write(&file, "").unwrap();
    find_open(file).unwrap_err();
}

/// What the process that is killed does: it says so when a record is safe.
fn write_until_killed(directory: &Path) {
    let mut writer = Writer::create(directory, header("night-1")).unwrap();
    for id in 0.. {
        writer.append(opened(id, concurrency())).unwrap();
        println!("safe {id}");
        writer.append(armed(id)).unwrap();
    }
}

#[test]
fn a_process_that_is_killed_leaves_what_was_safe_and_no_lock() {
    const NAME: &str = "files::a_process_that_is_killed_leaves_what_was_safe_and_no_lock";
    const DIRECTORY: &str = "LEXDR_TEST_JOURNALS";
    if let Some(directory) = std::env::var_os(DIRECTORY) {
        return write_until_killed(Path::new(&directory));
    }
    let folder = tempfile::tempdir().unwrap();
    let mut child = Command::new(std::env::current_exe().unwrap())
        .args(["--exact", NAME, "--nocapture"])
        .env(DIRECTORY, folder.path())
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    let mut output = BufReader::new(child.stdout.take().unwrap());
    let mut said = String::new();
    while !said.contains("safe 20") {
        assert_ne!(output.read_line(&mut said).unwrap(), 0, "{said}");
    }
    child.kill().unwrap();
    child.wait().unwrap();
    output.read_to_string(&mut said).unwrap();
    let safe = said.lines().filter(|line| line.contains("safe ")).count();

    let path = folder.path().join("night-1.jsonl");
    let mut writer = Writer::open(&path).unwrap();
    assert!(writer.journal().entries().count() >= safe);
    assert_eq!(writer.journal().problems(), []);
    let open: Vec<u32> = writer.journal().open().map(|entry| entry.id).collect();
    for id in open {
        writer.append(closed(id)).unwrap();
    }
    writer.append(Record::Ended { at: 1 }).unwrap();
    assert!(find_open(folder.path()).unwrap().is_settled());
}
