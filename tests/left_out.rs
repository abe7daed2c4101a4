//! Crates without tests of one kind do not build and run an empty one: that takes seconds of every run.
//! What is written later must not be left out by it.

use std::fs;
use std::path::{Path, PathBuf};

#[test]
fn no_test_is_left_out() {
    let crates = Path::new(env!("CARGO_MANIFEST_DIR")).join("../crates");
    let mut wrong = Vec::new();
    let mut seen = 0;
    for entry in fs::read_dir(crates).unwrap() {
        let of = entry.unwrap().path();
        let manifest = fs::read_to_string(of.join("Cargo.toml")).unwrap();
        for section in manifest.split("\n[") {
            let sources = if section.starts_with("lib]") {
                sources(&of.join("src"))
            } else if section.starts_with("[bin]]") {
                vec![of.join("src/main.rs")]
            } else {
                continue;
            };
            for (switch, sign) in [
                (
                    "\ntest = false",
                    &["#[cfg(test)]", "#[test]", "#[rstest"][..],
                ),
                ("\ndoctest = false", &["//! ```", "/// ```"]),
            ] {
                if !section.contains(switch) {
                    continue;
                }
                seen += 1;
                let left_out = sources.iter().filter(|source| {
                    let text = fs::read_to_string(source).unwrap();
                    sign.iter().any(|sign| text.contains(sign))
                });
                wrong.extend(left_out.map(|source| format!("{}: {switch:?}", source.display())));
            }
        }
    }
    assert!(seen > 0, "no crate leaves out a kind of tests any more");
    assert!(
        wrong.is_empty(),
        "tests are left out:\n{}",
        wrong.join("\n")
    );
}

fn sources(of: &Path) -> Vec<PathBuf> {
    let mut found = Vec::new();
    for entry in fs::read_dir(of).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            found.extend(sources(&path));
        } else if path.extension().is_some_and(|kind| kind == "rs") {
            found.push(path);
        }
    }
    found
}
