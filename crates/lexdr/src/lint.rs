//! `lexdr lint` and `lexdr schema`.

use crate::args::Lint;
use crate::exit::{Exit, Failure};
use crate::library;

pub(crate) fn lint(options: &Lint) -> Result<Exit, Failure> {
    let files = library::find(&options.scenarios)?;
    library::load(&files)?;
    println!("{} scenario files, no problems", files.len());
    Ok(Exit::Passed)
}

pub(crate) fn schema() -> Result<Exit, Failure> {
    println!("{:#}", lexdr_scenario::schema());
    Ok(Exit::Passed)
}
