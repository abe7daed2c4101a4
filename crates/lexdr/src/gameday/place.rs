//! Where a game day writes.

use std::fs;
use std::path::{Path, PathBuf};

use lexdr_gameday::upload::File;
use lexdr_gameday::{GameDay, Name};

use super::name;
use crate::args;
use crate::exit::Failure;
use crate::run;

/// Where a run writes.
pub(super) struct Place {
    pub(super) name: Name,
    pub(super) report: PathBuf,
    pub(super) history: PathBuf,
}

impl Place {
    pub(super) fn new(day: &GameDay, options: &args::GameDay) -> Result<Self, Failure> {
        let name = name();
        let report = match &options.report {
            Some(folder) => folder.clone(),
            None => day.config.journal.directory.join(&name.run),
        };
        let folder = report.join(&day.scenario.name);
        run::create_folder(&folder)?;
        eprintln!("run {}; report in {}", name.run, report.display());
        Ok(Self {
            name,
            report,
            history: folder.join(run::HISTORY),
        })
    }

    /// What a run leaves, with the names that it has where runs are kept together. A report is of
    /// this run only if there was a verdict.
    pub(super) fn files(&self, judged: bool, journal: Option<&Path>) -> Vec<File> {
        let file = |name, path| File { name, path };
        let mut files = vec![file(run::HISTORY, self.history.clone())];
        if judged {
            let verdict = self.history.with_file_name("verdict.json");
            files.extend([
                file("verdict.json", verdict),
                file("junit.xml", self.report.join("junit.xml")),
                file("summary.md", self.report.join("summary.md")),
            ]);
        }
        files.extend(journal.map(|journal| file("journal.jsonl", journal.to_owned())));
        files
    }

    pub(super) fn sink(&self) -> Result<fs::File, Failure> {
        let file = &self.history;
        fs::File::create(file).map_err(|error| run::unwritable(file, &error))
    }
}
