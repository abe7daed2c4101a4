//! A machine that runs game days: a folder with a configuration, a scenario and journals.

use std::fs::{self, File};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Output};
use std::time::SystemTime;

use tempfile::TempDir;

use super::place::Place;
use crate::support::{LONG, lexdr, signal, until};

const CONFIG: &str = include_str!("lexdr.toml");

/// The bot's language is off for a second.
pub(crate) const SHORT: &str = "\
name: drill
summary: The bot's language is off for a moment.
lex: v2
check: { every: 1m }
timeline:
  - { at: 0s, inject: { locale-disabled: { region: primary } }, brief: true }
  - { at: 1s, undo: locale-disabled }
  - { at: 2s, end: true }
expect:
  - route: { stays: primary }
";

/// The credentials that everything here is called with. Nothing may tell them on.
pub(crate) const KEYS: [(&str, &str); 3] = [
    ("AWS_ACCESS_KEY_ID", "AKIACANARY7EXAMPLE01"),
    (
        "AWS_SECRET_ACCESS_KEY",
        "canarySecret/bPxRfiCYEXAMPLEKEY0123456789",
    ),
    ("AWS_SESSION_TOKEN", "canaryTokenFQoGZXIvYXdzEXAMPLE"),
];

/// What says that a game day is meant.
pub(crate) const LIVE: [&str; 3] = ["--live", "--account", "123456789012"];

/// A machine.
pub(crate) struct Machine {
    folder: TempDir,
    endpoint: String,
}

impl Machine {
    pub(crate) fn new(place: &Place) -> Self {
        let machine = Self {
            folder: tempfile::tempdir().unwrap(),
            endpoint: place.endpoint().to_owned(),
        };
        machine.configure(|config| config);
        machine.scenario(SHORT);
        machine
    }

    pub(crate) fn path(&self) -> &Path {
        self.folder.path()
    }

    /// Writes the configuration, with a change.
    pub(crate) fn configure(&self, change: impl FnOnce(String) -> String) {
        // It has been open for an hour at least, and is for another 22.
        let now = SystemTime::UNIX_EPOCH.elapsed().unwrap().as_secs() / 3600;
        let config = CONFIG.replace("OPENS", &format!("{:02}:00", (now + 23) % 24));
        let config = config.replace("CLOSES", &format!("{:02}:59", (now + 22) % 24));
        fs::write(self.path().join("lexdr.toml"), change(config)).unwrap();
    }

    pub(crate) fn scenario(&self, text: &str) {
        fs::write(self.path().join("drill.yaml"), text).unwrap();
    }

    fn command(&self, command: &[&str], arguments: &[&str]) -> Command {
        let mut lexdr = lexdr(command);
        lexdr
            .args(["--endpoint", &self.endpoint])
            .args(arguments)
            .current_dir(self.path())
            .envs(KEYS);
        lexdr
    }

    pub(crate) fn gameday(&self, arguments: &[&str]) -> Output {
        let mut command = self.command(&["gameday", "drill.yaml"], arguments);
        command.output().expect("the program starts")
    }

    pub(crate) fn recover(&self, arguments: &[&str]) -> Output {
        let mut command = self.command(&["recover"], arguments);
        command.output().expect("the program starts")
    }

    /// Begins a live game day.
    pub(crate) fn begin(&self) -> Running {
        let out = |name| File::create(self.path().join(name)).unwrap();
        let child = self
            .command(&["gameday", "drill.yaml"], &LIVE)
            .stdout(out("stdout"))
            .stderr(out("stderr"))
            .spawn()
            .expect("the program starts");
        Running {
            child,
            stderr: self.path().join("stderr"),
        }
    }

    /// The lines of all journals on this machine.
    pub(crate) fn journal(&self) -> Vec<String> {
        let Ok(files) = fs::read_dir(self.path().join("journals")) else {
            return Vec::new();
        };
        let files = files.map(|file| file.unwrap().path());
        let journals = files.filter(|path| path.extension().is_some_and(|end| end == "jsonl"));
        let read = |path: PathBuf| fs::read_to_string(path).unwrap();
        let lines = |text: String| text.lines().map(str::to_owned).collect::<Vec<_>>();
        journals.map(read).flat_map(lines).collect()
    }

    /// Loses its disk.
    pub(crate) fn forget(&self) {
        fs::remove_dir_all(self.path().join("journals")).unwrap();
    }
}

/// A game day that goes on.
pub(crate) struct Running {
    child: Child,
    stderr: PathBuf,
}

impl Running {
    pub(crate) fn said(&self) -> String {
        fs::read_to_string(&self.stderr).unwrap()
    }

    pub(crate) fn is_over(&mut self) -> bool {
        self.child.try_wait().unwrap().is_some()
    }

    pub(crate) fn kill(&mut self) {
        self.child.kill().unwrap();
        self.child.wait().unwrap();
    }

    pub(crate) fn interrupt(&self) {
        signal(&self.child, "-INT");
    }

    /// Its exit code, once it is over.
    pub(crate) fn code(&mut self) -> Option<i32> {
        until(&format!("it ends within {LONG:?}"), || self.is_over());
        self.child.wait().unwrap().code()
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
