//! Deployment packages: zip files whose `bootstrap` names a built-in program.

use std::io::{Cursor, Read, Write};

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use bytes::Bytes;
use lexdr_wire::ServiceError;
use sha2::{Digest, Sha256};
use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, DateTime, ZipArchive, ZipWriter};

/// What a `bootstrap` that names a built-in program begins with.
const BUILT_IN: &str = "lexdr-builtin ";

/// Longer than any name of a built-in program; a real program's `bootstrap` is longer still.
const LONGEST_NAME: u64 = 256;

/// A deployment package whose code is the built-in program `name`: a zip file with the one entry
/// `bootstrap`. The same name gives the same bytes.
///
/// # Panics
/// Never: the file is written to memory.
#[must_use]
pub fn builtin_package(name: &str) -> Bytes {
    package(format!("{BUILT_IN}{name}\n").as_bytes())
}

/// A deployment package with `code` as its one entry, the executable `bootstrap`. The same code
/// gives the same bytes.
///
/// # Panics
/// Never: the file is written to memory.
#[must_use]
pub fn package(code: &[u8]) -> Bytes {
    let options = SimpleFileOptions::default()
        .compression_method(CompressionMethod::Stored)
        .last_modified_time(DateTime::default())
        .unix_permissions(0o755);
    let mut package = ZipWriter::new(Cursor::new(Vec::new()));
    package
        .start_file("bootstrap", options)
        .expect("a first entry fits");
    package.write_all(code).expect("memory takes it");
    package
        .finish()
        .expect("memory takes it")
        .into_inner()
        .into()
}

/// A function's code.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Code {
    /// Bytes of the package.
    pub(crate) size: usize,
    /// Base64, as `CodeSha256` shows it.
    pub(crate) sha256: String,
    /// The built-in program, or why there is none.
    pub(crate) program: Result<String, String>,
}

impl Code {
    /// Reads a package as the API carries it, in base64.
    pub(crate) fn from_base64(text: &str) -> Result<Self, ServiceError> {
        let package = STANDARD.decode(text).map_err(|_| unreadable())?;
        Self::from_zip(&package)
    }

    fn from_zip(package: &[u8]) -> Result<Self, ServiceError> {
        let mut archive = ZipArchive::new(Cursor::new(package)).map_err(|_| unreadable())?;
        Ok(Self {
            size: package.len(),
            sha256: STANDARD.encode(Sha256::digest(package)),
            program: program(&mut archive),
        })
    }
}

fn program(archive: &mut ZipArchive<Cursor<&[u8]>>) -> Result<String, String> {
    const ADVICE: &str = "the simulator runs built-in programs only, packages whose bootstrap is \
                          the line `lexdr-builtin NAME`";
    let entry = archive
        .by_name("bootstrap")
        .map_err(|error| format!("no readable bootstrap in the package ({error}); {ADVICE}"))?;
    let mut text = String::new();
    let read = entry.take(LONGEST_NAME).read_to_string(&mut text);
    let name = read
        .ok()
        .and_then(|_| text.strip_prefix(BUILT_IN))
        .map(str::trim);
    match name {
        Some(name) if !name.is_empty() => Ok(name.to_owned()),
        _ => Err(format!("bootstrap is a program of its own; {ADVICE}")),
    }
}

fn unreadable() -> ServiceError {
    ServiceError::new(
        "InvalidParameterValueException",
        400,
        "Could not unzip uploaded file. Please check your file, then try to upload again.",
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_package_names_its_program() {
        let package = builtin_package("health-check");
        assert_eq!(package, builtin_package("health-check"));
        let code = Code::from_zip(&package).unwrap();
        assert_eq!(code.program, Ok("health-check".to_owned()));
        assert_eq!(code.size, package.len());
    }

    #[test]
    fn another_bootstrap_is_kept_but_runs_nothing() {
        let mut package = ZipWriter::new(Cursor::new(Vec::new()));
        let stored = SimpleFileOptions::default().compression_method(CompressionMethod::Stored);
        package.start_file("bootstrap", stored).unwrap();
        package.write_all(b"\x7fELF\xff\xfe").unwrap();
        let package = package.finish().unwrap().into_inner();
        let why = Code::from_zip(&package).unwrap().program.unwrap_err();
        assert!(why.contains("lexdr-builtin NAME"), "{why}");
    }

    #[test]
    fn what_is_no_zip_is_refused_in_lambdas_words() {
        let error = Code::from_zip(b"not a zip").unwrap_err();
        assert_eq!(error.code, "InvalidParameterValueException");
        assert!(error.message.starts_with("Could not unzip"));
    }
}
