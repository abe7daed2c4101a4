//! The program, and a folder to run it in.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Output;

use crate::support;
pub(crate) use crate::support::text;

/// A drill of eight minutes: short enough to run often, long enough to flip and come back.
pub(crate) const SHORT: &str = "\
name: short
summary: The alias drill in eight minutes, a check every minute.
check: { every: 1m }
probes: { route: 5s, caller: 5s, order: 30s }
timeline:
  - at: 90s
    inject: { alias-deleted: { region: primary } }
  - at: 4m 30s
    undo: alias-deleted
  - at: 8m
    end: true
expect:
  - flips: { to: secondary, within: 1 check }
  - recovers: { to: primary, within: 1 check }
";

pub(crate) fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..")
}

pub(crate) fn lexdr(folder: &Path, arguments: &[&str]) -> Output {
    support::lexdr(arguments)
        .current_dir(folder)
        .output()
        .expect("the program starts")
}

/// A folder with the short drill in its `scenarios`.
pub(crate) fn folder() -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    fs::create_dir(folder.path().join("scenarios")).unwrap();
    fs::write(folder.path().join("scenarios/short.yaml"), SHORT).unwrap();
    folder
}

/// A folder with drills of several names and tags.
pub(crate) fn several() -> tempfile::TempDir {
    let folder = folder();
    for (name, tag) in [
        ("alias-one", "drill"),
        ("alias-two", "slow"),
        ("lex-one", "drill"),
    ] {
        let text = SHORT
            .replace("name: short", &format!("name: {name}\ntags: [{tag}]"))
            .replace("{ every: 1m }", "{ every: 1m, method: send_message }");
        fs::write(folder.path().join(format!("scenarios/{name}.yaml")), text).unwrap();
    }
    folder
}
