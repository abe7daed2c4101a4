//! Deployment packages.

use std::io::{Cursor, Write as _};

use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, DateTime, ZipWriter};

/// A zip file with `code` as the executable `bootstrap` at its root. The same code gives the same
/// bytes: the date is fixed, and stored entries do not depend on a compressor's version.
pub(crate) fn zipped(code: &[u8]) -> anyhow::Result<Vec<u8>> {
    let options = SimpleFileOptions::default()
        .compression_method(CompressionMethod::Stored)
        .last_modified_time(DateTime::default())
        .unix_permissions(0o755);
    let mut archive = ZipWriter::new(Cursor::new(Vec::new()));
    archive.start_file("bootstrap", options)?;
    archive.write_all(code)?;
    Ok(archive.finish()?.into_inner())
}

#[cfg(test)]
mod tests {
    use std::io::Read as _;

    use super::*;

    #[test]
    fn the_code_is_an_executable_bootstrap_and_the_bytes_are_the_same_twice() {
        let first = zipped(b"code").unwrap();
        assert_eq!(first, zipped(b"code").unwrap());
        let mut archive = zip::ZipArchive::new(Cursor::new(first)).unwrap();
        assert_eq!(archive.len(), 1);
        let mut entry = archive.by_name("bootstrap").unwrap();
        assert_eq!(entry.unix_mode().map(|mode| mode & 0o777), Some(0o755));
        let mut code = Vec::new();
        entry.read_to_end(&mut code).unwrap();
        assert_eq!(code, b"code");
    }
}
