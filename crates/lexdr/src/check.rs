//! `lexdr check`: the verdict again, from the history alone.

use lexdr_history::History;
use lexdr_report::Case;
use lexdr_verdict::judge;

use crate::args::{Check, Format};
use crate::exit::{Exit, Failure};
use crate::output;

pub(crate) fn check(options: &Check) -> Result<Exit, Failure> {
    let history = History::load(&options.history).map_err(Failure::bad_file)?;
    let verdict = judge(&history.header, &history.events);
    let file = options.history.display().to_string();
    let cases = [Case {
        verdict: &verdict,
        history: Some(&file),
    }];
    match options.format {
        Format::Text => print!("{}", lexdr_report::terminal(&cases, output::colour())),
        Format::Json => print!("{}", lexdr_report::json(&cases)),
    }
    Ok(verdict.outcome.into())
}
