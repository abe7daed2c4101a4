//! Which glibc a binary needs.

use std::collections::BTreeSet;
use std::fmt;

use anyhow::{Context as _, bail};
use object::elf::FileHeader64;
use object::read::elf::{FileHeader as _, SectionHeader as _};
use object::{Endianness, elf};

/// A version of glibc, as its symbols carry it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Version(pub(crate) u32, pub(crate) u32);

impl fmt::Display for Version {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}.{}", self.0, self.1)
    }
}

/// The newest glibc whose symbols the ELF file in `bytes` asks for; nothing if it asks for none,
/// as a static one.
pub(crate) fn needed(bytes: &[u8]) -> anyhow::Result<Option<Version>> {
    let header = FileHeader64::<Endianness>::parse(bytes).context("not a 64-bit ELF file")?;
    let endian = header.endian()?;
    if header.e_machine(endian) != elf::EM_X86_64 && header.e_machine(endian) != elf::EM_AARCH64 {
        bail!("not a binary for x86_64 or arm64");
    }
    let sections = header.sections(endian, bytes)?;
    let mut versions = BTreeSet::new();
    for section in sections.iter() {
        let Some((mut needs, link)) = section.gnu_verneed(endian, bytes)? else {
            continue;
        };
        let names = sections.strings(endian, bytes, link)?;
        while let Some((_, mut symbols)) = needs.next()? {
            while let Some(symbol) = symbols.next()? {
                let name = symbol.name(endian, names)?;
                versions.extend(version(&String::from_utf8_lossy(name)));
            }
        }
    }
    Ok(versions.last().copied())
}

/// `GLIBC_2.34` and `GLIBC_2.2.5`; anything else is no version of glibc.
fn version(name: &str) -> Option<Version> {
    let mut parts = name.strip_prefix("GLIBC_")?.split('.');
    Some(Version(
        parts.next()?.parse().ok()?,
        parts.next()?.parse().ok()?,
    ))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn versions_are_compared_as_numbers() {
        assert_eq!(version("GLIBC_2.2.5"), Some(Version(2, 2)));
        assert!(version("GLIBC_2.34") > version("GLIBC_2.4"));
        assert_eq!(version("GCC_3.0"), None);
        assert_eq!(version("GLIBC_PRIVATE"), None);
    }

    #[test]
    fn a_program_of_this_machine_needs_some_glibc() {
        let own = std::fs::read(std::env::current_exe().unwrap()).unwrap();
        let needed = needed(&own).unwrap();
        assert!(needed >= Some(Version(2, 2)), "{needed:?}");
        assert!(super::needed(b"#!/bin/sh\n").is_err());
    }
}
