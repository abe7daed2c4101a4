//! `lexdr new`: a scenario file to start from.

use std::fs::{self, OpenOptions};
use std::io::{ErrorKind, Write};

use crate::args::New;
use crate::exit::{Exit, Failure};

pub(crate) fn new(options: &New) -> Result<Exit, Failure> {
    let name = &options.name;
    let allowed = |b: u8| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-';
    let begins = name
        .bytes()
        .next()
        .is_some_and(|b| b.is_ascii_alphanumeric());
    if !begins || !name.bytes().all(allowed) || name.ends_with('-') || name.len() > MOST {
        return Err(Failure::usage(format!(
            "{name:?} is no name for a scenario: up to {MOST} small letters, digits and hyphens, \
             such as alias-deleted"
        )));
    }
    let unwritable = |error: &std::io::Error| {
        Failure::usage(format!(
            "cannot write to {}: {error}; name another folder with --scenarios",
            options.scenarios.display()
        ))
    };
    fs::create_dir_all(&options.scenarios).map_err(|error| unwritable(&error))?;
    let path = options.scenarios.join(format!("{name}.yaml"));
    let mut file = match OpenOptions::new().write(true).create_new(true).open(&path) {
        Ok(file) => file,
        Err(error) if error.kind() == ErrorKind::AlreadyExists => {
            return Err(Failure::usage(format!(
                "{} is there already; choose another name, or edit that file",
                path.display()
            )));
        }
        Err(error) => return Err(unwritable(&error)),
    };
    file.write_all(STARTER.replace("NAME", name).as_bytes())
        .map_err(|error| unwritable(&error))?;
    println!("{}", path.display());
    Ok(Exit::Passed)
}

/// Longest name.
const MOST: usize = 64;

/// A scenario that passes as it is, with what one will want to change explained.
const STARTER: &str = include_str!("starter.yaml");
