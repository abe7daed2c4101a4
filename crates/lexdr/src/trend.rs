//! `lexdr trend`: past runs side by side, from the folders of their reports.

use std::fs::{self, File};
use std::io::{self, BufRead as _, BufReader, Read as _, Write as _};
use std::path::{Component, Path, PathBuf};

use lexdr_trend::{Begin, Foreign, Options, Run};

use crate::args::{self, Format};
use crate::exit::{Exit, Failure};

/// How many folders below the one asked for a verdict may lie: a folder for the year, the month, the
/// day and the scenario, and as many again.
const DEEPEST: usize = 8;

/// A verdict is some kilobytes; a larger file is not ours and must not fill the memory.
const LARGEST_VERDICT: u64 = 16 << 20;

/// The header of a history carries a scenario of at most 1 MiB.
const LONGEST_HEADER: u64 = 4 << 20;

pub(crate) fn trend(options: &args::Trend) -> Result<Exit, Failure> {
    let folder = &options.folder;
    let mut files = Vec::new();
    verdicts_below(folder, DEEPEST, &mut files).map_err(|error| {
        Failure::usage(format!(
            "cannot read {}: {error}; name the folder that holds the reports of past runs",
            folder.display()
        ))
    })?;
    let runs: Vec<Run> = files.iter().filter_map(|file| run(folder, file)).collect();
    if runs.is_empty() {
        let folder = folder.display();
        return Err(Failure::usage(format!(
            "no verdict of a run can be read below {folder}; `lexdr run --report {folder}/NAME` \
             writes some"
        )));
    }
    let trend = lexdr_trend::Trend::new(
        runs,
        &Options {
            last: usize::from(options.last),
            tolerance_percent: options.tolerance,
        },
    );
    match options.format {
        Format::Text => print(&trend.text()),
        Format::Json => print(&trend.json()),
    }?;
    Ok(if trend.regressions.is_empty() {
        Exit::Passed
    } else {
        Exit::Failed
    })
}

/// Prints what may be hundreds of tables: whoever reads them through `head` has seen enough, and the
/// exit code still tells.
fn print(text: &str) -> Result<(), Failure> {
    match io::stdout().write_all(text.as_bytes()) {
        Err(error) if error.kind() != io::ErrorKind::BrokenPipe => Err(Failure::unknown(format!(
            "cannot print the comparison: {error}"
        ))),
        _ => Ok(()),
    }
}

/// Finds the verdicts in a folder and those below it. Links are not followed: one to the newest
/// report would count that twice, and one upwards would have no end.
fn verdicts_below(folder: &Path, deeper: usize, found: &mut Vec<PathBuf>) -> io::Result<()> {
    let mut folders = Vec::new();
    for entry in fs::read_dir(folder)? {
        let entry = entry?;
        let kind = entry.file_type()?;
        if kind.is_dir() && deeper > 0 {
            folders.push(entry.path());
        } else if kind.is_file() && entry.file_name() == "verdict.json" {
            found.push(entry.path());
        }
    }
    // The order of a folder's entries is the file system's; warnings should not depend on it.
    folders.sort();
    for below in folders {
        if let Err(error) = verdicts_below(&below, deeper - 1, found) {
            warn(&below, &error, "it is left out");
        }
    }
    Ok(())
}

/// Reads one run; if it cannot be read, says so.
fn run(folder: &Path, verdict: &Path) -> Option<Run> {
    let left_out = |problem: &dyn std::fmt::Display| warn(verdict, problem, "it is left out");
    let text = whole(verdict).map_err(|error| left_out(&error)).ok()?;
    let name = name(folder, verdict);
    Run::read(
        &name,
        &text,
        begin(&verdict.with_file_name("history.jsonl")),
    )
    .map_err(|error| left_out(&error))
    .ok()
}

/// What the history beside a verdict says of its begin. A run without one is still a run.
fn begin(history: &Path) -> Option<Begin> {
    let undated = |problem: &dyn std::fmt::Display| {
        warn(history, problem, "the run is taken without its date");
    };
    let file = match File::open(history) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => return None,
        file => file.map_err(|error| undated(&error)).ok()?,
    };
    let mut line = Vec::new();
    BufReader::new(file)
        .take(LONGEST_HEADER)
        .read_until(b'\n', &mut line)
        .map_err(|error| undated(&error))
        .ok()?;
    let begin: Result<_, Foreign> = Begin::read(&line);
    begin.map_err(|error| undated(&error)).ok()
}

fn whole(file: &Path) -> io::Result<Vec<u8>> {
    let mut text = Vec::new();
    let read = File::open(file)?
        .take(LARGEST_VERDICT + 1)
        .read_to_end(&mut text)?;
    if read as u64 > LARGEST_VERDICT {
        let problem = format!("larger than {} MiB, so no verdict", LARGEST_VERDICT >> 20);
        return Err(io::Error::other(problem));
    }
    Ok(text)
}

/// What a run is called: the folder of its report, seen from the one asked for. A verdict lies in its
/// scenario's folder there.
fn name(folder: &Path, verdict: &Path) -> String {
    let below = verdict.strip_prefix(folder).unwrap_or(verdict);
    let report = below
        .parent()
        .and_then(Path::parent)
        .unwrap_or(Path::new(""));
    let parts = report.components().filter_map(|part| match part {
        Component::Normal(part) => Some(part.to_string_lossy().into_owned()),
        _ => None,
    });
    let name = parts.collect::<Vec<_>>().join("/");
    if name.is_empty() {
        ".".to_owned()
    } else {
        name
    }
}

fn warn(file: &Path, problem: &dyn std::fmt::Display, so: &str) {
    eprintln!("warning: {}: {problem}; {so}", file.display());
}
